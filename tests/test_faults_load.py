"""Readers who search while a report is added; the long form is `python -m bench.load`."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bench.load import Spell

# A machine that others use at the same time may delay a single spell for seconds.
ATTEMPTS = 3


def test_percentiles() -> None:
    spell = Spell([n / 1000 for n in range(1, 101)])
    assert [spell.at(share) for share in (0.5, 0.95, 0.99)] == [51.0, 96.0, 100.0]
    assert Spell([0.007]).at(0.95) == 7.0


@pytest.mark.slow
def test_fifty_readers_search_without_error_while_a_report_is_added() -> None:
    """The long form's limit, twice the idle 95th percentile, in the best of three short runs."""
    command = [sys.executable, "-m", "bench.load", "--readers", "50", "--spells", "1"]
    for attempt in range(1, ATTEMPTS + 1):
        done = subprocess.run(
            [*command, "--seconds", "6", "--seed", str(attempt)],
            capture_output=True,
            text=True,
            check=False,
        )
        rows = done.stdout.splitlines()
        assert len(rows) == 5, done.stdout + done.stderr
        assert [row.split()[-1] for row in rows[2:4]] == ["0", "0"], done.stdout
        if done.returncode == 0:
            return
    pytest.fail(done.stdout)
