"""Rows below a client – accounts, risk tests, relations, documents, needs: listed, added, changed, removed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from crmdesk.errors import CrmError
from crmdesk.i18n import language, tr
from crmdesk.identify.form import Field
from crmdesk.store.store import Store
from ui.framework.buttons import Button
from ui.framework.focus_ring import FocusRing
from ui.framework.form import FormField, SecretEditor
from ui.framework.frames import Line, clear_layout, column, row
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.links import Link
from ui.framework.page import Desk
from ui.identify.field_editors import editor_for, show_in, value_from


@dataclass(frozen=True)
class RowKind:
    """What rows of a kind are made of, and the operations on them; ``remove`` None where rows stay for ever."""

    title: str
    fields: Sequence[Field]
    defaults: Mapping[str, Any]
    add: Callable[[Store, dict[str, Any]], object]
    change: Callable[[Store, int, dict[str, Any]], object]
    remove: Callable[[Store, int], object] | None


@dataclass(frozen=True)
class Row:
    """One stored row: its id, its words, its values by field."""

    key: int
    words: str
    values: Mapping[str, Any]


class RowDialog(QDialog):
    """One row; errors stand beside their field."""

    def __init__(self, desk: Desk, kind: RowKind, found: Row | None, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._kind, self._row = desk, kind, found
        self.setWindowTitle(kind.title)
        width = 92 if language() == "zh" else 128
        self.fields = {
            field.name: FormField(field.name, str(field.label), editor_for(field), label_width=width, has_mark=False)
            for field in kind.fields
        }
        self._problem = WrappedLabel(tone="bad")
        self._problem.hide()
        self.save_button = Button(tr("Save"), icon="check", kind="primary", key="Ctrl ↵")
        self._arrange()
        self._show()
        FocusRing(self)

    def _arrange(self) -> None:
        cancel = Button(tr("Cancel"), key="Esc")
        cancel.clicked.connect(self.reject)
        self.save_button.clicked.connect(self.save)
        for keys in ("Ctrl+Return", "Ctrl+S"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(10)
        layout.addWidget(PlainLabel(self._kind.title, role="title"))
        for field in self.fields.values():
            field.setFixedWidth(480)
            layout.addWidget(field)
        layout.addWidget(self._problem)
        layout.addLayout(row(None, cancel, self.save_button))
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)

    def _show(self) -> None:
        values = self._row.values if self._row else self._kind.defaults
        for field in self._kind.fields:
            editor = self.fields[field.name].editor
            show_in(field, editor, values.get(field.name))
            if isinstance(editor, SecretEditor):
                editor.setReadOnly(False)

    def save(self) -> None:
        values: dict[str, Any] = {}
        for field in self._kind.fields:
            try:
                values[field.name] = value_from(field, self.fields[field.name].editor)
            except CrmError as error:
                self.show_error(CrmError(error.message, field=field.name))
                return
        self.save_button.setEnabled(False)
        kind, found = self._kind, self._row

        def write(store: Store) -> object:
            return kind.add(store, values) if found is None else kind.change(store, found.key, values)

        self._desk.runner.write(write, then=lambda _done: self.accept(), failed=self.show_error, owner=self)

    def show_error(self, error: CrmError) -> None:
        self.save_button.setEnabled(True)
        field = self.fields.get(error.field or "")
        if field is None:
            self._problem.setText(error.message)
            self._problem.show()
            return
        field.show_message(error.message, "error")
        field.focus()


class RowsDialog(QDialog):
    """The rows of one field; read again by ``read`` after each act."""

    def __init__(self, desk: Desk, kind: RowKind, read: Callable[[Any], Sequence[Row]], *, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._kind, self._read = desk, kind, read
        self.setWindowTitle(kind.title)
        self.setMinimumWidth(560)
        self.add_button = Button(tr("Add"), icon="plus", kind="primary")
        self.add_button.clicked.connect(lambda: self._open(None))
        close = Button(tr("Close"), key="Esc")
        close.clicked.connect(self.accept)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(PlainLabel(kind.title, role="title"))
        self._lines = column(gap=2)
        layout.addLayout(self._lines)
        layout.addStretch(1)
        layout.addLayout(row(None, close, self.add_button))
        FocusRing(self)
        self.refresh()

    def refresh(self) -> None:
        self._desk.runner.read(self._read, then=self._show, owner=self, key="rows")

    def _show(self, rows: Sequence[Row]) -> None:
        clear_layout(self._lines)
        if not rows:
            self._lines.addWidget(PlainLabel(tr("None"), tone="tertiary"))
        for place, found in enumerate(rows):
            if place:
                self._lines.addWidget(Line())
            self._lines.addLayout(self._line(found))

    def _line(self, found: Row) -> Any:
        edit = Link(tr("Edit"), name=f"{tr('Edit')} {found.words}")
        edit.clicked.connect(lambda: self._open(found))
        line = row(WrappedLabel(found.words), edit, gap=2)
        line.setStretch(0, 1)
        if self._kind.remove is not None:
            remove = Button(icon="x", kind="quiet", is_small=True, name=f"{tr('Remove')} {found.words}")
            remove.clicked.connect(lambda: self._remove(found.key))
            line.addWidget(remove)
        return line

    def _open(self, found: Row | None) -> None:
        dialog = RowDialog(self._desk, self._kind, found, parent=self)
        dialog.accepted.connect(self.refresh)
        dialog.open()

    def _remove(self, key: int) -> None:
        remove = self._kind.remove
        assert remove is not None
        self._desk.runner.write(lambda store: remove(store, key), then=lambda _done: self.refresh(), owner=self)
