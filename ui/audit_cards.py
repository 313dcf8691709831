"""The audit as HTML: coverage, and findings with their sums and the words they rest on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from ui.cards import FOUND, anchor, page_anchor, text
from ui.highlight import pieces, to_html
from ui.links import FIGURES, View
from ui.quarter_grid import bar, scroll
from ui.words import capital, counted, day_of, quarter_words, unique

if TYPE_CHECKING:
    import pandas as pd

    from audit import Coverage
    from audit.working import Item, Quote
    from quarterline.records import Check

GRADES = {
    "error": "Errors",
    "wording": "Wording",
    "rounding": "Rounding",
    "plan": "Targets missed or moved",
    "unclear": "Unclear",
}
STATES = {
    "open": "Open",
    "reopened": "Open again: its figures changed",
    "accepted": "Accepted",
    "explained": "Explained",
    "dismissed": "Dismissed",
}
_VERDICTS = {"disagrees": "Disagrees", "unclear": "Unclear", "agrees": "Agrees"}
_SIGNS = {"disagrees": "✕", "unclear": "?", "agrees": "✓"}


def coverage(found: Coverage) -> str:
    """How many figures were checked, and why the others were not."""
    share = 100 * found.checked / found.found if found.found else 0
    rows = "".join(
        f'<tr><th scope="row">{text(capital(reason))}</th><td class="ql-number">{count}</td>'
        f"<td>{bar(count, found.found)}</td></tr>"
        for reason, count in sorted(found.unchecked, key=lambda item: -item[1])
        if count
    )
    table = scroll(
        '<table><thead><tr><th scope="col">Why not</th><th scope="col" class="ql-number">Figures'
        f'</th><th scope="col">Share</th></tr></thead><tbody>{rows}</tbody></table>',
        "Figures that were not checked",
    )
    return (
        "<h3>Coverage</h3>"
        f'<p class="ql-sum">{found.checked:,} of {counted(found.found, "figure")} could be '
        f"checked ({share:.0f}%)</p>"
        f'<ul class="ql-tally"><li class="ql-disagrees"><b>{found.disagreeing:,}</b> in a finding '
        f'that disagrees</li><li class="ql-unclear"><b>{found.unclear:,}</b> unclear</li>'
        f'<li class="ql-agrees"><b>{found.agreeing:,}</b> agree</li></ul>'
        f"<details><summary>{found.found - found.checked:,} not checked, and why</summary>"
        f"{table if rows else ''}</details>"
    )


def finding(
    item: Item,
    back: str,
    held: Collection[str],
    series: Mapping[str, Mapping[str, str]] | None = None,
) -> str:
    """One finding: what it says, the sum written out, and the quotes side by side.

    `held` are the ids of the library's reports; words of others (a draft) have no link.
    `series` has, by claim, where the page of figures follows it.
    """
    from audit.working import KIND_WORDS  # noqa: PLC0415 - spaCy behind it

    check = item.check
    kind = KIND_WORDS.get(check.kind, capital(check.kind.replace("_", " ")))
    scope = "across reports" if check.scope == "cross" else "within the report"
    diagnosis = (
        f'<p class="ql-diagnosis"><b>What may have happened:</b> {text(check.diagnosis)}</p>'
        if check.diagnosis
        else ""
    )
    return (
        f'<article class="ql-finding ql-{check.verdict}" id="{text(item.ref)}">'
        f'<p class="ql-verdict"><span aria-hidden="true">{_SIGNS[check.verdict]}</span> '
        f"{_VERDICTS[check.verdict]} · {text(kind)} · {scope} · reference {text(item.ref)}</p>"
        f"<h4>{text(check.explanation or kind)}</h4>{_sum(check)}{diagnosis}"
        f'<div class="ql-sides">{"".join(_sides(item.quotes, back, held))}</div>'
        f"{_followed(item, series or {})}{_opinion(item)}</article>"
    )


def _sides(quotes: Iterable[Quote], back: str, held: Collection[str]) -> Iterator[str]:
    """A quote of each passage, all figures of it that the finding rests on marked."""
    grouped: dict[str, list[Quote]] = {}
    for quote in quotes:
        grouped.setdefault(quote.passage or f"{quote.document}:{quote.start}", []).append(quote)
    for same in grouped.values():
        first = same[0]
        begin = first.start - len(first.before)
        whole = first.before + first.text + first.after
        spans = [(q.start - begin, q.end - begin) for q in same]
        words = to_html(pieces(whole, (), [s for s in spans if 0 <= s[0] < s[1] <= len(whole)]))
        page = f"page {first.page}" if first.page else ""
        name = ", ".join(unique((quarter_words(first.quarter), page, first.source)))
        order = first.passage.rpartition("#")[2]
        view = View(
            document=first.document, passage=int(order) if order.isdigit() else 0,
            start=first.start, end=first.end, back=back,
        )  # fmt: skip
        place = anchor(view, name, at=FOUND) if first.document in held else text(name)
        tail = f'<p class="ql-meta">{place}</p></blockquote>'
        yield f'<blockquote class="ql-quote"><p>{words}</p>{tail}'


def _followed(item: Item, series: Mapping[str, Mapping[str, str]]) -> str:
    """Links to the figures over quarters on which a finding rests."""
    found = {series[c]["series"]: series[c] for c in item.check.claims if c in series}
    ways = ", ".join(page_anchor(FIGURES, p, capital(p["text"])) for p in found.values())
    return f'<p class="ql-meta">Over quarters: {ways}</p>' if ways else ""


def _opinion(item: Item) -> str:
    opinion = item.opinion
    if opinion.state == "open":
        return ""
    when = f"on {day_of(opinion.when)}" if opinion.when else ""
    who = " ".join(unique((STATES[opinion.state], f"by {opinion.by}" if opinion.by else "", when)))
    return f'<p class="ql-opinion"><b>{text(who)}</b>: {text(opinion.note)}</p>'


def _sum(check: Check) -> str:
    stated, again = number(check.stated), number(check.recomputed)
    between = ""
    if check.low is not None and check.high is not None and check.low != check.high:
        between = f", between {number(check.low)} and {number(check.high)}"
    formula = f"<dt>Sum</dt><dd>{text(check.formula)}</dd>" if check.formula else ""
    return (
        f'<dl class="ql-facts">{formula}<dt>Stated</dt><dd>{text(stated)}</dd>'
        f"<dt>Follows</dt><dd>{text(again + between)}</dd></dl>"
    )


def number(value: float | str) -> str:
    """A number as a person writes it; a word as it is."""
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if abs(value) >= 1e6 else f"{value:,.6g}"


def frame(checks: Sequence[Check]) -> pd.DataFrame:
    """Findings as a table, a row each."""
    import pandas as pd  # noqa: PLC0415 - only where a table is asked for

    rows = [
        {
            "verdict": c.verdict, "grade": c.grade, "kind": c.kind, "scope": c.scope,
            "explanation": c.explanation, "formula": c.formula, "stated": str(c.stated),
            "recomputed": str(c.recomputed), "diagnosis": c.diagnosis,
            "source": "; ".join(dict.fromkeys(s.source for s in c.spans)),
            "characters": "; ".join(f"{s.source} {s.start} to {s.end}" for s in c.spans),
            "id": c.id,
        }
        for c in checks
    ]  # fmt: skip
    return pd.DataFrame(rows)


NOTHING = (
    "This is no clean bill: see above how many figures could be checked, and why the others "
    "could not. Choose another report, grade or decision to see more."
)
