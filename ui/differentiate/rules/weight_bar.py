"""The share of an indicator in the score, as a bar with its figure."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.framework.theme import theme

_FIGURE = 64


class WeightBar(QWidget):
    """The longest bar is a share of one half."""

    def __init__(self) -> None:
        super().__init__()
        self._share = 0.0
        self.setFixedHeight(24)
        self.setMinimumWidth(120)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_share(self, share: float) -> None:
        self._share = share
        self.setAccessibleName(f"{share:.1%}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(220, 24)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(0, 8, self.width() - _FIGURE, 8)
        painter.setBrush(theme.color("line.default"))
        painter.drawRoundedRect(whole, 4, 4)
        filled = QRectF(whole.topLeft(), whole.size())
        filled.setWidth(whole.width() * min(self._share * 2, 1.0))
        painter.setBrush(theme.color("accent.fill"))
        painter.drawRoundedRect(filled, 4, 4)
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("text.primary"))
        box = QRectF(self.width() - _FIGURE, 0, _FIGURE, 24)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), f"{self._share:.1%}")
