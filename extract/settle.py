"""The last word on what a figure measures, where linked figures share it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract import lexicon as lex
from extract.drafts import Draft, Sentence
from extract.endings import ending
from extract.governors import subject_of
from extract.level_directions import direct_levels
from extract.links import Group
from extract.time_stated import is_standard
from extract.units import TIME_UNITS

_MOVED = ending(
    r"\b(?:brought|bringing|driven|drove|driving|pushed|pushing|forced)\s+(?:the\s+)?"
    r"([^\W\d][^.;:,()\d]{1,60}?)\s+(?:down|up)\s+by\s*\Z",
    re.I,
)
_MADE_UP = re.compile(
    r"\W{0,6}(?:this|the|that)\s+(?:figure|total|number|sum)\s+"
    r"(?:(?:is|was)\s+(?:made\s+up|composed|the\s+sum)\s+of|comprise[sd]|consist(?:s|ed)\s+of)\b",
    re.I,
)
# what may stand for the noun of a total that follows its rate
_ALL = ("", "overall", "altogether")
_TOTAL_OF = ending(r"\btotal\s+of\s+\Z", re.I)
_AIMS = ("target", "goal", "ambition", "aim")
_AGENT_WORDS = 3
_FORCES = ("police", "constabulary", "force")  # whose figures all of a report's are


def settle(sentences: Sequence[Sentence], drafts: Sequence[Draft], groups: Sequence[Group]) -> None:
    """Set `measure` of every draft and `direction` of the levels."""
    for draft in drafts:
        draft.measure = _own_measure(draft)
    for draft in drafts:
        if draft.role == "change" and draft.noun and " " not in draft.noun:
            _own_subject(sentences[draft.sentence], draft)
    for index in range(len(drafts)):
        _borrow(sentences, drafts, index)
        _complete(sentences, drafts, index)
    for group in groups:
        if max(group.baseline, group.change, group.percent_change) >= 0:
            _name_group([drafts[i] for i in group.members])
    direct_levels(sentences, drafts, groups)


def _name_group(members: Sequence[Draft]) -> None:
    """ "Robbery fell by 12 (from 100 to 88)": what has no name of its own has its comparison's."""
    name = next((d.measure for d in members if d.measure), "")
    for draft in members:
        draft.measure = draft.measure or name


def _own_subject(sentence: Sentence, draft: Draft) -> None:
    """ "The scheme has increased by 123 members": members of the scheme."""
    left = sentence.text[sentence.start : draft.quantity.left]
    if re.search(
        r"\b(?:increas|grown|grew|risen|rose|fall|fell|drop|declin|decreas|reduc)\w*\s+by\s+\Z",
        left,
        re.I,
    ):
        subject = subject_of(sentence, sentence.index_at(draft.quantity.left) - 1)
        if subject and draft.noun.casefold() not in subject.casefold():
            draft.noun = draft.measure = f"{subject} {draft.noun}"


def _moved_object(sentence: Sentence, draft: Draft) -> str:
    """ "patrols have brought ASB down by 14%": what changed is the object, not the subject."""
    left = sentence.text[max(sentence.start, draft.quantity.left - 90) : draft.quantity.left]
    match = _MOVED.search(left)
    return " ".join(match[1].split()) if match else ""


def _own_measure(draft: Draft) -> str:
    words = " ".join(w for w in (draft.noun, draft.done) if w)
    named = bool(draft.agent and draft.noun) and _short(draft.agent)
    if named and draft.agent.casefold() not in words.casefold():
        words = f"{words} by {draft.agent}"
    return words


def _short(agent: str) -> bool:
    words = [w for w in agent.split() if w.casefold() not in lex.DETERMINERS]
    return (
        1 <= len(words) <= _AGENT_WORDS
        and agent[0].isupper()
        and words[-1].casefold() not in _FORCES
        and agent.casefold() not in ("team", "officers")
    )


