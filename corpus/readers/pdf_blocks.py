"""From a PDF's lines to blocks: paragraphs by their gaps, bullets with levels by their places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.readers.pdf_flow import Line, flow_of
from corpus.readers.pdf_layout import Region
from corpus.readers.pdf_tables import Table, part_head
from corpus.readers.rendering import Block, hyphened, mend_hyphens

_USUAL_LEADING = 1.2  # baseline to baseline, of the type size, where a document does not tell
_LOOSER = 1.15  # lines this much further apart than the document's leading are parted
_SIZE_STEP = 1.12  # type this much larger or smaller is another block
_HEADING_PITCH = 1.5  # of the type size: between the lines of one heading
_HEADING_LINES = 3  # bold type of more lines is a paragraph
_INDENT = 0.8  # of the type size: a first line set in
_NUMBERED = re.compile(r"\d{1,2}[.)]|\(?[a-z]\)|\(?[ivx]{1,4}\)")
_SAME_PLACE = 2.5  # points
_LEVEL_STEP = 5.0  # points between marks of two levels
_UNRELATED_STEP = 12.0  # points: marks never seen in one list and nearer than this are one level


@dataclass(frozen=True, slots=True)
class _Measure:
    """The document's usual leading, of the type size, and the type size of its running text."""

    leading: float
    size: float

    def heading(self, line: Line) -> bool:
        """Whether the line is set as headings are: larger than running text, or bold."""
        return line.bold or line.size > _SIZE_STEP * self.size


@dataclass(slots=True)
class Draft:
    """A block while its lines are gathered.

    `x` is the place of a bullet's mark, `text_offset` how far right of it the text begins.
    """

    kind: str
    lines: list[Line] = field(default_factory=list)
    rows: tuple[str, ...] = ()
    x: float = 0.0
    list_number: int = 0
    level: int = 0
    text_offset: float = 0.0


def _part_heads(lines: list[Line | Table], head: str) -> str:
    """Part a table's head that is repeated on a new page from the row it runs into.

    `head` is the first row of the table before; returns that of the last table here.
    """
    for index, table in enumerate(lines):
        if not isinstance(table, Table) or not table.rows:
            continue
        if head:
            rows = (*part_head(table.rows[0], head), *table.rows[1:])
            lines[index] = Table(table.x0, table.top, table.x1, table.bottom, rows)
            head = rows[0]
        else:
            head = table.rows[0]
    return head


def _leading(pages: Sequence[Sequence[Sequence[Line | Table]]]) -> float:
    """The document's usual distance between wrapped lines, of the type size.

    Only pairs count whose first line had no room for the next word: these are surely wrapped.
    """
    counts: Counter[float] = Counter()
    for page in pages:
        for lines in page:
            for above, below in pairwise(lines):
                if isinstance(above, Table) or isinstance(below, Table) or below.mark:
                    continue
                ratio = (below.y - above.y) / max(above.size, below.size)
                if 0.7 < ratio < 2.4 and not above.room_for(below.first_width):
                    counts[round(ratio * 20) / 20] += 1
    if not counts:
        return _USUAL_LEADING
    most = max(counts.values())
    return min(ratio for ratio, count in counts.items() if count >= 0.5 * most)


def _body_size(pages: Sequence[Sequence[Sequence[Line | Table]]]) -> float:
    """The type size, to half a point, in which most of the document's letters are set."""
    counts: Counter[float] = Counter()
    for page in pages:
        for lines in page:
            for line in lines:
                if isinstance(line, Line):
                    counts[round(line.size * 2) / 2] += len(line.text)
    return counts.most_common(1)[0][0] if counts else 10.0


def _begins_block(above: Line, line: Line, draft: Draft, measure: _Measure) -> bool:
    """Whether a line without a mark begins a new block below the line above it."""
    larger = max(above.size, line.size)
    ratio = (line.y - above.y) / larger
    if larger > _SIZE_STEP * min(above.size, line.size):
        return True
    full = not above.room_for(line.first_width)
    loose = _LOOSER * max(measure.leading, 1.0) + 0.03
    wrapped = full and line.text[:1].islower() and ratio < 1.4 * loose
    if full and measure.heading(above) and measure.heading(line):
        loose = max(loose, _HEADING_PITCH)
    if ratio <= 0 or (ratio > loose and not wrapped):
        return True
    # bold words in the middle of a sentence may fill a line
    if above.bold and not line.bold_start and not wrapped:
        return True
    if line.bold and not above.bold_end and (above.ended or not full):
        return True
    if draft.kind == "bullet" and line.x0 <= draft.x + 1.5:
        # a line under the mark itself goes on only where the text does not hang
        return not (full and not above.ended and line.x0 >= draft.x - _SAME_PLACE)
    indented = draft.kind == "paragraph" and line.x0 - above.x0 > _INDENT * line.size
    return above.ended and (indented or not full)


def _drafts(lines: Sequence[Line | Table], measure: _Measure, shift: float) -> list[Draft]:
    drafts: list[Draft] = []
    above: Line | None = None
    for line in lines:
        if isinstance(line, Table):
            drafts.append(Draft("table", rows=line.rows))
            above = None
        elif line.mark is not None:
            x = line.mark.x0 - shift
            drafts.append(Draft("bullet", [line], x=x, text_offset=line.x0 - line.mark.x0))
            above = line
        else:
            if above is None or _begins_block(above, line, drafts[-1], measure):
                drafts.append(Draft("paragraph"))
            drafts[-1].lines.append(line)
            above = line
    return drafts


