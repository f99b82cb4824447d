"""The donut: shares clockwise from 12 o'clock in class order, total in the hole, leader labels outside."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from crmdesk.print.blocks import Block
from crmdesk.print.chart.label import AXIS, VALUE, Lines, draw_label
from crmdesk.print.house import MUTE, OUTLINE, STEPS, WHITE, Style
from crmdesk.print.pen import Align, Pen, Point

_OUTER, _INNER = 64.0, 38.0
_CENTRE = (93.5, 80.0)
_SMALLEST = 0.03
_LABEL_STEP = 18.0


@dataclass(frozen=True, slots=True)
class Slice:
    """``share`` 0–1; ``step`` the class's place in the hue; ``value`` as printed."""

    label: Lines
    share: float
    value: str
    step: int


@dataclass(frozen=True, slots=True)
class _Label:
    slice: Slice
    angle: float
    y: float


@dataclass(kw_only=True)
class Donut(Block):
    slices: Sequence[Slice]
    total_label: Lines
    total: str
    other: Lines = ("其他",)

    def height(self, width: float) -> float:  # noqa: ARG002
        return 161.0

    def ring(self) -> list[Slice]:
        """Classes under 3 % are joined in the ring; the table beside it lists them all."""
        shown = [one for one in self.slices if one.share >= _SMALLEST]
        small = [one for one in self.slices if 0 < one.share < _SMALLEST]
        if len(small) == 1:
            return [one for one in self.slices if one.share > 0]
        if small:
            share = sum(one.share for one in small)
            shown.append(Slice(self.other, share, f"{share:.1%}", small[-1].step))
        return shown

    def draw(self, pen: Pen, width: float) -> None:  # noqa: ARG002
        ring = self.ring()
        angle = 0.0
        labels = []
        for one in ring:
            end = angle + one.share * 2 * math.pi
            _draw_slice(pen, angle, end, one.step)
            middle = (angle + end) / 2
            labels.append(_Label(one, middle, _CENTRE[1] - (_OUTER + 6) * math.cos(middle)))
            angle = end
        self._draw_gaps(pen, ring)
        self._draw_labels(pen, labels)
        bottom = draw_label(pen, _CENTRE[0], 74 if len(self.total_label) == 1 else 70, self.total_label, align="c")
        pen.text(_CENTRE[0], bottom + 5, self.total, Style(_fitting(self.total), 12, bold=True), align="c")

    def _draw_gaps(self, pen: Pen, ring: Sequence[Slice]) -> None:
        if len(ring) < 2:
            return
        angle = 0.0
        for one in ring:
            inner, outer = _at(angle, _INNER - 1), _at(angle, _OUTER + 1)
            pen.rule(inner, outer, weight=1.2, colour=WHITE)
            angle += one.share * 2 * math.pi

    def _draw_labels(self, pen: Pen, labels: Sequence[_Label]) -> None:
        for right in (True, False):
            side = [label for label in labels if (math.sin(label.angle) >= 0) == right]
            for label in _apart(side):
                _draw_leader(pen, label, right=right)


def _fitting(total: str) -> float:
    return 11.0 if len(total) <= 11 else 9.0


def _at(angle: float, radius: float) -> Point:
    return _CENTRE[0] + radius * math.sin(angle), _CENTRE[1] - radius * math.cos(angle)


def _arc(start: float, end: float, radius: float) -> list[Point]:
    count = max(2, math.ceil((end - start) / 0.05))
    return [_at(start + (end - start) * i / count, radius) for i in range(count + 1)]


def _draw_slice(pen: Pen, start: float, end: float, step: int) -> None:
    outer = _arc(start, end, _OUTER)
    pen.polygon(outer + _arc(start, end, _INNER)[::-1], STEPS[step])
    if step == len(STEPS) - 1:
        pen.polyline(outer, weight=0.5, colour=OUTLINE)
        pen.polyline(_arc(start, end, _INNER), weight=0.5, colour=OUTLINE)


def _apart(side: list[_Label]) -> list[_Label]:
    """Labels of one side, moved down until none overlaps the one above, then up if they left the drawing."""
    placed: list[_Label] = []
    for label in sorted(side, key=lambda one: one.y):
        floor = placed[-1].y + _LABEL_STEP if placed else 8.0
        placed.append(_Label(label.slice, label.angle, max(label.y, floor)))
    ceiling = 150.0
    for index in range(len(placed) - 1, -1, -1):
        label = placed[index]
        placed[index] = _Label(label.slice, label.angle, min(label.y, ceiling))
        ceiling = placed[index].y - _LABEL_STEP
    return placed


def _draw_leader(pen: Pen, label: _Label, *, right: bool) -> None:
    sign = 1 if right else -1
    start = _at(label.angle, _OUTER + 1)
    knee = (_at(label.angle, _OUTER + 7)[0], label.y)
    end = (knee[0] + 3 * sign, label.y)
    pen.polyline((start, knee, end), weight=0.4, colour=MUTE)
    x = end[0] + 2 * sign
    align: Align = "l" if right else "r"
    pen.text(x, label.y + 0.5, label.slice.label[0], Style(7.5, 9), align=align)
    baseline = label.y + 9.5
    if len(label.slice.label) > 1:
        pen.text(x, label.y + 8.5, label.slice.label[1], AXIS, align=align)
        baseline = label.y + 17
    pen.text(x, baseline, label.slice.value, VALUE, align=align)
