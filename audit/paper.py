"""The working paper as one page of HTML that opens anywhere, prints well and runs no script.

Every word of a report is escaped; the style is in the page and nothing is loaded from
elsewhere, which the page's own policy also forbids.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from urllib.parse import urlsplit

from audit.coverage import Coverage
from audit.excerpts import excerpts, place_of
from audit.wording import day, number
from audit.working import GRADE_WORDS, GRADES, KIND_WORDS, Item, Quote, Working

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.5 Arial, sans-serif; color: #0b0c0c; margin: 2rem auto; max-width: 62rem;
  padding: 0 1rem; }
h1 { font-size: 2rem; margin-bottom: .25rem; } h2 { font-size: 1.5rem; margin-top: 2rem; }
h3 { font-size: 1.15rem; margin: 0 0 .5rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0; font-size: .9rem; }
th, td { border-bottom: 1px solid #b1b4b6; padding: .35rem .5rem; text-align: left;
  vertical-align: top; overflow-wrap: anywhere; }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
article { border-left: 5px solid #b1b4b6; padding: .25rem 0 .25rem 1rem; margin: 1.25rem 0;
  break-inside: avoid; }
article.error { border-color: #d4351c; } article.wording { border-color: #f47738; }
article.rounding, article.unclear { border-color: #ffdd00; }
article.plan { border-color: #1d70b8; }
.sum { font-size: 1.05rem; background: #f3f2f1; padding: .35rem .6rem; display: inline-block; }
blockquote { margin: .5rem 0; padding-left: .75rem; border-left: 2px solid #b1b4b6;
  font-size: .92rem; }
mark { background: #fff7bf; font-weight: bold; } cite, .small { font-size: .85rem;
  color: #505a5f; font-style: normal; }
.tick { float: right; width: 9rem; border: 1px solid #505a5f; padding: .3rem .5rem;
  font-size: .8rem; min-height: 2.2rem; }
.wide { overflow-x: auto; }
code { font-size: .8rem; }
@media print { body { margin: 0; max-width: none; font-size: 11pt; } a { color: inherit; }
  h2 { break-after: avoid; } thead { display: table-header-group; } }
@page { size: A4; margin: 15mm; }
"""


def paper(working: Working) -> str:
    """The page, complete."""
    made = working.made
    parts = [
        f"<h1>{escape(working.title)}</h1>",
        f'<p class="small">Working paper made on {day(made.date())} at {made:%H:%M} UTC</p>',
        _coverage(working),
        *_findings(working),
        *_agreeing(working),
        *_series(working),
        _sources(working),
    ]
    body = "\n".join(part for part in parts if part)
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(working.title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{_encodable(body)}\n</main>\n</body>\n</html>\n"
    )


