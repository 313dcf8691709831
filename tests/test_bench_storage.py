"""What `bench.storage` and `bench.sessions` count."""

from __future__ import annotations

import asyncio
import gc
import json
import mmap
from pathlib import Path

import numpy as np
import pytest

from bench import sessions, storage
from bench.peers.held import resident, size
from index.library import Library
from quarterline import serving
from tests.ui_support import AUTUMN, SUMMER, make_library, write_reports

MB = 2**20


@pytest.fixture
def library(tmp_path: Path) -> Path:
    make_library(tmp_path / "library", write_reports(tmp_path, autumn=AUTUMN, summer=SUMMER))
    return tmp_path / "library"


def test_own_memory_and_mapped_files_are_counted(tmp_path: Path) -> None:
    kept, other = tmp_path / "kept", tmp_path / "other"
    for folder in (kept, other):
        folder.mkdir()
        (folder / "data").write_bytes(b"x" * 8 * MB)
    gc.collect()  # what other tests left may else be given back meanwhile
    before = resident(kept)
    held = np.ones(64 * MB, dtype=np.uint8)
    grown = resident(kept)
    assert 48 < grown - before < 72
    maps = []
    for folder in (kept, other):
        with (folder / "data").open("rb") as file:
            maps.append(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        assert maps[-1][:].count(b"x") == 8 * MB
    assert 4 < resident(kept) - grown < 12, "the other folder's file is not ours"
    assert held.sum() == 64 * MB
    assert size(kept) == 8 * MB == size(kept / "data")


def test_what_is_searched_is_handed_over(library: Path, tmp_path: Path) -> None:
    given = tmp_path / "given"
    given.mkdir()
    count = storage.hand_over(library, given)
    texts = json.loads((given / "texts.json").read_text(encoding="utf-8"))
    searched = [p for p in Library(library).passages() if not p.is_objective]
    assert len(texts) == count == len(np.load(given / "vectors.npy")) == len(searched)
    assert all(" ".join(p.text.split()) in t for p, t in zip(searched, texts, strict=True))
    asked = json.loads((given / "questions.json").read_text(encoding="utf-8"))
    assert len(set(asked)) == storage.ASKED > storage.WARMED


@pytest.mark.slow
def test_sessions_see_pages_without_error(library: Path, tmp_path: Path) -> None:
    asked = sessions.addresses(Library(library))
    told = sessions.Told()
    with serving.app(library, tmp_path / "log") as app:
        port, server = app.port, app.process
        held = asyncio.run(sessions.together(port, asked, 3, 2.0, 0.1, told, server))
        assert held > 50
        assert sessions.processor(server) > 0
        assert not told.errors
        assert len(told.pages) > 3
        wrong = sessions.Told()
        asyncio.run(_nowhere(port, wrong))
    assert wrong.errors == ["no page 'nowhere'"]


async def _nowhere(port: int, told: sessions.Told) -> None:
    async with sessions.connected(port) as socket:
        await sessions.page(socket, "nowhere", "", told)
