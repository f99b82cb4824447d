"""A smallest change as a row that can be pressed: it sets its slider."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from ui.framework.theme import theme

_HEIGHT, _PAD, _LETTER = 32, 10, 20


class ChangeButton(QAbstractButton):
    """``letter`` of the indicator, what changes, and at the right end what it brings. Checked = it is being tried."""

    def __init__(self, letter: str, text: str, result: str) -> None:
        super().__init__()
        self._letter, self._result = letter, result
        self.setText(text)
        self.setCheckable(True)
        self.setAccessibleName(f"{letter} {text}, {result}".strip())
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(240, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_chosen, is_lit = self.isChecked(), self.underMouse() or self.hasFocus()
        painter.setPen(QPen(theme.color("accent" if is_chosen or self.hasFocus() else "line.default"), 1))
        ground = "bg.selected" if is_chosen else "bg.hover" if is_lit else "bg.surface"
        painter.setBrush(theme.color(ground))
        radius = theme.size("radius.m")
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        self._paint_words(painter)

    def _paint_words(self, painter: QPainter) -> None:
        strong, body = theme.font("strong"), theme.font("body")
        end = QFontMetricsF(strong).horizontalAdvance(self._result) + 2
        left = _PAD + (_LETTER if self._letter else 0)
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.setFont(strong)
        painter.setPen(theme.color("accent"))
        painter.drawText(QRectF(_PAD, 0, _LETTER, _HEIGHT), middle, self._letter)
        painter.setPen(theme.color("text.primary"))
        painter.drawText(QRectF(self.width() - _PAD - end, 0, end, _HEIGHT), middle, self._result)
        painter.setFont(body)
        room = self.width() - left - end - 2 * _PAD
        text = QFontMetricsF(body).elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(QRectF(left, 0, room, _HEIGHT), middle, text)
