"""What is encoded of a passage: the whole, its sentences, and what the encoder would cut off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extract.sentences import sentence_spans
from index import texts
from index.vectors import Texts
from models.register import as_passage
from quarterline.records import Passage

# The default encoder reads 256 tokens, some 170 words of these reports with their figures;
# the rest of a longer passage would never be found by its meaning.
REACH = 160
# A sentence shorter than this says too little alone; it is encoded with the one after it.
_SHORT = 60


def encoded_texts(passage: Passage, encoder: str) -> Texts:
    """The texts of a passage for an encoder, each with the labels that it stands under.

    A passage of one sentence has no pieces: the whole is its sentence.
    """
    whole = texts.embedded_text(passage)
    text = " ".join(passage.text.split())
    labels = whole.removesuffix(text)
    sentences = [text[start:end] for start, end in sentence_spans(text)]
    pieces = [labels + piece for piece in _joined(sentences)]
    windows = list(_windows(sentences))[1:]
    return Texts(
        as_passage(encoder, whole),
        tuple(as_passage(encoder, labels + window) for window in windows),
        tuple(as_passage(encoder, piece) for piece in pieces) if len(pieces) > 1 else (),
    )


def _joined(sentences: Sequence[str]) -> Iterator[str]:
    """Each sentence; a short one together with the next."""
    for at, sentence in enumerate(sentences):
        following = sentences[at + 1 : at + 2] if len(sentence) < _SHORT else []
        yield " ".join([sentence, *following])


def _windows(sentences: Sequence[str]) -> Iterator[str]:
    """The sentences in stretches that the encoder can read whole, none overlapping."""
    held: list[str] = []
    count = 0
    for sentence in sentences:
        words = sentence.split()
        for start in range(0, len(words), REACH):
            part = words[start : start + REACH]
            if held and count + len(part) > REACH:
                yield " ".join(held)
                held, count = [], 0
            held.append(" ".join(part))
            count += len(part)
    if held:
        yield " ".join(held)
