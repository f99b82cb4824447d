"""A slider of hundredths with a mark where the weight stood before."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QSlider

from ui.framework.theme import theme

_KNOB, _TRACK = 7.0, 4.0
_SCALE = 50  # hundredths: few weights are above a half; the scale grows for those


class WeightSlider(QSlider):
    """``valueChanged`` follows the knob; arrows move by one hundredth, Page keys by five."""

    def __init__(self, name: str) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._old = 0
        self.setAccessibleName(name)
        self.setSingleStep(1)
        self.setPageStep(5)
        self.setRange(0, _SCALE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_weight(self, old: int, new: int) -> None:
        """Without telling ``valueChanged``."""
        self._old = old
        self.blockSignals(True)  # noqa: FBT003
        self.setMaximum(100 if max(old, new) >= _SCALE else max(_SCALE, self.maximum()))
        self.setValue(new)
        self.blockSignals(False)  # noqa: FBT003
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, 24)

    def minimumSizeHint(self) -> QSize:
        return QSize(64, 24)

    def _x(self, value: int) -> float:
        return _KNOB + (self.width() - 2 * _KNOB) * value / max(self.maximum(), 1)

    def _take(self, event: QMouseEvent) -> None:
        share = (event.position().x() - _KNOB) / max(self.width() - 2 * _KNOB, 1)
        self.setValue(round(share * self.maximum()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.setSliderDown(True)
        self._take(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._take(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._take(event)
        self.setSliderDown(False)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, x = self.height() / 2, self._x(self.value())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("line.default"))
        painter.drawRoundedRect(QRectF(0, middle - _TRACK / 2, self.width(), _TRACK), 2, 2)
        painter.setBrush(theme.color("accent" if self.isEnabled() else "line.strong"))
        painter.drawRoundedRect(QRectF(0, middle - _TRACK / 2, x, _TRACK), 2, 2)
        painter.setPen(QPen(theme.color("text.secondary"), 2))
        old = self._x(self._old)
        painter.drawLine(QPointF(old, middle - 6), QPointF(old, middle + 6))
        painter.setPen(QPen(theme.color("accent" if self.isEnabled() else "line.strong"), 2))
        painter.setBrush(theme.color("bg.selected" if self.hasFocus() else "bg.surface"))
        painter.drawEllipse(QPointF(x, middle), _KNOB - 1, _KNOB - 1)
