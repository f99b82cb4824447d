"""Time on paper: who does what when, and the line of review dates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from crmdesk.dates import month_first, month_index, month_last
from crmdesk.print.blocks import Block
from crmdesk.print.chart.label import AXIS, LABEL, VALUE, Lines, draw_label
from crmdesk.print.fonts import text_width
from crmdesk.print.house import ACCENT, RULE, STEPS, WHITE
from crmdesk.print.pen import Pen

_LEFT = 66.0
_ROW = 14.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One action. ``start`` None means a single day; ``is_client`` chooses the lighter step."""

    label: str
    who: str
    start: date | None
    end: date
    is_client: bool


@dataclass(kw_only=True)
class Schedule(Block):
    """Bars over whole months from ``first`` to ``last`` (at most 14 months)."""

    bars: Sequence[Bar]
    first: date
    last: date

    def height(self, width: float) -> float:  # noqa: ARG002
        return 16 + _ROW * len(self.bars)

    def _x(self, day: date, width: float) -> float:
        first, last = month_first(month_index(self.first)), month_last(month_index(self.last))
        share = (day - first).days / max((last - first).days + 1, 1)
        return _LEFT + min(max(share, 0.0), 1.0) * (width - _LEFT)

    def draw(self, pen: Pen, width: float) -> None:
        bottom = self.height(width) - 4
        months = range(month_index(self.first), month_index(self.last) + 1)
        for month in months:
            left, right = self._x(month_first(month), width), self._x(month_first(month + 1), width)
            pen.rule((left, 12), (left, bottom), weight=0.35, colour=RULE)
            pen.text((left + right) / 2, 8, f"{month_first(month):%y-%m}", AXIS, align="c")
        pen.rule((width, 12), (width, bottom), weight=0.35, colour=RULE)
        for index, bar in enumerate(self.bars):
            self._draw_bar(pen, bar, 19 + _ROW * index, width)

    def _draw_bar(self, pen: Pen, bar: Bar, middle: float, width: float) -> None:
        pen.text(0, middle + 3, bar.label, VALUE)
        pen.text(16, middle + 3, _shortened(bar.who, _LEFT - 20), LABEL)
        right = self._x(bar.end, width)
        if bar.start is None:
            x = min(max(right, _LEFT + 5), width - 5)
            pen.polygon([(x, middle - 5), (x + 5, middle), (x, middle + 5), (x - 5, middle)], ACCENT)
            return
        left = self._x(bar.start, width)
        pen.fill(left, middle - 4, max(right - left, 3), 8, STEPS[2 if bar.is_client else 1])


def _shortened(text: str, room: float) -> str:
    """The name, or its beginning with … when it would run into the drawing."""
    if text_width(text, 7.5) <= room:
        return text
    while text and text_width(text + "…", 7.5) > room:
        text = text[:-1]
    return text + "…"


@dataclass(frozen=True, slots=True)
class Review:
    day: date
    label: Lines
    what: str


@dataclass(kw_only=True)
class ReviewLine(Block):
    """Five points to scale; labels shift so that they do not touch, points do not."""

    reviews: Sequence[Review]

    def height(self, width: float) -> float:  # noqa: ARG002
        return 46.0

    def draw(self, pen: Pen, width: float) -> None:
        first, last = self.reviews[0].day, self.reviews[-1].day
        span = max((last - first).days, 1)
        points = [28 + (review.day - first).days / span * (width - 52) for review in self.reviews]
        pen.rule((points[0], 28), (points[-1], 28), weight=1.6, colour=ACCENT)
        for index, (x, middle) in enumerate(zip(points, self._label_middles(points, width), strict=True)):
            review = self.reviews[index]
            pen.dot(x, 28, 3.2, fill=ACCENT if index == 0 else WHITE, stroke=ACCENT, weight=1.2)
            pen.text(middle, 9, review.day.isoformat(), AXIS, align="c")
            draw_label(pen, middle, 19, review.label[:1], bold=True, align="c")
            pen.text(middle, 43, review.what, AXIS, align="c")

    def _label_middles(self, points: Sequence[float], width: float) -> list[float]:
        halves = [max(text_width(review.what, 7), 38) / 2 for review in self.reviews]
        middles: list[float] = []
        edge = 0.0
        for x, half in zip(points, halves, strict=True):
            middles.append(max(x, edge + half))
            edge = middles[-1] + half + 6
        limit = width
        for index in range(len(middles) - 1, -1, -1):
            middles[index] = min(middles[index], limit - halves[index])
            limit = middles[index] - halves[index] - 6
        return middles
