"""How many people one process of the app carries: `python -m bench.sessions --sessions 1 10 30`.

For each number the app is started anew, as `quarterline ui` serves it, over the sample reports
(or `--library`); so many sessions open their websockets as browsers do, and each asks for pages
in turn, reads for `--pause` seconds on average, and asks again. A page's time runs from the
asking to the end of the script, all messages received; what a browser needs to draw it is not
in it. Before that one session looks at every page, so that what the app keeps for all is there.
Memory is the server's own, with all sessions open; Streamlit keeps a closed one for some
minutes more. Ends with 1 if a page failed.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np

from bench.load import QUESTIONS
from bench.speed import SAMPLE
from index.library import Library
from quarterline import serving

_WAIT = 60.0
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Told:
    """What sessions met: seconds of each page by its name, bytes received, and errors."""

    pages: list[tuple[str, float]] = field(default_factory=list)
    received: int = 0
    errors: list[str] = field(default_factory=list)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 1 on an error."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--sessions", type=int, nargs="+", default=[1, 10, 30])
    parser.add_argument("--seconds", type=float, default=30.0, help="how long they read")
    parser.add_argument("--pause", type=float, default=5.0, help="seconds between pages")
    parser.add_argument("--library", type=Path, help="take this library, not the sample")
    options = parser.parse_args(arguments)
    failed = False
    with tempfile.TemporaryDirectory(prefix="quarterline-sessions-") as made:
        library = options.library or Path(made) / "library"
        if options.library is None:
            Library(library, create=True).add([SAMPLE])
        asked = addresses(Library(library))
        print(f"{options.pause:g} s between pages, {os.cpu_count()} cores; seconds a page")
        heads = {"sessions": 8, "pages": 7, "p50": 8, "p95": 8, "most": 8, "CPU ms a page": 15}
        heads |= {"KB a page": 11, "MB": 7, "MB a session": 14}
        print("".join(f"{name:>{wide}}" for name, wide in heads.items()) + "  errors  slowest")
        for count in options.sessions:
            told = one_number(library, asked, count, options, Path(made) / "log")
            failed = failed or bool(told.errors)
    return 1 if failed else 0


def one_number(
    library: Path,
    asked: Sequence[tuple[str, str]],
    count: int,
    options: argparse.Namespace,
    log: Path,
) -> Told:
    """So many sessions on a server of their own; prints the row."""
    with serving.app(library, log) as app:
        port, server = app.port, app.process
        asyncio.run(every(port, asked))  # what the app keeps for all is no session's
        before, worked, told = own(server), processor(server), Told()
        held = asyncio.run(
            together(port, asked, count, options.seconds, options.pause, told, server)
        )
        spent = processor(server) - worked
    seconds = [s for _, s in told.pages]
    row = f"{count:>8}{len(seconds):>7}{np.percentile(seconds, 50):>8.2f}"
    row += f"{np.percentile(seconds, 95):>8.2f}{max(seconds):>8.2f}"
    row += f"{1000 * spent / len(seconds):>15,.0f}{told.received / 1024 / len(seconds):>11,.0f}"
    row += f"{held:>7,.0f}{(held - before) / count:>14.1f}{len(told.errors):>8}"
    row += f"  {max(told.pages, key=lambda page: page[1])[0] or 'search'}"
    print(row, flush=True)
    for error in sorted(set(told.errors))[:5]:
        print(f"    {error}")
    return told


def addresses(library: Library) -> list[tuple[str, str]]:
    """Pages that people look at: the name in the address, and what follows it."""
    operations = [name for name, _ in library.facets().operations][:5]
    documents = [d.id for d in library.documents()]
    return [
        *(("", urlencode({"q": question})) for question in QUESTIONS),
        *(("operations", urlencode({"name": name})) for name in operations),
        *(("reader", urlencode({"document": key})) for key in documents),
        ("operations", ""),
        ("themes", ""),
        ("figures", urlencode({"text": "burglary"})),
        ("follow-up", ""),
        ("audit", ""),
        ("library", ""),
    ]


# ---- the server


def own(process: int) -> float:
    """MB of memory of its own that a process holds."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("RssAnon"))


def processor(process: int) -> float:
    """Seconds of processor time that a process has had."""
    said = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(said[11]) + int(said[12])) / _TICK


# ---- the sessions


async def together(
    port: int,
    asked: Sequence[tuple[str, str]],
    count: int,
    seconds: float,
    pause: float,
    told: Told,
    server: int,
) -> float:
    """So many sessions at once; the server's memory in MB while all of them are open."""
    done = asyncio.Barrier(count + 1)
    tasks = [
        asyncio.create_task(session(port, asked, seconds, pause, told, done, seed))
        for seed in range(count)
    ]
    await done.wait()
    held = own(server)
    await done.wait()
    await asyncio.gather(*tasks)
    return held


async def every(port: int, asked: Sequence[tuple[str, str]]) -> None:
    """Look at every page once."""
    async with connected(port) as socket_:
        for name, query in asked:
            await page(socket_, name, query, Told())


def connected(port: int) -> Any:
    """A session's connection, to be entered; the app runs for it when a page is asked for."""
    from websockets.asyncio.client import connect  # noqa: PLC0415
    from websockets.typing import Subprotocol  # noqa: PLC0415

    address = f"ws://127.0.0.1:{port}/_stcore/stream"
    return connect(address, subprotocols=[Subprotocol("streamlit")], max_size=None)


async def session(
    port: int,
    asked: Sequence[tuple[str, str]],
    seconds: float,
    pause: float,
    told: Told,
    done: asyncio.Barrier,
    seed: int,
) -> None:
    """One person's: the first page, then others until the time is over."""
    rng = random.Random(seed)  # noqa: S311 - no secret depends on it
    await asyncio.sleep(rng.uniform(0, pause))
    async with connected(port) as socket_:
        until = time.monotonic() + seconds
        await page(socket_, "", "", told)
        while time.monotonic() < until:
            await asyncio.sleep(rng.expovariate(1 / pause) if pause else 0)
            await page(socket_, *rng.choice(asked), told)
        await done.wait()
        await done.wait()


async def page(socket_: Any, name: str, query: str, told: Told) -> None:
    """Ask for a page and wait until the script has ended."""
    from streamlit.proto.BackMsg_pb2 import BackMsg  # noqa: PLC0415
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg  # noqa: PLC0415

    message = BackMsg()
    message.rerun_script.page_name = name
    message.rerun_script.query_string = query
    begun = time.perf_counter()
    await socket_.send(message.SerializeToString())
    while True:
        data = await asyncio.wait_for(socket_.recv(), _WAIT)
        told.received += len(data)
        said = ForwardMsg.FromString(data)
        kind = said.WhichOneof("type")
        if kind == "delta" and said.delta.new_element.WhichOneof("type") == "exception":
            told.errors.append(f"{name}?{query}: {said.delta.new_element.exception.message}")
        elif kind == "page_not_found":
            told.errors.append(f"no page {name!r}")
        elif (
            kind == "script_finished"
            and said.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
        ):
            break
    told.pages.append((name, time.perf_counter() - begun))


if __name__ == "__main__":
    sys.exit(main())
