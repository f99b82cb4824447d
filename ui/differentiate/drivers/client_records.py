"""What is recorded about a client for the drivers: entered, moved on, taken away; and the client's own figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from crmdesk.codes import code_list, code_words
from crmdesk.dates import local_today
from crmdesk.i18n import tr
from ui.differentiate.drivers.figures import written
from ui.differentiate.drivers.record_dialog import RecordDialog
from ui.differentiate.drivers.record_kinds import KINDS, Entry
from ui.framework.buttons import Button
from ui.framework.editors import AmountEditor, CodeEditor, DayEditor, NumberEditor
from ui.framework.focus_ring import FocusRing
from ui.framework.frames import Card, Scroll, clear_layout, row
from ui.framework.labels import ElidedLabel, PlainLabel, TagLabel
from ui.framework.links import Link
from ui.framework.page import Desk

if TYPE_CHECKING:
    from crmdesk.book.drivers.model import Driver
    from crmdesk.differentiate.drivers.records.concessions import Concession
    from crmdesk.differentiate.drivers.records.contracts import Contract
    from crmdesk.differentiate.drivers.records.costs import CostLine
    from crmdesk.differentiate.drivers.records.debts import Debt
    from crmdesk.differentiate.drivers.records.opportunities import Opportunity
    from crmdesk.store.history import Change

_OF_CLIENT = ("opportunities", "costs", "concessions", "contracts", "overdue")


@dataclass(frozen=True)
class _Known:
    """Everything recorded about a client, and the drivers that mean something for one."""

    drivers: tuple[Driver, ...]
    opportunities: list[Opportunity]
    costs: list[CostLine]
    concessions: list[Concession]
    contracts: list[Contract]
    overdue: list[Debt]


class ClientRecordsDialog(QDialog):
    def __init__(self, desk: Desk, client_id: int, name: str, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self.client_id, self._name = desk, client_id, name
        self.setWindowTitle(tr("Drivers and records"))
        self.resize(820, 620)
        self._scroll = Scroll("surface", margin=1, gap=3)
        self.new_buttons = {kind: Button(str(KINDS[kind].title), icon="plus", is_small=True) for kind in _OF_CLIENT}
        close = Button(tr("Close"), key="Esc")
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        head = row(PlainLabel(tr("Drivers and records"), role="title"), ElidedLabel(name, tone="secondary"), None)
        layout.addLayout(head)
        layout.addLayout(row(*self.new_buttons.values(), None))
        layout.addWidget(self._scroll, 1)
        layout.addLayout(row(None, close))
        for kind, button in self.new_buttons.items():
            button.clicked.connect(lambda _on=False, kind=kind: self.enter(kind))
        desk.changes.changed.connect(self._on_change)
        FocusRing(self)
        self.load()

    def load(self) -> None:
        client_id = self.client_id
        self._desk.runner.read(lambda c: _read(c, client_id), then=self._show, owner=self, key="records")

    def _on_change(self, change: Change) -> None:
        if change.is_batch or self.client_id in change.client_ids or "opportunity_step" in change.tables:
            self.load()

    # -- showing

    def _show(self, known: _Known) -> None:
        clear_layout(self._scroll.body)
        for card in (
            self._opportunities(known),
            self._plain("costs", [self._cost(one) for one in known.costs]),
            self._plain("concessions", [self._concession(one) for one in known.concessions]),
            self._plain("contracts", [self._contract(one) for one in known.contracts]),
            self._plain("overdue", [self._debt(one) for one in known.overdue]),
            self._figures(known.drivers),
        ):
            self._scroll.body.addWidget(card)
        self._scroll.body.addStretch(1)

    def _money(self, cents: int) -> str:
        return written(self._desk.shown, cents, "money")

    def _opportunities(self, known: _Known) -> Card:
        card = Card(str(KINDS["opportunities"].title))
        for one in known.opportunities:
            stage = TagLabel(
                str(code_words("opportunity_stage", one.stage)), tag="accent" if one.is_open else "neutral"
            )
            move = Link(tr("move"), name=tr("Move {title}", title=one.title))
            move.clicked.connect(lambda _on=False, one=one: self.move_on(one))
            odds = PlainLabel(f"{one.probability} %", tone="tertiary")
            text = ElidedLabel(one.title)
            line = row(text, stage, None, PlainLabel(self._money(one.amount)), odds, self._day(one.opened_on), move)
            card.body.addLayout(self._removable(line, "opportunities", one.id))
        card.setVisible(bool(known.opportunities))
        return card

    def _plain(self, kind: str, lines: list[tuple[int, str, str, Any]]) -> Card:
        card = Card(str(KINDS[kind].title))
        for row_id, text, amount, day in lines:
            line = row(ElidedLabel(text), None, PlainLabel(amount), self._day(day))
            card.body.addLayout(self._removable(line, kind, row_id))
        card.setVisible(bool(lines))
        return card

    def _day(self, day: Any) -> PlainLabel:
        return PlainLabel(self._desk.shown.day(day), tone="tertiary")

    def _removable(self, line: QHBoxLayout, kind: str, row_id: int) -> QHBoxLayout:
        remove = Link(tr("remove"))
        remove.clicked.connect(lambda: self._remove(kind, row_id))
        line.addWidget(remove)
        return line

    def _cost(self, one: CostLine) -> tuple[int, str, str, Any]:
        time = tr("{minutes} min", minutes=one.minutes) if one.minutes else ""
        return one.id, f"{code_words('cost_kind', one.kind)} {one.note} {time}", self._money(one.amount), one.day

    def _concession(self, one: Concession) -> tuple[int, str, str, Any]:
        rates = f"{(one.standard or 0) / 100:g}‱ → {(one.granted or 0) / 100:g}‱" if one.amount is None else ""
        until = tr("until {day}", day=self._desk.shown.day(one.to_on)) if one.to_on else ""
        text = f"{code_words('concession_kind', one.kind)} {rates} {until}"
        return one.id, text, self._money(one.amount) if one.amount else "", one.from_on

    def _contract(self, one: Contract) -> tuple[int, str, str, Any]:
        text = f"{code_words('contract_kind', one.kind)} {one.contract_no} {tr('until {day}', day=one.ends_on)}"
        return one.id, text, self._money(one.fee), one.begins_on

    def _debt(self, one: Debt) -> tuple[int, str, str, Any]:
        grade = code_words("loan_grade", one.grade) if one.grade else ""
        return one.id, f"{code_words('overdue_kind', one.kind)} {grade}", self._money(one.amount), one.day

    def _figures(self, drivers: tuple[Driver, ...]) -> Card:
        card = Card(tr("The client's own figures, last twelve months"))
        for one in drivers:
            value = written(self._desk.shown, one.value, one.unit)
            card.body.addLayout(row(PlainLabel(str(one.words), tone="secondary"), None, PlainLabel(value)))
        return card

    # -- acts

    def enter(self, kind: str) -> None:
        """Open the form for a new record of a kind."""
        chosen, client_id = KINDS[kind], self.client_id
        title = tr("New: {kind}", kind=chosen.title)
        dialog = RecordDialog(
            self._desk,
            title,
            chosen.entries(),
            lambda store, values: chosen.save(store, client_id, values),
            about=self._name,
            parent=self,
        )
        self._open(dialog)

    def move_on(self, one: Opportunity) -> None:
        """Open the form that takes an opportunity to another stage."""
        from crmdesk.differentiate.drivers.records.opportunities import move_opportunity

        def save(store: Any, values: dict[str, Any]) -> object:
            move_opportunity(store, one.id, **{"stage": "", **values})
            return one.id

        self._open(RecordDialog(self._desk, tr("Move on"), _move_entries(one), save, about=one.title, parent=self))

    def _open(self, dialog: RecordDialog) -> None:
        dialog.saved.connect(lambda: QTimer.singleShot(0, self, self.load))
        dialog.open()

    def _remove(self, kind: str, row_id: int) -> None:
        def work(store: Any) -> None:
            from crmdesk.differentiate.drivers.records.writing import remove_record

            remove_record(store, kind, row_id)

        self._desk.runner.write(work, then=lambda _result: self.load(), owner=self)


def _choices(list_name: str) -> Callable[[], QWidget]:
    return lambda: CodeEditor([(code.value, str(code.words)) for code in code_list(list_name).values()])


def _move_entries(one: Opportunity) -> tuple[Entry, ...]:
    return (
        Entry("stage", tr("Stage"), _choices("opportunity_stage"), one.stage),
        Entry("on", tr("Day"), DayEditor, local_today()),
        Entry("amount", tr("Amount"), AmountEditor, one.amount),
        Entry("probability", tr("Probability in percent"), NumberEditor),
        Entry("reason", tr("Why it was won or lost"), _choices("opportunity_reason")),
    )


def _read(connection: Any, client_id: int) -> _Known:
    from crmdesk.book.drivers.board import client_drivers
    from crmdesk.differentiate.drivers.records.concessions import client_concessions
    from crmdesk.differentiate.drivers.records.contracts import client_contracts
    from crmdesk.differentiate.drivers.records.costs import client_costs
    from crmdesk.differentiate.drivers.records.debts import client_debts
    from crmdesk.differentiate.drivers.records.opportunities import client_opportunities
    from crmdesk.differentiate.queries import data_date

    readers = (client_opportunities, client_costs, client_concessions, client_contracts, client_debts)
    drivers = client_drivers(connection, client_id) if data_date(connection) is not None else ()
    return _Known(drivers, *(read(connection, client_id) for read in readers))  # type: ignore[arg-type]
