"""Cycles that hold a QObject end on the UI thread, whichever thread made the interpreter look for them."""

from __future__ import annotations

import gc
from threading import Thread, current_thread

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from ui.app import collecting


def test_no_other_thread_collects(application, qtbot):
    ended = []

    class Ending(QObject):
        def __del__(self):
            ended.append(current_thread())

    def a_cycle():
        one = Ending()
        one.itself = one

    def litter():
        for _ in range(50_000):
            ring = []
            ring.append(ring)

    a_cycle()
    worker = Thread(target=litter)
    worker.start()
    worker.join()
    assert ended == []
    collecting(QApplication.instance()).collect()
    qtbot.waitUntil(lambda: gc.collect() >= 0 and ended == [current_thread()], timeout=5_000)


def test_afterwards_the_interpreter_collects_by_itself_again(application):
    assert not gc.isenabled()
    collecting(application).stop()
    assert gc.isenabled()
