"""The rules by which a figure is a change: an absolute difference, or a percentage of one."""

from __future__ import annotations

import re

from extract.directions import NOUN, VERB
from extract.drafts import CHANGES
from extract.endings import ending
from extract.role_context import Context, after, before
from extract.role_targets import TARGET_RIGHT

CHANGE_LEFT = before(
    rf"\b(?:{NOUN}|difference)s?\s+(?:in\s+[\w\s]{{1,40}}\s+)?of\s*\(?"
    rf"|\b{VERB}\s+(?:\w+ly\s+)?(?:back\s+)?by\s*\(?"
    rf"|\b(?:up|down)\s+by"
    rf"|\b(?:more|less|fewer|higher|lower)\s+by"
    # "The drop is 157", "the change from the previous quarter was 13"
    rf"|\b(?:the|this|that)\s+(?:{NOUN}|difference)\s+(?:(?:from|on|since)\s+[\w\s/-]{{1,60}}\s)?"
    r"\s*(?:is|was)"
    rf"|\b{NOUN}\s*[:(]"
)
PERCENT_LEFT = before(
    rf"\b(?<!made )(?<!make )(?<!makes )(?<!making )(?:up|down|{VERB})"
    r"\s*(?:\w+ly\s+)?(?:by\s+)?|\bincrease\s*\(|\bdecrease\s*\("
)
UP_DOWN_LEFT = before(
    r"(?:^|[(,;:–-]|\b(?:is|was|were|are|been|and))\s*(?:\w+ly\s+)?(?:up|down)(?:\s+by)?"
)
_COMPARED_WORD = (
    r"(?:more|less|fewer|higher|lower|greater|smaller|slower|longer|quicker|faster|shorter)\b"
)
_CHANGE_RIGHT = after(
    # "4.1% (1,359) more than"
    rf"\(\s*\d[\d,.]*\s*\)\s*{_COMPARED_WORD}|"
    rf"(?:\w+(?:-\w+)*\s+){{0,2}}?(?:{NOUN}|uplift)s?\b(?!\s+rate)|(?:more|less|fewer|higher"
    rf"|lower|up|down|greater|smaller|worse|better)\b(?!\s+than\s+\d)"
    r"|year[\s-]on[\s-]year"
    # "(15.2% or 78 more offences)"
    rf"|or\s+\d[\d,]*\s+{_COMPARED_WORD}"
)
_MORE_RIGHT = after(
    rf"(?:\(\s*\d[\d.,]*\s*(?:%|per\s+cent)\s*\)\s*)?{_COMPARED_WORD}(?P<rest>(?:[^.;]|\.\d){{0,60}})"
)
# "about 3,200 emergency calls more than January"
MORE_BEHIND = after(
    r"(?:[a-z-]+\s+){1,3}?(?<!\bno\s)(more|fewer|less)\s+than\s+(?:in\s+)?(?:the\s+)?"
    r"(?![\d£]|one\b|two\b|half\b)"
)
# "118 fewer, a reduction of …", "or nine more." – nothing is counted after the word
_MORE_ALONE = after(rf"{_COMPARED_WORD}(?=\s*(?:[.,;:)]|\Z|\s(?:or|and)\s+(?:a|an|\d)))")
_SET_AGAINST = ending(
    rf"\b(?:is|was|that|or|are|were|of|compared?\b[^;.]{{0,60}}:|{NOUN}\b[^;.]{{0,50}},)\s*\Z", re.I
)
_EXTRA_RIGHT = after(r"(?:additional|extra|further|fewer|less|more)\b[^();]{0,40}\)")
_SIGNED_LEFT = ending(r"\(\s*\+?\s*\Z")
# "up 6.3% or 256", "a fall of 157, or 16%", "by 1.8%, or £5,200", "by 6.6% (or 62)"
_OR_GAP = re.compile(
    r"[^.;()\d]{0,24}?,?\s+\(?(?:or|which\s+is|that\s+is|equal\s+to)\s+(?:an?\s+)?(?:about|around"
    r"|nearly|almost|just\s+over)?\s*",
    re.I,
)
_COMMA_GAP = re.compile(r"\s*(?:[a-z]+\s*)?,\s*", re.I)
_BRACKET_GAP = re.compile(r"(?:[^.;()%]|\.\d){0,80}\(\s*")
_GLOSS_LEFT = ending(r"\(\s*\Z")
_PLANNED = re.compile(
    r"\s*(?:more|additional|extra|further)\s+(?:\w+\s+){0,2}?(?:planned|scheduled|expected"
    r"|due)\b"
)
# "Council tax rose by 4.99%, adding £82 to the bill"
_ADDING = before(r",\s+(?:adding|cutting|saving|knocking)")


