"""Which rows are ticked: a set of ids, or all but a set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject, Signal


class Checks(QObject):
    """Ticking all of a million rows costs nothing: only the exceptions are kept."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids: set[int] = set()
        self._is_inverted = False

    def __contains__(self, one: int) -> bool:
        return (one in self._ids) != self._is_inverted

    def count(self, total: int) -> int:
        return total - len(self._ids) if self._is_inverted else len(self._ids)

    @property
    def is_empty(self) -> bool:
        return not self._ids and not self._is_inverted

    @property
    def exceptions(self) -> list[int] | None:
        """The rows not ticked when all others are, else None."""
        return sorted(self._ids) if self._is_inverted else None

    @property
    def chosen(self) -> list[int]:
        """The rows ticked one by one; empty when everything is ticked but some (see ``exceptions``)."""
        return [] if self._is_inverted else sorted(self._ids)

    def of(self, ids: Iterable[int]) -> list[int]:
        """Those of ``ids`` that are ticked, in their order."""
        listed, is_inverted = self._ids, self._is_inverted
        return [one for one in ids if (one in listed) != is_inverted]

    def toggle(self, one: int) -> None:
        self._ids.symmetric_difference_update((one,))
        self.changed.emit()

    def set_all(self, ids: Sequence[int], *, ticked: bool) -> None:
        """Tick or clear a run of rows."""
        (self._ids.update if ticked != self._is_inverted else self._ids.difference_update)(ids)
        self.changed.emit()

    def tick_everything(self) -> None:
        self._ids, self._is_inverted = set(), True
        self.changed.emit()

    def clear(self) -> None:
        if not self.is_empty:
            self._ids, self._is_inverted = set(), False
            self.changed.emit()
