"""Log a contact (key ``L``): choose the outcome, write what was said, Ctrl+Enter."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.interact.contacts import log_contact
from crmdesk.store.drafts import Draft
from crmdesk.store.store import Store
from ui.framework.autosave import Autosave
from ui.framework.buttons import Button
from ui.framework.focus_ring import FocusRing
from ui.framework.frames import row
from ui.framework.labels import ElidedLabel, PlainLabel
from ui.framework.page import Desk
from ui.interact.contact_form import ContactForm


class LogContactDialog(QDialog):
    """Closing it keeps what was typed as a draft; saving offers undo in a toast."""

    def __init__(
        self, desk: Desk, client_id: int, name: str, *, tier: str | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._client_id = desk, client_id
        self.setWindowTitle(tr("Log a contact"))
        self.form = ContactForm(tier=tier)
        self.form.setFixedWidth(592)
        self.save_button = Button(tr("Save"), icon="check", kind="primary", key="Ctrl ↵")
        self.cancel_button = Button(tr("Cancel"), key="Esc")
        self._restored = PlainLabel(role="caption", tone="warn")
        self._restored.hide()
        self._arrange(name)
        self._autosave = Autosave(desk.runner, self.form.typed, parent=self)
        self._autosave.load(f"contact:{client_id}", self._take_draft, owner=self)
        self._connect()
        self.form.reached.pills[0].setFocus(Qt.FocusReason.OtherFocusReason)
        FocusRing(self)

    def _arrange(self, name: str) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(16)
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        layout.addLayout(row(PlainLabel(tr("Log a contact"), role="title"), ElidedLabel(name, tone="secondary"), None))
        layout.addWidget(self.form)
        layout.addLayout(row(self._restored, None, self.cancel_button, self.save_button))

    def _connect(self) -> None:
        self.form.edited.connect(self._autosave.touch)
        self.cancel_button.clicked.connect(self.reject)
        self.save_button.clicked.connect(self.save)
        for keys in ("Ctrl+Return", "Ctrl+Enter", "Ctrl+S"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.save)

    def _take_draft(self, draft: Draft | None) -> None:
        if draft is not None and not self._autosave.is_pending:
            self.form.show_typed(draft.content)
            self._restored.setText(tr("Your unsaved text is back."))
            self._restored.show()

    def save(self) -> None:
        if not self.save_button.isEnabled():
            return
        try:
            details = self.form.details()
        except CrmError as error:
            self.form.show_error(error)
            return
        self.save_button.setEnabled(False)
        self._desk.runner.write(self._log(details), then=self._saved, failed=self._refused, owner=self)

    def _log(self, details: dict[str, Any]) -> Any:
        client_id = self._client_id

        def log(store: Store) -> int:
            return log_contact(store, client_id, **details)

        return log

    def _saved(self, _contact_id: int) -> None:
        self._autosave.drop()
        self.accept()

    def _refused(self, error: CrmError) -> None:
        self.save_button.setEnabled(True)
        self.form.show_error(error)

    def reject(self) -> None:
        self._autosave.flush()
        super().reject()
