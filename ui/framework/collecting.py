"""Python's collector of cycles, kept to the UI thread.

A cycle of Python objects may hold a QObject. Collected on a worker thread it would be destroyed there: with a lock of
Qt in hand it waits for the interpreter, which the UI thread has while it waits for that lock: both for ever.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_PAUSE_MS = 400


class Collecting(QObject):
    """From ``start`` to ``stop`` cycles are collected between events, as often as the interpreter would by itself."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._is_settled = False
        self._timer = QTimer(self, interval=_PAUSE_MS)
        self._timer.timeout.connect(self.collect)

    def start(self) -> None:
        gc.disable()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        gc.enable()

    def collect(self) -> None:
        """The oldest generation that is due. What outlives the first full round stays for good: modules, mostly."""
        counts, limits = gc.get_count(), gc.get_threshold()
        due = max((at for at in range(3) if counts[at] > limits[at]), default=None)
        if due is None:
            return
        gc.collect(due)
        if due == 2 and not self._is_settled:
            gc.freeze()
            self._is_settled = True
