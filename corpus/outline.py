"""What each line of a report is: front matter, contents, running head, heading, table, bullet.

Pure functions over the lines; nothing here looks at what a sentence means.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from corpus.headings import (
    Entry,
    broken_intro,
    contents_entry,
    ends_open,
    intro,
    is_appendix,
    is_contents,
    is_intro_start,
    priority_heading,
    unmarked,
)
from corpus.lines import Line, below, is_rule
from quarterline.deadline import NEVER, Deadline
from quarterline.records import Priority


class Role(Enum):
    """What a line is."""

    BLANK = "blank"
    FRONT = "front"
    CONTENTS = "contents"
    FURNITURE = "furniture"
    PRIORITY = "priority"
    SECTION = "section"
    INTRO = "intro"
    TABLE = "table"
    BULLET = "bullet"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Outline:
    """The lines of a text with their roles, and the entries of its contents list.

    `priorities` holds the heading read from each line of role PRIORITY, by line number.
    """

    text: str
    lines: tuple[Line, ...]
    roles: tuple[Role, ...]
    priorities: dict[int, Priority]
    entries: tuple[Entry, ...]

    def words(self, line: Line) -> str:
        """The line's words, without indent, glyph and marks."""
        return self.text[line.body : line.stop]


_PAGE_NUMBER = re.compile(
    r"(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?$|[-–]\s*\d{1,4}\s*[-–]$", re.I
)
# Rows of a cover's own table: who wrote it and when. Authors' names are never content.
_COVER_ROW = re.compile(
    r"(?:author|owner|document|version|date|data to|unit|produced|prepared|published|status|title|"
    r"(?:s?ensitivity)|classification|protective|contact|e-?mail|force|reference)\b",
    re.I,
)
# A running head stands on most pages: so often at least, and over this part of the text.
_MIN_REPEATS = 3
_SPREAD = 0.5
_MAX_INTRO_LINES = 2


def outline(
    text: str,
    lines: Sequence[Line],
    is_place: Callable[[str], bool] = lambda words: False,
    deadline: Deadline = NEVER,
) -> Outline:
    """Give every line its role; `is_place` tells words that are a place's name and no more.

    Raises LimitError when the time is over.
    """
    roles: list[Role] = [Role.TEXT] * len(lines)
    for line in deadline.over(lines):
        if line.blank:
            roles[line.number] = Role.BLANK
        elif line.cells:
            roles[line.number] = Role.TABLE
        elif line.glyph:
            roles[line.number] = Role.BULLET
        elif is_rule(text, line):
            # The rule under a Markdown table's head is part of the table.
            piped = text[line.body] == "|"
            roles[line.number] = Role.TABLE if piped else Role.FURNITURE
    words = [text[line.body : line.stop] for line in lines]
    entries = _mark_contents(text, lines, words, roles, deadline)
    _mark_furniture(text, lines, words, roles, is_place, deadline)
    priorities = _mark_headings(lines, words, roles, entries, deadline)
    deadline.check()
    _mark_front(lines, words, roles)
    return Outline(text, tuple(lines), tuple(roles), priorities, tuple(entries))


def _mark_contents(
    text: str, lines: Sequence[Line], words: Sequence[str], roles: list[Role], deadline: Deadline
) -> list[Entry]:
    """The contents list: from its title to the first line that is no entry.

    Its lines look like headings ("Priority 2 – … 8-9") and must never be taken for one.
    """
    entries: list[Entry] = []
    for line in deadline.over(lines):
        passed_over = roles[line.number] in (Role.BLANK, Role.BULLET, Role.CONTENTS)
        if passed_over or not is_contents(words[line.number]):
            continue
        roles[line.number] = Role.CONTENTS
        last = line.number
        for later in below(lines, line.number):
            if roles[later.number] is Role.BLANK or later.heading:
                if later.heading:
                    break
                continue
            entry = contents_entry(words[later.number]) or _unpaged(words[later.number], entries)
            ruled = is_rule(text, later)
            # A head row such as "Priority <tab> Pages <tab> Bookmark" stands above the first entry.
            head = not entries and bool(later.cells) and entry is None
            if entry is None and not ruled and not head:
                if entries and _goes_on_below(lines, words, later.number, entries[-1].last):
                    continue  # a running head or page number inside the list
                break
            if entry is not None:
                entries.append(entry)
            roles[later.number] = Role.CONTENTS
            last = later.number
        for between in lines[line.number : last]:
            if roles[between.number] is not Role.BLANK:
                roles[between.number] = Role.CONTENTS
    return entries


