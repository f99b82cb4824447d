"""What was imported until now: when, by whom, what it did; to look at its clients, or to take it back."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal

from crmdesk.dates import CHINA
from crmdesk.i18n import tr
from crmdesk.identify.importing import Batch
from ui.framework.big_table.cells import Cell, Column, paint_number
from ui.framework.buttons import Button
from ui.framework.frames import Card
from ui.framework.grid import Grid, GridRow
from ui.framework.labels import PlainLabel
from ui.framework.page import Desk

_ROWS, _MOST = 8, 200


class History(Card):
    """``take_back_asked`` with a batch."""

    take_back_asked = Signal(object)

    def __init__(self, desk: Desk) -> None:
        self.take_back = Button(tr("Take back…"), icon="undo-2", is_small=True)
        self.clients = Button(tr("Show its clients"), icon="users", is_small=True)
        super().__init__(tr("Imports until now"), right=(self.clients, self.take_back))
        self._desk = desk
        self._batches: list[Batch] = []
        columns = (
            Column("id", tr("Batch"), 64, paint_number, is_right=True),
            Column("at", tr("When"), 132),
            Column("actor", tr("Who"), 96),
            Column("created", tr("Created"), 72, paint_number, is_right=True),
            Column("updated", tr("Updated"), 72, paint_number, is_right=True),
            Column("rejected", tr("Rejected"), 72, paint_number, is_right=True),
            Column("state", tr("State"), 148),
            Column("files", tr("Files"), 200),
        )
        self.grid = Grid(columns, name=tr("Imports until now"))
        self._none = PlainLabel(tr("Nothing was imported yet."), tone="tertiary")
        self.body.addWidget(self.grid)
        self.body.addWidget(self._none)
        self.grid.current_changed.connect(self._on_current)
        self.grid.opened.connect(lambda _row: self._show_clients())
        self.clients.clicked.connect(self._show_clients)
        self.take_back.clicked.connect(self._ask)
        desk.changes.changed.connect(lambda _change: self.read())
        self.read()

    def read(self) -> None:
        self._desk.runner.read(_newest, then=self.show_batches, owner=self, key="batches")

    def show_batches(self, found: list[Batch]) -> None:
        self._batches = found
        self.grid.show_rows([_row(batch) for batch in found])
        self.grid.fit_height(most=_ROWS)
        for widget in (self.grid, self.clients, self.take_back):
            widget.setVisible(bool(found))
        self._none.setVisible(not found)
        self._on_current(self.grid.currentIndex().row())

    def current(self) -> Batch | None:
        key = self.grid.current_key()
        return next((batch for batch in self._batches if batch.id == key), None)

    def _on_current(self, _row_number: int) -> None:
        batch = self.current()
        self.take_back.setEnabled(batch is not None and batch.can_take_back)
        self.clients.setEnabled(batch is not None and batch.taken_back_at is None)

    def _show_clients(self) -> None:
        batch = self.current()
        if batch is not None and batch.taken_back_at is None:
            self._desk.navigate.list_clients(f"import:{batch.id}")

    def _ask(self) -> None:
        batch = self.current()
        if batch is not None:
            self.take_back_asked.emit(batch)


def _newest(connection: Any) -> list[Batch]:
    from crmdesk.identify.importing import batches

    return batches(connection, _MOST)


def _row(batch: Batch) -> GridRow:
    state, tone = tr("in the store"), "text.primary"
    if batch.taken_back_at is not None:
        state, tone = (
            tr("taken back {day}", day=f"{batch.taken_back_at.astimezone(CHINA):%m-%d %H:%M}"),
            "text.tertiary",
        )
    names = ", ".join(dict.fromkeys(batch.files))
    cells = (
        Cell(f"{batch.id}", tone),
        Cell(f"{batch.at.astimezone(CHINA):%Y-%m-%d %H:%M}", tone),
        Cell(batch.actor, tone),
        Cell(f"{batch.created:,}", tone),
        Cell(f"{batch.updated:,}", tone),
        Cell(f"{batch.rejected:,}", "state.bad" if batch.rejected and tone == "text.primary" else tone),
        Cell(state, tone),
        Cell(names, tone),
    )
    return GridRow(cells, key=batch.id)
