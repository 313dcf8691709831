"""Names over a library: misspellings, short forms, and that the step may be run again."""

from __future__ import annotations

import random
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.misspellings import NameUse, misspellings
from extract.names import link_names, resolve_name
from extract.pipeline import Extractor
from extract.profiles import load_profile
from quarterline.records import Document, Mention, Passage

EXTRACTOR = Extractor(load_profile("Essex"))


def library(*reports: list[str]) -> tuple[list[Mention], list[Passage]]:
    """A library of reports, each a list of passages."""
    mentions: list[Mention] = []
    passages: list[Passage] = []
    for number, texts in enumerate(reports):
        key = f"{number:012d}"
        document = Document(key, f"{number}.txt", key, "text/plain", "\n".join(texts))
        own, at = [], 0
        for order, text in enumerate(texts, start=1):
            end = at + len(text)
            own.append(Passage(f"{key}#{order}", key, at, end, text, order, "paragraph"))
            at = end + 1
        mentions += EXTRACTOR.extract(document, own).mentions
        passages += own
    return mentions, passages


def operations(mentions: tuple[Mention, ...] | list[Mention]) -> list[tuple[str, str, str]]:
    return [
        (m.text, m.canonical, m.how)
        for m in mentions
        if m.label in ("OPERATION", "PROJECT", "INITIATIVE")
    ]


LATER = [
    "Operation TUMBLER is a cross border operation with the Metropolitan Police on vehicle crime.",
    "With the Metropolitan Police, Operation TUMBLER targeted criminals in border areas.",
]


def test_a_misspelt_name_is_read_by_the_right_one() -> None:
    mentions, passages = library(
        [
            "Joint work with the Metropolitan Police (Operation TUMBER) targets criminals on the border."
        ],
        LATER,
    )
    first = operations(link_names(mentions, passages))[0]
    assert first == ("Operation TUMBER", "TUMBLER", "misspelling of TUMBLER")
    assert [m.score < 1 for m in link_names(mentions, passages) if m.label == "OPERATION"] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Operation TUMBER dealt with bats in a church roof.", "other words around it"),
        (
            "Operation RUMBLER with the Metropolitan Police targets criminals in border areas.",
            "another first letter",
        ),
        (
            "Operation TUMBLERS with the Metropolitan Police targets criminals in border areas.",
            "a plural",
        ),
        (
            "Operation TUMBLER II with the Metropolitan Police targets criminals in border areas.",
            "another numeral",
        ),
    ],
)
def test_a_name_of_its_own_is_left_alone(text: str, reason: str) -> None:
    mentions, passages = library([text], LATER)
    assert operations(link_names(mentions, passages))[0][2] == "exact", reason


def test_names_that_one_report_tells_apart_are_two() -> None:
    slip = "Joint work with the Metropolitan Police (Operation TUMBER) targets border criminals."
    mentions, passages = library([slip, LATER[0]], LATER)
    assert {c for _, c, _ in operations(link_names(mentions, passages))} == {"TUMBER", "TUMBLER"}


def test_short_names_lie_too_close_to_be_told() -> None:
    mentions, passages = library(
        ["Operation COTS with the Metropolitan Police targets criminals in border areas."],
        [text.replace("TUMBLER", "COTE") for text in LATER],
    )
    assert {c for _, c, _ in operations(link_names(mentions, passages))} == {"COTS", "COTE"}


def test_unlabelled_mentions_of_labelled_names() -> None:
    mentions, passages = library(
        [
            "**Night Owls:** many films were sent in Harlow.",
            "KESTREL funding; the South Kestrel teams.",
        ],
        [
            "A platform for the Night Owls Project.",
            "Operation KESTREL ran; Kestrel flew, kestrels.",
        ],
    )
    assert operations(link_names(mentions, passages)) == [
        ("Night Owls", "NIGHT OWLS", "short form"),
        ("KESTREL", "KESTREL", "short form"),
        ("Kestrel teams", "KESTREL", "short form"),
        ("Night Owls Project", "NIGHT OWLS", "exact"),
        ("Operation KESTREL", "KESTREL", "exact"),
    ]
    owls = link_names(mentions, passages)
    assert [m.places for m in owls if m.text == "Night Owls"] == [("Harlow",)]


@pytest.mark.parametrize(
    "text",
    [
        "The Community team met the community.",  # an ordinary word of the corpus
        "Missing and Child Exploitation Hub (MACEH) and MACEH staff",  # an abbreviation
        "night owls were seen; Night owls too",  # not as capitalised where it is labelled
        "EVERYTHING IN KESTREL CAPITALS HERE",  # a heading in capitals tells nothing
    ],
)
def test_no_short_form(text: str) -> None:
    labelled = "Op Community, Operation MACEH, the Night Owls Project and Operation KESTREL."
    mentions, passages = library([text], [labelled])
    found = [m for m in link_names(mentions, passages) if m.how == "short form"]
    assert found == []


def test_a_designator_before_a_name_written_small() -> None:
    mentions, passages = library(["Work under operation kestrel goes on."], ["Operation KESTREL"])
    assert operations(link_names(mentions, passages))[0] == (
        "operation kestrel",
        "KESTREL",
        "short form",
    )


