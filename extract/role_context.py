"""What the rules of roles see of a figure: the words around it and the figures before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extract.drafts import Draft, Sentence
from extract.endings import LETTER, Ending, ending
from quarterline.periods import Quarter

_NEAR = 100
_BETWEEN = (
    r"\s*(?:(?:an?|the|about|around|approximately|further|another|a\s+further"
    r"|some|just|over|nearly|almost|total\s+of)\s+)*\Z"
)
_BETWEEN_WORDS = (
    "a an the about around approximately further another some just over nearly almost total of"
).split()


@dataclass(slots=True)
class Context:
    """What the rules see: the words of the sentence before and after, and the earlier figures.

    `dated_back`: the figure's own time lies before the report's quarter, and a figure that it
    can be set against stands in its sentence or a neighbouring one.
    """

    draft: Draft
    left: str
    right: str
    earlier: Sequence[Draft]
    sentence: Sentence
    quarter: Quarter | None
    dated_back: bool = False
    # No letter stands before it, so that no rule of the words before it can hold. Asked once
    # for all of them: in a wall of figures they are most of the work.
    wordless: bool = field(init=False, default=False)

    def __post_init__(self) -> None:
        self.wordless = LETTER.search(self.left) is None

    def follows(self, pattern: Ending | re.Pattern[str]) -> bool:
        """Whether the words right before the figure match `pattern`, which begins with a word."""
        return not self.wordless and pattern.search(self.near) is not None

    @property
    def proportion(self) -> bool:
        """Whether the figure is a percentage."""
        return self.draft.quantity.unit == "percent"

    @property
    def last(self) -> Draft | None:
        """The figure before it in its own sentence, None if it is the sentence's first."""
        if self.earlier and self.earlier[-1].sentence == self.draft.sentence:
            return self.earlier[-1]
        return None

    @property
    def near(self) -> str:
        """The last words before the figure, as far as a noun of change can stand from it."""
        return self.left[-_NEAR:]

    @property
    def bare(self) -> bool:
        """Whether nothing but signs and numbers stands around it: a list of bare figures."""
        if self.left[-1:] in ("+", "(") or self.draft.value < 0:
            return False
        return not (
            self.dated_back
            or self.draft.quantity.unit != "count"
            or not self.wordless
            or LETTER.search(self.right)
        )

    @property
    def since_level(self) -> str:
        """The words between the last figure that is no change and this one."""
        kept = [d for d in self.earlier if d.role not in ("change", "percent_change")]
        if kept and kept[-1].sentence == self.draft.sentence:
            return self.sentence.text[kept[-1].end : self.draft.quantity.left]
        return self.left

    @property
    def gap(self) -> str:
        """The words between the figure before it and this one, "" if it is the first."""
        return self.sentence.text[self.last.end : self.draft.start] if self.last else ""


def before(pattern: str) -> Ending | re.Pattern[str]:
    """A pattern that ends right before a figure, an article or a hedge between them allowed."""
    return ending(rf"(?:{pattern})\Z", re.I, _BETWEEN, _BETWEEN_WORDS)


def after(pattern: str) -> re.Pattern[str]:
    """A pattern that begins right after a figure or its unit."""
    return re.compile(rf"\s*(?:{pattern})", re.I)
