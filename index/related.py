"""Words of like meaning: for a word that was asked for, those of the reports that lie near it.

A question seldom uses the words of a report: "cab" for taxi, "weed" for cannabis, "hairdressers"
for salons. The encoder knows that these belong together, so every word that the reports use has
a vector, and a word asked for is also looked for, at a lower weight, by its nearest ones. Nothing
of this is special to policing: it works for any reports, and beside the vocabulary of the field,
which knows what an encoder does not.
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from index import nearest, texts
from index.lexical import Other, Sought
from index.manifest import MEND
from index.nearest import Vectors
from index.stop_words import STOP_WORDS
from models.likely import Likely, likely
from quarterline.errors import DamagedLibraryError

WORDS = "words"
# Chosen on our own questions, of .55 to .7, .3 to .7, and 3 or 6 (`python -m bench.search`).
NEAR = 0.55
WORTH = 0.6
MOST = 3
# Words that a library has vectors for, the most frequent first, and the shortest of them.
_HELD = 20_000
_SHORTEST = 3
# Words from which a quicker way to find what lies near one is made, which takes some 10 ms.
_OFTEN = 16
# Words and phrases of questions that are kept in mind with their vectors, of 1.5 KB each.
_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the reports: its stem, and the form in which they write it most."""

    stem: str
    surface: str


def words_of(written: Mapping[str, int], names: Iterable[str]) -> list[Word]:
    """Words, most frequent first, but for those that only stand in `names`.

    `written` says how often texts write each word. What an operation is called says nothing of
    what it is about.
    """
    forms: dict[str, Counter[str]] = {}
    lower: set[str] = set()
    for word, count in written.items():
        low = word.lower()
        if len(word) >= _SHORTEST and word.isalpha() and low not in STOP_WORDS:
            stem = texts.stem(low)
            forms.setdefault(stem, Counter())[low] += count
            if word.islower():
                lower.add(stem)
    only_names = {token for name in names for token in texts.tokens(name)} - lower
    kept = [(sum(f.values()), stem) for stem, f in forms.items() if stem not in only_names]
    kept.sort(key=lambda pair: (-pair[0], pair[1]))
    return [
        Word(stem, max(forms[stem], key=lambda w, f=forms[stem]: (f[w], w)))  # type: ignore[misc]
        for _, stem in kept[:_HELD]
    ]


def write(folder: Path, words: Sequence[Word], matrix: Vectors) -> None:
    """Write the words and their unit vectors, shape (n, d), into a generation's folder."""
    import faiss  # noqa: PLC0415

    index = nearest.make(len(matrix), lambda step: iter([matrix[::step]]), matrix.shape[1])
    faiss.write_index(index, str(folder / f"{WORDS}.faiss"))
    pairs = [(word.stem, word.surface) for word in words]
    (folder / f"{WORDS}.json").write_text(json.dumps(pairs, ensure_ascii=False), encoding="utf-8")