def _borrow(sentences: Sequence[Sentence], drafts: Sequence[Draft], index: int) -> None:
    """Take the measure of the figure this one is set against, or leans on."""
    draft = drafts[index]
    anchor = drafts[draft.anchor] if 0 <= draft.anchor != index else None
    if given := _of_another(sentences, drafts, index):
        draft.measure = given
        return
    if draft.role in ("baseline", "change", "percent_change"):
        if anchor is not None and anchor.measure and not _says_more(draft, anchor):
            draft.measure = anchor.measure
        elif not draft.measure or draft.role == "percent_change":
            sentence = sentences[draft.sentence]
            draft.measure = (
                _moved_object(sentence, draft)
                or draft.measure
                or subject_of(sentence, sentence.index_at(draft.quantity.left) - 1)
            )
        return
    if draft.adjective:
        draft.measure = f"{draft.noun} {_antecedent(drafts, index)}".strip()
        return
    if draft.elided and not draft.noun:
        noun = _antecedent(drafts, index)
        fresh = draft.done
        draft.measure = (
            f"{noun} {fresh}".strip()
            if not _copula_noun(sentences[draft.sentence], draft)
            else fresh
        )
        return
    if anchor is not None and draft.role in ("share", "rate"):
        if draft.quantity.unit == "percent" and anchor.quantity.unit == "count" and draft.noun:
            draft.measure = (
                f"{draft.measure} {anchor.measure}"
                if _is_label(sentences[draft.sentence], draft)
                else draft.measure
            )
        elif (
            not draft.noun
            or (draft.role == "rate" and not draft.own)
            or _gloss(sentences[draft.sentence], draft)
        ):
            draft.measure = anchor.measure
    if draft.role == "target" and draft.measure.casefold() in _AIMS and index:
        draft.measure = drafts[index - 1].measure or draft.measure
    if not draft.measure and draft.quantity.unit in TIME_UNITS:
        draft.measure = draft.quantity.unit.removeprefix("other:")
    elif not draft.measure and index:
        # "within ten seconds (91.2% in April, 92.8% in May)": the shares are not of seconds
        told = (d for d in reversed(drafts[:index]) if not is_standard(d))
        previous = next(told, None)
        if previous is not None and draft.sentence - previous.sentence <= 1:
            draft.measure = previous.measure


def _of_another(sentences: Sequence[Sentence], drafts: Sequence[Draft], index: int) -> str:
    """The measure of the rate that a figure is the total of, or of the whole it is a part of."""
    if _totals_rate(sentences, drafts, index):
        rate = drafts[index - 1]
        return " ".join(w for w in (rate.noun, *rate.done.split()[:1]) if w)
    whole = _split_before(sentences, drafts, index)
    return whole.measure if whole is not None else ""


def _totals_rate(sentences: Sequence[Sentence], drafts: Sequence[Draft], index: int) -> bool:
    """ "89 incidents were recorded each day, 8,123 in all": a total counts what its rate does."""
    draft = drafts[index]
    if not index or (draft.role, draft.unit) != ("level", "count"):
        return False
    rate = drafts[index - 1]
    if rate.role != "rate" or rate.sentence != draft.sentence or not rate.noun:
        return False
    before = sentences[draft.sentence].text[rate.end : draft.start]
    nameless = draft.noun.casefold() in _ALL or (not draft.own and _TOTAL_OF.search(before))
    return bool(nameless) and rate.quantity.unit.startswith("per_")


def _split_before(
    sentences: Sequence[Sentence], drafts: Sequence[Draft], index: int
) -> Draft | None:
    """The whole of "6,140 searches … . This figure is made up of 1,318 in the north, …"."""
    draft = drafts[index]
    sentence = sentences[draft.sentence]
    if draft.role not in ("level", "share") or draft.unit != "count" or not draft.sentence:
        return None
    if not _MADE_UP.match(sentence.text, sentence.start):
        return None
    before = [d for d in drafts[:index] if d.sentence == draft.sentence - 1]
    wholes = [d for d in before if d.role == "level" and d.unit == "count" and d.measure]
    return wholes[0] if len(wholes) == 1 and wholes[0].value >= draft.value else None


_EARLIER_TIME = re.compile(
    r"\b(?:previous|preceding|last|same|earlier|ago|before|year|quarter)\b", re.I
)


