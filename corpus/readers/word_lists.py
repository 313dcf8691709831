"""Lists of a Word document: whether a paragraph is an item, at which level, with which number."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_LIST_STYLE = re.compile(r"list (bullet|number)(?: ([2-5]))?", re.IGNORECASE)
_HEADING_STYLE = re.compile(r"(?:heading \d|title|subtitle|toc heading)\b", re.IGNORECASE)
_PLACE = re.compile(r"%([1-9])")
_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_MOST_STYLES = 20  # a chain of styles longer than this goes in a circle
_DEEPEST = 8


@dataclass(frozen=True, slots=True)
class Item:
    """A list item's nesting level from 0, and its number as printed ("" for a bullet)."""

    level: int
    number: str


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str
    numbering: str  # numId; "" where the style says nothing, "0" where it takes a list away
    level: int | None
    indent: int | None
    outline: bool


@dataclass(frozen=True, slots=True)
class _Level:
    form: str = "bullet"
    pattern: str = ""
    start: int = 1


@dataclass(slots=True)
class _List:
    levels: dict[int, _Level] = field(default_factory=dict)
    abstract: str = ""


def _value(element: Any, path: str, attribute: str = "val") -> str | None:
    found = element.find(path, {"w": W}) if element is not None else None
    return None if found is None else found.get(f"{{{W}}}{attribute}")


def _whole(text: str | None) -> int | None:
    try:
        return None if text is None else int(float(text))
    except (ValueError, OverflowError):
        return None


def left_indent(properties: Any) -> int | None:
    """Where a paragraph's first line begins, in twentieths of a point; None where not said."""
    if properties is None:
        return None
    left = _whole(_value(properties, "w:ind", "left") or _value(properties, "w:ind", "start"))
    if left is None:
        return None
    hanging = _whole(_value(properties, "w:ind", "hanging")) or 0
    first = _whole(_value(properties, "w:ind", "firstLine")) or 0
    return left - hanging + first


def _styles(root: Any) -> dict[str, _Style]:
    styles: dict[str, _Style] = {}
    for element in root.iterchildren(f"{{{W}}}style") if root is not None else ():
        key = element.get(f"{{{W}}}styleId")
        if not key:
            continue
        properties = element.find(f"{{{W}}}pPr")
        styles[key] = _Style(
            name=_value(element, "w:name") or "",
            based_on=_value(element, "w:basedOn") or "",
            numbering=_value(properties, "w:numPr/w:numId") or "",
            level=_whole(_value(properties, "w:numPr/w:ilvl")),
            indent=left_indent(properties),
            outline=_value(properties, "w:outlineLvl") not in (None, "9"),
        )
    return styles


def _level_of(element: Any) -> _Level:
    return _Level(
        _value(element, "w:numFmt") or "decimal",
        _value(element, "w:lvlText") or "",
        _whole(_value(element, "w:start")) or 1,
    )


def _lists(root: Any) -> dict[str, _List]:
    if root is None:
        return {}
    abstract: dict[str, dict[int, _Level]] = {}
    for element in root.iterchildren(f"{{{W}}}abstractNum"):
        abstract[element.get(f"{{{W}}}abstractNumId", "")] = {
            _whole(level.get(f"{{{W}}}ilvl")) or 0: _level_of(level)
            for level in element.iterchildren(f"{{{W}}}lvl")
        }
    lists: dict[str, _List] = {}
    for element in root.iterchildren(f"{{{W}}}num"):
        key = _value(element, "w:abstractNumId") or ""
        own = _List(dict(abstract.get(key, {})), key)
        for change in element.iterchildren(f"{{{W}}}lvlOverride"):
            level = change.find(f"{{{W}}}lvl")
            if level is not None:
                own.levels[_whole(change.get(f"{{{W}}}ilvl")) or 0] = _level_of(level)
            elif _value(change, "w:startOverride") is not None:
                # a list that starts anew counts by itself
                own.abstract = f"num {element.get(f'{{{W}}}numId')}"
        lists[element.get(f"{{{W}}}numId", "")] = own
    return lists


def _printed(count: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 % 5 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman") and 0 < count < 40:
        roman = ""
        for value, sign in _ROMAN:
            roman += sign * (count // value)
            count %= value
        return roman.upper() if form == "upperRoman" else roman
    return str(count)


class WordLists:
    """The numbering of one document; it counts, so paragraphs must be asked in their order."""

    def __init__(self, styles: Any, numbering: Any) -> None:
        self._by_style = _styles(styles)
        self._lists = _lists(numbering)
        self._counts: dict[str, list[int]] = {}

    def _chain(self, key: str | None) -> list[_Style]:
        chain: list[_Style] = []
        while key and key in self._by_style and len(chain) < _MOST_STYLES:
            chain.append(self._by_style[key])
            key = chain[-1].based_on
        return chain

    def indent(self, properties: Any) -> int:
        """Where a paragraph's first line begins, in twentieths of a point, by itself or style."""
        own = left_indent(properties)
        if own is not None:
            return own
        chain = self._chain(_value(properties, "w:pStyle"))
        return next((style.indent for style in chain if style.indent is not None), 0)

    def item(self, properties: Any) -> Item | None:
        """The list item that a paragraph with these properties is; None for other paragraphs."""
        chain = self._chain(_value(properties, "w:pStyle"))
        names = [style.name for style in chain]
        outlined = _value(properties, "w:outlineLvl") not in (None, "9")
        if (
            outlined
            or any(style.outline for style in chain)
            or any(_HEADING_STYLE.match(name) for name in names)
        ):
            return None
        numbering = _value(properties, "w:numPr/w:numId")
        level = _whole(_value(properties, "w:numPr/w:ilvl"))
        for style in chain:
            numbering = numbering or style.numbering or None
            level = style.level if level is None else level
        if numbering == "0":
            return None
        named = next((m for m in map(_LIST_STYLE.match, names) if m), None)
        if numbering is None and named is None:
            return None
        level = max(0, min(level or 0, _DEEPEST))
        number = self._number(numbering, level)
        if number is None:
            return None
        # the built-in styles "List Bullet 2" and on each have a list of one level
        by_name = int(named.group(2) or 1) - 1 if named else 0
        return Item(max(level, by_name), number)

    def _number(self, numbering: str | None, level: int) -> str | None:
        """The item's number, "" for a bullet; None where the list prints no mark at all."""
        held = self._lists.get(numbering or "")
        if held is None:
            return ""
        form = held.levels.get(level, _Level()).form
        if form == "none":
            return None
        if form == "bullet":
            return ""
        counts = self._counts.setdefault(held.abstract, [])
        while len(counts) <= level:
            counts.append(held.levels.get(len(counts), _Level()).start - 1)
        del counts[level + 1 :]
        counts[level] += 1

        def place(match: re.Match[str]) -> str:
            which = int(match.group(1)) - 1
            if which >= len(counts):
                return ""
            count = max(counts[which], 1) if which < level else counts[which]
            return _printed(count, held.levels.get(which, _Level()).form)

        return _PLACE.sub(place, held.levels[level].pattern) or f"{counts[level]}."
