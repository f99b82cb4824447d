"""Changing a value in the list: an editor over the cell, checked like the form, the fault below it.

Enter keeps the value and goes down, Tab to the next cell, Esc leaves it as it was. Nothing typed is lost: the editor
stays with its text until the store took the value or the user gave it up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QComboBox, QWidget

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.identify.form import Field
from ui.framework.big_table import BigTable
from ui.framework.form import AnyEditor
from ui.framework.labels import WrappedLabel, restyle
from ui.framework.page import Desk
from ui.framework.theme import theme
from ui.identify.field_editors import editor_for, show_in, value_from

_NARROWEST = 160
_GO_ON = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


@dataclass(frozen=True)
class _Cell:
    """What is being changed: a client, a field of its form, the value now."""

    client_id: int
    field: Field
    value: Any


class CellEditing(QObject):
    def __init__(self, desk: Desk, table: BigTable) -> None:
        super().__init__(table)
        self._desk, self._table = desk, table
        self._cell: _Cell | None = None
        self.editor: AnyEditor | None = None
        self._is_saving = False
        self.problem = WrappedLabel("", role="caption", tone="bad", parent=table.viewport())
        self.problem.setProperty("tag", "bad")
        self.problem.setAutoFillBackground(True)
        self.problem.setMargin(6)
        self.problem.hide()
        table.edit_asked.connect(self.begin)
        table.verticalScrollBar().valueChanged.connect(self.follow)
        table.horizontalScrollBar().valueChanged.connect(self.follow)

    @property
    def is_open(self) -> bool:
        return self.editor is not None

    # -- opening

    def begin(self, client_id: int, key: str) -> None:
        """Read the value as it is stored and put an editor over the cell."""
        if self.editor is not None and self.editor.isVisible():
            self._save(0)
            return
        self.close()

        def read(connection: Any) -> _Cell | None:
            return _read(connection, client_id, key)

        self._desk.runner.read(read, then=self._open, owner=self, key="cell")

    def _open(self, cell: _Cell | None) -> None:
        if cell is None:
            self._desk.navigate.toast(tr("This client's form has no such field."))
            return
        self._cell = cell
        self.editor = editor_for(cell.field)
        self.editor.setParent(self._table.viewport())
        self.editor.setAccessibleName(str(cell.field.label))
        show_in(cell.field, self.editor, cell.value)
        for part in _parts(self.editor):
            part.installEventFilter(self)
        self.editor.edited.connect(lambda: self._show_problem(""))
        self.follow()
        self.editor.show()
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        line = self.editor.lineEdit() if isinstance(self.editor, QComboBox) else self.editor
        if line is not None:
            line.selectAll()

    def follow(self, _value: int = 0) -> None:
        """The editor stays over its cell, also after the rows were read again."""
        if self.editor is None or self._cell is None:
            return
        box = self._table.room.cell_box(self._cell.client_id, self._cell.field.name)
        self.editor.setVisible(not box.isEmpty())
        self.problem.setVisible(bool(self.problem.text()) and not box.isEmpty())
        if box.isEmpty():
            return
        height = max(theme.size("control.s"), min(self.editor.sizeHint().height(), 96))
        self.editor.setGeometry(box.left(), box.center().y() - height // 2, max(box.width(), _NARROWEST), height)
        self._place_problem(self.editor.geometry())

    def _place_problem(self, box: QRect) -> None:
        width = max(280, box.width())
        height = self.problem.heightForWidth(width)
        below = box.bottom() + 2
        top = below if below + height < self._table.viewport().height() else box.top() - height - 2
        self.problem.setGeometry(box.left(), top, width, height)
        self.problem.raise_()

    # -- keys

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent) or self._has_list_open():
            return False
        key = event.key()
        if key in _GO_ON:
            self._take_offer()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._save(0, down=1)
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._save(1 if key == Qt.Key.Key_Tab else -1)
        elif key == Qt.Key.Key_Escape:
            self.close()
        else:
            return False
        return True

    def _offers(self) -> QAbstractItemView | None:
        """The words offered while typing, when they are on screen."""
        completer = self.editor.completer() if isinstance(self.editor, QComboBox) else None
        popup = completer.popup() if completer is not None else None
        return popup if popup is not None and popup.isVisible() else None

    def _has_list_open(self) -> bool:
        """Whether the keys belong to a list or calendar that the editor opened."""
        popup = QApplication.activePopupWidget()
        return popup is not None and popup is not self._offers()

    def _take_offer(self) -> None:
        """The marked word, if there is one, stands for what was typed."""
        offers = self._offers()
        if offers is None:
            return
        if offers.currentIndex().isValid() and isinstance(self.editor, QComboBox):
            self.editor.setEditText(str(offers.currentIndex().data()))
        offers.hide()

    # -- saving

    def _save(self, sideways: int, *, down: int = 0) -> None:
        """Keep the value when it changed, then go on: to the next cell of the row, or down."""
        cell, editor = self._cell, self.editor
        if cell is None or editor is None or self._is_saving:
            return
        try:
            value = value_from(cell.field, editor)
        except CrmError as error:
            self._refused(error)
            return
        if value == cell.value or (value is None and cell.value == ""):
            self._done(cell, sideways, down)
            return
        self._is_saving = True
        self._desk.runner.write(
            lambda store: _write(store, cell, value),
            then=lambda _changed: self._done(cell, sideways, down),
            failed=self._refused,
            owner=self,
        )

    def _refused(self, error: CrmError) -> None:
        self._is_saving = False
        self._show_problem(error.message)
        if self.editor is not None:
            self.editor.setFocus()

    def _show_problem(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
        if self.editor is not None:
            restyle(self.editor, invalid=bool(text))
            self._place_problem(self.editor.geometry())

    def _done(self, cell: _Cell, sideways: int, down: int) -> None:
        self.close()
        keys = self._table.room.editable_keys()
        place = keys.index(cell.field.name) + sideways if cell.field.name in keys else -1
        if sideways and 0 <= place < len(keys):
            self._table.set_cell(keys[place])
            self.begin(cell.client_id, keys[place])
        elif down and self._table.current_id() == cell.client_id:
            self._table.set_current_row(self._table.current_row + down)

    def close(self) -> None:
        """Take the editor away; the keyboard is the table's again."""
        self._is_saving = False
        if self.editor is not None:
            self.editor.hide()
            self.editor.deleteLater()
        self.editor, self._cell = None, None
        self._show_problem("")
        self._table.setFocus()


def _parts(editor: AnyEditor) -> list[QWidget]:
    """Whatever may have the keyboard while the editor is open."""
    found: list[QWidget | None] = [editor]
    if isinstance(editor, QComboBox):
        completer = editor.completer()
        found += [editor.lineEdit(), completer.popup() if completer is not None else None]
    return [part for part in found if part is not None]


def _read(connection: Any, client_id: int, key: str) -> _Cell | None:
    """None when the form of this kind of client has no such field, or the desk may not change it."""
    from crmdesk.identify.bulk_change import standing_fields
    from crmdesk.identify.record import record

    found = record(connection, client_id)
    if key in standing_fields():
        return _Cell(client_id, standing_fields()[key], getattr(found, key))
    if not found.form.has(key) or found.form.field(key).is_read_only:
        return None
    return _Cell(client_id, found.form.field(key), found.values[key])


def _write(store: Any, cell: _Cell, value: Any) -> object:
    from crmdesk.identify.bulk_change import change_clients, standing_fields
    from crmdesk.identify.clients import edit_client

    if cell.field.name in standing_fields():
        return change_clients(store, [cell.client_id], cell.field.name, value)
    return edit_client(store, cell.client_id, {cell.field.name: value})