def _goes_on_below(lines: Sequence[Line], words: Sequence[str], number: int, page: int) -> bool:
    """Whether the contents list goes on right below a line: a priority with a later page."""
    below = [line for line in lines[number + 1 : number + 8] if not line.blank][:2]
    found = (contents_entry(words[line.number]) for line in below)
    return len(words[number]) <= 100 and any(
        e is not None and e.first >= page > 0 and priority_heading(e.title) is not None
        for e in found
    )


def _unpaged(words: str, entries: list[Entry]) -> Entry | None:
    """An entry without its page: a priority whose number is higher than all before it.

    The report's own first heading, which comes next, starts again from the first number.
    """
    found = priority_heading(words)
    if found is None:
        return None
    numbers = [p.number for e in entries if (p := priority_heading(e.title)) is not None]
    return Entry(words, 0, 0) if not numbers or found.number > max(numbers) else None


def _mark_furniture(
    text: str,
    lines: Sequence[Line],
    words: Sequence[str],
    roles: list[Role],
    is_place: Callable[[str], bool],
    deadline: Deadline,
) -> None:
    """Running heads and page numbers, told by repetition.

    The same words (digits apart, since a head may carry the page or a wrong year) on a line
    of their own, again and again over at least half of the text. A place's name alone ("North
    LPA") comes back under every priority and is a label.
    """
    seen: dict[str, list[Line]] = defaultdict(list)
    for line in deadline.over(lines):
        if roles[line.number] is not Role.TEXT:
            continue
        if _PAGE_NUMBER.match(words[line.number]) and _alone(lines, line, roles):
            roles[line.number] = Role.FURNITURE
        elif _alone(lines, line, roles) and _may_repeat(words[line.number]):
            seen[re.sub(r"\d+", "#", unmarked(words[line.number]).casefold())].append(line)
    for group in deadline.over(seen.values()):
        spread = (group[-1].start - group[0].start) / max(1, len(text))
        often = len(group) >= _MIN_REPEATS and spread >= _SPREAD
        if often and not is_place(unmarked(words[group[0].number])):
            for line in group:
                roles[line.number] = Role.FURNITURE


def _may_repeat(words: str) -> bool:
    """Whether a repeated line could be a running head, not a label or heading of content."""
    return (
        len(words) <= 150
        and not words.endswith((":", "."))
        and priority_heading(words) is None
        and intro(words) is None
    )


def _alone(lines: Sequence[Line], line: Line, roles: Sequence[Role]) -> bool:
    """Whether the line stands at an edge of a block: nothing above, or nothing below.

    Above a running head there is a gap or the page's end, but under it a converter may
    have put the first words of the page.
    """
    before = line.number == 0 or roles[line.number - 1] in (Role.BLANK, Role.FURNITURE)
    after = line.number + 1 == len(lines) or roles[line.number + 1] in (Role.BLANK, Role.FURNITURE)
    return before or after


def _mark_headings(
    lines: Sequence[Line],
    words: Sequence[str],
    roles: list[Role],
    entries: Sequence[Entry],
    deadline: Deadline,
) -> dict[int, Priority]:
    listed = {_folded(entry.title) for entry in entries}
    priorities: dict[int, Priority] = {}
    priority_depth = 6
    for line in deadline.over(lines):
        if roles[line.number] is not Role.TEXT:
            continue
        found = priority_heading(words[line.number])
        if found is not None and (line.heading or _alone(lines, line, roles)):
            roles[line.number] = Role.PRIORITY
            priorities[line.number] = found
            whole = _whole_title(lines, words, roles, line.number, listed)
            if whole:
                roles[line.number + 1] = Role.PRIORITY
                priorities[line.number] = Priority(found.number, whole)
            if line.heading:
                priority_depth = min(priority_depth, line.heading)
        elif _ends_intro(words, roles, line.number):
            for number in _intro_lines(lines, words, roles, line.number):
                roles[number] = Role.INTRO
    _mark_sections(lines, words, roles, priority_depth, deadline)
    return priorities


def _mark_sections(
    lines: Sequence[Line],
    words: Sequence[str],
    roles: list[Role],
    priority_depth: int,
    deadline: Deadline,
) -> None:
    """Headings beside the priorities: an annex, a Markdown heading of the priorities' depth."""
    repeated: dict[str, list[int]] = defaultdict(list)
    for line in deadline.over(lines):
        if roles[line.number] is Role.TEXT and _alone(lines, line, roles):
            if (line.heading and line.heading <= priority_depth) or (
                is_appendix(words[line.number]) and len(words[line.number]) <= 100
            ):
                roles[line.number] = Role.SECTION
            elif _at_page_top(line, roles) and _title_like(words[line.number]):
                repeated[re.sub(r"\W+", " ", words[line.number].casefold())].append(line.number)
    # A page title that comes back at the top of page after page opens a part of its own
    # (an annex), which stands outside the priorities.
    for numbers in repeated.values():
        if len(numbers) >= 2:
            for number in numbers:
                roles[number] = Role.SECTION


