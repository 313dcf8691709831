"""The server of records lags, is lost, is loaded by halves: nobody is told less than there is."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import psycopg
import pytest

from index import opened, postgres_load, records_server
from index.fake import FakeIngest
from index.generations import DATABASE, folder_of
from index.library import Library
from index.postgres import Postgres
from index.snapshot import Snapshot
from models.fake import FakeEncoder
from quarterline.errors import DamagedLibraryError, RecordsError, RecordsLagError
from tests.postgres_support import PASSWORD, Server, server
from tests.records_support import add, opened_at, small_library


@pytest.fixture
def address(postgres: Server) -> str:
    return postgres.database()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return small_library(tmp_path / "lib")


def held(address: str) -> list[str]:
    return [one.schema for one in postgres_load.listed(Postgres.at(address))]


def schemas(postgres: Server, address: str) -> set[str]:
    with psycopg.connect(address) as connection:
        rows = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'ql%'")
        return {name for (name,) in rows}


def age(address: str) -> None:
    """Let two hours pass."""
    with psycopg.connect(address) as connection:
        connection.execute(
            "UPDATE quarterline.generations SET loaded = loaded - interval '2 hours', "
            "superseded = superseded - interval '2 hours'"
        )


# ---- lagging


def test_what_was_never_loaded_is_refused_with_the_command(root: Path, address: str) -> None:
    library = opened_at(root, address)
    with pytest.raises(RecordsLagError, match=r"not those of the library.*records load") as told:
        library.documents()
    assert PASSWORD not in str(told.value)
    assert f"quarterline --records {Postgres.at(address).address} records load" in str(told.value)
    records_server.load(root, Postgres.at(address))
    assert library.search("knife arches").total == 1


def test_a_library_that_the_server_lags_behind_is_refused(root: Path, address: str) -> None:
    records_server.load(root, Postgres.at(address))
    add(opened_at(root), 2)
    with pytest.raises(RecordsLagError, match="records load"):
        opened_at(root, address).search("knife arches")
    assert not records_server.state(root, Postgres.at(address)).current


def test_adding_and_removing_bring_the_server_along(root: Path, address: str) -> None:
    library = opened_at(root, address)
    add(library, 2)
    assert library.search("knife arches").total == 2
    library.remove("1.txt")
    assert library.search("knife arches").total == 1
    assert records_server.state(root, Postgres.at(address)).current
    assert opened_at(root, address).documents() == opened_at(root).documents()


def test_nothing_is_added_while_the_server_cannot_be_told(root: Path) -> None:
    library = opened_at(root, "postgresql://u@127.0.0.1:1/d")
    before = opened_at(root).generation
    with pytest.raises(RecordsError, match=r"127\.0\.0\.1:1/d cannot be asked"):
        add(library, 2)
    assert opened_at(root).generation == before


def test_a_running_reader_reads_on_until_the_newer_is_loaded(
    root: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    records_server.load(root, Postgres.at(address))
    reader = opened_at(root, address)
    assert reader.search("knife arches").total == 1
    add(opened_at(root), 2)
    assert not reader.refresh(), "the server does not hold the newer one yet"
    assert reader.search("knife arches").total == 1
    records_server.load(root, Postgres.at(address))
    assert reader.refresh()
    assert reader.search("knife arches").total == 2
    # Not for ever: that would be to leave out the latest reports without a word.
    add(opened_at(root), 3)
    assert not reader.refresh()
    monkeypatch.setattr(opened, "PATIENCE", -1.0)
    with pytest.raises(RecordsLagError, match="records load"):
        reader.refresh()
    records_server.load(root, Postgres.at(address))
    assert reader.refresh()
    assert reader.search("knife arches").total == 3


def test_another_library_s_records_are_not_taken_for_its_own(
    root: Path, address: str, tmp_path: Path
) -> None:
    other = tmp_path / "other" / "lib"
    Library(other, encoder=FakeEncoder(), ingest=FakeIngest(), create=True)
    add(opened_at(other), 3)
    assert opened_at(other).generation == opened_at(root).generation
    records_server.load(other, Postgres.at(address))
    with pytest.raises(RecordsLagError):
        opened_at(root, address).documents()
    records_server.load(root, Postgres.at(address))
    for library in (root, other):
        assert opened_at(library, address).passages() == opened_at(library).passages()


READER = """
import sys
from pathlib import Path
from tests.records_support import opened_at
library, seen = opened_at(Path(sys.argv[1]), sys.argv[2]), set()
print(library.search("knife arches").total, flush=True)
while 4 not in seen:
    library.refresh()
    # One passage a report: records and indexes of two generations would not agree.
    found = library.search("knife arches")
    snapshot = library._snapshot
    assert {h.passage.document for h in found.hits} <= {d.id for d in snapshot.documents()}
    assert len(snapshot.store.documents()) == snapshot.indexed == len(snapshot.store.rows_of_kinds(
        [kind for kind, _ in snapshot.store.counts_of_kinds()])), snapshot.number
    seen.add(found.total)
