"""A check's sum, read back from its formula, so that another program can work it out again.

"16,975 ÷ (91,425 − 16,975) × 100 = 22.8%" becomes an expression over the figures it rests
on. The workbook writes the expression over cells; the self-test asks whether a spoilt figure
must show. Nothing here judges: a formula in words ("2nd before, 3rd now") gives no sum.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from audit.intervals import Interval, printed, rounded, step
from audit.wording import DOWN, SAME, UP, number, plain
from quarterline.records import Check, Claim

_TOKEN = re.compile(
    r"(?P<number>[£$€]?\d[\d,]*(?:\.\d+)?%?)|(?P<mark>[+−×÷()])|(?P<word>[A-Za-z]+)|(?P<space>\s+)"
)
_UNITS = frozenset("day days week weeks month months year years".split())
_PAIR = re.compile(r"([£$€]?\d[\d,.]*%?)\s+(?:against|and)\s+([£$€]?\d[\d,.]*%?)")
_LOOSE = {"+": 1, "−": 1, "×": 2, "÷": 2}
_EXCEL = {"+": "+", "−": "-", "×": "*", "÷": "/"}
_MOST_CORNERS = 3  # uncertain figures that are tried at both ends: 2 ** 3 sums


@dataclass(frozen=True, slots=True)
class Input:
    """A figure that a sum rests on; `claim` is empty where no figure of a report has it.

    `low` and `high` bound what it can stand for, infinite where the print sets no bound.
    """

    text: str
    value: float
    low: float
    high: float
    claim: str = ""

    @property
    def exact(self) -> bool:
        """Whether it stands for one value only."""
        return self.low == self.high

    @property
    def bounded(self) -> bool:
        """Whether both its ends are finite."""
        return not (math.isinf(self.low) or math.isinf(self.high))


@dataclass(frozen=True, slots=True)
class Node:
    """An input (by its number), or two nodes joined by one of + − × ÷."""

    mark: str = ""
    index: int = -1
    left: Node | None = None
    right: Node | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """What the report gives as the result: a figure with its last digit's unit, or a direction."""

    text: str
    value: float
    step: float
    low: float
    high: float
    claim: str = ""
    way: str = ""


@dataclass(frozen=True, slots=True)
class Sum:
    """An expression over inputs, and the stated result it is held against.

    Where `stated.way` is set the expression has two inputs, the later figure and the earlier,
    and what is compared is which of them is larger.
    """

    node: Node
    inputs: tuple[Input, ...]
    stated: Stated | None

    def value(self, values: Sequence[float] | None = None) -> float:
        """The result; `values` take the place of the inputs'. Raises ZeroDivisionError."""
        given = [i.value for i in self.inputs] if values is None else values
        return _evaluate(self.node, given)

    def interval(self) -> Interval | None:
        """All results that the inputs' printed forms allow; None where they are unbounded."""
        if not all(i.bounded for i in self.inputs):
            return None
        results = [self.value(corner) for corner in self._corners()]
        return Interval(min(results), max(results)) if results else None

    @property
    def uncertain(self) -> tuple[int, ...]:
        """Numbers of the inputs that stand for more than one value."""
        return tuple(n for n, i in enumerate(self.inputs) if not i.exact)

    def _corners(self) -> list[list[float]]:
        """Inputs at their ends: each of our sums is monotone in each of its figures."""
        loose = self.uncertain
        choices = [(i.low, i.high) if n in loose else (i.value,) for n, i in enumerate(self.inputs)]
        if len(loose) <= _MOST_CORNERS:
            return [list(corner) for corner in itertools.product(*choices)]
        rising = self.rising()
        low = [i.low if up else i.high for i, up in zip(self.inputs, rising, strict=True)]
        high = [i.high if up else i.low for i, up in zip(self.inputs, rising, strict=True)]
        return [low, high]

    def rising(self) -> list[bool]:
        """For each input, whether the result grows with it."""
        base = [i.value for i in self.inputs]
        middle = self.value(base)
        found = []
        for index, value in enumerate(base):
            moved = [*base]
            moved[index] = value + max(1.0, abs(value)) * 1e-6
            found.append(self.value(moved) >= middle)
        return found

    def verdict(self) -> str:
        """By this sum alone: agrees, disagrees, or "" where it cannot be told."""
        if self.stated is None:
            return ""
        try:
            if self.stated.way:
                later, earlier = (i.value for i in self.inputs[:2])
                return _fits(self.stated.way == _way(later, earlier))
            result = self.interval()
        except ZeroDivisionError:
            return ""
        if result is None:
            return ""
        return _fits(result.meets(Interval(self.stated.low, self.stated.high)))

    def excel(self, cells: Sequence[str]) -> str:
        """The expression over cells, as a spreadsheet writes it, without "="."""
        return _excel(self.node, cells, 0)

    def excel_bounds(
        self, values: Sequence[str], lows: Sequence[str], highs: Sequence[str]
    ) -> tuple[str, str]:
        """The least and greatest result over cells, by the same rule as `interval`."""
        loose = self.uncertain
        if not loose:
            whole = self.excel(values)
            return whole, whole
        if len(loose) <= _MOST_CORNERS:
            ends = [(lows[n], highs[n]) if n in loose else (values[n],) for n in range(len(values))]
            sums = ",".join(self.excel(corner) for corner in itertools.product(*ends))
            return f"MIN({sums})", f"MAX({sums})"
        rising = self.rising()
        least = [lows[n] if up else highs[n] for n, up in enumerate(rising)]
        most = [highs[n] if up else lows[n] for n, up in enumerate(rising)]
        return self.excel(least), self.excel(most)


