"""The public functions of this room: thin, each over a pure function of records."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from quarterline.errors import NotFoundError, QueryError
from track.certificate import Certificate, certify
from track.commitments import Commitment, Commitments, commitments_of, in_order
from track.decisions import Decision, DecisionLog, active
from track.dossier import Dossier, empty_dossier, operation_dossier, theme_dossier
from track.history import History, history_of
from track.holdings import Holdings, holdings_of
from track.kept import Kept
from track.matrix import Matrix, Network, matrix_of, network_of
from track.measure import Measure, measure_of
from track.recycled import NEARLY, Recycled, Repeat, recycled_of
from track.register import Register, register_of
from track.theme import (
    MENTIONS,
    Theme,
    profile_theme,
    theme_by_search,
    theme_by_terms,
    theme_by_words,
)

if TYPE_CHECKING:
    from index.library import Library

# A search is asked for this many passages, then for twice as many while the last of them
# still pass the threshold.
_FIRST, _TAIL = 64, 16
_MOST = 100_000
T = TypeVar("T")


def register(library: Library) -> Register:
    """The register of all operations and projects."""
    return register_of(holdings_of(library))


def operation(library: Library, name: str) -> History:
    """The history of an operation or project, by any of its names, misspelt too.

    Raises NotFoundError, which names the nearest ones; `certificate` then says what was
    searched.
    """
    return history_of(holdings_of(library), name)


def theme(
    library: Library, text: str, *, threshold: float | None = None, how: str = "auto"
) -> Theme:
    """A theme followed across quarters.

    `how`: "terms" counts the terms of a theme of the profile, `threshold` (1) of them making
    a passage count; "search" searches for any words, which count from a confidence of
    `threshold` (`index.search.LIKELY`); "words" counts the
    passages that have the words as they stand; "auto" takes the terms where the profile has
    such a theme, else the search. Raises QueryError for no words, another `how`, or a
    threshold out of range.
    """
    holdings = holdings_of(library)
    if not text.strip():
        raise QueryError("no theme given; expected words such as 'knife crime'")
    if how not in ("auto", "terms", "search", "words"):
        raise QueryError(f"how is {how!r}; expected auto, terms, search or words")
    if how == "words":
        return theme_by_words(holdings, text)
    if how == "terms" or (how == "auto" and profile_theme(holdings, text) is not None):
        least = MENTIONS if threshold is None else threshold
        name = f"theme {text.casefold()} {least}"
        return holdings.once(name, lambda: theme_by_terms(holdings, text, least))
    from index.search import LIKELY  # noqa: PLC0415 - FAISS, only for a search

    sure = LIKELY if threshold is None else threshold
    found = holdings.once(f"search {text} {sure}", lambda: _search(library, text, sure))
    return theme_by_search(holdings, text, found, sure)


def _search(library: Library, text: str, threshold: float) -> dict[str, float]:
    limit = _FIRST
    while True:
        hits = library.search(text, limit=limit).hits
        last = hits[-_TAIL:]
        done = len(hits) < limit or all(h.confidence < threshold for h in last)
        if done or limit >= _MOST:
            return {h.passage.id: h.confidence for h in hits}
        limit *= 2


def measure(library: Library, text: str) -> Measure:
    """The series of figures that a measure's words name. Raises QueryError, NotFoundError."""
    return measure_of(holdings_of(library), text)


def commitments(library: Library, *, document: str = "") -> Commitments:
    """Commitments of all reports, or of one (by any key of `Library.document`), and what
    later reports say of them."""
    key = library.document(document).id if document else ""
    kept = Kept(library)
    found = kept.read(Commitment, key)
    if found is None:
        made = commitments_of(holdings_of(library), key)
        if not key:
            kept.write(Commitment, _by_report(made.commitments, lambda c: c.statement.document))
        return made
    return Commitments(tuple(sorted(found, key=in_order)))