print(sorted(seen))
"""


@pytest.mark.slow
def test_two_processes_read_while_a_third_adds(root: Path, address: str) -> None:
    records_server.load(root, Postgres.at(address))
    command = [sys.executable, "-c", READER, str(root), address]
    readers = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    try:
        begun = [reader.stdout.readline() for reader in readers if reader.stdout]
        writer = opened_at(root, address)
        for number in (2, 3, 4):
            add(writer, number)
        told = [reader.communicate(timeout=90) for reader in readers]
    finally:
        for reader in readers:
            reader.kill()
    assert begun == ["1\n", "1\n"]
    for out, wrong in told:
        assert not wrong
        assert set(json.loads(out)) <= {1, 2, 3, 4}
    assert opened_at(root, address).search("knife arches").total == 4


# ---- loading


def test_loading_twice_does_nothing_and_again_does(root: Path, address: str) -> None:
    server = Postgres.at(address)
    first = records_server.load(root, server)
    assert first.rows
    assert records_server.load(root, server).rows == 0
    reader = opened_at(root, address)
    assert reader.documents()
    assert records_server.load(root, server, again=True).rows == first.rows
    assert held(address) == [first.schema]
    assert reader.passages() == opened_at(root).passages()


def test_older_generations_go_a_while_after_they_were_replaced(
    root: Path, address: str, postgres: Server
) -> None:
    server = Postgres.at(address)
    first = records_server.load(root, server).schema
    reader = Snapshot.open(root, server)
    add(opened_at(root), 2)
    second = records_server.load(root, server)
    assert second.removed == ()
    assert held(address) == [first, second.schema]
    assert len(reader.store.documents()) == 1, "its readers finish"
    # What is in use stays, however old; what was replaced long enough ago goes.
    age(address)
    assert records_server.load(root, server).removed == (first,)
    assert held(address) == [second.schema]
    assert schemas(postgres, address) == {second.schema}
    with pytest.raises(RecordsLagError, match="records load"):
        reader.store.documents()
    assert opened_at(root, address).documents() == opened_at(root).documents()


def test_a_search_whose_generation_went_is_asked_of_the_newer_one(root: Path, address: str) -> None:
    server = Postgres.at(address)
    first = records_server.load(root, server).schema
    reader = opened_at(root, address)
    assert reader.documents()
    add(opened_at(root), 2)
    records_server.load(root, server)
    with psycopg.connect(address) as connection:
        connection.execute(f'DROP SCHEMA "{first}" CASCADE'.encode())
    assert reader.search("arches in winter").total == 2


def test_a_copy_that_lags_takes_nothing_from_the_newest(
    root: Path, address: str, tmp_path: Path
) -> None:
    server = Postgres.at(address)
    first = records_server.load(root, server).schema
    copied = tmp_path / "copied" / "lib"
    shutil.copytree(root, copied)
    add(opened_at(root), 2)
    second = records_server.load(root, server).schema
    age(address)
    assert records_server.load(copied, server).removed == ()
    state = {one.schema: bool(one.superseded) for one in postgres_load.listed(server)}
    assert state == {first: True, second: False}
    for library in (root, copied):
        assert opened_at(library, address).passages() == opened_at(library).passages()
    age(address)
    assert records_server.load(root, server).removed == (first,)


@pytest.mark.parametrize("what", ["TABLE {}.claims", "SCHEMA {} CASCADE"])
def test_what_was_dropped_by_hand_is_told_and_loaded_anew(
    root: Path, address: str, what: str
) -> None:
    first = records_server.load(root, Postgres.at(address))
    reader = opened_at(root, address)
    assert reader.documents()
    with psycopg.connect(address) as connection:
        connection.execute(f"DROP {what.format(first.schema)}".encode())
    with pytest.raises(RecordsLagError, match="records load"):
        reader.claims()
    assert records_server.load(root, Postgres.at(address)).rows == first.rows
    assert reader.claims() == opened_at(root).claims()


KILLED = """
import os, signal, sys
from pathlib import Path
from index import postgres_load, records_server
from index.postgres import Postgres
seen = 0
table = postgres_load.TABLES[{table}]
real = postgres_load._rows
def rows(file, wanted):
    yield from real(file, wanted)
    if wanted is table:
        os.kill(os.getpid(), signal.SIGKILL)
