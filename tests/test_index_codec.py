"""Records on their way to SQLite and back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import codec
from index.fake import FakeIngest
from index.ingest import Ingested
from index.store import Contents, Holding, Store, write
from index.terms import Terms
from quarterline.periods import Period, Quarter
from quarterline.places import Place
from quarterline.records import (
    Cell,
    Check,
    Claim,
    Comparison,
    Document,
    Evidence,
    Mention,
    Passage,
    Priority,
    Span,
)

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
names = st.lists(text, max_size=3).map(tuple)
number = st.floats(allow_nan=False, allow_infinity=False)
offset = st.integers(0, 10**9)
quarters = st.builds(Quarter, st.integers(1990, 2090), st.integers(1, 4))
days = st.dates(date(1990, 1, 1), date(2090, 1, 1))
periods = st.tuples(days, days).map(lambda d: Period(min(d), max(d)))

KINDS: dict[str, st.SearchStrategy[Any]] = {
    "str": text,
    "int": offset,
    "float": number,
    "int | None": st.none() | offset,
    "float | None": st.none() | number,
    "float | str": number | text,
    "Quarter | None": st.none() | quarters,
    "Period | None": st.none() | periods,
    "Priority | None": st.none() | st.builds(Priority, offset, text),
    "tuple[str, ...]": names,
    "tuple[Cell, ...]": st.lists(st.builds(Cell, offset, offset, offset, names), max_size=3).map(
        tuple
    ),
    "tuple[Span, ...]": st.lists(st.builds(Span, text, text, offset, offset), max_size=3).map(
        tuple
    ),
}


def records(cls: type[Any]) -> st.SearchStrategy[Any]:
    fields = {
        name: KINDS[str(field.type)]
        for name, field in cls.__dataclass_fields__.items()
        if str(field.type) in KINDS
    }
    return st.builds(cls, **fields)


@pytest.mark.parametrize("cls", list(codec.TABLES), ids=lambda c: c.__name__)
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_record_comes_back_as_it_was(cls: type[Any], data: st.DataObject) -> None:
    record = data.draw(records(cls))
    values = codec.encode(record)
    assert len(values) == len(codec.columns(cls))
    assert codec.decode(cls, values) == record
    assert codec.unpack(cls, codec.pack([record, record])) == (record, record)


@pytest.mark.parametrize("cls", list(codec.TABLES), ids=lambda c: c.__name__)
@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_many_records_have_the_values_of_each(cls: type[Any], data: st.DataObject) -> None:
    some = data.draw(st.lists(records(cls), max_size=3))
    many = some * 100  # more than are turned at a time
    assert list(map(list, codec.encoded(many))) == [codec.encode(record) for record in many]


def test_every_table_can_be_declared_and_each_field_has_a_column() -> None:
    assert {Document, Evidence, Passage, Mention, Claim, Comparison, Check} == set(codec.TABLES)
    for cls in codec.TABLES:
        expected = [f'"{name}"' for name in cls.__dataclass_fields__]
        if cls is Document:
            expected.remove('"evidence"')
        assert codec.columns(cls) == expected


def test_terms_come_back_as_they_were() -> None:
    terms = FakeIngest().terms
    assert Terms.unpack(terms.packed) == terms
    assert Terms.unpack(terms.packed).key == terms.key
    assert Terms(places=(Place("X", "town"),)).key != terms.key


def test_a_database_gives_back_what_was_written(tmp_path: Path) -> None:
    raw = (
        b"force: Testshire\nquarter: 2020-21 Q1\n\n# 2 Order\n@ South LPA, Seaview\n"
        b"Operation ALPHA made 12 arrests.\nA break-in at Hilltop.\n"
    )
    read = FakeIngest().read(raw, "a.txt", None, None)
    extra = Comparison(
        id="x", document=read.document.id, passage=read.passages[0].id, start=1, end=2, text="1"
    )
    ingested = Ingested(
        read.document,
        read.passages,
        read.mentions,
        read.claims,
        (extra,),
        (("ASB", "anti-social behaviour"),),
        read.terms,
    )
    holding = Holding(ingested, Quarter(2020, 1), "", "2026-01-01", 3, "p1")
    contents = Contents(
        holdings=(holding,),
        superseded={},
        mentions=read.mentions,
        claims=read.claims,
        checks=(),
        indexed={p.id: (n, f"v{n}") for n, p in enumerate(read.passages)},
        tags=((0, "place", "Seaview"), (1, "place", "Hilltop"), (1, "place", "Seaview")),
        failures=(),
    )
    write(tmp_path / "x.sqlite", contents)
    store = Store(tmp_path / "x.sqlite")
    assert store.holdings() == [holding]
    assert store.documents() == [read.document]
    assert store.records(Mention, read.document.id) == sorted(read.mentions, key=lambda m: m.start)
    assert store.passages_at([1]) == {1: read.passages[1]}
    assert store.rows("place", ["Seaview", "Hilltop"]) == [0, 1]
    assert store.counts("place") == [("Hilltop", 1), ("Seaview", 2)]
    assert store.vectors() == {"v0": 0, "v1": 1}
    assert store.summary(read.document.id) == (2, 1, 1)
