"""An import under way is remembered in the store, so that a crash loses none of the choosing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from crmdesk.identify.importing import FileMark, Unfinished, forget_unfinished, remember_unfinished
from crmdesk.identify.importing.unfinished import mark_of
from crmdesk.store.store import Store
from ui.framework.jobs import Runner

_QUIET_MS = 1_200


class Remembering(QObject):
    """``touch`` after every change; written after a quiet moment. ``content`` None: there is nothing to remember."""

    def __init__(self, runner: Runner, content: Callable[[], Unfinished | None], *, parent: QObject) -> None:
        super().__init__(parent)
        self._runner, self._content = runner, content
        self._marks: dict[Path, FileMark] = {}
        self._is_kept = False
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET_MS)
        self._quiet.timeout.connect(self.flush)

    def touch(self) -> None:
        if self._content() is None:
            self._forget()
        else:
            self._quiet.start()

    def flush(self) -> None:
        """Write now what is waiting."""
        self._quiet.stop()
        content = self._content()
        if content is None:
            return
        self._is_kept = True
        self._runner.read(lambda _connection: self._marked(content), then=self._keep, owner=self, key="marks")

    def _keep(self, found: Unfinished) -> None:
        if self._content() is None:
            return

        def keep(store: Store) -> None:
            remember_unfinished(store, found)

        self._runner.write(keep, owner=self)

    def _marked(self, content: Unfinished) -> Unfinished:
        """With the marks of its files; on a reader thread, because a large file takes seconds."""
        marks = (self._mark(path) for path in dict.fromkeys(one.path for one in content.tables))
        return replace(content, files=tuple(mark for mark in marks if mark is not None))

    def _mark(self, path: Path) -> FileMark | None:
        """Its digest is worked out once; a file that is gone by now has none."""
        if path not in self._marks and path.is_file():
            self._marks[path] = mark_of(path)
        return self._marks.get(path)

    def _forget(self) -> None:
        self._quiet.stop()
        if self._is_kept:
            self._is_kept = False
            self._runner.write(forget_unfinished, owner=self)
