"""The real window on a real store, drawn offscreen."""

from __future__ import annotations

from datetime import timedelta

import pytest

from crmdesk.dates import local_today
from crmdesk.settings import Settings
from tests.clients import add_client, statements
from ui.framework.theme import theme

__all__ = ["add_client", "statements"]


@pytest.fixture(autouse=True)
def application(qapp):
    """Fonts, style and tokens as the program has them; the light theme again after each test."""
    from ui.app import collecting, make_application

    made = make_application(Settings(language="en", theme="light"))
    yield made
    collecting(made).stop()
    if theme.name != "light":
        theme.use("light")


@pytest.fixture
def clients(add_client):
    """Six clients that every filter finds some of: ids by name."""
    today = local_today()
    rows = (
        ("李明朗", "platinum", "decline", 198_000_000, 842_000, -6),
        ("陈国栋", "diamond", "maturity", 486_300_000, 2_680_000, -3),
        ("吴桂芬", "silver", "decline", 23_600_000, 64_000, 0),
        ("<b>周</b>文博", "gold", "growth", 61_200_000, 268_000, 1),
        ("孙雅琪", "base", "acquisition", 4_200_000, 12_000, 40),
        ("郑海涛", "dormant", "termination", 0, 0, 60),
    )
    return {
        name: add_client(
            name, tier=tier, stage=stage, assets=assets, contribution=income, as_of=today, score=610,
            next_contact_on=today + timedelta(days=days), last_contact_on=today - timedelta(days=30),
            manager="沈若岚" if days < 0 else "何志远", trend="10,20,30,25,40",
        )
        for name, tier, stage, assets, income, days in rows
    }  # fmt: skip


@pytest.fixture
def window(qtbot, store):
    """The main window with the store open; what it started is stopped at the end."""
    from ui.main_window import MainWindow

    made = MainWindow(Settings(language="en", theme="light"))
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow, timeout=5_000)
    made.show_store(store)
    made.workplace.go("clients")
    wait_for(qtbot, made)
    yield made
    made.leave_store()
    made.close()


def wait_for(qtbot, window):
    """Until no job is under way and the panel's short pause is over."""
    qtbot.wait(60)
    qtbot.waitUntil(lambda: window.session is None or window.session.runner.is_idle, timeout=10_000)
    qtbot.wait(60)
    qtbot.waitUntil(lambda: window.session is None or window.session.runner.is_idle, timeout=10_000)


@pytest.fixture
def settled(qtbot):
    """``settled(window)`` waits until nothing moves any more."""
    return lambda window: wait_for(qtbot, window)
