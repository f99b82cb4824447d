"""Cells of the comparison of clients: agreement as a shape with words, the weight as a bar, the chosen value."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from ui.framework.big_table.cells import LEFT, Cell
from ui.framework.icons import paint_icon
from ui.framework.theme import theme

#: Agreement → icon and tone: the shape says it without the colour.
MARKS = {
    "same": ("check", "state.ok"),
    "close": ("circle-check", "accent"),
    "differs": ("x", "state.bad"),
    "missing": ("minus", "text.tertiary"),
}
#: Bits at which the bar of a weight is full.
_FULL = 16.0


def paint_agreement(painter: QPainter, cell: Cell, box: QRectF, is_current: bool) -> None:  # noqa: FBT001
    """``cell.content`` is the agreement; its words follow the shape."""
    mark, tone = MARKS[cell.content]
    paint_icon(painter, mark, QRectF(box.left(), box.center().y() - 7, 14, 14), tone)
    painter.setFont(theme.font("body"))
    painter.setPen(theme.color("text.primary"))
    _words(painter, cell.text, box.adjusted(20, 0, 0, 0))
    del is_current


def paint_weight(painter: QPainter, cell: Cell, box: QRectF, is_current: bool) -> None:  # noqa: FBT001
    """``cell.content`` bits: evidence for one client goes right of the middle, against it left."""
    bits = float(cell.content)
    bar = QRectF(box.left(), box.center().y() - 4, box.width() - 48, 8)
    middle = bar.center().x()
    painter.fillRect(bar, theme.color("line.default"))
    length = min(1.0, abs(bits) / _FULL) * bar.width() / 2
    left = middle if bits >= 0 else middle - length
    painter.fillRect(QRectF(left, bar.top(), length, bar.height()), theme.color("accent" if bits >= 0 else "state.bad"))
    painter.setPen(QPen(theme.color("text.tertiary"), 1))
    painter.drawLine(int(middle), int(bar.top()) - 2, int(middle), int(bar.bottom()) + 2)
    painter.setFont(theme.font("caption"))
    painter.setPen(theme.color("text.secondary"))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), cell.text)
    del is_current


def paint_option(painter: QPainter, cell: Cell, box: QRectF, is_current: bool) -> None:  # noqa: FBT001
    """``cell.content``: True the value that stays, False one that does not, None nothing there."""
    if cell.content is not None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("accent" if cell.content else "line.field"), 1.5))
        painter.setBrush(theme.color("accent" if cell.content else "bg.surface"))
        painter.drawEllipse(QRectF(box.left() + 1, box.center().y() - 5, 10, 10))
        painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setFont(theme.font("strong" if cell.content else "body"))
    painter.setPen(theme.color("text.primary" if cell.content else "text.secondary"))
    _words(painter, cell.text, box.adjusted(18, 0, 0, 0))
    del is_current


def _words(painter: QPainter, text: str, box: QRectF) -> None:
    painter.drawText(box, LEFT, painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width())))
