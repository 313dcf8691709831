"""The command line: a thin shell over `index.Library`.

Only Typer is loaded here; a command loads what it needs when it is run, so that help and
mistakes are answered at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from quarterline import __version__
from quarterline.settings import (
    ENGINE_VARIABLE,
    LIBRARY_VARIABLE,
    RECORDS_VARIABLE,
    library_path,
)
from ui import (
    cli_alerts,
    cli_audit,
    cli_decisions,
    cli_engine,
    cli_models,
    cli_records,
    cli_track,
)
from ui.cli_shell import PARTLY_FAILED, ExampleFirst, Manners, give_way, group, open_library

app = group(no_args_is_help=True)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"quarterline {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    ctx: typer.Context,
    library: Annotated[
        Path | None,
        typer.Option(
            help=f"The library's folder; else {LIBRARY_VARIABLE}, else your user data folder."
        ),
    ] = None,
    engine: Annotated[
        str | None,
        typer.Option(
            help="A server that finds passages in the library's place, as in "
            f"qdrant://127.0.0.1:6333; else {ENGINE_VARIABLE}."
        ),
    ] = None,
    records: Annotated[
        str | None,
        typer.Option(
            help="A PostgreSQL server that holds the records for several users, as in "
            f"postgresql://user@host:5432/database; else {RECORDS_VARIABLE}."
        ),
    ] = None,
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", is_eager=True, callback=_version),
    ] = False,
) -> None:
    """
    \b
    Example: quarterline add reports/
             quarterline search "county lines in Southend"

    Reads quarterly police reports and finds every operation, place and figure in them.
    """
    ctx.obj = library_path(library)
    cli_engine.use(ctx, engine)
    cli_records.use(ctx, records)


@app.command(cls=ExampleFirst, short_help="Read reports into the library.")
def add(
    ctx: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(
            help="Reports (.pdf, .docx, .html, .md, .txt), or folders of them.",
            metavar="FILE_OR_FOLDER",
        ),
    ],
    quarter: Annotated[
        str | None,
        typer.Option(
            help='The quarter, such as "2019-20 Q3", where the report is wrong or silent.'
        ),
    ] = None,
    force: Annotated[
        str | None, typer.Option(help="The force, where the report is wrong or silent.")
    ] = None,
    encoder: Annotated[
        str | None,
        typer.Option(help="Build the library anew with this model (quarterline models)."),
    ] = None,
    workers: Annotated[
        int, typer.Option(help="Read by so many processes of this machine at a time.", min=1)
    ] = 1,
    scheduler: Annotated[
        str, typer.Option(help="Read by the workers of a Dask cluster (tcp://HOST:8786).")
    ] = "",
) -> None:
    """
    \b
    Example: quarterline add reports/
             quarterline add update.pdf --quarter "2019-20 Q3" --force "Essex Police"
             quarterline add archive/ --workers 4

    Read reports into the library. A report that is there already is left alone; a newer
    version takes the place of the older one, which is kept. Searches go on meanwhile, and
    go first. Ends with 0 only if every file was taken, else with 1.
    """
    from quarterline.periods import Quarter  # noqa: PLC0415
    from ui.cli_show import show_added, watch  # noqa: PLC0415

    given = Quarter.parse(quarter) if quarter is not None else None
    if scheduler and workers > 1:
        raise typer.BadParameter("give --workers or --scheduler, not both")
    give_way()
    library = open_library(ctx, create=True, encoder=encoder)
    with watch() as progress:
        results = library.add(
            files,
            quarter=given,
            force=force,
            progress=progress,
            workers=workers,
            scheduler=scheduler,
        )
    show_added(results)
    if not results or any(result.status == "failed" for result in results):
        raise typer.Exit(PARTLY_FAILED)


@app.command(cls=ExampleFirst, short_help="List the reports in the library.")
def documents(
    ctx: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="Older versions that were replaced, too.")
    ] = False,
) -> None:
    """
    \b
    Example: quarterline documents

    List the reports in the library, the newest quarter first.
    """
    from ui.cli_show import document_rows, print_rows, show_documents  # noqa: PLC0415

    library = open_library(ctx)
    if as_json:
        print_rows(document_rows(library, everything))
    else:
        show_documents(library, everything)


Repeated = list[str] | None
Question = Annotated[str | None, typer.Argument(help="What to look for.", metavar='"QUESTION"')]
PlaceOnly = Annotated[Repeated, typer.Option(help="Only this place (repeatable).")]
QuarterOnly = Annotated[
    Repeated, typer.Option(help='Only this quarter, "2019-20 Q3" (repeatable).')
]
PriorityOnly = Annotated[
    Repeated, typer.Option(help="Only this priority: number or words (repeatable).")
]
OperationOnly = Annotated[Repeated, typer.Option(help="Only this operation (repeatable).")]
KindOnly = Annotated[
    Repeated,
    typer.Option(help='Only this kind of passage: bullet, paragraph or "table row" (repeatable).'),
]
Limit = Annotated[
    int | None,
    typer.Option(
        help="At most so many passages; else 10, or 100 with --queries --json.",
        min=1,
        max=1000,
    ),
]
Queries = Annotated[
    Path | None,
    typer.Option(
        help='Many questions: a file of lines {"qid": …, "query": …}, or a CSV file with a '
        "column named question."
    ),
]
Output = Annotated[
    Path | None, typer.Option(help="Write the answers to many questions here (.csv or .xlsx).")
]
Without = Annotated[
    Repeated,
    typer.Option(help='Do not read this in the question, "place:Southend" (repeatable).'),
]
AsJson = Annotated[bool, typer.Option("--json", help="For other programs.")]


@app.command(cls=ExampleFirst, short_help="Find passages.")
def search(  # noqa: PLR0913, PLR0917 - each option of the command is an argument
    ctx: typer.Context,
    question: Question = None,
    place: PlaceOnly = None,
    quarter: QuarterOnly = None,
    priority: PriorityOnly = None,
    operation: OperationOnly = None,
    kind: KindOnly = None,
    limit: Limit = None,
    queries: Queries = None,
    output: Output = None,
    without: Without = None,
    as_json: AsJson = False,
) -> None:
    """
    \b
    Example: quarterline search "county lines in Southend"
             quarterline search "stop and search" --quarter "2019-20 Q3" --limit 20
             quarterline search '"knife arch" -Harlow'
             quarterline search --queries questions.jsonl --json
             quarterline search --queries questions.csv --output answers.xlsx

    Find passages. The filters hide everything else; without them, a place or quarter in the
    question only brings matching passages to the top. A phrase in quotation marks must be
    there, a word after a minus must not.
    """
    from index.results import Filters  # noqa: PLC0415
    from ui import cli_batch, cli_search  # noqa: PLC0415

    if (question is None) == (queries is None):
        raise typer.BadParameter('give either a "QUESTION" or --queries FILE')
    if queries is not None and not as_json and output is None:
        raise typer.BadParameter("--queries prints rows for other programs; add --json or --output")
    if output is not None and (queries is None or output.suffix.lower() not in (".csv", ".xlsx")):
        raise typer.BadParameter("--output takes the answers to --queries, as .csv or .xlsx")
    filters = Filters(
        places=tuple(place or ()),
        quarters=tuple(quarter or ()),
        priorities=tuple(priority or ()),
        operations=tuple(operation or ()),
        kinds=tuple(kind or ()),
    )
    asked = [] if queries is None else cli_batch.read_queries(queries)
    library = open_library(ctx)
    if output is not None:
        many = limit or 10  # a person reads this file
        total, answered = cli_batch.write_answers(library, asked, output, many, filters)
        typer.echo(f"{answered} of {total} questions answered; written to {output}")
        return
    if question is None:
        cli_search.print_run(library, asked, limit or 100, filters)
        return
    results = library.search(question, limit=limit or 10, filters=filters, without=without or ())
    if as_json:
        cli_search.print_json(results)
    else:
        cli_search.show_results(results)


@app.command(cls=ExampleFirst, short_help="Show how a report or a passage was read.")
def show(
    ctx: typer.Context,
    document: Annotated[
        str,
        typer.Argument(
            help="A report's id, its beginning, or its file name; #NUMBER for one passage.",
            metavar="DOCUMENT[#PASSAGE]",
        ),
    ],
) -> None:
    """
    \b
    Example: quarterline show update.pdf
             quarterline show "update.pdf#12"

    Show how a report was read, or one passage with everything found in it.
    """
    from ui import cli_reader  # noqa: PLC0415

    cli_reader.show(open_library(ctx), document)


@app.command(cls=ExampleFirst, short_help="Write every record as JSON Lines.")
def export(
    ctx: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Where to write.", metavar="DIR")],
) -> None:
    """
    \b
    Example: quarterline export records/

    Write everything that was read as JSON Lines, one file for each kind of record.
    """
    from ui.cli_show import show_files  # noqa: PLC0415

    show_files(open_library(ctx).export(folder))


@app.command(cls=ExampleFirst, short_help="Take a report out of the library.")
def remove(
    ctx: typer.Context,
    document: Annotated[
        str,
        typer.Argument(help="A report's id, its beginning, or its file name.", metavar="DOCUMENT"),
    ],
) -> None:
    """
    \b
    Example: quarterline remove update.pdf

    Take a report out of the library. A version that it had replaced is used again.
    """
    from ui.cli_show import show_removed  # noqa: PLC0415

    show_removed(open_library(ctx, remove=True).remove(document))


@app.command(cls=ExampleFirst, short_help="Serve the web app to this computer.")
def ui(
    ctx: typer.Context,
    port: Annotated[int, typer.Option(help="The port to serve on.", min=1, max=65535)] = 8501,
    address: Annotated[
        str,
        typer.Option(help="The address to serve on; one that others reach needs sign-in."),
    ] = "127.0.0.1",
) -> None:
    """
    \b
    Example: quarterline ui --port 8600

    Serve the web app, until Ctrl+C. Without --address only this computer can reach it; with
    one that others reach it starts only when sign-in is set up (docs/sign-in.md).
    """
    from ui.cli_serve import serve  # noqa: PLC0415

    serve(ctx.obj, port, address)


@app.command(cls=ExampleFirst, short_help="Check versions, the model and the library.")
def doctor(
    ctx: typer.Context,
    repair: Annotated[
        bool,
        typer.Option(
            "--repair",
            help="Mend what is damaged, or bring a library of an older version up to date.",
        ),
    ] = False,
) -> None:
    """
    \b
    Example: quarterline doctor
             quarterline doctor --repair

    Check versions, the model's hash and every byte of the library. Ends with 1 if anything is
    wrong. --repair builds what is damaged, or older, anew from the originals in the library;
    decisions, reviews and saved searches are kept, and damaged files of theirs kept aside.
    """
    from ui.cli_doctor import examine, mend  # noqa: PLC0415

    if repair:
        mend(ctx.obj)
    if not examine(ctx.obj):
        raise typer.Exit(PARTLY_FAILED)


app.add_typer(cli_track.app)
app.add_typer(cli_audit.app)
app.add_typer(cli_decisions.app, name="decisions")
app.add_typer(cli_alerts.app, name="alerts")
app.add_typer(cli_models.app, name="models")
app.add_typer(cli_engine.app, name="engine")
app.add_typer(cli_records.app, name="records")


@contextmanager
def _quiet_interrupt() -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def main() -> None:
    """The entry point `quarterline`."""
    Manners.own_process = True
    with _quiet_interrupt():
        app(prog_name="quarterline")


if __name__ == "__main__":
    main()
