"""A tag inside a table cell: a word on a tinted ground, as ``TagLabel`` draws it elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from ui.framework.big_table import Cell
from ui.framework.labels import Tag
from ui.framework.theme import theme

_PADDING, _HEIGHT = 7, 20
_GROUNDS: dict[Tag, tuple[str, str]] = {
    "neutral": ("bg.hover", "text.secondary"),
    "accent": ("bg.selected", "accent"),
    "ok": ("state.ok.soft", "state.ok"),
    "warn": ("state.warn.soft", "state.warn"),
    "bad": ("state.bad.soft", "state.bad"),
}


def tag_width(text: str) -> int:
    return theme.metrics("caption").horizontalAdvance(text) + 2 * _PADDING


def paint_tag(painter: QPainter, cell: Cell, box: QRectF, is_current: bool) -> None:  # noqa: FBT001
    """``cell.content`` is the kind of the tag, ``cell.text`` its word."""
    ground, words = _GROUNDS[cell.content or "neutral"]
    place = QRectF(box.left(), box.center().y() - _HEIGHT / 2, min(tag_width(cell.text), box.width()), _HEIGHT)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(ground))
    painter.drawRoundedRect(place, theme.size("radius.s"), theme.size("radius.s"))
    painter.setPen(theme.color(words))
    painter.setFont(theme.font("caption"))
    painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), cell.text)
    del is_current
