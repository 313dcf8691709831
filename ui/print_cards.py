"""A page as printed, as HTML: its image, and boxes over the words that are marked.

The image is the only thing of a report's own that is shown; words come as text, escaped.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.cards import FOUND, text
from ui.links import READER, View, page_link, to_params
from ui.words import counted

if TYPE_CHECKING:
    from corpus.printed import Placed, PrintedPage
    from ui.highlight import Tag

PRINTED = "printed"  # how the address says that pages are shown as printed
_ROOM = 1.5  # points around a box's words


@dataclass(frozen=True, slots=True)
class Marked:
    """What is boxed on a page, as 0-based characters of the document, end exclusive.

    `passage` is the passage that was asked for, `cited` the words of it ((0, 0) for none),
    `tags` are names and figures by where they begin in the document.
    """

    passage: tuple[int, int] = (0, 0)
    cited: tuple[int, int] = (0, 0)
    tags: tuple[tuple[int, int, Tag], ...] = ()


def printed_params(view: View, page: int) -> dict[str, list[str]]:
    """The address of a page of the open report as printed."""
    return {**to_params(view), "look": [PRINTED], "page": [str(page)]}


def page_ways(view: View, number: int, count: int) -> str:
    """Which page it is, and the ways to the pages before and after."""
    ways = [f"<span>Page {number} of {count}</span>"]
    for other, words in ((number - 1, "Previous page"), (number + 1, "Next page")):
        if 1 <= other <= count:
            ways.append(page_link_of(view, other, words))
    return f'<nav class="ql-way" aria-label="Pages">{"".join(ways)}</nav>'


def printed_page(page: PrintedPage, placed: Placed, marked: Marked, name: str) -> str:
    """The image with its boxes; `name` is the report's."""
    # The page opens at the words; where none are named, or none have a place, at the passage.
    at_words = bool(placed.lines(*marked.cited))
    boxes = [_boxes(page, placed, *marked.passage, "ql-box-passage", "" if at_words else FOUND)]
    for start, end, tag in marked.tags:
        boxes.append(_boxes(page, placed, start, end, f"ql-box-{tag.kind}", title=tag.title))
    boxes.append(_boxes(page, placed, *marked.cited, "ql-box-cited", FOUND))
    image = base64.b64encode(page.png).decode("ascii")
    alt = html.escape(f"Page {page.number} of {page.count} of {name}, as printed")
    return (
        f'<div class="ql-scroll" role="region" tabindex="0" aria-label="{alt}">'
        f'<div class="ql-print"><img src="data:image/png;base64,{image}" alt="{alt}" '
        f'width="{page.width}" height="{page.height}">{"".join(boxes)}</div></div>'
    )


def _boxes(
    page: PrintedPage,
    placed: Placed,
    start: int,
    end: int,
    css: str,
    anchor: str = "",
    title: str = "",
) -> str:
    """One box a line of the words from `start` to `end`; the first has the id `anchor`."""
    wide, high = page.points
    out: list[str] = []
    for box in placed.lines(start, end):
        across, down = (
            f"left:{100 * (box.x0 - _ROOM) / wide:.3f}%;top:{100 * (box.top - _ROOM) / high:.3f}%",
            f"width:{100 * (box.x1 - box.x0 + 2 * _ROOM) / wide:.3f}%;"
            f"height:{100 * (box.bottom - box.top + 2 * _ROOM) / high:.3f}%",
        )
        named = f' id="{anchor}"' if anchor and not out else ""
        told = f' title="{text(title)}"' if title else ""
        out.append(f'<span class="ql-box {css}"{named}{told} style="{across};{down}"></span>')
    return "".join(out)


def not_placed(placed: Placed, start: int, end: int) -> str:
    """How many of a passage's words could not be found on the page; "" when all were."""
    words = placed.words(start, end)
    missing = [word for word in words if not word.boxes]
    if not words or not missing:
        return ""
    if len(missing) == len(words):
        return "The words of this passage could not be found on the page. Read them as text."
    are = "is" if len(missing) == 1 else "are"
    return (
        f"{counted(len(missing), 'word')} of this passage’s {len(words)} {are} not boxed: "
        "the place on this page could not be told."
    )


def pages_of(view: View, pages: Sequence[int], number: int) -> str:
    """The other pages on which the passage has words, as links."""
    ways = [
        page_link_of(view, other, f"This passage has words on page {other} too")
        for other in pages
        if other != number
    ]
    return "".join(f'<p class="ql-meta">{way}</p>' for way in ways)


def page_link_of(view: View, page: int, words: str) -> str:
    """A link to a page as printed; `words` are text."""
    return (
        f'<a href="{html.escape(page_link(READER, printed_params(view, page)))}">{text(words)}</a>'
    )


def legend(kinds: Iterable[str], names: Mapping[str, str], *, passage: bool, cited: bool) -> str:
    """What the boxes mean."""
    marks = ['<span class="ql-key ql-box-passage">the passage</span>'] if passage else []
    marks += ['<span class="ql-key ql-box-cited">the words</span>'] if cited else []
    marks += [
        f'<span class="ql-key ql-box-{kind}">{text(names[kind].lower())}</span>' for kind in kinds
    ]
    return f'<p class="ql-legend">Boxed: {" ".join(marks)}</p>' if marks else ""
