"""`quarterline alerts`: saved searches, and what new reports have brought to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from quarterline.records import to_row
from ui.cli_shell import ExampleFirst, group, open_library
from ui.words import counted, listed, one_line

if TYPE_CHECKING:
    from index.saved import Alert

app = group(invoke_without_command=True, short_help="List what is new for your saved searches.")


@app.callback()
def show(
    ctx: typer.Context,
    since: Annotated[
        str | None,
        typer.Option(help="Reports added after this one (id or file name), read or not."),
    ] = None,
    read: Annotated[
        bool, typer.Option("--read", help="Note what is listed as read; it is not listed again.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """
    \b
    Example: quarterline alerts
             quarterline alerts save "Southend drugs" "county lines in Southend"
             quarterline alerts --since update-q2.pdf --read

    List what new reports have brought to your saved searches.
    """
    if ctx.invoked_subcommand is not None:
        return
    from ui.cli_show import print_rows  # noqa: PLC0415

    library = open_library(ctx)
    found = library.alerts(since=since)
    if as_json:
        print_rows(row for alert in found for row in _rows(alert))
    else:
        _show(found)
    if read:
        library.mark_read(found)


@app.command(cls=ExampleFirst, short_help="Save a search.")
def save(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="A name for it.", metavar="NAME")],
    question: Annotated[str, typer.Argument(help="What to look for.", metavar='"QUESTION"')],
    place: Annotated[list[str] | None, typer.Option(help="Only this place (repeatable).")] = None,
    priority: Annotated[
        list[str] | None, typer.Option(help="Only this priority: number or words (repeatable).")
    ] = None,
    operation: Annotated[
        list[str] | None, typer.Option(help="Only this operation (repeatable).")
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(help="Only this kind: bullet, paragraph or table row (repeatable)."),
    ] = None,
) -> None:
    """
    \b
    Example: quarterline alerts save "Southend drugs" "county lines" --place Southend

    Save a search. The reports that are in the library now count as read.
    """
    from index.results import Filters  # noqa: PLC0415
    from ui.cli_show import console  # noqa: PLC0415

    filters = Filters(
        places=tuple(place or ()),
        priorities=tuple(priority or ()),
        operations=tuple(operation or ()),
        kinds=tuple(kind or ()),
    )
    open_library(ctx).save_search(name, question, filters=filters)
    console().print(f"Saved “{one_line(name)}”. New reports are searched by: quarterline alerts")


@app.command(cls=ExampleFirst, short_help="Forget a saved search.")
def forget(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="Its name.", metavar="NAME")],
) -> None:
    """
    \b
    Example: quarterline alerts forget "Southend drugs"

    Forget a saved search.
    """
    from ui.cli_show import console  # noqa: PLC0415

    open_library(ctx).forget_search(name)
    console().print(f"Forgot “{one_line(name)}”.")


def _show(found: list[Alert]) -> None:
    from rich.padding import Padding  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    from ui.cli_show import console, report_line  # noqa: PLC0415

    out = console()
    if not found:
        out.print("There are no saved searches yet.")
        out.print('Save one with: quarterline alerts save NAME "QUESTION"')
        return
    for alert in found:
        out.print(Text(one_line(alert.search.name), style="bold"))
        told = [f"Question: {one_line(alert.search.query)}", _summary(alert)]
        for line in told:
            out.print(Padding(Text(line), (0, 0, 0, 3), expand=False))
        for hit in alert.hits:
            line = f"{report_line(hit.document)}: {one_line(hit.passage.text)}"
            out.print(Padding(Text(line), (0, 0, 0, 3), expand=False))
            opened = f'Open: quarterline show "{hit.passage.id}"'
            out.print(Padding(Text(opened, style="dim"), (0, 0, 0, 3), expand=False))
        out.print()


def _summary(alert: Alert) -> str:
    if alert.problem:
        return f"It cannot be asked any more: {one_line(alert.problem)}"
    if not alert.documents:
        return "No new reports."
    reports = listed([one_line(d.source) for d in alert.documents], most=5)
    if not alert.hits:
        return f"Nothing found in {reports}."
    return f"{counted(len(alert.hits), 'passage')} found in {reports}."


def _rows(alert: Alert) -> list[dict[str, Any]]:
    """A row a hit; a search without hits keeps one row, its rank 0."""
    base = {"name": alert.search.name, "query": alert.search.query, "problem": alert.problem}
    base["documents"] = ", ".join(d.id for d in alert.documents)
    if not alert.hits:
        return [{**base, "rank": 0}]
    return [
        {
            **base,
            "rank": hit.rank,
            "source": hit.document.source,
            "quarter": str(hit.document.quarter or ""),
            "confidence": hit.confidence,
            **{k: v for k, v in to_row(hit.passage).items() if k in ("id", "start", "end", "text")},
        }
        for hit in alert.hits
    ]