def sum_of(check: Check, claims: Mapping[str, Claim]) -> Sum | None:
    """The sum of a check, None where its formula is in words or names what we do not hold."""
    known = [claims[key] for key in check.claims if key in claims]
    pair = _PAIR.fullmatch(check.formula.strip())
    if pair:
        return _pair(check, pair[1], pair[2], known)
    left, equals, _ = check.formula.partition("=")
    tokens = _tokens(left)
    if not equals or tokens is None or not any(t in _LOOSE for t in tokens):
        return None
    inputs = _Inputs(tokens, known, check)
    try:
        node = _parse(tokens, inputs.take)
        found = Sum(node, tuple(inputs.found), _stated(check, known, inputs.used))
        found.value()
    except (ValueError, ZeroDivisionError, IndexError):
        return None
    return found


# --------------------------------------------------------------------------------- reading


def _tokens(text: str) -> list[str] | None:
    """Numbers and marks; a range "1,143 to 1,191" is one token; None where words are left."""
    found: list[str] = []
    pending = False
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            return None
        place = match.end()
        word = match["word"]
        if word == "to" and found and found[-1][-1:].isdigit():
            pending = True
        elif word and word not in _UNITS:
            return None
        elif match["number"] and pending:
            found[-1] = f"{found[-1]} to {match['number']}"
            pending = False
        elif match["number"] or match["mark"]:
            found.append(match.group())
    return found


def _value(literal: str) -> float:
    return float(literal.strip("£$€%").replace(",", ""))


class _Inputs:
    """The inputs of a formula in the order in which they are first met."""

    def __init__(self, tokens: Sequence[str], claims: Sequence[Claim], check: Check) -> None:
        self.found: list[Input] = []
        self.used: set[str] = set()
        self._claims = claims
        self._check = check
        self._times = Counter(t for t in tokens if t not in _EXCEL and t not in "()")
        self._by_literal: dict[str, list[int]] = {}

    def take(self, literal: str) -> int:
        """The number of the input for a literal; one figure met twice is one input."""
        bare = literal.strip("£$€%")
        mine = [c for c in self._claims if plain(c) == bare or number(abs(c.value)) == bare]
        held = self._by_literal.setdefault(bare, [])
        if held and len(mine) < self._times[literal]:
            return held[0]
        fresh = next((c for c in mine if c.id not in self.used), None)
        if fresh is not None:
            self.used.add(fresh.id)
            ends = printed(fresh).magnitude
            given = Input(bare, abs(fresh.value), ends.low, ends.high, fresh.id)
        elif " to " in bare:
            low, high = (_value(end) for end in bare.split(" to "))
            given = Input(bare, (low + high) / 2, min(low, high), max(low, high))
        else:
            value = _value(bare)
            given = Input(bare, value, value, value)
        self.found.append(given)
        held.append(len(self.found) - 1)
        return len(self.found) - 1


