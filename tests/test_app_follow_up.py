"""Commitments, repeated text, what was searched and connections: from documents to the screen."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from index.library import Library
from tests.ui_support import (
    AUTUMN,
    HOSTILE,
    HOSTILE_WORDS,
    SUMMER,
    make_library,
    page,
    ran,
    source,
    words,
    words_without_marks,
    write_reports,
)
from ui import view_follow
from ui.words import visible

pytestmark = pytest.mark.usefixtures("own_app")

LINE = "- A questionnaire about lighting went to every parish."
PROMISES = (
    "- A Mobile Police Station is planned to launch in March 2020 in Chelmsford.\n"
    "- The Night Bus Marshals will be introduced by May 2020 in Basildon and Chelmsford.\n"
    "- A Harbour Patrol will be introduced in the spring of 2031.\n"
    "- A Drone Hangar will be built."
)
SAID_AGAIN = "- The riverside team kept both its offices open for visitors on market days."
KEPT = "- The Mobile Police Station was launched in March 2020 in Chelmsford."


@pytest.fixture
def library(tmp_path: Path) -> Library:
    folder = write_reports(
        tmp_path / "reports",
        autumn=AUTUMN.replace(LINE, f"{PROMISES}\n{SAID_AGAIN}"),
        summer=SUMMER.replace(LINE, f"{KEPT}\n{SAID_AGAIN}").replace("to 120", "to 90"),
    )
    return make_library(tmp_path / "library", folder)


def links_of(html: str, page_name: str) -> list[dict[str, list[str]]]:
    found = re.findall(rf'href="\./{page_name}\?([^"#]*)', html)
    return [parse_qs(urlsplit(f"?{unescape(query)}").query) for query in found]


def cited(library: Library, html: str) -> list[str]:
    """The words of the documents to which the links of the page lead."""
    out = []
    for query in links_of(html, "reader"):
        text = library.document(query["document"][0]).text
        out.append(" ".join(text[int(query["start"][0]) : int(query["end"][0])].split()))
    return out


def choose(app: AppTest, key: str, value: str) -> AppTest:
    next(s for s in app.selectbox if s.key == key).set_value(value)
    return ran(app)


# ---- commitments


def test_commitments_lead_to_their_words_and_their_later_words(library: Library) -> None:
    app = page("follow-up")
    html, text = source(app), words(app)
    assert "4 commitments" in text
    assert "Due: in March 2020 (1 March to 31 March 2020)" in text.replace(
        "Due: March", "Due: in March"
    )
    found = cited(library, html)
    for line in PROMISES.split("\n"):
        assert any(line.removeprefix("- ").rstrip(".") in quote for quote in found), line
    kept = next(a for a in html.split("<article") if "Mobile Police Station is planned" in a)
    assert "<h4>Done</h4>" in kept
    assert any(KEPT.removeprefix("- ") in quote for quote in cited(library, kept))
    open_ = next(a for a in html.split("<article") if "Drone Hangar" in a)
    assert "<h4>Not mentioned</h4>" in open_
    assert "No date given" in open_
    assert all(query["from"] == ["follow-up"] for query in links_of(html, "reader"))


def test_commitments_are_filtered_and_the_address_says_how(library: Library) -> None:
    app = choose(page("follow-up"), "promise_outcome", "done")
    assert "1 commitment " in words(app)
    assert app.query_params["outcome"] == "done"
    assert {"outcome": ["not mentioned"]} in links_of(source(app), "follow-up")
    assert "Show every outcome" in words(app)
    for due, expected in (("passed", 2), ("coming", 1), ("no date", 1)):
        app = page("follow-up", due=due)
        assert len(re.findall("<article", source(app))) == expected, due
    document = library.document("autumn.txt").id
    assert "4 commitments" in words(page("follow-up", report=document))
    assert "1 commitment " in words(page("follow-up", find="basildon marshals"))
    app = page("follow-up", find="volcano")
    assert "No commitment is like this" in words(app)
    assert links_of(source(app), "follow-up") == [{"part": ["repeats"]}, {"part": ["mentions"]}]
    assert page("follow-up", outcome="nonsense").selectbox(key="promise_outcome").value == ""


@pytest.mark.usefixtures("library")
def test_long_lists_come_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(view_follow, "PART", 3)
    app = page("follow-up")
    assert "1 to 3 of 4" in words(app)
    assert len(re.findall("<article", source(app))) == 3
    assert {"page": ["2"]} in links_of(source(app), "follow-up")
    app = page("follow-up", page="2")
    assert len(re.findall("<article", source(app))) == 1
    assert "1 to 3 of 4" in words(page("follow-up", page="9"))


@pytest.mark.usefixtures("library")
def test_the_files_hold_what_is_shown() -> None:
    app = page("follow-up", outcome="done")
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels == ["Download the commitments (CSV)", "Download what later reports say (CSV)"]


def test_without_commitments_the_page_says_so(tmp_path: Path) -> None:
    make_library(tmp_path / "library", write_reports(tmp_path / "reports", autumn=AUTUMN))
    assert "No commitments found" in words(page("follow-up"))


# ---- repeated text


def test_repeats_show_what_was_said_before_and_what_changed(library: Library) -> None:
    app = page("follow-up", part="repeats")
    html = source(app)
    articles = html.split("<article")[1:]
    assert f"{len(articles)} repeated texts" in words(app)
    changed = next(a for a in articles if "Wardens walked" in a)
    assert "Only the figures changed" in changed
    assert re.search(r"<del>120[^<]*</del><ins>90", changed)
    both = cited(library, changed)
    assert any("120" in quote for quote in both)
    assert any("90" in quote for quote in both)
    same = next(a for a in articles if "Word for word" in a)
    assert cited(library, same) == [SAID_AGAIN.removeprefix("- ")] * 2


@pytest.mark.usefixtures("library")
def test_repeats_are_filtered() -> None:
    every = len(re.findall("<article", source(page("follow-up", part="repeats"))))
    nearly = source(page("follow-up", part="repeats", kind="nearly"))
    exact = source(page("follow-up", part="repeats", kind="word for word"))
    assert len(re.findall("<article", nearly)) + len(re.findall("<article", exact)) == every
    assert "Word for word" not in nearly.partition("<article")[2]
    app = choose(page("follow-up", part="repeats"), "repeat_like", "100")
    assert app.query_params["like"] == "100"
    assert app.query_params["part"] == "repeats"


def test_without_repeats_the_page_says_what_was_compared(tmp_path: Path) -> None:
    make_library(tmp_path / "library", write_reports(tmp_path / "reports", autumn=AUTUMN))
    assert "No text is repeated" in words(page("follow-up", part="repeats"))


# ---- was it mentioned


def test_what_was_never_said_is_certified_with_what_was_searched(library: Library) -> None:
    app = page(
        "follow-up", part="mentions", text="Operation WHIMBREL", place="Southend",
        quarter="2020-21 Q1",
    )  # fmt: skip
    text = words(app)
    summer = library.document("summer.txt")
    within = [
        p for p in library.passages(summer.id) if "Southend" in p.places or "Southend" in p.text
    ]
    assert (
        f"No mention of Operation WHIMBREL in Southend in 2020-21 Q1 (1 report, {len(within)} "
        f"passage{'s' * (len(within) != 1)} searched)" in text
    )
    assert summer.sha256[:16] in text
    assert "Looked for, as whole words in any case: " in text
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels == ["Download what was searched (CSV)", "Download as a Word document"]


def test_what_was_said_is_shown_where(library: Library) -> None:
    app = page("follow-up", part="mentions", text="KINGLET")
    text = words(app)
    count = sum("KINGLET" in p.text for d in library.documents() for p in library.passages(d.id))
    assert f"{count} mentions of KINGLET (2 reports" in text
    found = cited(library, source(app))
    assert len(found) == count
    assert all("KINGLET" in quote for quote in found)
    assert "No report held for 2019-20 Q4" in text


@pytest.mark.usefixtures("library")
def test_places_and_quarters_of_which_nothing_is_held_can_be_asked_for() -> None:
    app = page("follow-up", part="mentions", text="KINGLET", place="Harlow", quarter="2019-20 Q4")
    assert app.selectbox(key="mention_place").value == "Harlow"
    assert "No report is held for 2019-20 Q4, so nothing can be said of KINGLET in Harlow" in words(
        app
    )
    options = app.selectbox(key="mention_quarter").options
    assert options == ["All quarters", "2020-21 Q1", "2019-20 Q4 (no report held)", "2019-20 Q3"]


@pytest.mark.usefixtures("library")
def test_nothing_asked_and_nothing_that_can_be_asked() -> None:
    assert "Enter a name or words" in words(page("follow-up", part="mentions"))
    app = page("follow-up", part="mentions", text="KINGLET", place="Atlantis", quarter="1999")
    assert app.selectbox(key="mention_place").value == ""
    assert "mentions of KINGLET (2 reports" in words(app)
    assert "4 commitments" in words(page("follow-up", part="nonsense"))


@pytest.mark.usefixtures("library")
def test_a_theme_that_is_not_spoken_of_leads_to_what_was_searched() -> None:
    html = source(page("themes", text="volcano", how="words"))
    assert {"part": ["mentions"], "text": ["volcano"]} in links_of(html, "follow-up")


# ---- connections


def test_connections_count_passages_and_lead_to_them(library: Library) -> None:
    html = source(page("connections", find="kinglet southend".split(maxsplit=1)[0], least="1"))
    row = next(r for r in html.split("<tr>") if "KINGLET" in r and "Southend" in r)
    both = [
        " ".join(p.text.split())
        for d in library.documents()
        for p in library.passages(d.id)
        if "KINGLET" in p.text and "Southend" in p.text
    ]
    assert f">{len(both)}</a>" in row
    assert "2019-20 Q3 and 2020-21 Q1" in row
    (query,) = links_of(row, "connections")
    html = source(page("connections", **{name: values[0] for name, values in query.items()}))
    assert sorted(cited(library, html)) == sorted(both)
    backs = {query["from"][0] for query in links_of(html, "reader")}
    assert len(backs) == 1
    assert backs.pop().startswith("connections?")


@pytest.mark.usefixtures("library")
def test_connections_are_filtered() -> None:
    app = page("connections", least="1")
    every = int(re.search(r"(\d+) pairs", words(app))[1])  # type: ignore[index]
    app = choose(app, "connections_kind", "operation place")
    fewer = int(re.search(r"(\d+) pairs?", words(app))[1])  # type: ignore[index]
    assert 0 < fewer < every
    assert app.query_params["kind"] == "operation place"
    around = words(page("connections", least="1", around="WHIMBREL"))
    assert "Basildon" in around
    assert "Southend" not in around.partition("pairs")[2]
    app = page("connections", least="10")
    assert "No two names are mentioned together like this" in words(app)
    app = page("connections", first="KINGLET", second="Atlantis")
    assert "No passage mentions both" in words(app)


@pytest.mark.parametrize("path", ["follow-up", "connections"])
def test_without_a_library_the_pages_say_how_to_make_one(path: str) -> None:
    assert "There are no reports yet" in words(page(path))


def test_a_hostile_report_stays_text(tmp_path: Path) -> None:
    promise = f"- A Mobile Station {HOSTILE_WORDS} will be introduced in March 2031.\n{LINE}"
    folder = write_reports(
        tmp_path / "reports", one=HOSTILE.replace(LINE, promise),
        two=HOSTILE.replace("Quarter 3 2019/20", "Quarter 4 2019/20").replace(
            "Data to December 2019", "Data to March 2020"
        ),
    )  # fmt: skip
    make_library(tmp_path / "library", folder)
    for params in ({}, {"part": "repeats"}, {"part": "mentions", "text": "Hostile"}):
        html = source(page("follow-up", **params))
        assert "<script>document.title" not in html
        assert "<img src=x" not in html
    shown = words_without_marks(source(page("follow-up", part="mentions", text="Hostile")))
    assert " ".join(visible(HOSTILE_WORDS).split()) in shown
