"""The view: fixed rows, one current row, ticks, sort by the head, everything by keyboard."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QItemSelection, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QHeaderView, QTableView, QWidget

from ui.framework.big_table.cells import Column, Head
from ui.framework.big_table.checks import Checks
from ui.framework.big_table.delegate import CellDelegate
from ui.framework.big_table.header import BigHeader, HeadEnd
from ui.framework.big_table.keys import act_of
from ui.framework.big_table.model import BigTableModel, Index
from ui.framework.big_table.room import ColumnRoom
from ui.framework.places import place_of
from ui.framework.theme import theme


class BigTable(QTableView):
    """Give it ids with ``show_ids``. Ids, current row and scroll place survive ``refresh`` and a new order."""

    #: The id of the row under the keyboard; 0 when there is none.
    current_changed = Signal(int)
    #: Enter or a double click on an id.
    opened = Signal(int)
    #: A click on a sortable head: key, descending. With Shift the column is a further step of the order.
    sort_asked = Signal(str, bool)
    sort_added = Signal(str)
    #: The head of a group, by its id, is to be folded or unfolded; all of them, open or not.
    fold_asked = Signal(int)
    fold_all_asked = Signal(bool)
    #: Space on the head of a group: tick all of it.
    group_ticked = Signal(int)
    #: A cell is to be changed: id, key of the column.
    edit_asked = Signal(int, str)
    #: The user dragged a column or its edge.
    columns_arranged = Signal()

    def __init__(self, model: BigTableModel, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model_ = model
        self.checks = Checks(self)
        self.hovered_row = -1
        self.current_row = -1
        self.hidden_keys: set[str] = set()
        #: The column of the current row that the keyboard is in; "" = the row as a whole.
        self.cell_key = ""
        self.room = ColumnRoom(self)
        self._orders: list[tuple[str, bool]] = []
        self._last_ticked = -1
        self._total: int | None = None
        self.setModel(model)
        self.setItemDelegate(CellDelegate(self))
        self.setAccessibleName(name)
        self._set_up_rows()
        self._set_up_head()
        self.checks.changed.connect(self._on_checks)

    def _set_up_rows(self) -> None:
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        side = self.verticalHeader()
        side.hide()
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setMinimumSectionSize(theme.size("row.table"))
        side.setDefaultSectionSize(theme.size("row.table"))

    def _set_up_head(self) -> None:
        head = BigHeader(self.model_.columns, self)
        self.head = head
        self.setHorizontalHeader(head)
        head.setStretchLastSection(True)
        for number, column in enumerate(self.model_.columns):
            self.setColumnWidth(number, column.width)
        head.sectionClicked.connect(self._on_head)
        self.addScrollBarWidget(HeadEnd(), Qt.AlignmentFlag.AlignTop)

    # -- what it shows

    def show_ids(
        self,
        ids: array[int],
        *,
        keep_place: bool = True,
        heads: Mapping[int, Head] | None = None,
        total: int | None = None,
    ) -> None:
        """``keep_place`` holds the scroll place and the current client; otherwise the first row is current.

        ``heads`` are the rows above groups, whose ids among ``ids`` are negative; ``total`` counts the rows of all
        groups, folded ones too.
        """
        current, place = self._current_key(), self.verticalScrollBar().value()
        self._total = total
        self.model_.set_ids(ids, heads)
        if not keep_place:
            self.set_current_row(next((row for row, one in enumerate(ids) if one >= 0), 0))
            self.scrollToTop()
            return
        self.verticalScrollBar().setValue(place)
        self.set_current_row(place_of(self.model_.ids, current) or 0, scroll=False)

    def set_columns(self, columns: Sequence[Column], *, is_arranged: bool) -> None:
        """Other columns; those the user arranged keep their widths and never leave."""
        current, place = self._current_key(), self.verticalScrollBar().value()
        self.head.set_columns(tuple(columns))
        self.model_.set_columns(columns)
        self.cell_key = ""
        self.room.place(is_arranged=is_arranged)
        self.set_current_row(place_of(self.model_.ids, current) or 0, scroll=False)
        self.verticalScrollBar().setValue(place)

    def current_id(self) -> int:
        """The id of the current row; 0 when there is none, or when it is the head of a group (which no one is told)."""
        return max(0, self._current_key())

    def _current_key(self) -> int:
        row = self.currentIndex().row()
        return self.model_.ids[row] if 0 <= row < len(self.model_.ids) else 0

    def set_current_row(self, row: int, *, scroll: bool = True) -> None:
        if not 0 <= row < len(self.model_.ids):
            self.current_changed.emit(0)
            return
        was = self.hasAutoScroll()
        self.setAutoScroll(scroll)
        self.setCurrentIndex(self.model_.index(row, 1))
        self.setAutoScroll(was)

    def set_current_id(self, one: int) -> None:
        """Go to a row and bring it into view; nothing when it is not in the list."""
        row = place_of(self.model_.ids, one)
        if row is not None:
            self.set_current_row(row)

    def show_sort(self, key: str, *, descending: bool) -> None:
        self.show_orders([(key, descending)])

    def show_orders(self, orders: Sequence[tuple[str, bool]]) -> None:
        self._orders = list(orders)
        self.head.show_orders(orders)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.current_row = current.row()
        self._update_row(previous.row())
        self._update_row(current.row())
        if self._current_key() >= 0:
            self.current_changed.emit(self.current_id())

    def selectionChanged(self, _selected: QItemSelection, _deselected: QItemSelection) -> None:
        """The ticks are the selection; Qt's own is not used."""

    def _update_row(self, row: int) -> None:
        if row >= 0:
            top = self.rowViewportPosition(row)
            self.viewport().update(0, top, self.viewport().width(), theme.size("row.table"))

    # -- ticks

    def _on_checks(self) -> None:
        total = len(self.model_.ids) if self._total is None else self._total
        count = self.checks.count(total)
        self.head.show_tick("none" if not count else "all" if count == total else "some")
        self.viewport().update()

    def toggle_row(self, row: int, *, to_last: bool = False) -> None:
        """Tick a row, or with ``to_last`` all from the row ticked before."""
        ids = self.model_.ids
        if ids[row] < 0:
            self.group_ticked.emit(ids[row])
            return
        if to_last and 0 <= self._last_ticked < len(ids):
            low, high = sorted((row, self._last_ticked))
            run = [one for one in ids[low : high + 1] if one >= 0]
            self.checks.set_all(run, ticked=ids[row] not in self.checks)
        else:
            self.checks.toggle(ids[row])
        self._last_ticked = row

    def _on_head(self, number: int) -> None:
        column = self.model_.columns[number]
        if column.key == "check":
            (self.checks.tick_everything if self.head.tick == "none" else self.checks.clear)()
        elif column.is_sortable:
            if QApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier:
                self.sort_added.emit(column.key)
                return
            now = dict(self._orders[:1]).get(column.key)
            self.sort_asked.emit(column.key, column.starts_descending if now is None else not now)

    # -- mouse and keyboard

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self.model_.ids[index.row()] < 0:
            self.set_current_row(index.row(), scroll=False)
            self.fold_asked.emit(self.model_.ids[index.row()])
            return
        if index.isValid() and self.model_.columns[index.column()].key == "check":
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.toggle_row(index.row(), to_last=shift)
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if not index.isValid() or self.model_.ids[index.row()] < 0:
            return
        column = self.model_.columns[index.column()]
        if column.is_editable:
            self.set_cell(column.key)
            self.edit_asked.emit(self.model_.ids[index.row()], column.key)
        elif column.key != "check":
            self.opened.emit(self.model_.ids[index.row()])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.rowAt(int(event.position().y())))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def _hover(self, row: int) -> None:
        if row != self.hovered_row:
            old, self.hovered_row = self.hovered_row, row
            self._update_row(old)
            self._update_row(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = act_of(self, event)
        if act is None:
            super().keyPressEvent(event)
        else:
            act()

    def open_current(self) -> None:
        """Enter: open the row, fold the group, or change the cell the keyboard is in."""
        one = self._current_key()
        if one < 0:
            self.fold_asked.emit(one)
        elif self.cell_key:
            self.edit_current()
        elif one:
            self.opened.emit(one)

    # -- cells

    def set_cell(self, key: str) -> None:
        """Bring the keyboard into a cell of the current row; "" = the row."""
        self.cell_key = key
        number = next((n for n, column in enumerate(self.model_.columns) if column.key == key), None)
        if number is not None:
            self.scrollTo(self.model_.index(self.current_row, number))
        self._update_row(self.current_row)

    def edit_current(self) -> None:
        """F2: the cell the keyboard is in, or the first that can be changed."""
        keys = self.room.editable_keys()
        if self.current_id() and keys:
            self.set_cell(self.cell_key or keys[0])
            self.edit_asked.emit(self.current_id(), self.cell_key)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The viewport counts as opaque, so that scrolling moves what is painted: fill what no row covers."""
        bottom = self.rowViewportPosition(len(self.model_.ids) - 1) + theme.size("row.table") if self.model_.ids else 0
        if event.rect().bottom() >= bottom:
            painter = QPainter(self.viewport())
            painter.fillRect(
                event.rect().adjusted(0, max(0, bottom - event.rect().top()), 0, 0), theme.color("bg.surface")
            )
            painter.end()
        super().paintEvent(event)

    # -- columns

    def set_hidden(self, keys: set[str]) -> None:
        """Columns the user does not want to see."""
        self.hidden_keys = keys
        self.room.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.room.fit()
