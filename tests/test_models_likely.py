"""Vectors of what questions are likely to say, made ahead of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from index.lexical import Sought
from index.likely_words import as_asked, likely_texts
from index.related import RelatedWords, Word
from index.related import write as write_words
from models import likely as store
from models import made as made_store
from models.encoder import load_encoder
from models.fake import FakeEncoder
from models.folders import sha256
from models.likely import FILE, LICENCE, LONGEST, RECORD, likely, make_likely
from models.made import folder_for, made
from models.register import DEFAULT, EXACT, artefact
from models.vocabulary import common_words

TEXTS = ["drone", "county lines", "drone", "", "x" * (LONGEST + 1), "café"]
HELD = ["drone", "county lines", "café"]


class Encoder(FakeEncoder):
    """Of the default model's size, without the model."""

    def __init__(self) -> None:
        super().__init__(artefact().dimensions, DEFAULT)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The default model's folder, where to make its file takes no time."""
    monkeypatch.setenv("QUARTERLINE_MODELS", str(tmp_path))
    monkeypatch.setattr("models.bert_graph.bert", lambda folder, precision: b"graph " * 1000)
    return folder_for(artefact())


def test_what_is_likely_is_held_as_it_would_be_encoded(folder: Path) -> None:
    encoder = Encoder()
    path, fresh = make_likely(artefact(), TEXTS, lambda: encoder)
    assert (path, fresh) == (folder / FILE, True)
    assert encoder.calls == len(HELD)  # each once, none that is empty or too long
    held = likely(DEFAULT)
    assert held is not None
    assert len(held) == len(HELD)
    assert [text in held for text in TEXTS] == [text in HELD for text in TEXTS]
    vectors = held.vectors(HELD)
    assert vectors.dtype == np.float32
    exact = encoder.encode(HELD)
    assert np.abs(vectors - exact).max() < 1e-5
    question = encoder.encode(["drones over county lines"])[0]
    assert np.abs(vectors @ question - exact @ question).max() < 1e-5
    with pytest.raises(KeyError, match="heron"):
        held.vectors(["heron"])


def test_it_has_a_record_and_a_licence(folder: Path) -> None:
    make_likely(artefact(), TEXTS, Encoder)
    record = json.loads((folder / RECORD).read_text())
    assert record["sha256"] == sha256(folder / FILE)
    assert record["bytes"] == (folder / FILE).stat().st_size
    assert record["texts"] == len(HELD)
    assert record["licence"] == "Apache-2.0"
    assert record["made_from"]["sha256"] == artefact().sha256
    assert record["made_from"]["model_file"] == sha256(folder / made_store.FILE)
    assert artefact().source in (folder / LICENCE).read_text()


def test_it_is_made_once_and_anew_for_other_texts(folder: Path) -> None:
    make_likely(artefact(), TEXTS, Encoder)
    before = (folder / FILE).read_bytes()
    assert make_likely(artefact(), TEXTS, Encoder) == (folder / FILE, False)
    assert (folder / FILE).read_bytes() == before
    assert make_likely(artefact(), ["heron"], Encoder) == (folder / FILE, True)
    held = likely(DEFAULT)
    assert held is not None
    assert "heron" in held
    assert "drone" not in held


@pytest.mark.parametrize(
    "harm",
    [
        lambda folder: (folder / FILE).write_bytes((folder / FILE).read_bytes()[:-1] + b"x"),
        lambda folder: (folder / FILE).write_bytes((folder / FILE).read_bytes()[:-1]),
        lambda folder: (folder / FILE).unlink(),
        lambda folder: (folder / RECORD).unlink(),
        lambda folder: (folder / RECORD).write_text("[1]"),
        lambda folder: (folder / RECORD).write_text('{"sha256": '),
    ],
    ids=[
        "a byte changed",
        "cut",
        "no file",
        "no record",
        "another record",
        "half a record",
    ],
)
def test_a_file_that_is_not_sound_is_not_read_and_made_anew(
    folder: Path, harm: Callable[[Path], object]
) -> None:
    make_likely(artefact(), TEXTS, Encoder)
    harm(folder)
    assert likely(DEFAULT) is None
    assert make_likely(artefact(), TEXTS, Encoder)[1]
    assert likely(DEFAULT) is not None


@pytest.mark.parametrize("said", ['{"sha256": "another"}', "[1]", ""])
def test_a_file_of_another_model_file_is_not_read(folder: Path, said: str) -> None:
    make_likely(artefact(), TEXTS, Encoder)
    (folder / made_store.RECORD).write_text(said)
    assert likely(DEFAULT) is None
    made(artefact())
    assert likely(DEFAULT) is not None


def test_a_table_of_another_shape_is_not_read(folder: Path) -> None:
    make_likely(artefact(), TEXTS, Encoder)
    np.save(folder / FILE, np.zeros(3))
    record = json.loads((folder / RECORD).read_text())
    record["sha256"] = sha256(folder / FILE)
    (folder / RECORD).write_text(json.dumps(record))
    assert likely(DEFAULT) is None


