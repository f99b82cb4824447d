"""Two systems in, one record per client out: import, look, merge, take apart, undo, all by keys on the real window."""

from __future__ import annotations

import pytest
import xlsxwriter
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from sqlalchemy import func, select

from crmdesk.identify.tables import client
from tests.ui.importing.conftest import HEADER, row, text_of

_CTRL, _ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
#: Clients of the counter, and how many of them the bank knows under numbers of its own.
_COUNTER, _BOTH = 12, 3


@pytest.fixture
def exports(tmp_path, monkeypatch):
    """What the file dialog gives: a GBK table of the counter, a workbook of the bank that knows no ID numbers."""
    counter, bank = tmp_path / "柜台客户.csv", tmp_path / "银行客户.xlsx"
    rows = [row(at) for at in range(_COUNTER)]
    counter.write_bytes(text_of(HEADER, rows).encode("gb18030"))
    with xlsxwriter.Workbook(str(bank)) as book:
        sheet = book.add_worksheet("客户")
        sheet.write_row(0, 0, HEADER)
        for at in range(_BOTH):
            sheet.write_row(at + 1, 0, [f"B{at:05d}", *row(at, id_no="")[1:]])
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_args: ([str(counter), str(bank)], ""))


class Keys:
    """A person at the keyboard; every press waits until the window has answered."""

    def __init__(self, window, settled):
        self._window, self._settled = window, settled

    def press(self, key, modifier=Qt.KeyboardModifier.NoModifier, *, times=1):
        if QApplication.activeWindow() is None:  # offscreen no window manager gives it back after a dialog
            self._window.activateWindow()
            self._settled(self._window)
        for _at in range(times):
            QTest.keyClick(QApplication.focusWidget() or self._window, key, modifier)
            self._settled(self._window)

    def say(self, text):
        """Through the palette: Ctrl+K, the words, Enter."""
        self.press(Qt.Key.Key_K, _CTRL)
        for char in text:
            QTest.keyClick(QApplication.focusWidget(), char)
        self._settled(self._window)
        self.press(Qt.Key.Key_Return)

    def tab_to(self, wanted):
        for _at in range(60):
            if QApplication.focusWidget() is wanted:
                return
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"{wanted} is not reached by Tab")


@pytest.fixture
def keys(window, settled):
    return Keys(window, settled)


def count(store):
    with store.read() as connection:
        return connection.execute(select(func.count()).select_from(client)).scalar_one()


def bring_in(keys, window):
    """The five pages of an import."""
    keys.say("go to import")
    page = window.workplace.page()
    keys.press(Qt.Key.Key_Return)
    keys.press(Qt.Key.Key_Right, _ALT, times=3)
    for tick in page.trial_step.jumps.ticks:
        keys.tab_to(tick)
        keys.press(Qt.Key.Key_Space)
    keys.press(Qt.Key.Key_Right, _ALT)
    keys.press(Qt.Key.Key_Return)


@pytest.mark.usefixtures("exports")
def test_two_systems_in_one_record_per_client_out(keys, window, settled, store, qtbot):
    bring_in(keys, window)
    assert count(store) == _COUNTER + _BOTH
    keys.say("go to possible duplicates")
    queue = window.workplace.page()
    keys.say("look for duplicates")
    qtbot.waitUntil(lambda: queue.pairs.model_.rowCount() == _BOTH, timeout=20_000)
    settled(window)
    assert QApplication.focusWidget() is queue.pairs
    keys.press(Qt.Key.Key_Return)
    if QApplication.focusWidget() is queue.view.fields:
        keys.press(Qt.Key.Key_1)
        keys.press(Qt.Key.Key_Return)
    assert count(store) == _COUNTER + _BOTH - 1
    assert queue.pairs.model_.rowCount() == _BOTH - 1
    keys.say("merges until now")
    keys.press(Qt.Key.Key_Return)
    assert count(store) == _COUNTER + _BOTH
    keys.press(Qt.Key.Key_Escape)
    keys.press(Qt.Key.Key_Z, _CTRL)
    assert count(store) == _COUNTER + _BOTH - 1
    keys.press(Qt.Key.Key_Z, _CTRL)
    assert count(store) == _COUNTER + _BOTH
    assert queue.pairs.model_.rowCount() == _BOTH
