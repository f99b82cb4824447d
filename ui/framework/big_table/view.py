"""The view: fixed rows, one current row, ticks, sort by the head, everything by keyboard."""

from __future__ import annotations

from array import array
from collections.abc import Callable

from PySide6.QtCore import QEvent, QItemSelection, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ui.framework.big_table.checks import Checks
from ui.framework.big_table.delegate import CellDelegate
from ui.framework.big_table.header import BigHeader, HeadEnd
from ui.framework.big_table.model import BigTableModel, Index
from ui.framework.places import place_of
from ui.framework.theme import theme


class BigTable(QTableView):
    """Give it ids with ``show_ids``. Ids, current row and scroll place survive ``refresh`` and a new order."""

    #: The id of the row under the keyboard; 0 when there is none.
    current_changed = Signal(int)
    #: Enter or a double click on an id.
    opened = Signal(int)
    #: A click on a sortable head: key, descending.
    sort_asked = Signal(str, bool)

    def __init__(self, model: BigTableModel, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model_ = model
        self.checks = Checks(self)
        self.hovered_row = -1
        self.current_row = -1
        self.hidden_keys: set[str] = set()
        self._sort, self._descending = "", False
        self._last_ticked = -1
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

    def show_ids(self, ids: array[int], *, keep_place: bool = True) -> None:
        """``keep_place`` holds the scroll place and the current client; otherwise the first row is current."""
        current, place = self.current_id(), self.verticalScrollBar().value()
        self.model_.set_ids(ids)
        if not keep_place:
            self.set_current_row(0)
            self.scrollToTop()
            return
        self.verticalScrollBar().setValue(place)
        self.set_current_row(place_of(self.model_.ids, current) or 0, scroll=False)

    def current_id(self) -> int:
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
        self._sort, self._descending = key, descending
        self.head.show_sort(key, descending=descending)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.current_row = current.row()
        self._update_row(previous.row())
        self._update_row(current.row())
        self.current_changed.emit(self.current_id())

    def selectionChanged(self, _selected: QItemSelection, _deselected: QItemSelection) -> None:
        """The ticks are the selection; Qt's own is not used."""

    def _update_row(self, row: int) -> None:
        if row >= 0:
            top = self.rowViewportPosition(row)
            self.viewport().update(0, top, self.viewport().width(), theme.size("row.table"))

    # -- ticks

    def _on_checks(self) -> None:
        total = len(self.model_.ids)
        count = self.checks.count(total)
        self.head.show_tick("none" if not count else "all" if count == total else "some")
        self.viewport().update()

    def toggle_row(self, row: int, *, to_last: bool = False) -> None:
        """Tick a row, or with ``to_last`` all from the row ticked before."""
        ids = self.model_.ids
        if to_last and 0 <= self._last_ticked < len(ids):
            low, high = sorted((row, self._last_ticked))
            self.checks.set_all(ids[low : high + 1], ticked=ids[row] not in self.checks)
        else:
            self.checks.toggle(ids[row])
        self._last_ticked = row

    def _on_head(self, number: int) -> None:
        column = self.model_.columns[number]
        if column.key == "check":
            (self.checks.tick_everything if self.head.tick == "none" else self.checks.clear)()
        elif column.is_sortable:
            again = column.key == self._sort
            self.sort_asked.emit(column.key, not self._descending if again else column.starts_descending)

    # -- mouse and keyboard

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self.model_.columns[index.column()].key == "check":
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.toggle_row(index.row(), to_last=shift)
            return
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and self.model_.columns[index.column()].key != "check":
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
        act = self._key_act(event)
        if act is None:
            super().keyPressEvent(event)
        else:
            act()

    def _key_act(self, event: QKeyEvent) -> Callable[[], None] | None:
        key, row, last = event.key(), self.currentIndex().row(), len(self.model_.ids) - 1
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and key == Qt.Key.Key_A:
            return self.checks.tick_everything
        if key == Qt.Key.Key_Escape and not self.checks.is_empty:
            return self.checks.clear
        if row < 0:
            return None
        acts: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Return: lambda: self.opened.emit(self.model_.ids[row]),
            Qt.Key.Key_Enter: lambda: self.opened.emit(self.model_.ids[row]),
            Qt.Key.Key_Space: lambda: self.toggle_row(row),
            Qt.Key.Key_Home: lambda: self.set_current_row(0),
            Qt.Key.Key_End: lambda: self.set_current_row(last),
        }
        return acts.get(key)

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
        self._fit_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Let columns go, the least important first, until the others have room."""
        room = self.viewport().width()
        shown = [column for column in self.model_.columns if column.key not in self.hidden_keys]
        for column in sorted(shown, key=lambda column: -column.leaves):
            if sum(one.width for one in shown) <= room or not column.leaves:
                break
            shown.remove(column)
        for number, column in enumerate(self.model_.columns):
            self.setColumnHidden(number, column not in shown)
