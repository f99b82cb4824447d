"""The steps of an import on one line: done, here, to come."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.framework.icons import paint_icon
from ui.framework.theme import theme

_DISC, _GAP, _BETWEEN = 22, 8, 48


class Steps(QWidget):
    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self._names = list(names)
        self._here = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_step(0)

    def show_step(self, here: int) -> None:
        self._here = here
        self.setAccessibleName(f"{here + 1}/{len(self._names)} {self._names[here]}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(600, 52)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = 0.0
        for index, name in enumerate(self._names):
            left = self._paint_step(painter, left, index, name)

    def _paint_step(self, painter: QPainter, left: float, index: int, name: str) -> float:
        middle = self.height() / 2
        disc = QRectF(left, middle - _DISC / 2, _DISC, _DISC)
        self._paint_disc(painter, disc, index)
        is_here = index == self._here
        painter.setFont(theme.font("strong" if is_here else "body"))
        painter.setPen(theme.color("accent" if is_here else "text.primary" if index < self._here else "text.secondary"))
        width = QFontMetrics(painter.font()).horizontalAdvance(name)
        left += _DISC + _GAP
        painter.drawText(QRectF(left, 0, width + 2, self.height()), int(Qt.AlignmentFlag.AlignVCenter), name)
        left += width + 12
        if index + 1 < len(self._names):
            painter.setPen(QPen(theme.color("line.strong"), 1))
            painter.drawLine(int(left), int(middle), int(left + _BETWEEN - 24), int(middle))
        return left + _BETWEEN - 12

    def _paint_disc(self, painter: QPainter, disc: QRectF, index: int) -> None:
        is_done, is_here = index < self._here, index == self._here
        painter.setPen(Qt.PenStyle.NoPen if is_done or is_here else QPen(theme.color("line.strong"), 1))
        painter.setBrush(theme.color("state.ok.soft" if is_done else "accent.fill" if is_here else "bg.surface"))
        painter.drawEllipse(disc)
        if is_done:
            paint_icon(painter, "check", disc.adjusted(4, 4, -4, -4), "state.ok")
            return
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("on.accent" if is_here else "text.secondary"))
        painter.drawText(disc, int(Qt.AlignmentFlag.AlignCenter), str(index + 1))
