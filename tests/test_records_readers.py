"""Who reads the records in PostgreSQL: with what rights, how many at once, with which packages."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from bench.records import main
from index import records_server
from index.generations import DATABASE, folder_of
from index.library import Library
from index.postgres import Postgres
from index.rows import SqliteRows
from index.snapshot import Snapshot
from quarterline.errors import RecordsError
from tests.postgres_support import PASSWORD, Server

QUESTIONS = [
    "county lines in Southend",
    "what has Operation GOLDCREST done",
    "emergency calls answered in 2020",
    "domestic abuse",
    '"knife" -cannabis',
]


# ---- rights


def test_a_reader_needs_no_more_than_to_read(
    postgres: Server, sample: Path, sample_address: str
) -> None:
    postgres.run(f"CREATE ROLE reader LOGIN PASSWORD '{PASSWORD}'")
    asked = postgres.address("sample", "reader")
    with pytest.raises(RecordsError, match=r"may not read.*docs/operations.md") as told:
        Library(sample, records=asked).documents()
    assert PASSWORD not in str(told.value)
    # As docs/operations.md has it, for what is loaded from then on.
    postgres.database("granted")
    postgres.run("ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO reader", "granted")
    postgres.run("ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader", "granted")
    records_server.load(sample, Postgres.at(postgres.address("granted")))
    asked = postgres.address("granted", "reader")
    library = Library(sample, records=asked)
    assert library.search("knife crime") == Library(sample).search("knife crime")
    with pytest.raises(RecordsError, match="not loaded into"):
        records_server.load(sample, Postgres.at(asked), again=True)


def test_nothing_can_be_written_by_a_reader_s_connection(sample: Path, sample_address: str) -> None:
    store = Snapshot.open(sample, Postgres.at(sample_address)).store
    with pytest.raises(RecordsError, match="read-only transaction"):
        store.query("DELETE FROM mentions")
    with pytest.raises(RecordsError, match="read-only transaction"):
        store.query("DROP TABLE mentions")


def test_a_database_of_another_encoding_is_refused(postgres: Server, sample: Path) -> None:
    postgres.run("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    with pytest.raises(RecordsError, match=r"keeps text as LATIN1; expected UTF8"):
        records_server.load(sample, Postgres.at(postgres.address("latin")))


def test_a_schema_that_is_none_of_ours_is_not_read(postgres: Server, sample: Path) -> None:
    made = postgres.database("forged")
    records_server.load(sample, Postgres.at(made))
    forged = "UPDATE quarterline.generations SET name = 'pg_catalog\", public'"
    postgres.run(forged, "forged")
    with pytest.raises(RecordsError, match="somebody else wrote there"):
        Library(sample, records=made).documents()


# ---- few need it


def test_without_an_address_no_driver_is_loaded(sample: Path) -> None:
    code = (
        "import sys; from index.library import Library; "
        f"Library({str(sample)!r}).search('knife'); "
        "print([m for m in sys.modules if m.startswith(('psycopg', 'index.postgres'))])"
    )
    environment = {k: v for k, v in os.environ.items() if k != "QUARTERLINE_RECORDS"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stdout.strip() == "[]"


def test_a_missing_package_is_named(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "index.postgres", None)
    with pytest.raises(RecordsError, match=r"psycopg is missing.*quarterline\[cluster\]"):
        Library(sample, records="postgresql://h/d")


def test_the_default_s_rows_say_where_they_are(sample: Path) -> None:
    path = folder_of(sample, 1) / DATABASE
    rows = SqliteRows(path)
    assert (rows.where, "doctor" in rows.mend) == (str(path), True)
    rows.close()


# ---- many at once


@pytest.mark.slow
def test_twenty_readers_at_once(sample: Path, sample_address: str) -> None:
    wanted = Library(sample).search_many(QUESTIONS)
    library = Library(sample, records=sample_address)
    wrong: list[Any] = []
    begin = threading.Barrier(20)

    def read(number: int) -> None:
        # Half of them share a library, as the sessions of the app do; half have their own.
        own = library if number % 2 else Library(sample, records=sample_address)
        begin.wait(60)
        try:
            for n in range(len(QUESTIONS)):
                at = (n + number) % len(QUESTIONS)
                if own.search(QUESTIONS[at]) != wanted[at]:
                    wrong.append(QUESTIONS[at])
                own._snapshot.store.documents()
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=read, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert wrong == []


def test_more_askers_than_connections_wait_their_turn(
    sample: Path, sample_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Postgres.at(sample_address)
    store = Snapshot.open(sample, made).store
    threads = [
        threading.Thread(target=store.query, args=("SELECT pg_sleep(0.05)",)) for _ in range(30)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert 1 <= len(made._idle) <= 8
    monkeypatch.setattr("index.postgres._WAIT", 0.05)
    busy = [threading.Thread(target=store.query, args=("SELECT pg_sleep(1)",)) for _ in range(8)]
    for thread in busy:
        thread.start()
    with pytest.raises(RecordsError, match="all 8 connections of this process were busy"):
        for _ in range(20):
            store.query("SELECT pg_sleep(0.02)")
    for thread in busy:
        thread.join(30)
    assert store.query("SELECT 1") == [(1,)]


@pytest.mark.slow
def test_what_it_costs_can_be_measured(
    postgres: Server, sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    address = postgres.database()
    asked = ["--library", str(sample), "--records", address, "--questions", "12"]
    assert main(asked) == 0
    told = capsys.readouterr().out
    assert "answers that differ: 0 of 12" in told
    assert PASSWORD not in told
