"""An encoder that ONNX Runtime runs on the CPU.

Each text is encoded alone, on one thread, and many texts are spread over as many threads as
there are processors. So nothing is padded, and a text's vector never depends on its neighbours:
int8 activations are scaled by the largest of all that is encoded together, which in a batch
would be another text's. It is no slower: measured on texts of 70 tokens, 125 a second of CPU
alone against 125 (sorted by length) in batches of eight, and 37 for PyTorch.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.encoder import check_file, check_files, mend, model_folder
from models.made import made
from models.register import Artefact
from quarterline.errors import ModelError

Vector = NDArray[np.float32]

# What is given for the token ids of one text, (1, length), by the name of the input.
_FEED: dict[str, Callable[[NDArray[np.int64]], NDArray[np.int64]]] = {
    "input_ids": lambda ids: ids,
    "attention_mask": np.ones_like,
    "token_type_ids": np.zeros_like,
}
# Tokens for which a thread is worth starting: a question and its words are read sooner than that.
_A_THREAD = 32


class OnnxEncoder:
    """A model as an ONNX file; `threads` is the most that are used at once."""

    def __init__(self, model: Artefact, threads: int | None = None) -> None:
        import onnxruntime  # type: ignore[import-untyped]  # noqa: PLC0415 - only to encode
        from tokenizers import Tokenizer  # noqa: PLC0415

        folder = model_folder(model)
        check_files(model, folder)
        self.name = model.name
        self.dimensions = model.dimensions
        self._pooling = model.pooling
        self._threads = processors() if threads is None else threads
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(model.tokens)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.use_deterministic_compute = True
        if model.made:
            # What is made here is fused already: to look for more takes 45 ms of every start
            # and changes neither the vectors nor how long they take.
            options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
        data = made(model).data if model.made else _read(model)
        try:
            self._session: Any = onnxruntime.InferenceSession(
                data, options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # its errors share no base of their own
            raise ModelError(
                f"ONNX Runtime {onnxruntime.__version__} cannot load {model.name}: {error}; "
                f"{mend(model)}"
            ) from error
        self._inputs = [(given.name, _FEED[given.name]) for given in self._session.get_inputs()]
        self._output = self._session.get_outputs()[0].name

    def encode(self, texts: Sequence[str]) -> Vector:
        """float32 (n, dimensions), unit length; the same for a text alone or among others."""
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        tokens = [found.ids for found in self._tokenizer.encode_batch(list(texts))]

        def fill(row: int) -> None:
            vectors[row] = self._vector(tokens[row])

        workers = min(self._threads, len(texts), sum(map(len, tokens)) // _A_THREAD)
        if workers <= 1:
            for row in range(len(texts)):
                fill(row)
            return vectors
        # The longest first, so that no thread begins one when the others have finished.
        order = sorted(range(len(texts)), key=lambda row: -len(tokens[row]))
        with ThreadPoolExecutor(workers) as pool:
            for _ in pool.map(fill, order):
                pass
        return vectors

    def _vector(self, tokens: list[int]) -> Vector:
        ids = np.array([tokens], dtype=np.int64)
        feed = {name: make(ids) for name, make in self._inputs}
        hidden: Vector = self._session.run([self._output], feed)[0][0]
        pooled = hidden[0] if self._pooling == "cls" else hidden.mean(axis=0)
        return np.asarray(pooled / np.linalg.norm(pooled), dtype=np.float32)


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _read(model: Artefact) -> bytes:
    folder = model_folder(model)
    return check_file(model, folder, model.weights, model.sha256).read_bytes()
