"""Which operations and places a figure is about.

Operations: those of its sentence; else those of the last sentence before that names any. A
parent named in brackets ("part of Operation X") is not taken along. Places: the passage's
scope with those of the sentence; else where the figure's operation takes place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.drafts import Draft, Sentence
from quarterline.records import Mention, Passage

_OPERATIONS = ("OPERATION", "PROJECT", "INITIATIVE")
_PLACES = ("PLACE", "DISTRICT", "LPA")
_PARENT = re.compile(r"\(\s*(?:a\s+)?(?:part|version|phase|strand|element|extension|successor)\s+of\s*(?:the\s+)?[\"'“‘]?\Z|\bpart\s+of\s+(?:the\s+)?\Z", re.I)
_ASIDE = re.compile(r"\(\s*(?:see|cf\.?|formerly|e\.g\.)\s*\Z", re.I)
_INCLUDES = re.compile(r"^\s*(?:this|these|it|they)\s+(?:also\s+)?(?:include[sd]?|involve[sd]?|was|were|is|are)\b[^.]{0,30}\Z", re.I)


def attribute(
    passage: Passage, sentences: Sequence[Sentence], drafts: Sequence[Draft], mentions: Sequence[Mention]
) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """For each draft the canonical names of its operations and of its places."""
    local = [m for m in mentions if passage.start <= m.start < passage.end]
    operations = [m for m in local if m.label in _OPERATIONS]
    places = [m for m in local if m.label in _PLACES]
    results = []
    for draft in drafts:
        about = _operations(passage, sentences, draft, operations)
        names = tuple(dict.fromkeys(m.canonical for m in about))
        results.append((names, _places(passage, sentences[draft.sentence], draft, places, about)))
    return results


def _inside(passage: Passage, sentence: Sentence, mentions: Sequence[Mention]) -> list[Mention]:
    return [m for m in mentions if sentence.start <= m.start - passage.start < sentence.end]


def _operations(
    passage: Passage, sentences: Sequence[Sentence], draft: Draft, mentions: Sequence[Mention]
) -> list[Mention]:
    usable = [m for m in mentions if not _is_parent(passage, m)]
    own = _inside(passage, sentences[draft.sentence], usable)
    if own:
        return own
    for index in range(draft.sentence - 1, -1, -1):
        found = _inside(passage, sentences[index], usable)
        if found:
            return found
    if draft.sentence + 1 < len(sentences):
        # "… as a result of operational activity. This includes Operation X"
        following = sentences[draft.sentence + 1]
        found = _inside(passage, following, usable)
        if found and _INCLUDES.match(passage.text[following.start : found[0].start - passage.start]):
            return found
    return []


def _is_parent(passage: Passage, mention: Mention) -> bool:
    start = mention.start - passage.start
    before = passage.text[max(0, start - 30) : start]
    return bool(_PARENT.search(before) or _ASIDE.search(before))


def _places(
    passage: Passage, sentence: Sentence, draft: Draft, mentions: Sequence[Mention], operations: Sequence[Mention]
) -> tuple[str, ...]:
    own = [m.canonical for m in _inside(passage, sentence, mentions)]
    found = [*passage.places, *own]
    if not found:
        found = [place for m in operations for place in m.places]
    if not found and operations:
        first = min(m.start for m in operations)
        found = [m.canonical for m in mentions if first <= m.start and m.start - passage.start < draft.start][:1]
    return tuple(dict.fromkeys(found))
