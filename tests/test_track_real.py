"""`track` on the real reports: names, histories, commitments, repeats, as read by hand."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from index.ingest import ReportIngest
from track.commitments import Commitment, commitments_of
from track.history import QuarterHistory, history_of
from track.holdings import Holdings
from track.measure import measure_of
from track.recycled import recycled_of
from track.redline import Change
from track.register import register_of
from track.relations import relations

pytestmark = pytest.mark.slow

Q = ("2019-20 Q3", "2020-21 Q1", "2020-21 Q2", "2020-21 Q4", "2023-24 Q2")


@pytest.fixture(scope="module")
def reports(corpus_files: list[Path]) -> Holdings:
    ingest = ReportIngest()
    read = [ingest.read(path.read_bytes(), path.name, None, None) for path in corpus_files]
    passages = [p for r in read for p in r.passages]
    claims = tuple(c for r in read for c in r.claims)
    documents = tuple(r.document for r in read)
    return Holdings(
        documents=documents,
        passages=tuple(passages),
        mentions=tuple(ingest.link([m for r in read for m in r.mentions], passages)),
        claims=claims,
    )


@pytest.mark.parametrize(
    ("name", "quarters"),
    [
        ("GAMBLER", Q[:4]),
        ("SCEPTRE", Q[:4]),
        ("RAPTOR", Q),
        ("METEOR", (Q[0], Q[1], Q[3])),
        ("FALCON", (Q[0], Q[2], Q[3])),
        ("WILDCAT", Q[1:4]),
        ("GLOSS", Q[1:4]),
        ("EXTRA EYES", Q[2:]),
        ("AIDANT", Q[3:]),
        ("GOLDCREST", Q[:2]),
        ("CLOCKWORK", Q[1:3]),
        ("SCULPTURE", Q[:1]),
        ("SHIELD", Q[3:4]),
        ("SHIELD II", Q[2:3]),
        ("VADAR", Q[4:]),
    ],
)
def test_operations_in_their_quarters(
    reports: Holdings, name: str, quarters: tuple[str, ...]
) -> None:
    assert register_of(reports).get(name).quarters == quarters


def test_every_annotated_operation_is_in_the_register(reports: Holdings) -> None:
    gold = Path(__file__).resolve().parents[2] / "shared" / "gold"
    files = sorted(gold.glob("*.operations.jsonl"))
    if not files:
        pytest.skip(f"the annotations are not at {gold}")
    register = {o.name: o for o in register_of(reports).operations}
    for file in files:
        document = next(d for d in reports.documents if d.source.startswith(file.name[:3]))
        wanted = {json.loads(line)["canonical"] for line in file.read_text("utf-8").splitlines()}
        missing = {
            n for n in wanted if document.id not in getattr(register.get(n), "documents", ())
        }
        assert not missing


def test_a_misspelling_is_linked_with_its_evidence(reports: Holdings) -> None:
    (alias,) = register_of(reports).get("GAMBLER").misspellings
    assert (alias.name, alias.how) == ("GAMBER", "misspelling of GAMBLER")
    assert 0 < alias.score < 1
    assert "GAMBER" in alias.evidence.quote


def test_a_project_and_an_operation_of_one_name_are_shown_together(reports: Holdings) -> None:
    assert register_of(reports).get("GOLDCREST").kinds == ("OPERATION", "PROJECT")


def test_relations(reports: Holdings) -> None:
    found = {(r.child, r.kind, r.parent) for r in relations(reports)}
    assert found == {
        ("WILDCAT", "part of", "SCEPTRE"),
        ("BLUEBIRD", "follows", "MELROSE"),
        ("MEADOW", "version of", "TEARDROP"),
        ("YELL", "local name of", "AIDANT"),
        ("SHIELD II", "follows", "SHIELD"),
    }


@pytest.mark.parametrize(
    ("name", "partner"),
    [
        ("GAMBLER", "Metropolitan Police Service"),
        ("SCULPTURE", "Metropolitan Police Service"),
        ("CLAYMORE", "British Transport Police"),
        ("WAIVER", "British Transport Police"),
        ("ANISE", "National Crime Agency"),
        ("MONACO", "National Crime Agency"),
        ("CHICA", "Hertfordshire Constabulary"),
    ],
)
def test_partners(reports: Holdings, name: str, partner: str) -> None:
    assert partner in dict(register_of(reports).get(name).partners)


def quarter(reports: Holdings, name: str, wanted: str) -> QuarterHistory:
    return next(q for q in history_of(reports, name).quarters if q.quarter == wanted)


@pytest.mark.parametrize(
    ("name", "wanted", "expected"),
    [
        # Against differences made by hand.
        ("GAMBLER", Q[2], {"wording": 3, "figures": 1, "removed": 5}),
        ("GAMBLER", Q[3], {"wording": 1, "unchanged": 1, "removed": 2}),
        ("GLOSS", Q[2], {"wording": 1, "unchanged": 1, "both": 1}),
        ("ENVISION", Q[2], {"wording": 1, "removed": 1}),
        ("FALCON", Q[2], {"added": 2, "removed": 1}),
    ],
)
def test_redlines_against_hand_made_ones(
    reports: Holdings, name: str, wanted: str, expected: dict[str, int]
) -> None:
    assert Counter(c.kind for c in quarter(reports, name, wanted).changes) == expected


# What a reader marks with two pens, sentence by sentence: kind, what went, what came.
BY_HAND = {
    ("GAMBLER", Q[2]): [
        ("wording", {"SCEPTRE", "knife crime"}, {"Constables", "SERVATOR", "support at INTU Lakeside", "(", ")"}),
        ("wording", {"allowing"}, {"fully", "which allowed", ","}),
        ("wording", {"focussing"}, {"focusing"}),
        ("figures", {"170", "14"}, {"200", "19"}),
    ],
    ("GAMBLER", Q[3]): [
        ("wording", {"take place regularly focusing", "and targeting", "known and"}, {"focuses", "to target"}),
    ],
    ("GLOSS", Q[2]): [
        ("wording", {"is an operation focused on identifying", "targeting"}, {"Continued to use", "to identify", "target"}),
        ("both", set(), {"throughout 2020"}),
    ],
    ("ENVISION", Q[2]): [
        ("wording", {"piloted in Harlow", "learnings"}, {"Post a successful pilot,", "now", "run", "then", "learning"}),
    ],
}  # fmt: skip


@pytest.mark.parametrize(("name", "when"), BY_HAND)
def test_redlines_word_by_word(reports: Holdings, name: str, when: str) -> None:
    def words(change: Change, op: str) -> set[str]:
        return {" ".join(p.text.split()) for p in change.pieces if p.op == op}

    changed = [
        (c.kind, words(c, "removed"), words(c, "added"))
        for c in quarter(reports, name, when).changes
        if c.kind in ("wording", "figures", "both")
    ]
    assert changed == BY_HAND[name, when]


def test_what_is_to_begin_is_planned(reports: Holdings) -> None:
    first = quarter(reports, "ENVISION", Q[1])
    assert [s.words for s in first.statuses_as("planned")] == ["will be actioned"]
    assert {s.kind for s in first.statuses_as("done")} == {"pilot"}


def test_the_arrests_to_date(reports: Holdings) -> None:
    history = history_of(reports, "GAMBLER")
    series = {tuple(f.text for f in s.figures) for s in history.series}
    assert ("170", "200", "200") in series
    assert ("14", "19", "19") in series


def test_silence_and_gap(reports: Holdings) -> None:
    history = history_of(reports, "GAMBLER")
    (silence,) = history.silences
    assert (silence.last, silence.absent, silence.back) == (Q[3], (Q[4],), "")
    assert [len(g.quarters) for g in history.gaps] == [1, 1, 9]


def test_the_plan_is_kept_apart_from_what_was_done(reports: Holdings) -> None:
    first = quarter(reports, "GAMBLER", Q[0])
    assert first.statuses_as("planned")
    assert not first.statuses_as("done")


def test_every_citation_is_what_the_report_says(reports: Holdings) -> None:
    for operation in register_of(reports).operations:
        for one in history_of(reports, operation.name).quarters:
            for entry in one.entries:
                for c in (entry.citation, *entry.sentences):
                    text = reports.document[c.document].text[c.start : c.end]
                    assert len(text) == len(c.quote)
                    assert text[:1] == c.quote[:1]


def found(reports: Holdings, when: str, fragment: str) -> Commitment:
    made = [
        c
        for c in commitments_of(reports).commitments
        if c.quarter == when and fragment in c.statement.line
    ]
    assert len(made) == 1, (when, fragment, len(made))
    return made[0]


@pytest.mark.parametrize(
    ("when", "fragment", "outcome", "later", "words"),
    [
        (Q[0], "headcount of 600", "missed", Q[1], "511"),
        (Q[0], "15 active CSCs", "missed", Q[1], "11 CSCs"),
        (Q[0], "grow to over 400", "done", Q[1], "410"),
        (Q[0], "functionality is scheduled", "done", Q[1], "28th April"),
        (Q[0], "From early 2020 this", "moved", Q[1], "late 2020"),
        (Q[0], "possibility of having a safe house", "done", Q[3], "safehouse"),
        (Q[0], "Operation FALCON action plan", "done", Q[2], "six warrants"),
        (Q[0], "Operation CHICA", "done", Q[1], "170 offenders"),
        (Q[0], "Operation RATIFY", "spoken of again", Q[1], "tackle repeat offenders"),
        (Q[0], "form a Victim Feedback Panel", "still planned", Q[2], "underway"),
        (Q[0], "Operation GOLDCREST", "spoken of again", Q[1], "pilot operation"),
        (Q[1], "commence in late 2020", "moved", Q[2], "early 2021"),
        (Q[1], "CSEOs) will work with", "done", Q[2], "are working with"),
        (Q[1], "actioned in the other districts", "done", Q[2], "now being run"),
        (Q[2], "return Volunteers back", "still planned", Q[3], "slowly return"),
        (Q[2], "return Cadets to their", "still planned", Q[3], "return Cadets"),
        (Q[2], "commence from early 2021", "still planned", Q[3], "early 2021"),
        (Q[2], "roll-out in December 2020", "spoken of again", Q[3], "ENCOMPASS"),
        (Q[2], "continues throughout 2020", "spoken of again", Q[3], "GLOSS"),
        (Q[3], "reintroduce the Community Speed Watch", "spoken of again", Q[4], "Speed Watch"),
    ],
)
def test_commitments_and_their_later_evidence(
    reports: Holdings, when: str, fragment: str, outcome: str, later: str, words: str
) -> None:
    commitment = found(reports, when, fragment)
    assert commitment.outcome == outcome
    told = next(f for f in commitment.follow_ups if f.quarter == later)
    assert words in told.citation.line


@pytest.mark.parametrize(
    ("when", "fragment"),
    [
        (Q[0], "Maldon Unit"),
        (Q[0], "Horse Watch Scheme"),
        (Q[0], "recruitment masterclass"),
        (Q[0], "divided into two separate pages"),
        (Q[0], "live linked"),
        (Q[0], "130 road checks"),
        (Q[1], "Annual Volunteer Awards"),
        (Q[2], "piloted in North Essex"),
        (Q[2], "scheduled for January 2021"),
        (Q[3], "CSE Toolkit"),
    ],
)
def test_commitments_of_which_nothing_is_said_again(
    reports: Holdings, when: str, fragment: str
) -> None:
    commitment = found(reports, when, fragment)
    assert commitment.outcome == "not mentioned"
    assert commitment.silent == Q[Q.index(when) + 1 :]


def test_the_last_reports_commitments_are_open(reports: Holdings) -> None:
    last = [c for c in commitments_of(reports).commitments if c.quarter == Q[4]]
    assert len(last) >= 10
    assert {c.outcome for c in last} == {"no later report"}


def test_recycled_text(reports: Holdings) -> None:
    repeats = recycled_of(reports).repeats
    assert len(repeats) >= 30
    stale = {(r.now.quarter, s.words, s.why) for r in repeats for s in r.stale}
    assert (Q[3], "To date", f"the same figures as in {Q[2]}") in stale
    assert (Q[2], "105", f"back at the figures of {Q[0]}") in stale


def test_a_measure_as_stated_and_restated(reports: Holdings) -> None:
    points = {p.label: p for p in measure_of(reports, "non-emergency calls").series[0].points}
    first = points[Q[1]]
    assert [f.text for f in first.own] == ["76,803"]
    assert [(f.text, f.quarter) for f in first.restated] == [("76,803", Q[2])]
    assert first.verdict == "agrees"
    assert measure_of(reports, "KSI casualties").series[0].points[-1].figure.text == "138"
