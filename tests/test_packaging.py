"""The package as a whole: rooms, floors, public names, dependencies, what a wheel holds."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
TOOL = PROJECT["tool"]
NOT_ROOMS = {"tests", "docs", "build", "dist"}

PUBLIC = [
    "Check",
    "Claim",
    "Comparison",
    "Document",
    "Library",
    "Mention",
    "Passage",
    "Period",
    "Quarter",
    "QuarterlineError",
    "extract_claims",
]


def rooms() -> list[str]:
    """Every top-level folder that holds Python code of the product."""
    return sorted(
        folder.name
        for folder in ROOT.iterdir()
        if folder.is_dir()
        and not folder.name.startswith(".")
        and folder.name not in NOT_ROOMS
        and any(folder.glob("*.py"))
    )


def sources() -> list[Path]:
    return [path for room in rooms() for path in sorted((ROOT / room).rglob("*.py"))]


def requirements(lines: list[str]) -> list[str]:
    """The normal names of requirements."""
    return [
        re.sub(r"[-_.]+", "-", re.split(r"[<>=!~;\[ ]", line, maxsplit=1)[0]).lower()
        for line in lines
    ]


DEPENDENCIES = requirements(PROJECT["project"]["dependencies"])
OPTIONAL = requirements(
    [line for extra in PROJECT["project"]["optional-dependencies"].values() for line in extra]
)


def test_every_room_is_packaged_typed_and_linted() -> None:
    found = rooms()
    assert {"quarterline", "corpus", "ui"} <= set(found)
    assert sorted(TOOL["hatch"]["build"]["targets"]["wheel"]["packages"]) == found
    assert sorted(TOOL["importlinter"]["root_packages"]) == found
    assert sorted(TOOL["mypy"]["files"]) == sorted([*found, "tests"])
    for room in found:
        assert (ROOT / room / "__init__.py").is_file(), room
        assert (ROOT / room / "py.typed").is_file(), room


def test_every_room_stands_on_one_floor() -> None:
    [contract] = [c for c in TOOL["importlinter"]["contracts"] if c["type"] == "layers"]
    placed = [room.strip() for layer in contract["layers"] for room in layer.split("|")]
    assert sorted(placed) == rooms()


def test_public_names() -> None:
    quarterline = importlib.import_module("quarterline")
    assert quarterline.__all__ == PUBLIC
    assert dir(quarterline) == sorted([*PUBLIC, "__version__"])
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = quarterline.nonsense


@pytest.mark.parametrize("name", PUBLIC)
def test_public_name_can_be_loaded(name: str) -> None:
    assert getattr(importlib.import_module("quarterline"), name).__doc__


def test_version_is_the_project_s() -> None:
    assert importlib.import_module("quarterline").__version__ == PROJECT["project"]["version"]


@pytest.mark.parametrize("module", ["quarterline", "ui.cli"])
def test_start_is_light(module: str) -> None:
    heavy = ["torch", "spacy", "streamlit", "faiss", "numpy", "pandas", "rich.console", "scipy"]
    code = f"import sys, {module}; print([m for m in {heavy!r} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_no_module_of_ui_hides_another() -> None:
    # Streamlit puts the script's folder first on sys.path: ui/html.py would replace `html`.
    taken = set(sys.stdlib_module_names) | set(rooms()) | set(metadata.packages_distributions())
    names = {path.stem for path in (ROOT / "ui").glob("*.py")} - {"__init__"}
    names |= {p.name for p in (ROOT / "ui").iterdir() if p.is_dir()} - {"__pycache__", ".streamlit"}
    assert names & taken == set()


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, node.name


def test_entry_points_lead_somewhere() -> None:
    points = {"console": PROJECT["project"]["scripts"], **PROJECT["project"]["entry-points"]}
    for group in points.values():
        for name, value in group.items():
            module, _, attribute = value.partition(":")
            assert callable(getattr(importlib.import_module(module), attribute)), name


def test_each_dependency_is_explained() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    rows = [line.split("|") for line in page.splitlines() if line.startswith("| ")]
    explained = {
        re.sub(r"[-_.]+", "-", row[1].strip()).lower(): row for row in rows if len(row) > 5
    }
    assert set(DEPENDENCIES) | set(OPTIONAL) == set(explained) - {"package", "-"}
    for name in (*DEPENDENCIES, *OPTIONAL):
        assert all(cell.strip() for cell in explained[name][1:6]), name


def test_lock_pins_everything() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    for line in lines:
        # No URL and no "+cpu": an index elsewhere may carry another wheel of the same version.
        assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*==[0-9A-Za-z.!]+( ;.*)?", line), line
    pinned = set(requirements(lines))
    build = requirements(PROJECT["build-system"]["requires"])
    assert {*DEPENDENCIES, *OPTIONAL, *build} - {"atheris"} <= pinned


def test_wheel_holds_code_and_data_and_nothing_else(tmp_path: Path) -> None:
    builder = pytest.importorskip("hatchling.builders.wheel", reason="hatchling is not installed")
    [wheel] = builder.WheelBuilder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(rooms())
    screens = ("ui/app.py", "ui/app.css", "ui/icon.svg", "ui/.streamlit/config.toml")
    assert {*screens, "quarterline/py.typed"} <= set(names)
    profiles = [path.name for path in (ROOT / "extract" / "profiles").glob("*.toml")]
    for profile in profiles:
        assert f"extract/profiles/{profile}" in names
