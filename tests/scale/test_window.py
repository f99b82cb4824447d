"""The real window over a million clients, drawn offscreen: what a user waits for, and how late the window answers."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from crmdesk.book.client_list import SORTS, count
from crmdesk.book.views import READY
from crmdesk.settings import Settings
from tests.scale.conftest import ROOT
from tests.scale.million import PASSPHRASE
from tests.scale.starting import memory
from tests.scale.watching import Heartbeat, milliseconds, p95, settle, wait_until

TYPED = ("zhangwei", "王小", "138001", "lixm", "C00123")


@pytest.fixture(scope="module")
def window(qapp, big_store):
    from ui.app import _import_ahead, make_application
    from ui.main_window import MainWindow

    sys.setswitchinterval(0.001)
    make_application(Settings(language="zh"))
    _import_ahead()
    made = MainWindow(Settings(language="zh"))
    made.resize(1440, 900)
    made.show()
    made.show_store(big_store)
    made.workplace.go("clients")
    settle(made)
    yield made
    made.leave_store()
    made.close()


@pytest.fixture
def clients(window):
    """The list of all clients, by name."""
    window.workplace.go("clients")
    page = window.workplace.page()
    page.list.views.tabs.chosen.emit("all")
    settle(window)
    return page.list


def on_screen(table):
    """Whether every row in view has its cells."""
    first, last = table.rowAt(0), table.rowAt(table.viewport().height() - 2)
    rows = range(first, (last if last >= 0 else len(table.model_.ids) - 1) + 1)
    return all(table.model_.cells(row) is not None for row in rows)


def test_start(big_path, figures, tmp_path):
    command = [sys.executable, "-m", "tests.scale.starting", str(big_path), PASSPHRASE]
    runs = [
        json.loads(subprocess.run([*command, str(time.time())], cwd=ROOT, check=True, capture_output=True).stdout)
        for _ in range(3)
    ]
    best = {name: min(run[name] for run in runs) for name in runs[0]}
    print("\n", {name: round(value) for name, value in best.items()})
    for name in ("first_paint", "unlock", "usable_list", "memory_idle"):
        figures(name, best[name])


def test_a_jump_to_any_row(clients, figures):
    table, rng = clients.table, random.Random(1)
    bar = table.verticalScrollBar()
    spent = [
        milliseconds(
            lambda: bar.setValue(rng.randrange(bar.maximum())), lambda: on_screen(table), paint=table.viewport()
        )
        for _ in range(40)
    ]
    figures("jump", p95(spent))


def test_a_wheel_step(clients, figures):
    table = clients.table
    table.verticalScrollBar().setValue(500_000)
    wait_until(lambda: on_screen(table))
    place = QPointF(table.viewport().rect().center())

    def step():
        event = QWheelEvent(
            place, place, QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(table.viewport(), event)
        QApplication.processEvents()

    figures("wheel", p95([milliseconds(step) for _ in range(60)]))


def test_another_order_and_filter_while_the_window_lives(window, clients, figures):
    heart, spent, late, pauses = Heartbeat(), {}, [], []

    def ordered(sort):
        before = clients.model.ids
        clients.set_sort(sort, descending=True)
        wait_until(lambda: clients.model.ids is not before and on_screen(clients.table))
        clients.table.viewport().repaint()

    for sort in SORTS:
        with heart.listening():
            spent[sort] = milliseconds(lambda sort=sort: ordered(sort))
            settle(window)
        late += heart.late
        pauses.append(max(heart.late))
    print("\n", {sort: round(value) for sort, value in spent.items()}, "pauses", [round(one) for one in pauses])
    figures("resort", max(spent.values()))
    figures("lateness", p95(late))
    figures("pause", max(pauses))


def test_select_all_and_one(window, clients, figures):
    table = clients.table
    figures("select_all", milliseconds(table.checks.tick_everything, lambda: True, paint=clients))
    settle(window)
    table.checks.clear()

    def ticked():
        return window.session.runner.is_idle

    rows = range(5)
    figures("tick_one", max(milliseconds(lambda row=row: table.toggle_row(row), ticked, paint=clients) for row in rows))
    table.checks.clear()


def test_a_key_press_finds(window, figures):
    window.open_palette()
    palette, spent = window.palette_box, []
    for text in TYPED:
        palette.field.clear()
        settle(window)
        for letter in text:
            spent.append(milliseconds(lambda letter=letter: _type(palette, letter), _answered(window, palette)))
    window.palette_box.close_palette()
    print("\n", [round(one) for one in spent])
    figures("key_press", p95(spent))


def _type(palette, letter):
    QApplication.sendEvent(palette.field, QKeyEvent(QKeyEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter))


def _answered(window, palette):
    """Whether the palette asked, was answered and painted."""

    def is_so():
        if palette._pause.isActive() or not window.session.runner.is_idle:
            return False
        palette.list.viewport().repaint()
        return True

    return is_so


def test_next_row_shows_its_client(window, clients, figures):
    table, panel = clients.table, window.workplace.page().panel
    table.set_current_row(1000)
    settle(window)
    spent = []
    for row in range(1001, 1021):
        spent.append(
            milliseconds(
                lambda row=row: table.set_current_row(row),
                lambda: not panel._pause.isActive() and window.session.runner.is_idle,
                paint=panel,
            )
        )
    figures("panel", p95(spent))


def test_a_client_is_opened(window, clients, figures):
    ids, rng, spent = clients.model.ids, random.Random(4), []
    window.workplace.open_client(ids[5], among=ids)
    settle(window)
    for _ in range(20):
        one = ids[rng.randrange(len(ids))]
        spent.append(
            milliseconds(
                lambda one=one: window.workplace.open_client(one, among=ids),
                lambda: window.session.runner.is_idle,
                paint=window.workplace.page(),
            )
        )
    print("\nAlt+Down", round(milliseconds(lambda: window.workplace.step(1))), "ms")
    settle(window)
    window.workplace.go("clients")
    figures("open_client", p95(spent))


def test_today_of_the_branch(window, figures):
    heart = Heartbeat()
    window.workplace.pages.pop("today", None)
    with heart.listening():
        spent = milliseconds(lambda: window.workplace.go("today"), lambda: window.session.runner.is_idle, paint=window)
    print(f"\nlongest pause {max(heart.late, default=0):.0f} ms")
    figures("today_branch", spent)


def test_today_of_one_manager(window, figures):
    window.workplace.go("today")
    settle(window)
    page = window.workplace.page()
    act = lambda: page._choose_manager("经理007")  # noqa: E731
    figures("today_manager", milliseconds(act, lambda: window.session.runner.is_idle, paint=window))


def test_counts_of_the_views(big_store, figures):
    with big_store.read() as connection:
        act = lambda: [count(connection, view.filter) for view in READY["manager"]]  # noqa: E731
        act()
        figures("view_counts", min(milliseconds(act) for _ in range(3)))


def test_memory_after_all_that(figures):
    figures("memory_after", memory())
