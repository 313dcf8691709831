"""Training an encoder of our own: MiniLM, taught by a better and slower one.

The teacher encodes questions and passages once. In each step the student sees a batch of pairs
and is asked to hold each question as near to every passage of the batch, and each passage as
near to every question, as the teacher does: the divergence of Kullback and Leibler between the
two models' softmax over the batch, both ways (Hinton, Vinyals and Dean 2015, "Distilling the
Knowledge in a Neural Network"; the other pairs are the negatives). Half the batches are of
pairs whose passages lie near one another, where telling them apart is hard. Nothing needs to
be judged, and a question that fits several passages does no harm.

The same pairs, steps and seed on one thread of the same processor give the same weights.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.encoder import Encoder, check_files, check_model, settle_environment
from models.folders import models_folder, sha256, write_whole
from models.register import EXACT, artefact, as_passage, as_question
from models.trained import TRAINED, WEIGHTS, checked_name

if TYPE_CHECKING:
    from models.register import Artefact

STEPS = 1_500
SEED = 5
# None of these was searched: they are the usual ones for models of this size.
RATE = 3e-5
WARM = 0.1  # of all steps, in which the rate rises; then it falls to nothing
BATCH = 32
# How sharply each model tells passages apart. The teacher's cosines lie closer together.
STUDENT_HEAT = 0.05
TEACHER_HEAT = 0.02
TOKENS = 128  # read of a text while training, which sets how long a step takes
TOLD = 25  # steps between two words on how it goes
NEIGHBOURS = 3  # batches' worth of near pairs, of which a hard batch is drawn

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Pair:
    """A question and a passage that answers it."""

    question: str
    passage: str


@dataclass(frozen=True, slots=True)
class Plan:
    """How long, from where, and under which name a model is trained."""

    name: str
    steps: int = STEPS
    seed: int = SEED
    threads: int | None = None
    device: str = "cpu"


def train(
    pairs: Sequence[Pair],
    teacher: Encoder,
    plan: Plan,
    tell: Callable[[str], None] = lambda words: None,
) -> Path:
    """Train a model and keep it in the folder of models; returns its own folder there.

    Raises ModelError for a name that cannot be one, or where MiniLM is missing or altered, and
    ValueError with fewer pairs than make a batch.
    """
    if len(pairs) < BATCH:
        raise ValueError(f"{len(pairs)} pairs were given; expected at least {BATCH}")
    checked_name(plan.name)
    base = artefact(EXACT)
    origin = check_model(base)
    check_files(base, origin)
    begun = time.perf_counter()
    asked = _taught(teacher, [as_question(teacher.name, p.question) for p in pairs])
    read = _taught(teacher, [as_passage(teacher.name, p.passage) for p in pairs])
    tell(f"{teacher.name} has encoded {len(pairs):,} pairs: {time.perf_counter() - begun:.0f} s")
    student = _student(origin, plan)
    _fit(student, pairs, (asked, read), plan, tell)
    return _keep(student, base, origin, plan, _record(pairs, teacher, plan))


def _taught(teacher: Encoder, texts: Sequence[str]) -> Vectors:
    """The teacher's vectors; a text that comes again is encoded once."""
    once = list(dict.fromkeys(texts))
    at = {text: row for row, text in enumerate(once)}
    return teacher.encode(once)[[at[text] for text in texts]]


def batches(read: Vectors, plan: Plan) -> Iterator[NDArray[np.int64]]:
    """The pairs of each step: at random, and every second time all near to one of them."""
    rng = np.random.default_rng(plan.seed)
    count = len(read)
    for step in range(plan.steps):
        if step % 2 == 0:
            yield rng.choice(count, BATCH, replace=False)
            continue
        near = np.argsort(-(read @ read[rng.integers(count)]), kind="stable")
        yield rng.choice(near[: NEIGHBOURS * BATCH], BATCH, replace=False)


