"""Which operations and places a figure is about.

Operations: those of its sentence; else those of the last sentence before that names any. A
parent named in brackets ("part of Operation X") is not taken along. Places: the passage's
scope with those of the sentence; else those of the sentence that the figure leans on; else
where its operation takes place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.drafts import Draft, Sentence
from extract.endings import ending
from extract.tokens import sentences
from quarterline.records import Claim, Mention, Passage

_OPERATIONS = ("OPERATION", "PROJECT")
_PLACES = ("PLACE", "DISTRICT", "LPA")
_PARENT = ending(
    r"\(\s*(?:a\s+)?(?:part|version|phase|strand|element|extension"
    r"|successor)\s+of\s*(?:the\s+)?[\"'“‘]?\Z|\bpart\s+of\s+(?:the\s+)?\Z",
    re.I,
)
_ASIDE = ending(r"\(\s*(?:see|cf\.?|formerly|e\.g\.)\s*\Z", re.I)
_INCLUDES = re.compile(
    r"^\s*(?:this|these|it|they)\s+(?:also\s+)?(?:include[sd]?|involve[sd]?|was|were|is"
    r"|are)\b[^.]{0,30}\Z",
    re.I,
)
_IN = re.compile(r"\s+(?:in|across|for|at|from|within)\s+(?:the\s+)?", re.I)
_SET_OFF = ending(r"[(:–-]\s*(?:with\s+|of\s+which\s+)?\Z", re.I)
_MAX_CHAIN = 4
_Span = tuple[int, int]


def attribute(
    passage: Passage,
    read: Sequence[Sentence],
    drafts: Sequence[Draft],
    mentions: Sequence[Mention],
) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """For each draft the canonical names of its operations and of its places.

    `read`: the sentences that the drafts index. `mentions`: with offsets in the document.
    """
    local = [m for m in mentions if passage.start <= m.start < passage.end]
    operations = [m for m in local if m.label in _OPERATIONS]
    places = [m for m in local if m.label in _PLACES]
    spans = [(s.start, s.end) for s in read]
    results = []
    for draft in drafts:
        about = _nearest(passage, spans, draft.sentence, operations)
        names = tuple(dict.fromkeys(m.canonical for m in about))
        results.append((names, _places(passage, spans, (draft, drafts), places, about)))
    return results


def attribute_claims(
    passage: Passage, claims: Sequence[Claim], mentions: Sequence[Mention]
) -> list[Claim]:
    """The claims of a passage, with operations given to those that had none.

    For use after the names of a whole library were settled: a project that another report
    labels is then found at its unlabelled mentions too. `mentions` are those of the passage.
    """
    operations = [m for m in mentions if m.label in _OPERATIONS and m.passage == passage.id]
    spans = sentences(passage.text) if operations else []
    results = []
    for claim in claims:
        names: tuple[str, ...] = claim.operations
        if operations and not names:
            position = claim.start - passage.start
            index = next((i for i, (_, end) in enumerate(spans) if position < end), 0)
            about = _nearest(passage, spans, index, operations)
            names = tuple(dict.fromkeys(m.canonical for m in about))
        results.append(claim if names == claim.operations else replace(claim, operations=names))
    return results


def _inside(passage: Passage, span: _Span, mentions: Sequence[Mention]) -> list[Mention]:
    return [m for m in mentions if span[0] <= m.start - passage.start < span[1]]


def _nearest(
    passage: Passage, spans: Sequence[_Span], index: int, mentions: Sequence[Mention]
) -> list[Mention]:
    """The operations of the sentence at `index`, else of the last one before that names any."""
    usable = [m for m in mentions if not _is_parent(passage, m)]
    plain = [m for m in mentions if not _in_bracket(passage, m)]
    if not plain:
        return []
    for span in reversed(spans[: index + 1]):
        # "356 arrests were made as part of Operation X": no other is named, so it is the one
        found = _inside(passage, span, usable) or _inside(passage, span, plain)
        if found:
            return found
    if index + 1 < len(spans):
        # "… as a result of operational activity. This includes Operation X"
        following = spans[index + 1]
        found = _inside(passage, following, usable)
        before = passage.text[following[0] : found[0].start - passage.start] if found else ""
        if found and _INCLUDES.match(before):
            return found
    return []


def _in_bracket(passage: Passage, mention: Mention) -> bool:
    start = mention.start - passage.start
    before = passage.text[max(0, start - 30) : start]
    return bool(_ASIDE.search(before) or (_PARENT.search(before) and "(" in before))


def _is_parent(passage: Passage, mention: Mention) -> bool:
    start = mention.start - passage.start
    before = passage.text[max(0, start - 30) : start]
    return bool(_PARENT.search(before) or _ASIDE.search(before))


def _places(
    passage: Passage,
    spans: Sequence[_Span],
    figure: tuple[Draft, Sequence[Draft]],
    mentions: Sequence[Mention],
    operations: Sequence[Mention],
) -> tuple[str, ...]:
    draft, drafts = figure
    found = [*passage.places]
    named = _inside(passage, spans[draft.sentence], mentions)
    listed = _listed_place(passage, draft, drafts, named)
    parts = [] if listed else _places_of_parts(passage, draft, drafts, named)
    found += [m.canonical for m in listed or named if m not in parts]
    leans = _root(drafts, draft)
    if not found and leans is not None:
        found = [m.canonical for m in _inside(passage, spans[leans.sentence], mentions)]
    if not found:
        found = [place for m in operations for place in m.places]
    if not found and operations:
        # "Operation X relates to an incident in Thurrock …": the first place after its name
        first = min(m.start for m in operations)
        last = passage.start + draft.start
        found = [m.canonical for m in mentions if first <= m.start < last][:1]
    return tuple(dict.fromkeys(found))


def _listed_place(
    passage: Passage, draft: Draft, drafts: Sequence[Draft], named: Sequence[Mention]
) -> list[Mention]:
    """The place right behind a figure, where another of the sentence has another place so.

    "868 across East, 895 across West and 727 across North": each is of its own place.
    """
    behind = _behind(passage, draft.sentence, drafts, named)
    own = behind.get(draft.start)
    return [own] if own is not None and len(behind) > 1 else []


def _behind(
    passage: Passage, sentence: int, drafts: Sequence[Draft], named: Sequence[Mention]
) -> dict[int, Mention]:
    """The place right behind each figure of a sentence that has one there, by where it starts."""
    behind: dict[int, Mention] = {}
    for other in drafts if len(named) > 1 else ():
        if other.sentence == sentence:
            for mention in named:
                place = mention.start - passage.start
                gap = passage.text[other.end : place] if other.end <= place else ""
                if gap and _IN.fullmatch(gap):
                    behind[other.start] = mention
    return behind


def _places_of_parts(
    passage: Passage, draft: Draft, drafts: Sequence[Draft], named: Sequence[Mention]
) -> list[Mention]:
    """The places of a figure's parts, which are set off behind it and are none of its own.

    "826 crimes were recorded (219 in the north, 171 in the south)": the 826 are of neither.
    """
    behind = _behind(passage, draft.sentence, drafts, named)
    if len(behind) < 2:
        return []
    parts = [d for d in drafts if d.start in behind and d.sentence == draft.sentence]
    if draft.end > parts[0].start:
        return []
    if any(d.quantity.unit != draft.quantity.unit for d in parts):
        return []
    set_off = _SET_OFF.search(passage.text[draft.end : parts[0].start])
    whole = sum(d.value for d in parts) <= draft.value
    return list(behind.values()) if set_off and whole else []


def _root(drafts: Sequence[Draft], draft: Draft) -> Draft | None:
    """The figure at the end of the chain of those this one leans on."""
    found: Draft | None = None
    for _ in range(_MAX_CHAIN):
        if draft.anchor < 0 or drafts[draft.anchor] is draft:
            break
        found = draft = drafts[draft.anchor]
    return found
