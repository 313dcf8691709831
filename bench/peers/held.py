"""What this process holds in memory, and a folder on disk; in the peers' environments, too."""

from __future__ import annotations

from pathlib import Path


def resident(path: Path) -> float:
    """MB that this process holds of its own, or of a file or a folder's files by mapping them.

    Program code is mapped too, and comes and goes as the system likes: it is left out.
    """
    kilobytes, ours = 0, False
    for line in Path("/proc/self/smaps").read_text(encoding="utf-8").splitlines():
        name, _, rest = line.partition(" ")
        if not name.endswith(":"):  # the first line of a mapping
            ours = str(path.resolve()) in rest
        elif name == ("Rss:" if ours else "Anonymous:"):
            kilobytes += int(rest.split()[0])
    return kilobytes / 1024


def size(path: Path) -> int:
    """Bytes of a file or of all files in a folder."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(f.stat().st_size for f in files if f.is_file())
