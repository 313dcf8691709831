"""The last words on a figure: measures shared between linked figures, and directions of levels."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract import lexicon as lex
from extract.directions import direction_of
from extract.drafts import Draft, Sentence
from extract.links import Group
from extract.measures import subject_of

_GOES_TO = re.compile(
    r"\b(?:increas|risen|rose|rise|grow|grew|grown|reduc|fall|fell|drop|declin|decreas|climb|jump|up|down)\w*\b[^.;,()]{0,40}\bto\s+(?:over\s+|about\s+|around\s+|nearly\s+|almost\s+|a\s+(?:total|record)\s+(?:of\s+)?)?\Z", re.I)
_CONTINUES = re.compile(r"\b(?:continues?|continued)\s+to\s+(?P<verb>grow|rise|increase|fall|decline|decrease)\s+with\s+(?:approximately\s+|over\s+|about\s+|around\s+|nearly\s+)?\Z", re.I)
_THIS_CHANGE = re.compile(r"^\s*(?:this|the)\s+(?:\w+\s+)?(?P<word>increase|decrease|reduction|rise|fall|drop|decline|growth)\b", re.I)
_AGENT_WORDS = 3


def settle(sentences: Sequence[Sentence], drafts: Sequence[Draft], groups: Sequence[Group]) -> None:
    """Set `measure` of every draft and `direction` of the levels."""
    for draft in drafts:
        draft.measure = _own_measure(draft)
    for index, draft in enumerate(drafts):
        _borrow(sentences, drafts, index)
    for group in groups:
        _direct_group(sentences, drafts, group)
    for draft in drafts:
        if draft.role in ("level", "target") and draft.direction == "none":
            draft.direction = _own_direction(sentences[draft.sentence], draft)
    for first, second in zip(drafts, drafts[1:], strict=False):
        if second.role == first.role == "level" and second.direction == "none" and _goes_to(sentences[first.sentence], first) and first.sentence == second.sentence:
            between = sentences[first.sentence].text[first.end : second.start]
            if re.search(r",?\s+and\s+\Z", between) and len(between) < 40:
                second.direction = first.direction


def _own_measure(draft: Draft) -> str:
    words = " ".join(w for w in (draft.noun, draft.done) if w)
    if draft.agent and draft.noun and _short(draft.agent):
        if draft.agent.casefold() not in words.casefold():
            words = f"{words} by {draft.agent}"
    return words


def _short(agent: str) -> bool:
    words = [w for w in agent.split() if w.casefold() not in lex.DETERMINERS]
    return 1 <= len(words) <= _AGENT_WORDS and agent[0].isupper() and agent.casefold() not in ("team", "officers", "police", "essex police")


def _borrow(sentences: Sequence[Sentence], drafts: Sequence[Draft], index: int) -> None:
    """Take the measure of the figure this one is set against, or leans on."""
    draft = drafts[index]
    anchor = drafts[draft.anchor] if 0 <= draft.anchor != index else None
    if draft.role in ("baseline", "change", "percent_change"):
        if anchor is not None and anchor.measure and not _says_more(draft, anchor):
            draft.measure = anchor.measure
        elif not draft.measure or draft.role == "percent_change":
            sentence = sentences[draft.sentence]
            draft.measure = draft.measure or subject_of(sentence, sentence.index_at(draft.quantity.left) - 1)
        return
    if draft.elided:
        noun = _antecedent(drafts, index)
        fresh = draft.done
        draft.measure = f"{noun} {fresh}".strip() if not _copula_noun(sentences[draft.sentence], draft) else fresh
        return
    if anchor is not None and draft.role in ("share", "rate"):
        if draft.quantity.unit == "percent" and anchor.quantity.unit == "count" and draft.noun:
            draft.measure = f"{draft.measure} {anchor.measure}" if _is_label(draft) else draft.measure
        elif not draft.noun:
            draft.measure = f"{anchor.measure} {draft.done}".strip() if draft.done else anchor.measure
    if not draft.measure and index:
        previous = drafts[index - 1]
        if draft.sentence - previous.sentence <= 1 and previous.measure:
            draft.measure = previous.measure


def _is_label(draft: Draft) -> bool:
    """A bare group name after a percentage: "29% female", "11.8% BAME"."""
    return len(draft.noun.split()) <= 2 and not draft.done


def _says_more(draft: Draft, anchor: Draft) -> bool:
    """A figure whose own measure is another thing than its anchor's."""
    return draft.role == "change" and bool(draft.noun) and " than " in f" {draft.done} "


def _antecedent(drafts: Sequence[Draft], index: int) -> str:
    for draft in reversed(drafts[:index]):
        if draft.noun and draft.quantity.unit in ("count", "hours") and draft.role not in ("change",):
            return draft.noun
    return ""


def _copula_noun(sentence: Sentence, draft: Draft) -> bool:
    """"14 of these were fatalities": the predicate names what is counted."""
    after = sentence.text[draft.end : draft.end + 60]
    match = re.match(r"\s+of\s+(?:these|those|them)\s+(?:were|are|was)\s+(\w+)", after)
    return bool(match and not match[1].endswith("ed") and match[1] not in lex.IRREGULAR and draft.done)


def _direct_group(sentences: Sequence[Sentence], drafts: Sequence[Draft], group: Group) -> None:
    if group.level < 0:
        return
    level = drafts[group.level]
    if level.role not in ("level", "target") or level.direction != "none":
        return
    for index in (group.change, group.percent_change):
        if index >= 0 and drafts[index].direction != "none":
            level.direction = drafts[index].direction
            return
    if group.baseline >= 0:
        baseline = drafts[group.baseline]
        sentence = sentences[baseline.sentence]
        begin = level.end if level.sentence == baseline.sentence else sentence.start
        words = sentence.text[begin : baseline.quantity.left]
        if re.search(r"\bfrom\b[^.;]{0,20}\Z", words):
            level.direction = direction_of(words)
        if level.direction == "none" and baseline.sentence + 1 < len(sentences):
            following = sentences[baseline.sentence + 1]
            match = _THIS_CHANGE.match(following.text[following.start : following.end])
            if match:
                level.direction = direction_of(match["word"])


def _own_direction(sentence: Sentence, draft: Draft) -> str:
    left = sentence.text[max(sentence.start, draft.start - 120) : draft.quantity.left] + " "
    match = _CONTINUES.search(left)
    if match:
        return direction_of(match["verb"])
    if _GOES_TO.search(left):
        found = list(re.finditer(r"\b(?:increas|risen|rose|rise|grow|grew|grown|reduc|fall|fell|drop|declin|decreas|climb|jump|up|down)\w*", left, re.I))
        return direction_of(found[-1].group()) if found else "none"
    if draft.role == "target" and draft.quantity.qualifier in ("over", "at_least") and re.search(r"\b(?:exceed|increase|grow|rise|reach)\b", sentence.text[max(sentence.start, draft.start - 90) : draft.start], re.I):
        return "up"
    return "none"


def _goes_to(sentence: Sentence, draft: Draft) -> bool:
    return _GOES_TO.search(sentence.text[max(sentence.start, draft.start - 120) : draft.quantity.left] + " ") is not None
