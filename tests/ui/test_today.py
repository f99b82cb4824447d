"""Today by keyboard: the arrows walk the queue, Enter opens, and the focus stays when the queue is read again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from crmdesk import dates
from crmdesk.interact.follow_ups import add_follow_up


@pytest.fixture
def page(store, clients, window, settled):
    for name, days in (("李明朗", -6), ("吴桂芬", 0)):
        due = dates.local_today() + timedelta(days=days)
        add_follow_up(store, clients[name], kind="contact", due_on=due, attempt=1, channel="01")
    window.workplace.go("today")
    settled(window)
    return window.workplace.page()


def focused(window):
    return window.focusWidget().entry.follow_up.name


def test_the_arrows_walk_the_queue_and_enter_opens(qtbot, page, window, settled):
    page.focus_start()
    first = focused(window)
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Down)
    second = focused(window)
    assert {first, second} == {"李明朗", "吴桂芬"}
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Down)
    assert focused(window) == second
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Return)
    settled(window)
    assert window.workplace.page().crumbs()[0].text == second


def test_the_focus_stays_in_the_queue_when_it_is_read_again(page, window, settled):
    page.focus_start()
    page._load()
    settled(window)
    assert focused(window)
