"""Figures over quarters in the app, without a browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.library import Library
from tests.ui_support import (
    AUTUMN,
    HOSTILE,
    SUMMER,
    WRONG,
    make_library,
    page,
    ran,
    source,
    words,
    write_reports,
)
from ui import figure_cards

LINE = "- A questionnaire about lighting went to every parish."
SPRING = AUTUMN.replace("Quarter 3 2019/20", "Quarter 1 2019/20").replace(
    "Data to December 2019", "Data to June 2019"
)


pytestmark = pytest.mark.usefixtures("own_app")


def stated(report: str, line: str) -> str:
    return report.replace(LINE, f"- {line}")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    folder = write_reports(
        tmp_path / "reports",
        spring=stated(SPRING, "There were 310 burglary offences between April and June 2019."),
        autumn=stated(
            AUTUMN, "There were 280 burglary offences between October and December 2019."
        ),
        summer=stated(
            SUMMER,
            "There were 240 burglary offences between April and June 2020, and 350 burglary "
            "offences between April and June 2019.",
        ),
    )
    return make_library(tmp_path / "library", folder)


@pytest.mark.usefixtures("library")
def test_the_figures_of_several_quarters_are_listed() -> None:
    app = page("figures")
    assert "that at least 2 quarters state" in words(app)
    assert 'href="./figures?text=burglary+offences&amp;series=' in source(app)


def test_a_figure_is_drawn_with_its_odd_point_and_links(library: Library) -> None:
    app = page("figures", text="burglary offences")
    text, html = words(app), source(app)
    assert "Burglary offences (number)" in text
    assert "2019-20 Q1 310 2019-20 Q1 ◆ Does not agree" in text
    assert "2019-20 Q1 350 (baseline) 2020-21 Q1 ◆ Does not agree" in text
    assert "2019-20 Q3 280 2019-20 Q3 ● As reported at the time" in text
    spring = library.document("spring.txt").id
    assert f"./reader?document={spring}" in html
    assert "from=figures%3Ftext%3Dburglary" in html
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels == ["Download the figures (CSV)", "Download the checks (CSV)"]
    [chart] = app.get("vega_lite_chart")
    spec = json.loads(chart.proto.spec)
    [_, points] = spec["layer"]
    shape = points["encoding"]["shape"]["scale"]
    drawn = dict(zip(shape["domain"], shape["range"], strict=True))
    assert drawn == {figure_cards.ODD: "diamond", figure_cards.REPORTED: "circle"}


def test_a_quarter_without_a_figure_breaks_the_line(library: Library) -> None:
    import track  # noqa: PLC0415 - pandas

    [series, *_] = track.measure(library, "burglary offences").series
    group = figure_cards.groups(series.points)[0]
    rows = figure_cards._rows(group, frozenset(), "figures")
    assert [(row["when"], row["value"]) for row in rows] == [
        ("2019-20 Q1", 310.0),
        ("2019-20 Q2", None),
        ("2019-20 Q3", 280.0),
        ("2019-20 Q4", None),
        ("2020-21 Q1", 240.0),
    ]
    assert all(row["address"].startswith("./reader?document=") for row in rows if row["kind"])


def test_figures_that_agree_are_not_marked(tmp_path: Path) -> None:
    folder = write_reports(
        tmp_path / "reports",
        autumn=stated(
            AUTUMN, "There were 280 burglary offences between October and December 2019."
        ),
        summer=stated(SUMMER, "There were 240 burglary offences between April and June 2020."),
    )
    make_library(tmp_path / "library", folder)
    app = page("figures", text="burglary offences")
    assert "● As reported at the time" in words(app)
    assert figure_cards.ODD not in words(app)
    assert len(app.get("vega_lite_chart")) == 1


@pytest.mark.usefixtures("library")
def test_an_unknown_figure_says_so_and_another_is_asked_for() -> None:
    app = page("figures", text="zeppelins")
    assert "No figure of this is followed" in words(app)
    assert "See all figures" in words(app)
    app.text_input(key="figures_text").set_value("burglary offences")
    assert "◆ Does not agree" in words(ran(app))
    assert app.query_params["text"] == "burglary offences"
    nonsense = page("figures", text="burglary offences", series="x|y", about="nowhere")
    assert "◆ Does not agree" in words(nonsense)


def test_operations_and_findings_lead_there(tmp_path: Path) -> None:
    folder = write_reports(tmp_path / "reports", wrong=WRONG, summer=SUMMER)
    make_library(tmp_path / "library", folder)
    assert 'href="./figures?text=' in source(page("operations", name="KINGLET", part="figures"))
    html = source(page("audit"))
    assert "Over quarters: <a" in html
    where = html.split('Over quarters: <a href="./figures?text=')[1].split("&amp;series=")
    found = page("figures", text=where[0].replace("+", " "))
    assert "No figure of this" not in words(found)


def test_hostile_measures_stay_text(tmp_path: Path) -> None:
    text = stated(HOSTILE, "There were 7 <b>x</b> [a](b) incidents and 9 **bold** incidents.")
    make_library(tmp_path / "library", write_reports(tmp_path / "bad", hostile=text))
    for app in (page("figures"), page("figures", text="incidents <script>alert(1)</script>")):
        assert "<b>x" not in source(app)
        assert "<script>" not in source(app)
