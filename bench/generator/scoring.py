"""What the pipeline found, held against what is true of the generated reports."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

from bench.generator.pipeline import ReadCorpus
from bench.generator.truth import GeneratedReport, PlantedSlip, TrueClaim, TrueName
from quarterline.records import Check, Claim, Mention

NAMED = {"OPERATION": "operation", "PROJECT": "operation"}
PLACES = {"PLACE": "place", "DISTRICT": "place", "LPA": "place"}
FIELDS = (
    "span",
    "value",
    "unit",
    "role",
    "direction",
    "qualifier",
    "period",
    "places",
    "operations",
)


class Spanned(Protocol):
    """Anything with offsets."""

    @property
    def start(self) -> int:
        """First character."""
        ...

    @property
    def end(self) -> int:
        """Behind the last character."""
        ...


A = TypeVar("A", bound=Spanned)
B = TypeVar("B", bound=Spanned)
Spans = Sequence[tuple[int, int]]


@dataclass
class Tally:
    """Counts of one thing: right of those that are true, right of those that were given."""

    true: int = 0
    found: int = 0
    given: int = 0
    right: int = 0

    @property
    def recall(self) -> float:
        """Found, of what is true."""
        return self.found / self.true if self.true else 1.0

    @property
    def precision(self) -> float:
        """Right, of what was given."""
        return self.right / self.given if self.given else 1.0


@dataclass
class Score:
    """Tallies by name, and a line for each miss and false alarm."""

    tallies: defaultdict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    errors: list[str] = field(default_factory=list)

    def add(
        self, name: str, *, true: int = 0, found: int = 0, given: int = 0, right: int = 0
    ) -> None:
        """Count towards a tally."""
        tally = self.tallies[name]
        tally.true += true
        tally.found += found
        tally.given += given
        tally.right += right


def overlap(a: Spanned, b: Spanned) -> int:
    """Characters that two spans share; negative if they lie apart."""
    return min(a.end, b.end) - max(a.start, b.start)


def pairs(truth: Sequence[A], given: Sequence[B]) -> list[tuple[A, B]]:
    """One-to-one pairs of overlapping spans, the largest overlap first."""
    ordered = sorted(range(len(given)), key=lambda j: given[j].start)
    candidates: list[tuple[int, int, int]] = []
    first = 0
    for i in sorted(range(len(truth)), key=lambda i: truth[i].start):
        while first < len(ordered) and given[ordered[first]].end <= truth[i].start:
            first += 1
        for j in ordered[first:]:
            if given[j].start >= truth[i].end:
                break
            if overlap(truth[i], given[j]) > 0:
                candidates.append((-overlap(truth[i], given[j]), i, j))
    used_truth: set[int] = set()
    used_given: set[int] = set()
    found: list[tuple[A, B]] = []
    for _, i, j in sorted(candidates):
        if i not in used_truth and j not in used_given:
            used_truth.add(i)
            used_given.add(j)
            found.append((truth[i], given[j]))
    return found


# ---- claims


def score_claims(reports: Sequence[GeneratedReport], corpus: ReadCorpus, score: Score) -> None:
    """Spans of figures, and of the spans found each field."""
    given = _by_document(corpus.claims)
    for report, document in zip(reports, corpus.documents, strict=True):
        own = given[document.id]
        matched = pairs(report.claims, own)
        known = {c.id for _, c in matched}
        missed = {c.id for c in report.claims} - {t.id for t, _ in matched}
        extra = [c for c in own if c.id not in known and not _in_any(c, report.optional)]
        score.add("span", true=len(report.claims), found=len(matched))
        score.add("span", given=len(matched) + len(extra), right=len(matched))
        for truth in report.claims:
            if truth.id in missed:
                score.errors.append(_line("figure missed", report, truth))
        for claim in extra:
            score.errors.append(_line("figure that is none", report, claim))
        for truth, claim in matched:
            _fields(score, report, truth, claim)


def _fields(score: Score, report: GeneratedReport, truth: TrueClaim, claim: Claim) -> None:
    close = abs(claim.value - truth.value) <= 1e-6 * max(1.0, abs(truth.value))
    checked: list[tuple[str, bool, object, object]] = [
        ("value", close, truth.value, claim.value),
        ("role", claim.role in (truth.role, *truth.also_roles), truth.role, claim.role),
        ("direction", claim.direction == truth.direction, truth.direction, claim.direction),
        ("qualifier", claim.qualifier == truth.qualifier, truth.qualifier, claim.qualifier),
    ]
    if not truth.unit.startswith("other:"):
        checked.append(("unit", claim.unit == truth.unit, truth.unit, claim.unit))
    if truth.period is not None:
        checked.append(("period", claim.period == truth.period, truth.period, claim.period))
    if truth.places:
        ok = bool(set(claim.places) & set(truth.places))
        checked.append(("places", ok, truth.places, claim.places))
    if truth.operations:
        ok = set(claim.operations) >= set(truth.operations)
        checked.append(("operations", ok, truth.operations, claim.operations))
    for name, ok, wanted, got in checked:
        score.add(name, true=1, found=ok, given=1, right=ok)
        if not ok:
            score.errors.append(_line(f"{name} is {got}, not {wanted}", report, truth))


# ---- names


def score_names(reports: Sequence[GeneratedReport], corpus: ReadCorpus, score: Score) -> None:
    """Operations and places: span and canonical name; for operations, where they are."""
    given = _by_document(corpus.mentions)
    for report, document in zip(reports, corpus.documents, strict=True):
        # A place that stands alone as a label is no part of a passage: it gives scope.
        inside = [(p.start, p.end) for p in report.passages]
        for name, labels in (("operations", NAMED), ("places", PLACES)):
            wanted = [
                n
                for n in report.names
                if (n.kind == "place") == (name == "places") and _in_any(n, inside)
            ]
            own = [m for m in given[document.id] if m.label in labels]
            _names(score, report, f"names of {name}", wanted, own)


def _names(
    score: Score,
    report: GeneratedReport,
    name: str,
    wanted: Sequence[TrueName],
    own: Sequence[Mention],
) -> None:
    right = [
        (t, m) for t, m in pairs(wanted, own) if m.canonical.casefold() == t.canonical.casefold()
    ]
    score.add(name, true=len(wanted), found=len(right), given=len(own), right=len(right))
    good = {id(t) for t, _ in right}
    used = {m.id for _, m in right}
    for truth in wanted:
        if id(truth) not in good:
            score.errors.append(_line(f"{name}: missed {truth.canonical}", report, truth))
    for mention in own:
        if mention.id not in used:
            score.errors.append(_line(f"{name}: {mention.canonical} is none", report, mention))
    for truth, mention in right:
        if truth.places:
            ok = bool(set(mention.places) & set(truth.places))
            score.add("where operations are", true=1, found=ok, given=1, right=ok)
            if not ok:
                found = f"operation's place is {mention.places}, not {truth.places}"
                score.errors.append(_line(found, report, truth))


def score_identity(reports: Sequence[GeneratedReport], corpus: ReadCorpus, score: Score) -> None:
    """Force and quarter of each report."""
    for report, document in zip(reports, corpus.documents, strict=True):
        for name, ok in (
            ("force", document.force == report.force),
            ("quarter", document.quarter == report.quarter),
        ):
            score.add(name, true=1, found=ok, given=1, right=ok)
            if not ok:
                cover = "with" if report.cover else "without"
                got = document.force if name == "force" else document.quarter
                score.errors.append(f"{report.name} ({cover} cover): {name} read as {got}")


# ---- the auditor


def score_audit(reports: Sequence[GeneratedReport], corpus: ReadCorpus, score: Score) -> None:
    """Recall by kind of slip ("slip …"), precision by kind of check ("check …").

    A slip is found by a disagreement that rests on the figure that was altered (on any
    figure of the comparison where a word was). An alarm is right if it rests on a figure of
    a comparison that a slip has broken.
    """
    alarms: defaultdict[str, list[Check]] = defaultdict(list)
    for made in corpus.checks:
        if made.verdict == "disagrees":
            for key in {span.document for span in made.spans}:
                alarms[key].append(made)
    justified: set[str] = set()
    for report, document in zip(reports, corpus.documents, strict=True):
        claims = {c.id: c for c in report.claims}
        broken = {x.id: x for x in report.comparisons}
        for slip in report.slips:
            involved = [
                (claims[c].start, claims[c].end)
                for x in slip.comparisons
                for _, c in broken[x].inputs
                if c in claims
            ]
            target = list(slip.spans) if slip.claims else involved
            hits = [a for a in alarms[document.id] if _rests_on(a, document.id, target)]
            justified |= {a.id for a in alarms[document.id] if _rests_on(a, document.id, involved)}
            same = any(a.kind == slip.check for a in hits)
            score.add(f"slip {slip.kind}", true=1, found=bool(hits), given=bool(hits), right=same)
            if not hits:
                score.errors.append(_slip_line(report, slip))
    source = {d.id: r for r, d in zip(reports, corpus.documents, strict=True)}
    for made in corpus.checks:
        if made.verdict == "disagrees":
            right = made.id in justified
            score.add(f"check {made.kind}, {made.grade}", given=1, right=right)
            if not right:
                score.errors.append(_alarm_line(source[made.document], made))


def score_coverage(reports: Sequence[GeneratedReport], corpus: ReadCorpus, score: Score) -> None:
    """Comparisons within a report that the auditor checked, whatever its verdict ("sum …").

    One is checked if a check rests on all its figures.
    """
    checks: defaultdict[str, list[Check]] = defaultdict(list)
    for made in corpus.checks:
        for key in {span.document for span in made.spans}:
            checks[key].append(made)
    for report, document in zip(reports, corpus.documents, strict=True):
        claims = {c.id: c for c in report.claims}
        for comparison in report.comparisons:
            if comparison.scope != "document":
                continue
            spans = [(claims[c].start, claims[c].end) for _, c in comparison.inputs]
            own = [
                c
                for c in checks[document.id]
                if all(_rests_on(c, document.id, [span]) for span in spans)
            ]
            agrees = any(c.verdict == "agrees" for c in own)
            name = f"sum {comparison.kind}"
            score.add(name, true=1, found=bool(own), given=bool(own), right=agrees)
            if not own:
                first = claims[comparison.inputs[0][1]]
                score.errors.append(_line(f"not checked: {comparison.kind}", report, first))


def _rests_on(made: Check, document: str, target: Spans) -> bool:
    return any(
        span.document == document and span.start < end and start < span.end
        for span in made.spans
        for start, end in target
    )


# ---- lines


Record = TypeVar("Record", Claim, Mention)


def _by_document(records: Iterable[Record]) -> defaultdict[str, list[Record]]:
    found: defaultdict[str, list[Record]] = defaultdict(list)
    for record in records:
        found[record.document].append(record)
    return found


def _in_any(span: Spanned, spans: Spans) -> bool:
    return any(span.start < end and start < span.end for start, end in spans)


def _context(report: GeneratedReport, start: int, end: int) -> str:
    before = report.text[max(0, start - 90) : start]
    after = report.text[end : end + 70]
    return " ".join(f"{before}[[{report.text[start:end]}]]{after}".split())


def _line(what: str, report: GeneratedReport, at: Spanned) -> str:
    return f"{what} | {report.name} {at.start} | {_context(report, at.start, at.end)}"


def _slip_line(report: GeneratedReport, slip: PlantedSlip) -> str:
    start, end = slip.spans[0]
    return (
        f"slip missed: {slip.kind}, {slip.was} became {slip.now} | {report.name} {start} | "
        f"{_context(report, start, end)}"
    )


def _alarm_line(report: GeneratedReport, made: Check) -> str:
    kinds = Counter(span.document for span in made.spans)
    return (
        f"false alarm: {made.kind}, {made.grade}, {len(kinds)} reports | {report.name} "
        f"{made.spans[0].start if made.spans else 0} | {made.explanation}"
    )
