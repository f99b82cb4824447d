"""One of a few names, or all of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox


class Pick(QComboBox):
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
