"""`quarterline audit`, `check`, `verify` and `review`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from quarterline.errors import LibraryNotFoundError, QueryError
from ui.cli_shell import PARTLY_FAILED, ExampleFirst, group, open_library

app = group()

_Format = Annotated[
    str | None,
    typer.Option("--format", help="table, json, xlsx (a workbook) or html (a page to print)."),
]
_Target = Annotated[
    Path | None,
    typer.Option("-o", "--output", help="Write to this file instead.", metavar="FILE"),
]


@app.command(cls=ExampleFirst, short_help="Recompute every figure that can be checked.")
def audit(
    ctx: typer.Context,
    document: Annotated[
        list[str] | None,
        typer.Option(help="Only this report: id or file name (repeatable)."),
    ] = None,
    form: _Format = None,
    output: _Target = None,
    self_test: Annotated[
        bool,
        typer.Option("--self-test", help="Plant known slips in copies, and count those found."),
    ] = False,
    seed: Annotated[int, typer.Option(help="Which slips the self-test plants.")] = 1,
) -> None:
    """
    \b
    Example: quarterline audit
             quarterline audit --document update.pdf -o audit.xlsx
             quarterline audit --self-test

    Recompute every figure that can be checked, within each report and across them. What could
    not be checked is counted, with the reason. Ends with 0 whether or not anything is found.
    """
    from index.auditing import audit_library  # noqa: PLC0415
    from ui import cli_audit_more as more  # noqa: PLC0415
    from ui import cli_audit_show as show  # noqa: PLC0415

    chosen = show.format_of(form, output)
    library = open_library(ctx)
    if self_test:
        tested = more.run_self_test(library, seed)
        working = audit_library(library, document or (), measured=tested.measured)
        if chosen == "table" and output is None:
            more.show_self_test(tested)
            return
    else:
        working = audit_library(library, document or ())
    show.deliver(working, chosen, output)


@app.command(cls=ExampleFirst, short_help="Check a report before it is published.")
def check(
    ctx: typer.Context,
    draft: Annotated[
        str, typer.Argument(help="The draft; - for text pasted into the terminal.", metavar="DRAFT")
    ],
    quarter: Annotated[
        str | None, typer.Option(help='Its quarter, such as "2019-20 Q3", where it is silent.')
    ] = None,
    force: Annotated[str | None, typer.Option(help="Its force, where it is silent.")] = None,
    form: _Format = None,
    output: _Target = None,
) -> None:
    """
    \b
    Example: quarterline check draft.docx
             quarterline check - --quarter "2020-21 Q2"

    Check a report before it is published, within itself and against the library, to which it is
    not added. Ends with 0 if no figure disagrees, 1 if one does, 2 if it could not be checked.
    A target that was missed is told, but is no disagreement of the draft's.
    """
    from index.auditing import audit_draft, disagrees  # noqa: PLC0415
    from quarterline.periods import Quarter  # noqa: PLC0415
    from ui import cli_audit_show as show  # noqa: PLC0415

    chosen = show.format_of(form, output)
    given = Quarter.parse(quarter) if quarter is not None else None
    data, name = show.read_draft(draft)
    try:
        library = open_library(ctx)
    except LibraryNotFoundError:
        library = None
    working = audit_draft(library, data, name, quarter=given, force=force)
    show.deliver(working, chosen, output)
    if disagrees(working):
        raise typer.Exit(PARTLY_FAILED)


@app.command(cls=ExampleFirst, short_help="Ask whether the reports bear a statement out.")
def verify(
    ctx: typer.Context,
    statement: Annotated[
        str, typer.Argument(help="A sentence with a figure and its date.", metavar='"STATEMENT"')
    ],
    as_json: Annotated[bool, typer.Option("--json", help="For other programs.")] = False,
) -> None:
    """
    \b
    Example: quarterline verify "Essex Police took 91,425 emergency calls in July to September 2020"

    Ask whether the reports bear a statement out: supported, contradicted or not found, with the
    passages. It is only supported by a figure of the same measure, period, place and operation;
    "not found" says why, and what comes nearest.
    """
    from index.auditing import verify_statement  # noqa: PLC0415
    from ui import cli_audit_more as more  # noqa: PLC0415

    more.show_verification(verify_statement(open_library(ctx), statement), as_json)


@app.command(cls=ExampleFirst, short_help="Accept, explain or dismiss a finding; undo it.")
def review(  # noqa: PLR0913, PLR0917 - each option of the command is an argument
    ctx: typer.Context,
    finding: Annotated[
        str | None,
        typer.Argument(
            help="The finding’s name in the audit, such as 1a2b3c4d.", metavar="FINDING"
        ),
    ] = None,
    accept: Annotated[
        bool, typer.Option("--accept", help="It is right; the report is to be corrected.")
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help="The figures stand, for the reason in the note.")
    ] = False,
    dismiss: Annotated[bool, typer.Option("--dismiss", help="It is no finding.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take the last decision back.")] = False,
    by: Annotated[str, typer.Option(help="Who decides.", metavar="NAME")] = "",
    note: Annotated[str, typer.Option(help="Why, in a few words.", metavar="TEXT")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="For other programs.")] = False,
) -> None:
    """
    \b
    Example: quarterline review 1a2b3c4d --explain --by "A Reader" --note "the force recounted"
             quarterline review 1a2b3c4d --undo --by "A Reader"
             quarterline review

    Decide on a finding, or list the decisions. They are kept in the library’s folder with the
    name, the time and the note, hold for later versions while the figures are unchanged, and
    are never deleted.
    """
    from index.reviews import ReviewLog  # noqa: PLC0415
    from ui import cli_audit_more as more  # noqa: PLC0415

    chosen = [
        name
        for name, given in (
            ("accept", accept), ("explain", explain), ("dismiss", dismiss), ("undo", undo),
        )
        if given
    ]  # fmt: skip
    if len(chosen) > 1 or bool(chosen) != bool(chosen and finding):
        raise QueryError(
            "expected a finding and one of --accept, --explain, --dismiss and --undo; "
            "without any of them the decisions are listed"
        )
    library = open_library(ctx)
    log = ReviewLog(library.path)
    if not chosen or finding is None:
        more.show_reviews(log.read(), finding or "", as_json)
    elif chosen == ["undo"]:
        more.show_reviews((log.undo(finding, by=by, note=note),), "", as_json)
    else:
        from index.auditing import find_finding  # noqa: PLC0415

        found = find_finding(library, finding)
        what = found.check.explanation
        made = log.decide(chosen[0], found.key, what, by=by, note=note)
        more.show_reviews((made,), "", as_json)
