"""The head of a big table. It paints itself from what it knows: Qt's own head asks every row whether it is
selected, which takes seconds for a million rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QStyleOptionHeader, QWidget

from ui.framework.big_table.cells import PADDING, Column
from ui.framework.icons import paint_icon
from ui.framework.theme import theme
from ui.framework.ticks import TickState, paint_tick

CHECK_LEFT = 16
_MIDDLE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class HeadEnd(QWidget):
    """Continues the head over the scroll bar."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(theme.size("row.head"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.color("bg.subtle"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.color("line.default"))


class BigHeader(QHeaderView):
    def __init__(self, columns: tuple[Column, ...], parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._columns = columns
        self._orders: dict[str, tuple[int, bool]] = {}
        self.tick: TickState = "none"
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(32)
        self.setFixedHeight(theme.size("row.head"))

    def show_orders(self, orders: Sequence[tuple[str, bool]]) -> None:
        """The columns the rows are sorted by, (key, descending), the first first."""
        self._orders = {key: (number, down) for number, (key, down) in enumerate(orders, start=1)}
        self.viewport().update()

    def set_columns(self, columns: tuple[Column, ...]) -> None:
        self._columns = columns

    def show_tick(self, state: TickState) -> None:
        if state != self.tick:
            self.tick = state
            self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(100, theme.size("row.head"))

    def initStyleOptionForIndex(self, option: QStyleOptionHeader, logical: int) -> None:
        """Without asking the selection of every row."""
        option.section = logical

    def paintSection(self, painter: QPainter, rect: QRect, logical: int) -> None:
        painter.save()
        painter.fillRect(rect, theme.color("bg.subtle"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.color("line.default"))
        column = self._columns[logical]
        if column.key == "check":
            paint_tick(painter, QRectF(rect.left() + CHECK_LEFT, rect.center().y() - 7, 16, 16), self.tick)
        else:
            self._paint_title(painter, QRectF(rect).adjusted(PADDING, 0, -PADDING, 0), column)
        painter.restore()

    def _paint_title(self, painter: QPainter, box: QRectF, column: Column) -> None:
        number, is_down = self._orders.get(column.key, (0, False))
        is_sorted, reach = number > 0, 16 if len(self._orders) < 2 else 24
        font = theme.font("caption")
        font.setBold(is_sorted)
        painter.setFont(font)
        painter.setPen(theme.color("text.primary" if is_sorted else "text.secondary"))
        room = box.adjusted(0, 0, -reach, 0) if is_sorted else box
        text = painter.fontMetrics().elidedText(column.title, Qt.TextElideMode.ElideRight, int(room.width()))
        side = Qt.AlignmentFlag.AlignRight if column.is_right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(room, int(side | Qt.AlignmentFlag.AlignVCenter), text)
        if is_sorted:
            width = painter.fontMetrics().horizontalAdvance(text)
            left = room.right() + 4 if column.is_right else room.left() + width + 4
            if len(self._orders) > 1:
                painter.drawText(QRectF(left + 12, box.top(), 12, box.height()), int(_MIDDLE), str(number))
            self._paint_arrow(painter, QRectF(left, box.center().y() - 6, 12, 12), is_down=is_down)

    def _paint_arrow(self, painter: QPainter, box: QRectF, *, is_down: bool) -> None:
        painter.translate(box.center())
        painter.rotate(180 if is_down else 0)
        paint_icon(painter, "arrow-up", QRectF(-6, -6, 12, 12), "text.primary")
