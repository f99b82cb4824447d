"""The change bus: every committed change of the store, told on the UI thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

if TYPE_CHECKING:
    from crmdesk.store.history import Change
    from crmdesk.store.store import Store


class Changes(QObject):
    """``changed(Change)`` after each operation, batch, undo and redo; ``Change.client_ids`` says whom it touched."""

    changed = Signal(object)
    _committed = Signal(object)

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._committed.connect(self.changed, Qt.ConnectionType.QueuedConnection)
        self._stop = store.subscribe(self._on_commit)

    def _on_commit(self, change: Change) -> None:
        """In the writing thread."""
        self._committed.emit(change)

    def close(self) -> None:
        self._stop()


def touches(change: Change, client_id: int) -> bool:
    """Whether a page about this client should read again."""
    return change.is_batch or client_id in change.client_ids