@pytest.mark.usefixtures("folder")
def test_a_file_of_another_recipe_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    make_likely(artefact(), TEXTS, Encoder)
    assert likely(DEFAULT) is not None
    for module in (made_store, store):
        with monkeypatch.context() as patch:
            patch.setattr(module, "RECIPE", module.RECIPE + 1)
            store._read.cache_clear()  # which of one process stays the same
            assert likely(DEFAULT) is None
    store._read.cache_clear()
    assert likely(DEFAULT) is not None


@pytest.mark.usefixtures("folder")
def test_it_is_never_read_for_another_model(folder: Path) -> None:
    make_likely(artefact(), TEXTS, Encoder)
    made(artefact(EXACT))
    other = folder_for(artefact(EXACT))
    for name in (FILE, RECORD):
        (other / name).write_bytes((folder / name).read_bytes())
    assert likely(EXACT) is None
    assert likely("fake") is None
    assert likely("") is None
    assert likely("arctic-embed-s") is None


def test_where_nothing_can_be_kept_nothing_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.bert_graph.bert", lambda folder, precision: b"graph")
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("QUARTERLINE_MODELS", str(tmp_path / "file"))
    encoder = Encoder()
    assert make_likely(artefact(), TEXTS, lambda: encoder) == (None, False)
    assert encoder.calls == 0
    assert likely(DEFAULT) is None


def test_a_table_of_more_than_there_is_room_for_is_cut(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "MOST", 2)
    make_likely(artefact(), TEXTS, Encoder)
    held = likely(DEFAULT)
    assert held is not None
    assert [text in held for text in HELD] == [True, True, False]
    assert folder.is_dir()


# ---- search


@pytest.mark.usefixtures("folder")
def test_a_likely_word_finds_the_same_near_words_as_an_encoded_one(tmp_path: Path) -> None:
    encoder = Encoder()
    words = [Word("drone flight", "drone flight"), Word("bird", "bird")]
    write_words(tmp_path, words, encoder.encode([word.surface for word in words]))
    encoded = RelatedWords(tmp_path, DEFAULT)
    assert encoded.unknown(["drone", "county lines", "bird"]) == ["drone", "county lines"]
    encoded.learn(["drone", "county lines"], encoder.encode(["drone", "county lines"]))
    make_likely(artefact(), TEXTS, lambda: encoder)
    made_ahead = RelatedWords(tmp_path, DEFAULT)
    assert made_ahead.unknown(["drone", "county lines", "bird", "heron"]) == ["heron"]
    other = RelatedWords(tmp_path, EXACT)
    assert other.unknown(["drone", "bird"]) == ["drone"]
    sought = [Sought((("drone",),), word="drone")]
    (one,), (two,) = encoded.expand(sought), made_ahead.expand(sought)
    assert [o.tokens for o in one.others] == [("drone flight",)] == [o.tokens for o in two.others]
    assert one.others[0].weight == pytest.approx(two.others[0].weight, abs=1e-5)
    for text in ("drone", "county lines", "bird"):
        assert made_ahead.meaning(text) == pytest.approx(encoded.meaning(text), abs=1e-5)


def test_a_compressed_library_takes_its_words_from_there_too(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = Encoder()
    make_likely(artefact(), TEXTS, lambda: encoder)
    monkeypatch.setattr("index.nearest.COMPRESSED", 2)
    surfaces = ["drone", "drone flight", "bird", "heron"]
    write_words(folder, [Word(s, s) for s in surfaces], encoder.encode(surfaces))
    known = RelatedWords(folder, DEFAULT)
    assert known.unknown(["drone", "bird"]) == ["bird"]
    (one,) = known.expand([Sought((("x",),), word="drone")])
    assert [other.tokens for other in one.others] == [("drone flight",)]


@pytest.mark.parametrize(
    ("term", "asked"),
    [
        ("violence with injury", "violence injury"),
        ("dealers in a vulnerable person's home", "dealers vulnerable person's home"),
        ("Section 28", "section 28"),
        ("999", ""),
        ("over the", ""),
    ],
)
def test_a_term_is_held_as_a_question_gives_it_to_the_encoder(term: str, asked: str) -> None:
    assert as_asked(term) == asked


def test_likely_texts_are_the_vocabulary_of_the_field_and_common_words() -> None:
    found: Sequence[str] = likely_texts()
    assert len(set(found)) == len(found)
    assert {"county lines", "hate crimes", "burglaries", "burglary", "school"} <= set(found)
    assert found.index("county lines") < found.index("poker")
    assert len(found) > store.MOST > found.index("poker")
    assert not {"the", "of", ""} & set(found)


def test_common_words_come_the_commonest_first() -> None:
    words = common_words(3_000)
    assert len(words) == 3_000
    assert words.index("school") < words.index("painting")
    assert all(word.isalpha() and len(word) > 2 for word in words)
    assert common_words(10) == words[:10]


@pytest.mark.slow
def test_the_real_model_gives_the_same_vectors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUARTERLINE_MODELS", str(tmp_path))
    said = likely_texts()[:300]
    make_likely(artefact(), said, load_encoder)
    held = likely(DEFAULT)
    assert held is not None
    kept = [text for text in said if text in held]
    assert len(kept) > 290
    exact = load_encoder().encode(kept)
    cosines = held.vectors(kept) @ exact.T
    assert np.abs(cosines - exact @ exact.T).max() < 1e-5