def _ends_intro(words: Sequence[str], roles: Sequence[Role], number: int) -> bool:
    """Whether a line ends in "we will:", also where the line broke between the two words."""
    if intro(words[number]) is not None:
        return True
    broken = broken_intro(words[number]) is not None and number > 0
    broken = broken and roles[number - 1] is Role.TEXT
    return bool(broken and intro(f"{words[number - 1]} {words[number]}") is not None)


def _folded(title: str) -> str:
    return re.sub(r"\W+", " ", unmarked(title).casefold()).strip()


def _whole_title(
    lines: Sequence[Line],
    words: Sequence[str],
    roles: Sequence[Role],
    number: int,
    listed: set[str],
) -> str:
    """The title of a heading that was wrapped over two lines, "" if it was not.

    The first line ends in the middle ("… breaking the cycle of") or the contents list has
    both as one title; the second stands directly under it and nothing directly under that.
    """
    below = number + 1
    if below >= len(lines) or roles[below] is not Role.TEXT or lines[below].heading:
        return ""
    joined = f"{words[number]} {words[below]}"
    if not (ends_open(words[number]) or _folded(joined) in listed):
        return ""
    if intro(words[below]) is not None:
        return ""
    if below + 1 < len(lines) and roles[below + 1] is Role.TEXT:
        return ""
    whole = priority_heading(joined)
    return whole.title if whole else ""


def _intro_lines(
    lines: Sequence[Line], words: Sequence[str], roles: Sequence[Role], last: int
) -> range:
    """The lines of an introduction that ends in "we will:" on line `last`.

    It may be wrapped ("With our partners and the Boards (Northton and" over "Weston) we
    will:"); the lines above belong to it if the last does not begin like one itself.
    """
    first = last
    while not is_intro_start(words[first]) and last - first < _MAX_INTRO_LINES:
        if first == 0 or roles[first - 1] is not Role.TEXT or lines[first - 1].heading:
            return range(last, last + 1)
        first -= 1
    return range(first, last + 1) if is_intro_start(words[first]) else range(last, last + 1)


def _at_page_top(line: Line, roles: Sequence[Role]) -> bool:
    """Whether the line is the first after a running head."""
    above = line.number - 1
    while above >= 0 and roles[above] is Role.BLANK:
        above -= 1
    return above >= 0 and roles[above] is Role.FURNITURE


def _title_like(words: str) -> bool:
    words = unmarked(words)
    return bool(words) and words[0].isupper() and len(words) <= 120 and words[-1] not in ".:;,"


def _mark_front(lines: Sequence[Line], words: Sequence[str], roles: list[Role]) -> None:
    """Front matter: the cover's lines before anything that is content.

    Without a heading or a contents list the cover ends at the first bullet, table or
    paragraph. A full paragraph on the cover page stays content: nothing readable is lost.
    """
    marks = (Role.PRIORITY, Role.INTRO, Role.CONTENTS, Role.SECTION)
    whole = _paragraphs(words, roles)
    first = next((i for i, role in enumerate(roles) if role in marks), None)
    limit = first if first is not None else len(lines)
    # The cover's own title may be a Markdown heading; then it is a section above the first mark.
    while limit < len(lines) and roles[limit] is Role.SECTION and not is_appendix(words[limit]):
        following = next((i for i in range(limit + 1, len(lines)) if roles[i] in marks), None)
        if following is None or any(
            _is_content(words[i], roles[i]) for i in range(limit, following)
        ):
            break
        limit = following
    for number in range(limit):
        if _is_content(whole[number], roles[number]):
            if first is None:
                return
            continue
        if roles[number] in (Role.TEXT, Role.SECTION, Role.TABLE):
            roles[number] = Role.FRONT


def _paragraphs(words: Sequence[str], roles: Sequence[Role]) -> list[str]:
    """For each line the words of its whole paragraph, since a wrapped line alone is short."""
    result = list(words)
    number = 0
    while number < len(words):
        end = number + 1
        while end < len(words) and roles[number] is Role.TEXT and roles[end] is Role.TEXT:
            end += 1
        result[number:end] = [" ".join(words[number:end])] * (end - number)
        number = end
    return result


def _is_content(words: str, role: Role) -> bool:
    if role is Role.TABLE:
        return not _COVER_ROW.match(unmarked(words))
    return role is Role.BULLET or (role is Role.TEXT and len(words) >= 100 and words.endswith("."))
