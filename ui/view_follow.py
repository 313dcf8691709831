"""Follow-up: what was promised, what is said again, and what was never said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from quarterline.errors import QuarterlineError
from ui import address, cards, follow_cards, parts, shelf
from ui.downloads import csv_button
from ui.links import FOLLOW, back_to
from ui.words import counted, quarter_name, report_name

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from index.library import Library
    from track.commitments import Commitments
    from track.recycled import Recycled

PART = 40  # commitments or repeats on one page
_ANY = ""
_DUE = {
    _ANY: "Any time or none",
    "passed": "Due by the last report",
    "coming": "Due after the last report",
    "no date": "No date given",
}
_COMMITMENTS = {"report": "", "outcome": "", "due": "", "find": ""}
_REPEATS = {"report": "", "kind": "", "like": ""}
_MENTIONS = {"text": "", "place": "", "quarter": ""}
_KINDS = {
    _ANY: "All repeats",
    "doubtful": "With words that should have moved on",
    "word for word": "Word for word",
    "nearly": "Changed a little",
}
_LIKE = {_ANY: "85% (usual)", "70": "70%", "80": "80%", "90": "90%", "95": "95%", "100": "100%"}
_USUAL = 85.0


def show(library: Library) -> None:
    """The part of the page that the address names."""
    part = st.query_params.get("part", "")
    part = part if part in follow_cards.PARTS else ""
    st.html("<h2>Follow-up</h2>" + follow_cards.parts(part))
    {"": _commitments, "repeats": _repeats, "mentions": _mentions}[part](library)


def _reports(library: Library) -> dict[str, str]:
    return {"": "All reports"} | {
        d.id: f"{quarter_name(d.quarter)} · {report_name(d)}"
        for d in shelf.newest_first(library.documents())
    }


def _select(
    part: str, name: str, label: str, options: dict[str, str], column: DeltaGenerator
) -> None:
    column.selectbox(
        label, tuple(options), key=address.key(part, name), format_func=options.__getitem__
    )


def _list(entries: Sequence[tuple[str, str]], params: dict[str, str]) -> None:
    first = parts.first_of(len(entries), PART)
    ways = parts.ways(FOLLOW, params, first, len(entries), PART)
    st.html(ways + follow_cards.by_quarter(entries[first : first + PART]) + ways)


def _said(part: str, name: str, defaults: dict[str, str]) -> dict[str, str]:
    held = address.give(name, defaults)
    return {**({"part": part} if part else {}), **{n: v[0] for n, v in held.items()}}


# ---- commitments


def _commitments(library: Library) -> None:
    import track  # noqa: PLC0415 - pandas and the index's words, when first needed
    from track import agenda  # noqa: PLC0415
    from track.commitments import Commitments  # noqa: PLC0415
    from track.holdings import holdings_of  # noqa: PLC0415

    with st.spinner("Reading the commitments", show_time=False):
        found = track.commitments(library).commitments
    outcomes = {_ANY: "Any outcome"} | {
        o: o.capitalize() for o in sorted({c.outcome for c in found})
    }
    reports = _reports(library)
    name = "promise"
    address.take(
        name, _COMMITMENTS,
        {"report": tuple(reports), "outcome": tuple(outcomes), "due": tuple(_DUE)},
    )  # fmt: skip
    one, two = st.columns(2)
    _select(name, "report", "Made in", reports, one)
    _select(name, "outcome", "What became of it", outcomes, two)
    three, four = st.columns(2)  # a row of their own, so that a phone keeps the order
    _select(name, "due", "Due", _DUE, three)
    four.text_input(
        "Words, operation or place", key=address.key(name, "find"), type="search", max_chars=200
    )
    params = _said("", name, _COMMITMENTS)
    asked = {n: address.value(name, n) for n in _COMMITMENTS}
    upto = agenda.last_day(holdings_of(library))
    outcome = asked.pop("outcome")
    alike = agenda.chosen(
        found, upto, document=asked["report"], due=asked["due"], words=asked["find"]
    )
    kept = agenda.chosen(alike, upto, outcome=outcome)
    if not found:
        st.html(cards.notice(
            "info", "No commitments found",
            "No report says that something will be done. Add reports on the page Library.",
        ))  # fmt: skip
        return
    st.html(f'<p class="ql-sum" role="status">{counted(len(kept), "commitment")}</p>')
    if not kept:
        st.html(cards.notice("warning", "No commitment is like this", "Choose fewer filters."))
        st.html(f"<p>{cards.page_anchor(FOLLOW, {}, 'See all commitments')}</p>")
        return
    counts = Counter(c.outcome for c in alike)
    st.html(follow_cards.tally(dict(counts.most_common()), params))
    back = back_to(FOLLOW, params)
    _list([(c.quarter, follow_cards.commitment(c, back)) for c in kept], params)
    _commitment_files(Commitments(kept))


def _commitment_files(kept: Commitments) -> None:
    with st.container(horizontal=True):
        csv_button("Download the commitments (CSV)", "commitments", kept.frame)
        csv_button(
            "Download what later reports say (CSV)", "commitments-later", kept.evidence_frame
        )


# ---- repeated text


def _repeats(library: Library) -> None:
    import track  # noqa: PLC0415 - pandas and the index's words, when first needed

    name = "repeat"
    reports = _reports(library)
    address.take(
        name, _REPEATS, {"report": tuple(reports), "kind": tuple(_KINDS), "like": tuple(_LIKE)}
    )
    one, two, three = st.columns(3)
    _select(name, "report", "Said again in", reports, one)
    _select(name, "kind", "Show", _KINDS, two)
    _select(name, "like", "Alike from", _LIKE, three)
    params = _said("repeats", name, _REPEATS)
    asked = {n: address.value(name, n) for n in _REPEATS}
    with st.spinner("Comparing the reports", show_time=False):
        found = track.recycled(
            library, document=asked["report"], threshold=float(asked["like"] or _USUAL)
        )
    kept = [
        r for r in found.repeats
        if asked["kind"] in ("", r.kind) or (asked["kind"] == "doubtful" and r.stale)
    ]  # fmt: skip
    st.html(f'<p class="ql-sum" role="status">{counted(len(kept), "repeated text")}</p>')
    if not kept:
        st.html(cards.notice(
            "info", "No text is repeated like this",
            "Each report is held against the eight before it. Choose another report, show all "
            "repeats, or take texts that are less alike.",
        ))  # fmt: skip
        return
    back = back_to(FOLLOW, params)
    _list([(r.now.quarter, follow_cards.repeat(r, back)) for r in kept], params)
    shown: Recycled = type(found)(tuple(kept), found.threshold)
    csv_button("Download the repeated text (CSV)", "repeated-text", shown.frame)


# ---- was it mentioned


def _mentions(library: Library) -> None:
    from track import askable  # noqa: PLC0415
    from track.holdings import holdings_of  # noqa: PLC0415

    name = "mention"
    holdings = holdings_of(library)
    places = {_ANY: "Everywhere"} | {place: place for place in askable.places_known(holdings)}
    quarters = {_ANY: "All quarters"} | {
        quarter: quarter if held else f"{quarter} (no report held)"
        for quarter, held in askable.quarters_known(holdings)
    }
    address.take(name, _MENTIONS, {"place": tuple(places), "quarter": tuple(quarters)})
    box, where, when = st.columns([3, 2, 2], vertical_alignment="bottom")
    box.text_input(
        "Operation, theme or words", key=address.key(name, "text"), type="search", max_chars=200,
        placeholder="For example: Operation SCEPTRE",
    )  # fmt: skip
    _select(name, "place", "Place", places, where)
    _select(name, "quarter", "Quarter", quarters, when)
    params = _said("mentions", name, _MENTIONS)
    asked = " ".join(address.value(name, "text").split())
    if not asked:
        st.html(
            "<p>Enter a name or words to see whether any report mentions them. The answer says "
            "which reports were searched, so that somebody else can check it.</p>"
        )
        return
    _certificate(library, asked, params)


def _certificate(library: Library, asked: str, params: dict[str, str]) -> None:
    import track  # noqa: PLC0415 - pandas and the index's words, when first needed

    place, quarter = params.get("place", ""), params.get("quarter", "")
    try:
        found = track.certificate(library, asked, place=place, quarter=quarter)
    except QuarterlineError as error:
        st.html(cards.notice("error", "This cannot be looked for", str(error)))
        return
    st.html(follow_cards.finding(found))
    st.html(follow_cards.certificate(found, back_to(FOLLOW, params)))
    with st.container(horizontal=True):
        csv_button("Download what was searched (CSV)", "searched", found.frame)
        st.download_button(
            "Download as a Word document",
            lambda: track.dossier(library, asked, place=place, quarter=quarter).docx(),
            "searched.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            on_click="ignore",
        )
