"""Acting on the real window and waiting for what it paints; how late its event loop is meanwhile."""

from __future__ import annotations

import statistics
import time
from contextlib import contextmanager

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

_BEAT_MS = 5
#: How long nothing may be under way before the window counts as settled.
QUIET_MS = 100


class Heartbeat:
    """A timer of 5 ms in the UI thread; ``late`` holds how many ms each beat came after its time."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self._last = 0.0
        self._timer = QTimer(interval=_BEAT_MS)
        self._timer.setTimerType(self._timer.timerType().PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, (now - self._last) * 1000 - _BEAT_MS))
        self._last = now

    @contextmanager
    def listening(self):
        self.late.clear()
        self._last = time.perf_counter()
        self._timer.start()
        yield self
        self._timer.stop()


def wait_until(is_ready, seconds: float = 60) -> None:
    """Run the event loop until something holds; the loop sleeps in between."""
    until = time.perf_counter() + seconds
    wake = QTimer(interval=2)
    wake.start()
    while not is_ready():
        assert time.perf_counter() < until, "nothing came"
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    wake.stop()


def settle(window) -> None:
    """Until no reading is under way, also none that starts after a short pause."""
    calm = [time.perf_counter()]

    def is_calm() -> bool:
        if not window.session.runner.is_idle:
            calm[0] = time.perf_counter()
        return (time.perf_counter() - calm[0]) * 1000 > QUIET_MS

    wait_until(is_calm)


def milliseconds(act, is_ready=None, paint=None) -> float:
    """Time from an act until it is ready and its widget has painted all of itself."""
    started = time.perf_counter()
    act()
    if is_ready is not None:
        wait_until(is_ready)
    if paint is not None:
        paint.repaint()
    return (time.perf_counter() - started) * 1000


def p95(values) -> float:
    return statistics.quantiles(values, n=20)[-1] if len(values) >= 20 else max(values)
