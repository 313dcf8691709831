"""A view of the app as a link, and back: whatever is on the screen can be sent on.

The question and its filters are one frozen `View`; `document` and `passage` stand beside
them when a report is open, so that the way back keeps the search.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from index.results import Filters

PAGE_SIZE = 10
MOST = 200
FILTERS = ("quarter", "priority", "place", "operation")

# A link is typed or pasted by anyone; no honest question is longer.
_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class View:
    """What the app shows: a question, its filters, how many results, and an open report.

    `passage` is the number of a passage in the open report, 0 for none.
    """

    question: str = ""
    quarter: tuple[str, ...] = ()
    priority: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    operation: tuple[str, ...] = ()
    limit: int = PAGE_SIZE
    document: str = ""
    passage: int = 0

    @property
    def filters(self) -> Filters:
        """The filters, as the library takes them."""
        from index.results import Filters  # noqa: PLC0415 - links alone need no library

        return Filters(
            places=self.place,
            quarters=self.quarter,
            priorities=self.priority,
            operations=self.operation,
        )

    @property
    def filtered(self) -> bool:
        """Whether any filter is set."""
        return bool(self.quarter or self.priority or self.place or self.operation)

    def without_filters(self) -> View:
        """The same question, asked of everything."""
        return replace(self, quarter=(), priority=(), place=(), operation=(), limit=PAGE_SIZE)

    def only(self, name: str, value: str) -> View:
        """The same view with one more filter value; the results start again at ten."""
        values: tuple[str, ...] = getattr(self, name)
        added = values if value in values else (*values, value)
        return from_params({**to_params(self.searching()), name: added, "limit": []})

    def reading(self, document: str, passage: int = 0) -> View:
        """A report opened from this view, at a passage."""
        return replace(self, document=document, passage=passage)

    def searching(self) -> View:
        """The way back from a report."""
        return replace(self, document="", passage=0)


def from_params(params: Mapping[str, Sequence[str]]) -> View:
    """A view from query parameters (each name with all its values); nonsense is dropped."""
    return View(
        question=_first(params, "q").strip()[:_LONGEST],
        quarter=_all(params, "quarter"),
        priority=_all(params, "priority"),
        place=_all(params, "place"),
        operation=_all(params, "operation"),
        limit=min(max(_number(params, "limit", PAGE_SIZE), 1), MOST),
        document=_first(params, "document").strip()[:_LONGEST],
        passage=_number(params, "passage", 0),
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
    if view.limit != PAGE_SIZE:
        params["limit"] = [str(view.limit)]
    if view.document:
        params["document"] = [view.document]
        if view.passage:
            params["passage"] = [str(view.passage)]
    return params


def link(view: View, anchor: str = "") -> str:
    """A view as a relative link, to be escaped like any other text before it goes into HTML."""
    query = urlencode(to_params(view), doseq=True)
    return f"?{query}{'#' + anchor if anchor else ''}"


def _all(params: Mapping[str, Sequence[str]], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(v[:_LONGEST] for v in params.get(name, ()) if v.strip()))


def _first(params: Mapping[str, Sequence[str]], name: str) -> str:
    return next(iter(params.get(name, ())), "")


def _number(params: Mapping[str, Sequence[str]], name: str, otherwise: int) -> int:
    text = _first(params, name)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else otherwise
