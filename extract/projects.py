"""Finds names that stand before their label: "Extra Eyes Project", "the Drink Aware project"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from extract.designators import QUOTES, WORD, canonical_name
from extract.found import Found
from extract.profiles.model import Vocabulary

_RUN_WORD = rf"(?!Projects?\b){WORD}"
_LABELLED = re.compile(
    rf"(?P<quoted>[{QUOTES}](?P<inner>[^{QUOTES}\n]{{3,50}})[{QUOTES}]\s+[Pp]roject\b)"
    rf"|(?P<run>(?<![\w-]){_RUN_WORD}(?:\s+(?:{_RUN_WORD}|of|for|the|and|as|with|a|in)){{0,6}})"
    r"\s+(?P<label>[Pp]roject)\b(?!['’-]\w)"
)
_LAST_WORD = re.compile(r"(\w+)\W*$")
_LINKING = frozenset({"of", "for", "the", "and", "as", "with", "a", "in"})
_ARTICLES = ("the", "our", "its", "their")
# Words that start a sentence or a description, so that they are no part of a name though
# they be capitalised.
_FILLERS = _LINKING | frozenset(
    """
    an another any at by during each every first following from her his including joint local
    national new on one other our pilot regional second since supporting that their these third
    this those three through to two under via when while
    """.split()
)


def find_projects(
    text: str,
    vocabulary: Vocabulary,
    abbreviations: Collection[str] = (),
    proper: Collection[str] = (),
) -> Iterator[Found]:
    """Projects of `text` whose label follows the name; the span holds name and label.

    The span of a quoted name is the name alone. `proper` are names in capitals of places and
    organisations, which a project may be described by: "the Home Office project".
    """
    if "roject" not in text:
        return
    for match in _LABELLED.finditer(text):
        if match["quoted"]:
            if match["inner"][0].isupper():
                start, end = match.span("inner")
                name = text[start:end]
                yield Found(start, end, name, "PROJECT", canonical_name(name))
            continue
        run = _run_start(match)
        if run is None:
            continue
        name, end = text[run : match.end("run")], match.end("label")
        canonical = canonical_name(name)
        described = canonical in proper or canonical.endswith("'S")
        if not described and _is_name(text, run, end, name, vocabulary, abbreviations):
            yield Found(run, end, text[run:end], "PROJECT", canonical)


def _run_start(match: re.Match[str]) -> int | None:
    """Where the name proper starts: "During The Shift Project" starts at "Shift"."""
    for word in re.finditer(r"\S+", match["run"]):
        if word.group().lower() not in _FILLERS and word.group()[0].isupper():
            return match.start("run") + word.start()
    return None


def _is_name(
    text: str,
    start: int,
    end: int,
    name: str,
    vocabulary: Vocabulary,
    abbreviations: Collection[str],
) -> bool:
    following = re.match(r"\s+([A-Z]\w*)", text[end:])
    if following and following[1].lower() in vocabulary.units:
        return False  # "Digital Change Project Manager"
    words = [w for w in name.split() if w.lower() not in _LINKING]
    if all(w in abbreviations or w.lower() in vocabulary.units for w in words):
        return False  # "the ANPR project"
    before = _LAST_WORD.search(text[max(0, start - 20) : start])
    determined = bool(before and before[1].lower() in _ARTICLES)
    if text[end - 7] == "P":
        return len(words) >= 2 or determined
    # With a small "project" only a determined run is a name: "the Drink Aware project",
    # but not "a Home Office project" nor "Community Safety project".
    return determined and not any(w.isupper() or w.lower() in vocabulary.units for w in words)
