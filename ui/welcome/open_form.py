"""Opening a store: which one, and its passphrase. The same form is the lock."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeyEvent, Qt

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from ui.framework.buttons import Button
from ui.framework.fields import LabelledField, SecretEdit
from ui.framework.jobs import Background
from ui.welcome.parts import GateForm, PathField

if TYPE_CHECKING:
    from crmdesk.store.store import Store


def _open(path: Path, passphrase: str) -> Store:
    from crmdesk.store.opening import open_store

    return open_store(path, passphrase)


class OpenStoreForm(GateForm):
    def __init__(self, background: Background, path: Path | None) -> None:
        super().__init__(tr("Open a store"), tr("Everything in it is encrypted with your passphrase."))
        self._background = background
        self.path_field = PathField(tr("Store"), path, is_new=False)
        self.secret = SecretEdit()
        self.secret.textChanged.connect(lambda _text: self.fields["passphrase"].clear_error())
        self.add_field("path", self.path_field)
        self.add_field("passphrase", LabelledField(tr("Passphrase"), self.secret))
        go = Button(tr("Unlock"), icon="lock", kind="primary")
        go.clicked.connect(self.submit)
        self.secret.returnPressed.connect(self.submit)
        self.add_foot(go)
        self.setFocusProxy(self.secret if path else self.path_field.editor)

    def submit(self) -> None:
        self.start_over()
        if self.path_field.is_empty:
            self.refuse(CrmError(tr("Choose the store file first."), field="path"))
            return
        if not self.secret.text():
            self.refuse(CrmError(tr("Type the passphrase of this store."), field="passphrase"))
            return
        path, passphrase = self.path_field.path, self.secret.text()
        self.set_busy(is_busy=True)
        self.go_button.setText(tr("Unlocking …"))
        self._background.run(lambda: _open(path, passphrase), then=self._opened, owner=self, failed=self.refuse)

    def _opened(self, store: Store) -> None:
        self.secret.clear()
        self.opened.emit(store)

    def refuse(self, error: CrmError) -> None:
        self.go_button.setText(tr("Unlock"))
        super().refuse(error)
        if error.field == "passphrase":
            self.secret.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back_asked.emit()
        super().keyPressEvent(event)