def _encodable(text: str) -> str:
    """Without what UTF-8 cannot carry and a browser would not show: lone surrogates, nulls."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "\ufffd")


def _coverage(working: Working) -> str:
    cover = working.coverage
    rows = [
        *cover.rows,
        *((f"– because {reason}", count) for reason, count in cover.unchecked if count),
    ]
    told = [_row((words, f"{count:,}"), "th") for words, count in rows]
    note = f"<p>{escape(working.note)}</p>" if working.note else ""
    measured = ""
    if working.measured:
        found = (
            (name, f"{planted:,}", f"{seen:,}", f"{seen / planted:.0%}" if planted else "–")
            for name, planted, seen in working.measured
        )
        measured = (
            "<h3>How much this auditor finds</h3>"
            "<p>Known slips were planted in copies of these reports, which were then audited.</p>"
            + _table(("Kind of slip", "Planted", "Found", "Recall"), found)
        )
    return f"<h2>What was checked</h2>{note}<table>{''.join(told)}</table>{measured}"


def _findings(working: Working) -> Iterable[str]:
    findings = working.findings
    yield f"<h2>Findings ({len(findings):,})</h2>"
    if not findings:
        yield "<p>No figure that could be checked disagrees with another.</p>"
    for grade in GRADES:
        graded = [i for i in findings if i.grade == grade]
        if graded:
            yield f"<h3>{escape(GRADE_WORDS[grade])} ({len(graded):,})</h3>"
            yield from (_finding(item, working) for item in graded)


def _finding(item: Item, working: Working) -> str:
    check = item.check
    slip = f"<p>Likely slip: {escape(check.diagnosis)}.</p>" if check.diagnosis else ""
    quotes = "".join(_quotes(item.quotes, working))
    kind = KIND_WORDS.get(check.kind, check.kind)
    return (
        f'<article class="{escape(item.grade)}" id="f-{escape(item.ref)}">'
        '<div class="tick">Tick mark and comment:</div>'
        f"<h3>{escape(check.explanation)}</h3>"
        f'<p class="sum">{escape(check.formula)}</p>{slip}'
        f"{quotes}{_opinion(item)}"
        f'<p class="small">Finding {escape(item.ref)} · {escape(kind)}</p></article>'
    )


def _opinion(item: Item) -> str:
    opinion = item.opinion
    if opinion.state == "open":
        return ""
    if opinion.state == "reopened":
        words = f"Open again: the figures have changed since {opinion.by} decided"
    else:
        words = f"{opinion.state.capitalize()} by {opinion.by}"
    return f"<p><strong>{escape(f'{words} on {opinion.when} (UTC): {opinion.note}')}</strong></p>"


def _quotes(quotes: Iterable[Quote], working: Working) -> Iterable[str]:
    """The words a finding rests on; figures of one passage are marked in one quotation."""
    for excerpt in excerpts(quotes):
        link = working.links.get(excerpt.passage, "")
        told = escape(excerpt.place)
        cite = f'<a href="{escape(link)}">{told}</a>' if _safe(link) else told
        words = "".join(
            f"<mark>{escape(text)}</mark>" if marked else escape(text)
            for text, marked in excerpt.pieces
        )
        yield f"<blockquote>{words}<br><cite>{cite}</cite></blockquote>"


def _safe(link: str) -> bool:
    return urlsplit(link).scheme in ("http", "https", "file") if link else False


def _agreeing(working: Working) -> Iterable[str]:
    agreeing = [i for i in working.items if not i.grade]
    yield f"<h2>Checks that agree ({len(agreeing):,})</h2>"
    rows = (
        (
            KIND_WORDS.get(i.check.kind, i.check.kind),
            i.check.formula,
            i.check.explanation,
            place_of(i.quotes[0]),
        )
        for i in agreeing
    )
    yield _table(("Kind", "The sum", "In words", "Where"), rows, numbers=())


def _series(working: Working) -> Iterable[str]:
    quarters = sorted({q for s in working.series for q in (*s.own, *s.quoted)})
    if not quarters:
        return
    yield "<h2>Measures by quarter</h2>"
    yield (
        '<p class="small">As the quarter’s own report gives it; in brackets, where a later '
        "report gives another figure.</p>"
    )
    rows = []
    for series in working.series:
        cells = []
        for quarter in quarters:
            own, quoted = series.own.get(quarter), series.quoted.get(quarter)
            text = own[0] if own else ""
            if quoted and (own is None or quoted[1] != own[1]):
                text = f"{text} ({quoted[0]})".strip()
            cells.append(text)
        about = " · ".join(
            part for part in (series.measure, series.places, series.operations) if part
        )
        rows.append((about, *cells))
    yield _table(("Measure", *quarters), rows)


def _sources(working: Working) -> str:
    counted = {d.id: c for d, c in working.by_document}
    rows = [
        (d.source, d.force, str(d.quarter or ""), *_counts(counted.get(d.id)))
        for d in working.documents
    ]
    heads = (
        "Report", "Force", "Quarter", "Found", "Checked", "Agreeing", "Disagreeing", "Unclear",
    )  # fmt: skip
    hashes = "".join(
        f"<li>{escape(d.source)}<br><code>{escape(d.sha256)}</code></li>" for d in working.documents
    )
    table = _table(heads, rows, numbers=range(3, 8))
    return f"<h2>Sources</h2>{table}<h3>SHA-256 of each file</h3><ul>{hashes}</ul>"


def _counts(cover: Coverage | None) -> tuple[str, ...]:
    if cover is None:
        return ("quoted only", "", "", "", "")
    values = (cover.found, cover.checked, cover.agreeing, cover.disagreeing, cover.unclear)
    return tuple(number(value) for value in values)


def _table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    numbers: Iterable[int] | None = None,
) -> str:
    right = set(range(1, len(heads)) if numbers is None else numbers)
    top = "".join(
        f'<th scope="col"{_side(n in right)}>{escape(h)}</th>' for n, h in enumerate(heads)
    )
    lines = "".join(
        "<tr>"
        + "".join(f"<td{_side(n in right)}>{escape(c)}</td>" for n, c in enumerate(row))
        + "</tr>"
        for row in rows
    )
    table = f"<table><thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table>"
    return f'<div class="wide">{table}</div>'


def _side(right: bool) -> str:
    return ' class="n"' if right else ""


def _row(cells: Sequence[str], first: str) -> str:
    rest = "".join(f'<td class="n">{escape(cell)}</td>' for cell in cells[1:])
    return f'<tr><{first} scope="row">{escape(cells[0])}</{first}>{rest}</tr>'
