"""What a figure counts: the noun phrase, what was done with it, and by whom.

The phrase is looked for in this order: after the number ("59 people"), after its unit
("hours of patrols"), before it ("average fines of £440"), as the subject of its verb
("headcount stood at 530"). Where only a verb or a preposition follows ("six have been
charged"), the noun is that of an earlier figure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract import lexicon as lex
from extract.drafts import Draft, Sentence
from extract.phrases import Phrase, noun_phrase, participle, phrase_before, skip_determiners, verb_group
from extract.tokens import Token, is_plural
from extract.units import TIME_UNITS

_MAX_DONE = 7
_PARTICLES = {"out", "up", "off", "down", "over", "away"}
_OF_THESE = re.compile(r"\s+of\s+(?:these|those|them|which|whom|the\s+(?:overall|total|same)\b)", re.I)
_SKIP_AFTER = {"+", "plus"}
_PEOPLE_NOUNS = {"total", "number", "figure", "average", "sum", "maximum", "minimum", "combined", "overall", "additional", "number"}
_CHANGES = re.compile(r"^(?:increase|decrease|reduction|rise|fall|drop|decline|improvement|deterioration|growth|uplift|change|surge|jump|cut|swing|gain|loss|difference|fewer|less|more|higher|lower|up|down|points?)$")


def measure_all(sentences: Sequence[Sentence], drafts: Sequence[Draft]) -> None:
    """Fill in `noun`, `done`, `agent` and `elided` of every draft."""
    for position, draft in enumerate(drafts):
        sentence = sentences[draft.sentence]
        following = next((d for d in drafts[position + 1 : position + 2] if d.sentence == draft.sentence), None)
        _measure(sentence, draft, following)
    _share_lists(sentences, drafts)


def _measure(sentence: Sentence, draft: Draft, following: Draft | None) -> None:
    tokens = sentence.tokens
    after = sentence.index_at(draft.quantity.right)
    while after < len(tokens) and tokens[after].text in _SKIP_AFTER:
        after += 1
    draft.after = after
    phrase = _phrase_after(sentence, draft, after)
    if phrase.head >= 0:
        draft.noun = _noun_text(sentence, draft, phrase)
        draft.after = phrase.end
        _predicate(sentence, draft, phrase.end)
        _governor(sentence, draft)
        return
    if _elided(sentence, draft, after):
        draft.elided = True
        _predicate(sentence, draft, after)
        return
    before = _phrase_before(sentence, draft)
    if before:
        draft.noun = before
    elif following is not None and _shares_head(sentence, draft, following, after):
        draft.list_of = 1
    if draft.noun and draft.quantity.unit not in ("percent", "percentage_points"):
        _predicate(sentence, draft, after)


def _phrase_after(sentence: Sentence, draft: Draft, after: int) -> Phrase:
    """The phrase that follows the number or its unit."""
    tokens, unit = sentence.tokens, draft.quantity.unit
    none = Phrase(after, after, -1)
    if after >= len(tokens) or _OF_THESE.match(sentence.text[draft.quantity.right : draft.quantity.right + 30]):
        return none
    word = tokens[after].lower
    if unit.startswith("per_") or (unit.startswith("other:per_") and draft.quantity.right > draft.end):
        return none
    if unit in ("percent", "percentage_points"):
        return _after_percent(sentence, after)
    counts = unit == "count" or (unit.startswith("other:per_") and draft.quantity.right == draft.end)
    if not counts:
        if word == "of":
            return _restart(noun_phrase(tokens, skip_determiners(tokens, after + 1), single=True), after)
        if word == "worth" and after + 1 < len(tokens) and tokens[after + 1].lower == "of":
            return noun_phrase(tokens, skip_determiners(tokens, after + 2), single=True)
        if word == "in" and after + 1 < len(tokens) and tokens[after + 1].lower in ("cash", "fines", "damages", "funding"):
            return noun_phrase(tokens, after + 1, single=True)
        if tokens[after].tag == "noun" and unit not in TIME_UNITS:
            return noun_phrase(tokens, after, single=True)
        if tokens[after].tag == "noun" and (unit != "years" or word not in ("ago",)):
            return noun_phrase(tokens, after, single=True)
        return none
    single = draft.value == 1 or "kg" in unit
    if word == "of":  # "26,938 of high visibility policing": the unit's word was left out
        return _restart(noun_phrase(tokens, skip_determiners(tokens, after + 1), single=True), after)
    return noun_phrase(tokens, after, single=single)


def _restart(phrase: Phrase, start: int) -> Phrase:
    return Phrase(start, phrase.end, phrase.head) if phrase.head >= 0 else Phrase(start, start, -1)


def _after_percent(sentence: Sentence, after: int) -> Phrase:
    """"80% of the calls", "29% female", "18% increase in usage"."""
    tokens = sentence.tokens
    word = tokens[after].lower
    if word == "of":
        start = skip_determiners(tokens, after + 1)
        return noun_phrase(tokens, start, single=True)
    if _CHANGES.match(word) or tokens[after].tag in ("adv",):
        for index in range(after, min(after + 3, len(tokens) - 1)):
            if tokens[index].lower == "in" and not sentence.in_time(index):
                return noun_phrase(tokens, skip_determiners(tokens, index + 1), single=True)
        return Phrase(after, after, -1)
    if word == "in" and not sentence.in_time(after):  # "a reduction of 14% in ASB"
        return noun_phrase(tokens, skip_determiners(tokens, after + 1), single=True)
    if tokens[after].tag == "noun":
        return noun_phrase(tokens, after, single=True)
    return Phrase(after, after, -1)


def _noun_text(sentence: Sentence, draft: Draft, phrase: Phrase) -> str:
    tokens = sentence.tokens
    start = phrase.start
    while start < phrase.head and (
        tokens[start].lower in ("more", "less", "fewer", "now", "further", "other", "such", "of", "extra")
    ) and not (tokens[start].lower == "of" and draft.quantity.unit == "hours"):
        start += 1
    text = sentence.between(start, phrase.end)
    unit = draft.quantity.unit
    if unit == "hours" and text.startswith("of "):
        return f"hours {text}"
    if unit in TIME_UNITS:
        return f"{text} {unit.removeprefix('other:')}" if unit != "hours" else f"hours {text}"
    return text


# --- what was done ---------------------------------------------------------------------
def _predicate(sentence: Sentence, draft: Draft, index: int) -> None:
    """The complement and the verb that follow the phrase: "arrested for drug driving"."""
    tokens = sentence.tokens
    words: list[str] = []
    index = _complement(sentence, index, words)
    index = _skip_aside(sentence, index)
    if index < len(tokens) and tokens[index].tag == "rel":
        return _finish(draft, words)
    group = verb_group(tokens, index)
    if group is None:
        return _finish(draft, words)
    if group.verb < 0:
        if tokens[group.end - 1].lower in ("is", "are", "was", "were", "be", "been"):
            _complement(sentence, group.end, words, copula=True)
        return _finish(draft, words)
    verb = tokens[group.verb]
    following = tokens[group.end] if group.end < len(tokens) else None
    passive = group.passive or group.verb == group.start
    if not passive and following is not None and following.tag in ("num", "det") and not group.perfect:
        return _finish(draft, words)  # an active verb with an object of its own
    if verb.lower not in lex.LIGHT_VERBS or passive:
        _participle_words(sentence, group.verb, words)
    return _finish(draft, words)


def _participle_words(sentence: Sentence, verb: int, words: list[str]) -> None:
    tokens = sentence.tokens
    words.append(participle(tokens[verb].text) if tokens[verb].tag == "ed" else tokens[verb].text)
    index = verb + 1
    if index + 1 < len(tokens) and tokens[index].lower == "and" and tokens[index + 1].tag == "ed":
        words += ["and", tokens[index + 1].text]
        index += 2
    _complement(sentence, index, words, after_verb=True)


def _finish(draft: Draft, words: list[str]) -> None:
    draft.done = " ".join(words)


def _skip_aside(sentence: Sentence, index: int) -> int:
    """Past a bracket or a time expression that stands between the phrase and its verb."""
    tokens = sentence.tokens
    while index < len(tokens):
        if tokens[index].text == "(":
            close = next((i for i in range(index, min(index + 14, len(tokens))) if tokens[i].text == ")"), -1)
            if close < 0:
                return index
            index = close + 1
        elif sentence.in_time(index):
            index += 1
        else:
            return index
    return index


_LINKS = {"in", "for", "on", "against", "to", "from", "at", "with", "by", "into", "as", "about",
          "under", "through", "of", "within", "regarding", "concerning", "via", "per", "between", "without"}


def _complement(
    sentence: Sentence, index: int, words: list[str], *, copula: bool = False, after_verb: bool = False
) -> int:
    """Add the complement at `index` to `words`; returns the index of the token after it.

    A complement is prepositional phrases, an infinitive or a participle, up to a boundary: a
    sign, a number, a relative, an auxiliary, a conjunction or a time.
    """
    tokens = sentence.tokens
    taken = 0
    started = copula
    while index < len(tokens) and taken < _MAX_DONE:
        token = tokens[index]
        if sentence.in_time(index):
            break
        if token.tag in ("punct", "num", "rel", "aux", "pron"):
            if token.text in ("/", "’", "'") and taken:
                index += 1
                continue
            break
        if token.tag == "conj" and not _conjoined(tokens, index, taken):
            break
        if not started:
            if token.tag == "to" or token.lower in _LINKS or (token.tag == "adv" and after_verb):
                started = True
            elif after_verb and token.tag in ("noun", "det") or (token.lower in _PARTICLES and after_verb):
                started = True
            elif token.tag == "ing" and not after_verb and token.lower in ("relating", "linked", "involving", "leaving"):
                started = True
            else:
                break
        if token.tag != "det":
            words.append(token.text)
            taken += 1
        index += 1
    while words and taken and words[-1].casefold() in (*_LINKS, "and", "or", "&", "to"):
        words.pop()
    return index


def _conjoined(tokens: Sequence[Token], index: int, taken: int) -> bool:
    """Whether a conjunction joins two words of one complement and no new clause."""
    if not taken or index + 1 >= len(tokens) or tokens[index].lower not in ("and", "&", "or"):
        return False
    following = tokens[index + 1]
    if following.tag not in ("noun", "ing") or tokens[index - 1].tag not in ("noun", "ing"):
        return False
    return not any(t.tag in ("aux", "verb") for t in tokens[index + 1 : index + 4])


# --- what governs the number from the left ---------------------------------------------------
_TRANSPARENT = {"total", "number", "further", "another", "additional", "estimated", "combined", "average",
                "minimum", "maximum", "extra", "the", "a", "an", "of", "some", "over", "about", "around",
                "nearly", "almost", "approximately", "at", "least", "up", "to", "more", "less", "than", "least",
                "all", "these", "those", "its", "their", "just", "only", "also", "now", "roughly", "upwards"}


def _governor(sentence: Sentence, draft: Draft) -> None:
    """The verb before the number: "seized 16 weapons" are weapons seized, by the subject."""
    tokens = sentence.tokens
    index = sentence.index_at(draft.quantity.left) - 1
    while index >= 0 and tokens[index].lower in _TRANSPARENT:
        index -= 1
    if index >= 0 and tokens[index].lower in _PARTICLES and index > 0 and tokens[index - 1].tag == "ed":
        index -= 1
    if index < 0 or tokens[index].tag not in ("ed", "ing"):
        if index > 0 and tokens[index].lower == "of":
            _of_event(sentence, draft, index)
        return
    verb = tokens[index]
    start = index
    while start > 0 and tokens[start - 1].tag in ("aux", "adv"):
        start -= 1
    subject = phrase_before(tokens, start)
    light = verb.lower in lex.LIGHT_VERBS
    if draft.done and not (light and not draft.done):
        done_first = draft.done.split()[0].casefold()
        if done_first.endswith("ed") or done_first in lex.IRREGULAR.values():
            return
    if not light and verb.tag == "ed":
        draft.done = f"{participle(verb.text)} {draft.done}".strip()
    elif not light and verb.tag == "ing":
        draft.done = draft.done or _from_ing(verb.lower)
    if subject.head >= 0 and verb.tag == "ed" and not light:
        draft.agent = sentence.between(subject.start, subject.end)


def _from_ing(word: str) -> str:
    """"detecting" as "detected", for regular verbs."""
    stem = word[:-3]
    if stem.endswith(("at", "it", "iz", "is", "ur", "uc", "id", "ud", "ag", "iv", "us", "as", "in", "ir")) and stem not in ("detain", "visit", "train"):
        return stem + "ed"
    if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "sl":
        return stem + "ed"
    return stem + "ed" if stem else word


_EVENTS = {"seizure": "seized", "recovery": "recovered", "arrest": "arrested", "arrests": "arrested",
           "execution": "executed", "reporting": "reported", "safeguarding": "safeguarded", "removal": "removed",
           "death": "deaths", "deaths": "deaths", "loss": "lost", "identification": "identified",
           "investigation": "investigation", "headcount": "headcount", "series": "series", "rape": "rape",
           "theft": "stolen", "delivery": "delivered", "conviction": "convicted"}


def _of_event(sentence: Sentence, draft: Draft, index: int) -> None:
    """"the seizure of 40 plants" are plants seized; "the deaths of 39 people" are deaths."""
    word = sentence.tokens[index - 1].lower
    if word in _EVENTS and not draft.done:
        draft.done = _EVENTS[word]


# --- no phrase after the number ------------------------------------------------------------
def _elided(sentence: Sentence, draft: Draft, after: int) -> bool:
    """Whether the noun was left out: "six have been charged", "three on suspicion", "14 of these"."""
    tokens, unit = sentence.tokens, draft.quantity.unit
    if unit not in ("count", "percent") or after >= len(tokens):
        return False
    if _OF_THESE.match(sentence.text[draft.quantity.right : draft.quantity.right + 30]):
        return True
    before = sentence.text[max(0, draft.start - 14) : draft.start].casefold()
    if re.search(r"(?:of which|of whom|of these|of those|of them),?\s+\Z", before):
        return True
    if unit == "percent":
        return False
    token = tokens[after]
    if token.tag in ("aux", "ed", "verb", "ing", "rel"):
        left = sentence.index_at(draft.quantity.left) - 1
        return left < 0 or tokens[left].tag in ("punct", "conj", "prep", "rel", "noun", "ed", "pron")
    return token.tag in ("prep", "to") and token.lower in ("for", "on", "in", "with", "from") and (
        re.search(r"(?:,|and|including|;|\(|with)\s+\Z", before) is not None
    ) and not sentence.in_time(after)


def _phrase_before(sentence: Sentence, draft: Draft) -> str:
    """The noun before the number ("fines of £440"), else the subject of its verb."""
    tokens = sentence.tokens
    index = sentence.index_at(draft.quantity.left)
    last = index - 1
    if last >= 0 and tokens[last].text in ("(", ":", "–", "-", ","):
        if tokens[last].text != ":":
            return ""
        phrase = phrase_before(tokens, last)
        return sentence.between(phrase.start, phrase.end) if phrase.head >= 0 else ""
    while last >= 0 and (tokens[last].tag == "det" or tokens[last].lower in _TRANSPARENT) and tokens[last].lower not in ("of", "at", "to", "up"):
        last -= 1
    if last >= 0 and tokens[last].lower in ("of", "at", "worth", "to", "by", "from", "than", "over"):
        phrase = phrase_before(tokens, last)
        if phrase.head >= 0 and not _CHANGES.match(tokens[phrase.head].lower) and tokens[phrase.head].lower not in _PEOPLE_NOUNS:
            return _with_whole(sentence, phrase)
        if phrase.head >= 0 and _CHANGES.match(tokens[phrase.head].lower):
            return ""
        last -= 1
    elif last >= 0 and tokens[last].tag == "noun":
        phrase = phrase_before(tokens, last + 1)
        if phrase.head >= 0:
            return sentence.between(phrase.start, phrase.end)
    return subject_of(sentence, last)


def _with_whole(sentence: Sentence, phrase: Phrase) -> str:
    """The phrase; a bare "value", "cost" or "sentence" takes the thing it is of along."""
    return sentence.between(phrase.start, phrase.end)


def subject_of(sentence: Sentence, index: int) -> str:
    """The subject of the verb at or before `index`, without leaving the clause; "" if none."""
    tokens = sentence.tokens
    floor = max(-1, index - 18)
    while index > floor and tokens[index].tag not in ("ed", "verb", "aux") :
        if tokens[index].text in (".", ";", ":", "(") :
            return ""
        index -= 1
    if index <= floor:
        return ""
    start = index
    while start > 0 and tokens[start - 1].tag in ("aux", "adv", "ed"):
        start -= 1
    phrase = _subject_phrase(sentence, start)
    return sentence.between(phrase.start, phrase.end) if phrase.head >= 0 else ""


def _subject_phrase(sentence: Sentence, end: int) -> Phrase:
    """The phrase before a verb, past a time expression or a bracket that stands between."""
    tokens = sentence.tokens
    index = end
    while index > 0 and (sentence.in_time(index - 1) or tokens[index - 1].text == ","):
        index -= 1
    phrase = phrase_before(tokens, index)
    if phrase.head < 0:
        return phrase
    if phrase.start > 1 and tokens[phrase.start - 1].tag in ("prep", "to", "ed"):
        outer = phrase_before(tokens, phrase.start - 1)
        if outer.head >= 0 and tokens[phrase.start - 1].lower in ("in", "for", "to", "by", "on", "at"):
            return Phrase(outer.start, phrase.end, outer.head)
    return phrase


def _shares_head(sentence: Sentence, draft: Draft, following: Draft, after: int) -> bool:
    """"12 emergency, 13 priority and 16 routine incidents": the noun stands at the last one."""
    gap = sentence.tokens[after : sentence.index_at(following.quantity.left)]
    return 1 <= len(gap) <= 4 and gap[-1].text in (",", "and") and all(t.tag in ("noun", "ed", "punct", "conj", "adv") for t in gap)


def _share_lists(sentences: Sequence[Sentence], drafts: Sequence[Draft]) -> None:
    """Hand the noun, the verb before and the verb after a list on to all its members."""
    for first, second in zip(reversed(drafts[:-1]), reversed(drafts[1:]), strict=True):
        if first.sentence != second.sentence:
            continue
        sentence = sentences[first.sentence]
        if first.list_of > 0 and second.noun:
            head = second.noun.split()[-1] if is_plural(second.noun.split()[-1]) else second.noun
            words = sentence.between(sentence.index_at(first.quantity.right), sentence.index_at(second.quantity.left))
            own = re.sub(r"(?:\s*,|\s+and)+\s*$", "", words)
            first.noun, first.done = f"{own} {head}".strip(), second.done
        elif _listed(sentence, first, second) and not first.done:
            first.done = second.done if _passive_tail(second) else ""
    for first, second in zip(drafts, drafts[1:], strict=False):
        if first.sentence == second.sentence and not second.done and _listed(sentences[first.sentence], first, second):
            second.done = first.done.split()[0] if first.done and _passive_tail(first) else ""
            second.agent = first.agent


def _passive_tail(draft: Draft) -> bool:
    first = draft.done.split()[0] if draft.done else ""
    return first.endswith("ed") or first in lex.IRREGULAR.values()


def _listed(sentence: Sentence, first: Draft, second: Draft) -> bool:
    """Whether nothing but a comma or "and" stands between one figure's phrase and the next."""
    gap = sentence.tokens[first.after : sentence.index_at(second.quantity.left)]
    words = {t.lower for t in gap}
    return bool(gap) and len(gap) <= 4 and words <= {",", "and", "a", "as", "well", "along", "alongside", "with", "the", "plus", "over"}
