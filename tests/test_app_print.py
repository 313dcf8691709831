"""A PDF's pages as printed in the reader: from the document to the box on the screen."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from index.library import Library
from quarterline import serving
from quarterline.errors import LimitError
from quarterline.records import Claim, Passage
from tests.browser_support import QUIET, SECONDS
from tests.pdf_support import LEFT, drawn, lines_at
from tests.test_browser_axe import faults
from tests.ui_support import AUTUMN, make_library, page, ran, source, words, write_reports

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.usefixtures("own_app")

HEAD = [line for line in AUTUMN.split("Priority 2")[0].splitlines() if line]
FIRST = [
    ("Priority 2 - Crack Down on Anti-social Behaviour", 20),
    ("We will:", 20),
    ("Answer noise and nuisance with our partners.", 30),
    ("Wardens walked the market square on 14 evenings and noise complaints fell to 120.", 30),
    ("<script>document.title='taken'</script> A questionnaire went to every parish.", 30),
]
LAST = "In Southend officers closed two county lines in October and nine people were arrested, who"
NEXT = "had sold drugs worth £5,400 near the station."


def cover(canvas: Canvas) -> None:
    lines_at(canvas, LEFT, 780, *HEAD, pitch=30)


def first(canvas: Canvas) -> None:
    y = 780.0
    for line, gap in FIRST:
        canvas.drawString(LEFT, y, line)
        y -= gap
    canvas.drawString(LEFT, 60, LAST)


def second(canvas: Canvas) -> None:
    lines_at(canvas, LEFT, 780, NEXT)
    lines_at(canvas, LEFT, 700, "Operation KINGLET moved on to a warehouse in Basildon.")


@pytest.fixture
def library(tmp_path: Path) -> Library:
    folder = write_reports(tmp_path / "reports", plain=AUTUMN.replace("Quarter 3", "Quarter 1"))
    (folder / "printed.pdf").write_bytes(drawn(cover, first, second))
    return make_library(tmp_path / "library", folder)


def figure(library: Library, text: str) -> tuple[Passage, Claim]:
    document = library.document("printed.pdf")
    claim = next(c for c in library.claims(document.id) if c.text == text)
    return library.passage(claim.passage), claim


def printed(passage: Passage, claim: Claim | None = None, **more: str) -> str:
    cited = {"start": str(claim.start), "end": str(claim.end)} if claim else {}
    return source(
        page("reader", document="printed.pdf", look="printed", passage=str(passage.order),
             **cited, **more)
    )  # fmt: skip


def boxes(html: str, css: str) -> list[tuple[float, float, float, float]]:
    """Left, top, width and height of boxes, in parts of the page."""
    number = r"([\d.-]+)%"
    pattern = rf'class="ql-box {css}"[^>]*style="left:{number};top:{number};width:{number};height:{number}"'
    return [
        (float(a) / 100, float(b) / 100, float(c) / 100, float(d) / 100)
        for a, b, c, d in re.findall(pattern, html)
    ]


def image_of(html: str) -> Image.Image:
    found = re.search(r'<img src="data:image/png;base64,([^"]+)"', html)
    assert found
    return Image.open(io.BytesIO(base64.b64decode(found[1]))).convert("L")


def test_a_figure_lands_on_its_page_with_its_box(library: Library) -> None:
    passage, claim = figure(library, "120")
    html = printed(passage, claim)
    assert "Page 2 of 3" in html
    assert 'alt="Page 2 of 3 of Essex Police' in html
    ((left, top, wide, high),) = boxes(html, "ql-box-cited")
    assert html.count('id="found"') == 1
    assert re.search(r'ql-box-cited" id="found"', html)
    # The box is where the canvas drew the words, and on ink.
    assert abs(top * 841.9 - (841.9 - 710 - 9)) < 6
    assert LEFT + 300 < left * 595.3 < LEFT + 400
    image = image_of(html)
    area = image.crop(
        (int(left * image.width), int(top * image.height),
         int((left + wide) * image.width), int((top + high) * image.height))
    )  # fmt: skip
    assert min(area.tobytes()) < 100
    assert len(boxes(html, "ql-box-passage")) == 1
    assert "is not boxed" not in html


def test_words_overleaf_are_shown_on_their_own_page(library: Library) -> None:
    passage, claim = figure(library, "£5,400")
    assert passage.page == 2
    html = printed(passage, claim)
    assert "Page 3 of 3" in html
    assert len(boxes(html, "ql-box-cited")) == 1
    assert "This passage has words on page 2 too" in html
    html = printed(passage, claim, page="2")
    assert "Page 2 of 3" in html
    assert boxes(html, "ql-box-cited") == []
    assert "This passage has words on page 3 too" in html


def test_pages_are_turned_by_links_that_keep_the_passage(library: Library) -> None:
    passage, claim = figure(library, "120")
    html = printed(passage, claim)
    for number in (1, 3):
        assert re.search(
            rf'href="\./reader\?document=printed\.pdf&amp;passage={passage.order}&amp;start='
            rf'{claim.start}&amp;end={claim.end}&amp;look=printed&amp;page={number}"', html
        )  # fmt: skip
    html = printed(passage, claim, page="1")
    assert "Page 1 of 3" in html
    assert "Previous page" not in html
    assert boxes(html, "ql-box-passage") == []
    for nonsense in ("0", "4", "x", "99999999"):
        assert "Page 2 of 3" in printed(passage, claim, page=nonsense)


@pytest.mark.usefixtures("library")
def test_the_switch_is_there_for_a_pdf_only() -> None:
    app = page("reader", document="printed.pdf")
    (switch,) = [b for b in app.get("button_group") if b.proto.label == "Show"]
    assert [option.content for option in switch.proto.options] == ["Text", "Page as printed"]
    app.session_state["reader_look"] = "printed"
    assert "Page 1 of 3" in words(ran(app))
    assert app.query_params["look"] == "printed"
    app = page("reader", document="plain.txt", look="printed")
    assert [b.proto.label for b in app.get("button_group")] == ["Mark in the text"]
    assert "Wardens walked" in words(app)
    assert "<img" not in source(app)


def test_the_text_opens_at_the_page_that_was_shown(library: Library) -> None:
    html = source(page("reader", document="printed.pdf", page="3"))
    target = html[html.index('id="found"') :]
    assert target.index("KINGLET") < 400
    passage, _ = figure(library, "120")
    html = source(page("reader", document="printed.pdf", page="2", passage=str(passage.order)))
    assert html[html.index('id="found"') :].index("14") < 600


def test_marks_are_boxed_as_chosen_and_words_stay_text(library: Library) -> None:
    passage, _ = figure(library, "120")
    html = printed(passage)
    assert len(boxes(html, "ql-box-figure")) >= 4
    assert boxes(printed(passage, marks="place"), "ql-box-figure") == []
    assert len(boxes(printed(passage, marks="place"), "ql-box-place")) == 1
    assert "<script>document" not in html
    assert "&lt;script&gt;document" in html


@pytest.mark.usefixtures("library")
def test_a_quote_of_a_pdf_leads_to_its_page_too() -> None:
    html = source(page("follow-up", part="mentions", text="KINGLET"))
    found = re.findall(r'href="(\./reader\?[^"]*look=printed#found)">as printed</a>', html)
    assert len(found) == 1
    params = parse_qs(urlsplit(unescape(found[0])).query)
    assert params["document"]
    html = source(page("reader", **{name: values[0] for name, values in params.items()}))
    assert "Page 3 of 3" in html
    assert boxes(html, "ql-box-operation") != []
    assert "Back to the follow-up" in html


def test_without_the_original_the_page_says_so(library: Library) -> None:
    digest = library.document("printed.pdf").sha256
    for path in library.path.rglob(f"{digest}.*"):
        path.unlink()
    app = page("reader", document="printed.pdf", look="printed")
    assert "The pages cannot be shown" in words(app)
    assert "original of printed.pdf is no longer in the library" in words(app)


@pytest.mark.usefixtures("library")
def test_a_page_that_cannot_be_drawn_leaves_the_ways_to_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise LimitError("printed.pdf: page 2 takes more than 10 seconds to draw; read it as text")

    monkeypatch.setattr("corpus.printed.render_page", refuse)
    app = page("reader", document="printed.pdf", look="printed", page="2")
    assert "This page cannot be shown as printed" in words(app)
    assert "takes more than 10 seconds" in words(app)
    assert "Page 2 of 3 Previous page Next page" in words(app)


# ---- in a browser


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[str]:
    assert browser.is_connected()
    folder = tmp_path_factory.mktemp("printed")
    reports = folder / "reports"
    reports.mkdir()
    (reports / "printed.pdf").write_bytes(drawn(cover, first, second))
    make_library(folder / "library", reports)
    with serving.app(folder / "library", folder / "log") as app:
        yield app.address


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 390])
def test_the_box_is_in_sight_and_pages_turn(browser: Browser, served: str, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.set_default_timeout(SECONDS)
    shown = context.new_page()
    shown.goto(f"{served}?q=drugs+worth")
    hit = shown.locator("article.ql-hit h3 a").first
    hit.click()
    shown.get_by_role("radio", name="Page as printed").click()
    shown.locator(".ql-print img").wait_for()
    assert "look=printed" in shown.url
    image = shown.get_by_role("img", name=re.compile("^Page 2 of 3 of Essex Police"))
    assert image.evaluate("image => image.complete && image.naturalWidth") == 1041
    shown.get_by_role("link", name="Next page").first.click()
    shown.get_by_text("Page 3 of 3").first.wait_for()
    shown.locator(QUIET).wait_for()
    found = shown.locator("#found").first.bounding_box()
    drawn_at = shown.locator(".ql-print img").bounding_box()
    assert found is not None
    assert drawn_at is not None
    # "had sold drugs …" was drawn at 780 of 842 points from below, from 60 of 595 on.
    scale = drawn_at["width"] / 595.3
    assert abs(found["x"] - drawn_at["x"] - LEFT * scale) < 4
    assert abs(found["y"] - drawn_at["y"] - (841.9 - 780 - 9) * scale) < 6
    assert found["x"] >= 0
    assert found["x"] + 10 < width
    assert shown.locator("script", has_text="taken").count() == 0
    assert list(faults(shown)) == []
    shown.go_back()
    shown.get_by_text("Page 2 of 3").first.wait_for()
    context.close()
