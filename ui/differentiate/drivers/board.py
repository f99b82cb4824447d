"""The eleven drivers of the room's scope: cards, and behind each card the driver in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QVBoxLayout

from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.progress import Progress
from ui.differentiate.drivers.card import DriverCard
from ui.differentiate.drivers.detail import DriverDetail
from ui.differentiate.drivers.record_dialog import RecordDialog
from ui.differentiate.drivers.record_kinds import KINDS
from ui.differentiate.pieces import offer_to_begin
from ui.differentiate.room_tab import RoomTab
from ui.framework.buttons import Button
from ui.framework.empty import EmptyState
from ui.framework.frames import Panel, Scroll, clear_layout, row
from ui.framework.labels import PlainLabel
from ui.framework.page import Command, Desk, State
from ui.framework.theme import theme

if TYPE_CHECKING:
    from crmdesk.book.drivers.asking import Scope
    from crmdesk.book.drivers.model import Behind, Board
    from crmdesk.store.history import Change
    from crmdesk.store.store import Store

#: The least width of a card.
_CARD = 300
#: Tables whose single rows feed the board.
FEEDS = frozenset(
    {
        *("opportunity", "opportunity_step", "campaign", "cost_line", "concession"),
        *("service_contract", "overdue", "handover", "driver_target", "contact"),
    }
)


class DriverBoard(RoomTab):
    name: ClassVar[str] = "drivers"
    title: ClassVar[Words] = Words("动因", "Drivers")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.manager: str | None = None
        self.board: Board | None = None
        self.cards: list[DriverCard] = []
        self._open = ""
        self._counted = (0, 0)
        self._ticker = QTimer(self, interval=200)
        self._ticker.timeout.connect(self._show_progress)
        self._scroll = Scroll("window", margin=4, gap=3)
        self._when = PlainLabel(tone="secondary")
        self._grid = QGridLayout()
        self._grid.setSpacing(theme.space(3))
        self._laid = 0
        self.target_button = Button(tr("Targets"), is_small=True)
        self.cost_button = Button(tr("New: {kind}", kind=KINDS["costs"].title), icon="plus", is_small=True)
        self.campaign_button = Button(tr("New: {kind}", kind=KINDS["campaigns"].title), icon="plus", is_small=True)
        self._buttons = (self.target_button, self.cost_button, self.campaign_button)
        self._scroll.body.addLayout(row(self._when, None, *self._buttons))
        self._scroll.body.addLayout(self._grid)
        self._scroll.body.addStretch(1)
        self._empty = Panel("surface")
        self.detail = DriverDetail(desk)
        self._stack = QStackedWidget()
        for part in (self._scroll, self._empty, self.detail):
            self._stack.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self.detail.back_asked.connect(self.close_driver)
        self.detail.clients_asked.connect(self.list_clients)
        self.target_button.clicked.connect(self.set_targets)
        self.cost_button.clicked.connect(lambda: self.enter("costs"))
        self.campaign_button.clicked.connect(lambda: self.enter("campaigns"))
        desk.shown.changed.connect(self._show_again)

    def scope(self) -> Scope:
        from crmdesk.book.drivers.asking import Scope

        return Scope(manager=self.manager)

    def show_scope(self, manager: str | None) -> None:
        self.manager = manager
        as_of, scope, progress = self.as_of, self.scope(), Progress(self._note_progress)
        self._counted = (0, 0)
        self._ticker.start()

        def read(connection: Any) -> Board:
            from crmdesk.book.drivers.board import driver_board

            return driver_board(connection, as_of=as_of, scope=scope, progress=progress)

        self.desk.runner.read(read, then=self._show, owner=self, key="drivers", failed=self._teach)

    def _note_progress(self, done: int, total: int, _text: str) -> None:
        """On the reader thread: a large branch takes a while."""
        self._counted = (done, total)

    def _show_progress(self) -> None:
        done, total = self._counted
        self._when.setText(f"{tr('Counting the drivers')} {done}/{total}" if total else tr("Counting the drivers"))

    def concerns(self, change: Change) -> bool:
        return change.is_batch or not FEEDS.isdisjoint(change.tables)

    # -- showing

    def _teach(self, error: CrmError) -> None:
        self._ticker.stop()
        clear_layout(self._empty.body)
        empty = EmptyState("layers", tr("No drivers yet."), error.message)
        offer_to_begin(empty, self.desk, self)
        self._empty.body.addWidget(empty)
        self._stack.setCurrentWidget(self._empty)

    def _show(self, board: Board) -> None:
        self._ticker.stop()
        self.board = board
        self._when.setText(tr("The twelve months from {since} to {day}", since=board.since, day=board.as_of))
        for card in self.cards:
            self._grid.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.cards = [DriverCard(one, self.desk.shown) for one in board.drivers]
        for card in self.cards:
            card.opened.connect(self.open_driver)
            card.clients_asked.connect(self.list_clients)
        self._lay_out()
        if self._open:
            self.open_driver(self._open)
        else:
            self._stack.setCurrentWidget(self._scroll)

    def _show_again(self) -> None:
        if self.board is not None:
            self._show(self.board)

    def _columns(self) -> int:
        return max(1, min(4, (self.width() - 2 * theme.space(4)) // (_CARD + theme.space(3))))

    def _lay_out(self) -> None:
        columns = self._laid = self._columns()
        for place, card in enumerate(self.cards):
            self._grid.addWidget(card, place // columns, place % columns)
        for column in range(4):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._columns() != self._laid:
            QTimer.singleShot(0, self, self._lay_out)

    # -- one driver

    def open_driver(self, code: str) -> None:
        assert self.board is not None
        self._open = code
        self.detail.show_driver(self.board.driver(code), scope=self.scope(), as_of=self.board.as_of)
        self._stack.setCurrentWidget(self.detail)
        self.detail.setFocus()

    def close_driver(self) -> None:
        self._open = ""
        self._stack.setCurrentWidget(self._scroll)

    def list_clients(self, code: str) -> None:
        """Open the client list with the clients behind a driver."""
        assert self.board is not None
        as_of, scope, words = self.board.as_of, self.scope(), self.board.driver(code).words

        def read(connection: Any) -> Behind:
            from crmdesk.book.drivers.board import clients_behind

            return clients_behind(connection, code, as_of=as_of, scope=scope)

        def show(found: Behind) -> None:
            if len(found.ids):
                self.desk.navigate.list_these(found.ids.tolist(), words)
            else:
                self.desk.navigate.toast(tr("No client is behind this driver."))

        self.desk.runner.read(read, then=show, owner=self, key="behind")

    # -- entering

    def enter(self, kind: str) -> None:
        """Open the form for a record of no client."""
        chosen = KINDS[kind]

        def save(store: Store, values: dict[str, Any]) -> object:
            return chosen.save(store, None, values)

        title = tr("New: {kind}", kind=chosen.title)
        self._open_form(RecordDialog(self.desk, title, chosen.entries(), save, parent=self))

    def set_targets(self) -> None:
        """Open the form of what each driver should be, for all branches."""
        from ui.differentiate.drivers.targets import save_targets, target_entries

        def show(found: dict[str, float]) -> None:
            about = tr("empty: no target")
            entries = target_entries(found)
            dialog = RecordDialog(self.desk, tr("Targets"), entries, save_targets(found), about=about, parent=self)
            self._open_form(dialog)

        def read(connection: Any) -> dict[str, float]:
            from crmdesk.differentiate.drivers.records.targets import targets

            return targets(connection)

        self.desk.runner.read(read, then=show, owner=self, key="targets")

    def _open_form(self, dialog: RecordDialog) -> None:
        dialog.saved.connect(lambda: self.show_scope(self.manager))
        dialog.open()

    def commands(self) -> list[Command]:
        return [
            Command(Words("设定动因目标", "Set the drivers' targets"), self.set_targets),
            Command(Words("登记费用", "Enter a cost"), lambda: self.enter("costs")),
            Command(Words("登记营销活动", "Enter a campaign"), lambda: self.enter("campaigns")),
        ]

    def tab_state(self) -> State:
        return {"open": self._open}

    def restore_tab(self, state: State) -> None:
        self._open = str(state.get("open", ""))
