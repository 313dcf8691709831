"""`quarterline records`: a PostgreSQL server that holds a copy of the records for many readers."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from quarterline.settings import RECORDS_VARIABLE, records_address
from ui.cli_shell import PARTLY_FAILED, ExampleFirst, group

app = group(no_args_is_help=True, short_help="Load a server of records for several users.")


def use(ctx: typer.Context, address: str | None) -> None:
    """Name the server for the command that follows, and for no other."""
    if address is None:
        return
    before = os.environ.get(RECORDS_VARIABLE)

    def put_back() -> None:
        os.environ.pop(RECORDS_VARIABLE, None)
        if before is not None:
            os.environ[RECORDS_VARIABLE] = before

    os.environ[RECORDS_VARIABLE] = address
    ctx.call_on_close(put_back)


@app.callback()
def _records() -> None:
    """
    \b
    Example: quarterline --records postgresql://writer@10.0.0.5/quarterline records load

    A PostgreSQL server that holds a copy of the library's records, which any number of machines
    read. The folder stays the original: it is what is checked, mended and backed up. Adding and
    removing reports bring the server up to date, if it is named then too.

    Give the password in a file (PGPASSFILE) or in PGPASSWORD rather than in the address.
    """


@app.command(cls=ExampleFirst, short_help="Bring the server to what the library holds.")
def load(
    ctx: typer.Context,
    again: Annotated[
        bool, typer.Option("--again", help="Copy the records even if they are there.")
    ] = False,
) -> None:
    """
    \b
    Example: quarterline --records postgresql://writer@10.0.0.5/quarterline records load

    Copy the library's records to the server, unless it has them. If it is stopped, the server
    holds what it held before; run it again.
    """
    from index.records_server import load, server_at  # noqa: PLC0415
    from ui.cli_show import console  # noqa: PLC0415

    server = server_at(address) if (address := records_address()) else None
    with console().status("Reading the library") as status:
        done = load(
            ctx.obj,
            server,
            again=again,
            progress=lambda count: status.update(f"{count:,} rows"),
        )
    where = "" if server is None else server.address
    said = f"{done.rows:,} rows loaded" if done.rows else "the records were there"
    removed = f", {len(done.removed)} older generations taken out" if done.removed else ""
    console().print(f"{where}: {said}{removed}", soft_wrap=True, markup=False, highlight=False)


@app.command(cls=ExampleFirst, short_help="Say what the server holds of the library.")
def status(ctx: typer.Context) -> None:
    """
    \b
    Example: quarterline --records postgresql://reader@10.0.0.5/quarterline records status

    Say what the server holds of the library. Ends with 0 if it can be read as it now is, else
    with 1.
    """
    from index.records_server import server_at, state  # noqa: PLC0415
    from ui.cli_show import console  # noqa: PLC0415

    server = server_at(address) if (address := records_address()) else None
    found = state(ctx.obj, server)
    now = "holds" if found.current else "does not hold"
    lines = [f"{found.address} {now} the library as it now is, generation {found.generation}"]
    for one in found.listed:
        replaced = f", replaced {one.superseded} UTC" if one.superseded else ""
        lines.append(
            f"generation {one.generation}: {one.rows:,} rows, {one.bytes / 1e6:,.1f} MB, "
            f"loaded {one.loaded} UTC{replaced}"
        )
    if not found.current and server is not None:
        lines.append(f"bring it up to date with: {server.command('records load')}")
    for line in lines:
        console().print(line, soft_wrap=True, markup=False, highlight=False)
    if not found.current:
        raise typer.Exit(PARTLY_FAILED)
