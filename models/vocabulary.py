"""Which words are ordinary English, as far as the default encoder's vocabulary tells.

A word that the encoder was given whole is common enough to be no slip of the pen, even where
no report uses it: "drone" must not be put right to "drove".
"""

from __future__ import annotations

from functools import cache

from models.encoder import model_folder
from models.register import DEFAULT, artefact
from quarterline.errors import ModelError

_ENDINGS = ("s", "es", "ed", "d", "ing", "er", "ly")
_SHORTEST_ROOT = 3


@cache
def english_words() -> frozenset[str]:
    """The whole words of the encoder's vocabulary, lower case; empty where it is not installed."""
    return frozenset(word for word in _listed() if word.isalpha() and len(word) > 1)


def common_words(most: int) -> list[str]:
    """Whole words of three letters and more of the encoder's vocabulary, the commonest first."""
    words = (word for word in _listed() if word.isascii() and word.isalpha())
    return [word for word in words if len(word) >= _SHORTEST_ROOT][:most]


def _listed() -> list[str]:
    try:
        path = model_folder(artefact(DEFAULT)) / "vocab.txt"
        return path.read_text(encoding="utf-8").splitlines()
    except (ModelError, OSError):
        return []


def is_english(word: str) -> bool:
    """Whether a word, or what is left of it without a common ending, is in the vocabulary."""
    low = word.lower()
    known = english_words()
    roots = (low.removesuffix(e) for e in _ENDINGS if low.endswith(e))
    return low in known or any(len(root) >= _SHORTEST_ROOT and root in known for root in roots)
