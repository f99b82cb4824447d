"""A line of a chart's legend: a stroke as it is drawn, and its words."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.framework.theme import theme

_STROKE, _GAP = 20, 8


class LegendLine(QWidget):
    def __init__(self, text: str, line: str, *, is_dashed: bool = False) -> None:
        super().__init__()
        self._text, self._line, self._is_dashed = text, line, is_dashed
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        width = QFontMetrics(theme.font("caption")).horizontalAdvance(self._text)
        return QSize(_STROKE + _GAP + width + 2, 18)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        pen = QPen(theme.color(self._line), 1.5 if self._is_dashed else 2)
        if self._is_dashed:
            pen.setDashPattern([4, 3])
        painter.setPen(pen)
        painter.drawLine(0, self.height() // 2, _STROKE, self.height() // 2)
        painter.setPen(theme.color("text.secondary"))
        painter.setFont(theme.font("caption"))
        painter.drawText(_STROKE + _GAP, 0, self.width(), self.height(), 0x80, self._text)
