"""The server of records is lost in searches: it is named, and found again when it is back."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from index import records_server
from index.postgres import Postgres
from index.snapshot import Snapshot
from quarterline.errors import RecordsError
from tests.postgres_support import PASSWORD, Server, server
from tests.records_support import opened_at, small_library


@pytest.fixture
def address(postgres: Server) -> str:
    return postgres.database()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_library(tmp_path / "lib")


@pytest.mark.slow
def test_a_server_killed_in_searches_is_named_and_found_again(root: Path) -> None:
    with server() as own:
        records_server.load(root, Postgres.at(own.address()))
        reader = opened_at(root, own.address())
        words = [f"knife arches {n}" for n in range(10_000)]
        told: list[RecordsError] = []
        good = bad = 0
        stop = threading.Event()
        lock = threading.Lock()

        def ask(first: int) -> None:
            nonlocal good, bad
            for n in range(first, len(words), 3):
                if stop.is_set():
                    return
                try:
                    found = len(reader._snapshot.store.documents())
                    assert reader.search(words[n]).total == found == 1
                    with lock:
                        good += 1
                except RecordsError as error:
                    told.append(error)
                    bad += 1
                    time.sleep(0.05)

        threads = [threading.Thread(target=ask, args=(n,)) for n in range(3)]
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        own.kill()
        time.sleep(0.5)
        assert told
        own.start()
        time.sleep(0.3)
        before = good
        until = time.monotonic() + 20
        while good < before + 20 and time.monotonic() < until:
            time.sleep(0.05)
        stop.set()
        for thread in threads:
            thread.join(30)
        assert good >= before + 20, "it is found again"
        for error in told:
            assert PASSWORD not in str(error)
            assert own.bare() in str(error)
            assert "check that the server runs" in str(error)


@pytest.mark.slow
def test_a_restart_between_two_questions_is_not_noticed(root: Path) -> None:
    with server() as own:
        records_server.load(root, Postgres.at(own.address()))
        reader = opened_at(root, own.address())
        assert reader.passages()
        own.kill()
        own.start()
        assert reader.passages() == opened_at(root).passages()
        own.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> "
                "pg_backend_pid() AND application_name = 'quarterline'")  # fmt: skip
        assert reader.passages() == opened_at(root).passages()


def test_a_question_that_takes_too_long_is_ended(
    root: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    records_server.load(root, Postgres.at(address))
    store = Snapshot.open(root, Postgres.at(address)).store
    monkeypatch.setattr("index.postgres._SETTINGS", "SELECT set_config('search_path', $1, false), "
                        "set_config('statement_timeout', '200ms', false)")  # fmt: skip
    store._source.server.close()  # type: ignore[attr-defined]
    with pytest.raises(RecordsError, match="did not answer within"):
        store.query("SELECT pg_sleep(10)")
    assert store.query("SELECT 1") == [(1,)]


def test_a_wrong_password_is_told_without_it(root: Path, postgres: Server) -> None:
    wrong = f"postgresql://quarter:{PASSWORD[:-1]}x@127.0.0.1:{postgres.port}/postgres"
    with pytest.raises(RecordsError, match=r"password authentication failed.*PGPASSFILE") as told:
        opened_at(root, wrong).documents()
    assert PASSWORD[:-1] not in str(told.value)


def test_encryption_is_asked_for_in_the_address(root: Path, postgres: Server) -> None:
    # The tests' server has no certificate: who asks for encryption is not answered without.
    asked = f"{postgres.address()}?sslmode=require"
    with pytest.raises(RecordsError, match=r"sslmode=require cannot be asked.*SSL"):
        opened_at(root, asked).documents()
