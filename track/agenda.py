"""Commitments as somebody asks for them: of one report, with one outcome, due by now or not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from quarterline.periods import Period
from track.commitments import Commitment
from track.holdings import Holdings

PASSED, COMING, UNDATED = "passed", "coming", "no date"
DUE = (PASSED, COMING, UNDATED)


def last_day(holdings: Holdings) -> date | None:
    """The last day that the reports held tell of; None where no report's quarter is known."""
    return max((quarter.period.end for quarter in holdings.quarters), default=None)


def when_due(commitment: Commitment, upto: date | None) -> str:
    """PASSED when the last day of what it is due by was over on `upto`, COMING when it was not,
    UNDATED when its words name no time."""
    if not commitment.due:
        return UNDATED
    end = Period.parse(commitment.due).end
    return PASSED if upto is not None and end <= upto else COMING


def chosen(
    commitments: Iterable[Commitment],
    upto: date | None,
    *,
    document: str = "",
    outcome: str = "",
    due: str = "",
    words: str = "",
) -> tuple[Commitment, ...]:
    """Those of a report (by id), with an outcome, due as one of DUE; "" takes all.

    `words` must all stand in the statement, the operations or the places, whatever their case.
    """
    wanted = words.casefold().split()
    return tuple(
        c
        for c in commitments
        if document in ("", c.statement.document)
        and outcome in ("", c.outcome)
        and due in ("", when_due(c, upto))
        and (not wanted or all(word in _searched(c) for word in wanted))
    )


def _searched(commitment: Commitment) -> str:
    parts = (commitment.statement.line, *commitment.operations, *commitment.places)
    return " ".join(parts).casefold()