def _parse(tokens: Sequence[str], take: Callable[[str], int]) -> Node:
    """Precedence climbing over + − × ÷ and brackets; ValueError where it does not fit."""
    place = 0

    def atom() -> Node:
        nonlocal place
        piece = tokens[place]
        place += 1
        if piece == "(":
            inner = climb(1)
            if tokens[place] != ")":
                raise ValueError(f"expected a closing bracket, found {tokens[place]!r}")
            place += 1
            return inner
        if piece in _LOOSE or piece == ")":
            raise ValueError(f"expected a figure, found {piece!r}")
        return Node(index=take(piece))

    def climb(least: int) -> Node:
        nonlocal place
        left = atom()
        while place < len(tokens) and _LOOSE.get(tokens[place], 0) >= least:
            mark = tokens[place]
            place += 1
            left = Node(mark, left=left, right=climb(_LOOSE[mark] + 1))
        return left

    node = climb(1)
    if place != len(tokens):
        raise ValueError(f"{tokens[place:]} is left over")
    return node


def _stated(check: Check, claims: Sequence[Claim], used: set[str]) -> Stated | None:
    """The figure that the result is held against: one that the sum does not rest on."""
    free = [c for c in claims if c.id not in used]
    same = [
        c
        for c in free
        if isinstance(check.stated, int | float)
        and math.isclose(abs(c.value), abs(check.stated), rel_tol=1e-9)
    ]
    chosen = (same or free)[-1:]
    return _of(chosen[0]) if chosen else None


def _of(claim: Claim) -> Stated:
    ends = rounded(claim)
    if claim.value < 0:
        ends = ends.magnitude
    return Stated(plain(claim), abs(claim.value), step(claim), ends.low, ends.high, claim=claim.id)


def _pair(check: Check, first: str, second: str, claims: Sequence[Claim]) -> Sum | None:
    inputs = _Inputs([first, second], claims, check)
    numbers = [inputs.take(first), inputs.take(second)]
    if len(set(numbers)) < 2 or any(not inputs.found[n].claim for n in numbers):
        return None
    if check.stated in (UP, DOWN, SAME):
        way = Stated(str(check.stated), 0.0, 0.0, 0.0, 0.0, way=str(check.stated))
        minus = Node("−", left=Node(index=0), right=Node(index=1))
        return Sum(minus, tuple(inputs.found), way)
    if not isinstance(check.stated, int | float):
        return None
    by_id = {c.id: c for c in claims}
    told, held = (by_id[inputs.found[n].claim] for n in numbers)
    ends = printed(held).magnitude
    other = Input(plain(held), abs(held.value), ends.low, ends.high, held.id)
    return Sum(Node(index=0), (other,), _of(told))


# ------------------------------------------------------------------------------- working out


def _evaluate(node: Node, values: Sequence[float]) -> float:
    if node.left is None or node.right is None:
        return values[node.index]
    left, right = _evaluate(node.left, values), _evaluate(node.right, values)
    if node.mark == "+":
        return left + right
    if node.mark == "−":
        return left - right
    return left * right if node.mark == "×" else left / right


def _excel(node: Node, cells: Sequence[str], least: int) -> str:
    if node.left is None or node.right is None:
        return cells[node.index]
    own = _LOOSE[node.mark]
    left, right = _excel(node.left, cells, own), _excel(node.right, cells, own + 1)
    text = f"{left}{_EXCEL[node.mark]}{right}"
    return f"({text})" if own < least else text


def _way(later: float, earlier: float) -> str:
    if later == earlier:
        return SAME
    return UP if later > earlier else DOWN


def _fits(holds: bool) -> str:
    return "agrees" if holds else "disagrees"
