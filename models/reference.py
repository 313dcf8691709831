"""A model as its authors run it: sentence-transformers over torch, on the CPU.

The reference that the ONNX encoders are held against, and the encoder of models that have no
ONNX file.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from models.encoder import check_files, check_model, settle_environment
from models.register import EXACT, Artefact, artefact

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Measured on 2 cores over the passages of five reports, in seconds of CPU: 14 for 16, 19 for 8,
# 21 to 24 for 32 and more, since one long text pads its whole batch.
BATCH = 16


class ReferenceEncoder:
    """A sentence-transformers model on the CPU. Texts beyond `Artefact.tokens` are cut by it."""

    def __init__(self, model: Artefact | None = None) -> None:
        model = artefact(EXACT) if model is None else model
        folder = check_model(model)
        check_files(model, folder)
        self.name = model.name
        self.dimensions = model.dimensions
        settle_environment()
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415 - loads torch
        from transformers.utils import logging  # noqa: PLC0415

        # Its bar for loading weights would run through the command line's own output.
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]

        # A `str`: version 6.2 takes a Path for something else and fails.
        self._model: Any = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        self._model.max_seq_length = model.tokens
        import torch  # noqa: PLC0415

        self._torch: Any = torch
        self._threads = int(torch.get_num_threads())

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """float32 (n, dimensions), unit length."""
        import numpy as np  # noqa: PLC0415 - keeps the module light for callers that only check

        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        # Threads that wait for one another cost a short question more than they save: 12 ms on
        # one, 300 on two when the second core is busy. A library's worth of texts uses all.
        self._torch.set_num_threads(self._threads if len(texts) > BATCH else 1)
        vectors = self._model.encode(
            list(texts),
            batch_size=BATCH,
            convert_to_numpy=True,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return np.ascontiguousarray(vectors, dtype=np.float32)
