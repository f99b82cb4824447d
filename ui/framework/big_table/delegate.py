"""Paints the cells: ground of the row, accent bar of the current one, tick, content, hairline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from ui.framework.big_table.cells import LEFT, PADDING, Head
from ui.framework.big_table.header import CHECK_LEFT
from ui.framework.icons import paint_icon
from ui.framework.theme import theme
from ui.framework.ticks import paint_tick

if TYPE_CHECKING:
    from ui.framework.big_table.view import BigTable

Index = QModelIndex | QPersistentModelIndex


class CellDelegate(QStyledItemDelegate):
    def __init__(self, table: BigTable) -> None:
        super().__init__(table)
        self._table = table

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(40, theme.size("row.table"))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        table, row, number = self._table, index.row(), index.column()
        box = QRectF(option.rect)
        if (head := table.model_.head(row)) is not None:
            self._paint_head(painter, box, row, number, head)
            return
        one = table.model_.ids[row]
        is_current = row == table.current_row
        is_ticked = one in table.checks
        painter.save()
        painter.setClipRect(box)
        painter.fillRect(box, theme.color(self._ground(row, is_current=is_current, is_ticked=is_ticked)))
        painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), theme.color("line.default"))
        if number == 0 and is_current:
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), theme.color("accent"))
        self._paint_content(painter, box, row, number, ticked=is_ticked, current=is_current)
        painter.restore()

    def _paint_head(self, painter: QPainter, box: QRectF, row: int, number: int, head: Head) -> None:
        """One band over all columns: where it folds, what the group is, and its totals below their columns."""
        table = self._table
        painter.save()
        painter.setClipRect(box)
        is_current = row == table.current_row
        painter.fillRect(box, theme.color("bg.selected" if is_current else "bg.subtle"))
        painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), theme.color("line.default"))
        column = table.model_.columns[number]
        if (total := head.cells.get(column.key)) is not None:
            column.paint(painter, total, box.adjusted(PADDING, 0, -PADDING, -1), True)  # noqa: FBT003
        else:
            self._paint_title(painter, box, head)
        if number == 0 and is_current:
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), theme.color("accent"))
        painter.restore()

    def _paint_title(self, painter: QPainter, box: QRectF, head: Head) -> None:
        """The part of the title that lies in this cell: it begins at the left and runs on under the clip."""
        left = self._table.columnViewportPosition(0)
        place = QRectF(left + CHECK_LEFT, box.center().y() - 8, 16, 16)
        paint_icon(painter, "chevron-down" if head.is_open else "chevron-right", place, "text.secondary")
        at = left + self._table.columnWidth(0) + PADDING
        width = theme.metrics("strong").horizontalAdvance(head.text)
        for text, role, tone, start in (
            (head.text, "strong", "text.primary", at),
            (head.note, "body", "text.tertiary", at + width + PADDING),
        ):
            painter.setFont(theme.font(role))
            painter.setPen(theme.color(tone))
            painter.drawText(QRectF(start, box.top(), 600, box.height()), LEFT, text)

    def _ground(self, row: int, *, is_current: bool, is_ticked: bool) -> str:
        if is_current:
            return "bg.selected"
        if row == self._table.hovered_row:
            return "bg.hover"
        return "bg.subtle" if is_ticked else "bg.surface"

    def _paint_content(
        self, painter: QPainter, box: QRectF, row: int, number: int, *, ticked: bool, current: bool
    ) -> None:
        column = self._table.model_.columns[number]
        if column.key == "check":
            tick = QRectF(box.left() + CHECK_LEFT, box.center().y() - 8, 16, 16)
            paint_tick(painter, tick, "all" if ticked else "none")
            return
        inner = box.adjusted(PADDING, 0, -PADDING, -1)
        cells = self._table.model_.cells(row)
        if cells is None:
            self._paint_waiting(painter, inner, row)
        else:
            column.paint(painter, cells[number], inner, current)
        if current and column.key == self._table.cell_key:
            painter.setPen(theme.color("accent"))
            painter.drawRect(box.adjusted(1, 1, -2, -2))

    def _paint_waiting(self, painter: QPainter, box: QRectF, row: int) -> None:
        """A quiet bar where the text will be, of a length that does not flicker."""
        width = box.width() * (0.45 + 0.1 * (row % 4))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("line.default"))
        painter.drawRoundedRect(QRectF(box.left(), box.center().y() - 4, width, 8), 4, 4)
