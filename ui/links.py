"""A view of the app as a link, and back: whatever is on the screen can be sent on.

The question and its filters are one frozen `View`; `document` and `passage` stand beside
them when a report is open, so that the way back keeps the search.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode

from ui.words import KINDS

if TYPE_CHECKING:
    from index.results import Filters

PAGE_SIZE = 10
MOST = 200
FILTERS = ("quarter", "priority", "place", "operation", "kind")
BY_REPORT = "report"

# The pages by the last part of their address; the search is at the root.
SEARCH, OPERATIONS, THEMES, AUDIT = "", "operations", "themes", "audit"
FIGURES, READER, LIBRARY, HELP = "figures", "reader", "library", "help"
FOLLOW, CONNECTIONS = "follow-up", "connections"
_FOLLOWING = (OPERATIONS, THEMES, FIGURES, FOLLOW, CONNECTIONS)
PAGES = (SEARCH, *_FOLLOWING, AUDIT, READER, LIBRARY, HELP)

# A link is typed or pasted by anyone; no honest question is longer.
_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class View:
    """What the search and the reader show: a question, its filters, what of it was taken back
    (`without`, keys as `Part.key`), how many results and in which order ("" best first,
    "report" by report), and an open report.

    `passage` is the number of a passage in the open report, 0 for none; `start`, `end` are
    0-based characters of its document, end exclusive, which are marked (0, 0 for none).
    `back` is the address within the app from which the report was opened.
    """

    question: str = ""
    quarter: tuple[str, ...] = ()
    priority: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    operation: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    limit: int = PAGE_SIZE
    order: str = ""
    document: str = ""
    passage: int = 0
    start: int = 0
    end: int = 0
    back: str = ""

    @property
    def filters(self) -> Filters:
        """The filters, as the library takes them."""
        from index.results import Filters  # noqa: PLC0415 - links alone need no library

        return Filters(
            places=self.place,
            quarters=self.quarter,
            priorities=self.priority,
            operations=self.operation,
            kinds=self.kind,
        )

    @property
    def filtered(self) -> bool:
        """Whether any filter is set."""
        return any(getattr(self, name) for name in FILTERS)

    def without_filters(self) -> View:
        """The same question, asked of everything."""
        nothing: dict[str, Any] = dict.fromkeys(FILTERS, ())
        return replace(self, **nothing, limit=PAGE_SIZE)

    def only(self, name: str, value: str) -> View:
        """The same view with one more filter value; the results start again at ten."""
        values: tuple[str, ...] = getattr(self, name)
        added = values if value in values else (*values, value)
        return from_params({**to_params(self.searching()), name: added, "limit": []})

    def taking_back(self, *keys: str) -> View:
        """The same view without some parts of what was understood."""
        taken = tuple(dict.fromkeys((*self.without, *keys)))
        return replace(self, without=taken, limit=PAGE_SIZE)

    def reading(self, document: str, passage: int = 0) -> View:
        """A report opened from this view, at a passage."""
        return replace(self, document=document, passage=passage)

    def searching(self) -> View:
        """The way back from a report."""
        return replace(self, document="", passage=0, start=0, end=0, back="")


def from_params(params: Mapping[str, Sequence[str]]) -> View:
    """A view from query parameters (each name with all its values); nonsense is dropped."""
    return View(
        question=_first(params, "q").strip()[:_LONGEST],
        quarter=_all(params, "quarter"),
        priority=_all(params, "priority"),
        place=_all(params, "place"),
        operation=_all(params, "operation"),
        # Shown as labels, which Streamlit reads as Markdown: only words of ours may be there.
        kind=tuple(kind for kind in _all(params, "kind") if kind in KINDS),
        without=_all(params, "without"),
        limit=min(max(_number(params, "limit", PAGE_SIZE), 1), MOST),
        document=_first(params, "document").strip()[:_LONGEST],
        passage=_number(params, "passage", 0),
        start=_number(params, "start", 0),
        end=_number(params, "end", 0),
        order=BY_REPORT if _first(params, "order") == BY_REPORT else "",
        back=safe_back(_first(params, "from")),
    )


def to_params(view: View) -> dict[str, list[str]]:
    """Query parameters of a view, only those that say something."""
    params: dict[str, list[str]] = {}
    if view.question:
        params["q"] = [view.question]
    for name in FILTERS:
        values: tuple[str, ...] = getattr(view, name)
        if values:
            params[name] = list(values)
    if view.without:
        params["without"] = list(view.without)
    if view.limit != PAGE_SIZE:
        params["limit"] = [str(view.limit)]
    if view.order:
        params["order"] = [view.order]
    if view.document:
        params["document"] = [view.document]
        for name in ("passage", "start", "end"):
            if getattr(view, name):
                params[name] = [str(getattr(view, name))]
        if view.back:
            params["from"] = [view.back]
    return params


def link(view: View, anchor: str = "") -> str:
    """A view as a relative link, to be escaped like any other text before it goes into HTML."""
    return page_link(READER if view.document else SEARCH, to_params(view), anchor)


def page_link(
    page: str, params: Mapping[str, str | Sequence[str]] | None = None, at: str = ""
) -> str:
    """A page with what it shows as a relative link; empty values are left out.

    All pages stand at one level, so that "./audit" leads from any of them to the audit, also
    where the app is served below a path.
    """
    said = {name: value for name, value in (params or {}).items() if value}
    query = urlencode(said, doseq=True)
    return f"./{page}{'?' + query if query else ''}{'#' + at if at else ''}"


def back_to(page: str, params: Mapping[str, str | Sequence[str]]) -> str:
    """Where a report was opened from, for `View.back`."""
    return page_link(page, params).removeprefix("./")


def safe_back(text: str) -> str:
    """An address within the app as `back_to` writes it, made anew; "" for anything else.

    It came with a link that anyone may have written: only a page of ours can result.
    """
    page, _, query = text[:_LONGEST].partition("?")
    if page not in PAGES or page == READER:
        return ""
    try:
        return back_to(page, parse_qs(query, max_num_fields=40))
    except ValueError:
        return ""


def _all(params: Mapping[str, Sequence[str]], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(v[:_LONGEST] for v in params.get(name, ()) if v.strip()))


def _first(params: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(params.get(name, ())), "")


def _number(params: Mapping[str, Sequence[str]], name: str, otherwise: int) -> int:
    text = _first(params, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else otherwise
