"""Stacked bars: the current and the target allocation, and what covers a need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from crmdesk.print.blocks import Block
from crmdesk.print.chart.label import AXIS, Lines, draw_label, label_width, on
from crmdesk.print.fonts import text_width
from crmdesk.print.house import INK, MUTE, OUTLINE, STEPS, ink_on
from crmdesk.print.pen import Pen

_BAR = 20.0
_LEFT = 40.0
_WHITE_GAP = 1.0
_FITS = 20.0


@dataclass(frozen=True, slots=True)
class Share:
    """One class: shares 0–1 now and as aimed at, ``step`` its place in the hue."""

    label: Lines
    now: float
    target: float
    step: int


@dataclass(kw_only=True)
class AllocationBars(Block):
    shares: Sequence[Share]
    now_label: Lines
    target_label: Lines

    def height(self, width: float) -> float:  # noqa: ARG002
        return 112.0

    def draw(self, pen: Pen, width: float) -> None:
        room = width - _LEFT
        now = self._draw_bar(pen, 24, [share.now for share in self.shares], room)
        target = self._draw_bar(pen, 70, [share.target for share in self.shares], room)
        draw_label(pen, 0, 37 - 4.5 * (len(self.now_label) - 1), self.now_label, bold=True)
        draw_label(pen, 0, 83 - 4.5 * (len(self.now_label) - 1), self.target_label, bold=True)
        for (_, upper), (_, lower) in list(zip(now, target, strict=True))[:-1]:
            pen.rule((upper, 44), (lower, 70), weight=0.4, colour=MUTE)
        self._draw_names(pen, now, width)
        self._draw_new_names(pen, now, target)
        _draw_axis(pen, width)

    def _draw_bar(self, pen: Pen, top: float, shares: Sequence[float], room: float) -> list[tuple[float, float]]:
        """Draw the segments; returns (left, right) of each, also of the empty ones."""
        left, places = _LEFT, []
        for share, one in zip(self.shares, shares, strict=True):
            right = left + one * room
            places.append((left, right))
            if right - left > _WHITE_GAP:
                _segment(pen, left, top, right - left - _WHITE_GAP, share.step)
                self._draw_value(pen, (left + right - _WHITE_GAP) / 2, top, right - left, f"{one:.1%}", share.step)
            left = right
        return places

    def _draw_value(self, pen: Pen, x: float, top: float, size: float, text: str, step: int) -> None:
        if size >= max(_FITS, text_width(text, 7.5, bold=True) + 2):
            pen.text(x, top + 13, text, on(ink_on(step)), align="c")
        else:
            pen.text(x, top - 2, text, on(INK), align="c")

    def _draw_names(self, pen: Pen, places: Sequence[tuple[float, float]], width: float) -> None:
        """Names above the upper bar, moved right where two would touch; a narrow bar's number stands below its name."""
        edge = -100.0
        lift = 9.0 * (len(self.now_label) - 1)
        room = width - _LEFT
        for share, (left, right) in zip(self.shares, places, strict=True):
            if right - left <= _WHITE_GAP:
                continue
            size = label_width(share.label)
            x = min(max(left, edge), width - size)
            narrow = share.now * room < _FITS
            draw_label(pen, x, 18 - lift - (7 if narrow and not lift else 0), share.label)
            edge = x + size + 4

    def _draw_new_names(
        self, pen: Pen, now: Sequence[tuple[float, float]], target: Sequence[tuple[float, float]]
    ) -> None:
        """A class that is not there yet is named above its target."""
        for share, (left, right), (begin, end) in zip(self.shares, now, target, strict=True):
            if right - left <= _WHITE_GAP < end - begin and label_width(share.label[:1]) + 4 < end - begin:
                pen.text(begin, 67, share.label[0], on(INK, bold=False))


def _segment(pen: Pen, left: float, top: float, width: float, step: int) -> None:
    pen.fill(left, top, width, _BAR, STEPS[step])
    if step == len(STEPS) - 1:
        pen.outline(left, top, width, _BAR, colour=OUTLINE, weight=0.5)


def _draw_axis(pen: Pen, width: float) -> None:
    pen.rule((_LEFT, 94), (width, 94), weight=0.5, colour=MUTE)
    for index in range(6):
        x = _LEFT + (width - _LEFT) * index / 5
        pen.rule((x, 94), (x, 97), weight=0.5, colour=MUTE)
        align = "l" if index == 0 else "r" if index == 5 else "c"
        pen.text(x, 105, f"{index * 20}%", AXIS, align=align)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Source:
    """What pays for part of a need; ``step`` None marks the part that is missing."""

    label: str
    amount: float
    printed: str
    step: int | None


@dataclass(kw_only=True)
class CoverageBar(Block):
    """One bar up to the target; what is missing is dashed and white."""

    sources: Sequence[Source] = field(default_factory=tuple)
    target: str = ""

    def height(self, width: float) -> float:  # noqa: ARG002
        return 46.0

    def draw(self, pen: Pen, width: float) -> None:
        total = sum(source.amount for source in self.sources) or 1
        left, edge = 0.0, -100.0
        for source in self.sources:
            size = source.amount / total * width
            if size > _WHITE_GAP:
                self._draw_source(pen, left, size - _WHITE_GAP, source)
                x = min(max(left, edge), width - text_width(source.label, 7.5))
                pen.text(x, 9, source.label, on(INK, bold=False))
                edge = x + text_width(source.label, 7.5) + 4
            left += size
        pen.text(0, 44, "0", AXIS)
        pen.text(width, 44, self.target, AXIS, align="r")

    def _draw_source(self, pen: Pen, left: float, size: float, source: Source) -> None:
        if source.step is None:
            pen.outline(left + 0.5, 14, size - 0.5, _BAR, colour=INK, weight=0.7, dash=(2.5, 2))
        else:
            _segment(pen, left, 14, size, source.step)
        if size >= text_width(source.printed, 7.5, bold=True) + 2:
            colour = INK if source.step is None else ink_on(source.step)
            pen.text(left + size / 2, 27, source.printed, on(colour), align="c")
