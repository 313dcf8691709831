"""A count held against the list that it announces, and sums of parts named beside a whole.

Reads the words between figures, never the figures anew: which items a bracket or the
bullets under a heading name, and whether parts exhaust their whole. Where the words do not
say that a list is complete ("including", "such as"), there is no check.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from audit.intervals import Interval, point, printed
from audit.ledger import Finding, Ledger, window
from audit.wording import figure, number, plain, sentence
from quarterline.records import Claim, Passage

WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty"
).split()
_NUMBER = r"(?P<count>\d{1,2}|" + "|".join(WORDS[2:]) + r")"
_THINGS = r"(?:\s+[A-Za-z][\w'’/&-]*){1,4}"
_BRACKET_LIST = re.compile(
    rf"\b{_NUMBER}(?P<things>{_THINGS})\s*\((?P<items>[^()]{{3,300}})\)", re.I
)
_OPEN_LIST = re.compile(
    r"\b(?:including|includes?|such\s+as|e\.?g\.?|for\s+example|mainly|etc|other)\b", re.I
)
_HEADING = re.compile(
    rf"\b{_NUMBER}(?P<things>(?:\s+[A-Za-z][\w'’/&-]*){{1,3}})\s*[:.]?\s*\Z", re.I
)
_LENGTH = re.compile(r"\b(?:second|minute|hour|day|week|month|quarter|year)s?\s*\Z", re.I)
_STARS = re.compile(rf"\b{_NUMBER}\s[^.:*\t\d]{{3,160}}:\s*(?P<items>\*[^.]{{3,300}})", re.I)
_FINITE = re.compile(r"\b(?:is|are|was|were|has|have|had|will|can|be|been)\b", re.I)
_EACH_ONE = re.compile(r"\bone\s+(?:for|in|at|of|from|to)\b", re.I)
_SPLIT = re.compile(r"\s*(?:,\s*and\s+|,|;|\band\b|&)\s*")


def findings(book: Ledger) -> Iterator[Finding]:
    """Every count against its list, and every sum of parts."""
    for passage in book.passages.values():
        yield from _in_brackets(book, passage)
        yield from _starred(book, passage)
    yield from _under_headings(book)


def count_of(word: str) -> int:
    """The value of a numeral or number word up to twenty."""
    return int(word) if word.isdigit() else WORDS.index(word.casefold())


def claim_at(book: Ledger, passage: Passage, offset: int) -> tuple[Claim, ...]:
    """The claim that was read at an offset of the passage's text, if there is one."""
    place = passage.start + offset
    found = (c for c in book.in_passage.get(passage.id, ()) if c.start <= place < c.end)
    return tuple(found)


def _in_brackets(book: Ledger, passage: Passage) -> Iterator[Finding]:
    for match in _BRACKET_LIST.finditer(passage.text) if "(" in passage.text else ():
        items = _named(match["items"])
        if len(items) < 2 or _OPEN_LIST.search(match["items"]):
            continue
        if count_of(match["count"]) != len(items) and _counted_by_another(passage, match, items):
            continue
        yield _count_finding(book, passage, match, items)


def _counted_by_another(passage: Passage, match: re.Match[str], items: Sequence[str]) -> bool:
    """Whether another count of the sentence fits the list.

    "Eight councils are patrolled by 11 volunteers (Ashby, Barton, …)": the bracket names the
    councils, though it stands behind the volunteers.
    """
    start = max(passage.text.rfind(mark, 0, match.start()) for mark in (". ", "; ", ": ")) + 1
    end = passage.text.find(". ", match.end())
    sentence_ = passage.text[max(0, start) : end if end >= 0 else len(passage.text)]
    others = re.finditer(rf"\b{_NUMBER}\b", sentence_, re.I)
    return any(count_of(other["count"]) == len(items) for other in others)


