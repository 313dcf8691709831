"""The command line: a thin shell over `index.Library`.

Only Typer is loaded here; a command loads what it needs when it is run, so that help and
mistakes are answered at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from quarterline import __version__
from quarterline.errors import QuarterlineError
from quarterline.settings import LIBRARY_VARIABLE, library_path

if TYPE_CHECKING:
    from index.library import Library

PARTLY_FAILED = 1
CANNOT = 2


class _ExampleFirst(TyperCommand):
    """A command whose help begins with its example; the usage line follows."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        self.format_help_text(ctx, formatter)
        formatter.write("\n")
        self.format_usage(ctx, formatter)
        self.format_options(ctx, formatter)


class _Shell(TyperGroup):
    """The commands together: help begins with an example, errors are told without a traceback."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        self.format_help_text(ctx, formatter)
        formatter.write("\n")
        self.format_usage(ctx, formatter)
        self.format_options(ctx, formatter)

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise  # `quarterline search … | head`: Typer ends quietly
        except (QuarterlineError, OSError) as error:
            from ui.cli_show import tell_error  # noqa: PLC0415

            tell_error(str(error))
            raise typer.Exit(CANNOT) from error


app = typer.Typer(
    cls=_Shell,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


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


def _open(ctx: typer.Context, *, create: bool = False) -> Library:
    from index.library import Library  # noqa: PLC0415

    return Library(ctx.obj, create=create)


@app.command(cls=_ExampleFirst, short_help="Read reports into the library.")
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
) -> None:
    """
    \b
    Example: quarterline add reports/
             quarterline add update.pdf --quarter "2019-20 Q3" --force "Essex Police"

    Read reports into the library. A report that is there already is left alone; a newer
    version takes the place of the older one, which is kept. Ends with 0 only if every file
    was taken, else with 1.
    """
    from quarterline.periods import Quarter  # noqa: PLC0415
    from ui.cli_show import show_added, watch  # noqa: PLC0415

    given = Quarter.parse(quarter) if quarter is not None else None
    library = _open(ctx, create=True)
    with watch() as progress:
        results = library.add(files, quarter=given, force=force, progress=progress)
    show_added(results)
    if not results or any(result.status == "failed" for result in results):
        raise typer.Exit(PARTLY_FAILED)


@app.command(cls=_ExampleFirst, short_help="List the reports in the library.")
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

    library = _open(ctx)
    if as_json:
        print_rows(document_rows(library, everything))
    else:
        show_documents(library, everything)


@app.command(cls=_ExampleFirst, short_help="Find passages.")
def search(  # noqa: PLR0913, PLR0917 - each option of the command is an argument
    ctx: typer.Context,
    question: Annotated[
        str | None, typer.Argument(help="What to look for.", metavar='"QUESTION"')
    ] = None,
    place: Annotated[list[str] | None, typer.Option(help="Only this place (repeatable).")] = None,
    quarter: Annotated[
        list[str] | None, typer.Option(help='Only this quarter, "2019-20 Q3" (repeatable).')
    ] = None,
    priority: Annotated[
        list[str] | None, typer.Option(help="Only this priority: number or words (repeatable).")
    ] = None,
    operation: Annotated[
        list[str] | None, typer.Option(help="Only this operation (repeatable).")
    ] = None,
    limit: Annotated[int, typer.Option(help="At most so many passages.", min=1, max=1000)] = 10,
    queries: Annotated[
        Path | None,
        typer.Option(help='Many questions: a file of lines {"qid": …, "query": …}.'),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For other programs.")] = False,
) -> None:
    """
    \b
    Example: quarterline search "county lines in Southend"
             quarterline search "stop and search" --quarter "2019-20 Q3" --limit 20
             quarterline search --queries questions.jsonl --json

    Find passages. The filters hide everything else; without them, a place or quarter in the
    question only brings matching passages to the top.
    """
    from index.results import Filters  # noqa: PLC0415
    from ui import cli_search  # noqa: PLC0415

    if (question is None) == (queries is None):
        raise typer.BadParameter('give either a "QUESTION" or --queries FILE')
    if queries is not None and not as_json:
        raise typer.BadParameter("--queries prints rows for other programs; add --json")
    filters = Filters(
        places=tuple(place or ()),
        quarters=tuple(quarter or ()),
        priorities=tuple(priority or ()),
        operations=tuple(operation or ()),
    )
    asked = [] if queries is None else cli_search.read_queries(queries)
    library = _open(ctx)
    if question is None:
        cli_search.print_run(library, asked, limit, filters)
        return
    results = library.search(question, limit=limit, filters=filters)
    if as_json:
        cli_search.print_json(results)
    else:
        cli_search.show_results(results)


@app.command(cls=_ExampleFirst, short_help="Show how a report or a passage was read.")
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

    cli_reader.show(_open(ctx), document)


@app.command(cls=_ExampleFirst, short_help="Write every record as JSON Lines.")
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

    show_files(_open(ctx).export(folder))


@app.command(cls=_ExampleFirst, short_help="Take a report out of the library.")
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

    show_removed(_open(ctx).remove(document))


@app.command(cls=_ExampleFirst, short_help="Serve the web app to this computer.")
def ui(
    ctx: typer.Context,
    port: Annotated[int, typer.Option(help="The port to serve on.", min=1, max=65535)] = 8501,
) -> None:
    """
    \b
    Example: quarterline ui --port 8600

    Serve the web app to this computer only, until Ctrl+C.
    """
    from ui.cli_serve import serve  # noqa: PLC0415

    serve(ctx.obj, port)


@app.command(cls=_ExampleFirst, short_help="Check versions, the model and the library.")
def doctor(ctx: typer.Context) -> None:
    """
    \b
    Example: quarterline doctor

    Check versions, the model's hash and the library's files. Ends with 1 if anything is wrong.
    """
    from ui.cli_doctor import examine  # noqa: PLC0415

    if not examine(ctx.obj):
        raise typer.Exit(PARTLY_FAILED)


@contextmanager
def _quiet_interrupt() -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def main() -> None:
    """The entry point `quarterline`."""
    with _quiet_interrupt():
        app(prog_name="quarterline")


if __name__ == "__main__":
    main()
