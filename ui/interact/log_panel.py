"""Tab Contact log: who was reached, when and with what result."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from crmdesk.book.contact_list import ContactFilter, ContactRow, Reached, contact_rows
from crmdesk.dates import local_today
from crmdesk.i18n import Words, tr
from ui.framework.buttons import Button
from ui.framework.foot import Foot
from ui.framework.frames import Panel, row
from ui.framework.page import Desk, State
from ui.framework.search_field import SearchField
from ui.framework.segmented import Segmented
from ui.framework.theme import theme
from ui.interact.contact_rows import ContactRows
from ui.interact.log_contact_dialog import LogContactDialog

_REACHED: dict[Reached, Words] = {
    "all": Words("全部结果", "All outcomes"),
    "effective": Words("有效", "Effective"),
    "other": Words("未计有效", "Not effective"),
}
#: Days back from today; "" = everything.
_PERIODS: dict[str, Words] = {
    "7": Words("7 天", "7 days"),
    "30": Words("30 天", "30 days"),
    "90": Words("90 天", "90 days"),
    "": Words("不限", "Any time"),
}


class LogPanel(Panel):
    opened = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__("surface", gap=0)
        self.reached = Segmented([(key, str(words)) for key, words in _REACHED.items()], name=tr("Outcome"))
        self.period = Segmented([(key, str(words)) for key, words in _PERIODS.items()], name=tr("Period"), value="30")
        self.search = SearchField(tr("Client"), within=self)
        self.rows = ContactRows(desk)
        self.log = Button(tr("Log contact"), icon="phone", kind="primary", key="L", is_small=True)
        self.foot = Foot(self.log)
        self._manager = ""
        self._arrange()
        self._connect()
        self.take_filter()

    def _arrange(self) -> None:
        line = row(self.reached, self.period, None, self.search, gap=3)
        line.setContentsMargins(theme.space(4), 0, theme.space(4), 0)
        holder = QWidget()
        holder.setProperty("bar", "filter")
        holder.setFixedHeight(theme.size("bar.filter"))
        holder.setLayout(line)
        self.body.addWidget(holder)
        self.body.addWidget(self.rows, 1)
        self.body.addWidget(self.foot)
        self.foot.note.setText(tr("Enter opens the client's timeline."))
        sentence = tr("Choose a longer period or another outcome. Contacts are logged with L on a client's page.")
        self.rows.empty.say(tr("No contacts in this period"), sentence)

    def _connect(self) -> None:
        for choice in (self.reached, self.period):
            choice.chosen.connect(lambda _value: self.take_filter())
        self.search.searched.connect(lambda _text: self.take_filter())
        self.rows.opened.connect(self.opened)
        self.rows.found.connect(self._show_found)
        self.rows.waiting.connect(self.foot.show_waiting)
        self.log.clicked.connect(self.log_contact)

    def take_manager(self, manager: str) -> None:
        self._manager = manager
        self.take_filter()

    def take_filter(self) -> None:
        """Read what the choices say."""
        reached = next(known for known in _REACHED if known == self.reached.value)
        chosen = ContactFilter(reached, self._since(), self._manager)
        self.rows.filter = replace(chosen, text=self.search.text().strip())
        self.rows.read()

    def _since(self) -> date | None:
        days = self.period.value
        return local_today() - timedelta(days=int(days) - 1) if days else None

    def _show_found(self, count: int) -> None:
        self.foot.count.setText(tr("{count} contacts", count=f"{count:,}"))
        self.log.setEnabled(bool(count))

    def log_contact(self) -> None:
        """Another contact with the client of the current row."""
        current = self.rows.table.current_id()
        if current:
            read = self.rows.desk.runner.read
            read(lambda connection: contact_rows(connection, [current]), then=self._open_log, owner=self, key="row")

    def _open_log(self, found: list[ContactRow]) -> None:
        for one in found:
            LogContactDialog(self.rows.desk, one.client_id, one.name, tier=one.tier, parent=self).open()

    # -- state

    def state(self) -> State:
        text = self.search.text()
        return {**self.rows.state(), "reached": self.reached.value, "period": self.period.value, "text": text}

    def restore(self, state: State, *, manager: str) -> None:
        self.rows.restore(state)
        self._manager = manager
        self.search.setText(state["text"])
        self.reached.choose(state["reached"])
        self.period.choose(state["period"])
        self.take_filter()
