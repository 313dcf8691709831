"""What was checked and what was not, and why not: an audit is never a clean bill by silence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from audit.ledger import Compared, members

NO_EARLIER_FIGURE = "only the change is given, not the earlier figure that it is a change of"
NOTHING_FOLLOWS = "the figures beside it do not determine it"
TARGET = "it is a target, and no report of its date or after speaks of it"
NO_MEASURE = "what it counts could not be told"
NO_DATE = "it has no date, so no other report can be held against it"
ALONE = "no other figure speaks of the same thing and time"
REASONS = (NO_EARLIER_FIGURE, NOTHING_FOLLOWS, TARGET, NO_MEASURE, NO_DATE, ALONE)

_WORST_FIRST = ("disagrees", "unclear", "agrees")


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts of figures, each counted once.

    `found` = `checked` + the sum of `unchecked`; `checked` = `agreeing` + `disagreeing` +
    `unclear`, a figure in several checks counted by the worst. `compared` are those that
    some comparison holds. `unchecked` has every reason of REASONS with its count.
    """

    found: int
    compared: int
    checked: int
    agreeing: int
    disagreeing: int
    unclear: int
    unchecked: tuple[tuple[str, int], ...]

    @property
    def rows(self) -> tuple[tuple[str, int], ...]:
        """The counts with their names, as a table has them; the reasons apart."""
        return (
            ("Figures found", self.found),
            ("In a comparison", self.compared),
            ("Checked", self.checked),
            ("Agreeing", self.agreeing),
            ("Disagreeing", self.disagreeing),
            ("Unclear", self.unclear),
            ("Could not be checked", self.found - self.checked),
        )


class Figure(Protocol):
    """What coverage asks of a claim."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def role(self) -> str: ...  # noqa: D102
    @property
    def series(self) -> str: ...  # noqa: D102
    @property
    def period(self) -> object: ...  # noqa: D102


class Judged(Protocol):
    """What coverage asks of a check."""

    @property
    def claims(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def verdict(self) -> str: ...  # noqa: D102


def coverage(
    claims: Iterable[Figure], comparisons: Iterable[Compared], checks: Iterable[Judged]
) -> Coverage:
    """How much of what the reports state was checked, over the claims given.

    Pass the claims of one document for the coverage of that document; checks and
    comparisons of others do no harm.
    """
    known = {claim.id: claim for claim in claims}
    held: dict[str, list[Compared]] = {}
    for comparison in comparisons:
        for key in members(comparison):
            held.setdefault(key, []).append(comparison)
    verdicts: dict[str, str] = {}
    for check in checks:
        for key in check.claims:
            before = verdicts.get(key, "agrees")
            verdicts[key] = min(before, check.verdict, key=_WORST_FIRST.index)
    counts = Counter(verdicts[key] for key in known if key in verdicts)
    reasons = Counter(
        reason(claim, held.get(key, [])) for key, claim in known.items() if key not in verdicts
    )
    return Coverage(
        found=len(known),
        compared=sum(key in held for key in known),
        checked=sum(counts.values()),
        agreeing=counts["agrees"],
        disagreeing=counts["disagrees"],
        unclear=counts["unclear"],
        unchecked=tuple((name, reasons[name]) for name in REASONS),
    )


def reason(claim: Figure, comparisons: Sequence[Compared]) -> str:
    """Why a claim that is in no check could not be checked: one of REASONS."""
    if comparisons:
        missing = any((c.change or c.percent_change) and not c.baseline for c in comparisons)
        return NO_EARLIER_FIGURE if missing else NOTHING_FOLLOWS
    if claim.role == "target":
        return TARGET
    if not claim.series:
        return NO_MEASURE
    return NO_DATE if claim.period is None else ALONE