def _named(text: str) -> list[str]:
    """The items of a bracket: names with capitals, or "one for …, one for …"."""
    items = [item for item in _SPLIT.split(text) if item]
    if all(_EACH_ONE.match(item) for item in items):
        return items
    if all(item[:1].isupper() and not re.search(r"\d|\.\s", item) for item in items):
        # an abbreviation glossed in the bracket is no list: "two Criminal Behaviour Orders (CBOs)"
        return items
    return []


def _count_finding(
    book: Ledger, passage: Passage, match: re.Match[str], items: Sequence[str]
) -> Finding:
    stated, actual = count_of(match["count"]), len(items)
    listed = f"{number(actual)} are listed: {', '.join(items)}"
    claims = claim_at(book, passage, match.start("count"))
    fits = stated == actual
    words = (
        f"The report says “{match['count']}{match.groupdict().get('things') or ''}”, "
        f"{'and' if fits else 'but'} {listed}"
    )
    return Finding(
        kind="sum",
        claims=claims,
        passages=(window(passage, match.start(), match.end()),),
        formula=f"{' + '.join('1' for _ in items)} = {actual}"
        if actual <= 12
        else f"{actual} items",
        stated=float(stated),
        result=point(float(actual)),
        verdict="agrees" if fits else "disagrees",
        grade="error",
        explanation=sentence(words),
    )


def _starred(book: Ledger, passage: Passage) -> Iterator[Finding]:
    """ "Two campaigns are being prepared by …: * Young Driver * …": a list inside a cell."""
    for match in _STARS.finditer(passage.text) if "*" in passage.text else ():
        items = [item.strip(" \t") for item in match["items"].split("*") if item.strip()]
        if len(items) >= 2 and count_of(match["count"]) == len(items):
            yield _count_finding(book, passage, match, items)


# ------------------------------------------------------------------------ bullets under a count


def headed(book: Ledger) -> Iterator[tuple[Passage, re.Match[str], list[Passage]]]:
    """Passages that announce a count of bullets, and those bullets.

    Items of a list are phrases; a whole sentence among them belongs to what comes after.
    """
    for ordered in book.by_document.values():
        children: dict[str, list[Passage]] = defaultdict(list)
        for passage in ordered:
            if passage.kind == "bullet" and (head := _head_of(passage)):
                children[head].append(passage)
        for passage in ordered:
            below = children.get(" ".join(passage.text.split()).rstrip(" :."), [])
            if not below or passage.kind == "row":
                continue
            match = _HEADING.search(passage.text.rstrip())
            if match is None or _LENGTH.search(match["things"]):
                continue  # "… were attended within 15 minutes." announces nothing
            near = [p for p in below if 0 < p.order - passage.order <= len(below) + 1]
            phrases = [p for p in near if not _is_sentence(p.text)]
            if phrases:
                yield passage, match, phrases


def _head_of(passage: Passage) -> str:
    """The heading that a bullet stands under.

    The label that a bullet opens with ("All crime: solved rate") is the last of its context,
    but no heading of the list.
    """
    heads = passage.context
    if len(heads) > 1 and re.match(rf"\W*{re.escape(heads[-1])}\W*:", passage.text):
        heads = heads[:-1]
    return heads[-1].rstrip(" :.") if heads else ""


def _is_sentence(text: str) -> bool:
    head = re.sub(r"\([^)]*\)?", " ", text)
    return _FINITE.search(head) is not None


def _under_headings(book: Ledger) -> Iterator[Finding]:
    for passage, match, items in headed(book):
        stated, actual = count_of(match["count"]), len(items)
        if actual < 2:
            continue  # one bullet is no list
        names = ", ".join(_short(p.text) for p in items)
        fits = stated == actual
        words = (
            f"The report says “{match['count']}{match['things']}”, "
            f"{'and' if fits else 'but'} {number(actual)} are listed: {names}"
        )
        yield Finding(
            kind="sum",
            claims=claim_at(book, passage, match.start("count")),
            passages=(passage,),
            formula=f"{' + '.join('1' for _ in items)} = {actual}",
            stated=float(stated),
            result=point(float(actual)),
            verdict="agrees" if fits else "disagrees",
            grade="error",
            explanation=sentence(words),
        )


