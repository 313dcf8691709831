"""axe-core finds no serious or critical fault of accessibility on any page, light or dark."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser_support import PAGES, settled

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = Path(__file__).parent / "data" / "axe-core" / "axe.min.js"
SHA256 = "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c"  # of axe-core 4.14.1
# The search in all its states, a report that is not held, the choice of a report.
STATES = (
    "",
    "?q=county+lines+in+Southend",
    "?q=arrested&place=Southend&kind=bullet&order=report",
    "?q=volcano+zeppelin",
    "?q=arrests&place=Narnia",
    "reader",
    "reader?document=nothing.txt",
    "audit?show=agrees",
)
RUN = """async () => {
  document.querySelectorAll('details').forEach(e => { e.open = true; });
  const found = await axe.run(document, { resultTypes: ['violations'] });
  return found.violations.map(v => ({ id: v.id, impact: v.impact, help: v.help,
    at: v.nodes.map(n => n.target.join(' ') + ' ' + n.html.slice(0, 120)) }));
}"""
# A page that the checker must find fault with: a picture and a box without names, pale text.
FAULTY = """<html lang="en"><head><title>x</title></head><body><main><h1>x</h1>
<img src="data:,"><input><p style="color: #ccc; background: #fff">Pale</p></main></body></html>"""


@cache
def checker() -> str:
    """The script, which must be the one that was taken from the package."""
    content = AXE.read_bytes()
    assert hashlib.sha256(content).hexdigest() == SHA256
    return content.decode()


def faults(page: Page) -> Iterator[dict[str, Any]]:
    page.evaluate(checker())
    for found in page.evaluate(RUN):
        if found["impact"] in ("serious", "critical"):
            yield found


def test_the_checker_finds_faults(page: Page) -> None:
    page.set_content(FAULTY)
    assert {f["id"] for f in faults(page)} == {"image-alt", "label", "color-contrast"}


@pytest.mark.parametrize("page", [{"color_scheme": s} for s in ("light", "dark")], indirect=True)
def test_no_page_has_a_serious_fault(page: Page, address: str) -> None:
    found = []
    for where in (*STATES, *PAGES):
        page.goto(address + where)
        settled(page)
        found += [(where, fault) for fault in faults(page)]
    assert found == []
