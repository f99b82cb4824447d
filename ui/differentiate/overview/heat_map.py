"""A table of counts as a heat map: five steps of one hue, the number in every cell."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.framework.theme import theme

_ROW, _LABEL, _FOOT = 36, 88, 44
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


class HeatMap(QWidget):
    """``counts[row][column]``; None is an impossible cell and shows a short dash without ground."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: Sequence[str] = ()
        self._columns: Sequence[str] = ()
        self._counts: Sequence[Sequence[int | None]] = ()
        self._axes = ("", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_counts(
        self,
        counts: Sequence[Sequence[int | None]],
        *,
        rows: Sequence[str],
        columns: Sequence[str],
        axes: tuple[str, str],
    ) -> None:
        self._counts, self._rows, self._columns, self._axes = counts, rows, columns, axes
        self.setAccessibleName(
            "; ".join(f"{label}: {', '.join(map(str, line))}" for label, line in zip(rows, counts, strict=True))
        )
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(380, _ROW * len(self._rows) + _FOOT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._columns:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        most = max((count or 0 for line in self._counts for count in line), default=0) or 1
        width = (self.width() - _LABEL) / len(self._columns)
        for row, line in enumerate(self._counts):
            self._paint_label(painter, QRectF(0, row * _ROW, _LABEL - 8, _ROW), self._rows[row])
            for column, count in enumerate(line):
                box = QRectF(_LABEL + column * width, row * _ROW, width, _ROW).adjusted(1, 1, -1, -1)
                self._paint_cell(painter, box, count, most)
        self._paint_foot(painter, width)

    def _paint_label(self, painter: QPainter, box: QRectF, text: str) -> None:
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("text.secondary"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), text)

    def _paint_cell(self, painter: QPainter, box: QRectF, count: int | None, most: int) -> None:
        painter.setFont(theme.font("caption"))
        if count is None:
            painter.setPen(theme.color("text.tertiary"))
            painter.drawText(box, _CENTRE, "–")
            return
        step = 0 if count == 0 else 1 + min(3, int(3.999 * (count / most) ** 0.5))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(f"heat.{step}"))
        painter.drawRoundedRect(box, 2, 2)
        painter.setPen(theme.color("heat.4.text" if step == 4 else "text.primary"))
        painter.drawText(box, _CENTRE, f"{count:,}")

    def _paint_foot(self, painter: QPainter, width: float) -> None:
        top = _ROW * len(self._rows)
        self._paint_label(painter, QRectF(0, top, _LABEL - 8, 20), self._axes[0])
        for column, text in enumerate(self._columns):
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(width) - 4)
            painter.drawText(QRectF(_LABEL + column * width, top, width, 20), _CENTRE, shown)
        painter.drawText(QRectF(_LABEL, top + 20, self.width() - _LABEL, 20), _CENTRE, self._axes[1])
