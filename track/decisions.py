"""A user's decisions about names: these two are one, this is another, call it so.

They are kept in the library's folder as JSON Lines, one decision a line, only ever appended
to: an undo is one more line. They speak of names as printed and of quarters, never of ids, so
that they hold however often the library is built anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from extract.designators import canonical_name
from index.journal import Journal, Row, next_id
from quarterline.errors import DamagedLibraryError, NotFoundError, QueryError

FILE = "decisions.jsonl"
KINDS = ("join", "split", "rename", "undo")


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. Names are canonical: upper case, without "Operation" or "Project".

    join: what is called `name` is `other`. rename: `name` is to be called `other`. split:
    of what is called `name`, that which is printed as `form` (any form when empty), in
    `quarters` (all when empty), is `other`. undo: the decision whose id is `name` no longer
    holds. `when` is an ISO 8601 time in UTC.
    """

    id: str
    when: str
    kind: str
    name: str
    other: str = ""
    form: str = ""
    quarters: tuple[str, ...] = ()
    reason: str = ""
    by: str = ""


class DecisionLog:
    """The decisions kept in a library's folder."""

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.path = Path(folder) / FILE
        self._journal = Journal(self.path)

    def read(self) -> tuple[Decision, ...]:
        """Every decision ever taken, oldest first, undone ones and undoings too.

        A last line that was torn by a crash is left out; any other that is not as it was
        written raises DamagedLibraryError.
        """
        return tuple(_decision(row, self.path) for row in self._journal.read())

    def stamp(self) -> tuple[int, int]:
        """What changes when the file does: its size and time of change, zeros without a file."""
        try:
            stat = self.path.stat()
        except FileNotFoundError:
            return (0, 0)
        return (stat.st_size, stat.st_mtime_ns)

    def join(self, name: str, into: str, reason: str, by: str = "") -> Decision:
        """What is called `name` is `into`. Raises QueryError for one name or no reason."""
        return self._append("join", *_two(name, into), reason=reason, by=by)

    def rename(self, name: str, to: str, reason: str, by: str = "") -> Decision:
        """`name` is to be called `to`. Raises QueryError for one name or no reason."""
        return self._append("rename", *_two(name, to), reason=reason, by=by)

    def split(
        self,
        name: str,
        to: str,
        reason: str,
        *,
        form: str = "",
        quarters: Iterable[str] = (),
        by: str = "",
    ) -> Decision:
        """Of what is called `name`, that printed as `form`, in `quarters`, is `to`.

        Raises QueryError unless a form or a quarter is given: all of it would be a rename.
        """
        printed, kept = canonical_name(form), tuple(quarters)
        if not printed and not kept:
            raise QueryError(
                f"a split of {name!r} needs the form as printed or the quarters that are meant; "
                "to give all of it another name, rename it"
            )
        return self._append(
            "split", *_two(name, to), reason=reason, by=by, form=printed, quarters=kept
        )

    def undo(self, decision: str, reason: str = "undone", by: str = "") -> Decision:
        """Take a decision back, by its id. Undoing an undoing brings the decision back."""
        if decision not in {d.id for d in self.read()}:
            raise NotFoundError(
                f"no decision {decision!r} in {self.path}; expected an id such as d0001, "
                "as the list of decisions gives them"
            )
        return self._append("undo", decision, "", reason=reason, by=by)

    def _append(
        self,
        kind: str,
        name: str,
        other: str,
        *,
        reason: str,
        by: str,
        form: str = "",
        quarters: tuple[str, ...] = (),
    ) -> Decision:
        if not reason.strip():
            raise QueryError(
                f"a decision to {kind} {name!r} needs a reason; say why in a few words"
            )

        def make(before: Sequence[Row]) -> Row:
            decision = Decision(
                id=next_id("d", before),
                when=datetime.now(UTC).isoformat(timespec="seconds"),
                kind=kind,
                name=name,
                other=other,
                form=form,
                quarters=quarters,
                reason=" ".join(reason.split()),
                by=by,
            )
            return asdict(decision)

        return _decision(self._journal.append(make), self.path)


class Names:
    """Names as they stand after the decisions that hold."""

    def __init__(self, decisions: Sequence[Decision] = ()) -> None:
        self.active = active(decisions)

    def resolve(self, name: str, form: str = "", quarter: str = "") -> str:
        """The name under which a mention counts: `name` as the reports' reading has it,
        `form` as printed, `quarter` of its report."""
        for decision in self.active:
            if name != decision.name:
                continue
            if decision.kind == "split" and not _meant(decision, form, quarter):
                continue
            name = decision.other
        return name


def active(decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """The decisions that hold, in the order in which they were taken."""
    held: dict[str, bool] = {}
    for decision in reversed(decisions):
        # From the end, so that an undoing that was itself undone has no effect.
        holds = held.get(decision.id, True)
        held[decision.id] = holds
        if decision.kind == "undo" and holds:
            held[decision.name] = False
    return tuple(d for d in decisions if d.kind != "undo" and held[d.id])


def _meant(decision: Decision, form: str, quarter: str) -> bool:
    right_form = not decision.form or decision.form == form
    return right_form and (not decision.quarters or quarter in decision.quarters)


def _two(name: str, other: str) -> tuple[str, str]:
    first, second = canonical_name(name), canonical_name(other)
    if not first or not second or first == second:
        raise QueryError(f"{name!r} and {other!r}: expected two different names of operations")
    return first, second


def _decision(row: Row, path: Path) -> Decision:
    known = {f.name for f in fields(Decision)}
    kept = {key: value for key, value in row.items() if key in known}
    try:
        decision = Decision(**kept | {"quarters": tuple(kept.get("quarters", ()))})
    except TypeError as error:
        raise DamagedLibraryError(f"{path}: {str(row)[:60]!r} is no decision ({error})") from error
    if decision.kind not in KINDS:
        raise DamagedLibraryError(
            f"{path}: {decision.kind!r} is no decision; expected {', '.join(KINDS)}"
        )
    return decision
