"""The commands that follow names, themes, figures and promises across quarters."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from ui.cli_shell import ExampleFirst, group, open_library

app = group()
_Json = Annotated[bool, typer.Option("--json", help="For other programs: everything there is.")]
_Csv = Annotated[bool, typer.Option("--csv", help="For a spreadsheet: the table chosen by --of.")]
_Document = Annotated[
    str, typer.Option(help="Only of this report: its id, its beginning, or its file name.")
]


class HistoryTable(StrEnum):
    """The tables of a history."""

    quarters = "quarters"
    passages = "passages"
    changes = "changes"
    figures = "figures"
    status = "status"


class RegisterTable(StrEnum):
    """The tables of the register."""

    operations = "operations"
    aliases = "aliases"
    relations = "relations"


class ThemeTable(StrEnum):
    """The tables of a theme."""

    quarters = "quarters"
    passages = "passages"
    operations = "operations"
    places = "places"


class ThemeWay(StrEnum):
    """How the passages of a theme are found."""

    auto = "auto"
    terms = "terms"
    search = "search"
    words = "words"


class MeasureTable(StrEnum):
    """The tables of a measure."""

    figures = "figures"
    checks = "checks"


class CommitmentTable(StrEnum):
    """The tables of commitments."""

    commitments = "commitments"
    evidence = "evidence"


class MatrixTable(StrEnum):
    """The two matrices."""

    operations = "operations"
    themes = "themes"


@app.command(cls=ExampleFirst, short_help="List all operations and projects.")
def register(
    ctx: typer.Context,
    of: Annotated[RegisterTable, typer.Option(help="Which table.")] = RegisterTable.operations,
    as_json: _Json = False,
    as_csv: _Csv = False,
) -> None:
    """
    \b
    Example: quarterline register
             quarterline register --of aliases --csv > names.csv

    List all operations and projects of the reports: when and where each is named, under
    which forms, its theme and purpose, and how they stand to each other.
    """
    from ui import cli_track_show  # noqa: PLC0415

    cli_track_show.register(open_library(ctx), of.value, as_json, as_csv)


@app.command(cls=ExampleFirst, short_help="Follow an operation across quarters.")
def track(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="An operation or project.", metavar="NAME")],
    of: Annotated[HistoryTable, typer.Option(help="Which table.")] = HistoryTable.quarters,
    as_json: _Json = False,
    as_csv: _Csv = False,
) -> None:
    """
    \b
    Example: quarterline track SCEPTRE
             quarterline track SCEPTRE --of changes

    Follow an operation: each quarter's passages, what is new, figures, places, status as
    worded, and silences. A name with a slip of the pen is found too.
    """
    from ui import cli_track_show  # noqa: PLC0415

    cli_track_show.history(open_library(ctx), name, of.value, as_json, as_csv)


@app.command(cls=ExampleFirst, short_help="Follow a theme across quarters.")
def theme(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(help="A theme, or any words.", metavar='"THEME"')],
    how: Annotated[ThemeWay, typer.Option(help="How passages are found.")] = ThemeWay.auto,
    threshold: Annotated[
        float | None, typer.Option(help="What makes a passage count: terms, or 0 to 1 for search.")
    ] = None,
    of: Annotated[ThemeTable, typer.Option(help="Which table.")] = ThemeTable.quarters,
    as_json: _Json = False,
    as_csv: _Csv = False,
) -> None:
    """
    \b
    Example: quarterline theme "knife crime"
             quarterline theme "lorry drivers" --how words

    Follow a theme: passages by quarter beside the number of passages of the reports, zeros
    too, and whether it rose or fell beyond chance.
    """
    from ui import cli_track_show  # noqa: PLC0415

    library = open_library(ctx)
    cli_track_show.theme(library, text, (how.value, threshold), of.value, as_json, as_csv)


@app.command(cls=ExampleFirst, short_help="Follow a figure across quarters.")
def measure(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(help="What is counted.", metavar='"MEASURE"')],
    of: Annotated[MeasureTable, typer.Option(help="Which table.")] = MeasureTable.figures,
    as_json: _Json = False,
    as_csv: _Csv = False,
) -> None:
    """
    \b
    Example: quarterline measure "emergency calls"

    Follow a figure: what each report states for its own period, and what later reports say
    of the same period.
    """
    from ui import cli_track_show  # noqa: PLC0415

    cli_track_show.measure(open_library(ctx), text, of.value, as_json, as_csv)


@app.command(cls=ExampleFirst, short_help="What was promised, and what became of it.")
def commitments(
    ctx: typer.Context,
    document: _Document = "",
    outcome: Annotated[
        str, typer.Option(help='Only these: "done", "moved", "missed", "not mentioned", …')
    ] = "",
    of: Annotated[CommitmentTable, typer.Option(help="Which table.")] = CommitmentTable.commitments,
    as_json: _Json = False,
    as_csv: _Csv = False,
) -> None:
    """
    \b
    Example: quarterline commitments
             quarterline commitments --outcome "not mentioned" --csv > open.csv

    List what reports say will happen, when it is due, and what later reports say of it.
    """
    from ui import cli_track_show  # noqa: PLC0415

    library = open_library(ctx)
    cli_track_show.commitments(library, (document, outcome), of.value, as_json, as_csv)


@app.command(cls=ExampleFirst, short_help="Text repeated from an earlier quarter.")
def recycled(
    ctx: typer.Context,
    document: _Document = "",
    threshold: Annotated[
        float, typer.Option(help="Likeness from which a text is a repeat.", min=50, max=100)
    ] = 85.0,
    as_json: _Json = False,
    as_csv: _Csv = False,
) -> None:
    """
    \b
    Example: quarterline recycled --document update.pdf

    List passages and sentences repeated from an earlier quarter, what changed in them, and
    what should have.
    """
    from ui import cli_track_show  # noqa: PLC0415

    cli_track_show.recycled(open_library(ctx), document, threshold, as_json, as_csv)


@app.command(cls=ExampleFirst, short_help="Operations, or themes and districts, by quarter.")
def matrix(
    ctx: typer.Context,
    of: Annotated[MatrixTable, typer.Option(help="Which matrix.")] = MatrixTable.operations,
    as_json: _Json = False,
    as_csv: _Csv = False,
) -> None:
    """
    \b
    Example: quarterline matrix
             quarterline matrix --of themes --csv > themes.csv

    Count passages: operations by quarter, or themes by district by quarter. Quarters of
    which no report is held are left blank, never zero.
    """
    from ui import cli_track_show  # noqa: PLC0415

    cli_track_show.matrix(open_library(ctx), of.value, as_json, as_csv)


@app.command(cls=ExampleFirst, short_help="What was searched, and what was found.")
def certificate(
    ctx: typer.Context,
    text: Annotated[str, typer.Argument(help="A name, a theme or any words.", metavar='"TEXT"')],
    place: Annotated[str, typer.Option(help="Only in this place.")] = "",
    quarter: Annotated[str, typer.Option(help='Only in this quarter, "2019-20 Q3".')] = "",
    as_json: _Json = False,
    as_csv: _Csv = False,
) -> None:
    """
    \b
    Example: quarterline certificate "Operation SCEPTRE" --place Southend --quarter "2020-21 Q2"

    Say what was searched for, in which reports and versions, and what was found: so that
    "nothing" can be checked by someone else.
    """
    from ui import cli_track_show  # noqa: PLC0415

    library = open_library(ctx)
    cli_track_show.certificate(library, text, (place, quarter), as_json, as_csv)


@app.command(cls=ExampleFirst, short_help="Write a dossier of an operation or theme.")
def dossier(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="An operation, or a theme.", metavar="NAME")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write.")],
    as_html: Annotated[bool, typer.Option("--html", help="One page that prints well.")] = False,
    as_docx: Annotated[bool, typer.Option("--docx", help="A Word document.")] = False,
    place: Annotated[str, typer.Option(help="Certify for this place.")] = "",
    quarter: Annotated[str, typer.Option(help="Certify for this quarter.")] = "",
) -> None:
    """
    \b
    Example: quarterline dossier SCEPTRE --html -o sceptre.html
             quarterline dossier "knife crime" --docx -o knives.docx

    Write all that the reports say of an operation or theme into one file, with citations;
    of what no report mentions, what was searched. The file's ending decides where neither
    --html nor --docx is given.
    """
    from ui import cli_track_show  # noqa: PLC0415

    docx = as_docx or (not as_html and output.suffix.lower() == ".docx")
    if as_html and as_docx:
        raise typer.BadParameter("give --html or --docx, not both")
    if not (as_html or docx or output.suffix.lower() in (".html", ".htm")):
        raise typer.BadParameter("say --html or --docx, or end the file's name in one of them")
    cli_track_show.dossier(open_library(ctx), name, (place, quarter), output, docx)
