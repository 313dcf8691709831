"""Lists of figures that share a noun or a verb: "40 plants, half a kilogram … were seized"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extract import lexicon as lex
from extract.drafts import Draft, Sentence
from extract.tokens import is_plural


def shares_head(sentence: Sentence, draft: Draft, following: Draft, after: int) -> bool:
    """ "12 emergency, 13 priority and 16 routine incidents": the noun stands at the last one."""
    if draft.quantity.unit != "count" or following.quantity.unit != "count" or draft.value == 1:
        return False
    gap = sentence.tokens[after : sentence.index_at(following.quantity.left)]
    return (
        2 <= len(gap) <= 4
        and gap[-1].text in (",", "and")
        and gap[0].tag in ("noun", "ed")
        and all(t.tag in ("noun", "ed", "punct", "conj") for t in gap)
        and not any(is_plural(t.lower) for t in gap)
    )


def share_lists(sentences: Sequence[Sentence], drafts: Sequence[Draft]) -> None:
    """Hand the noun, the verb before and the verb after a list on to all its members."""
    for first, second in zip(reversed(drafts[:-1]), reversed(drafts[1:]), strict=True):
        if first.sentence != second.sentence:
            continue
        sentence = sentences[first.sentence]
        if first.list_of > 0 and second.noun:
            head = second.noun.split()[-1] if is_plural(second.noun.split()[-1]) else second.noun
            words = sentence.between(
                sentence.index_at(first.quantity.right), sentence.index_at(second.quantity.left)
            )
            own = re.sub(r"(?:\s*,|\s+and)+\s*$", "", words)
            first.noun, first.done = f"{own} {head}".strip(), first.done or second.done
        elif not first.done and not _event(first) and _listed(sentence, first, second):
            first.done = second.done if _passive_tail(second) and second.clause else ""
            first.clause = second.clause
    for first, second in pairwise(drafts):
        if (
            first.quantity.qualifier == "at_least"
            and second.quantity.qualifier == "up_to"
            and first.quantity.right == second.quantity.right
        ):
            sentence = sentences[first.sentence]
            source, other = (
                (first, second)
                if second.after <= sentence.index_at(second.quantity.right) and first.noun
                else (second, first)
            )
            other.noun, other.done, other.agent = source.noun, source.done, source.agent
        if first.list_of > 0:
            second.done = second.done or first.done
        elif (
            first.sentence == second.sentence
            and not second.done
            and not _event(second)
            and _listed(sentences[first.sentence], first, second, done=True)
        ):
            second.done = first.done.split()[0] if first.done and _passive_tail(first) else ""
            second.agent = first.agent


def _passive_tail(draft: Draft) -> bool:
    first = draft.done.split()[0] if draft.done else ""
    return first.endswith("ed") or first in lex.IRREGULAR.values()


def _event(draft: Draft) -> bool:
    """Whether a figure counts events, of which nothing more was done ("arrests", "searches")."""
    words = draft.noun.casefold().split()
    return bool(words) and words[-1] in (
        "arrests",
        "searches",
        "checks",
        "seizures",
        "patrols",
        "visits",
        "charges",
        "deployments",
    )


def _listed(sentence: Sentence, first: Draft, second: Draft, *, done: bool = False) -> bool:
    """Whether nothing but a comma or "and" stands between one figure's phrase and the next."""
    start = max(first.after, first.tail) if done else first.after
    gap = sentence.tokens[start : sentence.index_at(second.quantity.left)]
    words = {t.lower for t in gap}
    if "with" in words and "along" not in words:
        return False
    return (
        bool(gap)
        and len(gap) <= 4
        and words
        <= {",", "and", "a", "as", "well", "along", "alongside", "with", "the", "plus", "over"}
    )
