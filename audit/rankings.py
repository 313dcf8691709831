"""Tables of positions against their targets, their own comments and the summary's lists.

A table of positions has a column of targets ("4th in MSG", "Upper Quartile Rank") and one
or more columns of positions, each headed by a date. The position at the latest date is held
against the target; the latest two say what improved and what deteriorated. The first place
is best unless the row says that another is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from audit.intervals import point
from audit.ledger import Finding, Ledger, window
from audit.lists import claim_at, count_of, headed
from audit.wording import number, sentence
from quarterline.records import Cell, Claim, Passage

_TARGET_HEAD = re.compile(r"\b(?:aspiration|target|ambition|goal)\b", re.I)
_DATED_HEAD = re.compile(
    r"\b(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s+(?P<year>\d{4})\b.*\b"
    r"(?:position|rank(?:ing)?)\b",
    re.I | re.S,
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_POSITION = re.compile(r"\s*(\d{1,2})(?:st|nd|rd|th)?\b")
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_ORDINAL = r"(?:\d{1,2}(?:st|nd|rd|th)|" + "|".join(_ORDINALS) + r")"
_BEST_IS = re.compile(rf"\bwhere\s+(?P<place>{_ORDINAL})\s+is\s+(?:the\s+)?best\b", re.I)
_SAYS = re.compile(
    rf"\b(?P<verb>remains?(?:ed)?|moved|improved|ranks?|ranked|now|currently|fallen|dropped|risen)"
    rf"\b(?:\s+[a-z]+){{0,3}}?\s+(?P<place>{_ORDINAL})\b[^.]*",
    re.I,
)
_FROM = re.compile(
    rf"\b(?P<word>improvement|improved|deterioration|up|down)\s+from\s+(?P<place>{_ORDINAL})", re.I
)
_LIST_MEANS = (
    ("not meeting", re.compile(r"\bnot\s+(?:meeting|achieving)\b", re.I)),
    ("meeting", re.compile(r"\b(?:meeting|achieving)\b", re.I)),
    ("improved", re.compile(r"\bimproved\b", re.I)),
    ("deteriorated", re.compile(r"\b(?:deteriorated|worsened|declined)\b", re.I)),
)
_SAME_LABEL = 80.0


@dataclass(frozen=True, slots=True)
class Ranked:
    """A row of positions. `places` are those of the dated columns, oldest first."""

    passage: Passage
    label: str
    target: str
    places: tuple[int, ...]
    cells: tuple[Cell, ...]
    comment: str
    best: int  # the place that is best: 1, or the last one

    @property
    def latest(self) -> int:
        """The place at the last date."""
        return self.places[-1]

    @property
    def moved(self) -> str:
        """ "improved", "deteriorated" or "unchanged" between the last two dates."""
        if len(self.places) < 2 or self.places[-1] == self.places[-2]:
            return "unchanged"
        nearer = abs(self.best - self.places[-1]) < abs(self.best - self.places[-2])
        return "improved" if nearer else "deteriorated"


def findings(book: Ledger) -> Iterator[Finding]:
    """Every table of positions of every document."""
    for ordered in book.by_document.values():
        rows = [r for p in ordered if p.kind == "row" and (r := _row(p))]
        if len(rows) < 2:
            continue
        size = max(8 if r.best == 1 else r.best for r in rows)
        size = max(size, *(place for r in rows for place in r.places))
        for row in rows:
            yield from _comments(book, row)
        yield from _summaries(book, ordered[0].document, rows, size)


def _row(passage: Passage) -> Ranked | None:
    dated: list[tuple[tuple[int, int], Cell, int]] = []
    target, label, comment = "", "", ""
    for cell in passage.cells:
        text = _text(passage, cell)
        head = " ".join(cell.heads)
        date = _DATED_HEAD.search(head)
        position = _POSITION.match(text)
        if date and position and target:
            month = _MONTHS.index(date["month"][:3].casefold()) + 1
            dated.append(((int(date["year"]), month), cell, int(position[1])))
        elif _TARGET_HEAD.search(head) and not target:
            target = text
        elif not target:
            label = text
        elif dated and not comment:
            comment = text
    if not (target and label and dated):
        return None
    dated.sort(key=lambda item: item[0])
    best = _BEST_IS.search(comment)
    return Ranked(
        passage=passage,
        label=label,
        target=target,
        places=tuple(place for _, _, place in dated),
        cells=tuple(cell for _, cell, _ in dated),
        comment=comment,
        best=_place(best["place"]) if best else 1,
    )


def _text(passage: Passage, cell: Cell) -> str:
    return passage.text[cell.start - passage.start : cell.end - passage.start].strip()


def _place(word: str) -> int:
    digits = re.match(r"\d+", word)
    return int(digits[0]) if digits else _ORDINALS.index(word.casefold()) + 1


def ordinal(place: int) -> str:
    """A place as a word: "3rd"."""
    ending = "th" if 10 <= place % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{ending}"


def meets(row: Ranked, size: int) -> bool | None:
    """Whether the latest position meets the target; None when that is not certain.

    The upper quartile of `size` forces are the best quarter of the places. The average is
    known to be missed only by the last place.
    """
    behind = abs(row.best - row.latest)  # places from the best
    text = row.target.casefold()
    wanted = re.search(_ORDINAL, text)
    if wanted:
        return behind <= abs(row.best - _place(wanted[0]))
    if "quartile" in text:
        return behind < size / 4
    if re.match(r"\s*best\b", text):
        return behind == 0
    if "average" in text:
        return False if behind >= size - 1 else None
    return None


# ------------------------------------------------------------------- the row against its comment


def _comments(book: Ledger, row: Ranked) -> Iterator[Finding]:
    """ "Essex remains 8th": the place, and the verb, against the row's own columns."""
    if row.comment == "":
        return
    found = _SAYS.search(row.comment)
    if found is None:
        return
    stated = _place(found["place"])
    formula = f"latest column {row.latest}" + (
        f", column before {row.places[-2]}" if len(row.places) > 1 else ""
    )
    verb = found["verb"].casefold()
    fits = stated == row.latest and _verb_fits(verb, row)
    before = _FROM.search(found.group())
    if before and len(row.places) > 1:
        fits = fits and _place(before["place"]) == row.places[-2]
    start = row.passage.text.find(row.comment)
    span = window(row.passage, start + found.start(), start + found.end())
    says = f"the comment puts {row.label} {ordinal(stated)}"
    columns = " and ".join(ordinal(p) for p in row.places[-2:])
    words = (
        f"{says}, and the table has {columns}"
        if fits
        else f"{says} (“{found['verb']}”), but the table has {columns}"
    )
    yield Finding(
        kind="table",
        claims=_cell_claims(book, row),
        passages=(span,),
        formula=formula,
        stated=float(stated),
        result=point(float(row.latest)),
        verdict="agrees" if fits else "disagrees",
        grade="wording" if stated == row.latest else "error",
        explanation=sentence(words),
    )


