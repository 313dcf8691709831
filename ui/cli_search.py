"""`quarterline search`: results on the terminal, as JSON, and runs of many questions."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich.padding import Padding
from rich.text import Text

from quarterline.records import to_row
from ui.cli_show import console, print_rows, report_line
from ui.highlight import Piece, asked_words, found_words, pieces, tags_of
from ui.words import (
    counted,
    listed,
    one_line,
    priority_name,
    span_of_days,
    unique,
    visible,
    where_named,
)

if TYPE_CHECKING:
    from rich.console import Console

    from index.library import Library
    from index.results import Answer, Filters, Hit, Results, Understood

_STYLES = {"operation": "bold cyan", "place": "underline green"}
_NEAREST = 3


def marked(parts: Sequence[Piece]) -> Text:
    """Pieces of a passage as terminal text: found words bold and yellow, tags by kind."""
    text = Text()
    for part in parts:
        style = _STYLES.get(part.tag.kind, "") if part.tag else ""
        if part.found:
            style = f"{style} bold yellow".strip()
        text.append(visible(part.text.replace("\t", " | ").replace("\n", " ")), style=style)
    return text


def show_results(results: Results) -> None:
    """The passages found, best first, or what came nearest when nothing was."""
    from index.search import UNSURE  # noqa: PLC0415

    out = console()
    read = _understood(results.query)
    if read:
        out.print(Text(f"Understood: {read}", style="dim"))
    hits = results.hits
    if not hits or results.confidence < UNSURE:
        out.print(Text(f"Nothing found for “{one_line(results.query.text)}”.", style="bold"))
        out.print("Check the spelling, use fewer or other words, or leave filters out.")
        hits = hits[:_NEAREST]
        if hits:
            out.print("\nWhat came nearest:")
    else:
        _show_answers(out, results)
        shown = "" if results.total <= len(hits) else f", the best {len(hits)} shown"
        out.print(Text(f"{counted(results.total, 'passage')} found{shown}.", style="bold"))
    first = {hit.passage.id for hit in results.grouped()}
    for hit in hits:
        if hit.passage.id in first:
            _show_hit(out, hit, asked_words(results.query))


def _show_answers(out: Console, results: Results) -> None:
    """The figures that answer the question, as the reports print them."""
    for answer in results.answers:
        claim, page = answer.claim, answer.passage.page
        head = Text(visible(claim.text), style="bold green").append(
            f"  {one_line(claim.measure)}", style="bold"
        )
        out.print(head)
        when = "" if claim.period is None else span_of_days(claim.period)
        where = [report_line(answer.document), f"page {page}" if page else ""]
        lines = [
            f"For {when}" if when else "",
            *(one_line(caveat) for caveat in answer.caveats),
            f"“{one_line(answer.quote)}”",
            " · ".join(filter(None, where)),
            f'Open: quarterline show "{answer.passage.id}"',
        ]
        for line in filter(None, lines):
            out.print(Padding(Text(line), (0, 0, 0, 3), expand=False))
        out.print()


def _show_hit(out: Console, hit: Hit, asked: str) -> None:
    passage = hit.passage
    page = f"page {passage.page}" if passage.page else ""
    where = [report_line(hit.document), priority_name(passage.priority), page]
    out.print()
    head = Text(f"{hit.rank}. ", style="bold").append(" · ".join(filter(None, where)))
    out.print(head)
    indent = (0, 0, 0, 3)
    labels = where_named(passage)
    if labels:
        out.print(Padding(Text(labels, style="bold"), indent, expand=False))
    words = found_words(passage.text, asked)
    parts = pieces(passage.text, tags_of(passage, hit.mentions), words)
    out.print(Padding(marked(parts), indent, expand=False))
    if hit.also:
        reports = unique(report_line(also.document) for also in hit.also)
        told = f"Nearly the same in: {listed(reports)}"
        out.print(Padding(Text(told, style="dim"), indent, expand=False))
    tags = _tags(hit)
    if tags:
        out.print(Padding(Text(tags), indent, expand=False))
    out.print(
        Padding(
            Text(f"Why found: {one_line('; '.join(hit.why))}", style="dim"), indent, expand=False
        )
    )
    out.print(
        Padding(Text(f'Open: quarterline show "{passage.id}"', style="dim"), indent, expand=False)
    )


def _tags(hit: Hit) -> str:
    names: dict[str, list[str]] = {"operation": [], "place": []}
    for tag in tags_of(hit.passage, hit.mentions):
        if tag.name not in names[tag.kind]:
            names[tag.kind].append(tag.name)
    shown = [
        f"{title}: {', '.join(one_line(name) for name in names[kind])}"
        for kind, title in (("operation", "Operations"), ("place", "Places"))
        if names[kind]
    ]
    return " · ".join(shown)


def _understood(query: Understood) -> str:
    parts = [f"place {name}" for name in query.places]
    parts += [f"operation {name}" for name in query.operations]
    parts += [f"quarter {name}" for name in query.quarters]
    parts += [f"priority {name}" for name in query.priorities]
    parts += [f"“{typed}” as “{taken}”" for typed, taken in query.corrections]
    parts += [f"{short} as {long}" for short, long in query.expansions]
    parts += [f"{typed} as {concept}" for typed, concept in query.concepts if typed != concept]
    parts += [f"must say “{phrase}”" for phrase in query.phrases]
    parts += [f"must not say “{word}”" for word in query.excluded]
    parts += [f"no report names “{name}”" for name in query.unknown]
    return one_line(", ".join(parts))


def hit_row(hit: Hit) -> dict[str, Any]:
    """A result with all its fields; the passage's offsets are in the document's text."""
    passage = to_row(hit.passage)
    passage["passage"] = passage.pop("id")
    document = hit.document
    return {
        "rank": hit.rank,
        "score": hit.score,
        "confidence": hit.confidence,
        "doc": document.source,
        "source": document.source,
        "force": document.force,
        "quarter": str(document.quarter or ""),
        "version": document.version,
        **passage,
        "why": list(hit.why),
        "also": [
            {
                "passage": also.passage.id,
                "source": also.document.source,
                "quarter": str(also.document.quarter or ""),
                "likeness": also.likeness,
            }
            for also in hit.also
        ],
        "mentions": [to_row(mention) for mention in hit.mentions],
    }


def answer_row(answer: Answer) -> dict[str, Any]:
    """A figure that answers the question, with its claim, its sentence and its caveats."""
    return {
        **to_row(answer.claim),
        "claim": answer.claim.id,
        "source": answer.document.source,
        "quarter": str(answer.document.quarter or ""),
        "page": answer.passage.page,
        "quote": answer.quote,
        "caveats": list(answer.caveats),
        "score": answer.score,
    }


def print_json(results: Results) -> None:
    """One question's answer as one JSON object."""
    answer = {
        "query": results.query.text,
        "understood": to_row(results.query)
        | {"parts": [to_row(part) | {"key": part.key} for part in results.query.parts]},
        "total": results.total,
        "confidence": results.confidence,
        "answers": [answer_row(answer) for answer in results.answers],
        "hits": [hit_row(hit) for hit in results.hits],
    }
    sys.stdout.write(json.dumps(answer, ensure_ascii=True, indent=2) + "\n")


def print_run(
    library: Library, asked: Sequence[tuple[str, str]], limit: int, filters: Filters
) -> None:
    """Many questions' answers as JSON Lines, a row a passage."""
    answers = library.search_many([query for _, query in asked], limit=limit, filters=filters)
    for (qid, _), results in zip(asked, answers, strict=True):
        print_rows(
            {
                "qid": qid,
                "source": hit.document.source,
                "doc": hit.document.source,
                "start": hit.passage.start,
                "end": hit.passage.end,
                "score": hit.score,
                "rank": hit.rank,
                "confidence": hit.confidence,
            }
            for hit in results.hits
        )
