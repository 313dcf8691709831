"""Reviewers' decisions on the auditor's findings: accept, explain, dismiss, and take back.

They are kept in the library's folder, by the content of the finding (`audit.keys`), so that a
decision holds in every build and for later versions of a report while the figures it was
about are unchanged. When they change, the finding is open again and says so. Nothing is
deleted: taking a decision back is one more line.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from audit.keys import Key
from audit.working import Opinion
from index.journal import Journal, Row, next_id
from quarterline.errors import DamagedLibraryError, NotFoundError, QueryError

FILE = "reviews.jsonl"
STATE_OF = {"accept": "accepted", "explain": "explained", "dismiss": "dismissed"}
ACTIONS = (*STATE_OF, "undo")


@dataclass(frozen=True, slots=True)
class Review:
    """One line of the journal.

    accept: the finding is right and the report is to be corrected. explain: the figures stand,
    for the reason in `note`. dismiss: it is no finding. undo: the review whose id is `undoes`
    no longer holds. `content` and `subject` are the finding's keys, `what` its sum and words as
    they were; `when` is an ISO 8601 time in UTC.
    """

    id: str
    when: str
    action: str
    by: str
    note: str
    ref: str = ""
    content: str = ""
    subject: str = ""
    what: str = ""
    undoes: str = ""


class ReviewLog:
    """The reviews kept in a library's folder."""

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.path = Path(folder) / FILE
        self._journal = Journal(self.path)

    def read(self) -> tuple[Review, ...]:
        """Every review ever written, oldest first, undone ones and undoings too.

        Raises DamagedLibraryError for a line that is no review.
        """
        return tuple(_review(row, self.path) for row in self._journal.read())

    def decide(self, action: str, key: Key, what: str, *, by: str, note: str) -> Review:
        """Accept, explain or dismiss a finding. Raises QueryError without a name or a note."""
        if action not in STATE_OF:
            raise QueryError(f"{action!r} is no decision; expected {', '.join(STATE_OF)}")
        told = {"ref": key.ref, "content": key.content, "subject": key.subject, "what": what}
        return self._append(action, by, note, told)

    def undo(self, ref: str, *, by: str, note: str = "") -> Review:
        """Take back the newest decision on a finding (its ref) that still holds.

        Raises NotFoundError where there is none.
        """
        held = [r for r in in_force(self.read()) if ref and r.content.startswith(ref)]
        if not held:
            raise NotFoundError(
                f"no decision on finding {ref!r} is in force; `quarterline review` lists them"
            )
        newest = held[-1]
        told = {
            "ref": newest.ref,
            "content": newest.content,
            "subject": newest.subject,
            "undoes": newest.id,
        }
        return self._append("undo", by, note, told)

    def _append(self, action: str, by: str, note: str, told: Mapping[str, str]) -> Review:
        name, words = " ".join(by.split()), " ".join(note.split())
        if not name:
            raise QueryError("a decision needs the name of who decides; give it with --by NAME")
        if not words and action != "undo":
            raise QueryError("a decision needs a note; say why in a few words with --note TEXT")

        def make(before: Sequence[Row]) -> Row:
            when = datetime.now(UTC).isoformat(timespec="seconds")
            review = Review(next_id("r", before), when, action, name, words, **told)
            return asdict(review)

        return _review(self._journal.append(make), self.path)


def in_force(reviews: Sequence[Review]) -> tuple[Review, ...]:
    """The decisions that hold, oldest first."""
    undone = {r.undoes for r in reviews if r.action == "undo"}
    return tuple(r for r in reviews if r.action != "undo" and r.id not in undone)


def opinions(reviews: Sequence[Review], keys: Iterable[Key]) -> dict[str, Opinion]:
    """What stands of the decisions for the findings with these keys, by `Key.content`.

    A finding that has no decision of its own, but the subject of one whose figures no longer
    occur, is "reopened": it was decided with other figures.
    """
    present = list(keys)
    contents = {key.content for key in present}
    newest: dict[str, Review] = {}
    earlier: dict[str, Review] = {}
    for review in in_force(reviews):
        newest[review.content] = review
        if review.content not in contents:
            earlier[review.subject] = review
    found: dict[str, Opinion] = {}
    for key in present:
        own, old = newest.get(key.content), earlier.get(key.subject)
        if own is not None:
            found[key.content] = Opinion(STATE_OF[own.action], own.by, own.when, own.note)
        elif old is not None:
            found[key.content] = Opinion("reopened", old.by, old.when, old.note)
    return found


def _review(row: Row, path: Path) -> Review:
    known = {f.name for f in fields(Review)}
    try:
        review = Review(**{key: str(value) for key, value in row.items() if key in known})
    except TypeError as error:
        raise DamagedLibraryError(
            f"{path}: {str(row)[:60]!r} is no review ({error}); correct or remove that line"
        ) from error
    if review.action not in ACTIONS:
        raise DamagedLibraryError(
            f"{path}: {review.action!r} is no decision; expected {', '.join(ACTIONS)}"
        )
    return review
