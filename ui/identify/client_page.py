"""The page about one client: header, tabs, and the way through the list it was opened from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from crmdesk.book.card import ClientCard, client_card
from crmdesk.dates import local_today
from crmdesk.i18n import Words, tr
from ui.client_tabs import TABS, ClientTab, TabEntry
from ui.framework.buttons import Button
from ui.framework.changes import touches
from ui.framework.frames import Line, row
from ui.framework.page import ClientPageBase, Command, Crumb, Desk, State
from ui.framework.tabs import Tabs
from ui.identify.client_header import ClientHeader

if TYPE_CHECKING:
    from crmdesk.differentiate.overrides import Override
    from crmdesk.store.history import Change

_TOGETHER_MS = 60


@dataclass(frozen=True)
class _Head:
    """The card of the client, the numbers of the records that were merged into it, and what is set by hand."""

    card: ClientCard
    merged: tuple[str, ...]
    overrides: tuple[Override, ...]


class ClientPage(ClientPageBase):
    """A tab is made when it is first shown and told of the client only while it is in view."""

    name: ClassVar[str] = "client"
    title: ClassVar[Words] = Words("客户", "Client")

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.client_id = 0
        self._card: ClientCard | None = None
        self.header = ClientHeader()
        self.tabs = Tabs([(entry.name, str(entry.title)) for entry in TABS], name=tr("Parts of the client page"))
        self._stack = QStackedWidget()
        self._made: dict[str, ClientTab] = {}
        self._states: dict[str, State] = {}
        self.log_button = Button(tr("Log contact"), icon="phone", key="L", parent=self)
        self.plan_button = Button(tr("Service plan"), icon="file-text", kind="primary", key="P", parent=self)
        self.past_button = Button(tr("As it was on…"), icon="history", kind="quiet", is_small=True)
        self.bend_button = Button(tr("Set by hand"), icon="shield-check", kind="quiet", is_small=True)
        self._arrange()
        self._again = QTimer(self, singleShot=True, interval=_TOGETHER_MS)
        self._connect()

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        bar = QWidget()
        bar.setProperty("ground", "surface")
        line = row(self.tabs, self.past_button, self.bend_button, gap=2)
        line.setContentsMargins(0, 0, 20, 0)
        line.setStretch(0, 1)
        bar.setLayout(line)
        for part in (self.header, bar, Line()):
            layout.addWidget(part)
        layout.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.tabs.chosen.connect(self._show_tab)
        self.header.field_asked.connect(self._go_to_field)
        self.header.merges_asked.connect(self.show_merges)
        self.header.override_asked.connect(self.set_by_hand)
        self.log_button.clicked.connect(self.log_contact)
        self.past_button.clicked.connect(self._ask_past)
        self.bend_button.clicked.connect(self.set_by_hand)
        self.plan_button.clicked.connect(lambda: self.tabs.choose("plan"))
        self.desk.changes.changed.connect(self._on_change)
        self.desk.shown.changed.connect(self._show_card)
        self._again.timeout.connect(self._read)

    # -- the client

    def open_client(self, client_id: int, *, tab: str = "") -> None:
        if client_id != self.client_id:
            for made in self._made.values():
                made.leave()
        self.client_id = client_id
        self.tabs.choose(tab or self.tabs.current() or TABS[0].name)
        self._read()

    def _read(self) -> None:
        client_id = self.client_id
        self.desk.runner.read(lambda c: _read_head(c, client_id), then=self._take_head, owner=self, key="card")
        current = self._current()
        if current is not None:
            current.show_client(client_id)

    def _take_head(self, head: _Head) -> None:
        self._card = head.card
        self.header.show_merged(head.merged)
        self.header.show_overrides(head.overrides)
        self._show_card()
        self.frame_changed.emit()

    def _show_card(self) -> None:
        if self._card is not None:
            self.header.show_card(self._card, self.desk.shown)

    def _on_change(self, change: Change) -> None:
        """Several changes in a row are read once."""
        if self.client_id and touches(change, self.client_id):
            self._again.start()

    # -- tabs

    def _current(self) -> ClientTab | None:
        return self._made.get(self.tabs.current())

    def tab(self, name: str) -> ClientTab:
        """The tab of that name, made if it was never shown."""
        if name not in self._made:
            self._make(next(entry for entry in TABS if entry.name == name))
        return self._made[name]

    def _make(self, entry: TabEntry) -> None:
        made = entry.make(self.desk)
        made.restore(self._states.get(entry.name, {}))
        made.marked.connect(lambda mark, reason: self.tabs.buttons[entry.name].show_mark(mark, reason=reason))
        self._made[entry.name] = made
        self._stack.addWidget(made)

    def _show_tab(self, name: str) -> None:
        shown = self.tab(name)
        self._stack.setCurrentWidget(shown)
        self.past_button.setVisible(name == "record")
        self.bend_button.setVisible(name == "value")
        if self.client_id:
            shown.show_client(self.client_id)
        self.frame_changed.emit()

    def _ask_past(self) -> None:
        record: Any = self.tab("record")
        record.past.ask()

    def _go_to_field(self, field: str) -> None:
        self.tabs.choose("record")
        record: Any = self.tab("record")
        record.focus_field(field)

    # -- acts

    def log_contact(self) -> None:
        from ui.interact.log_contact_dialog import LogContactDialog

        if self._card is None:
            return
        tier = self._card.tier.code if self._card.tier else None
        LogContactDialog(self.desk, self.client_id, self._card.name, tier=tier, parent=self).open()

    def show_merges(self) -> None:
        from ui.identify.matching.merges_dialog import MergesDialog

        MergesDialog(self.desk, client_id=self.client_id, parent=self).open()

    def set_by_hand(self) -> None:
        from ui.differentiate.overrides.override_dialog import OverrideDialog

        if self._card is not None:
            OverrideDialog(self.desk, self.client_id, self._card.name, parent=self).open()

    def show_drivers(self) -> None:
        from ui.differentiate.drivers.client_records import ClientRecordsDialog

        if self._card is not None:
            ClientRecordsDialog(self.desk, self.client_id, self._card.name, parent=self).open()

    def move_to_trash(self) -> None:
        from ui.identify.trash.reason_dialog import MoveToTrashDialog

        dialog = MoveToTrashDialog(self.desk, [self.client_id], parent=self)
        dialog.accepted.connect(self._leave_client)
        dialog.open()

    def _leave_client(self) -> None:
        """The client is gone: nothing of it is read any more."""
        self._again.stop()
        self.client_id = 0
        self.desk.navigate.back()

    def crumbs(self) -> list[Crumb]:
        return [Crumb(self._card.name if self._card else str(self.title))]

    def top_buttons(self) -> list[QWidget]:
        return [self.log_button, self.plan_button]

    def commands(self) -> list[Command]:
        acts = [
            Command(Words("记录联系", "Log a contact"), self.log_contact, "L", "phone"),
            Command(Words("服务计划", "Service plan"), lambda: self.tabs.choose("plan"), "P", "file-text"),
            Command(Words("人工特批层级或阶段", "Set tier or stage by hand"), self.set_by_hand, icon="shield-check"),
            Command(Words("动因与销售机会", "Drivers, opportunities, concessions"), self.show_drivers, icon="layers"),
            Command(Words("合并与拆分记录", "Merges of this client"), self.show_merges, icon="merge"),
            Command(Words("移入回收站", "Move to the trash"), self.move_to_trash, icon="trash-2"),
            Command(Words("返回列表", "Back to the list"), self.desk.navigate.back, "Esc", "arrow-left"),
        ]
        for number, entry in enumerate(TABS, 1):
            words = Words(f"转到「{entry.title.zh}」", f"Go to {entry.title.en}")
            acts.append(Command(words, lambda name=entry.name: self.tabs.choose(name), f"Alt+{number}", "columns-3"))  # type: ignore[misc]
        current = self._current()
        return acts + (current.commands() if current is not None else [])

    # -- what survives a change of language

    def state(self) -> State:
        for made in self._made.values():
            made.leave()
        return {"tab": self.tabs.current(), "tabs": {name: made.state() for name, made in self._made.items()}}

    def restore(self, state: State) -> None:
        self._states = state.get("tabs", {})
        if state.get("tab") in self.tabs.buttons:
            self.tabs.choose(state["tab"])

    def focus_start(self) -> None:
        current = self._current()
        if current is not None:
            current.focus_start()


def _read_head(connection: Any, client_id: int) -> _Head:
    from crmdesk.differentiate.overrides import overrides_at
    from crmdesk.identify.former import former_clients

    former = former_clients(connection, [client_id]).get(client_id, [])
    held = overrides_at(connection, (client_id, client_id), local_today())
    return _Head(client_card(connection, client_id), tuple(one.client_no for one in former), tuple(held))
