"""What people outside the field say: heard in any order, never looked for; how evidence adds up."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.profiles import load_profile
from extract.profiles.model import Concept
from index.fake import FakeIngest
from index.lexical import LexicalIndex, Sought
from index.lexical import write as write_lexical
from index.library import Library
from index.terms import Terms
from index.texts import tokens
from index.vocabulary import Concepts, others, whole_tokens
from models.fake import FakeEncoder

DOGS = Concept("dog theft", ("stolen pets",), ("leaflet", "vets"), ("thieves taking dogs",))
RUNNERS = Concept("criminal exploitation", (), (), ("children selling drugs",))
ABUSE = Concept("domestic abuse", (), (), ("beating partners",))


def heard(question: str, *concepts: Concept) -> list[str]:
    """The names of the concepts heard in a question."""
    typed = [word for word in question.split() if tokens(word)]
    return [h.concept.name for h in Concepts(concepts).hear(tokens(question), typed)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("pets that were stolen", ["dog theft"]),
        ("partners who keep beating them", ["domestic abuse"]),
        ("children in towns selling drugs", ["criminal exploitation"]),
        ("selling to children some drugs", ["criminal exploitation"]),
        ("children in towns and villages selling drugs", []),
        ("stolen cars of pets", []),
        ("pets", []),
    ],
)
def test_the_words_of_a_term_may_stand_in_any_order_near_each_other(
    question: str, expected: list[str]
) -> None:
    assert heard(question, DOGS, RUNNERS, ABUSE) == expected


def test_what_stands_in_order_is_preferred_to_as_many_words_in_another() -> None:
    forwards, backwards = Concept("gun crime"), Concept("crime gun")
    assert heard("crime gun", forwards, backwards) == ["crime gun"]


def test_the_name_of_one_concept_is_no_hearsay_of_another() -> None:
    talk = Concept("nuisance", (), (), ("dog theft",))
    assert heard("dog theft", talk, DOGS) == ["dog theft"]


def test_what_is_only_heard_is_not_looked_for() -> None:
    sought = {o.tokens for o in others(DOGS, tokens("thieves taking dogs"))}
    assert tuple(tokens("dog theft")) in sought
    assert tuple(tokens("thieves taking dogs")) not in sought


def test_what_is_heard_is_kept_with_the_library_and_reads_without() -> None:
    terms = Terms(concepts=(DOGS, Concept("plain")))
    assert Terms.unpack(terms.packed) == terms
    without = terms.packed.replace('"heard"', '"unread"')
    assert Terms.unpack(without).concepts[0].heard == ()
    assert Terms.unpack(without).concepts[0].terms == DOGS.terms


def scores(folder: Path, texts: Sequence[str], sought: Sought) -> list[float]:
    """The scores of texts for one thing sought."""
    write_lexical(folder, [tokens(t) for t in texts])
    return [float(s) for s in LexicalIndex(folder, len(texts)).scores([sought])]


def test_related_words_add_up_and_stay_below_one(tmp_path: Path) -> None:
    typed = tokens("dog theft")
    sought = Sought((tuple(typed),), others=others(DOGS, typed))
    one, two, all_three, none = scores(
        tmp_path / "l", ["leaflet", "leaflet vets", "dog theft leaflet vets", "farm"], sought
    )
    assert 0 == none < one < two < all_three < 1


def test_part_of_a_phrase_is_worth_less_than_a_word_typed_alone(tmp_path: Path) -> None:
    texts = ["dogs", "sniffer dogs", "farm"]
    phrase = (tuple(tokens("sniffer dogs")),)
    whole = scores(tmp_path / "a", texts, Sought(phrase))
    part = scores(tmp_path / "b", texts, Sought(phrase, part=0.5))
    assert part[0] == pytest.approx(whole[0] / 2)
    assert part[1] == pytest.approx(whole[1])
    assert part[2] == 0


@given(st.lists(st.sampled_from(["dog", "theft", "stolen", "pets", "vets", "farm"]), max_size=9))
def test_hearing_never_overlaps_nor_leaves_the_question(words: list[str]) -> None:
    found = Concepts([DOGS, RUNNERS]).hear(words, words)
    assert all(0 <= h.start < h.end <= len(words) for h in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


def test_every_term_of_the_field_belongs_to_one_concept_and_can_be_heard() -> None:
    owners: dict[tuple[str, ...], str] = {}
    for concept in load_profile("essex").concepts:
        for term in concept.heard:
            stems = whole_tokens(term)
            assert stems, f"{concept.name}: nothing is left of {term!r} without its common words"
            assert owners.setdefault(stems, concept.name) == concept.name, term
    named = {whole_tokens(t) for c in load_profile("essex").concepts for t in (c.name, *c.terms)}
    assert not named & set(owners)


REPORT = """force: Testshire
quarter: 2019-20 Q3

# 1 Order
@ North LPA, Moorland
Burglary
Burglary of farms in Moorland fell after patrols were set up by night in the lanes.
@ South LPA, Seaview
Burglary of garages in Seaview fell after patrols were set up by night in the town.
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """A library of one report."""
    (tmp_path / "report.txt").write_text(REPORT, encoding="utf-8")
    made = Library(tmp_path / "lib", create=True, encoder=FakeEncoder(), ingest=FakeIngest())
    made.add([tmp_path / "report.txt"])
    return made


def test_a_heading_of_a_few_words_comes_after_what_says_something(library: Library) -> None:
    texts = [hit.passage.text for hit in library.search("burglary of farms in Moorland").hits]
    assert texts[0].startswith("Burglary of farms")
    snapshot_rows = library._snapshot.rows("length", ("short",))
    assert [library._snapshot.store.passages_at([int(r)])[int(r)].text for r in snapshot_rows] == [
        "Burglary"
    ]


@pytest.mark.parametrize(
    ("question", "place"),
    [
        ("burglary in north Testshire", "North LPA"),
        ("burglary in the south of Testshire", "South LPA"),
        ("burglary in north Yorkshire", None),
    ],
)
def test_a_part_of_the_county_may_be_named_by_its_name(
    library: Library, question: str, place: str | None
) -> None:
    assert library.search(question).query.places == (() if place is None else (place,))


def test_an_english_word_is_no_misspelt_place(library: Library) -> None:
    assert library.search("seaview burglary").query.places
    assert library.search("Moorlnd burglary").query.places == ("Moorland",)
    assert library.search("moorlands burglary").query.corrections == ()


def test_a_result_says_by_which_other_words_it_was_found(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text(
        "force: Testshire\nquarter: 2019-20 Q3\n\n# 1 Order\n"
        "Stolen pets were given back, and a leaflet went out.\nStolen cars were found.\n",
        encoding="utf-8",
    )
    ingest = FakeIngest(terms=Terms(concepts=(DOGS,)))
    made = Library(tmp_path / "lib", create=True, encoder=FakeEncoder(), ingest=ingest)
    made.add([tmp_path / "report.txt"])
    first = made.search("thieves taking dogs").hits[0]
    assert first.passage.text.startswith("Stolen pets")
    assert "other words for it: Stolen, pets" in first.why
    assert "related words: leaflet" in first.why
    cars = [hit for hit in made.search("thieves taking dogs").hits if "cars" in hit.passage.text]
    assert not any("other words" in reason for hit in cars for reason in hit.why)