def is_change(c: Context) -> bool:
    """An absolute difference: "a decrease of 472", "(1,206 more)", any percentage points."""
    if c.draft.quantity.unit == "percentage_points":
        return True
    if not c.proportion and _retells(c, "percent_change"):
        return True
    if not c.proportion and (_signed(c) or _glosses_change(c)):
        return True
    if c.proportion or (c.draft.quantity.qualifier == "up_to" and not c.follows(CHANGE_LEFT)):
        return False
    if c.follows(CHANGE_LEFT) or (c.follows(UP_DOWN_LEFT) and not _goes_to(c)):
        return True
    if _more(c):
        return True
    if _PLANNED.match(c.right):
        return False
    if c.follows(_ADDING) and c.last is not None and c.last.role in CHANGES:
        return True
    return _GLOSS_LEFT.search(c.left) is not None and _EXTRA_RIGHT.match(c.right) is not None


def _signed(c: Context) -> bool:
    """ "(+45 offences)", "(-45 offences)", "down 33.9%, -672 offences"."""
    if c.left.endswith("+") or c.draft.value >= 0:
        return c.left.endswith("+")
    told = c.last is not None and c.last.role in CHANGES
    return c.left.endswith("(") or (told and c.left.rstrip().endswith((",", "/", "and", "or")))


def _glosses_change(c: Context) -> bool:
    """ "4.1% (1,359) more than"."""
    told = c.last is not None and c.last.role == "percent_change"
    closed = re.match(rf"\s*\)\s*{_COMPARED_WORD}", c.right)
    return told and closed is not None and _BRACKET_GAP.fullmatch(c.gap) is not None


def _more(c: Context) -> bool:
    """ "48 more than in …", "31 (34%) fewer than", "118 fewer, a reduction of"."""
    if TARGET_RIGHT.match(c.right):
        return False
    if MORE_BEHIND.match(c.right):
        return True
    more = _MORE_RIGHT.match(c.right)
    if more and (re.search(r"\bthan\b", more["rest"]) or re.match(r"[^,;]{0,40}\)", more["rest"])):
        return True
    if _MORE_ALONE.match(c.right) is None:
        return False
    return _SET_AGAINST.search(c.near) is not None or c.left.rstrip().endswith((",", ":", "("))


def _retells(c: Context, role: str) -> bool:
    """Whether the figure says the change before it again in the other form: "16%, or 157"."""
    last = c.last
    if last is None or last.role != role:
        return False
    return _OR_GAP.fullmatch(c.gap) is not None or (
        c.left.rstrip().endswith(",")
        and _COMMA_GAP.fullmatch(c.gap) is not None
        and re.match(r"\s*[),]", c.right) is not None
    )


def _goes_to(c: Context) -> bool:
    return not _new_level(c) and re.match(r"\s*from\b", c.right) is not None


def _new_level(c: Context) -> bool:
    """ "64,668 were in post, up 3,084 from 61,584": the level stands before, the base after."""
    return c.last is not None and re.match(r"\s*from\b", c.right) is not None


def is_percent_change(c: Context) -> bool:
    """A percentage by which something rose or fell."""
    if not c.proportion:
        return False
    if c.draft.value < 0 or c.left.endswith("+"):
        return True
    if c.follows(CHANGE_LEFT) or c.follows(PERCENT_LEFT) or _retells(c, "change"):
        return True
    last = c.last
    if last is not None and last.quantity.unit != "percentage_points":
        closed = c.right.lstrip().startswith(")")
        worded = last.quantity.number.form == "fraction"
        if worded and last.role == "percent_change" and closed and _BRACKET_GAP.fullmatch(c.gap):
            return True  # "rose by almost a quarter (24%)"
        if last.role == "change" and closed and _BRACKET_GAP.fullmatch(c.gap):
            return True  # "a decrease of 1,957 calls (2.8%)", "2 fewer than Quarter 2 (18.2%)"
        if closed and re.match(rf"\s*\)\s*{_COMPARED_WORD}", c.right):
            return True  # "31 (34%) more than …"
    return _CHANGE_RIGHT.match(c.right) is not None
