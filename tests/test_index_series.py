"""Figures found by what they count: SQL against the same question asked of every record."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import corpus
from index.ingest import ReportIngest
from index.series import SeriesName
from models.fake import FakeEncoder
from quarterline.records import Claim
from track.held_series import HeldSeries, series_name
from track.holdings import Holdings, holdings_of
from track.library import Library
from track.measure import measure_of, measures

SAMPLE = Path(corpus.__file__).parent / "sample" / "reports"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The sample, one report of it in two versions."""
    folder = tmp_path_factory.mktemp("series")
    text = (SAMPLE / "2020-21-q1.md").read_text(encoding="utf-8")
    (folder / "again.md").write_text(text + "\nThere were 77 more calls.\n", encoding="utf-8")
    made = Library(folder / "library", create=True, encoder=FakeEncoder(), ingest=ReportIngest())
    made.add([SAMPLE, folder / "again.md"])
    assert len(made.documents(superseded=True)) > len(made.documents())
    return made


@pytest.fixture(scope="module")
def held(library: Library) -> HeldSeries:
    passages = {p.id for p in library.passages() if not p.is_objective}
    quarters = {d.id: str(d.quarter or "") for d in library.documents()}
    return HeldSeries(passages, quarters, library.claims(), library.checks())


def of(claims: list[Claim]) -> dict[SeriesName, list[str]]:
    found: dict[SeriesName, list[str]] = {}
    for claim in claims:
        found.setdefault(series_name(claim), []).append(claim.id)
    return found


def test_the_same_is_stated(library: Library, held: HeldSeries) -> None:
    stated = library.series().stated()
    assert len(stated) == len(set(stated)) > 100
    assert set(stated) == set(held.stated())


def test_every_name_has_the_same_figures(library: Library, held: HeldSeries) -> None:
    names = list(dict.fromkeys(s.name for s in held.stated()))
    assert of(library.series().claims(names)) == of(held.claims(names))
    for name in names[::7]:
        assert library.series().claims([name]) == held.claims([name])


def test_figures_have_the_same_checks(library: Library, held: HeldSeries) -> None:
    for claim in library.claims()[::5]:
        assert library.series().checks([claim.id]) == held.checks([claim.id])
    every = {c.id for c in library.claims()}
    assert library.series().checks(every) == library.checks() != []


def test_names_are_data(library: Library) -> None:
    name = SeriesName("'; DROP TABLE claims; --", "", "count")
    assert library.series().claims([name]) == []
    assert library.series().checks(['"]; --']) == []


@pytest.mark.parametrize("text", ["emergency calls", "arrests", "casualties", "special constables"])
def test_a_measure_is_the_same_read_either_way(library: Library, text: str) -> None:
    read = holdings_of(library)
    whole: Holdings = replace(
        read, claims=tuple(library.claims()), checks=tuple(library.checks()), later=None, _memo={}
    )
    assert measure_of(read, text) == measure_of(whole, text)
    assert measures(read) == measures(whole)
