"""What makes searching quick, each held against the plain way to the same answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from index import reading, spelt, syntax, texts
from index.coverage import Coverage
from index.lexical import LexicalIndex, Other, Sought
from index.lexical import write as write_lexical
from index.names import Names, _Slips, _slips
from index.said import Said, Words
from index.search import _best
from index.spelt import Letters, Spelt
from index.vocabulary import Speller
from quarterline.errors import QueryError
from quarterline.records import Passage

prose = st.text(alphabet="aAbs1.!?,\t\n '’\"£(•#É", max_size=60)
words = st.sampled_from("police Police police's 1,000 1000 arrests’ knife-arch Op. a é".split())
sentence = st.lists(words, max_size=12).map(" ".join)


# ---- the words of a text


@given(prose)
def test_a_text_is_the_words_of_its_chunks(text: str) -> None:
    assert tuple(texts.read(text)) == texts.stemmed(text)


@settings(max_examples=300)
@given(prose)
def test_sentences_part_where_words_and_stops_are_read_together(text: str) -> None:
    stops = r"(?<![.!?])[.!?]++(?=[\"'’”)\]]*\s+[\"'‘“(]*[A-Z0-9£•#])|\n[^\S\n]*+\n|\t"
    parted = re.findall(rf"{texts._PLAIN.pattern}|{stops}", text)
    plain: list[set[str]] = [set()]
    for part in parted:
        if part[0] in ".!?\n\t":
            plain.append(set())
        else:
            plain[-1].add(texts.stemmed(part)[0][1])
    assert texts.sentences(text) == tuple(frozenset(said) for said in plain if said)


@given(sentence, st.frozensets(st.sampled_from(["polic", "1000", "arrest", "knife", "zebra"])))
def test_stems_are_written_as_they_first_stand(text: str, sought: frozenset[str]) -> None:
    first: dict[str, str] = {}
    for word, stem in texts.stemmed(text):
        if stem in sought:
            first.setdefault(stem, word)
    written = Words(text).written(sought)
    assert list(written.items()) == list(first.items())


def test_what_stands_above_is_read_apart() -> None:
    said = Said(
        Passage(
            "d#1", "d", 0, 3, "One.", 1, "bullet", objective="Fewer thefts", context=("South LPA",)
        )
    )
    assert said.heading.labels == {"south", "lpa"}
    assert said.heading.tokens == {"south", "lpa", "fewer", "theft"}
    assert said.heading.words.written(frozenset(["theft"])) == {"theft": "thefts"}
    assert said.sentences == (frozenset(["one"]),)


# ---- texts spelt with a letter a word


@given(st.lists(sentence, min_size=2, max_size=5))
def test_spellings_are_as_like_as_their_words(said: list[str]) -> None:
    letters = Letters()
    spelt_out = [letters.spell(text) for text in said]
    lowered = [texts.lowered(text) for text in said]
    assert [len(one) for one in spelt_out] == [len(one) for one in lowered]
    for one, plain in zip(spelt_out, lowered, strict=True):
        for other, others in zip(spelt_out, lowered, strict=True):
            assert fuzz.ratio(one, other) == fuzz.ratio(plain, others)
            assert fuzz.ratio(one, other, score_cutoff=80) == fuzz.ratio(
                plain, others, score_cutoff=80
            )


class Texts:
    """A store that notes which rows it is asked for."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []

    def texts_at(self, rows: Sequence[int]) -> dict[int, tuple[str, str]]:
        self.asked.append(sorted(rows))
        return {row: (f"d{row % 2}", " and ".join("abcdef"[row : row + 2])) for row in rows}


def test_spellings_are_kept_and_given_up_together(monkeypatch: pytest.MonkeyPatch) -> None:
    store = Texts()
    kept = Spelt(store)  # type: ignore[arg-type]
    first = kept.at([1, 2])
    assert [of for of, _ in first.values()] == ["d1", "d0"]
    assert len(set(first[1][1]) & set(first[2][1])) == 2  # "and", and what they share
    assert kept.at([2, 3])[2] == first[2]
    assert store.asked == [[1, 2], [3]]
    monkeypatch.setattr(spelt, "_SPELLINGS", 2)
    again = kept.at([1, 2])
    assert store.asked == [[1, 2], [3], [1, 2]]
    assert [len(set(words) & set(again[1][1])) for _, words in again.values()] == [3, 2]


# ---- the best of many


