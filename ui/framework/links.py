"""A few words that act: quiet buttons inside a line of text."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from ui.framework.theme import theme


class Link(QAbstractButton):
    """Accent-coloured words, underlined under the pointer."""

    def __init__(self, text: str, *, role: str = "caption", name: str = "") -> None:
        super().__init__()
        self._role = role
        self.setText(text)
        self.setAccessibleName(name or text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_text(self, text: str) -> None:
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.font(self._role))
        return QSize(metrics.horizontalAdvance(self.text()) + 1, metrics.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = theme.font(self._role)
        font.setUnderline(self.underMouse() and self.isEnabled())
        painter.setFont(font)
        painter.setPen(theme.color("accent" if self.isEnabled() else "text.tertiary"))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter), self.text())
