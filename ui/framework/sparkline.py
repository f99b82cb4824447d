"""A line of 80 × 20 px: where the assets went, without axes; orange only while the relation declines."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from ui.framework.theme import theme

WIDTH, HEIGHT = 80.0, 20.0
_EDGE_X, _EDGE_Y = 2.0, 3.0
#: The least span of values the height stands for: assets that hardly moved look like it.
_LEAST_SPREAD = 20


def points(values: Sequence[int], box: QRectF) -> QPolygonF:
    """The corners of the line inside ``box`` for values of 0–99; one value or a constant lies in the middle."""
    low, high = min(values), max(values)
    step = (box.width() - 2 * _EDGE_X - 2) / max(len(values) - 1, 1)
    room = box.height() - 2 * _EDGE_Y
    spread = max(high - low, _LEAST_SPREAD)
    bottom = (low + high - spread) / 2

    def height(value: int) -> float:
        return box.bottom() - _EDGE_Y - (value - bottom) / spread * room

    return QPolygonF([QPointF(box.left() + _EDGE_X + step * at, height(value)) for at, value in enumerate(values)])


def paint_sparkline(painter: QPainter, values: Sequence[int], rect: QRectF, *, is_declining: bool) -> None:
    """Draw at the left of ``rect``, centred in its height; fewer than two values draw nothing."""
    if len(values) < 2:
        return
    width = min(WIDTH, rect.width())
    line = points(values, QRectF(rect.left(), rect.center().y() - HEIGHT / 2, width, HEIGHT))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(theme.color("stage.decline" if is_declining else "text.tertiary"), 1.5)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPolyline(line)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("stage.decline" if is_declining else "text.secondary"))
    painter.drawEllipse(line.at(line.size() - 1), 2, 2)
    painter.restore()
