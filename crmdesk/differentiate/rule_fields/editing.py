"""A document while somebody changes it: against the version in force, with undo and redo."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from crmdesk.differentiate.rule_fields.differences import Difference, differences
from crmdesk.differentiate.rule_fields.field import Path, put_at, value_at
from crmdesk.differentiate.rulebooks import Document

_MOST_STEPS = 200


class Editing:
    """``base`` is what is in force and never changes; ``unread`` holds texts that are no value yet, by path."""

    def __init__(self, base: Document, document: Document | None = None) -> None:
        self.base = base
        self.document: Document = deepcopy(base if document is None else document)
        self.unread: dict[Path, str] = {}
        self._done: list[tuple[Path, Document]] = []
        self._undone: list[Document] = []

    def value(self, path: Path) -> Any:
        return value_at(self.document, path)

    def base_value(self, path: Path) -> Any:
        return value_at(self.base, path)

    def put(self, path: Path, value: Any) -> None:
        """Set one value. Typing on in the same place is one step back."""
        self.unread.pop(path, None)
        if self.value(path) != value:
            self._step(path)
            put_at(self.document, path, deepcopy(value))

    def put_all(self, values: Mapping[Path, Any]) -> None:
        """Set several values as one step."""
        for path in values:
            self.unread.pop(path, None)
        if all(self.value(path) == value for path, value in values.items()):
            return
        self._step(())
        for path, value in values.items():
            put_at(self.document, path, deepcopy(value))

    def keep_unread(self, path: Path, text: str) -> None:
        self.unread[path] = text

    def _step(self, path: Path) -> None:
        is_same_place = bool(path and self._done and self._done[-1][0] == path)
        if not is_same_place or self._undone:
            self._done.append((path, deepcopy(self.document)))
            del self._done[:-_MOST_STEPS]
        self._undone.clear()

    # -- back and forth

    @property
    def can_undo(self) -> bool:
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        return bool(self._undone)

    def undo(self) -> None:
        if self._done:
            self._undone.append(self.document)
            self.document = self._done.pop()[1]
            self.unread.clear()

    def redo(self) -> None:
        if self._undone:
            self._done.append(((), self.document))
            self.document = self._undone.pop()
            self.unread.clear()

    def start_from(self, document: Document) -> None:
        """Go on from another document, one step back from this one."""
        self._step(())
        self.document = deepcopy(document)
        self.unread.clear()

    # -- what was changed

    @property
    def is_changed(self) -> bool:
        return bool(self.unread) or bool(self.changes())

    def changes(self) -> list[Difference]:
        return differences(self.base, self.document)

    def restore(self, path: Path) -> None:
        """Back to what is in force: a step of its own, whatever was typed there before."""
        self.put_all({path: self.base_value(path)})
