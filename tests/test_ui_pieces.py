"""Wording, marks, links and cards: the pure parts of the screens."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.results import AddResult, Hit, Part, Progress, Understood
from quarterline.periods import Period, Quarter
from quarterline.records import Document, Evidence, Mention, Passage, Priority
from ui import cards, report_cards, shelf, words
from ui.highlight import Tag, asked_words, found_words, passage_html, pieces, tags_of, to_html
from ui.links import PAGES, View
from ui.quarter_grid import bar, columns, grid
from ui.screenshots import SHOTS

HOSTILE = '<script>alert(1)</script> [x](javascript:alert(1)) $\\LaTeX$ "quoted" & \x1b[31mred'


def passage(text: str, **fields: object) -> Passage:
    base = {"id": "d#3", "document": "d", "start": 100, "order": 3, "kind": "bullet"}
    return Passage(**{**base, "end": 100 + len(text), "text": text, **fields})  # type: ignore[arg-type]


def mention(text: str, start: int, label: str, canonical: str, how: str = "exact") -> Mention:
    end = start + len(text)
    return Mention(f"d:m{start}", "d", "d#3", start, end, text, label, canonical, how=how)


def document(**fields: object) -> Document:
    base = {
        "id": "d",
        "source": "report.txt",
        "sha256": "0",
        "media_type": "text/plain",
        "text": "",
    }
    return Document(**{**base, **fields})  # type: ignore[arg-type]


class Tags(HTMLParser):
    """Every tag, attribute and text of a piece of HTML, as a browser would see them."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.links: list[str] = []
        self.handlers: list[str] = []
        self.words = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name == "href":
                self.links.append(value or "")
            if name.startswith("on"):
                self.handlers.append(name)

    def handle_data(self, data: str) -> None:
        self.words += data


# ---- words


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain, £5.4m – “quoted”", "plain, £5.4m – “quoted”"),
        ("\x1b[31mred", "␛[31mred"),
        ("bell\x07", "bell␇"),
        ("\x9b31m", "‹U+009B›31m"),
        ("gpj.\u202efdp", "gpj.‹U+202E›fdp"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("\r", "␍"),
    ],
)
def test_visible_shows_what_a_terminal_would_obey(text: str, shown: str) -> None:
    assert words.visible(text) == shown


@given(st.text())
def test_visible_leaves_nothing_to_obey(text: str) -> None:
    shown = words.visible(text)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
    assert words.visible(shown) == shown


@given(st.text(), st.integers(2, 60))
def test_shortened_text_fits(text: str, length: int) -> None:
    whole = words.one_line(text)
    for short in (words.shorten(text, length), words.ending(text, length)):
        assert len(short) <= length
        assert short == whole or "…" in short


def test_shorten_cuts_between_words() -> None:
    assert words.shorten("Three people were arrested", 14) == "Three people…"
    assert words.ending("Three people were arrested", 14) == "…were arrested"


def test_counts_and_lists_are_worded() -> None:
    assert words.counted(1, "passage") == "1 passage"
    assert words.counted(2480, "passage") == "2,480 passages"
    assert words.counted(2, "was", "were") == "2 were"
    assert words.listed([]) == ""
    assert words.listed(["a", "b", "c"]) == "a, b and c"
    assert words.listed(["a", "b", "c", "d"], most=2) == "a, b and 2 more"


def test_dates_follow_gov_uk() -> None:
    assert words.day(date(2020, 4, 1)) == "1 April 2020"
    period = Period(date(2019, 10, 1), date(2019, 12, 31))
    assert words.span_of_days(period) == "1 October to 31 December 2019"
    assert (
        words.span_of_days(Period(date(2019, 4, 1), date(2020, 3, 31)))
        == "1 April 2019 to 31 March 2020"
    )
    assert words.months_of(Quarter(2019, 4)) == "January to March 2020"
    assert words.quarter_name(Quarter(2019, 3)) == "Quarter 3, 2019-20"
    assert words.quarter_name(None) == "Quarter not known"


def test_fields_are_worded() -> None:
    assert (
        words.field_value("quarter", "2019-20 Q3")
        == "Quarter 3, 2019-20 (October to December 2019)"
    )
    assert words.field_value("quarter", "soon") == "soon"
    assert words.version_name(document(version="2.2")) == "Version 2.2"
    assert words.version_name(document(version="v2.2")) == "v2.2"
    assert words.priority_name(Priority(5, "Tackle gangs")) == "Priority 5: Tackle gangs"


def test_a_label_is_not_said_twice() -> None:
    labels = ("South LPA:", "Southend:")
    assert words.where_named(passage("Nine arrests", context=labels)) == "South LPA › Southend"
    assert words.where_named(passage("Southend: nine arrests", context=labels)) == "South LPA"


