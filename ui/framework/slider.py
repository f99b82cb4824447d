"""A slider drawn from tokens, with a mark where the value stood before."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QSlider

from ui.framework.theme import theme

_KNOB, _TRACK = 7.0, 4.0
STEPS = 1000

_KEYS = {
    Qt.Key.Key_Left: (-1, False),
    Qt.Key.Key_Down: (-1, False),
    Qt.Key.Key_Right: (1, False),
    Qt.Key.Key_Up: (1, False),
    Qt.Key.Key_PageDown: (-1, True),
    Qt.Key.Key_PageUp: (1, True),
}


class Slider(QSlider):
    """Positions 0 … ``STEPS``; what they mean is the owner's. ``moved`` tells a position the pointer chose.

    ``stepped`` tells a key: the direction, and whether it was a Page key; the owner answers with ``show_at``.
    """

    moved = Signal(int)
    stepped = Signal(int, bool)

    def __init__(self, name: str) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._mark = 0
        self.setAccessibleName(name)
        self.setRange(0, STEPS)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_at(self, position: int, *, mark: int, spoken: str = "") -> None:
        self._mark = mark
        self.setValue(position)
        self.setAccessibleDescription(spoken)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, 24)

    def minimumSizeHint(self) -> QSize:
        return QSize(72, 24)

    def _x(self, position: int) -> float:
        return _KNOB + (self.width() - 2 * _KNOB) * position / STEPS

    def _take(self, event: QMouseEvent) -> None:
        share = (event.position().x() - _KNOB) / max(self.width() - 2 * _KNOB, 1)
        self.moved.emit(round(min(1.0, max(0.0, share)) * STEPS))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._take(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._take(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        found = _KEYS.get(Qt.Key(event.key()))
        if found is not None:
            self.stepped.emit(*found)
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.moved.emit(0 if event.key() == Qt.Key.Key_Home else STEPS)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, x, mark = self.height() / 2, self._x(self.value()), self._x(self._mark)
        color = theme.color("accent" if self.value() != self._mark else "text.secondary")
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("line.default"))
        painter.drawRoundedRect(QRectF(0, middle - _TRACK / 2, self.width(), _TRACK), 2, 2)
        painter.setBrush(color)
        painter.drawRoundedRect(QRectF(0, middle - _TRACK / 2, x, _TRACK), 2, 2)
        painter.setPen(QPen(theme.color("text.secondary"), 2))
        painter.drawLine(QPointF(mark, middle - 6), QPointF(mark, middle + 6))
        painter.setPen(QPen(theme.color("accent") if self.hasFocus() else color, 2))
        painter.setBrush(theme.color("bg.selected" if self.hasFocus() else "bg.surface"))
        painter.drawEllipse(QPointF(x, middle), _KNOB - 1, _KNOB - 1)
