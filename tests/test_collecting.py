"""Searching for rings of objects is put off, and never stays so."""

from __future__ import annotations

import gc

import pytest

from quarterline.collecting import collecting_seldom


def test_put_off_and_set_back() -> None:
    before = gc.get_threshold()
    with collecting_seldom():
        assert gc.get_threshold()[0] > before[0]
        with collecting_seldom():
            pass
        assert gc.get_threshold()[0] > before[0]
    assert gc.get_threshold() == before


def test_set_back_after_an_error() -> None:
    before = gc.get_threshold()
    with pytest.raises(ValueError, match="no report"), collecting_seldom():
        raise ValueError("no report")
    assert gc.get_threshold() == before


def test_what_was_turned_off_stays_off() -> None:
    before = gc.get_threshold()
    gc.set_threshold(0)
    try:
        with collecting_seldom():
            assert gc.get_threshold()[0] == 0
        assert gc.get_threshold()[0] == 0
    finally:
        gc.set_threshold(*before)
