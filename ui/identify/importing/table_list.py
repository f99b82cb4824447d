"""The tables of the chosen files at the left of a page: which one is in view, and which want a decision."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent

from crmdesk.i18n import tr
from ui.framework.big_table.cells import Cell, Column, paint_marked
from ui.framework.frames import Line, Panel, row
from ui.framework.grid import Grid, GridRow
from ui.framework.theme import theme
from ui.identify.importing.entries import Entry
from ui.identify.importing.journey import Journey

_WIDTH, _NARROW = 232, 176


class TableList(Panel):
    """Hidden while there is one table only."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__("surface")
        self.grid = Grid((Column("title", tr("Tables"), _WIDTH, paint_marked),), name=tr("Tables of the files"))
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.addLayout(row(self.grid, Line("vertical"), gap=0))
        self.setFixedWidth(_WIDTH)
        self._is_showing = False
        self.grid.current_changed.connect(self._on_current)

    def _on_current(self, at: int) -> None:
        if not self._is_showing and at >= 0:
            self.chosen.emit(at)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.window().width() < theme.size("panel.collapse_under")
        self.setFixedWidth(_NARROW if is_narrow else _WIDTH)

    def show_journey(self, journey: Journey) -> None:
        self.setVisible(len(journey.entries) > 1)
        self._is_showing = True
        self.grid.show_rows([GridRow((_cell(entry),), key=at) for at, entry in enumerate(journey.entries)])
        self.grid.choose_key(journey.current)
        self._is_showing = False


def _cell(entry: Entry) -> Cell:
    if entry.is_left_out:
        return Cell(entry.title, "text.tertiary", tr("Left out of this import"), "minus")
    if entry.look is None:
        return Cell(entry.title, "state.bad", entry.error, "circle-alert")
    if entry.look.missing:
        return Cell(entry.title, "state.warn", tr("A column that is needed is missing"), "triangle-alert")
    return Cell(entry.title, "text.primary", f"{entry.title}\n{entry.look.kind.words}", "circle-check")
