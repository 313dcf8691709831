"""Questions with judged passages, and how well a ranking answers them.

Our own questions (`bench/questions/`) are of two sets, graded 3 (exactly answers), 2 (clearly
relevant) and 1 (marginal). On the sample library, a relevant passage is named by its report and
first words; on the real reports, which are not in the repository, by the report's id and the
passage's offsets. The annotated questions stand outside the repository, with the scorer that
reads them.
"""

from __future__ import annotations

import importlib.util
import json
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from quarterline.records import Document, Passage

QUESTIONS = Path(__file__).resolve().parent / "questions"
NONE = "none"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: `kind` is analyst, inspector, auditor, or none where there is no answer."""

    qid: str
    kind: str
    query: str


@dataclass(frozen=True, slots=True)
class Score:
    """Of one question: nDCG at 10, recall at 20 of passages of grade 2 and 3, reciprocal rank."""

    ndcg: float
    recall: float
    mrr: float


class Judged(Protocol):
    """Questions, and a score for each ranking of passages."""

    @property
    def asked(self) -> Sequence[Asked]:
        """All questions, those without an answer among them."""
        ...

    def score(self, rankings: Mapping[str, Sequence[Passage]]) -> dict[str, Score]:
        """The score of each question that has an answer; passages ranked best first."""
        ...


class Own:
    """Our own questions, on the passages of the sample library."""

    def __init__(self, documents: Sequence[Document], passages: Sequence[Passage]) -> None:
        self.asked = [
            Asked(row["qid"], row["type"], row["query"])
            for row in rows(QUESTIONS / "questions.jsonl")
        ]
        sources = {d.id: Path(d.source).stem for d in documents}
        texts = [(sources[p.document], one_line(p.text), p.id) for p in passages]
        self.grades: dict[str, dict[str, int]] = {}
        for row in rows(QUESTIONS / "relevance.jsonl"):
            found = [i for s, t, i in texts if s == row["source"] and t.startswith(row["starts"])]
            if not found:
                raise ValueError(f"no passage of {row['source']} begins with {row['starts']!r}")
            self.grades.setdefault(row["qid"], {}).update(dict.fromkeys(found, row["grade"]))

    def score(self, rankings: Mapping[str, Sequence[Passage]]) -> dict[str, Score]:
        """By passage ids."""
        return {
            asked.qid: graded(self.grades[asked.qid], [p.id for p in rankings[asked.qid]])
            for asked in self.asked
            if asked.kind != NONE
        }


class Reports:
    """Our questions on the real reports; `held_out` ones are for the last look only.

    Passages that were judged are those that lexical, dense, fused and our own rankings put
    first, besides what a reading of the reports had noted for each question. The questions of
    the set "analyst" were graded by reading every passage before any ranking of them was seen;
    for the first 70 of them, what BM25, two encoders, a fusion and ours put first was then
    read too, merged and sorted by place. The last 24 were written when all else was settled.
    """

    def __init__(
        self, passages: Sequence[Passage], *, held_out: bool | None = None, name: str = "reports"
    ) -> None:
        self.asked = [
            Asked(row["qid"], row["type"], row["query"])
            for row in rows(QUESTIONS / f"{name}_questions.jsonl")
            if held_out is None or is_held_out(row["qid"]) is held_out
        ]
        by_document: dict[str, list[Passage]] = {}
        for passage in passages:
            by_document.setdefault(passage.document, []).append(passage)
        self.grades: dict[str, dict[str, int]] = {}
        for row in rows(QUESTIONS / f"{name}_relevance.jsonl"):
            grades = self.grades.setdefault(row["qid"], {})
            for passage in by_document.get(row["document"], ()):
                if overlaps(passage, row["start"], row["end"]):
                    grades[passage.id] = max(row["grade"], grades.get(passage.id, 0))

    def score(self, rankings: Mapping[str, Sequence[Passage]]) -> dict[str, Score]:
        """By passage ids."""
        return {
            asked.qid: graded(self.grades[asked.qid], [p.id for p in rankings[asked.qid]])
            for asked in self.asked
            if asked.kind != NONE
        }


def fresh() -> list[Asked]:
    """Questions on the real reports of which only is known whether they have an answer."""
    return [
        Asked(row["qid"], row["type"], row["query"])
        for row in rows(QUESTIONS / "fresh_questions.jsonl")
    ]


def near_misses(part: str) -> list[Asked]:
    """Questions near to what the real reports say, half of them without an answer.

    `part` is "fit" for those that may be learnt from, "test" for those kept for the last look.
    """
    return [
        Asked(row["qid"], row["type"], row["query"])
        for row in rows(QUESTIONS / "hard_questions.jsonl")
        if row["part"] == part
    ]


def is_held_out(qid: str) -> bool:
    """Whether a question on the real reports is for the last look only: every third is."""
    return int(qid[2:]) % 3 == 0


def overlaps(passage: Passage, start: int, end: int) -> bool:
    """Whether a passage and a span share more than half of the shorter of the two."""
    shared = min(passage.end, end) - max(passage.start, start)
    return shared > 0.5 * min(passage.end - passage.start, end - start)


class Annotated:
    """The annotated questions on the real reports, scored by the scorer beside them."""

    def __init__(self, gold: Path, documents: Sequence[Document]) -> None:
        self.asked = [
            Asked(row["qid"], row["type"], row["query"]) for row in rows(gold / "queries.jsonl")
        ]
        self._sources = {d.id: d.source for d in documents}
        self._scorer = load(gold / "search_eval.py")
        self._judged = self._scorer.load(str(gold))
        for spans in self._judged[2].values():
            spans.sort()

    def score(self, rankings: Mapping[str, Sequence[Passage]]) -> dict[str, Score]:
        """By spans, with the scorer's own rules."""
        run = {
            qid: [
                {"doc": self._sources[p.document][:3], "start": p.start, "end": p.end, "score": 0.0}
                for p in ranking
            ]
            for qid, ranking in rankings.items()
        }
        found, _, _ = self._scorer.score(run, *self._judged)
        return {qid: Score(r["ndcg"], r["recall"], r["mrr"]) for qid, r in found.items()}


