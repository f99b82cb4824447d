"""Every active day behind the frequency, in a list of its own."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from crmdesk.differentiate.explaining import Record
from crmdesk.i18n import tr
from ui.framework.big_table.cells import Cell, Column, paint_number
from ui.framework.buttons import Button
from ui.framework.frames import row
from ui.framework.grid import Grid, GridRow
from ui.framework.labels import PlainLabel
from ui.framework.shown import HIDDEN, Shown


class DaysDialog(QDialog):
    """Closed by Esc; the newest day first."""

    def __init__(self, records: tuple[Record, ...], shown: Shown, *, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Active days"))
        self.resize(480, 520)
        columns = (
            Column("day", tr("Day"), 120),
            Column("count", tr("Active trades"), 110, paint_number, is_right=True),
            Column("amount", tr("Turnover"), 160, paint_number, is_right=True),
        )
        self.days = Grid(columns, name=tr("Active days"))
        self.days.show_rows([_row(record, shown) for record in records])
        close = Button(tr("Close"), kind="primary")
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.addWidget(PlainLabel(tr("{count} active days", count=len(records)), role="section"))
        layout.addWidget(self.days, 1)
        layout.addLayout(row(None, close))


def _row(record: Record, shown: Shown) -> GridRow:
    amount = "" if record.amount is None else shown.exact(record.amount) or HIDDEN
    return GridRow((Cell(record.when), Cell(str(record.count)), Cell(amount)))
