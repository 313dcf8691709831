"""How the command line shows histories, themes, figures and promises: as tables, JSON or CSV."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

import track
from quarterline.records import to_row
from ui.cli_show import console
from ui.csv_text import to_csv
from ui.words import capital, counted, one_line

if TYPE_CHECKING:
    import pandas as pd

    from index.library import Library
    from track.decisions import Decision
    from track.history import History, QuarterHistory
    from track.redline import Change

_STYLES = {"added": "green underline", "removed": "red strike", "same": ""}
_CHANGES = {
    "added": "new", "figures": "figures changed", "wording": "reworded",
    "both": "figures and wording changed", "removed": "no longer said",
}  # fmt: skip


def print_json(record: object) -> None:
    """A record with all that it holds, as one JSON object."""
    sys.stdout.write(json.dumps(to_row(record), ensure_ascii=True, indent=2) + "\n")


def print_table(frame: pd.DataFrame, columns: Sequence[str] = (), *, index: bool = False) -> None:
    """The chosen columns of a table, every cell as plain text."""
    shown = frame.reset_index() if index else frame
    names = [str(c) for c in (columns or shown.columns) if c in shown.columns]
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in names:
        numeric = shown[name].dtype.kind in "if"
        table.add_column(capital(name.replace("_", " ")), overflow="fold",
                         justify="right" if numeric else "left")  # fmt: skip
    for row in shown[names].itertuples(index=False):
        table.add_row(*(Text(_cell(value)) for value in row))
    console().print(table)


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:,.10g}"
    return one_line(str(value))


def _give(
    record: object, frame: pd.DataFrame, as_json: bool, as_csv: bool, *, index: bool = False
) -> bool:
    """Whether the answer was for a program, and is given."""
    if as_json:
        print_json(record)
    elif as_csv:
        sys.stdout.write(to_csv(frame, index=index))
    return as_json or as_csv


def _say(words: str, style: str = "") -> None:
    console().print(Text(one_line(words), style=style))


# ---- operations


def register(library: Library, of: str, as_json: bool, as_csv: bool) -> None:
    """All operations and projects, or their forms, or how they stand to each other."""
    found = track.register(library)
    frame = {
        "operations": found.frame, "aliases": found.aliases_frame,
        "relations": found.relations_frame,
    }[of]()  # fmt: skip
    if _give(found, frame, as_json, as_csv):
        return
    columns = {
        "operations": (
            *("name", "kinds", "first_seen", "last_seen", "passages", "districts", "theme"),
        ),
        "aliases": ("operation", "form", "how", "count", "quarter"),
        "relations": ("child", "kind", "parent", "how", "quarter"),
    }  # fmt: skip
    _say(counted(len(found.operations), "operation or project", "operations and projects"), "bold")
    print_table(frame, columns[of])


def history(library: Library, name: str, of: str, as_json: bool, as_csv: bool) -> None:
    """One operation across quarters."""
    found = track.operation(library, name)
    frame = {
        "quarters": found.frame, "passages": found.passages_frame, "changes": found.changes_frame,
        "figures": found.figures_frame, "status": found.status_frame,
    }[of]()  # fmt: skip
    if _give(found, frame, as_json, as_csv):
        return
    _head(found)
    if of == "quarters":
        _quarters(found)
    else:
        columns = {
            "passages": ("quarter", "page", "priority", "text", "source"),
            "changes": ("quarter", "change", "now", "before"),
            "figures": ("quarter", "text", "measure", "period", "role"),
            "status": ("quarter", "status", "mode", "words", "sentence"),
        }
        print_table(frame, columns[of])


def _head(found: History) -> None:
    operation = found.operation
    kinds = " and ".join(kind.capitalize() for kind in operation.kinds)
    _say(f"{kinds} {operation.name}", "bold")
    if operation.purpose:
        _say(f"“{operation.purpose.line}”")
    for label, values in (
        ("Also printed", [a.text for a in operation.aliases]),
        ("Places", [name for name, _ in operation.places]),
        ("Partners", [name for name, _ in operation.partners]),
        ("Related", [f"{r.child} {r.kind} {r.parent}" for r in operation.relations]),
    ):
        if values:
            _say(f"{label}: {', '.join(values)}")


def _quarters(found: History) -> None:
    out = console()
    for quarter in found.quarters:
        if not quarter.entries:
            continue
        against = f", against {quarter.against}" if quarter.against else ""
        words = f"{quarter.quarter or 'Quarter not known'}: "
        out.print(Text(f"\n{words}{counted(len(quarter.entries), 'passage')}{against}", "bold"))
        for change in quarter.changes:
            if change.kind != "unchanged":
                out.print(Padding(_redline(change), (0, 0, 0, 2), expand=False))
        _statuses(quarter)
    out.print()
    for silence in found.silences:
        _say(f"Silence: {silence.words}")
    for gap in found.gaps:
        _say(f"Gap: {gap.words}", "dim")


def _redline(change: Change) -> Text:
    text = Text(f"{_CHANGES[change.kind]}: ", style="dim")
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


def _statuses(quarter: QuarterHistory) -> None:
    for mode, title in (("done", "Done"), ("planned", "Planned"), ("negated", "Denied")):
        found = dict.fromkeys(
            s.words if mode == "planned" else s.kind for s in quarter.statuses_as(mode)
        )
        if found:
            _say(f"  {title}: {', '.join(found)}", "dim")


# ---- themes, figures, promises


def theme(
    library: Library, text: str, how: tuple[str, float | None], of: str, as_json: bool, as_csv: bool
) -> None:
    """A theme across quarters; `how` is the way and the threshold."""
    found = track.theme(library, text, how=how[0], threshold=how[1])
    counts = of in ("operations", "places")
    if counts:
        frame = found.counts_frame(of)
    else:
        frame = found.frame() if of == "quarters" else found.passages_frame()
    if _give(found, frame, as_json, as_csv, index=counts):
        return
    way = f"{found.method}, threshold {found.threshold:g}"
    _say(f"{capital(found.text)}: {counted(found.total, 'passage')} ({way})", "bold")
    print_table(frame, index=counts)
    if found.momentum:
        _say(capital(found.momentum.words) + ".")
    for gap in found.gaps:
        _say(capital(gap.words) + ".", "dim")
    _say(f"To count again: {found.recipe}", "dim")


def measure(library: Library, text: str, of: str, as_json: bool, as_csv: bool) -> None:
    """A figure across quarters."""
    found = track.measure(library, text)
    frame = found.frame() if of == "figures" else found.checks_frame()
    if _give(found, frame, as_json, as_csv):
        return
    _say(f"{counted(len(found.series), 'series', 'series')} for “{text}”", "bold")
    columns = ("series", "of", "text", "unit", "as", "stated_in", "verdict", "places")
    print_table(frame, columns if of == "figures" else ("series", "verdict", "explanation"))


def commitments(
    library: Library, keep: tuple[str, str], of: str, as_json: bool, as_csv: bool
) -> None:
    """Promises and what became of them; `keep` is the report and the outcome."""
    found = track.commitments(library, document=keep[0])
    if keep[1]:
        found = type(found)(found.of(keep[1].strip().lower()))
    frame = found.frame() if of == "commitments" else found.evidence_frame()
    if _give(found, frame, as_json, as_csv):
        return
    _say(counted(len(found.commitments), "commitment"), "bold")
    columns = ("quarter", "statement", "due_words", "outcome", "explanation")
    print_table(frame, columns if of == "commitments" else ("quarter", "outcome", "why", "quote"))


def recycled(
    library: Library, document: str, threshold: float, as_json: bool, as_csv: bool
) -> None:
    """Text repeated from earlier quarters."""
    found = track.recycled(library, document=document, threshold=threshold)
    frame = found.frame()
    if not _give(found, frame, as_json, as_csv):
        _say(counted(len(found.repeats), "repeated text"), "bold")
        print_table(frame, ("quarter", "before", "kind", "changed", "stale", "text"))


def matrix(library: Library, of: str, as_json: bool, as_csv: bool) -> None:
    """Operations by quarter, or themes by district by quarter."""
    found = track.matrix(library)
    operations = of == "operations"
    frame = found.operations_frame() if operations else found.themes_frame()
    if _give(found, frame, as_json, as_csv, index=operations):
        return
    if operations:  # a column a missing quarter would push the counts off the terminal
        frame = frame[[q for q in frame.columns if q not in found.missing]]
    print_table(frame, index=operations)
    if found.missing:
        _say(f"No report held for {', '.join(found.missing)}.", "dim")


def certificate(
    library: Library, text: str, keep: tuple[str, str], as_json: bool, as_csv: bool
) -> None:
    """What was searched and found; `keep` is the place and the quarter."""
    found = track.certificate(library, text, place=keep[0], quarter=keep[1])
    frame = found.frame()
    if _give(found, frame, as_json, as_csv):
        return
    _say(found.words, "bold")
    _say(f"Looked for: {', '.join(found.terms)}")
    print_table(frame, ("source", "quarter", "version", "passages", "found", "sha256"))
    if found.missing:
        _say(f"No report held for {', '.join(found.missing)}.", "dim")
    for citation in found.found:
        _say(f"{citation.reference}: “{citation.line}”")


def dossier(library: Library, name: str, keep: tuple[str, str], output: Path, docx: bool) -> None:
    """Write a dossier; `keep` is the place and quarter of its certificate."""
    made = track.dossier(library, name, place=keep[0], quarter=keep[1])
    if docx:
        output.write_bytes(made.docx())
    else:
        output.write_text(made.html(), encoding="utf-8")
    _say(f"{made.title}: {counted(len(made.notes), 'citation')}, written to {output}")


# ---- decisions


def print_decisions(library: Library, everything: bool, as_json: bool, as_csv: bool) -> None:
    """The decisions that hold, or all."""
    import pandas as pd  # noqa: PLC0415 - only where a table is asked for

    found = track.decisions(library, all_of_them=everything)
    rows = [to_row(decision) for decision in found]
    if as_json:
        sys.stdout.write(json.dumps(rows, ensure_ascii=True, indent=2) + "\n")
        return
    for row in rows:
        row["quarters"] = ", ".join(row["quarters"])
    frame = pd.DataFrame(rows)
    if as_csv:
        sys.stdout.write(to_csv(frame))
    elif rows:
        print_table(frame, ("id", "kind", "name", "other", "form", "quarters", "reason", "by"))
    else:
        _say("No decision was taken. Take one: quarterline decisions join NAME INTO --reason WHY")


def show_decision(decision: Decision) -> None:
    """What was decided, and how to take it back."""
    subject = f"{decision.name} as {decision.other}" if decision.other else decision.name
    _say(
        f"{decision.id}: {decision.kind} {subject}. Undo: quarterline decisions undo {decision.id}"
    )
