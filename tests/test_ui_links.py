"""Links: a view survives its address, and nothing else comes in by one."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.links import MOST, View, from_params, link, safe_back, to_params

values = st.lists(st.text(min_size=1).filter(lambda s: s.strip() != ""), unique=True, max_size=3)
views = st.builds(
    View,
    question=st.text().map(str.strip),
    quarter=values.map(tuple),
    priority=values.map(tuple),
    place=values.map(tuple),
    operation=values.map(tuple),
    limit=st.integers(1, MOST),
    without=values.map(tuple),
    order=st.sampled_from(["", "report"]),
    document=st.just(""),
)
opened = st.builds(
    View,
    question=st.text().map(str.strip),
    document=st.text(min_size=1).map(str.strip).filter(bool),
    passage=st.integers(0, 10**8 - 1),
    start=st.integers(0, 10**8 - 1),
    end=st.integers(0, 10**8 - 1),
    back=st.sampled_from(["", "operations?name=KITE", "themes?text=knife+crime", "audit"]),
)


@given(st.one_of(views, opened))
def test_a_view_survives_its_parameters(view: View) -> None:
    assert from_params(to_params(view)) == view


def test_a_view_survives_its_link() -> None:
    view = View("county & lines", place=("Castle Point", "Southend"), document="ab12", passage=12)
    address = link(view, "found")
    assert address.endswith("#found")
    assert from_params(parse_qs(address.removeprefix("./reader?").removesuffix("#found"))) == view


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("operations?name=KITE&part=names", "operations?name=KITE&part=names"),
        ("audit", "audit"),
        ("?q=arrests", "?q=arrests"),
        ("reader?document=x", ""),
        ("javascript:alert(1)", ""),
        ("//evil.example/?q=1", ""),
        ("https://evil.example", ""),
        ("../x", ""),
        ("operations?name=" + "%3Cscript%3E", "operations?name=%3Cscript%3E"),
    ],
)
def test_the_way_back_stays_in_the_app(text: str, kept: str) -> None:
    assert safe_back(text) == kept


def test_nonsense_in_a_link_is_dropped() -> None:
    view = from_params({"limit": ["1e9"], "passage": ["-1"], "place": [" ", "x", "x"], "z": ["y"]})
    assert view == View(place=("x",))
    assert from_params({"limit": ["100000"]}).limit == MOST
    assert from_params({"limit": ["٣"]}) == View()


def test_narrowing_and_widening_a_view() -> None:
    view = View("q", place=("Southend",), limit=30, document="d", passage=2)
    assert view.only("operation", "KITE") == View("q", place=("Southend",), operation=("KITE",))
    assert view.only("place", "Southend").place == ("Southend",)
    assert view.without_filters().place == ()
    assert view.searching() == View("q", place=("Southend",), limit=30)
    assert view.filters.places == ("Southend",)
    assert view.filtered
    assert not View("q").filtered
