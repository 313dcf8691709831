"""How the command line shows records. Text of a report is data: never markup, never obeyed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar
from rich.table import Table
from rich.text import Text

from quarterline.records import Document, to_row
from ui.shelf import counts_of, newest_first
from ui.words import counted, listed, months_of, one_line, quarter_name, unique, version_name

if TYPE_CHECKING:
    from index.library import Library
    from index.results import AddResult, Progress

_STATUS = {
    "added": ("added", "bold green"),
    "replaced": ("replaced what was there before", "bold green"),
    "unchanged": ("already there", "bold"),
    "failed": ("not added", "bold red"),
}


def console(*, stderr: bool = False) -> Console:
    """A console that takes every string as text: no markup, no emoji codes, no guessing."""
    return Console(stderr=stderr, markup=False, emoji=False, highlight=False)


def tell_error(message: str) -> None:
    """An error, on standard error, in one paragraph."""
    line = Text("Error: ", style="bold red").append(one_line(message), style="default not bold")
    console(stderr=True).print(line, soft_wrap=True)


def print_rows(rows: Iterable[dict[str, Any]]) -> None:
    """JSON Lines on standard output. JSON's own escapes keep control characters harmless."""
    for row in rows:
        sys.stdout.write(json.dumps(row, ensure_ascii=True) + "\n")


@contextmanager
def watch() -> Iterator[Callable[[Progress], None] | None]:
    """A progress bar on standard error while it is a terminal; nothing otherwise."""
    err = console(stderr=True)
    if not err.is_terminal:
        yield None
        return
    columns = (
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Bar(*columns, console=err, transient=True) as bar:
        task = bar.add_task("Starting", total=None)

        def tell(step: Progress) -> None:
            words = f"{one_line(step.stage)}: {one_line(Path(step.source).name)}"
            bar.update(task, total=step.total, completed=step.done, description=words)

        yield tell


def show_added(results: Sequence[AddResult]) -> None:
    """What was understood of each file, and what could not be."""
    out = console()
    for result in results:
        words, style = _STATUS[result.status]
        head = Text.assemble((one_line(result.path), "bold"), ": ", (words, style))
        out.print(head, soft_wrap=True)
        if result.document is not None:
            out.print(Padding(_facts(result.document), (0, 0, 0, 2), expand=False))
            held = held_words(result.passages, result.operations, result.figures)
            out.print(Padding(Text(held), (0, 0, 0, 2), expand=False))
        if result.problem:
            out.print(
                Padding(Text(one_line(result.problem), style="red"), (0, 0, 0, 2), expand=False)
            )
        for note in result.notes:
            out.print(
                Padding(Text(f"Note: {one_line(note)}", style="yellow"), (0, 0, 0, 2), expand=False)
            )
    done = sum(result.status != "failed" for result in results)
    failed = len(results) - done
    if not results:
        tell_error("no file was found there; name reports, or a folder that holds some")
        return
    if len(results) > 1:
        tail = f", {failed} not" if failed else ""
        out.print(Text(f"{done} of {counted(len(results), 'file')} taken{tail}."))


def _facts(document: Document) -> Text:
    quarter = document.quarter
    facts = Text()
    pairs = (
        ("force", one_line(document.force)),
        ("plan", one_line(document.plan)),
        ("quarter", f"{quarter} ({months_of(quarter)})" if quarter else ""),
        ("version", one_line(document.version)),
    )
    for number, (name, value) in enumerate(pairs):
        facts.append(", " if number else "").append(f"{name} ", style="dim")
        facts.append(value or "not known", style="" if value else "yellow")
    return facts


def document_rows(library: Library, everything: bool) -> Iterator[dict[str, Any]]:
    """Reports as rows: the record's fields without the text, and what the library holds of it."""
    current = {document.id for document in library.documents()}
    for document in newest_first(library.documents(superseded=everything)):
        row = to_row(document)
        del row["text"]
        counts = counts_of(library, document)
        row |= {
            "passages": counts.passages,
            "operations": counts.operations,
            "figures": counts.figures,
            "superseded": document.id not in current,
        }
        yield row


def show_documents(library: Library, everything: bool) -> None:
    """The reports, two lines each, so that nothing is cut on a narrow terminal."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    rows = list(document_rows(library, everything))
    for row in rows:
        facts = unique(
            (
                one_line(row["force"]) or "force not known",
                f"version {one_line(row['version'])}" if row["version"] else "",
                "replaced by a newer version" if row["superseded"] else "",
            )
        )
        held = held_words(row["passages"], row["operations"], row["figures"])
        name = f"{one_line(row['source'])}, id {row['id']}"
        grid.add_row(Text(row["quarter"] or "no quarter", "bold"), Text(", ".join(facts)))
        grid.add_row("", Text(f"{held}\n{name}", style="dim"))
    if rows:
        console().print(grid)
    else:
        console().print("There are no reports yet. Add some: quarterline add REPORTS_FOLDER")


def held_words(passages: int, operations: int, figures: int) -> str:
    """What a report holds, in words."""
    return ", ".join(
        (
            counted(passages, "passage"),
            counted(operations, "operation"),
            counted(figures, "figure"),
        )
    )


def report_line(document: Document) -> str:
    """A report in one line: quarter, force, version."""
    return ", ".join(
        unique(
            (
                quarter_name(document.quarter),
                one_line(document.force) or one_line(document.source),
                version_name(document),
            )
        )
    )


def show_files(paths: Sequence[Path]) -> None:
    """The files that were written."""
    for path in paths:
        console().print(Text(one_line(str(path))), soft_wrap=True)


def show_removed(document: Document) -> None:
    """What was taken out, and how to put it back."""
    name = one_line(document.source)
    facts = listed([quarter_name(document.quarter), document.id])
    console().print(Text(f"Removed {name} ({facts}). To put it back, add the file again."))
