"""The five stages as a flow: how many are in each, and how many moved since the month before."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from crmdesk.codes import code_words
from crmdesk.i18n import tr
from ui.framework.shapes import paint_stage
from ui.framework.theme import theme

STAGES = ("acquisition", "growth", "maturity", "decline", "termination")
_BOX_HEIGHT, _TOP = 52, 26
_NARROW = 1000  # below this width the boxes write the number under the word
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class StageFlow(QWidget):
    """``clients[stage]`` and ``moves[(from, to)]``; forward above, backward below, the way back at the foot."""

    def __init__(self) -> None:
        super().__init__()
        self._clients: Mapping[str, int] = {}
        self._moves: Mapping[tuple[str, str], int] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_flow(self, clients: Mapping[str, int], moves: Mapping[tuple[str, str], int]) -> None:
        self._clients, self._moves = clients, moves
        spoken = [f"{code_words('stage', stage)} {clients.get(stage, 0)}" for stage in STAGES]
        spoken += [f"{code_words('stage', a)} → {code_words('stage', b)} {n}" for (a, b), n in moves.items()]
        self.setAccessibleName("; ".join(spoken))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(900, _TOP + _BOX_HEIGHT + 38)

    def _box(self, index: int) -> QRectF:
        gap = 60 if self._is_narrow else 92
        width = (self.width() - gap * (len(STAGES) - 1)) / len(STAGES)
        return QRectF(index * (width + gap), _TOP, width, _BOX_HEIGHT)

    @property
    def _is_narrow(self) -> bool:
        return self.width() < _NARROW

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, stage in enumerate(STAGES):
            self._paint_box(painter, self._box(index), stage)
        for index in range(len(STAGES) - 1):
            self._paint_between(painter, index)
        self._paint_return(painter)

    def _paint_box(self, painter: QPainter, box: QRectF, stage: str) -> None:
        color = theme.color(f"stage.{stage}")
        painter.setPen(QPen(theme.color("line.strong"), 1))
        painter.setBrush(theme.color("bg.surface"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), color)
        middle = box.top() + 16 if self._is_narrow else box.center().y()
        paint_stage(painter, stage, QRectF(box.left() + 16, middle - 5, 10, 10), color)
        painter.setPen(color)
        painter.setFont(theme.font("section"))
        half = box.height() / 2 if self._is_narrow else 0.0
        painter.drawText(box.adjusted(34, 4 if half else 0, -8, -half), _LEFT, str(code_words("stage", stage)))
        painter.setPen(theme.color("text.primary"))
        painter.setFont(theme.font("title"))
        painter.drawText(box.adjusted(8, half, -14, -4 if half else 0), _RIGHT, f"{self._clients.get(stage, 0):,}")

    def _paint_between(self, painter: QPainter, index: int) -> None:
        here, there = STAGES[index], STAGES[index + 1]
        left, right = self._box(index).right() + 8, self._box(index + 1).left() - 8
        middle = self._box(index).center().y()
        forward, backward = self._moves.get((here, there), 0), self._moves.get((there, here), 0)
        self._paint_arrow(painter, QPointF(left, middle - 8), QPointF(right, middle - 8), there)
        self._paint_count(painter, QRectF(left, middle - 32, right - left, 20), f"{forward:,}")
        if index in (1, 2):
            self._paint_arrow(painter, QPointF(right, middle + 10), QPointF(left, middle + 10), here)
            self._paint_count(painter, QRectF(left, middle + 14, right - left, 20), f"{backward:,}")

    def _paint_count(self, painter: QPainter, box: QRectF, text: str) -> None:
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("text.primary"))
        painter.drawText(box, _CENTRE, text)

    def _paint_arrow(self, painter: QPainter, start: QPointF, end: QPointF, stage: str) -> None:
        color = theme.color(f"stage.{stage}")
        painter.setPen(QPen(color, 1.5))
        painter.drawLine(start, end)
        back = -7 if end.x() > start.x() else 7
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        tip = (end, QPointF(end.x() + back, end.y() - 4), QPointF(end.x() + back, end.y() + 4))
        painter.drawPolygon(QPolygonF(tip))

    def _paint_return(self, painter: QPainter) -> None:
        won_back = self._moves.get(("termination", "acquisition"), 0)
        y = _TOP + _BOX_HEIGHT + 20
        first, last = self._box(0).center().x(), self._box(len(STAGES) - 1).center().x()
        painter.setPen(QPen(theme.color("stage.acquisition"), 1.5))
        painter.drawLine(QPointF(last, _TOP + _BOX_HEIGHT + 4), QPointF(last, y))
        painter.drawLine(QPointF(last, y), QPointF(first, y))
        up = QPointF(first, _TOP + _BOX_HEIGHT + 6)
        painter.drawLine(QPointF(first, y), QPointF(first, up.y() + 8))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("stage.acquisition"))
        painter.drawPolygon(QPolygonF((up, QPointF(up.x() - 4, up.y() + 8), QPointF(up.x() + 4, up.y() + 8))))
        text = tr("Won back: {count}", count=f"{won_back:,}")
        width = painter.fontMetrics().horizontalAdvance(text) + 24
        box = QRectF((first + last - width) / 2, y - 10, width, 20)
        painter.fillRect(box, theme.color("bg.surface"))
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("stage.acquisition"))
        painter.drawText(box, _CENTRE, text)
