"""Web pages and Word files that ask for more than they hold: spans, attributes, breaks."""

from __future__ import annotations

import pytest

from corpus.isolated import read_isolated
from corpus.reading import read_bytes
from quarterline.errors import LimitError, UnsupportedFormatError
from quarterline.settings import Limits
from tests.test_hostile_files import body, word

LIMITS = Limits(seconds=20, memory=1 << 30)


def cell(span: bytes) -> bytes:
    words = b"<w:p><w:r><w:t>Arrests 5</w:t></w:r></w:p>"
    return b'<w:tc><w:tcPr><w:gridSpan w:val="%s"/></w:tcPr>%s</w:tc>' % (span, words)


@pytest.mark.parametrize("span", [b"999999999", b"-5", b"1e9", b"x", b""])
def test_spans_of_cells_are_bounded(span: bytes) -> None:
    page = b"<html><table><tr><td colspan='%s' rowspan='%s'>Arrests 5<td>b</table>" % (span, span)
    rows = b"<w:tbl><w:tr>" + cell(span) + cell(b"1") + b"</w:tr></w:tbl>"
    for name, data in (
        ("a.html", page),
        ("a.docx", word({"word/document.xml": body(rows)})),
    ):
        text = read_isolated(data, name, LIMITS).text
        assert text.startswith("Arrests 5\t")
        assert len(text) < 5_000, name


def test_many_wide_rows_are_no_more_than_the_limit_on_characters() -> None:
    page = b"<html><table>" + b"<tr><td colspan=1000>5<td colspan=1000>y</tr>" * 500 + b"</table>"
    with pytest.raises(LimitError, match=r"^a\.html: it holds more than 50,000 characters"):
        read_isolated(page, "a.html", Limits(characters=50_000))


def test_a_parser_that_is_slow_on_a_page_is_ended() -> None:
    # Each attribute is held against all before it.
    page = b"<html><p " + b" ".join(b"a%d=1" % n for n in range(150_000)) + b">Arrests 5"
    with pytest.raises(LimitError, match=r"^a\.html: reading took more than 0\.5 seconds and was"):
        read_isolated(page, "a.html", Limits(seconds=0.5))
    assert read_isolated(b"<html><p>Arrests 5", "b.html", LIMITS).text == "Arrests 5\n"


@pytest.mark.parametrize("mark", [b"<w:tab/>", b"<w:br/>", b"<w:softHyphen/>", b"<w:cr/>"])
def test_a_hundred_thousand_marks_hide_no_words(mark: bytes) -> None:
    xml = body(b"<w:p><w:r>" + mark * 100_000 + b"<w:t>Arrests 5</w:t></w:r></w:p>")
    assert read_isolated(word({"word/document.xml": xml}), "a.docx", LIMITS).text == "Arrests 5\n"


def test_a_page_with_a_null_is_refused() -> None:
    with pytest.raises(UnsupportedFormatError, match=r"^a\.html: its content is not text"):
        read_bytes(b"<html><p>Arr\0ests 5</p>", "a.html")
