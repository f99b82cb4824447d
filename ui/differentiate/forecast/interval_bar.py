"""An expected value with its 80 % on one line, and beside it what came in the months before."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.framework.theme import theme

_BAR, _TOP, _HEIGHT = 12, 20, 56
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


@dataclass(frozen=True)
class Interval:
    """Cents, and each as words; ``past`` is marked by a triangle below the bar."""

    low: int
    expected: int
    high: int
    past: int
    words: tuple[str, str, str, str]


class IntervalBar(QWidget):
    """The axis begins at zero, so that a wide interval looks as wide as it is."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: Interval | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_interval(self, shown: Interval, *, spoken: str) -> None:
        self._shown = shown
        self.setAccessibleName(spoken)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, _HEIGHT)

    def place(self, cents: int) -> float:
        """Where a value stands, in pixels from the left."""
        one = self._shown
        assert one is not None
        most = max(one.high, one.expected, one.past, 1)
        return 4 + max(cents, 0) / most * (self.width() - 8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        one = self._shown
        if one is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("line.default"), 1))
        painter.drawLine(QPointF(4, _TOP + _BAR / 2), QPointF(self.width() - 4, _TOP + _BAR / 2))
        self._paint_bar(painter, one)
        self._paint_words(painter, one)

    def _paint_bar(self, painter: QPainter, one: Interval) -> None:
        left, right = self.place(one.low), self.place(one.high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("chart.band"))
        painter.drawRoundedRect(QRectF(left, _TOP, max(right - left, 2), _BAR), 3, 3)
        painter.setBrush(theme.color("accent"))
        painter.drawRoundedRect(QRectF(self.place(one.expected) - 1.5, _TOP - 3, 3, _BAR + 6), 1, 1)
        at = self.place(one.past)
        painter.setBrush(theme.color("text.secondary"))
        foot = _TOP + _BAR
        painter.drawPolygon([QPointF(at, foot + 1), QPointF(at - 4, foot + 8), QPointF(at + 4, foot + 8)])

    def _paint_words(self, painter: QPainter, one: Interval) -> None:
        """Above the bar its ends and the expected value, as long as they do not meet; below it what came."""
        painter.setFont(theme.font("strong"))
        painter.setPen(theme.color("text.primary"))
        taken = self._write(painter, one.words[1], self.place(one.expected), 0)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("text.secondary"))
        for text, cents in ((one.words[0], one.low), (one.words[2], one.high)):
            box = self._box(painter, text, self.place(cents), 0)
            if not box.adjusted(-6, 0, 6, 0).intersects(taken):
                self._write(painter, text, self.place(cents), 0)
        self._write(painter, one.words[3], self.place(one.past), _TOP + _BAR + 9)

    def _box(self, painter: QPainter, text: str, at: float, top: float) -> QRectF:
        width = painter.fontMetrics().horizontalAdvance(text) + 2
        left = min(max(at - width / 2, 0), max(self.width() - width, 0))
        return QRectF(left, top, width, 16)

    def _write(self, painter: QPainter, text: str, at: float, top: float) -> QRectF:
        box = self._box(painter, text, at, top)
        painter.drawText(box, _CENTRE, text)
        return box
