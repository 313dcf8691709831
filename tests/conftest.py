"""Fixtures that several test files share."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import streamlit as st
from streamlit import config

from index.library import Library
from quarterline.places import Gazetteer, Place
from tests.browser_support import address, browser, page, shelf_folder  # noqa: F401 - fixtures
from tests.postgres_support import postgres, sample, sample_address  # noqa: F401 - fixtures
from tests.ui_support import AUTUMN, SUMMER, make_library, use_fake_encoder, write_reports

# The module that the tests were started with.
MAIN = sys.modules["__main__"]
CORPUS = Path(__file__).resolve().parents[2] / "shared" / "corpus"


@pytest.fixture(scope="session")
def corpus_files() -> list[Path]:
    """The real reports, which are not part of the repository."""
    files = sorted(CORPUS.glob("*.txt"))
    if not files:
        pytest.skip(f"the real reports are not at {CORPUS}")
    return files


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    """A made-up county with two areas."""
    return Gazetteer(
        [
            Place("Wessing", "force"),
            Place("East LPA", "lpa", "Wessing", ("East Local Policing Area",)),
            Place("West LPA", "lpa", "Wessing", ("West Local Policing Area",)),
            Place("Harbury", "district", "East LPA"),
            Place("Castle Mere", "district", "East LPA", ("Castlemere",)),
            Place("Oldwick", "district", "West LPA"),
            Place("Saltmarsh Bay", "town", "Harbury"),
            Place("Oldwick Green", "town", "Oldwick"),
        ]
    )


@pytest.fixture(scope="session", autouse=True)
def _served_here() -> None:
    """The app is drawn as `quarterline ui` serves it: on loopback."""
    config.set_option("server.address", "127.0.0.1")


@pytest.fixture(autouse=True)
def _main_module(monkeypatch: pytest.MonkeyPatch) -> None:
    """Streamlit puts the app in the place of `__main__`, which processes begun later run anew."""
    monkeypatch.setitem(sys.modules, "__main__", MAIN)


@pytest.fixture
def own_app(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The app with a library folder of the test's own, a tiny encoder and empty caches."""
    _own_library(monkeypatch, tmp_path)
    st.cache_resource.clear()
    st.cache_data.clear()


@pytest.fixture
def own_cli(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The command line with a library folder of the test's own, a tiny encoder and wide lines."""
    _own_library(monkeypatch, tmp_path)
    monkeypatch.setenv("COLUMNS", "200")


def _own_library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    use_fake_encoder(monkeypatch)
    monkeypatch.setenv("QUARTERLINE_LIBRARY", str(tmp_path / "library"))


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A folder of two reports, one quarter missing between them."""
    return write_reports(tmp_path / "reports", autumn=AUTUMN, summer=SUMMER)


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, reports: Path) -> Library:
    """A library with those two, in the folder that `own_app` and `own_cli` look in."""
    use_fake_encoder(monkeypatch)
    return make_library(tmp_path / "library", reports)
