"""Which figures are set against each other, across brackets, semicolons and sentences.

The walk keeps the last level and the comparison that is open. A baseline opens a comparison
with the level it belongs to; changes and percentages join the open one; shares look for
their whole, rates for their level.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from extract.drafts import Draft, Sentence, compatible
from extract.link_forms import (
    answers,
    glosses,
    leads,
    of_a_moment,
    opens_back,
    own_ratio,
    own_subject,
    paired,
    stands_apart,
    turns,
)

ROLES = ("level", "baseline", "change", "percent_change", "share", "whole", "rate")


@dataclass(slots=True)
class Group:
    """Indexes of drafts that one comparison holds; -1 where it has none."""

    level: int = -1
    baseline: int = -1
    change: int = -1
    percent_change: int = -1
    share: int = -1
    whole: int = -1
    rate: int = -1
    members: list[int] = field(default_factory=list)

    def add(self, role: str, index: int) -> None:
        """Put the figure at `index` in the comparison, in `role`."""
        setattr(self, role, index)
        self.members.append(index)

    def move(self, by: int) -> None:
        """Add `by` to every index."""
        for role in ROLES:
            index = getattr(self, role)
            if index >= 0:
                setattr(self, role, index + by)
        self.members = [member + by for member in self.members]


_WHOLES = ("count", "hours", "gbp", "kg")
_MAX_BACK = 3  # sentences


def link(sentences: Sequence[Sentence], drafts: Sequence[Draft]) -> list[Group]:
    """The comparisons of one passage; sets `anchor`, the figure whose measure is shared."""
    groups: list[Group] = []
    walker = _Walker(sentences, drafts, groups)
    for index in range(len(drafts)):
        walker.take(index)
    for group in groups:
        group.members.sort()
    return [g for g in groups if len(g.members) > 1]


@dataclass(slots=True)
class _Walker:
    sentences: Sequence[Sentence]
    drafts: Sequence[Draft]
    groups: list[Group]
    open: Group | None = None

    def take(self, index: int) -> None:
        draft = self.drafts[index]
        if draft.role in ("level", "share", "rate") and self._rises_to(index):
            return
        handler = {
            "baseline": self._baseline,
            "change": self._change,
            "percent_change": self._change,
            "share": self._share,
            "rate": self._rate,
        }.get(draft.role)
        if handler is None:
            if draft.role == "level":
                self.open = None
            return
        handler(index)

    def _rises_to(self, index: int) -> bool:
        """ "rose from 200 to 250", "increased by 123 members to 3108": the level comes last."""
        draft = self.drafts[index]
        group = self.open
        if group is None or group.level >= 0 or not group.members:
            return False
        if self._follows_base(group, index):
            self._close(group, index)
            return True
        first = self.drafts[group.members[-1]]
        between = self.sentences[draft.sentence].text[first.end : draft.quantity.left]
        if first.sentence != draft.sentence:
            return False
        if draft.role != "level" and not (self._of_percent(group) or self._average(group, index)):
            return False
        leads = group.baseline < 0 and re.fullmatch(r"[^.;:,]{0,60}:\s*", between)
        if not leads and (len(between) > 60 or not re.search(r"\bto\s+(?:reach\s+)?\Z", between)):
            return False
        self._close(group, index)
        return True

    def _average(self, group: Group, index: int) -> bool:
        """ "The average wait rose from 12.1 days to 13.4 days"."""
        draft = self.drafts[index]
        base = self.drafts[group.baseline] if group.baseline >= 0 else None
        return draft.role == "rate" and base is not None and compatible(draft, base)

    def _of_percent(self, group: Group) -> bool:
        """Whether a comparison is one of percentages: of points, or with a percentage as base."""
        return all(
            self.drafts[m].quantity.unit in ("percentage_points", "percent")
            and self.drafts[m].role != "percent_change"
            for m in group.members
        )

    def _close(self, group: Group, index: int) -> None:
        group.add("level", index)
        for member in group.members:
            self.drafts[member].anchor = index if member != index else -1

    def _follows_base(self, group: Group, index: int) -> bool:
        """ "In the quarter before 85 … . This quarter the figure was 91": the base came first."""
        draft = self.drafts[index]
        base = self.drafts[group.baseline] if group.baseline >= 0 else None
        if base is None or not compatible(draft, base):
            return False
        if draft.role != "level" and not self._of_percent(group):
            return False
        return draft.sentence - base.sentence <= 1 and (
            not draft.own or draft.sentence == base.sentence
        )

    def _level_for(self, index: int) -> int:
        """The level that a baseline or change at `index` belongs to, -1 if there is none."""
        draft = self.drafts[index]
        candidates = [
            i
            for i in range(index)
            if self.drafts[i].role in ("level", "share", "rate", "target")
            and draft.sentence - self.drafts[i].sentence < _MAX_BACK
            and self._fits(self.drafts[i], draft)
        ]
        if not candidates:
            return -1
        pair = paired(self.sentences, self.drafts, index, candidates)
        if pair >= 0:
            return pair
        if draft.role == "baseline" and draft.noun:
            taken = {
                g.level
                for g in self.groups
                if g.baseline >= 0 and self.drafts[g.baseline].sentence == draft.sentence
            }
            free = [i for i in candidates if i not in taken] or candidates
            near = max(self.drafts[i].sentence for i in free)
            free = [i for i in free if self.drafts[i].sentence == near] if len(free) > 1 else free
            return max(
                free, key=lambda i: (fuzz.token_set_ratio(self.drafts[i].noun, draft.noun), i)
            )
        same = [i for i in candidates if self.drafts[i].sentence == draft.sentence]
        # "66,497 calls (738 a day), 7,390 fewer": the change is one of calls
        same = [i for i in same if compatible(self.drafts[i], draft)] or same
        if same:
            return same[-1]
        near = (
            draft.role == "baseline"
            or opens_back(self._before(draft))
            or answers(self._before(draft))
        )
        return candidates[-1] if near else -1

    def _fits(self, level: Draft, other: Draft) -> bool:
        """Whether the two can be of one series: the same unit, or a percentage of anything."""
        unit = other.quantity.unit
        if other.role == "percent_change":
            return level.role == "level"
        if unit == "percentage_points":
            return level.quantity.unit == "percent" and level.role != "percent_change"
        if level.role == "share" and other.role != "baseline":
            return False
        return compatible(level, other) or (
            unit == "count" and other.role == "change" and not other.noun
        )

    def _baseline(self, index: int) -> None:
        draft = self.drafts[index]
        group = self.open
        pending = (
            group is not None
            and group.baseline < 0
            and group.members
            and self._same_clause(group, index)
        )
        if (
            pending
            and group is not None
            and re.search(r"\bfrom\b", self._between(group.members[-1], index))
        ):
            group.add("baseline", index)  # "an increase of 29% from 440 hours"
            draft.anchor = group.level
            return
        if group is not None and self._completes(group, index):
            group.add("baseline", index)
            draft.anchor = group.level
            return
        level = -1 if stands_apart(self.sentences, self.drafts, index) else self._level_for(index)
        fresh = Group()
        if level >= 0:
            fresh.add("level", level)
            draft.anchor = level
        fresh.add("baseline", index)
        self.groups.append(fresh)
        self.open = fresh

    def _before(self, draft: Draft) -> str:
        """The words of its sentence before a figure."""
        return self.sentences[draft.sentence].text[
            self.sentences[draft.sentence].start : draft.start
        ]

    def _completes(self, group: Group, index: int) -> bool:
        """ "27 more than the 127 …", "10 more than in Q1 (396)", "…, when it was 126"."""
        if group.level < 0 or group.baseline >= 0 or group.members[-1] != index - 1:
            return False
        if max(group.change, group.percent_change) < 0 or not self._same_clause(group, index):
            return False
        between = self._between(index - 1, index)
        if ";" in between or turns(between):
            return False
        return compatible(self.drafts[group.level], self.drafts[index])

    def _same_clause(self, group: Group, index: int) -> bool:
        return self.drafts[group.members[-1]].sentence == self.drafts[index].sentence

    def _between(self, first: int, second: int) -> str:
        sentence = self.sentences[self.drafts[second].sentence]
        return sentence.text[self.drafts[first].end : self.drafts[second].start]

    def _change(self, index: int) -> None:
        draft = self.drafts[index]
        role = draft.role
        group = self.open
        if group is not None and self._joins(group, index):
            group.add(role, index)
            draft.anchor = group.level if group.level >= 0 else group.members[0]
            return
        apart = own_subject(self.sentences[draft.sentence], draft)
        level = self._level_for(index) if not apart else -1
        if (
            level >= 0
            and self.drafts[level].sentence != draft.sentence
            and leads(self.sentences, self.drafts, index)
        ):
            level = -1
        fresh = Group()
        if level >= 0:
            fresh.add("level", level)
            draft.anchor = level
        fresh.add(role, index)
        self.groups.append(fresh)
        self.open = fresh

    def _joins(self, group: Group, index: int) -> bool:
        """Whether a change belongs to the open comparison."""
        draft = self.drafts[index]
        if getattr(group, draft.role) >= 0 or own_subject(self.sentences[draft.sentence], draft):
            return False
        last = self.drafts[group.members[-1]]
        if last.sentence == draft.sentence:
            return True
        return (
            draft.sentence - last.sentence == 1
            and (opens_back(self._before(draft)) or answers(self._before(draft)))
            and (group.level < 0 or not leads(self.sentences, self.drafts, index))
        )

    def _share(self, index: int) -> None:
        draft = self.drafts[index]
        previous = self.drafts[index - 1] if index else None
        gloss = (
            previous is not None
            and previous.sentence == draft.sentence
            and glosses(self.sentences[draft.sentence], draft, previous)
        )
        if (
            gloss
            and previous is not None
            and {previous.quantity.unit, draft.quantity.unit} == {"percent", "count"}
        ):
            self._gloss(index)
            return
        whole = self._whole_after(index)
        if whole < 0:
            whole = self._whole_for(index)
        if whole < 0 or own_ratio(self.sentences, self.drafts[index], self.drafts[whole]):
            return
        group = Group()
        group.add("share", index)
        group.add("whole", whole)
        draft.anchor = (
            whole if (not draft.noun or draft.elided or draft.quantity.unit == "percent") else -1
        )
        self.groups.append(group)

    def _gloss(self, index: int) -> None:
        """ "82.4% (2,014)" and "28 … (2.4%)": one part, as a percentage and as a count."""
        draft, previous = self.drafts[index], self.drafts[index - 1]
        draft.anchor = index - 1
        percent, count = (
            (index, index - 1) if draft.quantity.unit == "percent" else (index - 1, index)
        )
        group = next((g for g in self.groups if g.share == index - 1 and g.level < 0), None)
        if group is None:
            group = Group()
            whole = self._whole_for(index - 1) if previous.role == "share" else -1
            if whole >= 0 and whole not in (percent, count):
                group.add("whole", whole)
            group.members.append(index - 1)
            self.groups.append(group)
        group.share, group.level = percent, count
        group.members.append(index)

    def _whole_after(self, index: int) -> int:
        """ "half of the 610 offenders": the whole comes right after its share."""
        following = self.drafts[index + 1] if index + 1 < len(self.drafts) else None
        draft = self.drafts[index]
        if following is None or following.sentence != draft.sentence:
            return -1
        between = self._between(index, index + 1)
        named = re.fullmatch(r"\s+of\s+(?:the|all|its|these|those|our)?\s*", between)
        return index + 1 if named and following.quantity.unit == "count" else -1

    def _whole_for(self, index: int) -> int:
        """The nearest earlier level of which this can be a part."""
        draft = self.drafts[index]
        for i in range(index - 1, -1, -1):
            other = self.drafts[i]
            if draft.sentence - other.sentence > 1:
                return -1
            if other.role != "level" or other.quantity.unit not in _WHOLES:
                continue
            if draft.quantity.unit == "percent" or (
                other.quantity.unit == draft.quantity.unit and other.value >= draft.value
            ):
                return i
        return -1

    def _rate(self, index: int) -> None:
        draft = self.drafts[index]
        if not draft.quantity.unit.startswith("per_"):
            return
        level = self._level_of_rate(index)
        # a count has one average: "2,196 to date (34 per day) …: 80-90 a day now"
        if level < 0 or any(g.rate >= 0 and g.level == level for g in self.groups):
            return
        if of_a_moment(self.sentences[draft.sentence], draft):
            return
        group = Group()
        group.add("level", level)
        group.add("rate", index)
        draft.anchor = level if not draft.own else -1
        self.groups.append(group)

    def _level_of_rate(self, index: int) -> int:
        """The count that a rate per day spreads out: before it, or behind it in a bracket."""
        draft = self.drafts[index]
        back = opens_back(self._before(draft))  # "… were handled. That is 682 for each day"
        order: list[int] = [
            *range(index - 1, -1, -1),
            *range(index + 1, min(index + 3, len(self.drafts))),
        ]
        # "An average of 99 a day were received (9,110 in total)": its own sentence goes first
        order.sort(key=lambda i: self.drafts[i].sentence != draft.sentence)
        for i in order:
            other = self.drafts[i]
            apart = draft.sentence - other.sentence
            near = apart == 0 or (apart == 1 and back)
            if near and other.role == "level" and other.quantity.unit == "count":
                return i
        return -1
