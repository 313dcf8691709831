"""`quarterline engine`: a server that finds passages in the place of the library's own indexes."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from quarterline.settings import ENGINE_VARIABLE, engine_address
from ui.cli_shell import ExampleFirst, group, open_library

app = group(no_args_is_help=True, short_help="Load a server for large libraries.")


def use(ctx: typer.Context, address: str | None) -> None:
    """Name the engine for the command that follows, and for no other."""
    if address is None:
        return
    before = os.environ.get(ENGINE_VARIABLE)

    def put_back() -> None:
        os.environ.pop(ENGINE_VARIABLE, None)
        if before is not None:
            os.environ[ENGINE_VARIABLE] = before

    os.environ[ENGINE_VARIABLE] = address
    ctx.call_on_close(put_back)


@app.callback()
def _engine() -> None:
    """
    \b
    Example: quarterline --engine qdrant://10.0.0.1:6333,10.0.0.2:6333 engine load

    A Qdrant server, or a cluster of them, that finds passages in the place of the library's own
    indexes. The records stay in the library's folder. Adding and removing reports bring it up to
    date, if it is named then too.
    """


@app.command(cls=ExampleFirst, short_help="Bring the server to what the library holds.")
def load(
    ctx: typer.Context,
    shards: Annotated[
        int, typer.Option(min=1, help="Parts that the passages are spread over, when made.")
    ] = 1,
    replicas: Annotated[int, typer.Option(min=1, help="Copies of each part, when made.")] = 1,
) -> None:
    """
    \b
    Example: quarterline --engine qdrant://127.0.0.1:6333 engine load --shards 3 --replicas 2

    Send the server the passages that it lacks, and take out those that are no more. If it is
    stopped, run it again: what was sent is not sent twice.
    """
    from ui.cli_show import console  # noqa: PLC0415

    library = open_library(ctx)
    with console().status("Reading the library") as status:
        done = library.load_engine(
            shards=shards,
            replicas=replicas,
            progress=lambda count: status.update(f"{count:,} passages"),
        )
    console().print(
        f"{engine_address()}: {done.sent:,} passages sent, {done.unchanged:,} were there, "
        f"{done.removed:,} taken out",
        soft_wrap=True,
        markup=False,
    )
