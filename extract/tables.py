"""Figures of a table row: the measure from row label and column heads, the period from a head.

Cells of running words are read as prose. A converter may have moved heads a column along, so
what a cell says of itself ("% points", "per 1,000 pop.", a minus sign) counts before its head.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.drafts import CHANGES, Draft, Sentence
from extract.links import Group
from extract.periods import find_periods
from extract.prose import Read, read_prose
from extract.quantities import Quantity, find_quantities
from extract.tokens import tokenise
from quarterline.periods import Quarter
from quarterline.records import Passage

_FIGURE_CELL = re.compile(
    r"\s*(?:[<>~≈+]|over|up\s+to|under|approx\.?|c\.)?\s*[-−+(]?\s*[£$€]?\d[\d,.\s]*(?:%"
    r"|[kmbn]{1,2}\b)?[^;]{0,60}\Z",
    re.I,
)
_POSITION = re.compile(r"\b(?:position|rank(?:ing)?)\b", re.I)
_CHANGE = re.compile(
    r"\b(?:change|difference|variance|increase|decrease|reduction)\b|\+\s?/\s?[-−–]", re.I
)
_TARGET = re.compile(r"\b(?:target|aspiration|ambition|goal|forecast|we\s+will)\b", re.I)
_HOURS = re.compile(r"^\W{0,6}(?:number\s+of\s+)?(?:[\w-]{1,30}\s+)?hours\b", re.I)
_RATE = re.compile(r"\brate\b|\bper\s+1,?000\b|unit\s+of\s+measurement", re.I)
_RATE_HEAD = re.compile(r"\brate\b", re.I)
_PRIORITY = re.compile(r"^\s*priority\s+\d", re.I)
_PAGES = re.compile(r"^\s*(?:pages?|bookmark|no\.?|ref(?:erence)?|ward|id)\s*$", re.I)
_PROSE_WORDS = 12
_LABEL_WORDS = 7


def is_table_row(passage: Passage) -> bool:
    """Whether the passage is a table row with cells of its own."""
    return passage.kind == "row" and bool(passage.cells)


def read_row(
    passage: Passage,
    quarter: Quarter | None,
    following: str = "",
    names: Sequence[tuple[int, int]] = (),
) -> Read:
    """The figures of a row: numeric cells by label and head, prose cells as running text.

    `following`: the text of the next passage; `names`: spans of names, in the passage.
    """
    read = Read()
    row: list[int] = []
    changes = [h for c in passage.cells for h in c.heads[-1:] if _CHANGE.search(h)]
    label = _label(passage, following)
    for cell in passage.cells:
        start, end = cell.start - passage.start, cell.end - passage.start
        text = passage.text[start:end]
        if any(_PAGES.match(head) for head in cell.heads[-1:]) or not re.search(r"\w", text):
            continue
        quantities = _cell_quantities(text, start)
        if quantities is None:
            prose = read_prose(passage.text, quarter, names, start, end)
            for draft in prose.drafts:
                if label and len(draft.measure.split()) <= 2:
                    draft.measure = f"{draft.measure} {_clean(label)}".strip()
            read.extend(prose)
            continue
        read.sentences.append(
            Sentence(passage.text, start, end, tokenise(passage.text, start, end), [])
        )
        for quantity in quantities:
            draft = Draft(quantity, len(read.sentences) - 1, unit=quantity.unit)
            heads = _own_heads(draft, cell.heads, text, changes)
            _read_cell(draft, heads, label, text, quarter, passage)
            row.append(len(read.drafts))
            read.drafts.append(draft)
    _percent_changes([read.drafts[index] for index in row])
    read.groups.extend(_row_groups(read.drafts, row))
    return read


_SET_AGAINST = re.compile(
    r"\b(?:on|from|since|vs\.?|versus|against|than|compared\s+(?:to|with))\b", re.I
)


def _percent_changes(row: Sequence[Draft]) -> None:
    """ "1,200 | 1,152 | -4.0%": in a row of counts a percentage under "Change" is no points."""
    levels = [d for d in row if d.role in ("level", "target", "rate", "share")]
    dated = [d.period for d in levels if d.period is not None]
    for draft in row:
        if draft.role in CHANGES and draft.period is None and dated:
            draft.period = max(dated, key=lambda p: p.end)
    if not levels or any(d.unit in ("percent", "percentage_points") for d in levels):
        return
    for draft in row:
        if draft.role == "change" and draft.quantity.unit == "percent":
            draft.role, draft.unit = "percent_change", "percent"


def _own_heads(
    draft: Draft, heads: tuple[str, ...], text: str, changes: list[str]
) -> tuple[str, ...]:
    """The heads of a cell; where they moved along, changes take the change heads in order."""
    if heads and heads[-1] in changes:
        changes.remove(heads[-1])
    elif says_change(draft, text) and changes:
        return (*heads[:-1], changes.pop(0))
    return heads


def _cell_quantities(text: str, start: int) -> list[Quantity] | None:
    """The figures of a numeric cell; None if the cell is words."""
    if not _FIGURE_CELL.match(text) or len(text.split()) > _PROSE_WORDS:
        return None
    if re.match(r"\s*\d+(?:st|nd|rd|th)\b", text):
        return []
    found = find_quantities(text)
    if not found or found[0].start > 3 + len(text) - len(text.lstrip()):
        return None
    first = found[0]
    number = replace(first.number, start=first.start + start, end=first.end + start)
    return [replace(first, number=number, left=first.left + start, right=first.right + start)]


def _label(passage: Passage, following: str) -> str:
    """The row's label: the last words before the figures that are no heading of the plan."""
    labels: list[str] = []
    named: list[str] = []
    for cell in passage.cells:
        text = " ".join(passage.text[cell.start - passage.start : cell.end - passage.start].split())
        if (
            not text
            or len(text.split()) > _PROSE_WORDS
            or any(_TARGET.search(h) for h in cell.heads)
        ):
            continue
        if re.match(r"[-−+£(]?\d", text) or text.casefold().startswith("n/a"):
            continue
        if cell.column == 1:
            named.append(text)
        elif cell.column == 0:
            labels.append(text)
    if named:
        return named[0]
    plain = [x for x in labels if not _PRIORITY.match(x) and len(x.split()) <= _LABEL_WORDS]
    if plain:
        return plain[-1]
    first_line = following.strip().split("\t")[0]
    # the row's own label is lost only where a heading of the plan stands in its place
    lost = all(_PRIORITY.match(x) for x in labels)
    short = bool(first_line) and len(first_line.split()) <= 5
    if labels and lost and short and not re.search(r"\d", first_line):
        return first_line
    return labels[-1] if labels else (passage.context[-1] if passage.context else "")


