"""Undo and redo with the names of what they would take back or do again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from crmdesk.i18n import Words, tr

if TYPE_CHECKING:
    from crmdesk.store.history import Change
    from crmdesk.store.store import Store
    from ui.session import Session

_Labels = tuple[Words | None, Words | None]


def _labels(store: Store) -> _Labels:
    return store.undo_label(), store.redo_label()


class UndoSteps(QObject):
    """What ``Ctrl+Z`` and ``Ctrl+Shift+Z`` would do now; ``changed`` when that is different."""

    changed = Signal()
    nothing_left = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._runner = session.runner
        self.undo_label: Words | None = None
        self.redo_label: Words | None = None
        session.changes.changed.connect(self._ask)
        self._ask()

    def _ask(self, _change: Change | None = None) -> None:
        self._runner.write(_labels, then=self._take, owner=self)

    def _take(self, labels: _Labels) -> None:
        self.undo_label, self.redo_label = labels
        self.changed.emit()

    def undo(self) -> None:
        self._runner.write(lambda store: store.undo(), then=self._undone, owner=self)

    def redo(self) -> None:
        self._runner.write(lambda store: store.redo(), then=self._redone, owner=self)

    def _undone(self, change: Change | None) -> None:
        if change is None:
            self.nothing_left.emit(tr("There is nothing to undo."))

    def _redone(self, change: Change | None) -> None:
        if change is None:
            self.nothing_left.emit(tr("There is nothing to redo."))

    def undo_words(self) -> str:
        return tr("Undo: {what}", what=self.undo_label) if self.undo_label else tr("Undo")

    def redo_words(self) -> str:
        return tr("Redo: {what}", what=self.redo_label) if self.redo_label else tr("Redo")
