"""The 13-month line: a value row under each dot, a gap for a missing month, one dashed reference."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from crmdesk.print.blocks import Block
from crmdesk.print.chart.label import AXIS, SMALL, SMALL_BOLD, Lines
from crmdesk.print.house import ACCENT, INK, RULE, WHITE
from crmdesk.print.pen import Pen, Point

_LEFT, _TOP, _BOTTOM = 38.0, 12.0, 102.0


@dataclass(frozen=True, slots=True)
class Month:
    """``value`` in the axis unit, None when the month has no figure; ``printed`` as in the table row."""

    label: str
    value: float | None
    printed: str


@dataclass(kw_only=True)
class Trend(Block):
    """``reference`` is (value, its name)."""

    months: Sequence[Month]
    unit: str
    month_label: Lines
    value_label: Lines
    reference: tuple[float, str] | None = None
    _axis: tuple[float, float] = field(default=(0.0, 0.0), init=False)

    def height(self, width: float) -> float:  # noqa: ARG002
        return 140.0 if len(self.value_label) == 1 else 147.0

    def draw(self, pen: Pen, width: float) -> None:
        low, high, step = scale(self._values())
        self._axis = (low, high)
        self._draw_grid(pen, width, step)
        points = [self._point(index, month, width) for index, month in enumerate(self.months)]
        self._draw_lines(pen, points)
        self._draw_dots(pen, points)
        self._draw_rows(pen, width)

    def _values(self) -> list[float]:
        values = [month.value for month in self.months if month.value is not None]
        if self.reference and values and 0.5 * min(values) <= self.reference[0] <= 1.5 * max(values):
            values.append(self.reference[0])
        return values

    def _y(self, value: float) -> float:
        low, high = self._axis
        return _BOTTOM - (value - low) / (high - low) * (_BOTTOM - _TOP)

    def _x(self, index: int, width: float) -> float:
        left, right = _LEFT + 14, width - 18
        return (left + right) / 2 if len(self.months) == 1 else left + (right - left) * index / (len(self.months) - 1)

    def _point(self, index: int, month: Month, width: float) -> Point | None:
        return None if month.value is None else (self._x(index, width), self._y(month.value))

    def _draw_grid(self, pen: Pen, width: float, step: float) -> None:
        low, high = self._axis
        pen.text(0, 7, self.unit, AXIS)
        for index in range(round((high - low) / step) + 1):
            value = low + index * step
            y = self._y(value)
            pen.rule((_LEFT, y), (width, y), weight=0.35 if index else 0.7, colour=RULE)
            pen.text(_LEFT - 6, y + 2.5, f"{value:,.10g}", AXIS, align="r")
        if self.reference and low <= self.reference[0] <= high:
            y = self._y(self.reference[0])
            pen.rule((_LEFT, y), (width, y), weight=0.8, colour=INK, dash=(3, 2))
            pen.text(width, self._clear_of_line(y, width), self.reference[1], SMALL, align="r")

    def _clear_of_line(self, y: float, width: float) -> float:
        """The reference's name stands above it, or below where the line runs just above at the right end."""
        ends = [self._point(index, month, width) for index, month in enumerate(self.months)][-3:]
        near = any(point is not None and y - 14 <= point[1] <= y + 1 for point in ends)
        return y + 8.5 if near else y - 3

    def _draw_lines(self, pen: Pen, points: Sequence[Point | None]) -> None:
        stretch: list[Point] = []
        for point in [*points, None]:
            if point is not None:
                stretch.append(point)
            elif stretch:
                if len(stretch) > 1:
                    pen.polyline(stretch, weight=1.6, colour=ACCENT)
                stretch = []

    def _draw_dots(self, pen: Pen, points: Sequence[Point | None]) -> None:
        last = len(points) - 1
        for index, point in enumerate(points):
            if point is not None:
                pen.dot(*point, 2, fill=ACCENT if index in (0, last) else WHITE, stroke=ACCENT)

    def _draw_rows(self, pen: Pen, width: float) -> None:
        pen.text(0, 114, self.month_label[0], AXIS)
        for offset, text in enumerate(self.value_label):
            pen.text(0, 127 + 8 * offset, text, AXIS)
        last = len(self.months) - 1
        for index, month in enumerate(self.months):
            x = self._x(index, width)
            pen.text(x, 114, month.label, AXIS, align="c")
            pen.text(x, 127, month.printed, SMALL_BOLD if index in (0, last) else SMALL, align="c")
        pen.rule((0, self.height(width) - 6), (width, self.height(width) - 6), weight=0.35, colour=RULE)


def scale(values: Sequence[float]) -> tuple[float, float, float]:
    """Axis (low, high, step) with two to five even steps around the values; it may start above 0."""
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    spread = max(high - low, abs(high) * 0.1, 0.01)
    raw = spread / 3
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * one for one in (1, 2, 2.5, 5, 10) if power * one >= raw)
    bottom = math.floor((low - spread * 0.08) / step) * step
    if low >= 0:
        bottom = max(bottom, 0.0)
    top = math.ceil((high + spread * 0.04) / step) * step
    return bottom, max(top, bottom + step), step
