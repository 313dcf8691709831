"""A number with the text beside it, as the rules of `not_figures` and `not_names` see it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.endings import Ending, ending
from extract.numbers import Number

MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
BEFORE, AFTER = 48, 40


@dataclass(slots=True)
class Around:
    """A number with the text before it (`left`) and after it (`right`), both cut short."""

    number: Number
    left: str
    right: str

    @property
    def plain(self) -> bool:
        """Bare digits: no comma, decimal point, sign, currency, percent or magnitude."""
        return self.number.text.isdigit()


def right(pattern: str, flags: int = re.I) -> re.Pattern[str]:
    """A pattern that begins right after the number."""
    return re.compile(pattern, flags)


def left(pattern: str, flags: int = re.I) -> Ending | re.Pattern[str]:
    """A pattern that ends right before the number."""
    return ending(rf"(?:{pattern})\Z", flags)


# A lower-case word that a number can count.
COUNTED = right(
    r"\s+(?!(?:the|a|an|in|on|at|to|and|or|of|with|by|for|from|as|was|is|would|will|could|should"
    r"|may|might|must|can|has|had|but|when|where|while|if|because|until)\b)[a-z]"
)
