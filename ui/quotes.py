"""Words of reports as HTML: quotes that lead to their place in the reader, and redlines."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ui.cards import FOUND, anchor, text
from ui.highlight import pieces, to_html
from ui.links import READER, View, page_link, to_params
from ui.print_cards import PRINTED
from ui.words import quarter_words, unique, visible

if TYPE_CHECKING:
    from quarterline.records import Span
    from track.citations import Citation
    from track.redline import Change

CHANGES = {
    "added": "New",
    "removed": "No longer said",
    "figures": "Figures changed",
    "wording": "Reworded",
    "both": "Figures and wording changed",
    "unchanged": "Unchanged",
}
_TAGS = {"added": "ins", "removed": "del"}


def reading(citation: Citation, back: str = "") -> View:
    """The reader opened on the cited words."""
    order = int(citation.passage.rpartition("#")[2])
    return View(
        document=citation.document,
        passage=order,
        start=citation.start,
        end=citation.end,
        back=back,
    )


def where(citation: Citation) -> str:
    """Quarter and page of a citation, in words."""
    page = f"page {citation.page}" if citation.page else ""
    return ", ".join(unique((quarter_words(citation.quarter), page)))


def source(citation: Citation, back: str = "", words: str = "") -> str:
    """A link to the cited words in the reader."""
    return anchor(reading(citation, back), words or where(citation), at=FOUND)


def printed(citation: Citation, back: str = "") -> str:
    """A link to the cited words on their page as printed, after a dot; "" where no page is known
    of a PDF."""
    if citation.page is None or not citation.source.lower().endswith(".pdf"):
        return ""
    params = {**to_params(reading(citation, back)), "look": [PRINTED]}
    address = html.escape(page_link(READER, params, FOUND))
    return f' · <a href="{address}">as printed</a>'


def quote(citation: Citation, back: str = "", lead: str = "", spans: Sequence[Span] = ()) -> str:
    """A quote with its place; `spans` of its document are marked, `lead` stands before it."""
    found = [
        (max(s.start, citation.start) - citation.start, min(s.end, citation.end) - citation.start)
        for s in spans
        if s.document == citation.document and s.start < citation.end and citation.start < s.end
    ]
    words = to_html(pieces(citation.quote, (), found))
    first = f'<p class="ql-meta">{text(lead)}</p>' if lead else ""
    return (
        f'<blockquote class="ql-quote">{first}<p>{words}</p>'
        f'<p class="ql-meta">{source(citation, back)}{printed(citation, back)}</p></blockquote>'
    )


def redline(change: Change, back: str = "") -> str:
    """A sentence with what went struck out and what came underlined, said in words too."""
    quoted = change.now or change.before
    if quoted is None:
        return ""
    # Where all of it came or went, its heading says so; marking every word would only shout.
    whole = change.kind in ("added", "removed")
    words = "".join(_piece("" if whole else p.op, p.text) for p in change.pieces)
    return (
        f'<div class="ql-change ql-{change.kind}"><p class="ql-change-kind">'
        f"{CHANGES[change.kind]}</p><p>{words}</p>"
        f'<p class="ql-meta">{source(quoted, back)}</p></div>'
    )


def _piece(op: str, words: str) -> str:
    shown = html.escape(visible(words))
    tag = _TAGS.get(op)
    return f"<{tag}>{shown}</{tag}>" if tag else shown


def quotes(citations: Iterable[Citation], back: str = "") -> str:
    """Quotes one below the other."""
    return "".join(quote(citation, back) for citation in citations)
