"""How the command line shows histories, themes, figures and promises: as tables, JSON or CSV."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

import track
from extract.designators import canonical_name
from quarterline.records import to_row
from track.silence import listed
from ui.cli_show import console
from ui.cli_track_lines import indent, redline, say, show_commitments, show_repeats
from ui.csv_text import to_csv
from ui.words import capital, counted, one_line

if TYPE_CHECKING:
    import pandas as pd

    from index.library import Library
    from track.decisions import Decision
    from track.history import History, QuarterHistory


_THEME = {"of": "of_passages", "low": "95%_from", "high": "95%_to"}
_MEASURE = {"wording": "figure", "of": "period", "as": "stated", "stated_in": "in_report"}


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
    nouns = {
        "operations": ("operation or project", "operations and projects"),
        "aliases": ("form of a name", "forms of names"),
        "relations": ("relation", "relations"),
    }  # fmt: skip
    say(counted(len(frame), *nouns[of]), "bold")
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
    _head(found, name)
    if of == "quarters":
        _quarters(found)
        _series(found)
    else:
        columns = {
            "passages": ("quarter", "page", "priority", "text", "source"),
            "changes": ("quarter", "change", "now", "before"),
            "figures": ("quarter", "text", "measure", "period", "role"),
            "status": ("quarter", "status", "mode", "words", "sentence"),
        }
        print_table(frame, columns[of])


def _head(found: History, asked: str) -> None:
    operation = found.operation
    kinds = " and ".join(kind.capitalize() for kind in operation.kinds)
    say(f"{kinds} {operation.name}", "bold")
    own = {operation.name, *(a.name for a in operation.aliases)}
    if canonical_name(asked) not in own:
        say(f"No report has “{asked}”; this is the nearest name.", "yellow")
    if operation.purpose:
        say(f"“{operation.purpose.line}”")
    names = {f"{kind} {operation.name}".casefold() for kind in operation.kinds}
    forms = [a.text for a in operation.aliases if a.text.casefold() not in names]
    for label, values in (
        ("Also printed", [form for form in forms if form not in _misspelt(found)]),
        ("Places", [name for name, _ in operation.places]),
        ("Partners", [name for name, _ in operation.partners]),
        ("Related", [f"{r.child} {r.kind} {r.parent}" for r in operation.relations]),
    ):
        if values:
            say(f"{label}: {', '.join(values)}")
    for alias in operation.misspellings:
        say(f"{alias.text}: {alias.how}, likeness {alias.score:.2f}; {alias.evidence.reference}")
        if alias.how.startswith("misspelling"):
            split = f"decisions split {operation.name} {alias.name} --form {alias.name}"
            say(f"If it is another: quarterline {split} --reason WHY", "dim")


def _misspelt(found: History) -> set[str]:
    return {alias.text for alias in found.operation.misspellings}


def _series(found: History) -> None:
    """The figures that more than one report gives."""
    shown = [s for s in found.series if len({f.quarter for f in s.figures}) > 1]
    if shown:
        console().print(Text("\nFigures given more than once:", "bold"))
    for series in shown:
        said = ", then ".join(f"{f.text} ({f.quarter})" for f in series.figures)
        indent(f"{series.figures[0].measure}: {said}")


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
                indent(redline(change))
        _statuses(quarter)
    out.print()
    for silence in found.silences:
        say(f"Silence: {silence.words}")
    for gap in found.gaps:
        say(f"Gap: {gap.words}", "dim")


def _statuses(quarter: QuarterHistory) -> None:
    for mode, title in (("done", "Done"), ("planned", "Planned"), ("negated", "Denied")):
        found = dict.fromkeys(
            s.words if mode == "planned" else s.kind for s in quarter.statuses_as(mode)
        )
        if found:
            indent(f"{title}: {', '.join(found)}", "dim")


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
    say(f"{capital(found.text)}: {counted(found.total, 'passage')} ({way})", "bold")
    print_table(frame if counts else frame.round(1).rename(columns=_THEME), index=counts)
    if found.momentum:
        say(capital(found.momentum.words) + ".")
    for gap in found.gaps:
        say(capital(gap.words) + ".", "dim")
    say(f"To count again: {found.recipe}", "dim")


def measure(library: Library, text: str, of: str, as_json: bool, as_csv: bool) -> None:
    """A figure across quarters."""
    found = track.measure(library, text)
    frame = found.frame() if of == "figures" else found.checks_frame()
    if _give(found, frame, as_json, as_csv):
        return
    say(f"{counted(len(found.series), 'series', 'series')} for “{text}”", "bold")
    if of == "checks":
        print_table(frame, ("series", "verdict", "explanation"))
        return
    columns = ("wording", "of", "text", "unit", "as", "stated_in", "verdict", "places")
    print_table(frame[[c for c in columns if c in frame]].rename(columns=_MEASURE))


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
    say(counted(len(found.commitments), "commitment"), "bold")
    if of == "commitments":
        show_commitments(found.commitments)
    else:
        print_table(frame, ("quarter", "outcome", "why", "quote"))


def recycled(
    library: Library, document: str, threshold: float, as_json: bool, as_csv: bool
) -> None:
    """Text repeated from earlier quarters."""
    found = track.recycled(library, document=document, threshold=threshold)
    frame = found.frame()
    if not _give(found, frame, as_json, as_csv):
        say(counted(len(found.repeats), "repeated text"), "bold")
        show_repeats(found.repeats)


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
        say(f"No report held for {listed(found.missing)}.", "dim")


def certificate(
    library: Library, text: str, keep: tuple[str, str], as_json: bool, as_csv: bool
) -> None:
    """What was searched and found; `keep` is the place and the quarter."""
    found = track.certificate(library, text, place=keep[0], quarter=keep[1])
    frame = found.frame()
    if _give(found, frame, as_json, as_csv):
        return
    say(found.words, "bold")
    say(f"Looked for: {', '.join(found.terms)}")
    print_table(frame, ("source", "quarter", "version", "passages", "found", "sha256"))
    if found.missing:
        say(f"No report held for {listed(found.missing)}.", "dim")
    for citation in found.found:
        say(f"{citation.reference}: “{citation.line}”")


def dossier(library: Library, name: str, keep: tuple[str, str], output: Path, docx: bool) -> None:
    """Write a dossier; `keep` is the place and quarter of its certificate."""
    made = track.dossier(library, name, place=keep[0], quarter=keep[1])
    if docx:
        output.write_bytes(made.docx())
    else:
        output.write_text(made.html(), encoding="utf-8")
    say(f"{made.title}: {counted(len(made.notes), 'citation')}, written to {output}")


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
        say("No decision was taken. Take one: quarterline decisions join NAME INTO --reason WHY")


def show_decision(decision: Decision) -> None:
    """What was decided, and how to take it back."""
    subject = f"{decision.name} as {decision.other}" if decision.other else decision.name
    say(f"{decision.id}: {decision.kind} {subject}. Undo: quarterline decisions undo {decision.id}")
