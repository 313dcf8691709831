"""Encoders that are trained here: their batches, their records, and their use by name."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest

from bench.encoder_pairs import _questions, make_pairs
from extract.profiles.model import Concept
from index.vocabulary import Concepts
from models.encoder import load_encoder
from models.fake import FakeEncoder
from models.register import artefact
from models.trained import TRAINED, WEIGHTS, checked_name, trained
from models.training import BATCH, NEIGHBOURS, Pair, Plan, batches, train
from quarterline.errors import ModelError

PASSAGE = "Seaview: Officers found 3 cannabis plants in a disused cinema. A man was arrested."


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QUARTERLINE_MODELS", str(tmp_path))
    return tmp_path


def test_every_second_batch_is_of_passages_near_one_another() -> None:
    read = FakeEncoder().encode([f"word{n % 40} word{n % 7}" for n in range(400)])
    drawn = list(batches(read, Plan("x", steps=6)))
    assert [len(set(rows)) for rows in drawn] == [BATCH] * 6
    assert all(map(np.array_equal, drawn, batches(read, Plan("x", steps=6))))
    assert not np.array_equal(drawn[0], next(batches(read, Plan("x", steps=6, seed=6))))

    def likeness(rows: np.ndarray) -> float:
        return float((read[rows] @ read[rows].T).mean())

    assert min(map(likeness, drawn[1::2])) > max(map(likeness, drawn[::2]))
    assert len(read) > NEIGHBOURS * BATCH


def test_too_few_pairs_are_refused(models: Path) -> None:
    with pytest.raises(ValueError, match=f"1 pairs were given; expected at least {BATCH}"):
        train([Pair("a", "b")], FakeEncoder(), Plan("x"))


@pytest.mark.parametrize("name", ["", "../up", "a/b", ".hidden"])
def test_a_name_that_is_no_folder_s_is_refused(name: str, models: Path) -> None:
    with pytest.raises(ModelError, match="a trained model cannot be called"):
        checked_name(name)
    assert trained(name) is None


def test_a_record_that_cannot_be_read_says_so(models: Path) -> None:
    (models / "mine").mkdir()
    with pytest.raises(ModelError, match="no model is registered as 'mine'"):
        artefact("mine")
    (models / "mine" / TRAINED).write_text('{"sha256": "0"}', encoding="utf-8")
    with pytest.raises(ModelError, match=r"trained\.json is no record.*--name mine"):
        artefact("mine")


@pytest.mark.slow
def test_a_trained_model_is_used_by_its_name_and_checked(models: Path) -> None:
    pairs = [Pair(f"question {n}", f"passage {n} on burglary {n % 3}") for n in range(BATCH)]
    folder = train(pairs, FakeEncoder(384), Plan("mine", steps=2, threads=1))
    record = json.loads((folder / TRAINED).read_text(encoding="utf-8"))
    assert (record["teacher"], record["steps"], record["licence"]) == ("fake", 2, "Apache-2.0")
    encoder = load_encoder("mine")
    assert (encoder.name, encoder.dimensions) == ("mine", 384)
    ours = encoder.encode(["a burglary"])
    assert np.linalg.norm(ours) == pytest.approx(1.0, abs=1e-4)
    assert 0.9 < float(ours[0] @ load_encoder().encode(["a burglary"])[0]) < 0.99999
    (folder / WEIGHTS).write_bytes(b"other")
    (folder / "model.onnx").unlink()
    with pytest.raises(ModelError, match="train it again with"):
        load_encoder("mine")


def test_questions_of_a_passage_use_its_words_and_other_names_for_its_concepts() -> None:
    heard = Concepts([Concept("cannabis", ("weed",), ())])
    rng = random.Random(5)  # noqa: S311 - drawing questions, not secrets
    asked = [q for _ in range(8) for q in _questions(PASSAGE, heard, {}, rng)]
    assert any(q.startswith("weed") for q in asked)
    assert "A man was arrested." in asked
    assert not any(any(c.isdigit() for c in q) for q in asked)


@pytest.mark.slow
def test_the_same_seed_makes_the_same_questions() -> None:
    pairs = make_pairs(5)
    assert pairs == make_pairs(5)
    assert len(pairs) == len(set(pairs)) > 10_000
