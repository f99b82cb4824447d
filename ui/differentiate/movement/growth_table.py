"""Tier counts before and after as a table: each row adds up, growth is shown with its base."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from crmdesk.differentiate.movement import GrowthReport, TierGrowth
from crmdesk.i18n import tr
from ui.framework.chips import paint_chip, tier_chip
from ui.framework.theme import theme

_ROW, _CHIP = 31, 88
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


def growth_cells(row: TierGrowth, *, is_total: bool = False) -> list[str]:
    """The cells of a row; a rate from a small base says so with ``*``."""
    moved = ("–", "–") if is_total else (f"{row.moved_in:,}", f"{row.moved_out:,}")
    growth = "–" if row.growth is None else f"{row.growth:+.2%}{'*' if row.has_small_base else ''}"
    stayed = "–" if row.stayed_share is None else f"{row.stayed_share:.2%}"
    counts = f"{row.before:,}", f"{row.new:,}", *moved, f"{row.lost:,}", f"{row.after:,}"
    return [*counts, f"{row.change:+,}" if row.change else "0", growth, stayed]


class GrowthTable(QWidget):
    """After = before + new + in − out − lost, tier by tier."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[tuple[str, list[str]]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_report(self, report: GrowthReport) -> None:
        self._rows = [(row.tier, growth_cells(row)) for row in report.rows]
        self._rows.append(("", growth_cells(report.total, is_total=True)))
        said = [f"{tier_chip(tier).text if tier else tr('Total')} {', '.join(cells)}" for tier, cells in self._rows]
        self.setAccessibleName("; ".join(said))
        self.updateGeometry()
        self.update()

    @staticmethod
    def heads() -> list[str]:
        return [
            *(tr("At the start"), tr("New"), tr("Moved in"), tr("Moved out"), tr("Lost"), tr("At the end")),
            *(tr("Net change"), tr("Growth"), tr("Stayed")),
        ]

    def sizeHint(self) -> QSize:
        metrics = theme.metrics("strong")
        cells = [cell for _tier, texts in self._rows for cell in texts]
        widest = max(metrics.horizontalAdvance(text) for text in [*self.heads(), *cells])
        return QSize(_CHIP + (widest + 14) * len(self.heads()), _ROW * (len(self._rows) + 1))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRectF(0, 0, self.width(), _ROW), theme.color("bg.subtle"))
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("text.secondary"))
        for column, text in enumerate(self.heads()):
            painter.drawText(self._box(0, column), _RIGHT, text)
        for row, (tier, cells) in enumerate(self._rows, 1):
            self._paint_row(painter, row, tier, cells)

    def _paint_row(self, painter: QPainter, row: int, tier: str, cells: list[str]) -> None:
        left = QRectF(6, row * _ROW, _CHIP, _ROW)
        painter.setPen(theme.color("text.primary"))
        painter.setFont(theme.font("body" if tier else "strong"))
        if tier:
            paint_chip(painter, tier_chip(tier), left)
        else:
            painter.drawText(left, _LEFT, tr("Total"))
        for column, text in enumerate(cells):
            is_strong = not tier or column in (5, 6)
            painter.setFont(theme.font("strong" if is_strong else "body"))
            painter.setPen(theme.color("text.primary" if text not in ("0", "–") else "text.tertiary"))
            painter.drawText(self._box(row, column), _RIGHT, text)
        painter.fillRect(QRectF(0, (row + 1) * _ROW - 1, self.width(), 1), theme.color("line.default"))

    def _box(self, row: int, column: int) -> QRectF:
        width = (self.width() - _CHIP) / len(self.heads())
        return QRectF(_CHIP + column * width, row * _ROW, width - 8, _ROW)
