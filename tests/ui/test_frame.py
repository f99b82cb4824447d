"""The frame: rooms, language and theme switched live, undo with names, privacy, lock."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QLineEdit, QWidget

from crmdesk import i18n
from crmdesk.errors import CrmError
from crmdesk.i18n import Words
from crmdesk.identify.tables import client
from crmdesk.settings import load_settings
from tests.conftest import PASSPHRASE
from ui.framework.shown import HIDDEN
from ui.framework.theme import theme
from ui.rooms import ROOMS, SETTINGS


def rename(window, client_id, name):
    def operation(store):
        with store.write(Words("改名", "Rename")) as unit:
            unit.change(client, client_id, {"name": name})

    window.session.runner.write(operation)


def texts(page):
    return [page.list.model.cells(row)[1].text for row in range(page.list.model.rowCount())]


class _Windows(QObject):
    """Names of the widgets that were shown as windows of their own."""

    def __init__(self):
        super().__init__()
        self.shown = []

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False


def test_no_part_of_a_page_flashes_as_a_window(application, clients, window, settled):
    """A widget shown before it has a parent opens a window for a moment and takes the focus away."""
    watch = _Windows()
    application.installEventFilter(watch)
    for room in (*ROOMS, SETTINGS):
        window.workplace.go(room.name)
        settled(window)
    window.switch_language()
    settled(window)
    window.lock()
    application.removeEventFilter(watch)
    assert watch.shown == []


def test_the_rail_leads_to_every_room(qtbot, window, settled):
    for number, room in enumerate(ROOMS, 1):
        qtbot.keyClick(window, Qt.Key(int(Qt.Key.Key_0) + number), Qt.KeyboardModifier.ControlModifier)
        assert window.workplace.page().name == room.name
        assert window.workplace.rail.buttons[room.name].isChecked()
        settled(window)
    qtbot.mouseClick(window.workplace.rail.buttons["settings"], Qt.MouseButton.LeftButton)
    assert window.workplace.page().name == "settings"


def test_language_is_switched_live_and_the_page_keeps_its_state(clients, window, settled):
    page = window.workplace.page()
    page.list.set_filter(page.list.filter.parse("tier:gold"))
    settled(window)
    window.switch_language()
    settled(window)
    page = window.workplace.page()
    assert i18n.language() == "zh"
    assert page.list.filter.values("tier") == ("gold",)
    assert texts(page) == ["<b>周</b>文博"]
    assert window.workplace.rail.buttons["settings"].text() == "设置"
    assert load_settings().language == "zh"


def test_theme_is_switched_live_and_kept(window):
    window.switch_theme()
    assert theme.name == "dark"
    assert load_settings().theme == "dark"


def test_an_operation_is_named_undone_and_done_again(clients, window, settled):
    workplace, client_id = window.workplace, clients["孙雅琪"]
    rename(window, client_id, "孙雅")
    settled(window)
    assert workplace.toast_note.text() == "Rename"
    assert workplace.undo_steps.undo_words() == "Undo: Rename"
    window.actions_by_name["undo"].trigger()
    settled(window)
    assert workplace.toast_note.text() == "Undone: Rename"
    assert workplace.undo_steps.redo_words() == "Redo: Rename"
    window.actions_by_name["redo"].trigger()
    settled(window)
    assert workplace.toast_note.text() == "Done again: Rename"
    window.actions_by_name["redo"].trigger()
    settled(window)
    assert workplace.toast_note.text() == "There is nothing to redo."


def test_privacy_masks_amounts_everywhere(qtbot, clients, window, settled):
    page = window.workplace.page()
    assert "1.98 m" in [page.list.model.cells(row)[4].text for row in range(page.list.model.rowCount())]
    window.actions_by_name["privacy"].trigger()
    settled(window)
    assert {page.list.model.cells(row)[4].text for row in range(page.list.model.rowCount())} == {HIDDEN}
    assert page.panel.head.numbers[0].value.text() == HIDDEN


def test_an_error_of_the_user_is_told_and_a_bug_is_not_swallowed(qtbot, window, settled):
    def refuse(_connection):
        raise CrmError("The disk is full.")

    window.session.runner.read(refuse, then=lambda _none: None, owner=window)
    settled(window)
    assert window.workplace.toast_note.text() == "The disk is full."
    with qtbot.captureExceptions() as bugs:
        window.session.runner.read(lambda _connection: 1 // 0, then=lambda _none: None, owner=window)
        settled(window)
    assert [kind for kind, _bug, _trace in bugs] == [ZeroDivisionError]


def test_a_job_shows_progress_and_can_be_cancelled(qtbot, window, settled):
    def work(_store, progress):
        for done in range(1, 10_000):
            progress.at(done, 10_000)
            qtbot_sleep()

    job = window.session.runner.job("Import counter.csv", work, owner=window)
    qtbot.waitUntil(lambda: job.done > 3, timeout=5_000)
    status = window.workplace.status
    qtbot.waitUntil(lambda: "per second" in status._job_text.text(), timeout=5_000)
    assert status._job_title.text() == "Import counter.csv"
    qtbot.mouseClick(status._job_cancel, Qt.MouseButton.LeftButton)
    settled(window)
    assert not window.session.runner.jobs
    assert window.workplace.toast_note.text() == "Stopped. Nothing was written."


def qtbot_sleep():
    import time

    time.sleep(0.005)


def test_lock_closes_the_store_and_the_passphrase_opens_it_again(qtbot, clients, window, settled):
    page = window.workplace.page()
    page.list.set_filter(page.list.filter.parse("stage:decline"))
    settled(window)
    window.lock()
    gate = window.centralWidget()
    assert window.session is None
    assert window.workplace is None
    gate.open.secret.setText("wrong passphrase")
    gate.open.submit()
    qtbot.waitUntil(lambda: gate.open.fields["passphrase"].error() != "" or gate.open.note.text() != "", timeout=20_000)
    gate.open.secret.setText(PASSPHRASE)
    gate.open.submit()
    qtbot.waitUntil(lambda: window.session is not None, timeout=20_000)
    settled(window)
    assert window.workplace.page().list.filter.values("stage") == ("decline",)


def test_the_lock_comes_by_itself(qtbot, window):
    window.idle.set_minutes(1)
    window.idle._timer.start(20)
    qtbot.waitUntil(lambda: window.session is None, timeout=5_000)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("room", [*(room.name for room in ROOMS), "settings"])
def test_every_widget_that_takes_the_keyboard_has_a_name(clients, window, settled, room, language):
    if language == "zh":
        window.switch_language()
    window.workplace.go(room)
    settled(window)
    nameless = [
        f"{type(widget).__name__} {widget.objectName()}"
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and not widget.accessibleName()
        and isinstance(widget, QAbstractButton | QLineEdit | QAbstractScrollArea)
        and not widget.objectName().startswith("qt_")
    ]
    assert nameless == []
