"""What a damaged index leads to, told as the damage that it is."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, TypeVar

from index import generations
from index.manifest import MEND
from quarterline.errors import DamagedLibraryError, QuarterlineError

if TYPE_CHECKING:
    from index.snapshot import Snapshot

T = TypeVar("T")


def naming_damage(ask: Callable[[Snapshot], T]) -> Callable[[Snapshot], T]:
    """Let what fails because a file of the generation was changed name that file.

    Only sizes are looked at when a generation is opened: to hash its indexes takes as long as to
    read all of them. So a changed byte first shows as whatever error it leads to; then they are
    hashed. An error over sound files stays as it is. Raises DamagedLibraryError.
    """

    @wraps(ask)
    def asked(snapshot: Snapshot) -> T:
        try:
            return ask(snapshot)
        except QuarterlineError:
            raise
        except Exception as error:
            found = generations.verify(snapshot.root, snapshot.manifest)
            wrong = [f"{snapshot.folder / name} {what}" for name, what in found.items() if what]
            if not wrong:
                raise
            raise DamagedLibraryError(f"{'; '.join(wrong)}; {MEND}") from error

    return asked
