"""A library of more reports than one page shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import TextInput

from index.library import Library
from tests.ui_support import AUTUMN, finished, page, ran, source, words, write_reports
from ui import view_library

pytestmark = pytest.mark.usefixtures("own_app")


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, library: Library) -> Library:
    """Five reports, of which a page shows two."""
    monkeypatch.setattr(view_library, "PART", 2)
    texts = {
        f"report{year}": AUTUMN.replace("2019/20", f"{year}/{year % 100 + 1}").replace(
            "December 2019", f"December {year}"
        )
        for year in (2016, 2017, 2018)
    }
    library.add([write_reports(tmp_path / "more", **texts)])
    return library


def names(app: AppTest) -> list[str]:
    return re.findall(r"<h3><a [^>]*>Quarter (\d, \d{4}-\d\d)", source(app))


def box(app: AppTest) -> TextInput:
    return next(one for one in app.text_input if one.label.startswith("Find a report"))


def find(app: AppTest, what: str) -> AppTest:
    box(app).set_value(what)
    return ran(app)


@pytest.mark.usefixtures("many")
def test_a_long_list_is_shown_in_parts() -> None:
    app = page("library")
    assert "5 reports in use" in words(app)
    assert names(app) == ["1, 2020-21", "3, 2019-20"]
    assert words(app).count("1 to 2 of 5 Older") == 2
    app = page("library", page="2")
    assert names(app) == ["3, 2018-19", "3, 2017-18"]
    # The quarters between the last report of one part and the first of the next.
    assert words(app).index("No report held for 2018-19 Q4 to 2019-20 Q2") < words(app).index(
        "Quarter 3, 2018-19"
    )
    assert "3 to 4 of 5 Newer Older" in words(app)
    assert "page%3D2" in source(app)  # the way back from the report
    assert names(page("library", page="3")) == ["3, 2016-17"]
    for wrong in ("4", "0", "-1", "x", "99999999999"):
        assert names(page("library", page=wrong))[0] == "1, 2020-21"


def test_a_report_of_a_long_list_is_found(many: Library) -> None:
    app = page("library", find="quarter 3, 2017-18")
    assert names(app) == ["3, 2017-18"]
    assert "1 report found" in words(app)
    assert "No report held" not in words(app)
    assert box(app).value == "quarter 3, 2017-18"
    assert names(find(app, "essex 2019")) == ["3, 2019-20"]
    assert names(find(app, "ssex")) == []  # no word begins so
    assert "0 reports found" in words(app)
    assert names(find(app, "report2016")) == ["3, 2016-17"]
    key = many.document("report2016.txt").id
    app.checkbox(key=f"sure_{key}").check()
    ran(app)
    app.button(key=f"remove_{key}").click()
    assert "report2016.txt was removed" in finished(ran(app))


def test_what_is_found_is_shown_from_its_first_part(many: Library) -> None:
    app = page("library", page="2")
    assert names(find(app, "quarter 3")) == ["3, 2019-20", "3, 2018-19"]
    assert len(many.documents()) == 5
