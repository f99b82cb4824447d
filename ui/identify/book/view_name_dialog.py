"""The name of a view: of a new one, or another for one that is saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from ui.framework.buttons import Button
from ui.framework.editors import TextEditor
from ui.framework.focus_ring import FocusRing
from ui.framework.form import FormField
from ui.framework.frames import row
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.page import Desk

if TYPE_CHECKING:
    from crmdesk.book.views import View
    from crmdesk.store.store import Store


class ViewNameDialog(QDialog):
    """``then`` gets the id of the view: of a new one, or of the saved one that is renamed."""

    def __init__(self, desk: Desk, view: View, *, is_new: bool, parent: QWidget, then: Callable[[int], None]) -> None:
        super().__init__(parent)
        self._desk, self._view, self._then, self._is_new = desk, view, then, is_new
        title = tr("Save view") if self._is_new else tr("Rename the view")
        self.setWindowTitle(title)
        self.field = FormField("name", tr("Name"), TextEditor(limit=80), label_width=64, has_mark=False)
        self.field.setFixedWidth(380)
        if not self._is_new:
            self.field.editor.show_value(view.name.zh)
        about = WrappedLabel(tr("It keeps the filter, the columns, the order and the groups."), tone="tertiary")
        self.save_button = Button(tr("Save"), icon="check", kind="primary", key="↵")
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self.save)
        cancel = Button(tr("Cancel"), key="Esc")
        cancel.clicked.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(10)
        layout.addWidget(PlainLabel(title, role="title"))
        layout.addWidget(self.field)
        layout.addWidget(about)
        layout.addLayout(row(None, cancel, self.save_button))
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        FocusRing(self)
        self.field.focus()

    def save(self) -> None:
        view, name, is_new = self._view, str(self.field.editor.value() or ""), self._is_new

        def write(store: Store) -> int:
            from crmdesk.book.views import rename_view, save_view

            if is_new:
                return save_view(store, view, name=name)
            rename_view(store, view.id, name)
            return view.id

        self.save_button.setEnabled(False)
        self._desk.runner.write(write, then=self._saved, failed=self._refused, owner=self)

    def _saved(self, view_id: int) -> None:
        self.accept()
        self._then(view_id)

    def _refused(self, error: CrmError) -> None:
        self.save_button.setEnabled(True)
        self.field.show_message(error.message, "error")
        self.field.focus()
