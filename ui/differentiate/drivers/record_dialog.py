"""A small form for one record: fields as its kind says, errors beside them, one undo step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from ui.differentiate.drivers.record_kinds import Entry
from ui.framework.buttons import Button
from ui.framework.fields import LabelledField
from ui.framework.focus_ring import FocusRing
from ui.framework.frames import Line, row
from ui.framework.labels import ElidedLabel, PlainLabel, WrappedLabel
from ui.framework.page import Desk

_WIDTH = 250


class RecordDialog(QDialog):
    """``save(store, values)`` runs on the writer; ``values`` holds the filled fields only."""

    saved = Signal()

    def __init__(
        self,
        desk: Desk,
        title: str,
        entries: tuple[Entry, ...],
        save: Callable[[Any, dict[str, Any]], object],
        *,
        about: str = "",
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._desk, self._save = desk, save
        self.setWindowTitle(title)
        self.fields = {one.name: LabelledField(one.label, _filled(one)) for one in entries}
        self.problem = WrappedLabel(tone="bad")
        self.problem.hide()
        self.save_button = Button(tr("Save"), icon="check", kind="primary", key="Ctrl S")
        self._arrange(title, about)
        self.save_button.clicked.connect(self.save)
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self.save)
        for field in self.fields.values():
            editor: Any = field.editor
            editor.edited.connect(field.clear_error)
        FocusRing(self)

    def _arrange(self, title: str, about: str) -> None:
        cancel = Button(tr("Cancel"), key="Esc")
        cancel.clicked.connect(self.reject)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(12)
        for place, field in enumerate(self.fields.values()):
            field.setFixedWidth(_WIDTH)
            grid.addWidget(field, place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(14)
        layout.addLayout(row(PlainLabel(title, role="title"), ElidedLabel(about, tone="secondary"), None))
        layout.addLayout(grid)
        layout.addWidget(self.problem)
        layout.addWidget(Line())
        layout.addLayout(row(None, cancel, self.save_button))

    def values(self) -> dict[str, Any]:
        """What is filled in. Raises ``CrmError`` at the field whose text cannot be read."""
        found = {}
        for name, field in self.fields.items():
            editor: Any = field.editor
            try:
                value = editor.value()
            except CrmError as error:
                raise CrmError(error.message, field=name) from None
            if value not in (None, ""):
                found[name] = value
        return found

    def save(self) -> None:
        self.problem.hide()
        try:
            values = self.values()
        except CrmError as error:
            self._refuse(error)
            return
        self._desk.runner.write(
            lambda store: self._save(store, values), then=self._saved, owner=self, failed=self._refuse
        )

    def _saved(self, _result: object) -> None:
        self.saved.emit()
        self.accept()

    def _refuse(self, error: CrmError) -> None:
        field = self.fields.get(error.field or "")
        if field is None:
            self.problem.setText(error.message)
            self.problem.show()
        else:
            field.show_error(error.message)
        QTimer.singleShot(0, self, self.adjustSize)


def _filled(entry: Entry) -> QWidget:
    editor: Any = entry.editor()
    if entry.value is not None:
        editor.show_value(entry.value)
    made: QWidget = editor
    return made
