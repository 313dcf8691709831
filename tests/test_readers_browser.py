"""A page printed to PDF by Chromium gives the passages of its HTML."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from corpus.reading import read_bytes

BROWSER = shutil.which("chromium")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(BROWSER is None, reason="needs Debian's chromium"),
]

STYLES = {
    "plain": "",
    "serif": "body {font-family: serif}",
    "wide": "@page {size: A4 landscape}",
    "justified": "body {text-align: justify; line-height: 1.6}",
    "squares": "ul {list-style: square} ul ul {list-style: disc}",
    "tight": "p {margin: 0; text-indent: 2em} ul {padding-left: 14pt}",
    "centred": "h1, h2 {text-align: center}",
}
SENTENCE = (
    "Patrols in the town centre were stepped up after residents spoke of noise near the river. "
    "Officers moved on {n} people, and wardens are glad of it. COVID-19 rules are kept by nearly "
    "all, and calls through BT-SMS have risen since."
)


def document(style: str) -> str:
    words = [html.escape(SENTENCE.format(n=n)) for n in range(60)]
    parts = [
        "<!doctype html><html><head><meta charset=utf-8><style>body {font: 11pt sans-serif} "
        "table {border-collapse: collapse} td, th {border: 1px solid; vertical-align: top} "
        f"p, li, tr {{break-inside: avoid}} @page {{margin: 2cm}} {style}</style></head><body>",
        "<h1>Quarterly Update on the commitments of the Police and Crime Plan for the County</h1>",
    ]
    for number in range(1, 4):
        parts += [
            f"<h2>Priority {number} - More local, visible and accessible policing in every one "
            "of the districts of the county</h2>",
            f"<p>{words[number]}</p><p>{words[number + 10]}</p>",
            f"<ul><li>{words[number + 3]}<ul><li>{words[number + 6]}<ul><li>{words[number + 9]}"
            f"</ul><li>{words[number + 12]}</ul><li>{words[number + 20]}</ul>",
            f"<p>{words[number + 5]}</p>",
            "<table><thead><tr><th>We will<th>Commentary</tr></thead>",
            *(f"<tr><td>Act {n} on it<td>{words[n + 30]}</tr>" for n in range(9)),
            "</table>",
        ]
    return "".join([*parts, "</body></html>"])


def blocks(text: str) -> list[str]:
    """Paragraphs, items with their level and rows, each on one line, the page's edges left out."""
    rough = re.split(r"\n\n|\n(?= *- )|\n(?=[^\n]*\t)", text)
    lines = [re.sub(r"(?<=\S)\s*\n", " ", block.strip("\n")) for block in rough]
    edge = re.compile(r"\d+/\d+/\d+, |file://|We will\t")
    return [line for line in lines if line and not edge.match(line)]


@pytest.mark.parametrize("name", STYLES)
def test_a_printed_page_is_read_like_its_source(name: str, tmp_path: Path) -> None:
    source, printed = tmp_path / "report.html", tmp_path / "report.pdf"
    source.write_text(document(STYLES[name]), encoding="utf-8")
    assert BROWSER is not None
    subprocess.run(
        [
            *(BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic"),
            *("--no-first-run", "--disable-background-networking", "--disable-component-update"),
            *("--disable-sync", f"--user-data-dir={tmp_path / 'profile'}"),
            *(f"--print-to-pdf={printed}", source.as_uri()),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    expected = read_bytes(source.read_bytes(), source.name)
    found = read_bytes(printed.read_bytes(), printed.name)
    assert len(found.pages) > 2
    assert blocks(found.text) == blocks(expected.text)
