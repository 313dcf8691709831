"""Exact syntax, the field's vocabulary, spelling, and taking back what was understood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.profiles import load_profile
from extract.profiles.model import Concept, Era
from index.confidence import NOTHING_SEEN, confidence
from index.fake import TERMS, FakeIngest
from index.ingest import terms_of
from index.lexical import LexicalIndex, Other, Sought
from index.lexical import write as write_lexical
from index.library import Library
from index.search import UNSURE
from index.syntax import Syntax, holds, parse
from index.terms import Terms
from index.texts import tokens
from index.vocabulary import Concepts, is_plain, others, whole_tokens
from models.fake import FakeEncoder
from models.vocabulary import is_english
from quarterline.errors import QueryError
from quarterline.periods import Period
from quarterline.records import Document

GAS = Concept("nitrous oxide", ("laughing gas",), ("canisters",))
KNIFE = Concept("knife crime", ("blade offences",), ())
TALK = replace(
    TERMS,
    concepts=(GAS, KNIFE),
    eras=(Era("lockdown", (), (Period.parse("2020-03-23/2020-07-03"),)),),
    abbreviations=(("ASB", "anti-social behaviour"), ("SET", "South Eastern Team")),
)
OLD = """force: Testshire
quarter: 2019-20 Q3

# 1 Order
@ South LPA, Seaview
Nitrous oxide was found in two parks.
Burglary at a garage led to 7 arrests; a knife-arch was set up.
Burglary of farms fell. Officers set up patrols.
The railway station had a knife arch and 3 dogs on 12 days in all.
"""
NEW = """force: Testshire
quarter: 2020-21 Q2

# 1 Order
@ South LPA, Seaview
The railway station had a knife arch and 5 dogs on 14 days in all.
@ North LPA, Moorland
Canisters lay in Moorland.
Operation SHIELD II found drugs.
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder: Path = tmp_path_factory.mktemp("questions")
    (folder / "old.txt").write_text(OLD)
    (folder / "new.txt").write_text(NEW)
    made = Library(
        folder / "lib", encoder=FakeEncoder(64), ingest=FakeIngest(terms=TALK), create=True
    )
    made.add([folder / "old.txt", folder / "new.txt"])
    yield made


def found(library: Library, query: str, **options: object) -> list[str]:
    return [h.passage.text for h in library.search(query, limit=50, **options).hits]  # type: ignore[arg-type]


# ---- exact syntax


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ('"knife arch" station', Syntax("knife arch station", ("knife arch",))),
        ("“knife arch”", Syntax("knife arch", ("knife arch",))),
        ("ASB -Harlow", Syntax("ASB", (), ("Harlow",))),
        ('drugs -"class A"', Syntax("drugs", (), ("class A",))),
        ("down -18,586 drug-drive", Syntax("down -18,586 drug-drive")),
        ("OPERATION OR AND", Syntax("OPERATION OR AND")),
    ],
)
def test_exact_parts_are_taken_out(query: str, expected: Syntax) -> None:
    assert parse(query) == expected


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ('5" nail', "is not closed"),
        ('""', "has no word in it"),
        ("-ASB", "only says what to leave out"),
        ("burgl*", "there are no wildcards"),
        ("ASB OR drugs", "OR is not read as an operator"),
        ("place:Seaview ASB", "use the filters"),
    ],
)
def test_what_cannot_be_honoured_is_refused(query: str, message: str) -> None:
    with pytest.raises(QueryError, match=message):
        parse(query)


@given(st.text(max_size=80))
def test_parsing_never_fails_otherwise(query: str) -> None:
    try:
        parsed = parse(query)
    except QueryError as error:
        assert str(error)
    else:
        assert '"' not in parsed.text


def test_a_phrase_must_stand_in_a_passage(library: Library) -> None:
    texts = found(library, '"knife arch"')
    assert len(texts) == 3
    assert all(holds(text, "knife arch") for text in texts)
    assert found(library, '"arch knife"') == []


