"""Curves over size as an SVG file, both axes logarithmic: the same figures, the same bytes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT = 380, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 130, 40, 44
# Colours that people who see few colours tell apart (Okabe and Ito), and marks beside them.
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00")


@dataclass(frozen=True, slots=True)
class Panel:
    """One plot: its title, and the values of each line, one for each size."""

    title: str
    lines: Mapping[str, Sequence[float]]


def draw(sizes: Sequence[int], panels: Sequence[Panel], unit: str) -> str:
    """The plots side by side; `unit` says what the sizes count."""
    width = len(panels) * (_WIDTH + _LEFT + _RIGHT)
    height = _HEIGHT + _TOP + _BOTTOM
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    for number, panel in enumerate(panels):
        left = number * (_WIDTH + _LEFT + _RIGHT) + _LEFT
        parts += [f'<g transform="translate({left},{_TOP})">', *_panel(sizes, panel, unit), "</g>"]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _panel(sizes: Sequence[int], panel: Panel, unit: str) -> list[str]:
    values = [v for line in panel.lines.values() for v in line if v > 0]
    across = _Axis(min(sizes), max(sizes), _WIDTH)
    up = _Axis(min(values), max(values), _HEIGHT)
    parts = [f'<text x="0" y="-16" font-size="14">{escape(panel.title)}</text>']
    for tick in across.ticks():
        x = across.at(tick)
        parts.append(f'<path d="M{x:.1f} 0V{_HEIGHT}" stroke="#ddd"/>')
        label = f"{tick:,.0f}"
        parts.append(f'<text x="{x:.1f}" y="{_HEIGHT + 16}" text-anchor="middle">{label}</text>')
    for tick in up.ticks():
        y = _HEIGHT - up.at(tick)
        parts.append(f'<path d="M0 {y:.1f}H{_WIDTH}" stroke="#ddd"/>')
        parts.append(f'<text x="-6" y="{y + 4:.1f}" text-anchor="end">{tick:,.4g}</text>')
    parts.append(
        f'<text x="{_WIDTH / 2}" y="{_HEIGHT + 34}" text-anchor="middle">{escape(unit)}</text>'
    )
    lowest = float("-inf")
    ends = sorted(
        (_HEIGHT - up.at(line[-1]), number, name)
        for number, (name, line) in enumerate(panel.lines.items())
    )
    for y, number, name in ends:
        lowest = max(y, lowest + 14)  # names of lines that end together stand below one another
        colour = _COLOURS[number % len(_COLOURS)]
        points = [
            (across.at(size), _HEIGHT - up.at(value))
            for size, value in zip(sizes, panel.lines[name], strict=True)
        ]
        joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(
            f'<polyline points="{joined}" fill="none" stroke="{colour}" stroke-width="2"/>'
        )
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
        parts.append(
            f'<text x="{_WIDTH + 6}" y="{lowest + 4:.1f}" fill="{colour}">{escape(name)}</text>'
        )
    return parts


@dataclass(frozen=True, slots=True)
class _Axis:
    """A logarithmic axis over whole decades."""

    least: float
    most: float
    length: int

    def _ends(self) -> tuple[int, int]:
        low = math.floor(math.log10(self.least))
        return low, max(math.ceil(math.log10(self.most)), low + 1)

    def at(self, value: float) -> float:
        low, high = self._ends()
        return self.length * (math.log10(max(value, 10.0**low)) - low) / (high - low)

    def ticks(self) -> list[float]:
        low, high = self._ends()
        return [10.0**power for power in range(low, high + 1)]
