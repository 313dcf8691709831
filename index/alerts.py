"""What later reports bring to saved searches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from index import saved
from index.results import Hit
from quarterline.errors import QueryError

if TYPE_CHECKING:
    from index.library import Library

# Hits shown of each saved search, and how sure they must be: an alert that is not one costs
# more trust than a passage that a search puts far down.
_ALERTED = 20
_ALERTING = 0.6


def alerts(library: Library, order: Mapping[str, int], since: str | None) -> list[saved.Alert]:
    """See `Library.alerts`; `order` is each document's place in the order of addition."""
    later = None
    if since is not None:
        start = order[library.document(since).id]
        later = {key for key, number in order.items() if number > start}
    found = []
    for search in library.saved_searches():
        new = tuple(
            d
            for d in library.documents()
            if (d.id in later if later is not None else d.id not in search.read)
        )
        hits: tuple[Hit, ...] = ()
        problem = ""
        kept = replace(search.filters, documents=tuple(d.id for d in new))
        try:
            asked = library.search(search.query, limit=_ALERTED, filters=kept) if new else None
        except QueryError as error:
            problem = str(error)
        else:
            best = () if asked is None else asked.hits
            hits = tuple(h for h in best if h.confidence >= _ALERTING)
        found.append(saved.Alert(search, new, hits, problem))
    return found
