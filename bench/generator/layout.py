"""From a plan to a report's text: cover, contents, running heads, bullets, tables."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from bench.generator.chance import stream
from bench.generator.marked import Mark, Marked, capitalised, join, moved, wrapped
from bench.generator.plan import AnnexTable, Item, Plan, Section
from bench.generator.slots import MONTHS, span_of
from bench.generator.statement import NameRef, render
from bench.generator.world import index_of

NUMBER_WORDS = "ONE TWO THREE FOUR FIVE SIX SEVEN EIGHT NINE TEN".split()
_UNITS = ("Contact and Control", "Local Policing", "Crime and Public Protection", "Operations")


@dataclass(frozen=True, slots=True)
class PassageMark:
    """Payload of a passage's mark: what it is and which statements stand in it."""

    kind: str
    places: tuple[str, ...]
    priority: int | None
    statements: tuple[int, ...]


@dataclass
class _Page:
    """The text so far, with its marks, and where it stands on the page."""

    plan: Plan
    rng: random.Random
    pieces: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    at: int = 0
    lines: int = 0
    page: int = 1

    def put(self, part: Marked | str) -> None:
        text = part if isinstance(part, str) else part.text
        if not isinstance(part, str):
            self.marks += moved(part.marks, self.at)
        self.pieces.append(text)
        self.at += len(text)
        self.lines += text.count("\n")


def lay_out(plan: Plan) -> Marked:
    """The report's text. Marks: figure, word, name, optional, passage."""
    number = index_of(plan.quarter) - index_of(plan.world.first)
    page = _Page(plan, stream(plan.world.seed, "layout", number))
    _cover(page)
    if plan.style.contents:
        _contents(page)
    for section in plan.sections:
        _section(page, section)
    for table in plan.tables:
        _table(page, table)
    return Marked("".join(page.pieces).rstrip("\n") + "\n", tuple(page.marks))


def title_of(plan: Plan) -> str:
    """The plan's name and its years, as on covers and running heads."""
    start = plan.world.first.year - plan.world.first.year % 4
    own = start + (plan.quarter.year - start) // 4 * 4
    return f"Police and Crime Plan {own}-{own + 4}"


def _quarter_name(plan: Plan) -> str:
    quarter = plan.quarter
    after = f"{(quarter.year + 1) % 100:02d}"
    style = stream(plan.world.seed, "quarter name").randrange(3)
    return (
        f"Quarter {quarter.number} {quarter.year}/{after}",
        f"Quarter {quarter.number} – {quarter.year}/{after}",
        f"{quarter.year}/{after} Q{quarter.number}",
    )[style]


def _cover(page: _Page) -> None:
    plan = page.plan
    if plan.style.cover == "none":
        return
    _, last, year = span_of(plan.quarter)
    produced = MONTHS[(MONTHS.index(last) + 1) % 12]
    produced_year = year + (last == "December")
    page.put(f"{title_of(plan)}\n\nQuarterly Performance Report\n\n{_quarter_name(plan)}\n\n")
    if plan.style.cover == "full":
        page.put(f"Data to {last} {year}\n\nVersion 1.{page.rng.randrange(4)}\n")
        page.put(f"Produced {produced} {produced_year}\nPerformance Team, ")
    page.put(f"{plan.world.county.force}\n\n")
    _break(page)


def _contents(page: _Page) -> None:
    plan = page.plan
    page.put("Contents\n\n")
    dots = page.rng.random() < 0.3
    at = 3
    for section in plan.sections:
        upto = at + len(section.items) // 9
        pages = str(at) if upto == at else f"{at}-{upto}"
        page.put(_heading(plan, section) + (" ........ " if dots else "\t") + pages + "\n")
        at = upto + 1
    if plan.tables:
        page.put("Annex: tables" + (" ........ " if dots else "\t") + f"{at}\n")
    page.put("\n")
    _break(page)