def test_an_excluded_word_stands_in_none(library: Library) -> None:
    kept = found(library, "burglary -farm")
    assert kept
    assert not any("farms" in text for text in kept)
    assert not any("railway station" in t for t in found(library, 'arch -"railway station"'))


# ---- the vocabulary of the field


def test_another_word_for_it_is_found_at_a_lower_weight(library: Library) -> None:
    results = library.search("laughing gas")
    assert results.query.concepts == (("laughing gas", "nitrous oxide"),)
    assert results.hits[0].passage.text == "Nitrous oxide was found in two parks."
    plain = library.search("laughing gas", without=["concept:nitrous oxide"])
    assert plain.query.concepts == ()
    assert plain.hits[0].score < results.hits[0].score


def test_the_longest_term_is_heard_and_none_twice() -> None:
    concepts = Concepts([GAS, Concept("gas", ("fuel",))])
    stems = tokens("laughing gas and fuel")
    heard = concepts.hear(stems, ["laughing", "gas", "fuel"])
    assert [(h.start, h.end, h.concept.name) for h in heard] == [
        (0, 2, "nitrous oxide"),
        (2, 3, "gas"),
    ]


def test_terms_weigh_more_than_what_is_related() -> None:
    ways = others(GAS, tokens("laughing gas"))
    assert [o.tokens for o in ways] == [tuple(tokens("nitrous oxide")), tuple(tokens("canisters"))]
    assert 1 > ways[0].weight > ways[1].weight > 0


def test_a_term_of_which_too_little_is_left_is_no_term() -> None:
    assert whole_tokens("over the limit") == ()
    assert whole_tokens("break-in") != ()


def test_an_other_way_counts_only_whole(tmp_path: Path) -> None:
    texts = ["nitrous oxide", "oxide of iron", "laughing gas"]
    write_lexical(tmp_path / "l", [tokens(t) for t in texts])
    index = LexicalIndex(tmp_path / "l", 3)
    sought = Sought((tuple(tokens("laughing gas")),), others=others(GAS, tokens("laughing gas")))
    scores = index.scores([sought])
    assert scores[2] > scores[0] > scores[1] == 0
    assert index.coverage([sought]).of(set(tokens("nitrous oxide"))) == pytest.approx(
        sought.others[0].weight
    )
    assert index.scores([Sought((("zebra",),), others=(Other((), 0.5),))]).max() == 0


def test_the_shipped_vocabulary_is_wide_and_consistent() -> None:
    profile = load_profile("no such force")
    assert len(profile.concepts) >= 100
    owners: dict[str, str] = {}
    for concept in profile.concepts:
        for term in {concept.name.lower(), *map(str.lower, concept.terms)}:
            assert owners.setdefault(term, concept.name) == concept.name
    assert {era.name for era in profile.eras} >= {"lockdown", "first lockdown"}
    terms = Terms(concepts=profile.concepts, eras=profile.eras)
    assert Terms.unpack(terms.packed) == terms


# ---- spelling and short forms


@pytest.mark.parametrize(
    ("typed", "right"),
    [("burglery", "burglary"), ("railwya", "railway"), ("canistrs", "canisters")],
)
def test_a_slip_is_put_right_and_said(library: Library, typed: str, right: str) -> None:
    results = library.search(typed)
    assert results.query.corrections == ((typed, right),)
    assert right in results.hits[0].passage.text.lower()
    assert library.search(typed, without=[f"spelling:{right}"]).query.corrections == ()


@pytest.mark.parametrize("word", ["burglary", "drone", "form", "zzzzzz"])
def test_what_is_no_slip_is_left(library: Library, word: str) -> None:
    assert library.search(word).query.corrections == ()


def test_a_short_form_that_is_a_word_is_read_in_capitals_only(library: Library) -> None:
    assert library.search("SET patrols").query.expansions == (("SET", "South Eastern Team"),)
    assert library.search("set patrols").query.expansions == ()
    assert library.search("asb").query.expansions == (("ASB", "anti-social behaviour"),)
    assert is_plain("APP", "app", {})
    assert not is_plain("APP", "APP", {})
    assert is_english("drones") and not is_english("envison")


