"""Buttons: one primary per view, plain, quiet (no outline) and danger; a key may stand in a cap at the end."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from ui.framework.icons import paint_icon
from ui.framework.labels import plain_tooltip
from ui.framework.theme import theme

ButtonKind = Literal["plain", "primary", "quiet", "danger"]
_ICON, _GAP, _CAP_PAD = 16, 6, 5


class Button(QPushButton):
    """A button drawn from tokens. ``key`` is only shown; the action that owns the shortcut handles it.

    ``is_small`` is 28 high (bars and rows) instead of 32; without text it is square and needs ``name``.
    """

    def __init__(
        self,
        text: str = "",
        *,
        icon: str = "",
        kind: ButtonKind = "plain",
        key: str = "",
        is_small: bool = False,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._icon_name, self._kind, self._key = icon, kind, key
        self._height = theme.size("control.s" if is_small else "control")
        self._tone = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name or text)
        self.setToolTip(plain_tooltip("" if text else name))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        # Otherwise Enter in a field of a dialog presses its first button, which is Cancel.
        self.setAutoDefault(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def set_kind(self, kind: ButtonKind) -> None:
        self._kind = kind
        self.updateGeometry()
        self.update()

    def set_icon(self, name: str) -> None:
        self._icon_name = name
        self.update()

    def set_key(self, key: str) -> None:
        """Another key in the cap."""
        self._key = key
        self.updateGeometry()
        self.update()

    def set_tone(self, token: str) -> None:
        """Draw text and icon in a token of your choice, e.g. ``text.secondary`` for a quiet tool."""
        self._tone = token
        self.update()

    # -- size

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(theme.font("strong" if self._kind == "primary" else "body"))

    def _cap_width(self) -> int:
        width = QFontMetrics(theme.font("caption")).horizontalAdvance(self._key)
        return max(18, width + 2 * _CAP_PAD) if self._key else 0

    def _content_width(self) -> int:
        parts = [
            _ICON if self._icon_name else 0,
            self._metrics().horizontalAdvance(self.text()) if self.text() else 0,
            self._cap_width(),
        ]
        used = [part for part in parts if part]
        return sum(used) + _GAP * max(0, len(used) - 1)

    def sizeHint(self) -> QSize:
        if not self.text():
            return QSize(self._height, self._height)
        return QSize(self._content_width() + (20 if self._height < theme.size("control") else 24), self._height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    # -- paint

    def _text_token(self) -> str:
        if not self.isEnabled():
            return "text.tertiary"
        by_kind = {"primary": "on.accent", "quiet": "accent", "danger": "state.bad", "plain": "text.primary"}
        return self._tone or by_kind[self._kind]

    def _ground(self) -> tuple[QColor | None, QColor | None]:
        """Fill and outline."""
        hovered = self.isEnabled() and (self.underMouse() or self.isDown())
        if self._kind == "primary" and self.isEnabled():
            fill = theme.color("accent.fill.hover" if hovered else "accent.fill")
            return fill, fill
        if self._kind == "quiet":
            return (theme.color("bg.hover") if hovered else None), None
        fill = theme.color("bg.hover" if hovered else "bg.surface")
        return fill, theme.color("line.strong" if self.isEnabled() else "line.default")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill, outline = self._ground()
        painter.setPen(QPen(outline, 1) if outline else Qt.PenStyle.NoPen)
        painter.setBrush(fill if fill else Qt.BrushStyle.NoBrush)
        radius = theme.size("radius.m")
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        self._paint_content(painter)

    def _paint_content(self, painter: QPainter) -> None:
        token = self._text_token()
        left = max(4.0, (self.width() - self._content_width()) / 2)
        middle = self.height() / 2
        if self._icon_name:
            paint_icon(painter, self._icon_name, QRectF(left, middle - _ICON / 2, _ICON, _ICON), token)
            left += _ICON + _GAP
        painter.setPen(theme.color(token))
        if self.text():
            painter.setFont(theme.font("strong" if self._kind == "primary" else "body"))
            width = self._metrics().horizontalAdvance(self.text())
            painter.drawText(QRectF(left, 0, width + 2, self.height()), int(Qt.AlignmentFlag.AlignVCenter), self.text())
            left += width + _GAP
        if self._key:
            self._paint_cap(painter, QRectF(left, middle - 10, self._cap_width(), 20), token)

    def _paint_cap(self, painter: QPainter, box: QRectF, token: str) -> None:
        is_primary = self._kind == "primary"
        painter.setPen(QPen(theme.color(token if is_primary else "line.strong"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush if is_primary else theme.color("bg.subtle"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.setPen(theme.color(token if is_primary else "text.secondary"))
        painter.setFont(theme.font("caption"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self._key)
