"""The app is quick: what the first page must not load, and what an interaction costs.

Work is counted, not seconds on the clock, which depend on what else the machine does;
`python -m ui.timing` measures those in a browser.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui_support import AUTUMN, SUMMER, make_library, page, ran, write_reports

ROOT = Path(__file__).resolve().parent.parent
MOST = 0.3  # seconds of this process's work
# Each takes a tenth of a second or more to load; none is needed to draw the first page.
HEAVY = (
    "altair bm25s docx faiss lxml onnxruntime openpyxl pandas pypdfium2 scipy "
    "sentence_transformers sklearn spacy torch"
).split()
FIRST_PAGE = f"""
import sys
from streamlit.testing.v1 import AppTest
from ui import state, view_sign_in
state.warm_up = lambda library: None  # what it loads, it loads after the page was drawn
view_sign_in.barrier = lambda: None
app = AppTest.from_file({str(ROOT / "ui" / "app.py")!r}, default_timeout=60).run()
assert not app.exception
assert app.text_input(key="question").label == "Search the reports"
print(*(name for name in {HEAVY} if name in sys.modules))
"""


@pytest.mark.slow
def test_the_first_page_loads_nothing_heavy(tmp_path: Path) -> None:
    make_library(tmp_path / "library", write_reports(tmp_path / "reports", a=AUTUMN, b=SUMMER))
    done = subprocess.run(
        [sys.executable, "-c", FIRST_PAGE],
        cwd=ROOT,
        env={
            **os.environ,
            "QUARTERLINE_LIBRARY": str(tmp_path / "library"),
            "STREAMLIT_SERVER_ADDRESS": "127.0.0.1",
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert done.stdout.split() == []


def least(app: AppTest, times: int = 3) -> float:
    """Seconds of work of a run, the least of several."""
    took = []
    for _ in range(times):
        start = time.process_time()
        ran(app)
        took.append(time.process_time() - start)
    return min(took)


@pytest.mark.slow
@pytest.mark.usefixtures("own_app")
def test_every_page_answers_quickly_on_the_real_reports(
    tmp_path: Path, corpus_files: list[Path]
) -> None:
    assert len(corpus_files) == 5
    library = make_library(tmp_path / "library", corpus_files[0].parent)
    name = library.facets().operations[0][0]
    views: tuple[tuple[str, dict[str, str]], ...] = (
        ("", {}),
        ("", {"q": "county lines in Southend"}),
        ("", {"q": "knife crime", "place": "South LPA", "kind": "bullet"}),
        ("operations", {}),
        ("operations", {"name": name}),
        ("themes", {"text": "knife crime"}),
        ("figures", {}),
        ("audit", {}),
        ("reader", {"document": corpus_files[0].name}),
        ("library", {}),
    )
    slow = {}
    for path, params in views:
        app = page(path, **params)
        took = least(app)
        if took >= MOST:
            slow[path, str(params)] = took
    assert slow == {}