postgres_load._rows = rows
records_server.load(Path(sys.argv[1]), Postgres.at(sys.argv[2]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("table", [0, 4, 11])
def test_a_loader_killed_midway_leaves_the_old_state_whole(
    root: Path, address: str, postgres: Server, table: int
) -> None:
    server = Postgres.at(address)
    first = records_server.load(root, server).schema
    reader = opened_at(root, address)
    before = reader.passages()
    add(opened_at(root), 2)
    code = KILLED.format(table=table)
    done = subprocess.run([sys.executable, "-c", code, str(root), address], check=False)
    assert done.returncode == -9
    assert held(address) == [first]
    assert schemas(postgres, address) == {first}
    assert reader.passages() == before
    with pytest.raises(RecordsLagError):
        opened_at(root, address).documents()
    assert records_server.load(root, server).rows
    assert opened_at(root, address).passages() == opened_at(root).passages()


@pytest.mark.slow
def test_a_server_killed_while_it_is_loaded_loses_nothing(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with server() as own:
        address = own.address()
        first = records_server.load(root, Postgres.at(address)).schema
        add(opened_at(root), 2)

        def kill(declared: object) -> None:
            own.kill()

        with pytest.raises(RecordsError, match=r"not loaded into .*held before") as told:
            records_server.load(root, Postgres.at(address), progress=kill)
        assert PASSWORD not in str(told.value)
        own.start()
        assert held(address) == [first]
        assert schemas(own, address) == {first}
        records_server.load(root, Postgres.at(address))
        assert opened_at(root, address).search("knife").total == 2


def test_one_loads_at_a_time(root: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_load, "_LOCK_SECONDS", 1)
    with psycopg.connect(address) as other:
        other.execute(f"SELECT pg_advisory_xact_lock({postgres_load._LOCK})".encode())
        with pytest.raises(RecordsError, match="somebody else is loading"):
            records_server.load(root, Postgres.at(address))
    assert records_server.load(root, Postgres.at(address)).rows


@pytest.mark.parametrize("note", ["", "{", "[]", '{"library": "../../x"}', '{"library": 7}'])
def test_a_note_that_is_none_is_made_anew(root: Path, address: str, note: str) -> None:
    (root / records_server.NOTE).write_text(note, encoding="utf-8")
    schema = records_server.load(root, Postgres.at(address)).schema
    assert records_server.load(root, Postgres.at(address)).schema == schema
    assert opened_at(root, address).documents()


@pytest.mark.slow
def test_two_who_load_at_once_load_it_once(root: Path, address: str) -> None:
    records_server._name(root)  # as if loaded before, elsewhere
    done: list[int] = []
    begin = threading.Barrier(4)

    def load() -> None:
        begin.wait(30)
        done.append(records_server.load(root, Postgres.at(address)).rows)

    threads = [threading.Thread(target=load) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(done) == 4
    assert len([rows for rows in done if rows]) == 1
    assert len(held(address)) == 1


def test_a_damaged_original_is_not_loaded(root: Path, address: str) -> None:
    path = folder_of(root, opened_at(root).generation) / DATABASE
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    with pytest.raises(DamagedLibraryError, match=r"sealed; mend it with: quarterline doctor"):
        records_server.load(root, Postgres.at(address))
    assert not Postgres.at(address).has_list()


def test_no_password_is_kept_in_the_library(root: Path, address: str) -> None:
    records_server.load(root, Postgres.at(address))
    opened_at(root, address).search("knife")
    note = (root / records_server.NOTE).read_text(encoding="utf-8")
    assert Postgres.at(address).address in note
    for path in root.rglob("*"):
        if path.is_file():
            assert b"s3cret" not in path.read_bytes(), path
