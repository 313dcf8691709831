"""What `verify`, `review` and the self-test show."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from audit.excerpts import excerpts
from quarterline.errors import LibraryError
from quarterline.records import to_row
from ui.cli_audit_show import excerpt_text, quote_row, show_measured
from ui.cli_show import console, print_rows
from ui.words import counted, one_line

if TYPE_CHECKING:
    from audit.verify import Verification
    from index.library import Library
    from index.reviews import Review
    from index.selftest import SelfTest

_VERDICTS = {
    "supported": "bold green",
    "contradicted": "bold red",
    "not found": "bold yellow",
}
_WORDS = {
    "accept": "Accepted",
    "explain": "Explained",
    "dismiss": "Dismissed",
    "undo": "Taken back",
}


# ---------------------------------------------------------------------------------- verify


def show_verification(found: Verification, as_json: bool) -> None:
    """The verdict on a statement, with the passages."""
    if as_json:
        row = to_row(found)
        for told, judged in zip(row["figures"], found.figures, strict=True):
            told["quotes"] = [quote_row(q) for q in judged.quotes]
        sys.stdout.write(json.dumps(row, ensure_ascii=True, indent=2) + "\n")
        return
    out = console()
    verdict = Text(found.verdict.capitalize(), style=_VERDICTS[found.verdict])
    out.print(verdict.append(f": {one_line(found.why)}", "default not bold"))
    for judged in found.figures:
        if len(found.figures) > 1:
            head = Text(one_line(judged.text), style="bold")
            head.append(f" {judged.verdict}", _VERDICTS[judged.verdict])
            out.print()
            out.print(head.append(f": {one_line(judged.why)}", "default not bold"))
        if judged.quotes and judged.verdict == "not found":
            out.print()
            out.print(Text("What came nearest:", style="dim"))
        for excerpt in excerpts(judged.quotes):
            out.print()
            out.print(Padding(excerpt_text(excerpt), (0, 0, 0, 2), expand=False))


# ---------------------------------------------------------------------------------- review


def show_reviews(reviews: Sequence[Review], ref: str, as_json: bool) -> None:
    """Decisions, oldest first; of one finding where its name is given."""
    shown = [r for r in reviews if r.content.startswith(ref.strip().casefold())]
    if as_json:
        print_rows(to_row(review) for review in shown)
        return
    out = console()
    undone = {r.undoes for r in reviews if r.action == "undo"}
    if not shown:
        out.print("There are no decisions yet. Take one: quarterline review FINDING --accept …")
    for review in shown:
        words = Text(f"{review.ref}  ", style="bold").append(_WORDS[review.action])
        words.append(f" by {one_line(review.by)} on {review.when[:16].replace('T', ' at ')} UTC")
        if review.note:
            words.append(f": {one_line(review.note)}", "not bold")
        if review.id in undone:
            words.append(" (taken back since)", "dim")
        out.print(words)
        if review.what:
            out.print(Padding(Text(one_line(review.what), style="dim"), (0, 0, 0, 10)))


# ------------------------------------------------------------------------------- self-test


def run_self_test(library: Library, seed: int) -> SelfTest:
    """Run the self-test, telling on a terminal's standard error how far it is; keep the result."""
    from index import measured  # noqa: PLC0415 - spaCy
    from index.selftest import self_test  # noqa: PLC0415

    err = console(stderr=True)

    def tell(done: int, total: int, name: str) -> None:
        words = f"Copy {done + 1} of {total}: {one_line(name)}"
        status.update(Text(words))

    if not err.is_terminal:
        tested = self_test(library, seed=seed)
    else:
        with err.status(Text("Starting")) as status:
            tested = self_test(library, seed=seed, progress=tell)
    try:
        measured.keep(library.path, tested, library.generation)
    except LibraryError as error:  # a library that can only be read is measured all the same
        err.print(Text(f"The result was not kept: {error}"))
    return tested


def show_self_test(tested: SelfTest) -> None:
    """Recall by kind, and each slip that was not found."""
    out = console()
    words = f"{counted(tested.reports, 'report')}, seed {tested.seed}. The reports are unchanged."
    out.print(Text(words, style="dim"))
    show_measured(tested.measured, out)
    if tested.missed:
        out.print(Text("Not found", style="bold"))
        for source, slip in tested.missed:
            out.print(
                Text(
                    f"{slip.kind}: {one_line(slip.was)} became {one_line(slip.now)} in "
                    f"{one_line(source)}, character {slip.start:,}"
                )
            )
