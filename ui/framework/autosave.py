"""What is typed is kept in the store as a draft until it is saved: a crash loses at most ten seconds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from crmdesk.store.drafts import Draft, drop_draft, load_draft, save_draft
from crmdesk.store.store import Store
from ui.framework.jobs import Runner

_QUIET_MS, _LONGEST_MS = 2_000, 9_000


class Autosave(QObject):
    """Keeps one draft. ``touch`` after each edit; the content is asked for when it is written."""

    saved = Signal()

    def __init__(self, runner: Runner, content: Callable[[], dict[str, Any]], *, parent: QObject) -> None:
        super().__init__(parent)
        self._runner, self._content = runner, content
        self.name = ""
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET_MS)
        self._longest = QTimer(self, singleShot=True, interval=_LONGEST_MS)
        for timer in (self._quiet, self._longest):
            timer.timeout.connect(self.flush)

    def load(self, name: str, then: Callable[[Draft | None], None], *, owner: QObject) -> None:
        """Work under a name from now on; ``then`` gets what was left under it."""
        self.flush()
        self.name = name

        def look(store: Store) -> Draft | None:
            return load_draft(store, name)

        self._runner.write(look, then=then, owner=owner)

    @property
    def is_pending(self) -> bool:
        return self._quiet.isActive() or self._longest.isActive()

    def touch(self) -> None:
        """Something was typed: write within two quiet seconds, at the latest after nine."""
        self._quiet.start()
        if not self._longest.isActive():
            self._longest.start()

    def flush(self) -> None:
        """Write now what is waiting to be written."""
        if not self.is_pending:
            return
        self._stop()
        name, content = self.name, self._content()

        def keep(store: Store) -> None:
            save_draft(store, name, content)

        self._runner.write(keep, then=lambda _none: self.saved.emit(), owner=self)

    def drop(self) -> None:
        """Saved or thrown away: nothing is left to keep."""
        self._stop()
        name = self.name

        def forget(store: Store) -> None:
            drop_draft(store, name)

        self._runner.write(forget)

    def _stop(self) -> None:
        self._quiet.stop()
        self._longest.stop()
