"""A list whose rows are about clients: plans, next steps, contacts. Ids in memory, rows read in blocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHeaderView, QStackedWidget

from crmdesk.book.listed import Listed
from crmdesk.errors import CrmError
from crmdesk.store.history import Change
from ui.framework.big_table import BigTable, BigTableModel, Column
from ui.framework.big_table.model import Loaded
from ui.framework.empty import EmptyState
from ui.framework.frames import Panel
from ui.framework.page import Desk, State

#: Runs on a reader thread with a connection.
Query = Callable[[Any], Listed]

#: Changes that come close together, as from a job, are read once.
_PAUSE_MS = 40
#: What takes longer than this says that it is under way.
_PATIENCE_MS = 120


class ClientRows(Panel):
    """A list says what it asks for in ``query`` and what its rows show in ``cells``; ``read`` reads it."""

    #: The ids were read: how many.
    found = Signal(int)
    #: The ids are still being read: a million takes a second.
    waiting = Signal()
    #: The store changed; what is counted beside the list may have changed too.
    changed = Signal()
    #: Enter or a double click: the client of the row.
    opened = Signal(int)

    def __init__(self, desk: Desk, columns: Sequence[Column], *, name: str, empty: EmptyState) -> None:
        super().__init__("surface", gap=0)
        self.desk = desk
        self.sort, self.descending = "", False
        self.listed = Listed()
        self._keeps_place, self._is_stale = False, False
        self._wanted: State = {}
        self.model = BigTableModel(columns, self._load, self)
        self.table = BigTable(self.model, name=name)
        self.empty = empty
        self._stack = QStackedWidget()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self.waiting)
        self._arrange()

    def _arrange(self) -> None:
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.empty)
        self.body.addWidget(self._stack, 1)
        self.table.sort_asked.connect(self.set_sort)
        self.table.opened.connect(lambda _id: self.opened.emit(self.current_client()))
        self._pause.timeout.connect(self._read_again)
        self.desk.changes.changed.connect(self._on_change)

    # -- what a list says of itself

    def query(self) -> Query:
        """The query of the present filter and order; made on the UI thread, run on a reader thread."""
        raise NotImplementedError

    def glimpse(self) -> Query | None:
        """A query of the first rows alone, where that is much faster than all of them."""
        return None

    def cells(self, connection: Any, ids: Sequence[int]) -> Loaded:
        """The rows of some ids, in the reader thread."""
        raise NotImplementedError

    def give_room_to(self, key: str) -> None:
        """The column that takes the room the others leave, instead of the last one."""
        number = [column.key for column in self.model.columns].index(key)
        self.table.head.setStretchLastSection(False)
        self.table.head.setSectionResizeMode(number, QHeaderView.ResizeMode.Stretch)

    # -- reading

    def set_sort(self, key: str, descending: bool) -> None:  # noqa: FBT001
        self.sort, self.descending = key, descending
        self.read()

    def read(self, *, keep_place: bool = False) -> None:
        """Read the ids; the list on screen stays until they are there."""
        self._keeps_place, self._is_stale = keep_place, False
        self.table.show_sort(self.sort, descending=self.descending)
        self._patience.start()
        glimpse = None if keep_place else self.glimpse()
        if glimpse is None:
            self.desk.runner.read(self.query(), then=self._take, owner=self, key="rows")
        else:
            self.desk.runner.read(glimpse, then=self._take_glimpse, owner=self, key="rows")

    def _take_glimpse(self, listed: Listed) -> None:
        """Something to read while the rest is on the way."""
        self._show(listed)
        self._keeps_place = True
        self.desk.runner.read(self.query(), then=self._take, owner=self, key="rows")

    def _take(self, listed: Listed) -> None:
        self._patience.stop()
        self._show(listed)
        self._go_to_wanted()
        self.found.emit(len(listed.ids))

    def _show(self, listed: Listed) -> None:
        self.listed = listed
        self.table.show_ids(listed.ids, keep_place=self._keeps_place)
        self._stack.setCurrentWidget(self.table if listed.ids else self.empty)

    def _load(self, ids: list[int], then: Callable[[Loaded], None], failed: Callable[[CrmError], None]) -> None:
        self.desk.runner.read(lambda connection: self.cells(connection, ids), then=then, owner=self, failed=failed)

    def _on_change(self, _change: Change) -> None:
        self._is_stale = True
        if self.isVisible() and not self._pause.isActive():
            self._pause.start()

    def _read_again(self) -> None:
        self.model.refresh()
        self.read(keep_place=True)
        self.changed.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self._read_again()

    # -- what is current and ticked

    def current_client(self) -> int:
        """Id of the client of the current row; 0 when there is none."""
        row = self.table.currentIndex().row()
        return self.listed.clients[row] if 0 <= row < len(self.listed.clients) else 0

    def ticked_ids(self) -> list[int]:
        return self.table.checks.of(self.listed.ids)

    def chosen_ids(self) -> list[int]:
        """The ticked rows, or the current one when none is ticked."""
        if not self.table.checks.is_empty:
            return self.ticked_ids()
        current = self.table.current_id()
        return [current] if current else []

    def clients_in_order(self) -> list[int]:
        """Every client of the list once: the way of Alt+Up and Alt+Down."""
        return list(dict.fromkeys(self.listed.clients))

    def go_to_client(self, client_id: int) -> None:
        """To the first row of a client, unless the current row is about this client already."""
        if client_id == self.current_client():
            return
        try:
            self.table.set_current_row(self.listed.clients.index(client_id))
        except ValueError:
            return

    # -- state

    def state(self) -> State:
        return {
            "sort": self.sort,
            "descending": self.descending,
            "row": self.table.current_id(),
            "scroll": self.table.verticalScrollBar().value(),
        }

    def restore(self, state: State) -> None:
        """Take back the order now, the place when the rows are there."""
        if state:
            self.sort, self.descending = state["sort"], state["descending"]
            self._wanted = state

    def _go_to_wanted(self) -> None:
        wanted, self._wanted = self._wanted, {}
        if wanted:
            self.table.set_current_id(wanted["row"])
            self.table.verticalScrollBar().setValue(wanted["scroll"])
