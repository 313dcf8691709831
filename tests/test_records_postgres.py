"""The records in PostgreSQL: the same as in the library's folder, to the last byte and order."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.auditing import audit_library
from index.generations import sha256
from index.library import Library
from index.postgres import Postgres, PostgresRows, numbered
from index.postgres_load import Generation, load
from index.postgres_tables import escaped, unescaped
from index.results import Filters
from index.series import SeriesName, SeriesStore
from index.snapshot import Snapshot
from index.store import Contents, Store, write
from quarterline.errors import RecordsError
from quarterline.records import Check, Claim, Comparison, Mention, Passage, Span
from tests.postgres_support import PASSWORD, Server
from track.library import Library as Followed

REPORTS = Path("corpus/sample/reports")
QUESTIONS = [
    "county lines in Southend",
    "what has Operation GOLDCREST done",
    "emergency calls answered in 2020",
    "domestic abuse",
    '"knife" -cannabis',
    "how many special constables",
    "Operation GOLDCRST",
]
# What a report may print for the name of an operation.
HOSTILE = (
    "'; DROP TABLE mentions; --",
    '"quoted" \\. \\N \\x00',
    "$1 ? ?1 %s %(x)s {} %%",
    "nul \x00 and \x01 and \x01\x02 and \x01\x01\x00",
    "\x00",
    "\u202eright to left \u05d0\u0628",
    "tab\tline\nreturn\r",
    "emoji 🚔 e\u0301 é É",
    "",
    "A" + hashlib.shake_128(b"long").hexdigest(3_000) + "\u00e9",
)


# ---- addresses


@pytest.mark.parametrize(
    "wrong",
    [
        f"mysql://u:{PASSWORD}@h/d",
        f"host=h password={PASSWORD}",
        f"postgresql://u:%zz{PASSWORD}@h/d",
        f"postgresql://u:{PASSWORD}@h/d?nonsense=1",
        "qdrant://127.0.0.1:6333",
        " ",
    ],
)
def test_an_address_that_is_none_is_not_repeated(wrong: str) -> None:
    with pytest.raises(RecordsError, match=r"expected postgresql://user@host:5432") as told:
        Postgres.at(wrong)
    assert PASSWORD not in str(told.value)
    assert told.value.__cause__ is None
    assert told.value.__suppress_context__ or told.value.__context__ is None


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("postgres://u:pw@h:5433/d", "postgresql://u@h:5433/d"),
        ("postgresql://u@h/d?password=pw&sslpassword=q", "postgresql://u@h/d"),
        ("postgresql://u:pw@a:1,b:2/d", "postgresql://u@a:1,b:2/d"),
        ("postgresql://u:pw@[::1]:5/d", "postgresql://u@[::1]:5/d"),
        ("postgresql:///d", "postgresql:///d"),
        (
            "postgresql://u:pw@h/d?sslmode=verify-full&sslrootcert=/etc/ca.crt&passfile=/p",
            "postgresql://u@h/d?sslmode=verify-full&sslrootcert=/etc/ca.crt",
        ),
    ],
)
def test_an_address_is_shown_without_its_password(given: str, shown: str) -> None:
    made = Postgres.at(given)
    assert made.address == shown
    assert Postgres.at(shown).address == shown
    assert "pw" not in repr(made)


def test_a_command_line_can_be_pasted() -> None:
    made = Postgres.at("postgresql://u:pw@h/d?sslmode=require&gssencmode=disable")
    assert made.command("records load") == (
        "quarterline --records 'postgresql://u@h/d?sslmode=require&gssencmode=disable' records load"
    )


# ---- what is written otherwise


@given(st.text(alphabet="\x00\x01\x02\x03ab\u00e9", max_size=12))
def test_what_was_escaped_is_given_back(text: str) -> None:
    assert "\x00" not in escaped(text)
    assert unescaped(escaped(text)) == text


@given(*[st.text(alphabet="\x00\x01\x02\x03ab", max_size=6)] * 2)
def test_escaping_keeps_the_order(one: str, other: str) -> None:
    assert (one < other) == (escaped(one) < escaped(other))


def test_marks_are_numbered() -> None:
    assert numbered("a = ? AND b IN (?, ?)") == "a = $1 AND b IN ($2, $3)"
    assert numbered("a = ?1 OR b = ?1") == "a = $1 OR b = $1"


# ---- the same as in the folder


def _calls(store: Store) -> dict[str, Callable[[Store], object]]:
    """Every question that can be put to a store."""
    documents = store.documents()
    passages = [p for d in documents for p in store.records(Passage, d.id)]
    ids = [p.id for p in passages][::-1]
    kinds = (Passage, Mention, Claim, Comparison)
    tags = {kind for own in store.tags_by_row().values() for kind in own}

    def each(method: str) -> Callable[[Store], object]:
        return lambda s: getattr(s, method)()

    plain = (
        "documents checks superseded tags_by_row counts_of_kinds vectors terms defined failures "
        "sequences pipelines holdings"
    )
    return {name: each(name) for name in plain.split()} | {
        "records": lambda s: [s.records(kind, d.id) for kind in kinds for d in documents],
        "select": lambda s: [s.select(kind, "TRUE ORDER BY rowid") for kind in (*kinds, Check)],
        "passage": lambda s: [s.passage(key) for key in (*ids[:3], "none", *HOSTILE)],
        "passages_at": lambda s: list(s.passages_at([5, 3, 4, 9_999_999, *range(900)]).items()),
        "mentions_in": lambda s: list(s.mentions_in(ids).items()),
        "claims_in": lambda s: s.claims_in(ids),
        "rows_of": lambda s: list(s.rows_of(ids).items()),
        "rows": lambda s: [
            s.rows(kind, values)
            for kind in sorted(tags)
            for values in ([v for v, _ in s.counts(kind)], HOSTILE, [])
        ],
        "counts": lambda s: [s.counts(kind) for kind in sorted(tags)],
        "rows_of_kinds": lambda s: [s.rows_of_kinds(["bullet"]), s.rows_of_kinds([])],
        "summary": lambda s: [s.summary(d.id) for d in documents],
    }


def _same(own: Store, other: Store) -> None:
    calls = _calls(own)
    public = {name for name in vars(Store) if not name.startswith("_")}
    assert public == {*calls, "close", "query", "elements"}, "a new question is to be held too"
    for name, call in calls.items():
        mine, theirs = call(own), call(other)
        assert mine == theirs, name
        # 1 and 1.0 are equal, and are not written alike.
        assert repr(mine) == repr(theirs), name
    one, two = SeriesStore(own), SeriesStore(other)
    stated = one.stated()
    assert stated == two.stated()
    names = [s.name for s in stated]
    for some in (names, names[:3], []):
        claims = one.claims(some)
        assert claims == two.claims(some)
        ids = [c.id for c in claims]
        assert one.checks(ids) == two.checks(ids)


def test_every_question_to_the_records_is_answered_alike(sample: Path, sample_address: str) -> None:
    mine, theirs = Snapshot.open(sample), Snapshot.open(sample, Postgres.at(sample_address))
    assert theirs.store.query("SELECT version()")[0][0].startswith("PostgreSQL")
    assert SeriesStore(mine.store).checks([c.id for c in mine.records(Claim, None)])
    _same(mine.store, theirs.store)
    assert mine.facets() == theirs.facets()
    assert mine.names.abbreviations == theirs.names.abbreviations
    assert mine.names._forms == theirs.names._forms
    assert list(mine.names._forms) == list(theirs.names._forms)


@pytest.mark.slow
def test_every_answer_is_the_same(sample: Path, sample_address: str, tmp_path: Path) -> None:
    # A copy of the sample, so that nothing which one worked out is at hand for the other.
    copied = tmp_path / "copy"
    shutil.copytree(sample, copied, ignore=shutil.ignore_patterns("track"))
    mine, theirs = Followed(sample), Followed(copied, records=sample_address)
    assert mine.search_many(QUESTIONS) == theirs.search_many(QUESTIONS)
    for filters in (Filters(places=("Southend",)), Filters(kinds=("table row",))):
        assert mine.search("arrests", filters=filters) == theirs.search("arrests", filters=filters)
    assert mine.register() == theirs.register()
    assert mine.operation("GOLDCREST") == theirs.operation("GOLDCREST")
    assert mine.theme("knife crime") == theirs.theme("knife crime")
    assert mine.measure("emergency calls") == theirs.measure("emergency calls")
    made = audit_library(mine).made
    assert audit_library(mine, made=made) == audit_library(theirs, made=made)
    assert replace(mine.health(), bytes=0) == replace(theirs.health(), path=str(sample), bytes=0)
    mine.export(tmp_path / "mine")
    theirs.export(tmp_path / "theirs")
    files = sorted(p.name for p in (tmp_path / "mine").iterdir())
    assert files
    for name in files:
        assert (tmp_path / "mine" / name).read_bytes() == (tmp_path / "theirs" / name).read_bytes()


def _hostile(sample: Path) -> Contents:
    """The sample's records with such names in every place that a report can reach."""
    store = Snapshot.open(sample).store
    holdings = store.holdings()
    base = next(m for h in holdings for m in store.records(Mention, h.document.id))
    claim = next(c for h in holdings for c in store.records(Claim, h.document.id))
    check = store.checks()[0]
    numbers = (1.5, -0.0, 1e300, float("inf"), float("-inf"), 5.0, 0.1 + 0.2)
    stated: list[float | str] = [*HOSTILE, *numbers, "1.0", "Infinity", "null"]
    first, *rest = holdings
    document = replace(first.ingested.document, title=HOSTILE[3], source=HOSTILE[5])
    first = replace(
        first,
        ingested=replace(
            first.ingested,
            document=document,
            abbreviations=tuple((name[:20], name) for name in HOSTILE),
        ),
    )
    span = Span(document.id, HOSTILE[3], 0, 1)
    return Contents(
        holdings=(first, *rest),
        superseded={rest[0].document.id: first.document.id},
        mentions=tuple(
            replace(
                base,
                id=f"{base.id}{n}",
                text=name,
                canonical=name,
                label="OPERATION",
                places=HOSTILE,
            )
            for n, name in enumerate(HOSTILE)
        ),
        claims=tuple(
            replace(
                claim,
                id=f"{claim.id}{n}",
                value=value,
                low=value,
                high=None,
                measure=HOSTILE[n],
                series="",
                unit=HOSTILE[-1 - n],
            )
            for n, value in enumerate(numbers)
        ),
        checks=tuple(
            replace(
                check,
                id=f"x{n}",
                stated=value,
                recomputed=value,
                spans=(span,),
                claims=(f"{claim.id}{n % len(numbers)}",),
            )
            for n, value in enumerate(stated)
        ),
        indexed={p.id: (n, f"v{n}") for n, p in enumerate(first.ingested.passages)},
        tags=tuple((n, "operation", name) for n, name in enumerate(HOSTILE)),
        failures=(),
    )


