"""A dossier as one HTML file that prints well. Every word that goes in is escaped."""

from __future__ import annotations

import re
from html import escape

from track.dossier import Block, Dossier, Heading, Quote, Redline, Table, Text

_SHORT = 13  # "13.2 to 14.2", "2019-20 Q3"
_HASH = re.compile(r"[0-9a-f]{64}")
_STYLE = """
body { font: 16px/1.45 Arial, Helvetica, sans-serif; color: #0b0c0c; max-width: 52rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 2rem; margin-bottom: .25rem; } h2 { border-top: 1px solid #b1b4b6; padding-top: 1rem; margin-top: 2rem; }
h3 { margin-bottom: .25rem; } .made { color: #505a5f; margin-top: 0; }
blockquote { border-left: 4px solid #b1b4b6; margin: .75rem 0; padding: .1rem 0 .1rem .8rem; }
blockquote p { margin: .2rem 0; } .lead { color: #505a5f; font-size: .9rem; }
table { border-collapse: collapse; width: 100%; margin: .75rem 0; font-size: .85rem; }
th, td { border-bottom: 1px solid #b1b4b6; padding: .3rem .4rem; text-align: left; vertical-align: top; overflow-wrap: break-word; }
td.short { white-space: nowrap; } td.hash { overflow-wrap: anywhere; min-width: 9rem; }
ins { text-decoration: underline; background: #cce2d8; } del { text-decoration: line-through; background: #f4cdc6; }
.label { font-weight: bold; } sup a { text-decoration: none; color: #1d70b8; }
ol.notes { font-size: .8rem; } ol.notes li { overflow-wrap: anywhere; margin-bottom: .3rem; }
@media print {
  body { max-width: none; margin: 0; font-size: 11pt; } a { color: inherit; }
  h2, h3 { break-after: avoid; } blockquote, tr, li { break-inside: avoid; } thead { display: table-header-group; }
  ins, del { background: none; }
}
@page { size: A4; margin: 18mm; }
"""  # noqa: E501 - a style sheet


def to_html(dossier: Dossier) -> str:
    """The dossier as a whole HTML document, its style inside, nothing loaded from elsewhere."""
    body = [
        f"<h1>{escape(dossier.title)}</h1>",
        f'<p class="made">Made on {escape(dossier.made)} by Quarterline.</p>',
        f"<p>{escape(dossier.summary)}</p>",
    ]
    for section in dossier.sections:
        body.append(f"<h2>{escape(section.title)}</h2>")
        body += [_block(block) for block in section.blocks]
    if dossier.notes:
        body.append('<h2>Citations</h2>\n<ol class="notes">')
        for number, note in enumerate(dossier.notes, start=1):
            body.append(
                f'<li id="n{number}">{escape(note.reference)}. '
                f"SHA-256 of the report {escape(note.sha256)}. “{escape(note.line)}”</li>"
            )
        body.append("</ol>")
    head = (
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">\n"
        f"<title>{escape(dossier.title)}</title>\n<style>{_STYLE}</style>"
    )
    joined = "\n".join(body)
    return (
        f'<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n{head}\n</head>\n<body>\n<main>\n{joined}\n'
        "</main>\n</body>\n</html>\n"
    )


def _block(block: Block) -> str:
    if isinstance(block, Text):
        return f"<p>{escape(block.text)}</p>"
    if isinstance(block, Heading):
        return f"<h3>{escape(block.text)}</h3>"
    if isinstance(block, Quote):
        lead = f'<p class="lead">{escape(block.lead)}</p>' if block.lead else ""
        return f"<blockquote>{lead}<p>{escape(block.text)}{_note(block.note)}</p></blockquote>"
    if isinstance(block, Redline):
        return _redline(block)
    return _table(block)


def _redline(block: Redline) -> str:
    tags = {"added": "ins", "removed": "del"}
    words = "".join(
        f"<{tags[p.op]}>{escape(p.text)}</{tags[p.op]}>" if p.op in tags else escape(p.text)
        for p in block.pieces
    )
    label = f'<span class="label">{escape(block.label)}:</span>'
    return f"<blockquote><p>{label} {words}{_note(block.note)}</p></blockquote>"


def _table(block: Table) -> str:
    heads = "".join(f'<th scope="col">{escape(h)}</th>' for h in block.heads)
    rows = "\n".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in block.rows)
    top = f"<thead><tr>{heads}</tr></thead>" if any(block.heads) else ""
    return f"<table>{top}<tbody>\n{rows}\n</tbody></table>"


def _cell(text: str) -> str:
    """A cell: figures, quarters and intervals stay on one line, a hash breaks anywhere."""
    kind = "short" if len(text) <= _SHORT else "hash" if _HASH.fullmatch(text) else ""
    return f'<td class="{kind}">{escape(text)}</td>' if kind else f"<td>{escape(text)}</td>"


def _note(number: int) -> str:
    return f'<sup><a href="#n{number}">[{number}]</a></sup>'