def _student(origin: Path, plan: Plan) -> Any:
    settle_environment()
    import torch  # noqa: PLC0415 - only to train
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    torch.manual_seed(plan.seed)
    if plan.threads is not None:
        torch.set_num_threads(plan.threads)
    student = SentenceTransformer(str(origin), device=plan.device, local_files_only=True)
    student.max_seq_length = TOKENS
    return student


def _fit(
    student: Any,
    pairs: Sequence[Pair],
    taught: tuple[Vectors, Vectors],
    plan: Plan,
    tell: Callable[[str], None],
) -> None:
    import torch  # noqa: PLC0415

    asked, read = taught
    best = torch.optim.AdamW(student.parameters(), lr=RATE, weight_decay=0.01)
    warm = max(1, int(WARM * plan.steps))
    rates = torch.optim.lr_scheduler.LambdaLR(
        best, lambda n: min((n + 1) / warm, (plan.steps - n) / max(1, plan.steps - warm))
    )
    student.train()
    begun, losses = time.perf_counter(), []
    for step, rows in enumerate(batches(read, plan), start=1):
        wanted = torch.from_numpy(asked[rows] @ read[rows].T).to(plan.device) / TEACHER_HEAT
        found = (
            _encoded(student, [pairs[at].question for at in rows])
            @ _encoded(student, [pairs[at].passage for at in rows]).T
        ) / STUDENT_HEAT
        loss = _divergence(found, wanted) + _divergence(found.T, wanted.T)
        best.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        best.step()
        rates.step()
        losses.append(float(loss.detach()))
        if step % TOLD == 0 or step == plan.steps:
            spent = time.perf_counter() - begun
            tell(f"step {step} of {plan.steps}, loss {np.mean(losses[-TOLD:]):.4f}, {spent:.0f} s")


def _encoded(student: Any, texts: list[str]) -> Any:
    import torch  # noqa: PLC0415

    told = student.preprocess(texts)
    given = {k: v.to(student.device) if hasattr(v, "to") else v for k, v in told.items()}
    return torch.nn.functional.normalize(student(given)["sentence_embedding"], dim=1)


def _divergence(found: Any, wanted: Any) -> Any:
    import torch  # noqa: PLC0415

    return torch.nn.functional.kl_div(
        found.log_softmax(dim=1), wanted.log_softmax(dim=1), log_target=True, reduction="batchmean"
    )


def _record(pairs: Sequence[Pair], teacher: Encoder, plan: Plan) -> dict[str, Any]:
    return {
        "teacher": teacher.name,
        "pairs": len(pairs),
        "steps": plan.steps,
        "batch": BATCH,
        "seed": plan.seed,
        "rate": RATE,
        "trained_with": {n: metadata.version(n) for n in ("torch", "sentence-transformers")},
    }


def _keep(student: Any, base: Artefact, origin: Path, plan: Plan, training: dict[str, Any]) -> Path:
    """Write weights, tokeniser and record; the record last, without which it is no model."""
    from safetensors.numpy import load_file, save_file  # noqa: PLC0415

    folder = models_folder() / plan.name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / TRAINED).unlink(missing_ok=True)
    learnt = dict(student[0].auto_model.state_dict().items())
    weights = {
        key: learnt[key].detach().cpu().numpy() if key in learnt else old
        for key, old in load_file(origin / WEIGHTS).items()
    }
    save_file(weights, folder / WEIGHTS)
    for name, _ in base.files:
        shutil.copyfile(origin / name, folder / name)
    record = {
        "name": plan.name,
        "sha256": sha256(folder / WEIGHTS),
        "files": base.files,
        "licence": base.licence,
        "source": f"trained by Quarterline from {base.source}",
        "base": base.name,
        "dimensions": base.dimensions,
        "pooling": base.pooling,
        "tokens": base.tokens,
        **training,
    }
    write_whole(folder / TRAINED, (json.dumps(record, indent=1) + "\n").encode())
    return folder
