"""Statements about flows: a measure of the quarter, alone or against earlier quarters."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from bench.generator import wording
from bench.generator.chance import weighted
from bench.generator.measures import Measure
from bench.generator.printed import COUNT, Form, Printed, show, show_about
from bench.generator.slots import base_words, measure_words, sign_words, when_words
from bench.generator.statement import (
    Figure,
    Key,
    NameRef,
    Origin,
    Part,
    Relation,
    SlotRef,
    Statement,
    used_slots,
    worded_signs,
)
from bench.generator.styles import Style
from bench.generator.wording_more import AREA_PART
from bench.generator.world import FORCE, World, index_of
from quarterline.periods import Quarter

_KINDS = (
    ("level", 0.16),
    ("level_baseline", 0.17),
    ("level_change", 0.14),
    ("level_baseline_change", 0.2),
    ("two_baselines", 0.15),
    ("about", 0.06),
    ("range", 0.05),
    ("per_day", 0.17),
    ("sum", 0.12),
)
_TEMPLATES: Mapping[str, Sequence[str]] = {
    "level": wording.LEVEL,
    "level_baseline": wording.LEVEL_BASELINE,
    "level_change": wording.LEVEL_CHANGE,
    "level_baseline_change": wording.LEVEL_BASELINE_CHANGE,
    "two_baselines": wording.TWO_BASELINES,
    "about": wording.ABOUT,
    "range": wording.RANGE,
    "per_day": wording.PER_DAY,
    "sum": wording.SUM,
    "share": wording.SHARE,
    "of_which": wording.OF_WHICH,
}
_LARGEST_PERCENT = 400.0


@dataclass
class Builder:
    """Makes the statements of one report. `tainted`: series that no later report may quote."""

    world: World
    quarter: Quarter
    style: Style
    rng: random.Random
    tainted: set[Key] = field(default_factory=set)

    # ---- numbers

    def form(self, unit: str, value: float) -> Form:
        """How figures of a unit are printed in one statement."""
        if unit == "kg":
            return Form(after=self.rng.choice(("kg", "kg", " kilograms")), decimals=1, rounded=True)
        if unit == "gbp":
            choice = self.rng.random()
            if value >= 300_000 and choice < 0.4:
                suffix = self.rng.choice(("m", "m", " million"))
                return Form("£", suffix, decimals=2, scale=1e6, rounded=True)
            if value >= 50_000 and choice < 0.6:
                return Form("£", "k", scale=1e3, rounded=True)
            return Form("£")
        return replace(COUNT, words=self.style.words)

    def percent(self, value: float) -> Printed:
        """A percentage in the report's form."""
        form = Form(suffix=self.style.percent, decimals=self.style.decimals, rounded=True)
        return show(value, form)

    def key(self, series: str, back: int = 0) -> Key:
        """A series at this quarter, or some quarters before."""
        return series, index_of(self.quarter) - back

    def back(self, series: str, choices: Sequence[int] = (1, 4)) -> int:
        """How many quarters back to compare; 0 if no earlier quarter may be quoted."""
        options = [b for b in choices if self.key(series, b) not in self.tainted]
        return self.rng.choice(options) if options else 0

    # ---- flows

    def flow(self, measure: Measure, place: str = FORCE, *, said: bool = False) -> Statement:
        """A statement of any kind about a measure; `said`: the place is named in it."""
        kind = weighted(self.rng, _KINDS)
        if place and kind == "sum":
            kind = "level_baseline"
        made = self.flow_of(kind, measure, place, said=said)
        return made or self._plain_level(measure, place, said=said)

    def flow_of(
        self, kind: str, measure: Measure, place: str = FORCE, *, said: bool = False
    ) -> Statement | None:
        """A statement of one kind, or None where the values do not allow it."""
        if kind == "sum":
            return self.sum_of(measure) if measure.by == "area" else None
        if kind == "per_day":
            return self._per_day(measure, place, said=said)
        if kind == "about":
            return self._about(measure, place, said=said)
        if kind == "range":
            return self._range(measure, place, said=said)
        if kind == "level":
            return self._plain_level(measure, place, said=said)
        return self._compared(kind, measure, place, said=said)

    def _words(self, measure: Measure, place: str, *, said: bool) -> dict[str, Part]:
        name = NameRef(place, "place", place) if place and said else None
        return {
            **self.measure_words(measure, name),
            **when_words(self.rng, self.quarter),
        }

    def measure_words(self, measure: Measure, place: NameRef | None = None) -> dict[str, Part]:
        """The words of a measure; the force goes by its name at times."""
        words = measure_words(self.rng, measure, place)
        if words["agent"] == "the Force" and self.rng.random() < 0.5:
            words["agent"] = self.world.county.force
        return words

    def _level(self, measure: Measure, place: str, printed: Printed) -> Figure:
        series = f"{measure.key}|{place}"
        return Figure(
            printed,
            measure.unit,
            "level",
            self.quarter.period,
            measure.things[0],
            series,
            key=self.key(series) if printed.qualifier == "exact" else None,
            places=(place,) if place else (),
        )

    def _plain_level(self, measure: Measure, place: str, *, said: bool) -> Statement:
        value = self.world.flow(measure, place, self.quarter)
        figure = self._level(measure, place, show(value, self.form(measure.unit, value)))
        return self.statement(
            "level",
            self._words(measure, place, said=said),
            {"L": figure},
            Origin(measure.key, place),
        )

    def _about(self, measure: Measure, place: str, *, said: bool) -> Statement | None:
        value = self.world.flow(measure, place, self.quarter)
        if measure.unit != "count" or value < 40:
            return None
        figure = self._level(measure, place, show_about(value, COUNT, self.rng))
        return self.statement("about", self._words(measure, place, said=said), {"L": figure})

    def _range(self, measure: Measure, place: str, *, said: bool) -> Statement | None:
        weekly = self.world.flow(measure, place, self.quarter) / 13
        if measure.unit != "count" or weekly < 5:
            return None
        low, high = int(weekly * 0.8), int(weekly * 1.25) + 1
        level = self._level(measure, place, show(low, COUNT))
        figures = {}
        for slot, value, qualifier in (("X1", low, "at_least"), ("X2", high, "up_to")):
            printed = replace(show(value, COUNT), qualifier=qualifier)
            figures[slot] = replace(
                level, printed=printed, unit="other:per_week", role="rate", key=None,
                also_roles=("level",),
            )  # fmt: skip
        return self.statement("range", self._words(measure, place, said=said), figures)

    def _per_day(self, measure: Measure, place: str, *, said: bool) -> Statement | None:
        value = self.world.flow(measure, place, self.quarter)
        days = self.quarter.period.days
        if not measure.daily or value < 2 * days:
            return None
        level = self._level(measure, place, show(value, COUNT))
        form = Form(decimals=1 if value / days < 20 else 0, rounded=True)
        rate = replace(
            level, printed=show(value / days, form), unit="per_day", role="rate", key=None
        )
        relation = Relation("rate_per_day", (("level", "L"), ("rate", "R")), days=days)
        return self.statement(
            "per_day",
            self._words(measure, place, said=said),
            {"L": level, "R": rate},
            Origin(measure.key, place),
            (relation,),
        )

    def _compared(self, kind: str, measure: Measure, place: str, *, said: bool) -> Statement | None:
        series = f"{measure.key}|{place}"
        first = self.back(series, (1,) if kind == "two_baselines" else (1, 4))
        second = self.back(series, (4,)) if kind == "two_baselines" else 0
        if not first or (kind == "two_baselines" and not second):
            return None
        value = self.world.flow(measure, place, self.quarter)
        form = self.form(measure.unit, value)
        words = self._words(measure, place, said=said)
        figures = {"L": self._level(measure, place, show(value, form))}
        signs: dict[str, str] = {}
        for sign, back in (("1", first), ("2", second)):
            if not back:
                continue
            tail = "" if sign == "1" else "2"
            against = self._against(figures["L"], value, form, measure, back, sign)
            if against is None:
                return None
            figures |= {slot + tail: figure for slot, figure in against[0].items()}
            signs[sign] = against[1]
            words |= base_words(self.rng, self.quarter, back, tail)
            words |= sign_words(self.rng, sign, measure.unit in ("gbp", "kg"))
        bases = {sign: self.key(series, b) for sign, b in (("1", first), ("2", second)) if b}
        return self.compared(kind, words, figures, signs, bases, Origin(measure.key, place, first))

    def _against(
        self, level: Figure, value: float, form: Form, measure: Measure, back: int, sign: str
    ) -> tuple[dict[str, Figure], str] | None:
        """Baseline, change and percentage; None where nothing changed that could be printed."""
        place = level.places[0] if level.places else FORCE
        before = self.world.flow(measure, place, self.quarter.shift(-back))
        change = show(abs(value - before), form)
        percent = self.percent(100 * abs(value - before) / before)
        if not change.value or not percent.value or percent.value > _LARGEST_PERCENT:
            return None
        period = self.quarter.shift(-back).period
        plain = replace(level, key=None, sign=sign)
        figures = {
            "B": replace(
                level, printed=show(before, form), role="baseline", period=period,
                key=self.key(level.series, back),
            ),
            "C": replace(plain, printed=change, role="change"),
            "P": replace(plain, printed=percent, role="percent_change", unit="percent"),
        }  # fmt: skip
        return figures, "up" if value > before else "down"

    def sum_of(self, measure: Measure) -> Statement:
        """The force's value and those of its areas, which add up to it."""
        total = self.world.flow(measure, FORCE, self.quarter)
        figures = {"W": self._level(measure, FORCE, show(total, COUNT))}
        words = self._words(measure, FORCE, said=False)
        wording_of_part = self.rng.choice(AREA_PART)
        parts: list[Part] = []
        for number, area in enumerate(self.world.county.areas, 1):
            value = self.world.flow(measure, area, self.quarter)
            slot = f"X{number}"
            figures[slot] = replace(
                self._level(measure, area, show(value, COUNT)),
                role="share",
                also_roles=("level",),
            )
            if number > 1:
                parts.append(" and " if number == len(self.world.county.areas) else ", ")
            for text in (
                wording_of_part.replace("{N}", "\0N\0").replace("{place}", "\0P\0").split("\0")
            ):
                if text == "N":
                    parts.append(SlotRef(slot))
                elif text == "P":
                    parts.append(NameRef(area, "place", area))
                elif text:
                    parts.append(text)
        words["parts"] = tuple(parts)
        inputs = (("whole", "W"), *(("part", s) for s in figures if s != "W"))
        return self.statement(
            "sum", words, figures, Origin(measure.key), (Relation("sum", inputs),)
        )

    # ---- putting together

    def statement(
        self,
        kind: str,
        words: Mapping[str, Part],
        figures: Mapping[str, Figure],
        origin: Origin = Origin(""),  # noqa: B008 - frozen
        relations: tuple[Relation, ...] = (),
        template: str = "",
    ) -> Statement:
        """A statement in one of the wordings of its kind."""
        made = Statement(
            kind, template or self.rng.choice(_TEMPLATES[kind]), words, figures, {}, (), origin
        )
        used = used_slots(made)
        kept = tuple(r for r in relations if all(slot in used for _, slot in r.inputs))
        return replace(
            made, figures={s: f for s, f in figures.items() if s in used}, relations=kept
        )

    def compared(
        self,
        kind: str,
        words: Mapping[str, Part],
        figures: Mapping[str, Figure],
        signs: Mapping[str, str],
        bases: Mapping[str, Key],
        origin: Origin,
        template: str = "",
        level: str = "L",
    ) -> Statement:
        """A statement with a direction: its sums follow from the slots that the wording uses."""
        made = Statement(kind, template or self.rng.choice(_TEMPLATES[kind]), words, figures, signs)
        used, worded = used_slots(made), worded_signs(made)
        kept = {slot: figures[slot] for slot in figures if slot in used}
        said = next((s for s in ("1", "2") if s in worded), "")
        kept[level] = replace(kept[level], sign=said)
        relations: list[Relation] = []
        for sign in signs:
            relations += _relations(level, sign, used, sign in worded, bases.get(sign))
        return replace(made, figures=kept, relations=tuple(relations), origin=origin)


def _relations(
    level: str, sign: str, used: frozenset[str], worded: bool, base: Key | None
) -> list[Relation]:
    """The sums of one comparison, within the statement and with the report of its baseline."""
    tail = "" if sign == "1" else "2"
    b, c, p = (slot + tail for slot in "BCP")
    changes = [("difference", "change", c), ("percent_change", "percent_change", p)]
    found: list[Relation] = []
    for kind, role, slot in changes:
        if slot not in used:
            continue
        inputs = (("level", level), (role, slot))
        if b in used:
            found.append(Relation(kind, (*inputs, ("baseline", b)), sign))
        elif base is not None:
            found.append(Relation(kind, inputs, sign, earlier=("baseline", base)))
    if b not in used and c in used and p in used:
        inputs3 = (("level", level), ("change", c), ("percent_change", p))
        found.append(Relation("percent_change", inputs3, sign))
    if b in used:
        if worded:
            found.append(Relation("direction", (("level", level), ("baseline", b)), sign))
        if base is not None:
            found.append(Relation("restated", (("baseline", b),), earlier=("earlier", base)))
    return found
