"""How a force writes: its layout, its bullets, its numbers. Fixed by seed, with slight drift."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bench.generator.chance import stream, weighted


@dataclass(frozen=True, slots=True)
class Style:
    """`layout`: bullets, paragraphs or table; `width`: hard wrap, 0 for none; `nesting`:
    indent or labels; `heads`: running heads; `percent`: "%" or " per cent"."""

    layout: str
    glyph: str
    width: int
    hanging: str
    nesting: str
    cover: str
    contents: bool
    heads: bool
    heading: str
    intro: str
    annex: bool
    percent: str
    decimals: int
    words: int
    operation: str
    name_case: str


def style_of(seed: int, report: int) -> Style:
    """The style of a report; its cover, glyph and annex may differ from the force's usual."""
    rng = stream(seed, "style")
    style = Style(
        layout=weighted(rng, [("bullets", 0.6), ("paragraphs", 0.15), ("table", 0.25)]),
        glyph=rng.choice(("•", "-", "·", "–")),
        width=weighted(rng, [(0, 0.5), (92, 0.2), (110, 0.2), (132, 0.1)]),
        hanging=rng.choice(("", "", "  ")),
        nesting=rng.choice(("indent", "labels")),
        cover="",
        contents=rng.random() < 0.5,
        heads=rng.random() < 0.6,
        heading=rng.choice(
            (
                "Priority {n} - {title}",
                "Priority {n} – {title}",
                "Priority {n}: {title}",
                "PRIORITY {word}: {title}",
                "Objective {n} - {title}",
            )
        ),
        intro=rng.choice(("We will:", "We will:", "Together we will:", "Our objective is to:")),
        annex=rng.random() < 0.7,
        percent="%" if rng.random() < 0.85 else " per cent",
        decimals=weighted(rng, [(1, 0.75), (0, 0.2), (2, 0.05)]),
        words=rng.choice((0, 9, 10, 10)),
        operation=weighted(
            rng,
            [("{d} {n}", 0.7), ("Op {n}", 0.15), ("Op. {n}", 0.05), ("{d} ‘{n}’", 0.1)],
        ),
        name_case=rng.choice(("upper", "upper", "title")),
    )
    drift = stream(seed, "style", report)
    cover = weighted(drift, [("full", 0.55), ("short", 0.25), ("none", 0.2)])
    if cover == "none" and drift.random() < 0.6:
        style = replace(style, heads=True)
    if drift.random() < 0.15:
        style = replace(style, glyph=drift.choice(("•", "-", "·", "–")))
    return replace(style, cover=cover, contents=style.contents and cover != "none")
