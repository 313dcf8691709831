"""PDF files of too many objects, or nested without end: read or refused, in time and memory."""

from __future__ import annotations

import time

import pytest

from corpus.isolated import read_isolated
from quarterline.errors import DamagedFileError, LimitError
from quarterline.settings import Limits

LIMITS = Limits(seconds=20, memory=1 << 30)
NESTED = b"<< /A " * 50_000 + b"null" + b" >>" * 50_000
WORDS = "Officers made 5 arrests."
SAID = b"BT /F1 12 Tf 72 700 Td (" + WORDS.encode() + b") Tj ET "


def pdf(content: bytes, *forms: bytes) -> bytes:
    """A page of `content`; each form is the object after the last and may draw the next, X."""
    fonts = b"/Font << /F1 5 0 R >>"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources "
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        page + b"<< " + fonts + b" /XObject << /X 6 0 R >> >> >>",
        stream(b"", content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, form in enumerate(forms, start=7):
        after = b" /XObject << /X %d 0 R >>" % min(number, 5 + len(forms))
        kind = b"/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << "
        objects.append(stream(kind + fonts + after + b" >> ", form))
    out = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, rows)
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n" % (len(objects) + 1, len(out))
    return out + table + end + b"%%EOF\n"


def stream(head: bytes, content: bytes) -> bytes:
    return b"<< %s/Length %d >>\nstream\n%s\nendstream" % (head, len(content), content)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (pdf(SAID), WORDS),
        (pdf(b"/X Do", SAID), WORDS),
        (pdf(SAID + b"/X Do", b"/X Do"), WORDS),  # it draws itself
        (pdf(b"q " * 300_000 + SAID + b"Q " * 300_000), WORDS),
        (pdf(SAID + b"[" * 200_000 + b"]" * 200_000 + b" TJ"), WORDS),
        (pdf(SAID + b"0 0 m 9 9 l S " * 100_000), WORDS),
        (pdf(SAID + b"".join(b"%d 0 m %d 800 l S " % (n, n) for n in range(20_000))), WORDS),
    ],
    ids=["plain", "form", "itself", "states", "arrays", "strokes", "rules"],
)
def test_objects_and_nesting_do_not_hide_the_words(data: bytes, text: str) -> None:
    begun = time.monotonic()
    assert read_isolated(data, "a.pdf", LIMITS).text.strip() == text
    assert time.monotonic() - begun < LIMITS.seconds


def test_dictionaries_nested_without_end_are_refused() -> None:
    data = pdf(SAID).replace(b"/Type /Catalog", b"/Type /Catalog /B " + NESTED)
    with pytest.raises(DamagedFileError, match=r"^a\.pdf: the PDF is damaged"):
        read_isolated(data, "a.pdf", LIMITS)


@pytest.mark.slow
def test_forms_that_draw_forms_thirtyfold_are_ended() -> None:
    bomb = pdf(b"/X Do", *[b"/X Do " * 30] * 11, SAID)
    with pytest.raises(
        (LimitError, DamagedFileError), match=r"^a\.pdf: .*(more than|broke off|memory)"
    ):
        read_isolated(bomb, "a.pdf", Limits(seconds=10, memory=1 << 29))
    # The next file finds another reader.
    assert read_isolated(pdf(SAID), "b.pdf", LIMITS).text.strip() == WORDS
