"""Notices that nobody touched the window for some minutes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

_INPUT = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
    QEvent.Type.InputMethod,
}


class IdleWatch(QObject):
    """Listens to the native windows only: their events are few, those of all widgets would be many."""

    expired = Signal()

    def __init__(self, parent: QObject, *, minutes: int) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.expired)
        self._is_running = False
        self.set_minutes(minutes)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.focusWindowChanged.connect(self._watch)

    def _watch(self, window: QWindow | None) -> None:
        if window is not None:
            window.installEventFilter(self)

    def set_minutes(self, minutes: int) -> None:
        """0 = never."""
        self._minutes = minutes
        if self._is_running:
            self.start()

    def start(self) -> None:
        self._is_running = True
        if self._minutes > 0:
            self._timer.start(self._minutes * 60_000)
        else:
            self._timer.stop()

    def stop(self) -> None:
        self._is_running = False
        self._timer.stop()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if self._is_running and event.type() in _INPUT:
            self.start()
        return False
