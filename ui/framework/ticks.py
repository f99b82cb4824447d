"""The tick box of tables, painted: 16 × 16."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPen

from ui.framework.icons import paint_icon
from ui.framework.theme import theme

TickState = Literal["none", "some", "all"]


def paint_tick(painter: QPainter, box: QRectF, state: TickState) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    is_on = state == "all"
    painter.setPen(QPen(theme.color("accent.fill" if is_on else "line.field"), 1))
    painter.setBrush(theme.color("accent.fill" if is_on else "bg.surface"))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    if state != "none":
        mark = box.adjusted(2, 2, -2, -2)
        paint_icon(painter, "check" if is_on else "minus", mark, "on.accent" if is_on else "text.tertiary")
    painter.restore()