def _complete(sentences: Sequence[Sentence], drafts: Sequence[Draft], index: int) -> None:
    """Words that a bare measure takes from elsewhere: an earlier figure, "than …", the subject."""
    draft = drafts[index]
    sentence = sentences[draft.sentence]
    if draft.role == "change" and draft.noun:
        than = re.match(
            r"\s+(?P<more>more|fewer|less|higher"
            r"|lower)\b[^.;,()]{0,60}?\b(?P<than>than\s+[^.;,()]{2,50})",
            sentence.text[draft.end : draft.end + 120],
        )
        # "6 more officers than in the previous quarter" counts officers.
        if than and not _EARLIER_TIME.search(than["than"]):
            draft.measure = f"{draft.noun} {than['more']} {' '.join(than['than'].split())}"
            return
    words = draft.measure.split()
    before = sentence.text[max(sentence.start, draft.start - 40) : draft.start]
    if draft.quantity.unit in TIME_UNITS and draft.sentence and not draft.own:
        list_of = re.search(
            r"\bfollowing\s+([\w\s]{3,40}?)\s*[.:]?\s*\Z",
            sentences[draft.sentence - 1].text[
                sentences[draft.sentence - 1].start : sentences[draft.sentence - 1].end
            ],
        )
        if list_of and before.rstrip().endswith(":"):
            draft.measure = f"{list_of[1]} {draft.measure}"
            return
    if (
        len(words) == 1
        and draft.quantity.unit in TIME_UNITS
        and draft.sentence
        and re.search(r"\bbeen\b[^.;,]*\bfor\s+\Z", before)
    ):
        first = sentences[0]
        stop = next(
            (
                i
                for i, t in enumerate(first.tokens)
                if t.tag in ("aux", "verb", "ed", "rel") or t.text == ","
            ),
            0,
        )
        draft.measure = " ".join(
            [
                *words,
                _state(sentence, draft),
                *(t.text for t in first.tokens[:stop][-9:] if t.tag in ("noun", "ing")),
            ]
        ).replace("  ", " ")
    elif len(words) == 1 and draft.quantity.unit == "count":
        fuller = next(
            (
                d
                for d in reversed(drafts[:index])
                if d.noun == draft.noun and len(d.measure.split()) > 1 and d.role == "level"
            ),
            None,
        )
        if fuller is not None and not draft.done and _same_series(fuller, draft):
            draft.measure = fuller.measure


def _same_series(fuller: Draft, draft: Draft) -> bool:
    """A bare bracketed figure ("(2,346 interactions)") goes on with the series named before."""
    return draft.sentence - fuller.sentence <= 2 and draft.value < fuller.value


def _state(sentence: Sentence, draft: Draft) -> str:
    """The word of state before "for" ("has been live for 10 months")."""
    match = re.search(
        r"\b(\w+)\s+for\s+\Z",
        sentence.text[max(sentence.start, draft.quantity.left - 40) : draft.quantity.left],
    )
    return match[1] if match else ""


def _gloss(sentence: Sentence, draft: Draft) -> bool:
    """Whether the figure stands alone in brackets: "82.4% (2,014)"."""
    text = sentence.text
    return (
        text[max(0, draft.start - 1) : draft.start] == "("
        and text[draft.end : draft.end + 1] == ")"
    )


def _is_label(sentence: Sentence, draft: Draft) -> bool:
    """A bare group name after a percentage: "29% female", "11.8% BAME"."""
    after = sentence.text[draft.end : draft.end + 4].strip().casefold()
    return len(draft.noun.split()) <= 2 and not draft.done and not after.startswith("of")


def _says_more(draft: Draft, anchor: Draft) -> bool:
    """A figure whose own measure is another thing than its anchor's."""
    return draft.role == "change" and bool(draft.noun) and " than " in f" {draft.done} "


def _antecedent(drafts: Sequence[Draft], index: int) -> str:
    for draft in reversed(drafts[:index]):
        if (
            draft.noun
            and not draft.adjective
            and draft.quantity.unit in ("count", "hours")
            and draft.role not in ("change",)
        ):
            return draft.noun
    return ""


def _copula_noun(sentence: Sentence, draft: Draft) -> bool:
    """ "14 of these were fatalities": the predicate names what is counted."""
    after = sentence.text[draft.end : draft.end + 60]
    match = re.match(r"\s+of\s+(?:these|those|them)\s+(?:were|are|was)\s+(\w+)", after)
    return bool(
        match and not match[1].endswith("ed") and match[1] not in lex.IRREGULAR and draft.done
    )