# ---- marks


def marked(text: str, question: str) -> list[str]:
    return [text[start:end] for start, end in found_words(text, question)]


def test_found_words_by_stem_without_stop_words() -> None:
    text = "A county line was closed in Southend; other counties have lines too."
    assert marked(text, "the county lines in Southend") == [
        "county",
        "line",
        "Southend",
        "counties",
        "lines",
    ]
    assert marked("the police of the county", "of the") == []


def test_found_words_leave_designators_out_unless_alone() -> None:
    assert marked("Operation RAPTOR and Operation KITE", "operation raptor") == ["RAPTOR"]
    assert marked("Operation RAPTOR", "operations") == ["Operation"]


def test_found_words_read_figures_as_the_index_does() -> None:
    assert marked("worth £252,000 in all", "252000") == ["252,000"]


def test_asked_words_hold_what_the_question_was_taken_for() -> None:
    query = Understood(
        "OCG in Southnd", places=("Southend",), corrections=(("Southnd", "Southend"),),
        expansions=(("OCG", "organised crime group"),),
    )  # fmt: skip
    assert {"OCG", "organised", "crime", "group", "Southend"} <= set(asked_words(query).split())


def test_tags_take_the_longer_of_two_and_stay_inside() -> None:
    one = passage("Op Kite in Castle Point")
    mentions = [
        mention("Op Kite", 100, "OPERATION", "KITE", "short form"),
        mention("Castle Point", 111, "DISTRICT", "Castle Point"),
        mention("Castle", 111, "PLACE", "Castle"),
        mention("Point", 118, "QUANTITY", "Point"),
        mention("elsewhere", 10, "PLACE", "elsewhere"),
        mention("beyond the end", 115, "PLACE", "beyond"),
    ]
    assert tags_of(one, mentions) == (
        Tag(0, 7, "operation", "KITE", "Operation KITE (short form)"),
        Tag(11, 23, "place", "Castle Point", "District Castle Point"),
    )


@given(st.text(max_size=80), st.data())
def test_pieces_put_together_are_the_text(text: str, data: st.DataObject) -> None:
    edges = st.integers(0, len(text) + 3)
    pairs = data.draw(st.lists(st.tuples(edges, edges), max_size=6))
    spans = [(min(pair), max(pair)) for pair in pairs]
    tags: list[Tag] = []
    for start, end in data.draw(st.lists(st.tuples(edges, edges), max_size=4)):
        if start < end and all(end <= tag.start or tag.end <= start for tag in tags):
            tags.append(Tag(start, end, "place", "x", "x"))
    parts = pieces(text, tags, spans)
    assert "".join(part.text for part in parts) == text
    shown = Tags(to_html(parts))
    assert shown.words == words.visible(text).replace("\r\n", "\n")
    assert set(shown.tags) <= {"span", "mark"}


def test_a_place_that_is_a_word_of_the_question_is_marked_as_both() -> None:
    one = passage("in Southend")
    source = passage_html(one, [mention("Southend", 103, "DISTRICT", "Southend")], "southend")
    assert source == (
        'in <span class="ql-tag ql-place" title="District Southend"><mark>Southend</mark></span>'
    )


@given(st.text(max_size=60))
@example(HOSTILE)
def test_text_of_a_report_never_becomes_markup(text: str) -> None:
    one = passage(text, context=(text,), objective=text, priority=Priority(1, text), page=2)
    doc = document(
        force=text, source=text, title=text, version=text, plan=text,
        evidence=(Evidence("force", text, text, 0, 1, text, 0.5),),
    )  # fmt: skip
    tagged = (mention(text or "x", 100, "OPERATION", text or "x", text),)
    hit = Hit(1, 1.0, 1.0, one, doc, tagged, (text,))
    view = View(question=text, place=(text,))
    query = Understood(
        text, places=(text,), operations=(text,), corrections=((text, text),), unknown=(text,)
    )
    failed = AddResult(text, "failed", problem=text, notes=(text,))
    source = "".join(
        (
            cards.result(hit, view, text, (one, one)),
            cards.understood(query, view),
            report_cards.report(doc, report_cards.Counts(1, 2, 3), view),
            report_cards.added(failed),
            report_cards.added(AddResult(text, "added", doc, 1, 2, 3)),
            report_cards.reader_heading(doc, report_cards.Counts(1, 2, 3)),
            report_cards.reader_passages(
                [one], tagged, marks=report_cards.Marks(question=text), target=3
            ),
            cards.notice("error", text, text),
            cards.nothing_found(view),
            cards.summary(1, 1, text),
            cards.progress(Progress(1, 2, text, text)),
            cards.way_back(view),
        )
    )
    seen = Tags(source)
    assert not {"script", "img", "iframe", "style", "form"} & set(seen.tags)
    assert seen.handlers == []
    assert all(re.match(r"\./(?:[a-z]+)?(?:\?|$)", target) for target in seen.links)


