"""Shapes of tiers and stages, drawn from paths in a 10 × 10 box: the number of corners grows with the tier,
and a stage's glyph points where the relation goes.
"""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

_POLYGONS = {
    "silver": ((5, 0.8), (9.5, 9), (0.5, 9)),
    "gold": ((5, 0.2), (9.8, 5), (5, 9.8), (0.2, 5)),
    "platinum": ((5, 0.3), (9.7, 3.8), (7.9, 9.4), (2.1, 9.4), (0.3, 3.8)),
    "diamond": ((2.4, 0.6), (7.6, 0.6), (10, 5), (7.6, 9.4), (2.4, 9.4), (0, 5)),
    "private": (
        (5, 0.2), (6.4, 3.4), (9.9, 3.8), (7.3, 6.1), (8, 9.6),
        (5, 7.8), (2, 9.6), (2.7, 6.1), (0.1, 3.8), (3.6, 3.4),
    ),
}  # fmt: skip
_STROKES: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "acquisition": (((5, 1), (5, 9)), ((1, 5), (9, 5))),
    "growth": (((1.5, 8.5), (8.3, 1.7)), ((3.4, 1.5), (8.5, 1.5), (8.5, 6.6))),
    "maturity": (((0.8, 5), (8.9, 5)), ((5.6, 1.8), (8.9, 5), (5.6, 8.2))),
    "decline": (((1.5, 1.5), (8.3, 8.3)), ((8.5, 3.4), (8.5, 8.5), (3.4, 8.5))),
    "termination": (((1.5, 1.5), (8.5, 1.5), (8.5, 8.5), (1.5, 8.5), (1.5, 1.5)),),
}


def _lines(groups: tuple[tuple[tuple[float, float], ...], ...]) -> QPainterPath:
    path = QPainterPath()
    for points in groups:
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
    return path


@cache
def _tier_path(tier: str) -> tuple[QPainterPath, float]:
    """The path and its stroke width; 0 means filled."""
    path = QPainterPath()
    if tier in _POLYGONS:
        path = _lines((_POLYGONS[tier],))
        path.closeSubpath()
        return path, 0
    if tier == "dormant":
        path.moveTo(8.6, 6.3)
        path.arcTo(QRectF(0.9, 0.9, 8.2, 8.2), -30, -255)
        path.cubicTo(QPointF(3.4, 6.4), QPointF(6.0, 8.0), QPointF(8.6, 6.3))
        return path, 1.3
    path.addEllipse(QRectF(1.25, 1.25, 7.5, 7.5))
    return path, 1.5


@cache
def _stage_path(stage: str) -> QPainterPath:
    return _lines(_STROKES[stage])


def _into(painter: QPainter, rect: QRectF) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / 10, rect.height() / 10)


def paint_tier(painter: QPainter, tier: str, rect: QRectF, color: QColor) -> None:
    path, stroke = _tier_path(tier)
    painter.save()
    _into(painter, rect)
    painter.setPen(QPen(color, stroke) if stroke else Qt.PenStyle.NoPen)
    painter.setBrush(Qt.BrushStyle.NoBrush if stroke else color)
    painter.drawPath(path)
    painter.restore()


def paint_stage(painter: QPainter, stage: str, rect: QRectF, color: QColor) -> None:
    painter.save()
    _into(painter, rect)
    pen = QPen(color, 1.6)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(_stage_path(stage))
    painter.restore()
