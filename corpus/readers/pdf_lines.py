"""From words to lines: fragments between wide gaps, bullet marks, the lines of one column."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from corpus.readers.pdf_page import Word
from corpus.readers.rendering import CELL_BULLET, hyphened, one_line

_SPACE = 0.13  # of the type size: a smaller gap between words is none
_WIDE_GAP = 0.95  # of the type size: a larger gap parts columns (a justified line has smaller)
_LEAST_WIDE_GAP = 7.0  # points
TAB_GAP = 0.42  # of the type size: the gap after a mark that is more than a space
_HANGING = 60.0  # points: the furthest that an item's text stands from its mark
# marks that are never anything else at the start of a line
SURE_MARKS = frozenset("•◦▪▫●○■□‣⁃∙➢➤✓✔❖◆◇►▶❑❒⦁⚫⬤\ufffd")
# marks that are also a dash, a letter or a sign: bullets only where their place says so
WEAK_MARKS = frozenset("-–—−‐‑·*o>»")
_DASHES = frozenset("-–—−‐")
SENTENCE_ENDS = (".", ":", ";", "!", "?", ".”", ".’", ".)", ".'", '."')
_NUMBERED = re.compile(r"\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]", re.IGNORECASE)


@dataclass(slots=True)
class Fragment:
    """Words of one line without a wide gap between them; `mark` is a bullet mark before it."""

    words: list[Word]
    mark: Word | None = None

    @property
    def x0(self) -> float:
        """Left edge, the mark included."""
        return self.mark.x0 if self.mark is not None else self.words[0].x0

    @property
    def x1(self) -> float:
        """Right edge."""
        return max(word.x1 for word in self.words) if self.words else self.x0

    @property
    def number(self) -> str:
        """The mark where it is the number of an item, else an empty string."""
        numbered = self.mark is not None and _NUMBERED.fullmatch(self.mark.text)
        return self.mark.text if self.mark is not None and numbered else ""

    @property
    def main(self) -> Word:
        """The word with the most letters: it gives the baseline and the type size."""
        longest = max(self.words, key=lambda w: len(w.text) * w.size, default=self.mark)
        assert longest is not None  # noqa: S101 - a fragment has a word or a mark
        return longest

    @property
    def y(self) -> float:
        """Baseline."""
        return self.main.y

    @property
    def size(self) -> float:
        """Type size."""
        return self.main.size

    @property
    def top(self) -> float:
        """Upper edge."""
        return self.main.top

    @property
    def bottom(self) -> float:
        """Lower edge."""
        return self.main.bottom

    @property
    def text(self) -> str:
        """The words with single spaces, the mark left out."""
        return _joined(self.words)


def _joined(words: Sequence[Word]) -> str:
    parts: list[str] = []
    for index, word in enumerate(words):
        if index:
            last = words[index - 1]
            gap = max(word.x0 - last.x1, last.x0 - word.x1)
            if last.spaced or gap > _SPACE * min(word.size, last.size):
                parts.append(" ")
        parts.append(word.text)
    return one_line("".join(parts))


def _right_to_left(words: Sequence[Word]) -> bool:
    kinds = [unicodedata.bidirectional(word.text[0]) for word in words]
    return sum(kind in ("R", "AL") for kind in kinds) * 2 > len(kinds)


def visual_rows(words: Sequence[Word]) -> list[list[Word]]:
    """Words grouped by baseline, top to bottom, each row from left to right.

    A word belongs to a row when its letters overlap those of the row's first word by half:
    raised figures and slightly shifted baselines do, the next line does not.
    """
    rows: list[list[Word]] = []
    anchor: Word | None = None
    for word in sorted(words, key=lambda w: (w.y, w.x0)):
        if anchor is not None:
            overlap = min(anchor.bottom, word.bottom) - max(anchor.top, word.top)
            if overlap > 0.5 * 0.97 * min(anchor.size, word.size):
                rows[-1].append(word)
                # a raised or small first word must not keep the row's true line out
                if word.size > 1.2 * anchor.size:
                    anchor = word
                continue
        rows.append([word])
        anchor = word
    for row in rows:
        row.sort(key=lambda w: w.x0, reverse=_right_to_left(row))
    return rows


def is_mark(word: Word) -> bool:
    """Whether the word can only be a bullet mark."""
    return len(word.text) == 1 and (
        word.text in SURE_MARKS or word.symbol or "\uf000" <= word.text <= "\uf0ff"
    )


def _split_mark(words: list[Word]) -> list[Word]:
    """A mark written without a space before its text ("•Text") as a word of its own."""
    first = words[0]
    glued = len(first.text) > 1 and (
        first.text[0] in SURE_MARKS or "\uf000" <= first.text[0] <= "\uf0ff"
    )
    if not glued:
        return words
    width = (first.x1 - first.x0) / len(first.text)
    style = (first.size, first.bold, first.symbol)
    mark = Word(first.text[0], first.x0, first.x0 + width, first.y, *style)
    rest = Word(first.text[1:], first.x0 + width, first.x1, first.y, *style, first.spaced)
    return [mark, rest, *words[1:]]


def _pieces(row: list[Word]) -> list[list[Word]]:
    pieces: list[list[Word]] = []
    for word in row:
        last = pieces[-1][-1] if pieces else None
        wide = max(_LEAST_WIDE_GAP, _WIDE_GAP * word.size)
        # a drawn mark was taken only where it begins a line: of the next column, if not the first
        if last is None or word.drawn or max(word.x0 - last.x1, last.x0 - word.x1) > wide:
            pieces.append([word])
        else:
            pieces[-1].append(word)
    return pieces


def fragments(words: Sequence[Word]) -> list[Fragment]:
    """All fragments of the words, top to bottom and left to right.

    An item's mark or number that stands alone before its text belongs to the fragment of the
    text, though the gap between is wide.
    """
    found: list[Fragment] = []
    for row in visual_rows(words):
        mark: Word | None = None
        pieces = [_split_mark(piece) for piece in _pieces(row)]
        for index, piece in enumerate(pieces):
            held = piece
            if mark is not None and held[0].x0 - mark.x1 > _HANGING:
                found.append(Fragment([mark]))
                mark = None
            after = [word for later in pieces[index:] for word in later]
            if mark is None and _begins_with_mark(after):
                mark, held = held[0], held[1:]
            if held:
                found.append(Fragment(held, mark))
                mark = None
        if mark is not None:
            found.append(Fragment([mark]))
    return found


def _begins_with_mark(words: Sequence[Word]) -> bool:
    """Whether words begin with a mark: a sure one, or one with a tab's gap after it.

    The gap counts only when it is wider than the others of the line, which a justified line
    stretches all alike.
    """
    first = words[0]
    if len(words) < 2 or is_mark(first):
        return is_mark(first)
    if first.text not in WEAK_MARKS and not _NUMBERED.fullmatch(first.text):
        return False
    gaps = [after.x0 - before.x1 for before, after in pairwise(words)]
    others = median(gaps[1:]) if len(gaps) > 1 else 0.0
    return gaps[0] > max(TAB_GAP * first.size, 1.5 * others)


def _is_item(piece: Fragment, before: Fragment | None, all_marks: Counter[str]) -> bool:
    """Whether a piece of a cell is an item; a lone dash in mid-sentence is a wrapped one."""
    if piece.mark is None or is_mark(piece.mark) or piece.number:
        return piece.mark is not None
    ended = before is None or before.text.endswith(SENTENCE_ENDS)
    return ended or all_marks[piece.mark.text] > 1


def _typed_items(pieces: Sequence[Fragment]) -> None:
    """Take a dash that begins several lines of a cell, no matter the gap after it, for a mark."""
    left = min((piece.x0 for piece in pieces), default=0.0)
    typed = [
        piece
        for piece in pieces
        if piece.mark is None
        and len(piece.words) > 1
        and piece.words[0].text in _DASHES
        and piece.x0 - left < piece.size
    ]
    if len(typed) > 1:
        for piece in typed:
            piece.mark, piece.words = piece.words[0], piece.words[1:]


def cell_text(words: list[Word]) -> str:
    """The words of one table cell as one line; each item of a list begins with its mark."""
    text = ""
    pieces = fragments(words)
    _typed_items(pieces)
    marks = Counter(piece.mark.text for piece in pieces if piece.mark is not None)
    before: Fragment | None = None
    for piece in pieces:
        own = piece.text
        if _is_item(piece, before, marks):
            own = f"{piece.number or CELL_BULLET} {own}"
        elif piece.mark is not None:
            own = f"{piece.mark.text} {own}"
        lower = before is not None and piece.y - before.y > 0.5 * piece.size
        text += ("" if lower and hyphened(text, own) else " ") + own
        before = piece
    return one_line(text)
