"""The search, the reader and the library in the app, without a browser."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from index.library import Library
from tests.ui_support import (
    AUTUMN,
    HOSTILE,
    HOSTILE_WORDS,
    added,
    make_library,
    page,
    ran,
    scripts,
    source,
    words,
    words_without_marks,
    write_reports,
)
from ui.words import visible

pytestmark = pytest.mark.usefixtures("own_app")


def ask(app: AppTest, question: str) -> AppTest:
    app.text_input(key="question").set_value(question)
    return ran(app)


# ---- states


def test_first_run_says_what_to_do() -> None:
    app = page()
    assert "There are no reports yet" in words(app)
    assert "quarterline add" in words(app)
    assert len(app.file_uploader) == 1
    assert len(app.text_input) == 0


def test_an_empty_library_says_the_same(tmp_path: Path) -> None:
    Library(tmp_path / "library", create=True)
    assert "There are no reports yet" in words(page())


@pytest.mark.usefixtures("library")
def test_the_start_page_lists_the_reports() -> None:
    app = page()
    text = words(app)
    assert app.text_input(key="question").label == "Search the reports"
    assert "Quarter 1, 2020-21 (April to June 2020)" in text
    assert "Essex Police · Police and Crime Plan 2016-2020 · Version 2.2" in text
    assert "How this was read" in text
    assert "read from" in text or "From the words" in text
    assert [e.label for e in app.main.expander] == ["2 reports in the library"]
    assert 'href="./library"' in source(app)


@pytest.mark.usefixtures("library")
def test_a_search_shows_marked_passages() -> None:
    app = ask(page(), "county lines in Southend")
    text = words(app)
    assert "Place: Southend" in text
    assert "passages found" in text
    assert "Priority 5: Tackle Gangs and Organised Crime" in text
    assert "South LPA" in text
    assert "Why found: " in text
    assert "Words around" in text
    html = source(app)
    assert "<mark>county</mark> <mark>lines</mark>" in html
    assert '<span class="ql-tag ql-operation" title="Operation KINGLET' in html
    assert re.search(r'class="ql-tag ql-place"[^>]*><mark>Southend</mark>', html)


@pytest.mark.usefixtures("library")
def test_no_answer_says_so_and_what_to_do() -> None:
    text = words(ask(page(), "volcano zeppelin"))
    assert "Nothing found for “volcano zeppelin”" in text
    assert "Check the spelling" in text
    assert "passages found" not in text


@pytest.mark.usefixtures("library")
def test_filters_without_a_question_ask_for_one() -> None:
    assert "Enter a question" in words(page(place="Southend"))


@pytest.mark.usefixtures("library")
def test_a_damaged_library_is_told_in_plain_words(library: Library, tmp_path: Path) -> None:
    [file] = (tmp_path / "library" / "generations").glob(f"*{library.generation}/library.sqlite")
    file.write_bytes(b"damaged")
    assert "Something went wrong" in words(page())


# ---- filters and links


@pytest.mark.usefixtures("library")
def test_filters_show_counts_and_narrow() -> None:
    app = ask(page(), "Operation KINGLET")
    assert {w.label for w in app.sidebar.multiselect} == {
        "Quarter",
        "Priority",
        "Place",
        "Operation",
    }
    quarters = app.multiselect(key="filter_quarter")
    assert [re.sub(r"\d+\)", "n)", o) for o in quarters.options] == [
        "2020-21 Q1 (n)",
        "2019-20 Q3 (n)",
    ]
    quarters.set_value(["2019-20 Q3"])
    text = words(ran(app))
    hits = re.findall(r"\d+ Quarter \d, \d{4}-\d\d · Essex Police", text)
    assert hits
    assert all("Quarter 3, 2019-20" in hit for hit in hits)


@pytest.mark.usefixtures("library")
def test_the_address_follows_what_is_shown() -> None:
    app = ask(page(), "county lines")
    assert app.query_params["q"] == "county lines"
    app.multiselect(key="filter_place").set_value(["Southend", "Basildon"])
    ran(app)
    assert app.query_params["place"] == ["Southend", "Basildon"]
    app.multiselect(key="filter_place").set_value([])
    ran(app)
    assert "place" not in app.query_params


@pytest.mark.usefixtures("library")
def test_a_link_shows_the_same_again() -> None:
    first = ask(page(), "arrested in October")
    first.multiselect(key="filter_quarter").set_value(["2019-20 Q3"])
    first.multiselect(key="filter_place").set_value(["Southend"])
    ran(first)
    again = page(q="arrested in October", quarter="2019-20 Q3", place="Southend")
    assert again.text_input(key="question").value == "arrested in October"
    assert again.multiselect(key="filter_quarter").value == ["2019-20 Q3"]
    assert words(again) == words(first)


@pytest.mark.usefixtures("library")
def test_a_link_with_an_unknown_value_can_be_mended() -> None:
    app = page(q="Operation KINGLET", place="Narnia")
    assert "Narnia" in words(app)
    assert "Search without the filters" in words(app)
    app.multiselect(key="filter_place").set_value([])
    assert "passages found" in words(ran(app))


@pytest.mark.usefixtures("library")
def test_more_results_on_demand(tmp_path: Path) -> None:
    many = "".join(f"- Wardens met in hall number {n} about parking.\n" for n in range(30))
    folder = write_reports(tmp_path / "more", long=AUTUMN.replace("3 2019/20", "2 2018/19") + many)
    Library(tmp_path / "library").add([folder])
    app = ask(page(), "wardens parking hall")
    assert "the best 10 shown" in words(app)
    more = next(button for button in app.button if button.label.startswith("Show"))
    more.click()
    ran(app)
    assert "the best 20 shown" in words(app)
    assert app.query_params["limit"] == "20"
    assert "the best 10 shown" in words(ask(app, "wardens in the hall"))


@pytest.mark.usefixtures("library")
def test_results_by_quarter_lead_to_the_quarter_and_back() -> None:
    app = ask(page(), "Operation KINGLET")
    assert "Passages by quarter (all found)" in words(app)
    assert 'href="./?q=Operation+KINGLET&amp;quarter=2019-20+Q3"' in source(app)
    filtered = page(q="Operation KINGLET", quarter="2019-20 Q3")
    html = source(filtered)
    # The other quarter can still be chosen, and the chosen one let go.
    assert 'href="./?q=Operation+KINGLET&amp;quarter=2020-21+Q1"' in html
    assert '<a aria-current="true" href="./?q=Operation+KINGLET">' in html
    columns = r'class="ql-quarter-name">([^<]+)</span> <span class="ql-count">(\d+ passages?)'
    assert re.findall(columns, html) == re.findall(columns, source(app))


@pytest.mark.usefixtures("library")
def test_places_stand_as_a_tree_that_leads_down() -> None:
    html = source(page(q="Operation KINGLET"))
    tree = html.split('aria-label="Places"')[1].split("</nav>")[0]
    names = re.findall(r">([^<]+)</a> <span", tree)
    assert names[0] == "Essex Police"
    assert names.index("South LPA") < names.index("Southend")
    assert 'href="./?q=Operation+KINGLET&amp;place=South+LPA"' in tree
    # A place chosen below another takes its place; the chosen one can be let go.
    inside = source(page(q="Operation KINGLET", place="South LPA", quarter="2019-20 Q3"))
    assert 'href="./?q=Operation+KINGLET&amp;quarter=2019-20+Q3&amp;place=Southend"' in inside
    assert '<a aria-current="true" href="./?q=Operation+KINGLET&amp;quarter=2019-20+Q3">' in inside


@pytest.mark.usefixtures("library")
def test_the_kind_of_passage_is_a_filter_with_a_link() -> None:
    app = page(q="Operation KINGLET")
    kinds = app.button_group(key="filter_kind")
    assert [re.sub(r"\d+", "n", o) for o in kinds.options] == ["Bullet points (n)"]
    kinds.set_value(["bullet"])
    text = words(ran(app))
    assert app.query_params["kind"] == "bullet"
    assert "passages found" in text
    assert words(page(q="Operation KINGLET", kind="bullet")) == text
    [pills] = page(q="Operation KINGLET", kind="[x](javascript:alert(1))").sidebar.button_group
    assert pills.value == []
    assert not any("javascript" in option for option in pills.options)


@pytest.mark.usefixtures("library")
def test_results_by_report() -> None:
    app = ask(page(), "Operation KINGLET")
    app.button_group(key="order").set_value("report")
    html = source(ran(app))
    assert app.query_params["order"] == "report"
    heads = re.findall(r'<h2 class="ql-group">.*?>(Quarter \d, [\d-]+)', html)
    assert heads == ["Quarter 1, 2020-21", "Quarter 3, 2019-20"]
    assert words(page(q="Operation KINGLET", order="report")) == words(app)


@pytest.mark.usefixtures("library")
def test_what_was_understood_can_be_taken_back() -> None:
    first = ask(page(), "arrested in Southend")
    assert "Place: Southend" in words(first)
    assert "without=place%3ASouthend" in source(first)
    app = page(q="arrested in Southend", without="place:Southend")
    assert "Place: Southend" not in words(app)
    assert "1 part taken back" in words(app)
    assert "taken back" not in words(ask(app, "arrested in Basildon"))
    assert "without" not in app.query_params


# ---- the reader


def test_the_reader_opens_on_the_words(library: Library) -> None:
    document = library.document("autumn.txt")
    [passage] = [p for p in library.passages(document.id) if "county lines" in p.text]
    app = page(q="arrested", document=document.id, passage=str(passage.order))
    html = source(app)
    assert html.count('id="found"') == 1
    marked = html.split('id="found"')[1].split("</div>")[0]
    assert "closed two county lines" in words_without_marks(marked)
    assert "<mark>arrested</mark>" in marked
    text = words(app)
    assert f"Passage {passage.order} of " in text
    assert "Quarter 3, 2019-20 · Essex Police" in text
    assert "Back to the results" in text
    assert 'href="./?q=arrested"' in html


def test_the_reader_shows_every_passage(library: Library) -> None:
    document = library.document("autumn.txt")
    text = words(page(document="autumn.txt"))
    for passage in library.passages(document.id):
        assert re.sub(r"\s+", " ", passage.text).strip()[:40] in re.sub(r" (?=[.,:;])", "", text)


@pytest.mark.usefixtures("library")
def test_the_reader_without_the_passage_or_the_report() -> None:
    assert "This report has no passage 999" in words(page(document="autumn.txt", passage="999"))
    text = words(page(document="nothing.txt"))
    assert "That is not in the library" in text
    assert "Go to the search" in text


@pytest.mark.usefixtures("library")
def test_the_page_goes_to_the_words_once(library: Library) -> None:
    app = page("reader", document="autumn.txt", passage="3")
    assert "arrival 1" in "".join(scripts(app))
    assert "arrival" not in "".join(scripts(ran(app)))
    app.button_group(key="reader_marks").set_value(["theme"])
    assert "arrival" not in "".join(scripts(ran(app)))
    app.query_params["passage"] = "4"
    assert "arrival 2" in "".join(scripts(ran(app)))


# ---- adding, and changes from outside


def test_uploaded_reports_are_added_and_told_one_by_one() -> None:
    app = page()
    app.file_uploader[0].upload("autumn.txt", AUTUMN.encode())
    app.file_uploader[0].upload("empty.txt", b" ")
    next(button for button in app.button if button.label == "Add reports").click()
    text = words(ran(app))
    if "autumn.txt was added" not in text:
        assert "You can go to other pages meanwhile" in text
        added()
        text = words(ran(app))
    assert "autumn.txt was added" in text
    assert "Quarter 3, 2019-20, Essex Police, Version 2.2" in text
    assert "empty.txt was not added" in text
    assert "Quarter 3, 2019-20 (October to December 2019)" in text
    assert "was added" not in words(ran(app))


def test_a_report_added_elsewhere_appears_without_restart(tmp_path: Path, library: Library) -> None:
    app = page()
    assert app.main.expander[0].label == "2 reports in the library"
    third = AUTUMN.replace("Quarter 3 2019/20", "Quarter 4 2019/20").replace(
        "Data to December 2019", "Data to March 2020"
    )
    library.add([write_reports(tmp_path / "third", winter=third)])
    assert ran(app).main.expander[0].label == "3 reports in the library"


# ---- text of a report is data


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    make_library(tmp_path / "library", write_reports(tmp_path / "bad", hostile=HOSTILE))
    for app in (ask(page(), "hostile questionnaire"), page(document="hostile.txt")):
        html = source(app)
        assert re.sub(r"\s+", " ", visible(HOSTILE_WORDS)) in words_without_marks(html)
        assert "<script>document.title" not in html
        assert "<img" not in html
        assert not re.search(r'href="(?!\./)', html)
        markdown = "".join(element.value for element in (*app.markdown, *app.caption))
        assert "LaTeX" not in markdown
        assert "javascript" not in markdown
