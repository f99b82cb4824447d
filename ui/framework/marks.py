"""The mark after a field: disc (fresh), half disc (stale), dashed ring (missing), triangle (invalid)."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from crmdesk.i18n import tr
from ui.framework.labels import plain_tooltip
from ui.framework.theme import theme

Mark = Literal["", "ok", "stale", "missing", "invalid"]

#: From harmless to urgent: the worst mark of a section stands in the index.
SEVERITY: tuple[Mark, ...] = ("", "ok", "missing", "stale", "invalid")
_TOKENS = {"ok": "state.ok", "stale": "state.warn", "missing": "text.tertiary", "invalid": "state.bad"}
_SIZE = 10


def worst(marks: list[Mark]) -> Mark:
    return max(marks, key=SEVERITY.index, default="")


def mark_words(mark: Mark) -> str:
    """What the shape means."""
    words = {
        "ok": tr("Valid and fresh"),
        "stale": tr("Stale or about to expire"),
        "missing": tr("Missing"),
        "invalid": tr("Invalid"),
    }
    return words.get(mark, "")


def paint_mark(painter: QPainter, mark: Mark, rect: QRectF) -> None:
    """Draw a mark into a square, on the 10 × 10 grid of the shapes."""
    if not mark:
        return
    color = theme.color(_TOKENS[mark])
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / 10, rect.height() / 10)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    if mark == "ok":
        painter.drawEllipse(QRectF(1, 1, 8, 8))
    elif mark == "invalid":
        painter.drawPath(_triangle())
    else:
        _paint_ring(painter, mark, QPen(color, 1.4))
    painter.restore()


def _paint_ring(painter: QPainter, mark: Mark, pen: QPen) -> None:
    if mark == "stale":
        painter.drawPie(QRectF(1, 1, 8, 8), 90 * 16, 180 * 16)
    else:
        pen.setDashPattern([2 / 1.4, 1.6 / 1.4])
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QRectF(1.4, 1.4, 7.2, 7.2))


def _triangle() -> QPainterPath:
    path = QPainterPath()
    path.moveTo(5, 0.5)
    path.lineTo(9.8, 9)
    path.lineTo(0.2, 9)
    path.closeSubpath()
    return path


class MarkLabel(QWidget):
    """A mark in a layout; its reason is the tooltip and what a screen reader says. A press is told."""

    pressed = Signal()

    def __init__(self, mark: Mark = "", *, reason: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.mark: Mark = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_mark(mark, reason=reason)

    def show_mark(self, mark: Mark, *, reason: str = "") -> None:
        self.mark = mark
        words = reason or mark_words(mark)
        self.setToolTip(plain_tooltip(words))
        self.setAccessibleName(words)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit()

    def sizeHint(self) -> QSize:
        return QSize(_SIZE, _SIZE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_mark(QPainter(self), self.mark, QRectF(0, (self.height() - _SIZE) / 2, _SIZE, _SIZE))