def recycled(library: Library, *, document: str = "", threshold: float = NEARLY) -> Recycled:
    """Text repeated from an earlier quarter, in all reports or in one."""
    key = library.document(document).id if document else ""
    kept = Kept(library)
    found = kept.read(Repeat, key) if threshold == NEARLY else None
    if found is None:
        made = recycled_of(holdings_of(library), key, threshold)
        if not key and threshold == NEARLY:
            kept.write(Repeat, _by_report(made.repeats, lambda r: r.now.document))
        return made
    return Recycled(found, threshold)


def _by_report(records: Iterable[T], report: Callable[[T], str]) -> dict[str, list[T]]:
    grouped: dict[str, list[T]] = {}
    for record in records:
        grouped.setdefault(report(record), []).append(record)
    return grouped


def matrix(library: Library) -> Matrix:
    """Operations by quarter, and themes by district by quarter."""
    return matrix_of(holdings_of(library))


def network(library: Library, *, around: str = "", least: int = 1) -> Network:
    """Operations, places and organisations that passages mention together."""
    holdings = holdings_of(library)
    name = register_of(holdings).get(around).name if around else ""
    return network_of(holdings, name, least)


def certificate(library: Library, text: str, *, place: str = "", quarter: str = "") -> Certificate:
    """What was searched for a name, a theme or words, and what was found."""
    return certify(holdings_of(library), text, place=place, quarter=quarter)


def dossier(
    library: Library, text: str, *, place: str = "", quarter: str = "", made: date | None = None
) -> Dossier:
    """The dossier of an operation or theme; of what no report mentions, what was searched.

    With `place` or `quarter` only the certificate keeps to them: a history cut short would
    mislead. `made` is the day printed on it, today by default.
    """
    holdings = holdings_of(library)
    day = made or date.today()
    searched = certify(holdings, text, place=place, quarter=quarter)
    try:
        history = history_of(holdings, text)
    except NotFoundError:
        return _without_operation(library, holdings, text, searched, day)
    promised = commitments(library).commitments
    own = [c for c in promised if history.operation.name in c.operations]
    return operation_dossier(holdings, history, own, searched, day)


def _without_operation(
    library: Library, holdings: Holdings, text: str, searched: Certificate, day: date
) -> Dossier:
    if profile_theme(holdings, text) is None and not searched.found:
        return empty_dossier(holdings, searched, day)
    return theme_dossier(holdings, theme(library, text), searched, day)


# ---- decisions


def decisions(library: Library, *, all_of_them: bool = False) -> tuple[Decision, ...]:
    """The decisions that hold, or all that were ever taken."""
    taken = DecisionLog(library.path).read()
    return taken if all_of_them else active(taken)


def join(library: Library, name: str, into: str, reason: str, *, by: str = "") -> Decision:
    """Count what is called `name` as `into`. Raises NotFoundError for a name that no report has."""
    known = register(library)
    return DecisionLog(library.path).join(known.get(name).name, known.get(into).name, reason, by)


def split(
    library: Library,
    name: str,
    to: str,
    reason: str,
    *,
    form: str = "",
    quarters: Iterable[str] = (),
    by: str = "",
) -> Decision:
    """Count as `to` what is called `name` and printed as `form`, in `quarters`.

    Raises NotFoundError for an unknown name, QueryError where neither form nor quarters are
    given.
    """
    found = register(library).get(name).name
    return DecisionLog(library.path).split(found, to, reason, form=form, quarters=quarters, by=by)


def rename(library: Library, name: str, to: str, reason: str, *, by: str = "") -> Decision:
    """Call an operation otherwise. Raises NotFoundError for an unknown name."""
    return DecisionLog(library.path).rename(register(library).get(name).name, to, reason, by)


def undo(library: Library, decision: str, reason: str = "undone", *, by: str = "") -> Decision:
    """Take a decision back, by its id."""
    return DecisionLog(library.path).undo(decision, reason, by)
