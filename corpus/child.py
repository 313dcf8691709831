"""The process in which files are read: one request after another on standard input.

A request is a line of JSON (name, size, limits) and `size` bytes of the file. An answer is a
line of JSON and, where the file was read, `size` bytes of its text in UTF-8. Nothing but data
goes either way: the parser of a hostile file may have been taken over, so the parent trusts no
pickle of it. Run by `corpus.isolated`, never by hand.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import fields
from typing import Any, BinaryIO

from corpus.reading import read_bytes
from quarterline.errors import ReadError
from quarterline.settings import Limits

try:
    import resource
except ImportError:  # pragma: no cover - Windows has no such limits
    resource = None  # type: ignore[assignment]

OUT_OF_MEMORY = "OutOfMemory"
"""The `error` of an answer when the limit on memory was reached."""
_GRACE = 10  # seconds of processor time beyond the limit, after which the system ends the process


def _confine(memory: int) -> None:
    """No more than `memory` bytes of address space, no file written, no core left behind."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _allow(seconds: float) -> None:
    """Processor time for one more file, so that the process ends though its parent is gone."""
    if resource is not None:
        used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(used + seconds) + _GRACE, most))


def answer(data: bytes, name: str, limits: Limits) -> tuple[dict[str, Any], bytes]:
    """What is sent back for one file: the line's fields, and the text."""
    try:
        reading = read_bytes(data, name, limits)
    except ReadError as error:
        return {"error": type(error).__name__, "message": str(error)}, b""
    except MemoryError:
        return {"error": OUT_OF_MEMORY, "message": ""}, b""
    text = reading.text.encode("utf-8", "replace")
    head = {
        "media_type": reading.media_type,
        "pages": reading.pages,
        "notes": reading.notes,
        "size": len(text),
    }
    return head, text


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until there are no more."""
    names = {field.name for field in fields(Limits)}
    while line := requests.readline():
        request = json.loads(line)
        data = requests.read(request["size"])
        limits = Limits(**{k: v for k, v in request["limits"].items() if k in names})
        _allow(limits.seconds)
        head, text = answer(data, request["name"], limits)
        del data
        answers.write(json.dumps(head).encode("ascii") + b"\n" + text)
        answers.flush()


def main() -> None:
    """Serve on this process's standard input and output, within the memory given as argument."""
    answers = os.fdopen(os.dup(1), "wb")
    # a library that prints must not write among the answers
    os.dup2(2, 1)
    _confine(int(sys.argv[1]))
    serve(sys.stdin.buffer, answers)


if __name__ == "__main__":
    main()
