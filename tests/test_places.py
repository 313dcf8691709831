from __future__ import annotations

import pytest

from quarterline.errors import ProfileError
from quarterline.places import Gazetteer, Place


def test_names_are_found_longest_first_across_line_ends(gazetteer: Gazetteer) -> None:
    text = "in Castle\nMere, Oldwick Green and Saltmarsh  Bay"
    found = [(text[m.start : m.end], m.place.name) for m in gazetteer.find(text)]
    assert found == [
        ("Castle\nMere", "Castle Mere"),
        ("Oldwick Green", "Oldwick Green"),
        ("Saltmarsh  Bay", "Saltmarsh Bay"),
    ]


def test_a_name_inside_a_word_is_no_place(gazetteer: Gazetteer) -> None:
    assert gazetteer.find("Oldwickian harbury Harburys") == []


def test_up_and_down_the_tree(gazetteer: Gazetteer) -> None:
    assert gazetteer.up("Saltmarsh Bay") == ("Harbury", "East LPA")
    assert gazetteer.down("East LPA") == ("Harbury", "Castle Mere", "Saltmarsh Bay")
    assert gazetteer.within("Saltmarsh Bay", "East LPA")
    assert not gazetteer.within("East LPA", "Saltmarsh Bay")


def test_a_slip_of_the_pen_is_recognised_only_when_one_place_is_meant(gazetteer: Gazetteer) -> None:
    nearest = gazetteer.nearest("Castle Mear")
    assert nearest is None
    slip = gazetteer.nearest("Oldwik Green")
    assert slip is not None
    assert slip.name == "Oldwick Green"
    assert gazetteer.nearest("Harbry") is None  # too short to guess


def test_a_place_in_an_unknown_place_is_refused() -> None:
    with pytest.raises(ProfileError, match="lies in 'Nowhere', which is not in the profile"):
        Gazetteer([Place("Somewhere", "town", "Nowhere")])
    with pytest.raises(ProfileError, match="has kind 'hamlet'; expected one of"):
        Gazetteer([Place("Somewhere", "hamlet")])
