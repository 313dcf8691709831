"""Results of a search beyond the passage itself: by quarter, by report, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ui.cards import FOUND, anchor, text
from ui.words import (
    capital,
    counted,
    priority_name,
    quarter_name,
    report_name,
    span_of_days,
    where_named,
)

if TYPE_CHECKING:
    import pandas as pd

    from index.results import Answer, Hit, Results
    from quarterline.records import Document
    from ui.links import View


def answers(found: Sequence[Answer], view: View) -> str:
    """Figures that may be what was asked for, as printed, with what does not quite agree."""
    if not found:
        return ""
    return '<h2 class="ql-hidden">Figures that may answer</h2>' + "".join(
        _answer(answer, view) for answer in found
    )


def _answer(answer: Answer, view: View) -> str:
    claim, document = answer.claim, answer.document
    place = f"{quarter_name(document.quarter)} · {report_name(document)}"
    opened = replace(
        view.reading(document.id, answer.passage.order), start=claim.start, end=claim.end
    )
    caveats = (
        f'<p class="ql-meta">But: {text("; ".join(answer.caveats))}</p>' if answer.caveats else ""
    )
    when = f", {span_of_days(claim.period)}" if claim.period else ""
    return (
        f'<article class="ql-answer"><p class="ql-answer-figure">{text(claim.text)}</p>'
        f"<p>{text(capital(claim.measure))}{text(when)}</p>{caveats}"
        f"<p>“{text(answer.quote)}”</p>"
        f'<p class="ql-meta">{anchor(opened, place, at=FOUND)}</p></article>'
    )


def report_head(document: Document, count: int, view: View) -> str:
    """The heading of a report's results."""
    name = f"{quarter_name(document.quarter)} · {report_name(document)}"
    return (
        f'<h2 class="ql-group">{anchor(view.reading(document.id), name)}</h2>'
        f'<p class="ql-meta">{counted(count, "passage")}</p>'
    )


def frame(results: Results) -> pd.DataFrame:
    """The results as a table, a row a passage, with where each stands."""
    import pandas as pd  # noqa: PLC0415 - only where a table is asked for

    rows = [
        {
            "rank": hit.rank, "quarter": str(hit.document.quarter or ""),
            "force": hit.document.force, "source": hit.document.source,
            "page": hit.passage.page, "priority": priority_name(hit.passage.priority),
            "labels": where_named(hit.passage), "text": " ".join(hit.passage.text.split()),
            "operations": ", ".join(_names(hit, ("OPERATION", "PROJECT"))),
            "places": ", ".join(_names(hit, ("DISTRICT", "LPA", "PLACE"))),
            "why": "; ".join(hit.why), "confidence": round(hit.confidence, 3),
            "start": hit.passage.start, "end": hit.passage.end, "passage": hit.passage.id,
        }
        for hit in results.hits
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _names(hit: Hit, labels: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(m.canonical for m in hit.mentions if m.label in labels))
