"""A call sheet for one account manager: how long, with which phones, on paper or as a spreadsheet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFileDialog,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from crmdesk import dates
from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.store.store import Store
from ui.framework.big_table.cells import Cell, Column, paint_name, paint_text
from ui.framework.buttons import Button
from ui.framework.fields import LabelledField
from ui.framework.focus_ring import FocusRing
from ui.framework.frames import row
from ui.framework.grid import Grid, GridRow
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.page import Desk
from ui.framework.pick import Pick
from ui.framework.printing import print_pdf

if TYPE_CHECKING:
    from crmdesk.book.call_sheet import CallLine, CallSheet

_LONGEST = 200


class CallSheetDialog(QDialog):
    """The lines of the sheet stand here as they will be printed; changing a choice makes them again."""

    def __init__(self, desk: Desk, *, manager: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._sheet: CallSheet | None = None
        self.setWindowTitle(tr("Call sheet"))
        self.manager = Pick(tr("Choose a manager"), name=tr("Account manager"))
        self.limit = QSpinBox()
        self.limit.setRange(1, _LONGEST)
        self.limit.setValue(30)
        self.limit.setAccessibleName(tr("Clients on the sheet"))
        self.full = QCheckBox(tr("Full phone numbers (the audit notes it)"))
        self.lines = Grid(_columns(), name=tr("Lines of the call sheet"))
        self.note = WrappedLabel(tone="secondary")
        self.problem = WrappedLabel(tone="bad")
        self.problem.hide()
        self.save = Button(tr("Save…"), icon="file-spreadsheet")
        self.print = Button(tr("Print…"), icon="printer", kind="primary")
        self.cancel = Button(tr("Close"))
        self._arrange()
        self._connect()
        desk.runner.read(_managers, then=lambda names: self._offer(names, manager), owner=self)
        FocusRing(self)

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(PlainLabel(tr("Call sheet"), role="title"))
        choices = row(
            LabelledField(tr("Account manager"), self.manager),
            LabelledField(tr("Clients on the sheet"), self.limit),
            None,
            gap=4,
        )
        layout.addLayout(choices)
        layout.addWidget(self.full)
        layout.addWidget(self.lines, 1)
        layout.addWidget(self.note)
        layout.addWidget(self.problem)
        layout.addLayout(row(None, self.cancel, self.save, self.print))
        self.resize(860, 560)

    def _connect(self) -> None:
        self.manager.chosen.connect(lambda _name: self._read())
        self.limit.valueChanged.connect(lambda _count: self._read())
        self.full.toggled.connect(lambda _on: self._read())
        self.save.clicked.connect(self.ask_file)
        self.print.clicked.connect(self.print_sheet)
        self.cancel.clicked.connect(self.reject)
        for button in (self.save, self.print):
            button.setEnabled(False)

    def _offer(self, names: list[str], wanted: str) -> None:
        self.manager.offer(names)
        self.manager.choose(wanted or (names[0] if len(names) == 1 else ""))

    # -- the lines

    def _read(self) -> None:
        manager, limit, is_masked = str(self.manager.currentData()), self.limit.value(), not self.full.isChecked()

        def read(connection: Any) -> CallSheet:
            from crmdesk.book.call_sheet import call_sheet

            return call_sheet(connection, manager=manager, on=dates.local_today(), limit=limit, is_masked=is_masked)

        if manager:
            self._desk.runner.read(read, then=self._show, owner=self, key="sheet")

    def _show(self, sheet: CallSheet) -> None:
        self._sheet = sheet
        self.lines.show_rows([_line_row(line) for line in sheet.lines])
        for button in (self.save, self.print):
            button.setEnabled(bool(sheet.lines))
        self.note.setText(_summary(sheet))

    # -- acts

    def ask_file(self) -> None:
        if self._sheet is None:
            return
        suggestion = tr("call sheet {day}.xlsx", day=self._sheet.on)
        kinds = tr("Excel (*.xlsx);;PDF (*.pdf);;CSV (*.csv)")
        name, _kind = QFileDialog.getSaveFileName(self, tr("Save the call sheet"), suggestion, kinds)
        if name:
            self.save_as(Path(name))

    def save_as(self, target: Path) -> None:
        sheet = self._sheet
        assert sheet is not None

        def work(store: Store) -> int:
            from crmdesk.book.call_sheet import print_call_sheet

            return print_call_sheet(store, sheet, target)

        self._desk.runner.write(work, then=lambda _count: self._saved(target), owner=self, failed=self._refuse)

    def print_sheet(self) -> None:
        sheet = self._sheet
        assert sheet is not None

        def work(store: Store) -> bytes:
            from crmdesk.book.call_sheet import call_sheet_pdf

            store.audit("print", kind="call_sheet", rows=len(sheet.lines), masked=sheet.is_masked)
            return call_sheet_pdf(sheet)

        self._desk.runner.write(
            work, then=lambda data: print_pdf(self._desk.runner, data, title=tr("Call sheet"), parent=self), owner=self
        )

    def _saved(self, target: Path) -> None:
        self._desk.navigate.toast(tr("The call sheet is in {name}.", name=target.name))
        self.accept()

    def _refuse(self, error: CrmError) -> None:
        self.problem.setText(error.message)
        self.problem.show()


def _columns() -> list[Column]:
    return [
        Column("name", tr("Name"), 90, paint_name),
        Column("tier", tr("Tier"), 64, paint_text),
        Column("phone", tr("Phone"), 116, paint_text),
        Column("urgent", tr("Look out"), 170, paint_text),
        Column("ask", tr("Ask or confirm"), 320, paint_text),
    ]


def _line_row(line: CallLine) -> GridRow:
    ask = tr(", ").join(str(gap.field.label) for gap in line.questions)
    urgent = tr(", ").join(str(one) for one in line.urgent)
    return GridRow([Cell(text) for text in (line.name, str(line.tier), line.phone, urgent, ask)], key=line)


def _summary(sheet: CallSheet) -> str:
    if not sheet.lines:
        return tr("No record of this manager has gaps, as far as they were measured.")
    return tr(
        "{count} clients, higher tiers first; {waiting} more wait for the next sheet.",
        count=len(sheet.lines),
        waiting=f"{sheet.waiting:,}",
    )


def _managers(connection: Any) -> list[str]:
    from crmdesk.book.client_list import managers

    return managers(connection)
