"""`quarterline show`: how a report was read, or one passage with all that was found in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from quarterline.records import Claim, Document, Mention, Passage
from ui.cli_search import marked
from ui.cli_show import console, held_words, report_line
from ui.highlight import pieces, tags_of
from ui.shelf import counts_of, neighbours
from ui.words import (
    certainty,
    ending,
    field_name,
    field_value,
    one_line,
    priority_name,
    shorten,
    where_named,
)

if TYPE_CHECKING:
    from rich.console import Console

    from index.library import Library

_AROUND = 160


def show(library: Library, key: str) -> None:
    """Show the report that `key` names, or the passage, where it ends in "#" and a number."""
    if "#" in key and key.rpartition("#")[2].isdigit():
        _show_passage(library, library.passage(key))
    else:
        _show_document(library, library.document(key))


def _show_document(library: Library, document: Document) -> None:
    out = console()
    counts = counts_of(library, document)
    out.print(Text(report_line(document), style="bold"))
    held = held_words(counts.passages, counts.operations, counts.figures)
    out.print(Text(f"{one_line(document.source)}, id {document.id}: {held}"))
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("Fact", "Read as", "From the words", "How"):
        table.add_column(name, overflow="fold")
    for item in document.evidence:
        how = f"{one_line(item.how)} ({certainty(item.confidence)})"
        words = shorten(item.text, 60) or "none"
        value = field_value(item.field, item.value)
        table.add_row(*(Text(cell) for cell in (field_name(item.field), value, words, how)))
    out.print(table)
    mentions = _by_passage(library.mentions(document.id))
    previous: Passage | None = None
    for passage in library.passages(document.id):
        _show_headings(out, passage, previous)
        number = Text(f"{passage.order:>4}  ", style="dim")
        tags = tags_of(passage, mentions.get(passage.id, ()))
        row = Table.grid(padding=0)
        row.add_row(number, marked(pieces(passage.text, tags)))
        out.print(row)
        previous = passage


def _show_headings(out: Console, passage: Passage, previous: Passage | None) -> None:
    new = previous is None or passage.priority != previous.priority
    if new and passage.priority:
        out.print()
        out.print(Text(priority_name(passage.priority), style="bold"))
    changed = previous is None or passage.objective != previous.objective
    if passage.objective and changed and not passage.is_objective:
        out.print(
            Padding(Text(one_line(passage.objective), style="italic"), (0, 0, 0, 2), expand=False)
        )
    labels = where_named(passage)
    if labels and (previous is None or labels != where_named(previous)):
        out.print(Padding(Text(labels, style="bold"), (0, 0, 0, 4), expand=False))


def _show_passage(library: Library, passage: Passage) -> None:
    out = console()
    document = library.document(passage.document)
    page = f"page {passage.page}" if passage.page else ""
    where = [report_line(document), priority_name(passage.priority), page]
    out.print(Text(" · ".join(filter(None, where)), style="bold"))
    for line in (one_line(passage.objective), where_named(passage)):
        if line:
            out.print(Text(line))
    out.print(
        Text(f"{passage.id}, characters {passage.start} to {passage.end}", style="dim"),
        "",
        sep="\n",
    )
    before, after = neighbours(library, passage)
    mentions = _by_passage(library.mentions(document.id)).get(passage.id, [])
    if before is not None:
        out.print(Text(ending(before.text, _AROUND), style="dim"))
    out.print(marked(pieces(passage.text, tags_of(passage, mentions))))
    if after is not None:
        out.print(Text(shorten(after.text, _AROUND), style="dim"))
    _show_mentions(out, mentions)
    _show_claims(out, [c for c in library.claims(document.id) if c.passage == passage.id])


def _by_passage(mentions: list[Mention]) -> dict[str, list[Mention]]:
    found: dict[str, list[Mention]] = {}
    for mention in mentions:
        found.setdefault(mention.passage, []).append(mention)
    return found


def _show_mentions(out: Console, mentions: list[Mention]) -> None:
    if not mentions:
        return
    table = Table(box=None, pad_edge=False, header_style="bold", title_justify="left")
    for name in ("Kind", "Name", "Words", "How", "Places"):
        table.add_column(name, overflow="fold")
    for mention in mentions:
        kind = mention.label.capitalize() if len(mention.label) > 3 else mention.label
        cells = (kind, mention.canonical, mention.text, mention.how, ", ".join(mention.places))
        table.add_row(*(Text(one_line(cell)) for cell in cells))
    out.print()
    out.print(table)


def _show_claims(out: Console, claims: list[Claim]) -> None:
    if not claims:
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in ("Figure", "Value", "Unit", "What", "Role", "Period"):
        table.add_column(name, overflow="fold", justify="right" if name == "Value" else "left")
    for claim in claims:
        period = field_value("period", str(claim.period)) if claim.period else ""
        value = f"{claim.value:,.10g}"
        cells = (claim.text, value, claim.unit, claim.measure, claim.role, period)
        table.add_row(*(Text(one_line(cell)) for cell in cells))
    out.print()
    out.print(table)
