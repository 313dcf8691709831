"""Lines of histories on the command line: redlines, commitments and repeated text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from ui.cli_show import console
from ui.words import one_line

if TYPE_CHECKING:
    from track.commitments import Commitment
    from track.recycled import Repeat
    from track.redline import Change

_STYLES = {"added": "green underline", "removed": "red strike", "same": ""}
CHANGES = {
    "added": "new", "figures": "figures changed", "wording": "reworded",
    "both": "figures and wording changed", "removed": "no longer said",
    "unchanged": "unchanged",
}  # fmt: skip


def say(words: str, style: str = "") -> None:
    """One line, whatever the report's words hold."""
    console().print(Text(one_line(words), style=style))


def indent(words: str | Text, style: str = "") -> None:
    """A line that belongs to the one above."""
    text = words if isinstance(words, Text) else Text(one_line(words), style=style)
    console().print(Padding(text, (0, 0, 0, 2), expand=False))


def redline(change: Change) -> Text:
    """A sentence with what came and what went."""
    text = Text(f"{CHANGES[change.kind]}: ", style="dim")
    if change.kind in ("added", "removed"):
        quoted = change.now or change.before
        return text.append(one_line(quoted.line) if quoted else "", style="default not dim")
    for piece in change.pieces:
        # Marks as well as colours, for a terminal without them.
        left, right = {"added": ("[+", "+]"), "removed": ("[-", "-]")}.get(piece.op, ("", ""))
        words = " ".join(one_line(piece.text).split())
        space = " " if piece.text[:1].isspace() else ""
        tail = " " if piece.text[-1:].isspace() and piece.text.strip() else ""
        text.append(f"{space}{left}{words}{right}{tail}", style=_STYLES[piece.op])
    return text


def show_commitments(found: Iterable[Commitment]) -> None:
    """Each promise, what it came to, and the later reports' words."""
    for one in found:
        due = f", due {one.due_words}" if one.due_words else ""
        console().print(Text(f"\n{one.quarter}: {one_line(one.outcome + due)}", "bold"))
        indent(f"“{one.statement.line}”")
        for told in one.follow_ups:
            indent(f"{told.quarter}, {told.outcome} ({told.why}): “{told.citation.line}”", "dim")
        if one.silent:
            indent(f"Not mentioned in {', '.join(one.silent)}", "dim")


def show_repeats(found: Iterable[Repeat]) -> None:
    """Each repeated text, what changed in it, and what should have."""
    for one in found:
        since = "" if one.first.quarter == one.before.quarter else f", first in {one.first.quarter}"
        alike = "nearly word for word" if one.kind == "nearly" else one.kind
        head = f"{one.now.quarter}: {one.unit} of {one.before.quarter}{since}, {alike}"
        console().print(Text(f"\n{one_line(head)}", "bold"))
        indent(redline(one.change))
        for stale in one.stale:
            indent(f"Doubtful: “{stale.words}”: {stale.why}", "yellow")
