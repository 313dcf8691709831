"""Lines joined into items: bullets, paragraphs, labels, objectives, headings, table rows.

A hard-wrapped bullet becomes one item; a sentence cut by a page's edge or by a gap that a
converter put between two lines is joined again where its first half is unfinished.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from corpus.headings import broken_intro, ends_open, intro, is_objective, unmarked
from corpus.lines import Line, below
from corpus.outline import Outline, Role
from quarterline.deadline import NEVER, Deadline
from quarterline.records import Priority


@dataclass(slots=True)
class Item:
    """Lines that belong together.

    `kind`: priority, heading (its second line), section, intro, objective, bullet,
    paragraph, rows. `start`..`end` are its words; `block` is where its first line begins,
    glyph included. `gaps` are the spans of running heads inside it. `level` is a bullet's
    nesting, 0-based.
    """

    kind: str
    block: int
    start: int
    end: int
    level: int = 0
    priority: Priority | None = None
    heading: int = 0
    lines: list[Line] = field(default_factory=list)
    gaps: list[tuple[int, int]] = field(default_factory=list)
    spaced: bool = False  # an empty line stands before it


_TERMINAL = re.compile(r"[.!?:;…][\"'”’)\]*_]*$")
_LABEL_LINE = re.compile(r"[^.!?]{2,70}:\**$")
_MARKS_AND_SPACE = re.compile(r"(?:\s|\*\*|__)*")
_MIN_WRAPPED = 50
_FULL = 0.8  # of the wrap width
_TAIL = 400  # characters of the open item in which it is told whether it goes on
_WIDEST_WRAP = 220  # a text with longer lines is not wrapped by hand


def build_items(outline: Outline, deadline: Deadline = NEVER) -> list[Item]:
    """All items of the text in order; every line that is not blank or furniture is in one.

    Raises LimitError when the time is over.
    """
    return list(_Builder(outline).run(deadline))


class _Builder:
    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.text = outline.text
        self.open: Item | None = None
        self.blank = True  # an empty line, or the top of the text, stands above
        self.gaps: list[tuple[int, int]] = []  # running heads since the last line of words
        self.indents: list[tuple[int, str]] = []
        self.width = wrap_width(outline)

    def run(self, deadline: Deadline) -> Iterator[Item]:
        for line in deadline.over(self.outline.lines):
            role = self.outline.roles[line.number]
            if role is Role.BLANK:
                self.blank = True
                continue
            if role is Role.FURNITURE:
                self.blank = True
                self.gaps.append((line.start, line.end))
                continue
            yield from self._line(line, role)
            self.blank = False
            self.gaps = []
        if self.open is not None:
            yield self.open

    def _line(self, line: Line, role: Role) -> Iterator[Item]:
        if role is Role.TEXT and self._continues(line):
            self._extend(line)
            return
        if (
            role is Role.TABLE
            and self.open is not None
            and self.open.kind == "rows"
            and not self.blank
        ):
            self._extend(line)
            return
        if self.open is not None:
            yield self.open
            self.open = None
        if role in (Role.FRONT, Role.CONTENTS):
            yield self._item(role.value, line)
        elif role is Role.PRIORITY and line.number not in self.outline.priorities:
            yield self._item("heading", line)  # the second line of a long heading
        elif role is Role.PRIORITY:
            item = self._item("priority", line)
            item.priority = self.outline.priorities[line.number]
            self.indents = []
            yield item
        elif role is Role.SECTION:
            self.indents = []
            yield self._item("section", line)
        elif role is Role.INTRO:
            yield from self._intro(line)
        elif role is Role.TABLE:
            self.open = self._item("rows", line)
        elif role is Role.BULLET:
            self.open = self._item("bullet", line)
            self.open.level = self._level(line)
        else:
            kind = "objective" if is_objective(self.outline.words(line)) else "paragraph"
            self.open = self._item(kind, line)
            self.open.heading = line.heading

    def _item(self, kind: str, line: Line) -> Item:
        return Item(kind, line.start, line.body, line.stop, lines=[line], spaced=self.blank)

    def _intro(self, line: Line) -> Iterator[Item]:
        """ "We will:" is a heading; what follows it, on its line or the next, is the objective."""
        words = self.outline.words(line)
        rest = intro(words)
        rest = broken_intro(words) if rest is None else rest
        self.indents = []
        head = self._item("intro", line)
        if rest is None:  # the first line of a wrapped introduction
            yield head
            return
        if rest:
            # Behind the first colon; Markdown's marks are no part of `rest`.
            colon = self.text.index(":", line.body, line.stop) + 1
            passed = _MARKS_AND_SPACE.match(self.text, colon, line.stop)
            at = passed.end() if passed else colon
            head.end = len(self.text[:at].rstrip())
            self.open = Item("objective", at, at, line.stop, lines=[line])
        else:
            self.open = None
        yield head
        if not rest:
            self._expect_objective(line)

    def _expect_objective(self, line: Line) -> None:
        """Open an empty objective behind "We will:" if words, not a bullet, come next."""
        for later in below(self.outline.lines, line.number):
            role = self.outline.roles[later.number]
            if role in (Role.BLANK, Role.FURNITURE):
                continue
            if (
                role is Role.TEXT
                and not later.heading
                and not _LABEL_LINE.match(self.outline.words(later))
            ):
                self.open = Item("objective", later.start, later.body, later.body)
            return

    def _continues(self, line: Line) -> bool:
        """Whether a line of words goes on with the open item."""
        item = self.open
        if item is None or line.heading or item.heading:
            return False
        words = self.outline.words(line)
        if item.kind == "objective" and not item.lines:
            return True
        # Its end only: a paragraph of a hundred thousand lines would be copied for each of them.
        so_far = self.text[max(item.start, item.end - _TAIL) : item.end]
        if item.kind == "rows":
            return not self.blank
        if not self.blank:
            # A label on a line of its own ("South LPA:") is whole.
            single = len(item.lines) == 1 and bool(_LABEL_LINE.match(so_far))
            single = single and not self._full(item.lines[-1])
            return not (single and len(so_far.split()) <= 8)
        if item.kind not in ("bullet", "paragraph") or not re.search(r"\w", so_far):
            return False
        full = self._full(item.lines[-1])
        if self.gaps and so_far.endswith(":") and (words[:1].isdigit() or words[:1].islower()):
            return True  # "Online reports received:" at a page's foot, the figure overleaf
        if _TERMINAL.search(so_far):
            # Between two bullets of one list, behind a full line: a converter's gap.
            return full and item.kind == "bullet" and self._runs_into_bullet(line)
        # A short line ("Serious Crime Directorate") is no first half: a table's remains stand
        # between the halves of many a sentence.
        if len(so_far) < _MIN_WRAPPED:
            return False
        return words[:1].islower() or full or ends_open(so_far)

    def _full(self, line: Line) -> bool:
        """Whether a line of a hard-wrapped text goes to its right edge."""
        return self.width > 0 and line.stop - line.start >= _FULL * self.width

    def _runs_into_bullet(self, line: Line) -> bool:
        """Whether the lines from here on end, without an empty line, in a bullet."""
        for later in below(self.outline.lines, line.number):
            role = self.outline.roles[later.number]
            if role is not Role.TEXT:
                return role is Role.BULLET
        return False

    def _extend(self, line: Line) -> None:
        item = self.open
        if item is None:  # pragma: no cover - callers check
            return
        if not item.lines:
            item.block, item.start = line.start, line.body
        elif self.gaps:
            item.gaps.extend(self.gaps)
        item.end = line.stop
        item.lines.append(line)

    def _level(self, line: Line) -> int:
        """Nesting of a bullet: by its indent, and by its glyph where the indent is the same.

        A list restarts when a heading stood between.
        """
        while self.indents and self.indents[-1][0] > line.indent:
            self.indents.pop()
        same = [i for i, (indent, _) in enumerate(self.indents) if indent == line.indent]
        known = [i for i in same if self.indents[i][1] == line.glyph or _numbered(line.glyph)]
        if known:
            del self.indents[known[0] + 1 :]
            return known[0]
        if same and not _weaker(line.glyph, self.indents[same[-1]][1]):
            del self.indents[same[0] :]
        self.indents.append((line.indent, line.glyph))
        return len(self.indents) - 1


def wrap_width(outline: Outline) -> int:
    """Length at which the text's lines are broken, 0 if it is not hard-wrapped."""
    lengths = sorted(
        line.stop - line.start
        for line in outline.lines
        if outline.roles[line.number] in (Role.TEXT, Role.BULLET)
    )
    if len(lengths) < 10:
        return 0
    width = lengths[int(len(lengths) * 0.95)]
    return width if width <= _WIDEST_WRAP else 0


def _numbered(glyph: str) -> bool:
    return any(char.isalnum() for char in glyph) and glyph != "o"


def _weaker(glyph: str, above: str) -> bool:
    """Whether `glyph` is one that Word gives to the level below `above`."""
    order = "•●■➢►❖✓", "o◦○*", "▪▫‣∙·-–—"
    rank = {char: i for i, chars in enumerate(order) for char in chars}
    return rank.get(glyph, 9) > rank.get(above, 9) and above in "•●■➢►❖✓o◦○"


def trimmed(words: str) -> str:
    """Words on one line, Markdown's marks removed."""
    return " ".join(unmarked(words).split())


def following(items: Sequence[Item], index: int) -> Item | None:
    """The item after `index`, if any."""
    return items[index + 1] if index + 1 < len(items) else None