def graded(grades: Mapping[str, int], ranking: Sequence[str], relevant: int = 2) -> Score:
    """nDCG@10 with gain 2^grade - 1, recall@20 and reciprocal rank of grade `relevant` and up."""
    gains = [2 ** grades.get(key, 0) - 1 for key in ranking[:10]]
    ideal = [2**grade - 1 for grade in sorted(grades.values(), reverse=True)[:10]]
    right = {key for key, grade in grades.items() if grade >= relevant}
    recall = len(right & set(ranking[:20])) / min(20, len(right)) if right else 0.0
    first = next((at for at, key in enumerate(ranking[:100], start=1) if key in right), 0)
    return Score(discounted(gains) / discounted(ideal), recall, 1 / first if first else 0.0)


def discounted(gains: Sequence[float]) -> float:
    """Discounted cumulative gain, each gain over log2(rank + 1)."""
    return sum(gain / math.log2(at + 2) for at, gain in enumerate(gains))


def mean(values: Sequence[float]) -> float:
    """The mean; 0 of nothing."""
    return sum(values) / len(values) if values else 0.0


def paired(
    ours: Sequence[float], theirs: Sequence[float], *, rounds: int = 5_000, seed: int = 5
) -> tuple[float, float, float]:
    """The mean difference, and its 95% interval by a paired bootstrap over questions."""
    differences = [a - b for a, b in zip(ours, theirs, strict=True)]
    pick = random.Random(seed)  # noqa: S311 - resampling, not secrets
    means = sorted(mean(pick.choices(differences, k=len(differences))) for _ in range(rounds))
    return mean(differences), means[int(0.025 * rounds)], means[int(0.975 * rounds)]


def auc(right: Sequence[float], wrong: Sequence[float]) -> float:
    """How often a question with an answer scores above one without; ties count half."""
    return mean([(a > b) + 0.5 * (a == b) for a in right for b in wrong])


def rows(path: Path) -> list[dict[str, Any]]:
    """The rows of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def one_line(text: str) -> str:
    """A text with single spaces."""
    return " ".join(text.split())


def load(path: Path) -> Any:
    """A script outside the repository, as a module."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ValueError(f"{path} is no Python file")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
