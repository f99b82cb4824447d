"""A table of counts as a heat map: five steps of one hue, the number in every cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from ui.framework.spots import Spot, SpotPicture
from ui.framework.theme import theme

_GAP = 8
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
Key = tuple[str, str]


@dataclass(frozen=True)
class Grid:
    """Rows and columns as (code, label); a pair that is missing among ``counts`` is an impossible cell.

    ``most`` is the count that has the darkest ground: the same for pictures that stand side by side. ``words`` says
    a cell when it is pointed at.
    """

    rows: Sequence[tuple[str, str]]
    columns: Sequence[tuple[str, str]]
    counts: Mapping[Key, int]
    axes: tuple[str, str] = ("", "")
    most: int = 0
    words: Mapping[Key, str] = field(default_factory=dict)


class HeatMap(SpotPicture):
    """``chosen`` tells (row, column). An impossible cell shows a short dash without ground."""

    def __init__(self, *, row_height: int = 32, is_small: bool = False) -> None:
        super().__init__()
        self._height, self._is_small = row_height, is_small
        self._grid = Grid((), (), {})
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_grid(self, grid: Grid) -> None:
        self._grid = grid
        said = [
            f"{label}: {', '.join(str(grid.counts.get((row, column), '–')) for column, _label in grid.columns)}"
            for row, label in grid.rows
        ]
        self.setAccessibleName("; ".join(said))
        self.updateGeometry()
        self.update()

    def _left(self) -> float:
        """Room for the labels of the rows and the name of their axis."""
        metrics = theme.metrics("caption")
        texts = [*(label for _code, label in self._grid.rows), self._grid.axes[0]]
        return max((metrics.horizontalAdvance(text) for text in texts), default=0) + _GAP

    def sizeHint(self) -> QSize:
        foot = 24 + (20 if self._grid.axes[1] else 0)
        metrics = theme.metrics("caption")
        least = max((metrics.horizontalAdvance(f"{n:,}") for n in self._grid.counts.values()), default=0) + 8
        columns = max(1, len(self._grid.columns))
        return QSize(round(self._left()) + columns * max(least, 28), self._height * len(self._grid.rows) + foot)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _width(self) -> float:
        return (self.width() - self._left()) / max(1, len(self._grid.columns))

    def _box(self, row: int, column: int) -> QRectF:
        left, width = self._left(), self._width()
        return QRectF(left + column * width, row * self._height, width, self._height).adjusted(1, 1, -1, -1)

    def spots(self) -> list[Spot]:
        grid = self._grid
        return [
            Spot(self._box(row, column), (a, b), grid.words.get((a, b)) or f"{left} · {below}: {grid.counts[a, b]:,}")
            for row, (a, left) in enumerate(grid.rows)
            for column, (b, below) in enumerate(grid.columns)
            if (a, b) in grid.counts
        ]

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        grid = self._grid
        most = grid.most or max(grid.counts.values(), default=0) or 1
        for row, (a, label) in enumerate(grid.rows):
            self._paint_label(painter, row, label)
            for column, (b, _label) in enumerate(grid.columns):
                self._paint_cell(painter, self._box(row, column), grid.counts.get((a, b)), most)
        self._paint_foot(painter)
        self.paint_marks(painter)

    def _paint_label(self, painter: QPainter, row: int, text: str) -> None:
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("text.secondary"))
        box = QRectF(0, row * self._height, self._left() - _GAP, min(self._height, 24) if row < 0 else self._height)
        painter.drawText(box, _RIGHT, text)

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
        if count or not self._is_small:
            painter.drawText(box, _CENTRE, f"{count:,}")

    def _paint_foot(self, painter: QPainter) -> None:
        top, left, width = self._height * len(self._grid.rows), self._left(), self._width()
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("text.secondary"))
        painter.drawText(QRectF(0, top, left - _GAP, 24), _RIGHT, self._grid.axes[0])
        for column, (_code, text) in enumerate(self._grid.columns):
            painter.drawText(QRectF(left + column * width, top, width, 24), _CENTRE, text)
        painter.drawText(QRectF(left, top + 22, self.width() - left, 20), _CENTRE, self._grid.axes[1])
