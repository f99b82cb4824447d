"""Who moves, by name: the wealthiest of each move first; a row opens the client, all stand in the list of clients."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal

from crmdesk.differentiate.rehearsal.names import Mover
from crmdesk.i18n import tr
from ui.framework.big_table.cells import Cell, Column, paint_name, paint_number
from ui.framework.buttons import Button
from ui.framework.frames import Card
from ui.framework.grid import Grid, GridRow
from ui.framework.shown import NOTHING, Shown
from ui.standing_cells import stage_cell, stage_column, tier_cell

#: Names read and shown; all of them stand in the list of clients.
MOST = 200
_SHOWN = 12


class NamesCard(Card):
    """``opened(client_id, ids)`` when a row is opened; ``list_asked`` for all of them as a list of clients."""

    opened = Signal(int, object)
    list_asked = Signal()

    def __init__(self, shown: Shown) -> None:
        self.list_all = Button(tr("List them"), icon="users", is_small=True)
        super().__init__(tr("Who moves"), right=(self.list_all,))
        self._shown = shown
        self._ids: list[int] = []
        chip = stage_column()
        columns = (
            Column("name", tr("Name"), 120, paint_name),
            Column("client_no", tr("Client number"), 96),
            Column("old", tr("Old class"), chip.width, chip.paint),
            Column("new", tr("New class"), chip.width, chip.paint),
            Column("assets", tr("Avg. assets"), 90, paint_number, is_right=True),
            Column("manager", tr("Account manager"), 104),
        )
        self.grid = Grid(columns, name=tr("Who moves"))
        self.body.addWidget(self.grid)
        self.grid.opened.connect(lambda at: self.opened.emit(self.grid.row_key(at), self._ids))
        self.list_all.clicked.connect(self.list_asked)

    def show_movers(self, kind: str, movers: Sequence[Mover], total: int) -> None:
        """``kind``: tier or stage; ``total``: how many move in all."""
        self._ids = [one.client_id for one in movers]
        self.title.setText(tr("{count} clients move", count=f"{total:,}") if total else tr("Nobody moves."))
        self.list_all.setEnabled(total > 0)
        self.list_all.setText(tr("List all {count}", count=f"{total:,}") if total else tr("List them"))
        self.list_all.updateGeometry()
        self.grid.show_rows([GridRow(self._cells(kind, one), key=one.client_id) for one in movers])
        self.grid.fit_height(most=_SHOWN)
        self.grid.setVisible(total > 0)

    def _cells(self, kind: str, one: Mover) -> tuple[Cell, ...]:
        old, new = ((tier_cell(code) if kind == "tier" else stage_cell(code, None)) for code in (one.old, one.new))
        return (
            Cell(one.name),
            Cell(one.client_no, "text.secondary"),
            old,
            new,
            Cell(self._shown.amount(one.assets), tooltip=self._shown.exact(one.assets)),
            Cell(one.manager or NOTHING, "text.secondary"),
        )
