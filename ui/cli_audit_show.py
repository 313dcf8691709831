"""Audits on the terminal and as files; the commands are in `ui.cli_audit`."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from audit.excerpts import Excerpt, excerpts
from quarterline.errors import LimitError, QueryError, ReadError
from quarterline.records import to_row
from quarterline.settings import Limits
from ui.cli_show import console
from ui.words import counted, one_line, visible

if TYPE_CHECKING:
    from rich.console import Console

    from audit.working import Item, Quote, Working

FORMATS = ("table", "json", "xlsx", "html")
PASTED = "pasted text.txt"
_STYLES = {
    "error": "bold red",
    "wording": "bold yellow",
    "rounding": "bold yellow",
    "unclear": "bold yellow",
    "plan": "bold blue",
}
_AROUND = 160  # characters of a passage shown before the first figure and after the last


def format_of(given: str | None, target: Path | None) -> str:
    """The format asked for, else that of the file's name, else a table. Raises QueryError."""
    chosen = given or (target.suffix.lstrip(".").casefold() if target else "") or "table"
    chosen = {"htm": "html", "txt": "table"}.get(chosen, chosen)
    if chosen not in FORMATS:
        raise QueryError(
            f"{chosen!r} is no format of an audit; expected one of {', '.join(FORMATS)} "
            "after --format"
        )
    if chosen == "xlsx" and target is None:
        raise QueryError("a workbook needs a file; name it with -o audit.xlsx")
    return chosen


def read_draft(draft: str) -> tuple[bytes, str]:
    """A draft's bytes and name; "-" is standard input. Raises ReadError."""
    limit = Limits().bytes
    if draft == "-":
        data, name = sys.stdin.buffer.read(limit + 1), PASTED
    else:
        path = Path(draft)
        try:
            with path.open("rb") as file:
                data, name = file.read(limit + 1), path.name
        except OSError as error:
            raise ReadError(
                f"{draft} cannot be opened: {error.strerror or error}; expected a report, or - "
                "for text on standard input"
            ) from error
    if len(data) > limit:
        raise LimitError(f"{name} has more than {limit:,} bytes; check it in parts")
    return data, name


def deliver(working: Working, chosen: str, target: Path | None) -> None:
    """Print an audit, or write it to a file."""
    if chosen == "xlsx":
        from audit.workbook import workbook  # noqa: PLC0415 - openpyxl

        assert target is not None  # noqa: S101 - format_of has seen to it
        target.write_bytes(workbook(working))
    elif chosen == "html":
        from audit.paper import paper  # noqa: PLC0415

        _write(paper(working), target)
    elif chosen == "json":
        _write(json.dumps(audit_row(working), ensure_ascii=True, indent=2) + "\n", target)
    elif target is None:
        show(working, console())
    else:
        from rich.console import Console  # noqa: PLC0415

        with target.open("w", encoding="utf-8") as file:
            show(working, Console(file=file, markup=False, emoji=False, highlight=False, width=100))
    if target is not None:
        words = f"{counted(len(working.findings), 'finding')} written to {one_line(str(target))}"
        console().print(Text(words), soft_wrap=True)


def _write(text: str, target: Path | None) -> None:
    if target is None:
        sys.stdout.write(text)
    else:
        target.write_text(text, encoding="utf-8")


# ------------------------------------------------------------------------------ for programs


def audit_row(working: Working) -> dict[str, Any]:
    """An audit as one JSON object: coverage, findings, every check, sources."""
    return {
        "title": working.title,
        "made": working.made.isoformat(timespec="seconds"),
        "note": working.note,
        "coverage": _coverage_row(working.coverage),
        "measured": [
            {"kind": kind, "planted": planted, "found": found}
            for kind, planted, found in working.measured
        ],
        "documents": [
            {
                "id": document.id,
                "source": document.source,
                "sha256": document.sha256,
                "force": document.force,
                "quarter": str(document.quarter or ""),
                "coverage": _coverage_row(cover),
            }
            for document, cover in working.by_document
        ],
        "findings": [item_row(item) for item in working.findings],
        "checks": [item_row(item) for item in working.items],
    }


def _coverage_row(cover: object) -> dict[str, Any]:
    row = to_row(cover)
    row["unchecked"] = dict(row["unchecked"])
    return row


def item_row(item: Item) -> dict[str, Any]:
    """A check as a row; offsets are in the document's text, 0-based, end exclusive."""
    check = item.check
    return {
        "ref": item.ref,
        "id": check.id,
        "kind": check.kind,
        "scope": check.scope,
        "verdict": check.verdict,
        "grade": item.grade,
        "formula": check.formula,
        "stated": check.stated,
        "recomputed": check.recomputed,
        "low": check.low,
        "high": check.high,
        "diagnosis": check.diagnosis,
        "explanation": check.explanation,
        "quotes": [quote_row(quote) for quote in item.quotes],
        "decision": to_row(item.opinion),
    }