# ---- cards


def test_a_result_says_where_and_why() -> None:
    one = passage(
        "Op Kite led to three arrests",
        context=("South LPA:", "Southend:"),
        priority=Priority(5, "Tackle gangs"),
        objective="We will disrupt organised crime",
        page=13,
    )
    doc = document(force="Essex Police", quarter=Quarter(2019, 3))
    hit = Hit(
        2, 0.5, 0.9, one, doc, (mention("Op Kite", 100, "OPERATION", "KITE"),), ("words: arrests",)
    )
    seen = Tags(cards.result(hit, View("arrests"), "arrests", (None, passage("Next one"))))
    for expected in (
        "Quarter 3, 2019-20",
        "Essex Police",
        "Priority 5: Tackle gangs · page 13",
        "We will disrupt organised crime",
        "South LPA › Southend",
        "After",
        "Next one",
        "Why found: words: arrests",
    ):
        assert expected in seen.words
    assert "./reader?q=arrests&document=d&passage=3#found" in seen.links
    assert "./?q=arrests&operation=KITE" in seen.links


def test_the_reader_prints_a_heading_where_it_changes() -> None:
    first = passage("one", priority=Priority(1, "A"), objective="We will help", context=("South",))
    second = passage("two", order=4, priority=Priority(1, "A"), objective="We will help")
    third = passage("three", order=5, priority=Priority(2, "B"))
    source = report_cards.reader_passages([first, second, third], [], target=4, total=9)
    assert Tags(source).words == (
        "Priority 1: AWe will helpSouthonePassage 4 of 9twoPriority 2: Bthree"
    )
    assert source.count('id="found"') == 1


def test_parts_of_a_long_report() -> None:
    assert cards.parts(View(document="d"), 0, 90, 90, 200) == ""
    seen = Tags(cards.parts(View(document="d"), 200, 400, 450, 200))
    assert "Passages 201 to 400 of 450" in seen.words
    assert seen.links == [
        "./reader?document=d&passage=1#found",
        "./reader?document=d&passage=401#found",
    ]
    assert shelf.part_start(0, 200) == 0
    assert shelf.part_start(200, 200) == 0
    assert shelf.part_start(201, 200) == 200


def test_uploaded_files_keep_their_names_and_nothing_else(tmp_path: Path) -> None:
    names = ["../../etc/passwd", "a.pdf", "a.pdf", "C:\\temp\\b.txt", "..", "\x00x"]
    with shelf.uploaded((name, name.encode()) for name in names) as paths:
        assert [path.name for path in paths] == [
            "passwd",
            "a.pdf",
            "a.pdf",
            "b.txt",
            "report",
            "␀x",
        ]
        assert [path.read_bytes() for path in paths] == [name.encode() for name in names]
        assert len({path.parent for path in paths}) == len(names)
        kept = paths[0].parent.parent
    assert not kept.exists()


def test_a_time_that_was_asked_for_is_worded() -> None:
    asked = Understood("x", parts=(Part("date", "2020-07-01/2020-09-30", "Q2 2020/21"),))
    shown = cards.understood(asked, View(question="x"))
    assert "Time: 1 July to 30 September 2020<" in shown
    assert "2020-07-01" not in re.sub(r'href="[^"]*"', "", shown)


# ---- tables by quarter, and the pictures of the pages


def test_runs_of_missing_quarters_are_one_column() -> None:
    across = columns(["2019-20 Q3", "2020-21 Q2"], ["2019-20 Q4", "2020-21 Q1"])
    assert [column.held for column in across] == [True, False, True]
    assert across[1].words == "no report held for 2019-20 Q4 to 2020-21 Q1"
    table = grid("Name", [("<b>KITE</b>", {"2019-20 Q3": "2"})], across, "Names <by> quarter")
    seen = Tags(table)
    assert "0" in seen.words
    assert "Names &lt;by&gt; quarter" in table


@pytest.mark.parametrize(
    ("value", "most", "width"), [(1, 2, "50.0"), (3, 2, "100.0"), (1, 0, "0.0")]
)
def test_a_bar_is_a_share_of_the_longest(value: float, most: float, width: str) -> None:
    assert f"width:{width}%" in bar(value, most)


def test_every_page_has_a_picture() -> None:
    pages = {shot.address.removeprefix("./").partition("?")[0] for shot in SHOTS}
    assert pages == set(PAGES)
    names = [shot.name for shot in SHOTS]
    assert len(set(names)) == len(names)
    kept = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
    assert {path.stem for path in kept.glob("*.png")} == set(names)