def _verb_fits(verb: str, row: Ranked) -> bool:
    if verb.startswith("remain"):
        return row.moved == "unchanged"
    if verb in ("improved", "risen"):
        return row.moved == "improved"
    if verb in ("fallen", "dropped"):
        return row.moved == "deteriorated"
    return verb != "moved" or row.moved != "unchanged"


def _cell_claims(book: Ledger, row: Ranked) -> tuple[Claim, ...]:
    inside = book.in_passage.get(row.passage.id, ())
    return tuple(c for c in inside if any(x.start <= c.start < x.end for x in row.cells[-2:]))


# -------------------------------------------------------------- the summary against the table


def _summaries(book: Ledger, document: str, rows: Sequence[Ranked], size: int) -> Iterator[Finding]:
    named: set[tuple[str, str]] = set()  # rows that some list of the pair names
    lists = [found for found in headed(book) if found[0].document == document]
    for passage, _, items in lists:
        about = "aspiration" if _LIST_MEANS[1][1].search(passage.text) else "movement"
        named |= {(about, row.passage.id) for item in items if (row := _match(item, rows))}
    for passage, match, items in lists:
        meaning = next((name for name, words in _LIST_MEANS if words.search(passage.text)), "")
        if not meaning:
            continue
        listed = [(item, _match(item, rows)) for item in items]
        for item, row in listed:
            if row is not None:
                yield from _item(book, item, row, meaning, size)
        known = [row.passage.id for _, row in listed if row is not None]
        if len(known) == len(items):
            about = "movement" if meaning in ("improved", "deteriorated") else "aspiration"
            elsewhere = [key for kind, key in named if kind == about]
            yield from _count(book, passage, match, rows, [*known, *elsewhere], meaning, size)


