"""A BERT encoder as an ONNX graph, from its safetensors: in float32, or with int8 weights.

Written straight from the weights, so that neither torch nor a tracer has a part in it: each
layer is five products of matrices, an attention and two normalisations (Devlin et al. 2019,
"BERT"), with the operators that ONNX Runtime has fused kernels for. Padding is not provided
for: a text is encoded alone (see `models.onnx_encoder`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load_file

from quarterline.errors import ModelError

# A change of the graphs made here asks for another `models.made.RECIPE`.
INPUT = "input_ids"
OUTPUT = "last_hidden_state"

_OPSET = 17
_IR_VERSION = 8  # of the same year as the opset, so that older runtimes read it too
_RUNTIME = "com.microsoft"  # the domain of ONNX Runtime's own operators
# Weights of seven bits: on processors without VNNI two products of an unsigned and a signed
# byte are added up in sixteen bits, which 255 * 127 * 2 overflows and 255 * 63 * 2 does not.
# So one file gives the same sums everywhere. It costs a thousandth of cosine against eight.
_LARGEST = 63

Array = NDArray[Any]


def bert(folder: Path, precision: Literal["fp32", "int8"]) -> bytes:
    """The serialised model: token ids (batch, length) in, hidden states of each token out.

    Raises ModelError when the folder holds another architecture.
    """
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    if config.get("model_type") != "bert" or config.get("hidden_act") != "gelu":
        raise ModelError(
            f"{folder} holds a {config.get('model_type')} with {config.get('hidden_act')}; "
            "expected a bert with gelu"
        )
    weights = load_file(folder / "model.safetensors")
    graph = _Graph(int8=precision == "int8", epsilon=float(config["layer_norm_eps"]))
    hidden = _embeddings(graph, weights)
    for layer in range(int(config["num_hidden_layers"])):
        hidden = _layer(graph, weights, layer, hidden, int(config["num_attention_heads"]))
    graph.node("Identity", [hidden], OUTPUT)
    return graph.serialised(int(config["hidden_size"]))


@dataclass
class _Graph:
    """The nodes and weights so far."""

    int8: bool
    epsilon: float
    nodes: list[Any] = field(default_factory=list)
    weights: list[Any] = field(default_factory=list)

    def weight(self, name: str, values: Array) -> str:
        """A constant of the graph; returns its name."""
        self.weights.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def node(
        self, operator: str, inputs: list[str], output: str, domain: str = "", **options: Any
    ) -> str:
        """An operator with one output; returns its name."""
        self.nodes.append(
            helper.make_node(operator, inputs, [output], name=output, domain=domain, **options)
        )
        return output

    def linear(self, source: str, weight: Array, bias: Array, name: str) -> str:
        """`source @ weight + bias`, the weight of shape (in, out)."""
        addend = self.weight(f"{name}.bias", bias)
        if not self.int8:
            product = self.node("MatMul", [source, self.weight(f"{name}.weight", weight)],
                                f"{name}.product")  # fmt: skip
            return self.node("Add", [product, addend], name)
        whole, scale = quantised(weight)
        inputs = [source, self.weight(f"{name}.weight", whole), self.weight(f"{name}.scale", scale)]
        # No zero point: the weights are symmetric. The source is quantised as it comes.
        return self.node("DynamicQuantizeMatMul", [*inputs, "", addend], name, _RUNTIME)

    def normalised(self, source: str, weights: dict[str, Array], key: str, name: str) -> str:
        """The layer normalisation whose weights begin with `key`."""
        inputs = [source]
        inputs += [self.weight(f"{name}.{part}", weights[f"{key}.{part}"])
                   for part in ("weight", "bias")]  # fmt: skip
        return self.node("LayerNormalization", inputs, name, axis=-1, epsilon=self.epsilon)

    def serialised(self, width: int) -> bytes:
        """The whole as bytes, checked."""
        shape = ["batch", "length"]
        graph = helper.make_graph(
            self.nodes,
            "bert",
            [helper.make_tensor_value_info(INPUT, TensorProto.INT64, shape)],
            [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, [*shape, width])],
            self.weights,
        )
        model = helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", _OPSET), helper.make_opsetid(_RUNTIME, 1)],
            ir_version=_IR_VERSION,
            producer_name="quarterline",
        )
        onnx.checker.check_model(model)
        return bytes(model.SerializeToString(deterministic=True))


def quantised(weight: Array) -> tuple[Array, Array]:
    """Whole numbers and a scale for each column: `whole * scale` is the weight, nearly.

    Symmetric, by the largest of each column; a column of zeros keeps a scale of one.
    """
    largest = np.abs(weight).max(axis=0).astype(np.float32)
    scale = np.where(largest > 0, largest / np.float32(_LARGEST), np.float32(1))
    whole = np.clip(np.rint(weight / scale), -_LARGEST, _LARGEST).astype(np.int8)
    return whole, scale.astype(np.float32)


def _embeddings(graph: _Graph, weights: dict[str, Array]) -> str:
    """Words, positions and the one type of token there is, added up and normalised."""
    words = weights["embeddings.word_embeddings.weight"]
    if graph.int8:
        # Half precision halves the largest part of the file, and changes no cosine by 1e-4.
        half = graph.weight("words", words.astype(np.float16))
        rows = graph.node("Gather", [half, INPUT], "words.half")
        rows = graph.node("Cast", [rows], "words.rows", to=TensorProto.FLOAT)
    else:
        rows = graph.node("Gather", [graph.weight("words", words), INPUT], "words.rows")
    kind = weights["embeddings.token_type_embeddings.weight"][0]
    places = graph.weight("places", weights["embeddings.position_embeddings.weight"] + kind)
    length = graph.node("Shape", [INPUT], "length", start=1, end=2)
    zero = graph.weight("zero", np.zeros(1, dtype=np.int64))
    places = graph.node("Slice", [places, zero, length, zero], "places.rows")
    total = graph.node("Add", [rows, places], "embeddings.sum")
    return graph.normalised(total, weights, "embeddings.LayerNorm", "embeddings")


def _layer(graph: _Graph, weights: dict[str, Array], number: int, hidden: str, heads: int) -> str:
    prefix = f"encoder.layer.{number}."

    def dense(key: str) -> tuple[Array, Array]:
        return weights[f"{prefix}{key}.weight"].T, weights[f"{prefix}{key}.bias"]

    name = f"layer{number}"
    parts = [dense(f"attention.self.{part}") for part in ("query", "key", "value")]
    joined = graph.linear(
        hidden,
        np.concatenate([weight for weight, _ in parts], axis=1),
        np.concatenate([bias for _, bias in parts]),
        f"{name}.projected",
    )
    sizes = graph.weight(f"{name}.sizes", np.array([len(bias) for _, bias in parts]))
    split = [f"{name}.{part}" for part in ("query", "key", "value")]
    graph.nodes.append(helper.make_node("Split", [joined, sizes], split, axis=2))
    attended = graph.node("MultiHeadAttention", split, f"{name}.attended", _RUNTIME,
                          num_heads=heads)  # fmt: skip
    attended = graph.linear(attended, *dense("attention.output.dense"), f"{name}.attention")
    total = graph.node("Add", [hidden, attended], f"{name}.attention.sum")
    key = f"{prefix}attention.output.LayerNorm"
    hidden = graph.normalised(total, weights, key, f"{name}.attention.normalised")
    wide = graph.linear(hidden, *dense("intermediate.dense"), f"{name}.wide")
    wide = graph.node("Gelu", [wide], f"{name}.gelu", _RUNTIME)
    narrow = graph.linear(wide, *dense("output.dense"), f"{name}.narrow")
    total = graph.node("Add", [hidden, narrow], f"{name}.sum")
    return graph.normalised(total, weights, f"{prefix}output.LayerNorm", name)
