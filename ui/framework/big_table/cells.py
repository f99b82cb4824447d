"""What a cell holds and how it is painted. Strings are made when a block arrives, not while painting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from ui.framework.icons import paint_icon
from ui.framework.theme import theme

PADDING = 8
#: Made once: putting enumerations together costs more than drawing a short word.
LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)
RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter) | int(Qt.TextFlag.TextSingleLine)


@dataclass(frozen=True, slots=True)
class Cell:
    """``text`` is what a screen reader and a copy get; ``content`` what a special painter needs."""

    text: str = ""
    tone: str = "text.primary"
    tooltip: str = ""
    icon: str = ""
    content: Any = None


CellPainter = Callable[[QPainter, Cell, QRectF, bool], None]
Cells = tuple[Cell, ...]


def paint_text(painter: QPainter, cell: Cell, box: QRectF, is_current: bool) -> None:  # noqa: FBT001
    _paint(painter, cell, box, LEFT, "body")
    del is_current


def paint_name(painter: QPainter, cell: Cell, box: QRectF, is_current: bool) -> None:  # noqa: FBT001
    """Bold in the current row; an icon of ``cell.icon`` follows the words."""
    room = box.adjusted(0, 0, -20 if cell.icon else 0, 0)
    width = _paint(painter, cell, room, LEFT, "strong" if is_current else "body")
    if cell.icon:
        paint_icon(painter, cell.icon, QRectF(box.left() + width + 6, box.center().y() - 7, 14, 14), "state.warn")


def paint_number(painter: QPainter, cell: Cell, box: QRectF, is_current: bool) -> None:  # noqa: FBT001
    _paint(painter, cell, box, RIGHT, "body")
    del is_current


def paint_marked(painter: QPainter, cell: Cell, box: QRectF, is_current: bool) -> None:  # noqa: FBT001
    """An icon in the colour of the words, then the words: due dates."""
    if cell.icon:
        mark = "text.tertiary" if cell.tone == "text.secondary" else cell.tone
        paint_icon(painter, cell.icon, QRectF(box.left(), box.center().y() - 7, 14, 14), mark)
    paint_text(painter, cell, box.adjusted(20 if cell.icon else 0, 0, 0, 0), is_current)


def _paint(painter: QPainter, cell: Cell, box: QRectF, side: int, role: str) -> int:
    """Draw one line, elided; returns the width it took."""
    metrics, room = theme.metrics(role), int(box.width())
    shown, width = cell.text, metrics.horizontalAdvance(cell.text)
    if width > room:
        shown, width = metrics.elidedText(shown, Qt.TextElideMode.ElideRight, room), room
    painter.setFont(theme.font(role))
    painter.setPen(theme.color(cell.tone))
    painter.drawText(box, side, shown)
    return width


@dataclass(frozen=True)
class Column:
    """``key`` is also the sort key; ``leaves`` > 0 lets the column go when room is short, the highest first."""

    key: str
    title: str
    width: int
    paint: CellPainter = paint_text
    is_right: bool = False
    is_sortable: bool = True
    leaves: int = 0
    starts_descending: bool = False
    is_editable: bool = False


@dataclass(frozen=True)
class Head:
    """A row above a group: ``text`` says which, ``note`` how many; ``cells`` are its totals by column key."""

    text: str
    note: str
    is_open: bool
    cells: Mapping[str, Cell]

    @property
    def spoken(self) -> str:
        return ", ".join(part for part in (self.text, self.note, *(cell.text for cell in self.cells.values())) if part)