def _short(text: str) -> str:
    return re.sub(r"\s*\(.*", "", " ".join(text.split())).rstrip(" .")


# ------------------------------------------------------------------------------ sums of parts

_LINK = r"(?:\s*,\s*|\s+and\s+|\s*,\s*and\s+|\s*;\s*)"
_THESE = re.compile(r"\b(?:of\s+these|of\s+those|these|the|all)\s+\Z", re.I)


def sums(book: Ledger) -> Iterator[Finding]:
    """Parts named in one breath against the whole they make up."""
    for claims in book.in_passage.values():
        counts = [c for c in claims if c.unit == "count" and c.qualifier == "exact"]
        for index in range(len(counts) - 2):
            yield from _whole_then_parts(book, counts[index], counts[index + 1 : index + 3])
            yield from _parts_then_whole(book, counts[index : index + 2], counts[index + 2])


def _whole_then_parts(book: Ledger, whole: Claim, parts: Sequence[Claim]) -> Iterator[Finding]:
    """Such as "five were arrested, three on … and two for …", "four … (one … and three …)"."""
    first, second = parts
    low, high, _ = book.sentence(whole)
    if not (low <= first.start < high and low <= second.start < high):
        return
    lead = book.between(whole.passage, whole.end, first.start)
    middle = book.between(whole.passage, first.end, second.start)
    tail = book.between(whole.passage, second.end, high)
    if not lead or re.search(r"\d", lead + middle) or len(middle) > 80:
        return
    bracket = re.search(r"\(\s*\Z", lead) is not None and "(" not in middle and ")" not in middle
    listed = re.search(r",\s*\Z", lead) is not None and re.search(r"\band\s+\Z", middle) is not None
    closed = bracket and re.match(r"[^(),]{0,40}\)", tail) is not None
    ends = (
        listed
        and re.match(r"\s+(?:for|on|with|in|of|who|to|at|from|by)\b[^,;]*[.]?\s*\Z", tail)
        is not None
    )
    total = printed(first) + printed(second)
    if (closed and re.search(r"\band\s+\Z", middle)) or (ends and total.meets(printed(whole))):
        yield sum_finding(whole, parts, total)


def _parts_then_whole(book: Ledger, parts: Sequence[Claim], whole: Claim) -> Iterator[Finding]:
    """ "two … orders and four … orders were secured. Of these six orders, …"."""
    first, second = parts
    middle = book.between(whole.passage, first.end, second.start)
    gap = book.between(whole.passage, second.end, whole.start)
    text = book.passage_text(whole.passage)
    if not text or not re.search(r"\band\s+\Z", middle) or len(middle) > 80 or len(gap) > 160:
        return
    before = gap[-40:]
    if not re.search(r"\bof\s+(?:these|those)\s+\Z", before, re.I):
        return
    if gap.count(".") != 1 or re.search(r"[,;]", middle):
        return
    yield sum_finding(whole, parts, printed(first) + printed(second))


def sum_finding(whole: Claim, parts: Sequence[Claim], total: Interval) -> Finding:
    """A total held against the sum of its parts."""
    formula = f"{' + '.join(plain(p) for p in parts)} = {number(total.middle)}"
    fits = total.meets(printed(whole))
    words = (
        f"The parts make up {figure(whole)}: {formula}"
        if fits
        else f"The report says {figure(whole)}, but its parts give {formula}"
    )
    return Finding(
        kind="sum",
        claims=(whole, *parts),
        formula=formula,
        stated=whole.value,
        result=total,
        verdict="agrees" if fits else "disagrees",
        grade="error",
        explanation=sentence(words),
    )