@given(st.lists(st.integers(0, 6), max_size=40), st.integers(1, 12))
def test_of_equal_scores_the_first_are_the_best(scores: list[int], count: int) -> None:
    held = np.array(scores, dtype=np.float32)
    plain = np.argsort(-held, kind="stable")[:count]
    assert _best(held, count).tolist() == sorted(plain.tolist())


# ---- how much is covered


@settings(max_examples=80, deadline=None)
@given(
    st.lists(
        st.builds(
            Sought,
            st.lists(st.text("abcde", min_size=1, max_size=3).map(tuple), min_size=1).map(tuple),
            st.sampled_from([0.5, 1.0]),
            st.lists(
                st.builds(
                    Other,
                    st.text("efgh", min_size=1, max_size=2).map(tuple),
                    st.sampled_from([0.3, 0.8]),
                ),
                max_size=3,
            ).map(tuple),
        ),
        min_size=1,
        max_size=3,
    ),
    st.frozensets(st.sampled_from("abcdefgh")),
)
def test_all_is_covered_as_each_thing_is_alone(
    tmp_path_factory: pytest.TempPathFactory, sought: list[Sought], held: frozenset[str]
) -> None:
    folder = tmp_path_factory.mktemp("c") / "l"
    write_lexical(folder, [["a", "b"], ["a", "c", "d"], ["e"]])
    lexical = LexicalIndex(folder, 3)
    covered = lexical.coverage(sought).covered(held | {"z"})
    assert covered.each == tuple(Coverage(lexical, [one]).of(held) for one in sought)
    for one, share in zip(sought, covered.each, strict=True):
        ways = [sum(lexical.idf(t) for t in set(w) & held) / lexical.rarity(w) for w in one.ways]
        others = [other.weight for other in one.others if held.issuperset(other.tokens)]
        assert share == pytest.approx(max([*ways, *others]))
    bounds = [lexical.bound(one) for one in sought]
    whole = sum(b * share for b, share in zip(bounds, covered.each, strict=True)) / sum(bounds)
    assert covered.share == pytest.approx(whole)


# ---- names across slips


NAMES = ["raptor", "raptors", "captor", "sculptor", "envision", "invasion", "shield", "shielded"]


@given(
    st.one_of(st.sampled_from(NAMES), st.text("raptosinvehld", min_size=1, max_size=10)),
    st.sampled_from([None, 2]),
)
def test_the_closest_name_is_that_of_all(wanted: str, slips: int | None) -> None:
    most = _slips(wanted) if slips is None else slips
    found = process.extractOne(wanted, NAMES, scorer=OSA.distance, score_cutoff=most)
    plain = found[0] if found and len(wanted) >= 5 else None
    assert _Slips(NAMES).closest(wanted, slips) == plain


def test_a_slip_is_put_right_once_and_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    class Held:
        def vocabulary(self) -> list[str]:
            return ["burglari", "burgundi", "theft"]

        def idf(self, token: str) -> float:
            return float(len(token))

        def __contains__(self, token: str) -> bool:
            return token in self.vocabulary()

    speller = Speller(Held(), frozenset())  # type: ignore[arg-type]
    assert speller.correct("burglery") == speller.correct("Burglery") == "burglari"
    monkeypatch.setattr(speller, "_correct", pytest.fail)
    assert speller.correct("BURGLERY") == "burglari"


@given(
    st.lists(
        st.sampled_from("St Osyth st-osyth Brentwood's 1st 1,000 Point ’ é, & Castle".split()),
        max_size=6,
    ).map(" ".join)
)
def test_a_place_is_looked_for_wherever_one_may_begin(text: str) -> None:
    names = object.__new__(Names)
    forms = ("st osyth", "brentwood", "castle point", "1000", "1st", "é")
    names.__dict__["_place_forms"] = {form: form.upper() for form in forms}
    pieces = list(reading._PIECE.finditer(text))
    for at, piece in enumerate(pieces):
        for last in pieces[at : at + 4]:
            if names.place_named(text[piece.start() : last.end()]):
                assert names.may_begin_place(piece.group())
    assert not names.may_begin_place("Osyth")


# ---- questions without exact parts


@given(st.text(alphabet="aAND OR.,'é ", max_size=30))
def test_a_question_of_plain_words_has_no_exact_parts(text: str) -> None:
    def parsed() -> object:
        try:
            return syntax.parse(text)
        except QueryError as error:
            return str(error)

    quick = parsed()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(syntax, "_SIGNS", frozenset(text) | {"-"})
        if text.strip():
            assert parsed() == quick
