"""A filter as a chip: quiet label, value, and a cross that takes it away."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from crmdesk.i18n import tr
from ui.framework.icons import paint_icon
from ui.framework.theme import theme

_MOST = 320
#: How far the cross reaches from the right.
_CROSS = 26
_AWAY = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class FilterChip(QAbstractButton):
    """``clicked`` (cross, Delete, Backspace): away with it; ``edit_asked`` (words, Enter, Space): change it."""

    edit_asked = Signal()

    def __init__(self, label: str, value: str) -> None:
        super().__init__()
        self._label, self._value = label, value
        self.setAccessibleName(tr("Remove the filter {label} {value}", label=label, value=value))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.setDown(False)
        if self.rect().contains(event.position().toPoint()):
            (self.clicked if event.position().x() >= self.width() - _CROSS else self.edit_asked).emit()

    def event(self, event: QEvent) -> bool:
        """The keys that take the chip away are its own, whatever they do elsewhere on the page."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in _AWAY:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _AWAY:
            self.clicked.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.edit_asked.emit()
        else:
            super().keyPressEvent(event)

    def _widths(self) -> tuple[int, int]:
        metrics = QFontMetrics(theme.font("body"))
        return metrics.horizontalAdvance(self._label), metrics.horizontalAdvance(self._value)

    def sizeHint(self) -> QSize:
        label, value = self._widths()
        return QSize(min(_MOST, 10 + label + 6 + value + 26), theme.size("control.s"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme.color("line.strong"), 1))
        painter.setBrush(theme.color("bg.hover" if self.underMouse() else "bg.surface"))
        painter.drawRoundedRect(box, theme.size("radius.m"), theme.size("radius.m"))
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        label, _value = self._widths()
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("text.tertiary"))
        painter.drawText(QRectF(10, 0, label + 2, self.height()), middle, self._label)
        painter.setPen(theme.color("text.primary"))
        room = self.width() - 16 - label - 24
        shown = painter.fontMetrics().elidedText(self._value, Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(16 + label, 0, room, self.height()), middle, shown)
        paint_icon(painter, "x", QRectF(self.width() - 20, self.height() / 2 - 7, 14, 14), "text.tertiary")
