"""What is encoded of a passage: the whole, its sentences, and what the encoder would cut off."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.sentences import sentence_spans
from index import texts
from index.blocks import Texts
from models.register import as_passage
from quarterline.records import Passage

# The default encoder reads 256 tokens, some 170 words of these reports with their figures;
# the rest of a longer passage would never be found by its meaning.
REACH = 160
# A sentence shorter than this says too little alone; it is encoded with the one after it.
_SHORT = 60
# No sentence ends inside a text of single blanks without one of these. The signs stand first,
# and once: so the text is run through by a table of characters.
_ENDS = re.compile(r"[.!?•▪●◦](?:[\"'’”)\]*]*\s|(?<=[•▪●◦]))")


def encoded_texts(passage: Passage, encoder: str, chunks: Sequence[str] | None = None) -> Texts:
    """The texts of a passage for an encoder, each with the labels that it stands under.

    A passage of one sentence has no pieces: the whole is its sentence. `chunks` is the
    passage's text as `str.split` parts it, where that is known.
    """
    chunks = passage.text.split() if chunks is None else chunks
    text = " ".join(chunks)
    whole = texts.labelled(text, passage.context) if passage.context else text
    prefix = as_passage(encoder, "")
    if len(chunks) <= REACH and not (_may_end(text) and _ENDS.search(text)):
        return Texts(prefix + whole)
    labels = prefix + whole.removesuffix(text)
    sentences = [text[start:end] for start, end in sentence_spans(text)]
    pieces = tuple(labels + piece for piece in _joined(sentences)) if len(sentences) > 1 else ()
    windows = list(_windows(sentences))[1:] if len(chunks) > REACH else []
    return Texts(prefix + whole, tuple(labels + window for window in windows), pieces)


def _may_end(text: str) -> bool:
    """Whether a text has a sign that ends sentences; to look for each takes a third of the time
    of a pattern that looks for all."""
    inside = text[:-1]  # most end with a full stop
    return "." in inside or "?" in inside or "!" in inside or not text.isascii()


def _joined(sentences: Sequence[str]) -> Iterator[str]:
    """Each sentence; a short one together with the next."""
    last = len(sentences) - 1
    for at, sentence in enumerate(sentences):
        short = len(sentence) < _SHORT and at < last
        yield f"{sentence} {sentences[at + 1]}" if short else sentence


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