def _clusters(places: Sequence[float]) -> list[list[float]]:
    groups: list[list[float]] = []
    for x in sorted(places):
        if groups and x - groups[-1][-1] < _LEVEL_STEP and x - groups[-1][0] < 2 * _LEVEL_STEP:
            groups[-1].append(x)
        else:
            groups.append([x])
    return groups


def _levels(bullets: Sequence[Draft]) -> list[int]:
    """The nesting level of each bullet, in the same order.

    The places of all marks of the document are gathered in clusters from left to right. A
    cluster is one level below the nearest cluster to its left with which it was seen in one
    list; one never seen in a list with another keeps its rank, unless it stands so near to the
    cluster on its left that only the page's margin differs.
    """
    groups = _clusters([bullet.x for bullet in bullets])
    cluster_of = {x: number for number, group in enumerate(groups) for x in group}
    own = [cluster_of[bullet.x] for bullet in bullets]
    seen: dict[int, set[int]] = {}
    for bullet, cluster in zip(bullets, own, strict=True):
        seen.setdefault(bullet.list_number, set()).add(cluster)
    parent: dict[int, int] = {}
    for together in seen.values():
        ordered = sorted(together)
        for left, right in pairwise(ordered):
            parent[right] = max(parent.get(right, -1), left)
    level: dict[int, int] = {}
    for cluster, group in enumerate(groups):
        if cluster in parent:
            level[cluster] = level[parent[cluster]] + 1
        elif cluster == 0:
            level[cluster] = 0
        else:
            step = group[0] - groups[cluster - 1][-1]
            level[cluster] = level[cluster - 1] + (1 if step >= _UNRELATED_STEP else 0)
    return [level[cluster] for cluster in own]


def _number_places(bullets: Sequence[Draft]) -> None:
    """Give the numbers of one list one place: "9." and "10." end, and do not begin, alike."""
    numbered = [bullet for bullet in bullets if bullet.lines[0].number]
    # the mark stands left of the text: both are measured from the same column
    texts = [bullet.x + bullet.text_offset for bullet in numbered]
    for group in _clusters(texts):
        together = [b for b, x in zip(numbered, texts, strict=True) if group[0] <= x <= group[-1]]
        x = max(bullet.x for bullet in together)
        for bullet in together:
            bullet.x = x


def blocks_of(pages: Sequence[Sequence[Region]], widths: Sequence[float]) -> list[list[Block]]:
    """The blocks of each page, from the pages' regions in reading order and their widths.

    Nesting levels of bullets are settled over the whole document, since a page that begins
    inside a list does not show the levels above.
    """
    flow = flow_of(pages, widths)
    measure = _Measure(_leading(flow), _body_size(flow))
    drafted: list[list[Draft]] = []
    number = 0
    head = ""
    for page, page_lines in zip(pages, flow, strict=True):
        drafts: list[Draft] = []
        for region, held in zip(page, page_lines, strict=True):
            number += 1
            head = _part_heads(held, head)
            for draft in _drafts(held, measure, region.shift):
                number += draft.kind != "bullet"
                draft.list_number = number
                drafts.append(draft)
        drafted.append(drafts)
    bullets = [draft for drafts in drafted for draft in drafts if draft.kind == "bullet"]
    _number_places(bullets)
    for draft, level in zip(bullets, _levels(bullets), strict=True):
        draft.level = level
    return [[_block(draft, measure) for draft in drafts] for drafts in drafted]


def _full(line: Line, left: float, width: float) -> bool:
    """Whether a line of a heading, which may be centred, had no room for a word."""
    room = line.limit - left - (line.x1 - line.x0)
    return not line.room_for(width) or room < width + 0.25 * line.size


def _heading(lines: Sequence[Line], measure: _Measure) -> tuple[str, ...]:
    """A paragraph's lines, those of a wrapped heading joined to one."""
    if not 1 < len(lines) <= _HEADING_LINES or not all(map(measure.heading, lines)):
        return tuple(_not_numbered(lines))
    left = min(line.x0 for line in lines)
    joined = [lines[0].text]
    for above, line in pairwise(lines):
        if _full(above, left, line.first_width) and not above.ended:
            joined[-1] += ("" if hyphened(joined[-1], line.text) else " ") + line.text
        else:
            joined.append(line.text)
    return tuple(joined)


def _not_numbered(lines: Sequence[Line]) -> list[str]:
    """The lines' texts; a figure that was wrapped ("… down from" over "15. There …") moves up.

    At the start of a line it would be read as the number of an item.
    """
    texts = [lines[0].text] if lines else []
    for above, line in pairwise(lines):
        number, _, rest = line.text.partition(" ")
        full = not above.ended and not above.room_for(line.first_width)
        if full and _NUMBERED.fullmatch(number):
            texts[-1] += f" {number}"
            texts += [rest] * bool(rest)
        else:
            texts.append(line.text)
    return texts


def _block(draft: Draft, measure: _Measure) -> Block:
    if draft.kind == "table":
        return Block("table", draft.rows)
    if draft.kind == "bullet":
        texts = mend_hyphens(_not_numbered(draft.lines))
        return Block("bullet", texts, draft.level, draft.lines[0].number or "-")
    return Block("paragraph", mend_hyphens(_heading(draft.lines, measure)))
