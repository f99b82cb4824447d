"""How many clients and how much money each tier has: one row per tier, the bar centred like a pyramid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from crmdesk.i18n import tr
from ui.framework.chips import paint_chip, tier_chip
from ui.framework.spots import Spot, SpotPicture
from ui.framework.theme import theme

_ROW, _CHIP, _GAP, _LEAST_BAR = 28, 84, 8, 56
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


@dataclass(frozen=True)
class TierRow:
    """A tier with its numbers as text; ``clients`` decides the length of the bar."""

    tier: str
    clients: int
    cells: tuple[str, str, str, str]  # clients, share, assets, share


class TierPyramid(SpotPicture):
    """Bars by the square root of the number, so that six private clients stay visible beside nine hundred.

    ``chosen`` tells a tier.
    """

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[TierRow] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_rows(self, rows: Sequence[TierRow]) -> None:
        self._rows = rows
        self.setAccessibleName("; ".join(f"{tier_chip(row.tier).text} {', '.join(row.cells)}" for row in rows))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_CHIP + _LEAST_BAR + _GAP + sum(self._columns()), _ROW * (len(self._rows) + 1))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def spots(self) -> list[Spot]:
        names = (tr("Clients"), tr("Share"), tr("Assets"), tr("Share"))
        return [
            Spot(
                QRectF(0, top * _ROW, self.width(), _ROW),
                row.tier,
                "\n".join(
                    [tier_chip(row.tier).text, *(f"{n}  {text}" for n, text in zip(names, row.cells, strict=True))]
                ),
            )
            for top, row in enumerate(self._rows, 1)
        ]

    def _columns(self) -> list[int]:
        """As wide as what stands in them."""
        metrics, heads = theme.metrics("strong"), (tr("Clients"), tr("Share"), tr("Assets"), tr("Share"))
        texts = [[head, *(row.cells[at] for row in self._rows)] for at, head in enumerate(heads)]
        return [max(metrics.horizontalAdvance(text) for text in column) + 14 for column in texts]

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_head(painter)
        longest = max((sqrt(row.clients) for row in self._rows), default=0.0) or 1.0
        for index, row in enumerate(self._rows, start=1):
            self._paint_row(painter, row, top=index * _ROW, share=sqrt(row.clients) / longest)
        self.paint_marks(painter)

    def _bar_width(self) -> float:
        return max(float(_LEAST_BAR), self.width() - _CHIP - sum(self._columns()) - _GAP)

    def _paint_head(self, painter: QPainter) -> None:
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("text.secondary"))
        for text in (tr("Clients (bar by square root)"), tr("Clients")):
            if painter.fontMetrics().horizontalAdvance(text) < self._bar_width():
                painter.drawText(QRectF(_CHIP, 0, self._bar_width(), _ROW), _CENTRE, text)
                break
        for box, text in zip(self._cell_boxes(0), (tr("Clients"), tr("Share"), tr("Assets"), tr("Share")), strict=True):
            painter.drawText(box, _RIGHT, text)

    def _cell_boxes(self, top: int) -> list[QRectF]:
        left = _CHIP + self._bar_width() + _GAP
        boxes = []
        for width in self._columns():
            boxes.append(QRectF(left, top, width, _ROW))
            left += width
        return boxes

    def _paint_row(self, painter: QPainter, row: TierRow, *, top: int, share: float) -> None:
        paint_chip(painter, tier_chip(row.tier), QRectF(0, top, _CHIP - 8, _ROW))
        width = self._bar_width() * share
        bar = QRectF(_CHIP + (self._bar_width() - width) / 2, top + 4, width, _ROW - 8)
        style = Qt.PenStyle.DashLine if row.tier == "dormant" else Qt.PenStyle.SolidLine
        painter.setPen(QPen(theme.color(f"tier.{row.tier}"), 1, style))
        painter.setBrush(theme.color(f"tier.{row.tier}.soft"))
        if row.clients:
            painter.drawRoundedRect(bar.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
        for index, (box, text) in enumerate(zip(self._cell_boxes(top), row.cells, strict=True)):
            painter.setFont(theme.font("strong" if index == 0 else "body"))
            painter.setPen(theme.color("text.primary" if index in (0, 2) else "text.secondary"))
            painter.drawText(box, _RIGHT, text)
