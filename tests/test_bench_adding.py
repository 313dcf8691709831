"""What `python -m bench.adding` counts: all stages, and encoding apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import adding
from bench.peers import indexing
from index.library import Library
from models.fake import FakeEncoder


def test_the_reports_are_as_many_as_were_asked_for(tmp_path: Path) -> None:
    paths = adding.made(26, tmp_path)
    assert len({p.parent for p in paths}) == 2  # forces
    assert len(set(paths)) == len(paths) == 26


@pytest.mark.slow
def test_every_stage_is_counted_and_the_encoder_apart(tmp_path: Path) -> None:
    added = adding.add(adding.made(2, tmp_path / "in"), FakeEncoder(), 1, tmp_path)
    assert set(added.stages) == {"reading", "linking", "encoding", "writing", "following"}
    assert added.passages > 20
    assert added.encoder.texts >= added.passages
    assert 0 < added.encoder.seconds < added.stages["encoding"]
    assert added.others == pytest.approx(sum(added.stages.values()) - added.encoder.seconds)


def test_ours_indexes_every_passage(tmp_path: Path) -> None:
    texts, vectors = indexing.prepare(250, tmp_path)
    taken = indexing.ours(texts, vectors, tmp_path / "library")
    assert taken.indexed > 0
    library = Library(tmp_path / "library", encoder=FakeEncoder())
    assert {p.text for p in library.passages()} == set(texts)
    assert len(library.documents()) == 3
