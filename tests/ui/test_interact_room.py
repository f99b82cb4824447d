"""The room of interaction: next steps with their acts, and the contact log."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt

from crmdesk import dates
from crmdesk.interact.contact_log import client_contacts
from crmdesk.interact.contacts import log_contact
from crmdesk.interact.follow_ups import add_follow_up, client_follow_ups
from tests.ui.typing import commit_text, type_text
from ui.interact.log_contact_dialog import LogContactDialog
from ui.interact.postpone_dialog import PostponeDialog

NOTE = "谈了教育金的安排，下周再约"


@pytest.fixture
def today():
    return dates.local_today()


@pytest.fixture
def steps(store, clients, today):
    """One overdue, one today, one in three days that was tried before."""
    plan = (("李明朗", -6, "contact", 1), ("吴桂芬", 0, "review", 1), ("陈国栋", 3, "retry", 2))
    return {
        name: add_follow_up(
            store, clients[name], kind=kind, due_on=today + timedelta(days=days), attempt=attempt, channel="01"
        )
        for name, days, kind, attempt in plan
    }


@pytest.fixture
def room(steps, window, settled):
    window.workplace.go("interact")
    settled(window)
    return window.workplace.page()


@pytest.fixture
def log(store, clients, window, settled):
    """The room on its contact log: one effective, one missed, one from long ago."""
    now = dates.now()
    for name, outcome, note, age in (("李明朗", "10", NOTE, 1), ("陈国栋", "20", "", 2), ("孙雅琪", "20", "", 24 * 60)):
        at = now - timedelta(hours=age)
        log_contact(store, clients[name], channel="01", outcome=outcome, note=note, at=at)
    window.workplace.go("interact")
    window.workplace.page().tabs.choose("log")
    settled(window)
    return window.workplace.page().log


def shown(rows, key):
    number = [column.key for column in rows.model.columns].index(key)
    return [rows.model.cells(row)[number].text for row in range(rows.model.rowCount())]


def dialog_of(room, kind):
    return next(found for found in room.findChildren(kind) if found.isVisible())


def open_steps(store, client_id):
    with store.read() as connection:
        return client_follow_ups(connection, client_id)


def test_the_longest_overdue_stands_first(room):
    rows = room.steps.rows
    assert shown(rows, "name") == ["李明朗", "吴桂芬", "陈国栋"]
    assert shown(rows, "due")[:2] == ["6 d overdue", "today"]
    assert shown(rows, "attempt") == ["–", "–", "no. 2"]
    assert shown(rows, "owner") == ["沈若岚", "何志远", "沈若岚"]
    assert [view._count for view in room.steps.views._views.values()] == ["3", "1", "1", "2"]


def test_views_kinds_managers_and_text_narrow_it(qtbot, room, window, settled):
    steps = room.steps
    qtbot.mouseClick(steps.views._views["week"], Qt.MouseButton.LeftButton)
    settled(window)
    assert shown(steps.rows, "name") == ["吴桂芬", "陈国栋"]
    room.pick.choose("沈若岚")
    settled(window)
    assert shown(steps.rows, "name") == ["陈国栋"]
    steps.kind.choose("review")
    settled(window)
    assert steps.rows.empty.isVisible()
    assert "No next steps" in steps.rows.empty.accessibleName()


def test_a_contact_is_logged_with_l(qtbot, room, window, settled, store, clients):
    qtbot.keyClick(room.steps.rows.table, Qt.Key.Key_L)
    settled(window)
    dialog = dialog_of(room, LogContactDialog)
    qtbot.mouseClick(dialog.form.reached.pills[0], Qt.MouseButton.LeftButton)
    commit_text(dialog.form.note.editor, NOTE)
    dialog.save()
    settled(window)
    with store.read() as connection:
        assert [contact.note for contact in client_contacts(connection, clients["李明朗"])] == [NOTE]
    assert "6 d overdue" not in shown(room.steps.rows, "due")


def test_postponing_reads_what_is_typed_and_says_what_is_wrong(qtbot, room, window, settled, store, clients, today):
    qtbot.keyClick(room.steps.rows.table, Qt.Key.Key_D)
    settled(window)
    dialog = dialog_of(room, PostponeDialog)
    for typed, said in (("", "Type a day"), ("someday", "is not a date"), ("-3", "has passed")):
        dialog.day.setText(typed)
        dialog.save()
        assert said in dialog.field.error()
        assert dialog.day.text() == typed
    dialog.day.clear()
    type_text(dialog.day, "+2w")
    qtbot.keyClick(dialog.day, Qt.Key.Key_Return)
    settled(window)
    assert not dialog.isVisible()
    assert [step.due_on for step in open_steps(store, clients["李明朗"])] == [today + timedelta(days=14)]
    assert shown(room.steps.rows, "name") == ["吴桂芬", "陈国栋", "李明朗"]


def test_ticked_steps_are_postponed_in_one_step_of_undo(qtbot, room, window, settled, store, clients, today):
    table = room.steps.rows.table
    table.toggle_row(0)
    table.toggle_row(1)
    assert room.steps.foot.ticked.text() == "2 selected"
    assert not room.steps.log.isEnabled()
    qtbot.mouseClick(room.steps.postpone, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(dialog_of(room, PostponeDialog).usual[0], Qt.MouseButton.LeftButton)
    settled(window)
    tomorrow = today + timedelta(days=1)
    assert {open_steps(store, clients[name])[0].due_on for name in ("李明朗", "吴桂芬")} == {tomorrow}
    assert table.checks.is_empty
    window.actions_by_name["undo"].trigger()
    settled(window)
    assert shown(room.steps.rows, "due")[0] == "6 d overdue"


@pytest.mark.parametrize("act", ["done", "drop"])
def test_a_step_is_closed_and_the_next_one_is_in_view(qtbot, room, window, settled, store, clients, act):
    qtbot.mouseClick(getattr(room.steps, act), Qt.MouseButton.LeftButton)
    settled(window)
    assert shown(room.steps.rows, "name") == ["吴桂芬", "陈国栋"]
    assert room.steps.rows.current_client() == clients["吴桂芬"]
    with store.read() as connection:
        closed = client_follow_ups(connection, clients["李明朗"], only_open=False)
    assert [step.status for step in closed] == ["done" if act == "done" else "cancelled"]


def test_enter_opens_the_timeline_among_the_steps(qtbot, room, window, settled, clients):
    qtbot.keyClick(room.steps.rows.table, Qt.Key.Key_Return)
    settled(window)
    assert window.workplace.page().name == "client"
    assert window.workplace.place() == (0, 3)
    window.workplace.step(1)
    settled(window)
    window.workplace.back()
    settled(window)
    assert room.steps.rows.current_client() == clients["吴桂芬"]


def test_the_log_shows_the_last_thirty_days(log):
    assert shown(log.rows, "name") == ["李明朗", "陈国栋"]
    assert shown(log.rows, "outcome") == ["Reached, substantive", "No answer"]
    assert shown(log.rows, "note") == [NOTE, "–"]
    assert log.rows.model.cells(0)[0].icon == "circle-check"
    assert log.rows.table.hasFocus()


def test_outcome_and_period_narrow_and_widen_it(log, window, settled):
    log.reached.choose("other")
    log.period.choose("")
    settled(window)
    assert shown(log.rows, "name") == ["陈国栋", "孙雅琪"]
    log.reached.choose("effective")
    settled(window)
    assert shown(log.rows, "name") == ["李明朗"]


def test_another_contact_is_logged_from_the_log(qtbot, log, window, settled):
    qtbot.keyClick(log.rows.table, Qt.Key.Key_L)
    settled(window)
    assert dialog_of(log, LogContactDialog).windowTitle() == "Log a contact"


def test_an_empty_log_says_where_contacts_come_from(clients, window, settled):
    window.workplace.go("interact")
    window.workplace.page().tabs.choose("log")
    settled(window)
    assert "logged with L" in window.workplace.page().log.rows.empty.accessibleName()


def test_tab_and_filters_survive_a_change_of_language(log, window, settled):
    log.period.choose("90")
    log.search.setText("陈国栋")
    settled(window)
    window.actions_by_name["language"].trigger()
    settled(window)
    again = window.workplace.page()
    assert again.tabs.current() == "log"
    assert (again.log.period.value, again.log.search.text()) == ("90", "陈国栋")