@pytest.fixture
def hostile(postgres: Server, sample: Path, tmp_path: Path) -> tuple[Path, str]:
    path = tmp_path / "hostile.sqlite"
    write(path, _hostile(sample))
    return path, postgres.database()


def test_hostile_names_are_kept_and_found(hostile: tuple[Path, str]) -> None:
    path, address = hostile
    made = Postgres.at(address)
    load(made, Generation("0badcafe", 1, path, sha256(path)))
    held = made.find(sha256(path))
    assert held is not None
    assert held.escapes
    own, other = Store(path), Store(PostgresRows(made, held))
    _same(own, other)
    for number, name in enumerate(HOSTILE):
        assert other.rows("operation", [name]) == [number]
        (found,) = other.select(Mention, "canonical = ?", (name,))
        assert found.text == name
    assert made.ask(held.schema, "SELECT COUNT(*) FROM mentions") == [(len(HOSTILE),)]


def test_what_no_text_can_be_is_refused_alike(sample: Path, sample_address: str) -> None:
    for records in ("", sample_address):
        library = Library(sample, records=records)
        with pytest.raises(UnicodeEncodeError):
            library._snapshot.store.passage("\ud800#1")


@pytest.fixture(scope="module")
def both(sample: Path, sample_address: str) -> tuple[Store, Store]:
    server = Postgres.at(sample_address)
    return Snapshot.open(sample).store, Snapshot.open(sample, server).store


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=40), st.lists(st.text(max_size=12), max_size=5))
def test_whatever_is_typed_is_a_value_and_no_question(
    both: tuple[Store, Store], word: str, words: list[str]
) -> None:
    own, other = both
    assert own.passage(word) == other.passage(word)
    assert own.rows(word, words) == other.rows(word, words)
    assert own.mentions_in([word, *words]) == other.mentions_in([word, *words])
    assert own.summary(word) == other.summary(word)
    names = [SeriesName(word, "", w) for w in words]
    assert SeriesStore(own).claims(names) == SeriesStore(other).claims(names)
    assert SeriesStore(own).checks(words) == SeriesStore(other).checks(words)
