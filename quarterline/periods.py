"""Quarters and closed date intervals of a financial year that starts on 1 April.

A report is "of" one quarter; every figure in it belongs to a period. Both are
values here, compared and printed in one way only, so that no two rooms can
disagree about when "Q3 2019/20" was.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache, total_ordering

from quarterline.errors import PeriodError

_QUARTER = re.compile(r"^(\d{4})-(\d{2}) Q([1-4])$")
_FIRST_MONTH = {1: 4, 2: 7, 3: 10, 4: 1}


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A closed interval of dates: both `start` and `end` belong to it."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise PeriodError(
                f"period {self.start}/{self.end} ends before it starts; expected start <= end"
            )

    @property
    def days(self) -> int:
        """Number of days, both ends counted."""
        return (self.end - self.start).days + 1

    def contains(self, other: Period) -> bool:
        """Whether every day of `other` is a day of this period."""
        return self.start <= other.start and other.end <= self.end

    def year_before(self) -> Period:
        """The same months one year earlier (a period that ends a month still does)."""
        return Period(shift_months(self.start, -12), shift_months(self.end, -12))

    def __str__(self) -> str:
        return f"{self.start.isoformat()}/{self.end.isoformat()}"

    @staticmethod
    def parse(text: str) -> Period:
        """Read `"YYYY-MM-DD/YYYY-MM-DD"`; raises PeriodError on anything else."""
        try:
            first, last = text.split("/")
            return Period(date.fromisoformat(first), date.fromisoformat(last))
        except ValueError as error:
            raise PeriodError(
                f"{text!r} is not a period; expected YYYY-MM-DD/YYYY-MM-DD"
            ) from error


@total_ordering
@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of a financial year.

    `year` is the calendar year in which the financial year starts (1 April), `number`
    is 1 to 4: `Quarter(2019, 3)` is October to December 2019, `"2019-20 Q3"`.
    """

    year: int
    number: int

    def __post_init__(self) -> None:
        if self.number not in _FIRST_MONTH or not 1 <= self.year <= 9997:
            raise PeriodError(
                f"quarter {self.number} of {self.year} does not exist; expected one from 1 to 4"
            )

    @property
    def period(self) -> Period:
        """First to last day of the quarter."""
        return _quarter_days(self.year, self.number)

    @property
    def financial_year(self) -> Period:
        """1 April to 31 March of the financial year that holds the quarter."""
        return Period(date(self.year, 4, 1), date(self.year + 1, 3, 31))

    def shift(self, quarters: int) -> Quarter:
        """The quarter that lies `quarters` later (earlier when negative)."""
        return _quarter_at(self.year * 4 + (self.number - 1) + quarters)

    @property
    def previous(self) -> Quarter:
        """The quarter before."""
        return self.shift(-1)

    @property
    def year_ago(self) -> Quarter:
        """The same quarter of the financial year before."""
        return self.shift(-4)

    def __str__(self) -> str:
        return f"{self.year:04d}-{(self.year + 1) % 100:02d} Q{self.number}"

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, Quarter):
            return NotImplemented
        return (self.year, self.number) < (other.year, other.number)

    @staticmethod
    def parse(text: str) -> Quarter:
        """Read `"2019-20 Q3"`; raises PeriodError on anything else."""
        match = _QUARTER.match(text.strip())
        if match and (int(match[1]) + 1) % 100 == int(match[2]):
            return Quarter(int(match[1]), int(match[3]))
        raise PeriodError(f"{text!r} is not a quarter; expected a form such as 2019-20 Q3")

    @staticmethod
    def of(day: date) -> Quarter:
        """The quarter in which a day lies."""
        if day.month >= 4:
            return Quarter(day.year, (day.month - 1) // 3)
        return Quarter(day.year - 1, 4)


@lru_cache(maxsize=4096)
def _quarter_at(index: int) -> Quarter:
    return Quarter(index // 4, index % 4 + 1)


@lru_cache(maxsize=4096)
def _quarter_days(year: int, number: int) -> Period:
    year += number == 4
    first = _FIRST_MONTH[number]
    return Period(date(year, first, 1), month(year, first + 2).end)


def month(year: int, number: int) -> Period:
    """First to last day of a calendar month."""
    return Period(date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1]))


def shift_months(day: date, months: int) -> date:
    """The same day `months` later; the last day of a month stays the last day of a month."""
    index = day.year * 12 + day.month - 1 + months
    year, number = index // 12, index % 12 + 1
    last = calendar.monthrange(year, number)[1]
    is_last = (day + timedelta(days=1)).month != day.month
    return date(year, number, last if is_last else min(day.day, last))
