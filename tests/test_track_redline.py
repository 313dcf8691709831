"""Redlines: aligned one to one, classed by what changed, nothing lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from track.citations import Citation
from track.redline import align, pieces, redline


def cited(*texts: str) -> list[Citation]:
    return [
        Citation("d", "d.txt", "0" * 64, "2019-20 Q3", None, "d#1", n * 100, n * 100 + len(t), t)
        for n, t in enumerate(texts)
    ]


def kinds(before: list[str], now: list[str]) -> list[str]:
    return [c.kind for c in redline(cited(*before), cited(*now))]


def test_kinds_of_change() -> None:
    before = [
        "To date 170 offenders have been arrested.",
        "Officers take part regularly.",
        "It ended.",
    ]
    now = [
        "To date 200 offenders have been arrested.",
        "Officers took part regularly.",
        "All is new here.",
    ]
    assert kinds(before, now) == ["figures", "wording", "added", "removed"]


def test_figures_in_words_and_with_signs_are_figures() -> None:
    assert kinds(
        ["Three arrests made and £5,000 seized."], ["Four arrests made and £6,000 seized."]
    ) == ["figures"]


def test_both() -> None:
    assert kinds(
        ["A total of 12 people were arrested."], ["A total of 15 people have been arrested."]
    ) == ["both"]


def test_blanks_case_and_stops_change_nothing() -> None:
    assert kinds(["The team  continues."], ["the team continues"]) == ["unchanged"]


def test_a_repeated_sentence_counts_once() -> None:
    assert kinds(
        ["The team made arrests."], ["The team made arrests.", "The team made arrests."]
    ) == ["unchanged"]


def test_one_to_one_and_the_same_figures_first() -> None:
    before = ["There were 5 arrests in May.", "There were 7 arrests in May."]
    now = ["There were 7 arrests in May.", "There were 9 arrests in May."]
    changes = redline(cited(*before), cited(*now))
    assert [c.kind for c in changes] == ["unchanged", "figures"]
    assert changes[1].before is not None
    assert changes[1].before.quote == before[0]


def test_nothing_before_or_now() -> None:
    assert kinds([], ["One sentence."]) == ["added"]
    assert kinds(["One sentence."], []) == ["removed"]
    assert align([], []) == []


def test_pieces_mark_what_went_and_came() -> None:
    found = [(p.op, p.text.strip()) for p in pieces("over 170 offenders", "over 200 offenders")]
    assert found == [("same", "over"), ("removed", "170"), ("added", "200"), ("same", "offenders")]


SENTENCES = st.lists(
    st.lists(st.sampled_from("alpha beta gamma 12 13 delta £5 of.".split()), min_size=1, max_size=8).map(" ".join),
    max_size=6,
)  # fmt: skip


@given(SENTENCES, SENTENCES)
def test_every_sentence_counts_exactly_once(before: list[str], now: list[str]) -> None:
    changes = redline(cited(*before), cited(*now))
    used_now = [c.now.start for c in changes if c.now]
    used_before = [c.before.start for c in changes if c.before]
    assert len(used_now) == len(set(used_now))
    assert len(used_before) == len(set(used_before))
    assert len(used_now) <= len(now)
    assert all((c.kind == "added") == (c.before is None) for c in changes if c.now)


@given(st.text(max_size=60), st.text(max_size=60))
def test_pieces_hold_both_texts(old: str, new: str) -> None:
    found = pieces(old, new)
    joined = {
        op: "".join(p.text for p in found if p.op in ("same", op)) for op in ("removed", "added")
    }
    assert "".join(joined["added"].split()).lower() == "".join(new.split()).lower()
    assert "".join(joined["removed"].split()).lower() == "".join(old.split()).lower()
