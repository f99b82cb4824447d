"""Making a demo store: fictional clients to look around with."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QProgressBar

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.progress import Progress
from ui.framework.buttons import Button
from ui.framework.fields import LabelledField
from ui.framework.jobs import Background
from ui.framework.labels import PlainLabel
from ui.welcome.parts import GateForm, PathField

if TYPE_CHECKING:
    from crmdesk.store.store import Store

#: The data is fictional, so its passphrase may stand in the open.
DEMO_PASSPHRASE = "crm desk demo"  # noqa: S105
_CLIENTS = 1_200


def _make(path: Path, passphrase: str, progress: Progress) -> Store:
    from crmdesk.demo import Branch, make_tour
    from crmdesk.store.opening import create_store

    store = create_store(path, passphrase)
    try:
        make_tour(store, Branch(clients=_CLIENTS), progress=progress)
    except CrmError:
        store.close()
        raise
    return store


class DemoForm(GateForm):
    def __init__(self, background: Background) -> None:
        super().__init__(
            tr("Look around"),
            tr("A branch of {count} fictional clients with two years of data.", count=f"{_CLIENTS:,}"),
        )
        self._background = background
        self.path_field = PathField(tr("File"), Path.home() / "crm-desk-demo.crm", is_new=True)
        self.secret = QLineEdit(DEMO_PASSPHRASE)
        self.add_field("path", self.path_field)
        self.add_field(
            "passphrase", LabelledField(tr("Passphrase"), self.secret, hint=tr("Keep it, or type your own."))
        )
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(tr("Progress"))
        self._step = PlainLabel("", role="caption", tone="secondary")
        for widget in (self._bar, self._step):
            widget.hide()
            self.body.addWidget(widget)
        go = Button(tr("Make the demo store"), icon="sparkles", kind="primary")
        go.clicked.connect(self.submit)
        self.add_foot(go)
        self.setFocusProxy(go)
        self._reported = (0, 0, "")
        self._ticker = QTimer(self, interval=150)
        self._ticker.timeout.connect(self._show_progress)

    def submit(self) -> None:
        self.start_over()
        if self.path_field.is_empty or self.path_field.path.exists():
            self.refuse(CrmError(tr("There is a file of this name already. Choose another name."), field="path"))
            return
        path, passphrase = self.path_field.path, self.secret.text()
        progress = Progress(self._report)
        self.set_busy(is_busy=True)
        self._background.run(lambda: _make(path, passphrase, progress), then=self._made, owner=self, failed=self.refuse)

    def _report(self, done: int, total: int, text: str) -> None:
        """In the worker thread."""
        self._reported = (done, total, text)

    def _show_progress(self) -> None:
        done, total, text = self._reported
        self._bar.setMaximum(max(total, 1))
        self._bar.setValue(done)
        self._step.setText(text or tr("Making the store …"))

    def set_busy(self, *, is_busy: bool) -> None:
        super().set_busy(is_busy=is_busy)
        self._bar.setVisible(is_busy)
        self._step.setVisible(is_busy)
        self._show_progress()
        (self._ticker.start if is_busy else self._ticker.stop)()

    def _made(self, store: Store) -> None:
        self.set_busy(is_busy=False)
        self.opened.emit(store)
