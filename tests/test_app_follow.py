"""Operations and themes in the app, without a browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.ui_support import (
    HOSTILE,
    HOSTILE_WORDS,
    make_library,
    page,
    press,
    ran,
    source,
    words,
    words_without_marks,
    write_reports,
)
from ui.words import visible

pytestmark = pytest.mark.usefixtures("own_app")


# ---- operations


@pytest.mark.parametrize("path", ["operations", "themes", "audit", "reader", "library"])
def test_without_a_library_each_page_says_how_to_make_one(path: str) -> None:
    assert "There are no reports yet" in words(page(path))


@pytest.mark.usefixtures("library")
def test_the_register_lists_finds_and_sorts() -> None:
    app = page("operations")
    assert "2 operations and projects" in words(app)
    assert 'href="./operations?name=KINGLET"' in source(app)
    app.text_input(key="operations_find").set_value("basildon whimbrel")
    text = words(ran(app))
    assert "1 operation or project" in text
    assert "KINGLET" not in text
    assert app.query_params["find"] == "basildon whimbrel"
    app.text_input(key="operations_find").set_value("volcano")
    assert "No operation or project has these words" in words(ran(app))


@pytest.mark.usefixtures("library")
def test_the_register_is_sorted_as_asked() -> None:
    html = source(page("operations", sort="first mentioned"))
    assert html.index(">KINGLET<") < html.index(">WHIMBREL<")
    html = source(page("operations", sort="last mentioned"))
    assert html.index(">KINGLET<") < html.index(">WHIMBREL<")
    assert page("operations", sort="nonsense").selectbox(key="operations_sort").value == "name"


@pytest.mark.usefixtures("library")
def test_the_matrix_leads_to_a_quarter() -> None:
    html = source(page("operations", layout="matrix"))
    assert 'href="./operations?name=KINGLET#q-2019-20-Q3">2</a>' in html
    assert "no report held for 2019-20 Q4" in html


@pytest.mark.usefixtures("library")
def test_an_operation_shows_its_quarters() -> None:
    app = page("operations", name="op kinglet")
    text = words(app)
    for said in (
        "Operation KINGLET",
        "3 passages of 2 reports, 2019-20 Q3 to 2020-21 Q1",
        "Gaps in the library No report held for 2019-20 Q4",
        "closed two county lines in October",
    ):
        assert said in text
    assert 'id="q-2019-20-Q3"' in source(app)
    assert "from=operations%3Fname%3DKINGLET" in source(app)


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("changes", "No longer said"),
        ("figures", "5,400"),
        ("places", "Mentioned together"),
        ("names", "Operation KINGLET"),
    ],
)
def test_each_part_of_an_operation_has_a_link(part: str, said: str) -> None:
    app = page("operations", name="KINGLET", part=part)
    assert said in words(app)
    assert app.query_params["part"] == part
    assert app.query_params["name"] == "KINGLET"


@pytest.mark.usefixtures("library")
def test_a_change_marks_what_went_and_what_came() -> None:
    html = source(page("operations", name="KINGLET", part="changes"))
    assert "<del>October</del>" in html
    assert "<ins>May</ins>" in html


@pytest.mark.usefixtures("library")
def test_an_unknown_operation_says_what_was_searched() -> None:
    text = words(page("operations", name="ALBATROSS"))
    assert "No report names an operation “ALBATROSS”" in text
    assert "2 reports, 8 passages searched" in text


@pytest.mark.usefixtures("library")
def test_a_name_is_joined_and_the_decision_undone() -> None:
    app = page("operations", name="KINGLET", part="names")
    app.selectbox(key="decide_join_other").set_value("WHIMBREL")
    app.text_input(key="decide_join_reason").set_value("one team")
    text = words(press(app, "Join"))
    assert "The decision is kept" in text
    assert "Join WHIMBREL: KINGLET. Reason: one team" in text
    assert "Operation WHIMBREL" in text
    text = words(press(app, "Undo"))
    assert "Decision d0001 was undone" in text
    assert "Reason: one team" not in text


@pytest.mark.usefixtures("library")
def test_a_decision_needs_a_reason() -> None:
    app = page("operations", name="KINGLET", part="names")
    app.text_input(key="decide_rename_other").set_value("KESTREL")
    text = words(press(app, "Rename"))
    assert "The decision was not taken" in text
    assert "needs a reason" in text


@pytest.mark.usefixtures("library")
def test_a_renamed_operation_stays_open_under_its_new_name() -> None:
    app = page("operations", name="KINGLET", part="names")
    app.text_input(key="decide_rename_other").set_value("KESTREL")
    app.text_input(key="decide_rename_reason").set_value("its new name")
    assert "Operation KESTREL" in words(press(app, "Rename"))
    assert app.query_params["name"] == "KESTREL"


# ---- themes


@pytest.mark.usefixtures("library")
def test_all_themes_by_quarter() -> None:
    html = source(page("themes"))
    assert "County lines" in html
    assert "All passages" in html
    assert 'href="./themes?text=county+lines&amp;quarter=2019-20+Q3#passages">' in html


@pytest.mark.usefixtures("library")
def test_a_theme_shows_counts_beside_the_reports_size() -> None:
    app = page("themes", text="lighting", how="words")
    text = words(app)
    assert "Lighting by quarter" in text
    assert "2019-20 Q3 1 4 25.0" in text
    assert "No report held for 2019-20 Q4" in text
    assert "To count again: passages.jsonl" in text
    assert "questionnaire about lighting" in text


@pytest.mark.usefixtures("library")
def test_a_number_leads_to_its_passages() -> None:
    app = page("themes", text="county lines", quarter="2019-20 Q3", place="Southend")
    text = words(app)
    assert "Passages in Southend, 2019-20 Q3 1 passage" in text
    assert "in October" in text
    assert "in May;" not in text.split("Passages in Southend")[1]
    assert "Show all passages of the theme" in text


@pytest.mark.usefixtures("library")
def test_a_theme_that_no_report_has_is_all_zeros() -> None:
    text = words(page("themes", text="zeppelins", how="words"))
    assert "2019-20 Q3 0 4 0.0" in text
    assert "No passage speaks of zeppelins" in text


@pytest.mark.usefixtures("library")
def test_a_theme_that_cannot_be_followed_says_why() -> None:
    text = words(page("themes", text="zeppelins", how="terms"))
    assert "This theme cannot be followed" in text
    assert "See all themes" in text


@pytest.mark.usefixtures("library")
def test_the_threshold_can_be_moved() -> None:
    app = page("themes", text="county lines")
    app.selectbox(key="themes_least").set_value("5")
    assert "No passage speaks of county lines" in words(ran(app))
    assert app.query_params["least"] == "5"


# ---- text of a report is data


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("operations", {"name": "KINGLET"}),
        ("operations", {"name": "KINGLET", "part": "changes"}),
        ("operations", {"name": "KINGLET", "part": "names"}),
        ("themes", {"text": "questionnaire", "how": "words"}),
        ("themes", {"text": "<script>alert(1)</script>", "how": "words"}),
        ("operations", {"name": "<script>alert(1)</script>"}),
    ],
)
def test_hostile_text_stays_text(tmp_path: Path, path: str, params: dict[str, str]) -> None:
    text = HOSTILE.replace("- Hostile", "- Operation KINGLET: Hostile")
    make_library(tmp_path / "library", write_reports(tmp_path / "bad", hostile=text))
    app = page(path, **params)
    html = source(app)
    if params.get("part") != "names" and "<" not in "".join(params.values()):
        assert re.sub(r"\s+", " ", visible(HOSTILE_WORDS)) in words_without_marks(html)
    assert "<script>" not in html
    assert "<img" not in html
    assert not re.search(r'href="(?!\./)', html)
    markdown = "".join(element.value for element in (*app.markdown, *app.caption))
    assert "LaTeX" not in markdown
