"""The register: names, relations, places, partners, themes, purpose."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quarterline.errors import NotFoundError
from quarterline.records import Mention
from tests.track_support import held, with_mentions
from track.holdings import Holdings
from track.register import Operation, register_of
from track.relations import relations


def only(lines: list[str], quarter: str = "2019-20 Q3") -> Holdings:
    return held({quarter: lines})


def operation(holdings: Holdings, name: str) -> Operation:
    return register_of(holdings).get(name)


def stated(text: str) -> list[tuple[str, str, str]]:
    return [(r.child, r.kind, r.parent) for r in relations(only([text]))]


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("Operation KITE (part of Operation HERON) ran.", ("KITE", "part of", "HERON")),
        (
            "Operation KITE, which is part of the wider Operation HERON.",
            ("KITE", "part of", "HERON"),
        ),
        ("Operation KITE (version of Operation HERON) began.", ("KITE", "version of", "HERON")),
        ("Operation KITE: An operation following Operation HERON.", ("KITE", "follows", "HERON")),
        ("Following Operation HERON, Operation KITE was set up.", ("KITE", "follows", "HERON")),
        ("Operation KITE replaced Operation HERON.", ("KITE", "follows", "HERON")),
        (
            "Operation KITE is the local name for Operation HERON.",
            ("KITE", "local name of", "HERON"),
        ),
        ("Operation HERON, known locally as Operation KITE.", ("KITE", "local name of", "HERON")),
        (
            "We support Operation HERON. A phase ran under the local operation name of Operation KITE.",
            ("KITE", "local name of", "HERON"),
        ),
    ],
)
def test_relations_as_worded(text: str, relation: tuple[str, str, str]) -> None:
    assert stated(text) == [relation]


@pytest.mark.parametrize(
    "text",
    [
        "Operation KITE and Operation HERON ran.",
        "Operation KITE ended. It was part of a plan. Operation HERON ran.",
        "Officers of Operation KITE took part with Operation HERON.",
        "Operation KITE ran in one part of Seaview while Operation HERON ran elsewhere.",
    ],
)
def test_no_relation_is_made_up(text: str) -> None:
    assert stated(text) == []


def test_a_relation_quotes_its_words() -> None:
    (relation,) = relations(only(["First. Operation KITE (part of Operation HERON) ran. Last."]))
    assert relation.citation.line == "Operation KITE (part of Operation HERON) ran."
    assert relation.how == "as worded"


def test_a_numbered_name_stays_apart_and_is_shown_beside() -> None:
    holdings = only(["Operation HERON ran.", "Operation HERON II is a trial."])
    assert [o.name for o in register_of(holdings).operations] == ["HERON", "HERON II"]
    (relation,) = relations(holdings)
    assert (relation.child, relation.parent, relation.how) == ("HERON II", "HERON", "numbered name")
    assert relation.score < 1


def test_real_names_alike_are_never_joined() -> None:
    holdings = only(["Operation HERON ran.", "Operation HERONS ran.", "Operation HEROIN ran."])
    assert len(register_of(holdings).operations) == 3


def test_a_misspelling_is_an_alias_with_its_evidence() -> None:
    holdings = held(
        {"2019-20 Q3": ["Operation HERRON began."], "2019-20 Q4": ["Operation HERON ran."]}
    )
    wrong = holdings.mentions[0]
    right = replace(wrong, canonical="HERON", score=0.9, how="misspelling of HERON")
    found = operation(with_mentions(holdings, (right, *holdings.mentions[1:])), "herron")
    assert found.name == "HERON"
    (alias,) = found.misspellings
    assert (alias.text, alias.name, alias.score) == ("Operation HERRON", "HERRON", 0.9)
    assert alias.evidence.quarter == "2019-20 Q3"


def test_places_go_up_to_district_and_lpa() -> None:
    found = operation(only(["@ Sands", "Operation HERON ran."]), "HERON")
    assert (found.districts, found.lpas, found.places) == (
        ("Seaview",),
        ("South LPA",),
        (("Sands", 1),),
    )


def partner(holdings: Holdings, words: str) -> Mention:
    document = holdings.documents[0]
    start = document.text.index(words)
    passage = next(p for p in holdings.passages if p.start <= start < p.end)
    end = start + len(words)
    return Mention(
        f"{document.id}:m{start}", document.id, passage.id, start, end, words, "ORGANISATION", words
    )


def test_partners_stand_in_the_sentences_that_speak_of_it() -> None:
    text = "Wardens met. Operation HERON ran with Kent Police. It works with Border Force."
    holdings = only([text, "Essex Police alone."])
    names = ("Wardens", "Kent Police", "Border Force", "Essex Police")
    made = with_mentions(holdings, (*holdings.mentions, *(partner(holdings, n) for n in names)))
    assert [name for name, _ in operation(made, "HERON").partners] == [
        "Kent Police",
        "Border Force",
    ]


def test_where_it_happened_is_no_partner() -> None:
    text = "Operation HERON ran with Kent Police. They took calls at the Harbour Authority."
    holdings = only([text])
    names = ("Kent Police", "Harbour Authority")
    made = with_mentions(holdings, (*holdings.mentions, *(partner(holdings, n) for n in names)))
    assert [name for name, _ in operation(made, "HERON").partners] == ["Kent Police"]


def test_a_bracket_behind_one_operation_is_its_own() -> None:
    text = "Joint work: Operation KITE (with Kent Police) and Border Force (Operation HERON) ran."
    holdings = only([text])
    names = ("Kent Police", "Border Force")
    made = with_mentions(holdings, (*holdings.mentions, *(partner(holdings, n) for n in names)))
    assert [name for name, _ in operation(made, "KITE").partners] == ["Kent Police"]
    assert [name for name, _ in operation(made, "HERON").partners] == ["Border Force"]


def test_the_theme_is_the_most_frequent_and_counts_passages() -> None:
    holdings = only(
        ["Operation HERON targets a burglar and another burglar.", "Operation HERON: a break-in."]
    )
    found = operation(holdings, "HERON")
    assert (found.theme, found.theme_count) == ("burglary", 2)


@pytest.mark.parametrize(
    ("lines", "purpose"),
    [
        (["Operation HERON ran. Operation HERON is an operation to stop theft."], 1),
        (["Operation HERON: An operation focused on theft."], 0),
        (["We have Operation HERON, a rolling operation on theft. Operation HERON ran."], 0),
        (["This includes Operation HERON which is an operation to stop theft."], 0),
        (["Operation HERON relates to a theft."], 0),
        (["Operation HERON was created in response to theft."], 0),
    ],
)
def test_purpose(lines: list[str], purpose: int) -> None:
    found = operation(only(lines), "HERON").purpose
    assert found is not None
    assert found.line == lines[0].split(". ")[purpose].rstrip(".") + "."


def test_the_verb_after_a_bracket_is_not_the_inner_names() -> None:
    holdings = only(["Operation KITE (version of Operation HERON) has been commissioned to help."])
    assert operation(holdings, "HERON").purpose is None


def test_an_unknown_name_is_told_with_the_nearest() -> None:
    holdings = only(["Operation HERON ran."])
    with pytest.raises(NotFoundError, match="nearest: HERON"):
        operation(holdings, "Operation HORNET")


@pytest.mark.parametrize("typed", ["heron", "Operation Heron", "Op. HERON", "HERON team", "heronn"])
def test_a_name_is_found_however_typed(typed: str) -> None:
    assert operation(only(["Operation HERON ran."]), typed).name == "HERON"


def test_frames() -> None:
    register = register_of(only(["Operation KITE (part of Operation HERON) ran."]))
    assert list(register.frame()["name"]) == ["HERON", "KITE"]
    assert list(register.aliases_frame()["form"]) == ["Operation HERON", "Operation KITE"]
    assert register.relations_frame().iloc[0]["kind"] == "part of"