def _match(item: Passage, rows: Sequence[Ranked]) -> Ranked | None:
    """The row that an item of a list names; None when two are as near."""
    name = re.sub(r"\([^)]*\)?.*", "", item.text).strip(" .-")
    scored = sorted(
        ((_alike(name, row.label), i) for i, row in enumerate(rows)), key=lambda pair: -pair[0]
    )
    if not scored or scored[0][0] < _SAME_LABEL:
        return None
    if len(scored) > 1 and scored[0][0] - scored[1][0] < 3:
        return None
    return rows[scored[0][1]]


def _alike(first: str, second: str) -> float:
    clean = (
        re.sub(r"[^a-z ]+", " ", text.casefold().replace("seriously", "serious"))
        for text in (first, second)
    )
    a, b = (
        " ".join(w for w in text.split() if w not in ("of", "data", "all", "the")) for text in clean
    )
    return max(fuzz.token_sort_ratio(a, b), fuzz.token_set_ratio(a, b) - 5)


def _state(row: Ranked, meaning: str, size: int) -> str:
    if meaning in ("improved", "deteriorated"):
        return row.moved
    met = meets(row, size)
    return "" if met is None else ("meeting" if met else "not meeting")


def _item(book: Ledger, item: Passage, row: Ranked, meaning: str, size: int) -> Iterator[Finding]:
    state = _state(row, meaning, size)
    if not state:
        return
    if meaning in ("improved", "deteriorated"):
        sums = (
            f"{ordinal(row.places[-2])} before, {ordinal(row.latest)} now"
            if len(row.places) > 1
            else ""
        )
    else:
        sums = f"it is {ordinal(row.latest)} now and its target is “{row.target.rstrip('.')}”"
        if row.best != 1:
            sums += f" ({ordinal(row.best)} is the best place)"
    fits = state == meaning
    name = item.text.strip(" .")
    words = (
        f"{name} is listed as {meaning}, and the table says so: {sums}"
        if fits
        else f"{name} is listed as {meaning}, but by the table it is {state}: {sums}"
    )
    yield Finding(
        kind="table",
        claims=_cell_claims(book, row)[-1:],
        passages=(item,),
        formula=sums,
        stated=meaning,
        result=state,
        verdict="agrees" if fits else "disagrees",
        grade="error",
        explanation=sentence(words),
    )


def _count(
    book: Ledger,
    passage: Passage,
    match: re.Match[str],
    rows: Sequence[Ranked],
    listed: Sequence[str],
    meaning: str,
    size: int,
) -> Iterator[Finding]:
    """The count of a summary against the rows of the table, and the rows it leaves out."""
    states = [(row, _state(row, meaning, size)) for row in rows]
    if meaning in ("meeting", "not meeting") and any(
        not state and row.passage.id in listed for row, state in states
    ):
        return
    having = [row for row, state in states if state == meaning]
    stated = count_of(match["count"])
    names = ", ".join(row.label for row in having)
    fits = stated == len(having)
    words = (
        f"The summary counts {number(stated)} as {meaning}, and so does the table: {names}"
        if fits
        else f"The summary counts {number(stated)} as {meaning}, but the table has "
        f"{number(len(having))}: {names}"
    )
    yield Finding(
        kind="table",
        claims=claim_at(book, passage, match.start("count")),
        passages=(passage,),
        formula=f"rows {meaning}: {len(having)}",
        stated=float(stated),
        result=point(float(len(having))),
        verdict="agrees" if fits else "disagrees",
        grade="error",
        explanation=sentence(words),
    )
    for row in having:
        if row.passage.id in listed:
            continue
        places = ", ".join(ordinal(p) for p in row.places[-2:])
        yield Finding(
            kind="table",
            claims=_cell_claims(book, row),
            passages=() if _cell_claims(book, row) else (row.passage,),
            formula=f"{row.label}: {places}",
            stated=f"not listed as {meaning}",
            result=meaning,
            verdict="disagrees",
            grade="error",
            explanation=sentence(
                f"{row.label} is missing from the list of what has {meaning}: its places are "
                f"{places}"
                if meaning in ("improved", "deteriorated")
                else f"{row.label} is missing from the list of what is {meaning}"
            ),
        )