def _break(page: _Page) -> None:
    """The next page: a page number at the foot for some forces, a running head for others."""
    if not page.plan.style.heads:
        return
    if page.plan.world.seed % 3 == 0:
        page.put(f"Page {page.page}\n\n")
    page.put(f"{title_of(page.plan)} – Quarterly Report {_quarter_name(page.plan)}\n\n")
    page.page += 1
    page.lines = 0


def _heading(plan: Plan, section: Section) -> str:
    return plan.style.heading.format(
        n=section.number, word=NUMBER_WORDS[section.number - 1], title=section.title
    )


def _section(page: _Page, section: Section) -> None:
    style = page.plan.style
    if section.number > 1 and style.heads:
        _break(page)
    page.put(f"{_heading(page.plan, section)}\n\n")
    if style.layout == "table":
        _prose_table(page, section)
        return
    page.put(f"{style.intro}\n\n{section.aim}\n\n")
    if style.layout == "paragraphs":
        _paragraphs(page, section)
    else:
        _bullets(page, section)


def _sentences(page: _Page, item: Item, *, label: bool = True) -> Marked:
    """An item's text: its label, if it has one, and its sentences."""
    parts: list[Marked | str] = []
    for part in item.parts:
        parts.append(part if isinstance(part, str) else render(page.plan.statements[part], part))
    text = join(parts, " ")
    if item.label and item.place and label:
        text = join((_name(item.place), ": ", text)) if item.parts else _name(item.place)
    return text


def _name(place: str) -> Marked:
    return Marked(place, (Mark(0, len(place), "name", NameRef(place, "place", place)),))


def _passage(page: _Page, section: int | None, item: Item, text: Marked, kind: str) -> Marked:
    places = page.plan.world.county.within(item.place) if item.place else ()
    numbers = tuple(p for p in item.parts if isinstance(p, int))
    mark = Mark(0, len(text.text), "passage", PassageMark(kind, places, section, numbers))
    return Marked(text.text, (*text.marks, mark))


def _bullets(page: _Page, section: Section) -> None:
    style = page.plan.style
    for item in section.items:
        level = item.level if style.nesting == "indent" else 0
        text = _sentences(page, item)
        if item.parts:
            text = _passage(page, section.number, item, text, "bullet")
        elif page.rng.random() < 0.7:
            text = text + ":"
        lead = "  " * level + f"{style.glyph} "
        if style.width:
            indent = " " * len(lead) if style.hanging else ""
            text = wrapped(text, style.width, len(lead), indent)
        page.put(lead)
        page.put(text)
        page.put("\n")
        if style.heads and page.lines > 38:
            page.put("\n")
            _break(page)
            page.put(f"{_heading(page.plan, section)}\n\n")
    page.put("\n")


def _paragraphs(page: _Page, section: Section) -> None:
    style = page.plan.style
    for item in section.items:
        text = _sentences(page, item)
        if item.parts:
            text = _passage(page, section.number, item, text, "paragraph")
        page.put(wrapped(text, style.width, 0, "") if style.width else text)
        page.put("\n\n")


def _prose_table(page: _Page, section: Section) -> None:
    """Rows of "We will", commentary and who answers for it."""
    page.put(page.rng.choice(("We will\tCommentary\tWho\n", "We will:\tProgress\tOwner\n")))
    rows = [item for item in section.items if item.parts]
    for number, item in enumerate(rows):
        aim = section.aim if number == 0 or page.rng.random() < 0.3 else ""
        # A table has no nesting: the place is written into the cell.
        labelled = Item(0, item.parts, item.place, label=bool(item.place))
        text = _passage(page, section.number, labelled, _sentences(page, labelled), "cell")
        page.put(join((aim, "\t", text, "\t", page.rng.choice(_UNITS), "\n")))
    page.put("\n")


def _table(page: _Page, table: AnnexTable) -> None:
    if page.plan.style.heads:
        _break(page)
    page.put(f"Annex: {table.title}\n\n")
    page.put("\t".join(table.heads) + "\n")
    for number in table.rows:
        row = capitalised(render(page.plan.statements[number], number))
        page.put(_passage(page, None, Item(0, [number]), row, "row"))
        page.put("\n")
    page.put("\n")