def _read_cell(
    draft: Draft,
    heads: tuple[str, ...],
    label: str,
    text: str,
    quarter: Quarter | None,
    passage: Passage,
) -> None:
    head = heads[-1] if heads else ""
    unit = draft.quantity.unit
    label = re.sub(r"^\s*priority\s+\d+\s*[-–]\s*", "", label, flags=re.I)
    draft.measure = ", ".join(x for x in (_clean(head), _clean(label)) if x)
    bare = not re.search(r"[A-Za-z%£$€]", re.sub(r"\(.*?\)", "", text))
    if _POSITION.search(head) and unit == "count" and bare and draft.value > 0:
        draft.unit = "position"
    if unit == "count" and bare and _HOURS.search(label):
        draft.unit = "hours"
    if says_change(draft, text) or _CHANGE.search(head):
        draft.role = (
            "percent_change"
            if unit == "percent" and re.search(r"%|per\s*cent|percent", head, re.I)
            else "change"
        )
        if draft.role == "change" and unit == "percent":
            draft.unit = "percentage_points"
        draft.direction = "down" if draft.value < 0 else "up"
    elif unit.startswith(("per_", "other:")) and "per" in unit:
        draft.role = "rate"
        words = re.sub(r"^[\d.,\s]+", "", text) if unit.startswith("other:") else "rate"
        draft.measure = f"{_clean(label)} {words}"
    elif unit == "percent":
        words = f"{label} {head} {passage.text}"
        share = re.search(r"\d\s*%\s+of\b", text) or re.search(
            r"\bpercentage\s+of\s+(?:people|the|all|those)\b", words, re.I
        )
        people = re.search(r"\bpercentage\s+of\s+(people\b[^.;]{0,90})", passage.text, re.I)
        draft.role = "share" if share or not (_RATE.search(head) or _RATE.search(label)) else "rate"
        if re.search(r"\d\s*%\s+of\b", text):
            draft.measure = f"{_clean(re.sub(r'^[^a-zA-Z]*of', '', text))} {_clean(label)}"
        elif people:
            draft.measure = people[1]
        elif draft.role == "rate" and not _RATE_HEAD.search(head):
            draft.measure = _clean(label)
    elif _TARGET.search(head):
        draft.role = "target"
    draft.noun = draft.measure
    if re.search(r"\(\s*last\s+data", text, re.I):
        return
    times = [t for h in heads for t in find_periods(h, quarter) if t.period is not None]
    if draft.role in CHANGES and _SET_AGAINST.search(head):
        return  # "% change on Q3 2021/22": that is the earlier figure's time
    if times:
        draft.period = times[-1].period


def says_change(draft: Draft, text: str) -> bool:
    """Whether a cell is a change by what it says itself: a sign, or points."""
    return (
        draft.quantity.unit == "percentage_points"
        or draft.value < 0
        or text.lstrip().startswith("+")
    )


def _clean(words: str) -> str:
    return re.sub(
        r"\s*[†*:]\s*",
        " ",
        re.sub(
            r"\b(?:january|february|march|april|may|june|july|august|september|october"
            r"|november|december)\s+20\d\d\s*",
            "",
            words,
            flags=re.I,
        ),
    ).strip(" .,-–")


def _row_groups(drafts: Sequence[Draft], row: Sequence[int]) -> list[Group]:
    """Figures of one measure in columns of different dates: the earlier is the baseline."""
    groups: list[Group] = []
    series: dict[tuple[str, str], list[int]] = {}
    for index in row:
        draft = drafts[index]
        if draft.role in ("level", "rate", "share"):
            series.setdefault((draft.measure.casefold(), draft.unit), []).append(index)
    for (_, unit), indexes in series.items():
        if len(indexes) != 2:
            continue
        first, second = drafts[indexes[0]], drafts[indexes[1]]
        if first.period and second.period and first.period.start > second.period.start:
            first, second = second, first
            indexes.reverse()
        first.role = "baseline"
        if second.value != first.value:
            rising = second.value > first.value
            # on a ranking a smaller number is better, and up means improved
            second.direction = "up" if rising != (unit == "position") else "down"
        group = Group()
        group.add("level", indexes[1])
        group.add("baseline", indexes[0])
        groups.append(group)
    return groups