class RelatedWords:
    """The words of a generation, for finding those near one that was asked for."""

    def __init__(self, folder: Path, encoder: str = "") -> None:
        """`encoder` is the name of the model whose vectors they are, for those of other words."""
        self._encoder = encoder
        self._near: dict[str, tuple[tuple[str, float], ...]] = {}
        self._typed: dict[str, Vectors] = {}
        self._lock = threading.Lock()
        self._words: list[Word] = []
        self._held: dict[str, int] = {}
        self._index: Any = None
        self._matrix: Vectors | None = None
        path = folder / f"{WORDS}.json"
        if not path.is_file():
            return  # written before words had vectors
        try:
            self._words = [Word(*pair) for pair in json.loads(path.read_text(encoding="utf-8"))]
        except (OSError, ValueError, TypeError) as error:
            raise DamagedLibraryError(f"{path} cannot be read: {error}; {MEND}") from error
        self._index = nearest.read(folder / f"{WORDS}.faiss")
        if self._index.ntotal != len(self._words):
            raise DamagedLibraryError(f"{path} and the vectors beside it do not fit; {MEND}")
        self._matrix = nearest.held(self._index)
        if self._matrix is not None:
            self._held = {word.surface: at for at, word in enumerate(self._words)}

    def vectors(self) -> dict[str, Vectors]:
        """The vector of each word, by the form that was encoded."""
        if not self._words:
            return {}
        held = self._index.reconstruct_n(0, len(self._words))
        return {word.surface: row for word, row in zip(self._words, held, strict=True)}

    def unknown(self, typed: Iterable[str]) -> list[str]:
        """What must be encoded before `expand` can look beside it, and `meaning` knows it.

        A word as the reports write it has its vector here, unless that was compressed; others
        may have been encoded when the model was made ready.
        """
        new = [word for word in dict.fromkeys(typed) if word not in self._typed]
        if not new:
            return []
        here = [word for word in new if word in self._held]
        if here and self._matrix is not None:
            self.learn(here, self._matrix[[self._held[word] for word in here]])
        rest = [word for word in new if word not in self._held]
        made = [word for word in rest if self._likely is not None and word in self._likely]
        if made and self._likely is not None:
            self.learn(made, self._likely.vectors(made))
        return [word for word in rest if word not in made]

    @cached_property
    def _likely(self) -> Likely | None:
        made = likely(self._encoder)
        # Another model that goes by a registered one's name has vectors of its own.
        fits = made is not None and self._index is not None and made.dimensions == self._index.d
        return made if fits else None

    def learn(self, typed: Sequence[str], matrix: Vectors) -> None:
        """Keep the unit vectors of words and phrases."""
        with self._lock:
            if len(self._typed) > _REMEMBERED:
                for old in list(self._typed)[: _REMEMBERED // 2]:
                    del self._typed[old]
                    self._near.pop(old, None)
            for word, row in zip(typed, matrix, strict=True):
                self._typed[word] = row.copy()

    def _close(self, word: str) -> tuple[tuple[str, float], ...]:
        """The stems of the words that lie near one, with their cosines, the nearest first."""
        found = self._near.get(word)
        vector = self._typed.get(word)
        if found is None and vector is not None:
            stem = texts.stem(word)
            close = [(self._words[at].stem, cosine) for at, cosine in self._nearest(vector)]
            found = tuple(pair for pair in close if pair[0] != stem)[:MOST]
            self._near[word] = found
        return found or ()

    def _nearest(self, vector: Vectors) -> list[tuple[int, float]]:
        """Places of the nearest words, and their cosines, from `NEAR` on, the nearest first."""
        count = min(MOST + 2, len(self._words))
        if not count:
            return []
        if self._matrix is not None and len(self._near) >= _OFTEN:
            at, cosines = self._coarse.nearest(vector, count)
        else:
            with nearest.alone():
                found, ids = self._index.search(np.ascontiguousarray(vector[None]), count)
            at, cosines = ids[0], found[0]
        return [
            (row, cosine)
            for row, cosine in zip(at.tolist(), cosines.tolist(), strict=True)
            if row >= 0 and cosine >= NEAR
        ]

    @cached_property
    def _coarse(self) -> nearest.Coarse:
        matrix = np.zeros((0, self._index.d), np.float32) if self._matrix is None else self._matrix
        return nearest.Coarse(matrix)

    def meaning(self, typed: str) -> Vectors | None:
        """The unit vector of what was learnt; None where it was not."""
        return self._typed.get(typed)

    def expand(self, sought: Sequence[Sought]) -> tuple[Sought, ...]:
        """What is looked for, each single word also by those of like meaning."""
        return tuple(self._expanded(one) for one in sought)

    def _expanded(self, one: Sought) -> Sought:
        near = self._close(one.word) if one.word else ()
        known = {*one.ways, *(other.tokens for other in one.others)}
        more = [
            Other((stem,), WORTH * cosine, related=True)
            for stem, cosine in near
            if (stem,) not in known
        ]
        return replace(one, others=(*one.others, *more)) if more else one


def vectors_for(
    words: Sequence[Word], known: Mapping[str, Vectors], encode: Any, dimensions: int
) -> Vectors:
    """A unit vector for each word: known ones, else by `encode`, shape (n, d)."""
    missing = [word.surface for word in words if word.surface not in known]
    fresh = dict(zip(missing, encode(missing), strict=True)) if missing else {}
    rows = [known.get(w.surface, fresh.get(w.surface)) for w in words]
    return np.stack(rows).astype(np.float32) if rows else np.zeros((0, dimensions), np.float32)  # type: ignore[arg-type]
