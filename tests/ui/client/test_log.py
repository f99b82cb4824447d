"""Logging a contact from the client page, and the timeline that shows it."""

from datetime import timedelta

import numpy as np
import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from crmdesk.dates import local_today
from crmdesk.interact.signals import signals_by_day
from crmdesk.interact.tables import contact, follow_up
from crmdesk.store.drafts import load_draft
from tests.ui.typing import commit_text, type_text
from ui.interact.log_contact_dialog import LogContactDialog


@pytest.fixture
def dialog(page, window, settled):
    page.log_contact()
    settled(window)
    found = page.findChild(LogContactDialog)
    yield found
    found.close()


def pill(choices, value):
    return next(pill for pill in choices.pills if pill.value == value)


def rows(store, table):
    with store.read() as connection:
        return connection.execute(select(table)).all()


def test_three_acts_log_a_contact(qtbot, window, settled, dialog, store, client_id):
    qtbot.mouseClick(pill(dialog.form.reached, "10"), Qt.MouseButton.LeftButton)
    assert dialog.form.note.editor.hasFocus()
    commit_text(dialog.form.note.editor, "女儿明年升初中，想了解教育金的安排")
    type_text(dialog.form.next_on.editor, "+2w")
    assert (local_today() + timedelta(days=14)).isoformat() in dialog.form.next_on.message
    qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    settled(window)
    (logged,) = rows(store, contact)
    assert (logged.client_id, logged.outcome, logged.channel) == (client_id, "10", "01")
    (planned,) = rows(store, follow_up)
    assert planned.due_on == local_today() + timedelta(days=14)
    assert not dialog.isVisible()


def test_a_short_note_is_refused_beside_the_field_and_kept(qtbot, window, settled, dialog, store):
    qtbot.mouseClick(pill(dialog.form.reached, "10"), Qt.MouseButton.LeftButton)
    commit_text(dialog.form.note.editor, "聊过")
    assert "8 more" in dialog.form.note.message
    dialog.save()
    settled(window)
    assert dialog.isVisible()
    assert "10 characters" in dialog.form.note.message
    assert dialog.form.note.editor.typed() == "聊过"
    assert dialog.form.note.editor.hasFocus()
    assert rows(store, contact) == []


def test_without_an_outcome_nothing_is_saved(window, settled, dialog, store):
    dialog.save()
    settled(window)
    assert "outcome" in dialog.form.follows.text()
    assert rows(store, contact) == []


@pytest.mark.parametrize(("typed", "kept"), [("3", 3), ("0", 0), ("", None)])
def test_a_grade_given_is_kept(window, settled, dialog, store, client_id, typed, kept):
    dialog.form.choose_outcome("10")
    commit_text(dialog.form.note.editor, "对上次的产品说明不满意，不会推荐给朋友")
    type_text(dialog.form.nps.editor, typed)
    dialog.save()
    settled(window)
    (logged,) = rows(store, contact)
    assert logged.nps == kept
    with store.read() as connection:
        told = signals_by_day(connection)(local_today())
        grade = told.column("nps", np.array([client_id]))
    assert grade[0] == kept if kept is not None else np.isnan(grade[0])


@pytest.mark.parametrize("typed", ["11", "-1", "many"])
def test_a_grade_beyond_the_scale_is_refused_beside_the_field(qtbot, window, settled, dialog, store, typed):
    qtbot.mouseClick(pill(dialog.form.missed, "20"), Qt.MouseButton.LeftButton)
    type_text(dialog.form.nps.editor, typed)
    dialog.save()
    settled(window)
    assert dialog.form.nps.message
    assert dialog.form.nps.editor.hasFocus()
    assert rows(store, contact) == []


def test_what_follows_is_said_before_saving(qtbot, dialog):
    qtbot.mouseClick(pill(dialog.form.missed, "31"), Qt.MouseButton.LeftButton)
    assert "Number" in dialog.form.follows.text() or "number" in dialog.form.follows.text()
    assert dialog.form.reached.value() == ""


def test_a_bad_date_names_what_can_be_typed(qtbot, window, settled, dialog, store):
    qtbot.mouseClick(pill(dialog.form.missed, "20"), Qt.MouseButton.LeftButton)
    type_text(dialog.form.next_on.editor, "soonish")
    dialog.save()
    settled(window)
    assert "soonish" in dialog.form.next_on.message
    assert rows(store, contact) == []


def test_closing_keeps_the_text(window, settled, page, dialog, store, client_id):
    commit_text(dialog.form.note.editor, "客户问起养老金")
    dialog.reject()
    settled(window)
    assert load_draft(store, f"contact:{client_id}").content["note"] == "客户问起养老金"
    page.log_contact()
    settled(window)
    again = page.findChildren(LogContactDialog)[-1]
    assert again.form.note.editor.typed() == "客户问起养老金"
    again.close()


def test_the_timeline_shows_it_below_today_and_what_comes_above(qtbot, window, settled, dialog, page):
    qtbot.mouseClick(pill(dialog.form.reached, "50"), Qt.MouseButton.LeftButton)
    commit_text(dialog.form.note.editor, "对稳健理财有意向，想看期限")
    dialog.save()
    settled(window)
    page.tabs.choose("timeline")
    settled(window)
    tab = page.tab("timeline")
    lines = tab.view.stream.lines
    today = next(i for i, line in enumerate(lines) if line.is_today)
    assert all(line.is_open for line in lines[:today])
    assert today == 1
    (logged,) = [line for line in lines[today + 1 :] if "Interested" in line.title]
    assert logged.detail == "对稳健理财有意向，想看期限"


def test_filters_keep_what_is_asked_for(qtbot, window, settled, dialog, page):
    dialog.close()
    page.tabs.choose("timeline")
    settled(window)
    tab = page.tab("timeline")
    qtbot.mouseClick(pill(tab.filters, "plan"), Qt.MouseButton.LeftButton)
    assert list(tab.view.stream.lines) == []
    assert tab.empty.isVisible()


def test_a_follow_up_is_done_or_postponed(qtbot, window, settled, dialog, page, store):
    qtbot.mouseClick(pill(dialog.form.missed, "20"), Qt.MouseButton.LeftButton)
    dialog.save()
    settled(window)
    page.tabs.choose("timeline")
    settled(window)
    from ui.framework.buttons import Button

    tab = page.tab("timeline")
    done = next(b for b in tab.follow_ups.findChildren(Button) if b.accessibleName().startswith("Done"))
    qtbot.mouseClick(done, Qt.MouseButton.LeftButton)
    qtbot.wait(120)
    settled(window)
    assert [row.status for row in rows(store, follow_up)] == ["done"]