def test_an_initiative_that_another_report_calls_an_operation() -> None:
    mentions, passages = library(
        ['Support the campaign "Safer Shores" in Clacton.'], ["Operation Safer Shores days"]
    )
    linked = link_names(mentions, passages)
    assert [m.label for m in linked if m.canonical == "SAFER SHORES"] == ["OPERATION"] * 2
    assert [m.label for m in link_names(linked[:-1], passages[:1])].count("INITIATIVE") == 1


def test_a_project_and_an_operation_share_their_name() -> None:
    mentions, passages = library(["Project Kestrel is live."], ["Operation KESTREL is led by CID."])
    assert {m.canonical for m in link_names(mentions, passages) if "estrel" in m.text.lower()} == {
        "KESTREL"
    }


def test_a_link_goes_when_its_reason_goes() -> None:
    mentions, passages = library(
        [
            "Joint work with the Metropolitan Police (Operation TUMBER) targets criminals on the border."
        ],
        LATER,
    )
    linked = link_names(mentions, passages)
    first = [m for m in linked if m.document == passages[0].document]
    alone = link_names(first, passages[:1])
    assert operations(alone) == [("Operation TUMBER", "TUMBER", "exact")]
    assert alone[0].score == 1


_SENTENCES = st.lists(
    st.sampled_from(
        [
            "Operation TUMBER with the Metropolitan Police targets criminals in border areas.",
            *LATER,
            "TUMBLER teams and the Night Owls met in Harlow.",
            "The Night Owls Project; Op Tumbler.",
            "Operation TUMBLER II tumbler.",
            "The Night Owls Projct.",
        ]
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=40, deadline=None)
@given(reports=st.lists(_SENTENCES, min_size=1, max_size=4), seed=st.integers(0, 99))
def test_running_again_and_in_any_order_gives_the_same(reports: list[list[str]], seed: int) -> None:
    mentions, passages = library(*reports)
    once = link_names(mentions, passages)
    assert link_names(once, passages) == once
    shuffled, shelf = list(mentions), list(passages)
    random.Random(seed).shuffle(shuffled)  # noqa: S311 - a test's shuffle
    random.Random(seed).shuffle(shelf)  # noqa: S311
    assert link_names(shuffled, shelf) == once


def test_resolving_a_typed_name() -> None:
    known = ["ENVELOPE", "SHIELD", "SHIELD II", "LANTERNFISH", "STORM"]
    assert resolve_name("shield ii", known) == ("SHIELD II", 1.0)
    assert resolve_name("Envelpoe", known) == ("ENVELOPE", 0.875)
    assert resolve_name("lantrnfsh", known) == ("LANTERNFISH", 1 - 2 / 11)
    assert resolve_name("storms", known) is None
    assert resolve_name("nightingale", known) is None


@pytest.mark.slow
def test_a_hundred_thousand_mentions() -> None:
    """The work grows with the mentions: ten times as many take about ten times as long."""
    letters = random.Random(7)  # noqa: S311
    names = [
        "".join(letters.choices("ABCDEFGHIJKLMNOPRSTU", k=letters.randint(5, 12)))
        for _ in range(2000)
    ]
    template = Passage("", "", 0, 0, "", 1, "bullet")
    text = (
        "Under Operation {} officers of one district made arrests for theft and for burglary there."
    )

    def build(count: int) -> tuple[list[Mention], list[Passage]]:
        mentions, passages = [], []
        for index in range(count):
            document, name = f"{index // 100:012d}", names[index * 7 % len(names)]
            body, start = text.format(name), (index % 100) * 200
            key = f"{document}#{index % 100}"
            passages.append(
                replace(
                    template,
                    id=key,
                    document=document,
                    start=start,
                    end=start + len(body),
                    text=body,
                )
            )
            first, last = start + 6, start + 16 + len(name)
            mentions.append(
                Mention(
                    f"{document}:m{first}-{last}-OPERATION",
                    document,
                    key,
                    first,
                    last,
                    body[6 : 16 + len(name)],
                    "OPERATION",
                    name,
                )
            )
        return mentions, passages

    seconds = []
    for count in (10_000, 100_000):
        mentions, passages = build(count)
        began = time.perf_counter()
        assert len(link_names(mentions, passages)) == count
        seconds.append(time.perf_counter() - began)
    assert seconds[1] < 30 * max(seconds[0], 0.1)


@pytest.mark.slow
def test_names_of_one_report_are_not_held_against_each_other() -> None:
    times = []
    for count in (600, 2_400):
        uses: dict[str, NameUse] = {}
        for number in range(count):
            name = f"KINGLET{chr(0x4E00 + number)}"  # one letter from each other
            uses[name] = NameUse(name)
            uses[name].add("one" if number else "other", f"{number}", "It ended in May.")
        begun = time.process_time()
        assert misspellings(uses) == {}
        times.append(time.process_time() - begun)
    assert times[1] < 9 * times[0] + 0.5, times
