"""The five stages as a flow: how many are in each, and how many moved since the month before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy

from crmdesk.codes import code_words
from crmdesk.i18n import Words, tr
from ui.framework.shapes import paint_stage
from ui.framework.spots import Spot, SpotPicture
from ui.framework.theme import theme

STAGES = ("acquisition", "growth", "maturity", "decline", "termination")
Move = tuple[str, str]
#: What a step back is called.
_BACK: dict[Move, Words] = {
    ("maturity", "growth"): Words("{count} 再提升", "{count} up again"),
    ("decline", "maturity"): Words("{count} 恢复", "{count} recover"),
}
_WON_BACK: Move = ("termination", "acquisition")
_BOX_HEIGHT, _TOP, _THICKEST = 52, 26, 6.0
_NARROW = 1000  # below this width the boxes write the number under the word
#: Between two boxes, and what a box needs beside its name and number.
_GAP, _BESIDE = 100, 60
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True)
class _Arrow:
    start: QPointF
    end: QPointF
    label: QRectF
    text: str


class StageFlow(SpotPicture):
    """``clients[stage]`` and ``moves[from, to]``; forward above, backward below, the way back at the foot.

    ``chosen`` tells a stage, or a pair (from, to).
    """

    def __init__(self) -> None:
        super().__init__()
        self._clients: Mapping[str, int] = {}
        self._moves: Mapping[Move, int] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_flow(self, clients: Mapping[str, int], moves: Mapping[Move, int]) -> None:
        self._clients, self._moves = clients, moves
        spoken = [f"{code_words('stage', stage)} {clients.get(stage, 0)}" for stage in STAGES]
        spoken += [f"{_said(move)} {n}" for move, n in moves.items()]
        self.setAccessibleName("; ".join(spoken))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(720, _TOP + _BOX_HEIGHT + 34)

    @property
    def _is_narrow(self) -> bool:
        return self.width() < _NARROW or not self._fits_in_one_line()

    def _fits_in_one_line(self) -> bool:
        """Whether every stage's name and number find room beside each other in a wide box."""
        names, numbers = theme.metrics("section"), theme.metrics("title")
        asked = max(
            names.horizontalAdvance(str(code_words("stage", stage)))
            + numbers.horizontalAdvance(f"{self._clients.get(stage, 0):,}")
            for stage in STAGES
        )
        return asked + _BESIDE <= (self.width() - _GAP * (len(STAGES) - 1)) / len(STAGES)

    # -- where things are

    def _box(self, index: int) -> QRectF:
        gap = 62 if self._is_narrow else _GAP
        width = (self.width() - gap * (len(STAGES) - 1)) / len(STAGES)
        return QRectF(index * (width + gap), _TOP, width, _BOX_HEIGHT)

    def _arrows(self) -> dict[Move, _Arrow]:
        """Between neighbours; other moves are said where a stage is pointed at."""
        found = {}
        for index, (here, there) in enumerate(pairwise(STAGES)):
            left, right = self._box(index).right() + 8, self._box(index + 1).left() - 8
            middle, width = self._box(index).center().y(), right - left
            has_way_back = (there, here) in _BACK
            y = middle - 8 if has_way_back else middle
            label = QRectF(left - 6, y - 26, width + 12, 20)
            found[here, there] = _Arrow(QPointF(left, y), QPointF(right, y), label, self._count(here, there))
            if has_way_back:
                text = str(_BACK[there, here].format(count=self._count(there, here)))
                below = QRectF(left - 12, middle + 15, width + 24, 20)
                found[there, here] = _Arrow(QPointF(right, middle + 11), QPointF(left, middle + 11), below, text)
        return found

    def _count(self, old: str, new: str) -> str:
        return f"{self._moves.get((old, new), 0):,}"

    def _return_box(self) -> QRectF:
        text = self._return_text()
        width = theme.metrics("caption").horizontalAdvance(text) + 24
        first, last = self._box(0).center().x(), self._box(len(STAGES) - 1).center().x()
        return QRectF((first + last - width) / 2, _TOP + _BOX_HEIGHT + 10, width, 20)

    def _return_text(self) -> str:
        return tr("Won back: {count}", count=self._count(*_WON_BACK))

    def spots(self) -> list[Spot]:
        found = [Spot(self._box(index), stage, self._about(stage)) for index, stage in enumerate(STAGES)]
        for move, arrow in self._arrows().items():
            box = QRectF(arrow.start, arrow.end).normalized().adjusted(0, -6, 0, 6).united(arrow.label)
            found.append(Spot(box, move, f"{_said(move)}: {self._count(*move)}"))
        found.append(Spot(self._return_box(), _WON_BACK, f"{_said(_WON_BACK)}: {self._count(*_WON_BACK)}"))
        return found

    def _about(self, stage: str) -> str:
        """Every move into a stage and out of it, the drawn ones and the others."""
        lines = [f"{code_words('stage', stage)}: {self._clients.get(stage, 0):,}"]
        moves = sorted(self._moves.items(), key=lambda item: -item[1])
        return "\n".join([*lines, *(f"{_said(move)}: {n:,}" for move, n in moves if stage in move)])

    # -- drawing

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, stage in enumerate(STAGES):
            self._paint_box(painter, self._box(index), stage)
        for move, arrow in self._arrows().items():
            self._paint_arrow(painter, move, arrow)
        self._paint_return(painter)
        self.paint_marks(painter)

    def _paint_box(self, painter: QPainter, box: QRectF, stage: str) -> None:
        color = theme.color(f"stage.{stage}")
        painter.setPen(QPen(theme.color("line.strong"), 1))
        painter.setBrush(theme.color("bg.surface"))
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.fillRect(QRectF(box.left(), box.top() + 3, 3, box.height() - 6), color)
        half = box.height() / 2 if self._is_narrow else 0.0
        left = 10 if self._is_narrow else 16
        middle = box.top() + 16 if self._is_narrow else box.center().y()
        paint_stage(painter, stage, QRectF(box.left() + left, middle - 5, 10, 10), color)
        painter.setPen(color)
        painter.setFont(theme.font("strong" if self._is_narrow else "section"))
        painter.drawText(box.adjusted(left + 16, 4 if half else 0, -4, -half), _LEFT, str(code_words("stage", stage)))
        painter.setPen(theme.color("text.primary"))
        painter.setFont(theme.font("title"))
        painter.drawText(box.adjusted(8, half, -14, -4 if half else 0), _RIGHT, f"{self._clients.get(stage, 0):,}")

    def _thickness(self, move: Move) -> float:
        """In proportion to the number of clients; the largest move is the thickest."""
        most = max(self._moves.values(), default=0)
        return max(1.5, _THICKEST * self._moves.get(move, 0) / most) if most else 1.5

    def _paint_arrow(self, painter: QPainter, move: Move, arrow: _Arrow) -> None:
        count = self._moves.get(move, 0)
        color = theme.color(f"stage.{move[1]}" if count else "line.strong")
        wide = self._thickness(move)
        head = 7 + wide / 2
        back = -head if arrow.end.x() > arrow.start.x() else head
        painter.setPen(QPen(color, wide, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLine(arrow.start, QPointF(arrow.end.x() + back, arrow.end.y()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        foot, half = arrow.end.x() + back, 3 + wide / 2
        tip = (arrow.end, QPointF(foot, arrow.end.y() - half), QPointF(foot, arrow.end.y() + half))
        painter.drawPolygon(QPolygonF(tip))
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("text.primary" if count else "text.tertiary"))
        shown = painter.fontMetrics().elidedText(arrow.text, Qt.TextElideMode.ElideRight, int(arrow.label.width()))
        painter.drawText(arrow.label, _CENTRE, shown)

    def _paint_return(self, painter: QPainter) -> None:
        won_back = self._moves.get(_WON_BACK, 0)
        color = theme.color("stage.acquisition" if won_back else "line.strong")
        box = self._return_box()
        y, bottom = box.center().y(), _TOP + _BOX_HEIGHT
        first, last = self._box(0).center().x(), self._box(len(STAGES) - 1).center().x()
        painter.setPen(QPen(color, 1.5))
        for start, end in (
            (QPointF(last, bottom + 4), QPointF(last, y)),
            (QPointF(last, y), QPointF(box.right(), y)),
            (QPointF(box.left(), y), QPointF(first, y)),
            (QPointF(first, y), QPointF(first, bottom + 12)),
        ):
            painter.drawLine(start, end)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        up = QPointF(first, bottom + 5)
        painter.drawPolygon(QPolygonF((up, QPointF(up.x() - 4, up.y() + 8), QPointF(up.x() + 4, up.y() + 8))))
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("stage.acquisition" if won_back else "text.tertiary"))
        painter.drawText(box, _CENTRE, self._return_text())


def _said(move: Move) -> str:
    return " → ".join(str(code_words("stage", stage)) for stage in move)
