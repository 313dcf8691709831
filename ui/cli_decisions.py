"""`quarterline decisions`: join, split and rename operations, undo it, list what was decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli_shell import ExampleFirst, group, open_library

if TYPE_CHECKING:
    from track.decisions import Decision

app = group()
_Name = Annotated[str, typer.Argument(help="The name of an operation or project.", metavar="NAME")]
_Reason = Annotated[str, typer.Option(help="Why, in a few words; kept with the decision.")]
_By = Annotated[str, typer.Option(help="Who decides.")]


@app.callback(invoke_without_command=True, short_help="Join, split or rename operations; undo it.")
def decisions(
    ctx: typer.Context,
    everything: Annotated[
        bool, typer.Option("--all", help="Those that were undone, too, and the undoings.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For other programs.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="For a spreadsheet.")] = False,
) -> None:
    """
    \b
    Example: quarterline decisions
             quarterline decisions join GAMBER GAMBLER --reason "misspelt in Q4"
             quarterline decisions undo d0001

    List the decisions about names that hold, or take one. They are kept in the library's
    folder, and hold when reports are added or read again.
    """
    if ctx.invoked_subcommand is None:
        from ui.cli_track_show import print_decisions  # noqa: PLC0415

        print_decisions(open_library(ctx), everything, as_json, as_csv)


@app.command("list", cls=ExampleFirst, short_help="List the decisions that hold.")
def list_decisions(
    ctx: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help="Undone ones, too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For other programs.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="For a spreadsheet.")] = False,
) -> None:
    """
    \b
    Example: quarterline decisions list --all

    List the decisions that hold, or all that were ever taken.
    """
    from ui.cli_track_show import print_decisions  # noqa: PLC0415

    print_decisions(open_library(ctx), everything, as_json, as_csv)


@app.command(cls=ExampleFirst, short_help="Count one name as another.")
def join(ctx: typer.Context, name: _Name, into: _Name, reason: _Reason, by: _By = "") -> None:
    """
    \b
    Example: quarterline decisions join GAMBER GAMBLER --reason "misspelt in Q4"

    Count what is called by the first name as the second. Both must be in the reports.
    """
    import track  # noqa: PLC0415

    _tell(track.join(open_library(ctx), name, into, reason, by=by))


@app.command(cls=ExampleFirst, short_help="Count part of a name as another operation.")
def split(
    ctx: typer.Context,
    name: _Name,
    to: Annotated[str, typer.Argument(help="What that part is to be called.", metavar="TO")],
    reason: _Reason,
    form: Annotated[str, typer.Option(help="Only where it is printed so.")] = "",
    quarter: Annotated[
        list[str] | None, typer.Option(help='Only in this quarter, "2019-20 Q3" (repeatable).')
    ] = None,
    by: _By = "",
) -> None:
    """
    \b
    Example: quarterline decisions split SHIELD "SHIELD II" --form "Shield 2" --reason "a new phase"

    Count as another operation what is printed in one form, or stands in some quarters.
    """
    import track  # noqa: PLC0415
    from quarterline.periods import Quarter  # noqa: PLC0415

    quarters = [str(Quarter.parse(q)) for q in quarter or ()]
    _tell(track.split(open_library(ctx), name, to, reason, form=form, quarters=quarters, by=by))


@app.command(cls=ExampleFirst, short_help="Call an operation otherwise.")
def rename(
    ctx: typer.Context,
    name: _Name,
    to: Annotated[str, typer.Argument(help="Its new name.", metavar="TO")],
    reason: _Reason,
    by: _By = "",
) -> None:
    """
    \b
    Example: quarterline decisions rename KINGLET "KINGLET (DRUGS)" --reason "two of that name"

    Call an operation otherwise everywhere.
    """
    import track  # noqa: PLC0415

    _tell(track.rename(open_library(ctx), name, to, reason, by=by))


@app.command(cls=ExampleFirst, short_help="Take a decision back.")
def undo(
    ctx: typer.Context,
    decision: Annotated[
        str, typer.Argument(help="The decision's id, such as d0001.", metavar="DECISION")
    ],
    reason: _Reason = "undone",
    by: _By = "",
) -> None:
    """
    \b
    Example: quarterline decisions undo d0001

    Take a decision back. Undoing an undoing brings it back again.
    """
    import track  # noqa: PLC0415

    _tell(track.undo(open_library(ctx), decision, reason, by=by))


def _tell(decision: Decision) -> None:
    from ui.cli_track_show import show_decision  # noqa: PLC0415

    show_decision(decision)
