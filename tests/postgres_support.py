"""A real PostgreSQL server on loopback, for the tests of the records kept there.

Its programs are those of the system (Debian: postgresql; `make test` installs them where it may).
Where there are none the tests are skipped, which CI does not allow. PostgreSQL refuses to run as
root, so root starts it as `nobody`, in a folder that `nobody` can reach.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from index.library import Library
from index.records_server import load, server_at

REPORTS = Path("corpus/sample/reports")
USER = "quarter"
PASSWORD = "s3cret-wörd"  # noqa: S105 - of a server that lives as long as the tests
_QUOTED = "s3cret-w%C3%B6rd"


def programs() -> Path:
    """The folder of `initdb` and `postgres`."""
    found = shutil.which("postgres")
    places = [Path(found).resolve().parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    for place in places:
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    message = "PostgreSQL's server is not installed (Debian: apt-get install postgresql)"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def _as_nobody() -> dict[str, object]:
    if os.getuid() != 0:
        return {}
    return {"user": "nobody", "group": "nogroup", "extra_groups": []}


@dataclass
class Server:
    """A server: its folder, its port, its process."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    def address(self, database: str = "postgres", user: str = USER) -> str:
        """With the password in it."""
        return f"postgresql://{user}:{_QUOTED}@127.0.0.1:{self.port}/{database}"

    def bare(self, database: str = "postgres") -> str:
        """Without."""
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{database}"

    def run(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """What a statement of the administrator gives."""
        import psycopg  # noqa: PLC0415

        with psycopg.connect(self.address(database), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def database(self, name: str = "") -> str:
        """The address of a new database."""
        count = len(self.run("SELECT datname FROM pg_database"))
        name = name or f"db{count}"
        self.run(f'CREATE DATABASE "{name}"')
        return self.address(name)

    def start(self) -> None:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": str(self.folder),
            "fsync": "off",
            "max_connections": "60",
        }
        given = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        log = (self.folder / "log").open("ab")
        self.process = subprocess.Popen(
            [str(programs() / "postgres"), "-D", str(self.folder / "data"), *given],
            cwd=self.folder,
            stdout=log,
            stderr=log,
            **_as_nobody(),  # type: ignore[call-overload]
        )
        log.close()
        import psycopg  # noqa: PLC0415

        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                self.run("SELECT 1")
            except psycopg.Error:
                time.sleep(0.05)
            else:
                return
        raise AssertionError((self.folder / "log").read_text(errors="replace")[-2000:])

    def kill(self) -> None:
        """End it at once, and those of its processes that serve connections."""
        if self.process is not None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait()
            self.process = None


@contextmanager
def server() -> Iterator[Server]:
    """A new server with one user, who is asked for a password; gone at the end."""
    binaries = programs()
    folder = Path(tempfile.mkdtemp(prefix="quarterline-postgres-"))
    with socket.create_server(("127.0.0.1", 0)) as held:
        port = held.getsockname()[1]
    made = Server(folder, port)
    try:
        (folder / "password").write_text(PASSWORD, encoding="utf-8")
        if os.getuid() == 0:
            folder.chmod(0o755)
            for path in (folder, folder / "password"):
                shutil.chown(path, "nobody", "nogroup")
        subprocess.run(
            [
                str(binaries / "initdb"),
                *("-D", str(folder / "data"), "-U", USER, "--auth=scram-sha-256"),
                *("--pwfile", str(folder / "password"), "--no-sync"),
                *("--encoding=UTF8", "--locale=C.UTF-8"),
            ],
            cwd=folder,
            check=True,
            capture_output=True,
            timeout=120,
            **_as_nobody(),  # type: ignore[call-overload]
        )
        made.start()
        yield made
    finally:
        made.kill()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A server that many tests share, each with databases of its own."""
    with server() as made:
        yield made


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the sample reports; copy it to change it."""
    root = tmp_path_factory.mktemp("records") / "library"
    Library(root, create=True, engine="", records="").add([REPORTS])
    return root


@pytest.fixture(scope="session")
def sample_address(postgres: Server, sample: Path) -> str:
    """The address of a database that holds its records."""
    made = postgres.database("sample")
    assert load(sample, server_at(made)).rows > 1_000
    return made