def test_a_name_of_several_words_is_one_name(library: Library) -> None:
    assert library.search("Shield II").query.operations == ("SHIELD II",)


# ---- taking parts back


def test_every_part_can_be_taken_back(library: Library) -> None:
    query = "burglery in Seaview since lockdown under priority 1 Operation SHIELD II ASB"
    parts = library.search(query).query.parts
    kinds = {part.kind for part in parts}
    assert kinds >= {
        "place",
        "operation",
        "spelling",
        "date",
        "quarter",
        "priority",
        "abbreviation",
    }
    for part in parts:
        rest = library.search(query, without=[part.key]).query.parts
        assert part.key not in {p.key for p in rest}
    assert library.search(query, without=[f"{kind}:*" for kind in kinds]).query.parts == ()


def test_near_copies_are_told_and_can_be_grouped(library: Library) -> None:
    results = library.search("railway station knife arch dogs")
    first, second = results.hits[:2]
    assert [a.passage.id for a in first.also] == [second.passage.id]
    assert second.passage.id not in {h.passage.id for h in results.grouped()}
    assert first.passage.id in {h.passage.id for h in results.grouped()}


# ---- areas, other subjects, other times


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("burglary in the south of the county", ("South LPA",)),
        ("burglary in the northern part of the force", ("North LPA",)),
        ("south facing houses", ()),
        ("burglary in the west of the county", ()),
    ],
)
def test_a_part_of_the_county_is_the_area_of_that_name(
    library: Library, query: str, places: tuple[str, ...]
) -> None:
    assert library.search(query).query.places == places


def test_half_of_a_hyphenated_term_is_not_looked_for() -> None:
    burglary = Concept("burglary", ("break-in", "raid"), ())
    assert [h.concept for h in Concepts([burglary]).hear(["break"], ["break-in"])] == [burglary]
    assert [o.tokens for o in others(burglary, ("burglari",))] == [("raid",)]


def test_only_texts_on_policing_are_read_with_its_words() -> None:
    profile = load_profile("")
    wings = Document("d", "wings.txt", "", "text/plain", "Shock waves crack thin wings. " * 20)
    assert terms_of(profile, wings).concepts == ()
    report = replace(wings, text="The police met the police and the police. " + wings.text)
    assert terms_of(profile, report).concepts == profile.concepts != ()
    assert terms_of(profile, replace(wings, force="Testshire")).concepts == profile.concepts


def test_a_time_that_no_report_covers_makes_an_answer_unlikely(library: Library) -> None:
    asked = "railway station knife arch and dogs"
    assert library.search(f"{asked} in Q3 2019/20").confidence >= UNSURE
    away = library.search(f"{asked} in Q3 2011/12")
    assert away.confidence < UNSURE
    assert away.hits[0].signs.away == 1
    assert library.search(asked).hits[0].signs.away == 0


def test_the_score_of_the_first_hit_is_how_sure_the_search_is(library: Library) -> None:
    for query in ("knife arch at the railway station", "elephants", "Operation SHIELD II"):
        for limit in (1, 3, 50):
            results = library.search(query, limit=limit)
            assert results.hits[0].score == pytest.approx(results.confidence, abs=1e-5)
            assert results.confidence == library.search(query).confidence


def test_all_signs_move_the_confidence_their_way() -> None:
    signs = replace(NOTHING_SEEN, match=1.0, words=1.0, unsaid=0.0)
    usual = confidence(signs)
    assert confidence(replace(signs, match=1.4)) > usual
    assert confidence(replace(signs, words=1.4)) > usual
    for against in ("unsaid", "unnamed", "unplaced", "unknown", "away"):
        assert confidence(replace(signs, **{against: 1.0})) < usual, against
    assert confidence(replace(signs, match=-1e9)) == 0
