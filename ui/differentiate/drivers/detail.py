"""One driver in full: two years as a chart, its formula in words, every figure, the clients who contribute most."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crmdesk.book.drivers.wording import FORMULAS, LIGHTS
from crmdesk.dates import month_text
from crmdesk.i18n import language, tr
from ui.differentiate.drivers.figures import LIGHT_TAGS, aimed, compared, written
from ui.framework.buttons import Button
from ui.framework.frames import Card, Scroll, clear_layout, column, row
from ui.framework.labels import ElidedLabel, PlainLabel, TagLabel, WrappedLabel
from ui.framework.line_chart import LineChart, Lines
from ui.framework.links import Link
from ui.framework.page import Desk

if TYPE_CHECKING:
    from crmdesk.book.drivers.asking import Scope
    from crmdesk.book.drivers.model import Behind, Driver
    from crmdesk.book.drivers.recorded import Recorded

_SHOWN = 12


@dataclass(frozen=True)
class _Behind:
    """The clients behind a driver, the names of the first, and the newest records it was counted from."""

    found: Behind
    names: dict[int, str]
    records: list[Recorded]


class DriverDetail(QWidget):
    back_asked = Signal()
    clients_asked = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.code = ""
        self._scroll = Scroll("window", margin=4, gap=3)
        self.chart = LineChart()
        self._clients = Card(tr("Clients who contribute most"))
        self._records = Card(tr("Newest records of the period"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._scroll)
        QShortcut(QKeySequence("Esc"), self).activated.connect(self.back_asked)

    def show_driver(self, one: Driver, *, scope: Scope, as_of: date) -> None:
        self.code = one.code
        clear_layout(self._scroll.body)
        self.chart = LineChart()
        self._clients = Card(tr("Clients who contribute most"))
        self._scroll.body.addLayout(self._head(one))
        if one.missing is None:
            self._scroll.body.addWidget(self._trend(one))
        self._records = Card(tr("Newest records of the period"))
        self._records.hide()
        side = column(self._formula(one), self._figures(one), self._records, None, gap=3)
        self._scroll.body.addLayout(row(side, self._clients, gap=3))
        self._scroll.body.addStretch(1)
        self._read_clients(one, scope, as_of)

    def _head(self, one: Driver) -> QVBoxLayout:
        back = Button(tr("All drivers"), icon="arrow-left", kind="quiet", key="Esc", is_small=True)
        back.clicked.connect(self.back_asked)
        light = TagLabel(str(LIGHTS[one.light]), tag=LIGHT_TAGS[one.light])
        value = PlainLabel(written(self.desk.shown, one.value, one.unit, one.currency), role="display")
        beside = " · ".join(filter(None, (compared(self.desk.shown, one), aimed(self.desk.shown, one))))
        head = row(PlainLabel(str(one.words), role="title"), value, light, None, gap=3)
        return column(row(back, None), head, PlainLabel(beside, tone="secondary"), gap=1)

    # -- the chart

    def _trend(self, one: Driver) -> Card:
        scale, unit = _axis(one)
        main = [None if value is None else value / scale for value in one.trend]
        aim = None if one.target is None else one.target / scale
        ticks = [month_text(month) if at % 4 == 0 else "" for at, month in enumerate(one.months)]
        shown = self.desk.shown

        def hover(at: int) -> str:
            return f"{month_text(one.months[at])}  {written(shown, one.trend[at], one.unit, one.currency)}"

        lines = Lines(
            ticks=ticks,
            main=main,
            other=[aim] * len(main) if aim is not None else [],
            write=lambda value: written(shown, value * scale, one.unit, one.currency),
            hover=hover,
            is_hidden=shown.is_private and one.unit == "money",
        )
        known = ((month, value) for month, value in zip(one.months, one.trend, strict=True) if value is not None)
        month, first = next(known, (one.months[-1], None))
        ends = {
            "first": written(shown, first, one.unit, one.currency),
            "last": written(shown, one.value, one.unit, one.currency),
        }
        title = tr("From {first} in {month} to {last}", month=month_text(month), **ends)
        axis = tr("twelve months up to each month-end, {unit}", unit=unit)
        self.chart.show_lines(lines, spoken=f"{one.words}. {title}")
        note = f"{axis} · {tr('dashed: target')}" if aim is not None else axis
        card = Card(title, right=(PlainLabel(note, role="caption", tone="tertiary"),))
        card.body.addWidget(self.chart)
        return card

    # -- words and figures

    def _formula(self, one: Driver) -> Card:
        card = Card(tr("How it is counted"))
        card.body.addWidget(WrappedLabel(str(FORMULAS[one.code])))
        if one.missing is not None:
            card.body.addWidget(WrappedLabel(str(one.missing), tone="warn"))
        if one.since is not None:
            known = tr("records only since {month}", month=month_text(one.since))
            card.body.addWidget(PlainLabel(known, role="caption", tone="warn"))
        return card

    def _figures(self, one: Driver) -> Card:
        card = Card(tr("Figures of the period"))
        for figure in one.figures:
            amount = PlainLabel(written(self.desk.shown, figure.value, figure.unit, one.currency), role="strong")
            card.body.addLayout(row(ElidedLabel(str(figure.words), tone="secondary"), None, amount))
        card.setVisible(bool(one.figures))
        return card

    # -- clients

    def _read_clients(self, one: Driver, scope: Scope, as_of: date) -> None:
        code = one.code

        def read(connection: Any) -> _Behind:
            from crmdesk.book.client_list import client_rows
            from crmdesk.book.drivers.board import clients_behind
            from crmdesk.book.drivers.recorded import recorded

            found = clients_behind(connection, code, as_of=as_of, scope=scope)
            rows = client_rows(connection, found.ids[:_SHOWN].tolist())
            records = recorded(connection, code, as_of=as_of, scope=scope, limit=_SHOWN)
            return _Behind(found, {row.id: row.name for row in rows}, records)

        self.desk.runner.read(read, then=lambda found: self._show_clients(found, one), owner=self, key="behind")

    def _show_clients(self, behind: _Behind, one: Driver) -> None:
        unit = "money" if one.code in _IN_MONEY else "count"
        ids = behind.found.ids.tolist()
        self._show_records(behind.records, one.currency)
        for client_id, amount in zip(ids[:_SHOWN], behind.found.amounts.tolist(), strict=False):
            link = Link(behind.names.get(client_id, ""), role="body")
            link.clicked.connect(
                lambda _on=False, who=client_id: self.desk.navigate.open_client(who, tab="value", among=ids)
            )
            self._clients.body.addLayout(
                row(link, None, PlainLabel(written(self.desk.shown, amount, unit, one.currency)))
            )
        if not ids:
            self._clients.body.addWidget(PlainLabel(tr("No client is behind this driver."), tone="secondary"))
        else:
            every = Link(tr("List all {count} clients", count=f"{len(ids):,}"))
            every.clicked.connect(lambda: self.clients_asked.emit(self.code))
            self._clients.body.addLayout(column(1, row(every, None)))
        self._clients.body.addStretch(1)

    def _show_records(self, records: list[Recorded], currency: str) -> None:
        for one in records:
            day = PlainLabel(self.desk.shown.day(one.day), tone="tertiary")
            text = ElidedLabel(" ".join(filter(None, (one.name, str(one.words)))))
            amount = "" if one.amount is None else written(self.desk.shown, one.amount, "money", currency)
            self._records.body.addLayout(row(day, text, None, PlainLabel(amount), gap=3))
        self._records.setVisible(bool(records))


#: Drivers whose clients are ordered by an amount; the others by a count.
_IN_MONEY = frozenset(
    {
        *("opportunities", "acquisition_cost", "recurring_income", "service_cost", "concessions"),
        *("renewal", "attrition", "bad_debt", "win_back"),
    }
)


def _axis(one: Driver) -> tuple[float, str]:
    """What values are divided by on the axis, and the unit that stands in the title."""
    if one.unit == "share":
        return 0.01, "%"
    if one.unit != "money":
        return 1.0, tr("lines per client")
    top = max((abs(value) for value in one.trend if value is not None), default=0.0)
    if top < 10_000_00:
        return 100.0, one.currency
    if language() == "zh":
        return 1_000_000.0, f"万 {one.currency}"
    return 100_000.0, f"1,000 {one.currency}"