def quote_row(quote: Quote) -> dict[str, Any]:
    """A quote as a row, with its passage."""
    row = to_row(quote)
    row["passage_text"] = row.pop("before") + row["text"] + row.pop("after")
    return row


# -------------------------------------------------------------------------------- for people


def show(working: Working, out: Console) -> None:
    """Coverage, then the findings by grade with their sums and quotes."""
    from audit.working import GRADE_WORDS, GRADES  # noqa: PLC0415

    out.print(Text(one_line(working.title), style="bold"))
    if working.note:
        out.print(Text(one_line(working.note), style="yellow"))
    out.print()
    _show_coverage(working, out)
    findings = working.findings
    if not findings:
        out.print(Text("No figure that could be checked disagrees with another.", style="bold"))
    settled = [i for i in findings if i.opinion.state in ("explained", "dismissed")]
    for grade in GRADES:
        graded = [i for i in findings if i.grade == grade and i not in settled]
        if graded:
            out.print(Text(f"{GRADE_WORDS[grade]} ({len(graded)})", style=_STYLES[grade]))
            for item in graded:
                _show_finding(item, out)
    if settled:
        out.print(Text(f"Explained or dismissed by a reviewer ({len(settled)})", style="bold"))
        for item in settled:
            _show_finding(item, out)


def _show_coverage(working: Working, out: Console) -> None:
    cover = working.coverage
    grid = Table.grid(padding=(0, 2))
    grid.add_column(justify="right")
    grid.add_column(overflow="fold")
    rows = [
        (cover.found, "figures found"),
        (cover.compared, "in a comparison"),
        (cover.checked, "checked"),
        (cover.agreeing, "  agreeing"),
        (cover.disagreeing, "  disagreeing"),
        (cover.unclear, "  unclear"),
        (cover.found - cover.checked, "could not be checked"),
        *((count, f"  {reason}") for reason, count in cover.unchecked if count),
    ]
    for count, words in rows:
        grid.add_row(Text(f"{count:,}"), Text(words))
    out.print(grid)
    out.print()
    if working.measured:
        show_measured(working.measured, out)


def show_measured(measured: Sequence[tuple[str, int, int]], out: Console) -> None:
    """Recall by kind of slip."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column()
    grid.add_column(justify="right")
    out.print(Text("Slips planted in copies of these reports, and found", style="bold"))
    for kind, planted, found in measured:
        share = f" ({found / planted:.0%})" if planted else ""
        grid.add_row(Text(kind), Text(f"{found:,} of {planted:,}{share}"))
    out.print(grid)
    out.print()


def _show_finding(item: Item, out: Console) -> None:
    check, opinion = item.check, item.opinion
    indent = (0, 0, 0, 2)
    head = Text(f"{item.ref}  ", style="bold").append(one_line(check.explanation), "default")
    out.print(Padding(head, indent, expand=False))
    deeper = (0, 0, 0, 12)
    out.print(Padding(Text(one_line(check.formula), style="bold cyan"), deeper, expand=False))
    if check.diagnosis:
        words = f"Likely slip: {one_line(check.diagnosis)}."
        out.print(Padding(Text(words), deeper, expand=False))
    for excerpt in excerpts(item.quotes, _AROUND):
        out.print(Padding(excerpt_text(excerpt), deeper, expand=False))
    if opinion.state == "reopened":
        words = (
            f"Open again: the figures have changed since {one_line(opinion.by)} decided on "
            f"{opinion.when[:10]}: {one_line(opinion.note)}"
        )
        out.print(Padding(Text(words, style="bold yellow"), deeper, expand=False))
    elif opinion.state != "open":
        words = f"{opinion.state.capitalize()} by {one_line(opinion.by)} on {opinion.when[:10]}"
        told = Text(f"{words}: {one_line(opinion.note)}", style="bold green")
        out.print(Padding(told, deeper, expand=False))
    out.print()


def excerpt_text(excerpt: Excerpt) -> Text:
    """An excerpt as terminal text, after the place where it stands; figures bold and yellow."""
    text = Text(one_line(excerpt.place), style="dim")
    words = Text("\n", style="not dim")
    for piece, marked in excerpt.pieces:
        shown = visible(re.sub(r"\s+", " ", piece))
        words.append(shown, "bold yellow" if marked else "")
    return text.append_text(words)
