"""Before a client goes: to the trash, into the ice, or for ever. The reason is kept as proof."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.store.store import Store
from ui.framework.buttons import Button
from ui.framework.fields import LabelledField
from ui.framework.focus_ring import FocusRing
from ui.framework.frames import row
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.page import Desk

if TYPE_CHECKING:
    from crmdesk.identify.trash import Trashed

_WIDTH = 432


class _Asking(QDialog):
    """A title, what will happen, the reason, and the button that does it."""

    def __init__(self, title: str, sentence: str, go: Button, *, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.reason = QLineEdit()
        self.field = LabelledField(tr("Reason"), self.reason)
        self.go = go
        self.cancel = Button(tr("Cancel"), key="Esc")
        text = WrappedLabel(sentence, tone="secondary")
        text.setFixedWidth(_WIDTH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(16)
        layout.addWidget(PlainLabel(title, role="title"))
        layout.addWidget(text)
        layout.addWidget(self.field)
        layout.addLayout(row(None, self.cancel, self.go))
        self.cancel.clicked.connect(self.reject)
        self.go.clicked.connect(self.act)
        self.reason.returnPressed.connect(self.act)
        self.reason.setFocus()
        FocusRing(self)

    def act(self) -> None:
        raise NotImplementedError

    def _refuse(self, error: CrmError) -> None:
        self.field.show_error(error.message)


class ReasonDialog(_Asking):
    """Freeze or erase an entry of the trash; ``act`` is ``freeze`` or ``erase``."""

    def __init__(self, desk: Desk, entry: Trashed, *, act: str, parent: QWidget | None = None) -> None:
        self._desk, self._entry, self._act = desk, entry, act
        name = entry.name
        if act == "erase":
            title = tr("Erase {name} for ever?", name=name)
            sentence = tr(
                "The record, its history and every trace in the search go and cannot come back. "
                "Backups made before still hold it. The audit keeps when, who and why."
            )
            go = Button(tr("Erase for ever"), kind="danger")
        else:
            title = tr("Freeze {name}?", name=name)
            sentence = tr("Nobody can use or restore the record until the law lets it be erased.")
            go = Button(tr("Freeze"), kind="primary")
        super().__init__(title, sentence, go, parent=parent)

    def act(self) -> None:
        entry, act, reason = self._entry, self._act, self.reason.text()

        def work(store: Store) -> None:
            from crmdesk.identify.trash import erase_trashed, freeze_trashed

            (erase_trashed if act == "erase" else freeze_trashed)(store, entry.id, reason=reason)

        self._desk.runner.write(work, then=lambda _done: self.accept(), owner=self, failed=self._refuse)


class MoveToTrashDialog(_Asking):
    """Move clients to the trash; the toast of the frame offers to undo it."""

    def __init__(self, desk: Desk, client_ids: list[int], *, parent: QWidget | None = None) -> None:
        self._desk, self._ids = desk, client_ids
        title = tr("Move {count} clients to the trash?", count=f"{len(client_ids):,}")
        sentence = tr(
            "They leave every list with everything that hangs on them, and can be restored whole at any time "
            "(Clients › Trash)."
        )
        super().__init__(title, sentence, Button(tr("Move to trash"), kind="primary"), parent=parent)

    def act(self) -> None:
        ids, reason = self._ids, self.reason.text()

        def work(store: Store) -> int:
            from crmdesk.identify.trash import trash_clients

            return trash_clients(store, ids, reason=reason)

        self._desk.runner.write(work, then=lambda _count: self.accept(), owner=self, failed=self._refuse)
