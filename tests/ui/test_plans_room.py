"""The room of plans: what stands there, what is found, drafted, printed and opened."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from crmdesk.book.plan_list import PlanFilter
from crmdesk.customize.plans import approve_plan, draft_plan, edit_plan, plans_of
from crmdesk.dates import local_today
from crmdesk.i18n import Words
from tests.customize import branch
from tests.ui.typing import type_text
from ui.customize.plan_jobs import drafted_words
from ui.customize.plans_dialogs import DraftPlansDialog, PrintPlansDialog


@pytest.fixture
def client_id(store):
    """林书禾, gold, with two needs and no plan."""
    from crmdesk.identify.tables import client

    found = branch.add_example(store)
    with store.batch(Words("", "standing")) as connection:
        connection.execute(client.update().values(tier="gold", tier_rank=2, stage="growth", stage_rank=2))
    return found


@pytest.fixture
def room(client_id, window, settled):
    window.workplace.go("plans")
    settled(window)
    return window.workplace.page()


@pytest.fixture
def filled(store, client_id, window, settled):
    """The room with an approved version and a draft of the next one."""
    approve_plan(store, draft_plan(store, client_id))
    draft_plan(store, client_id)
    window.workplace.go("plans")
    settled(window)
    return window.workplace.page()


def shown(room, key):
    number = [column.key for column in room.rows.model.columns].index(key)
    return [room.rows.model.cells(row)[number].text for row in range(room.rows.model.rowCount())]


def dialog_of(room, kind):
    return next(found for found in room.findChildren(kind) if found.isVisible())


def test_an_empty_room_teaches_and_offers_to_draft(room):
    assert room.rows.empty.isVisible()
    assert "what the client needs" in room.rows.empty.accessibleName()
    assert room.empty_draft.isVisible()
    assert room.draft_button.text() == "Draft missing plans (1)"


def test_drafting_for_many_asks_works_and_is_undone(qtbot, room, window, settled, store, client_id):
    qtbot.mouseClick(room.empty_draft, Qt.MouseButton.LeftButton)
    dialog = dialog_of(room, DraftPlansDialog)
    dialog.form.choose("short")
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    settled(window)
    qtbot.waitUntil(lambda: room.rows.model.rowCount() == 1, timeout=5_000)
    with store.read() as connection:
        assert [plan.form for plan in plans_of(connection, client_id)] == ["short"]
    assert not room.draft_button.isEnabled()
    assert window.workplace.toast_note.isVisible()
    window.actions_by_name["undo"].trigger()
    qtbot.waitUntil(room.rows.empty.isVisible, timeout=5_000)


def test_every_version_is_a_row_the_newest_first(filled):
    assert shown(filled, "version") == ["v2.0", "v1.0"]
    assert shown(filled, "status") == ["Draft", "Approved"]
    assert shown(filled, "tier") == ["Gold", "Gold"]
    assert filled.views._views["all"]._count == "2"
    assert filled.foot.count.text() == "2 plans"


def test_a_view_keeps_its_state_and_the_search_finds_numbers(qtbot, filled, window, settled):
    qtbot.mouseClick(filled.views._views["approved"], Qt.MouseButton.LeftButton)
    settled(window)
    assert shown(filled, "status") == ["Approved"]
    type_text(filled.search, "SP-1999")
    qtbot.keyClick(filled.search, Qt.Key.Key_Return)
    settled(window)
    assert filled.rows.empty.isVisible()
    assert "empty the search" in filled.rows.empty.accessibleName()
    qtbot.keyClick(filled.search, Qt.Key.Key_Escape)
    settled(window)
    assert shown(filled, "status") == ["Approved"]


def test_a_plan_near_its_end_says_so(store, filled, window, settled, client_id):
    from datetime import timedelta

    with store.read() as connection:
        newest = plans_of(connection, client_id)[0]
    start = newest.period_from - timedelta(days=400)
    edit_plan(store, newest.id, period=(start, local_today() + timedelta(days=20)))
    approve_plan(store, newest.id)
    settled(window)
    assert filled.views._views["review"]._count == "1"
    cell = filled.rows.model.cells(0)[7]
    assert (cell.icon, cell.tooltip) == ("clock", "Review due: the period ends in 20 days")
    assert shown(filled, "status") == ["Approved", "Superseded"]


def test_enter_opens_the_plan_and_escape_comes_back(qtbot, filled, window, settled, client_id):
    qtbot.keyClick(filled.rows.table, Qt.Key.Key_Return)
    settled(window)
    page = window.workplace.page()
    assert page.name == "client"
    assert window.session.client_id == client_id
    window.workplace.back()
    settled(window)
    assert window.workplace.page() is filled


@pytest.mark.parametrize("ticked", [False, True])
def test_versions_are_printed_as_they_stand(qtbot, filled, window, settled, tmp_path, monkeypatch, ticked):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_arguments: str(tmp_path))
    if ticked:
        qtbot.keyClick(filled.rows.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        assert filled.print_button.text() == "Print 2"
    qtbot.mouseClick(filled.print_button, Qt.MouseButton.LeftButton)
    dialog = dialog_of(filled, PrintPlansDialog)
    dialog.edition.choose("both")
    dialog.copy_kind.choose("retained")
    qtbot.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    settled(window)
    names = sorted(path.name for path in tmp_path.glob("*.pdf"))
    assert len(names) == 1 + ticked
    assert all("both" in name for name in names)
    assert window.workplace.toast_note.text() == f"{1 + ticked} plans are in {tmp_path}."


def test_no_folder_no_print(qtbot, filled, window, settled, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_arguments: "")
    filled.ask_print()
    qtbot.mouseClick(dialog_of(filled, PrintPlansDialog).go, Qt.MouseButton.LeftButton)
    assert window.session.runner.jobs == []


def test_the_filter_survives_a_change_of_language(filled, window, settled):
    filled._take_filter(PlanFilter("draft", "", "林书禾"))
    settled(window)
    window.actions_by_name["language"].trigger()
    settled(window)
    again = window.workplace.page()
    assert again is not filled
    assert again.rows.filter == PlanFilter("draft", "", "林书禾")
    assert again.search.text() == "林书禾"


def test_what_could_not_be_drafted_is_said():
    from crmdesk.customize.many import Drafted

    assert drafted_words(Drafted([1, 2], ["No data."])) == "Plans drafted: 2, not drafted: 1 – No data."
    assert drafted_words(Drafted([1], [], is_stopped=True)).startswith("Stopped. Plans drafted: 1.")
