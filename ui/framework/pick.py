"""One of a few: fields that the wheel only scrolls past."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox


class ChoiceBox(QComboBox):
    """The wheel scrolls the page; it never changes a value in passing."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class Pick(ChoiceBox):
    """First entry ``everything`` (value ``""``), then the names; a choice survives new offers."""

    chosen = Signal(str)

    def __init__(self, everything: str, *, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.addItem(everything, "")
        self._wanted = ""
        self.activated.connect(self._on_activated)

    def offer(self, names: Sequence[str]) -> None:
        while self.count() > 1:
            self.removeItem(1)
        for name in names:
            self.addItem(name, name)
        self.setCurrentIndex(max(0, self.findData(self._wanted)))

    def choose(self, name: str) -> None:
        """As if the user chose it, also before it is offered."""
        self._wanted = name
        self.setCurrentIndex(max(0, self.findData(name)))
        self.chosen.emit(name)

    def _on_activated(self, _index: int) -> None:
        self._wanted = str(self.currentData())
        self.chosen.emit(self._wanted)
