"""Changing a value in the list, and one value of many clients."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from crmdesk.identify.record import record
from tests.ui.typing import type_text
from ui.identify.book.bulk_dialog import BulkDialog
from ui.identify.book.bulk_history_dialog import BulkHistoryDialog


@pytest.fixture
def cells(records, listed, window, settled):
    """The list with three columns of the form."""
    listed.arranging.set_columns([("name", 120), ("marital", 120), ("children", 80), ("manager", 90)])
    settled(window)
    listed.table.setFocus()
    return listed


def value(store, client_id, field):
    with store.read() as connection:
        found = record(connection, client_id)
        return found.values.get(field, getattr(found, field, None))


def edit(qtbot, listed, settled, window, client_id, text):
    """F2, type, and the editor that is open then."""
    listed.table.set_current_id(client_id)
    qtbot.keyClick(listed.table, Qt.Key.Key_F2)
    settled(window)
    editor = listed.editing.editor
    target = editor.lineEdit() if hasattr(editor, "lineEdit") else editor
    target.selectAll()
    type_text(target, text)
    return target


def test_a_value_is_changed_in_the_list_and_undone(qtbot, cells, window, settled, store, records):
    who = records["李明朗"]
    cells.table.set_cell("children")
    target = edit(qtbot, cells, settled, window, who, "3")
    qtbot.keyClick(target, Qt.Key.Key_Return)
    settled(window)
    assert value(store, who, "children") == 3
    assert cells.editing.editor is None
    window.actions_by_name["undo"].trigger()
    settled(window)
    assert value(store, who, "children") == 2


def test_tab_goes_to_the_next_cell_and_enter_down(qtbot, cells, window, settled, store, records):
    who = records["李明朗"]
    target = edit(qtbot, cells, settled, window, who, "Divorced")
    assert cells.table.cell_key == "marital"
    qtbot.keyClick(target, Qt.Key.Key_Tab)
    settled(window)
    assert value(store, who, "marital") not in (None, "20")
    assert (cells.table.cell_key, cells.editing.is_open) == ("children", True)
    row = cells.table.current_row
    qtbot.keyClick(cells.editing.editor, Qt.Key.Key_Return)
    settled(window)
    assert (cells.table.current_row, cells.editing.is_open) == (row + 1, False)


def test_a_wrong_value_stays_with_its_fault_beside_it(qtbot, cells, window, settled, store, records):
    who = records["李明朗"]
    cells.table.set_cell("children")
    target = edit(qtbot, cells, settled, window, who, "many")
    qtbot.keyClick(target, Qt.Key.Key_Return)
    settled(window)
    assert cells.editing.problem.isVisible()
    assert "many" in cells.editing.problem.text()
    assert cells.editing.editor.typed() == "many"
    cells.model.refresh()
    cells._ask(keep_place=True)
    settled(window)
    assert cells.editing.editor.typed() == "many"
    qtbot.keyClick(target, Qt.Key.Key_Escape)
    assert cells.editing.editor is None
    assert window.focusWidget() is cells.table
    assert value(store, who, "children") == 2


def test_a_value_the_store_refuses_stays_too(qtbot, cells, window, settled, store, records):
    cells.arranging.set_columns([("name", 120), ("mobile", 140)])
    settled(window)
    who = records["李明朗"]
    target = edit(qtbot, cells, settled, window, who, "12")
    qtbot.keyClick(target, Qt.Key.Key_Return)
    settled(window)
    assert cells.editing.problem.isVisible()
    assert cells.editing.editor.typed() == "12"
    assert value(store, who, "mobile") is None


def test_arrows_go_from_cell_to_cell_and_enter_edits(qtbot, cells, window, settled, records):
    table = cells.table
    table.set_current_id(records["李明朗"])
    qtbot.keyClick(table, Qt.Key.Key_Right)
    qtbot.keyClick(table, Qt.Key.Key_Right)
    assert table.cell_key == "children"
    qtbot.keyClick(table, Qt.Key.Key_Left)
    assert table.cell_key == "marital"
    qtbot.keyClick(table, Qt.Key.Key_Return)
    settled(window)
    assert cells.editing.is_open
    cells.editing.close()
    qtbot.keyClick(table, Qt.Key.Key_Escape)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    settled(window)
    assert window.workplace.page().name == "client"


def test_a_double_click_edits_a_cell_and_opens_a_client_elsewhere(qtbot, cells, window, settled, records):
    table = cells.table
    box = table.room.cell_box(records["李明朗"], "marital")
    qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    settled(window)
    assert cells.editing.is_open
    cells.editing.close()
    box = table.room.cell_box(records["李明朗"], "name")
    qtbot.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    settled(window)
    assert window.workplace.page().name == "client"


def test_the_manager_is_changed_in_the_list(qtbot, cells, window, settled, store, records):
    cells.table.set_cell("manager")
    target = edit(qtbot, cells, settled, window, records["李明朗"], "何志远")
    qtbot.keyClick(target, Qt.Key.Key_Return)
    settled(window)
    assert value(store, records["李明朗"], "manager") == "何志远"


@pytest.fixture
def bulk(cells, window, settled):
    """The dialog for three ticked clients."""
    for row in range(3):
        cells.table.toggle_row(row)
    settled(window)
    dialog = BulkDialog(cells.desk, cells.view, cells.ticked(), parent=cells)
    dialog.open()
    yield dialog
    dialog.close()


def pick(dialog, name):
    dialog.field.editor.show_value(name)
    dialog._take_field()


def test_many_clients_are_changed_after_a_look(qtbot, bulk, cells, window, settled, store, records):
    ids = cells.ticked().ids
    pick(bulk, "marital")
    type_text(bulk.value.editor.lineEdit(), "Married")
    assert not bulk.change_button.isEnabled()
    bulk.look()
    settled(window)
    expected = bulk._preview.changes
    assert f"{expected} clients change: Marital status becomes “Married”." in bulk.summary.text()
    assert bulk.table.rowCount() == expected
    assert bulk.table.item(0, 3).text() == "Married"
    bulk.change()
    settled(window)
    assert {value(store, one, "marital") for one in ids} == {"20"}
    window.actions_by_name["undo"].trigger()
    settled(window)
    assert {value(store, one, "marital") for one in ids} != {"20"}


def test_a_wrong_value_is_said_beside_the_field(bulk, window, settled):
    pick(bulk, "children")
    type_text(bulk.value.editor, "many")
    bulk.look()
    settled(window)
    assert "many" in bulk.value.message
    assert bulk.value.editor.typed() == "many"
    assert not bulk.change_button.isEnabled()


def test_typing_again_takes_the_preview_away(bulk, window, settled):
    pick(bulk, "manager")
    type_text(bulk.value.editor, "新")
    bulk.look()
    settled(window)
    assert bulk.change_button.isEnabled()
    type_text(bulk.value.editor, "人")
    assert not bulk.change_button.isEnabled()


def test_all_of_a_filter_is_changed(qtbot, cells, window, settled, store, records):
    cells.set_filter(cells.filter.parse("stage:decline"))
    settled(window)
    qtbot.keyClick(cells.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    cells.table.toggle_row(0)
    settled(window)
    dialog = BulkDialog(cells.desk, cells.view, cells.ticked(), parent=cells)
    pick(dialog, "branch")
    type_text(dialog.value.editor, "city")
    dialog.look()
    settled(window)
    assert dialog._preview.changes == 1
    dialog.change()
    settled(window)
    assert [value(store, one, "branch") for one in records.values()].count("city") == 1


def test_a_large_change_is_taken_back_from_its_list(cells, window, settled, store, records, monkeypatch):
    from crmdesk.identify import bulk_change

    monkeypatch.setattr(bulk_change, "UNDO_CLIENTS", 1)
    bulk_change.change_clients(store, list(records.values()), "manager", "新人")
    dialog = BulkHistoryDialog(cells.desk, parent=cells)
    settled(window)
    dialog._take_back(1)
    settled(window)
    assert value(store, records["李明朗"], "manager") == "沈若岚"
    dialog.close()


def test_an_editor_waits_with_its_text_while_its_cell_is_not_on_screen(qtbot, cells, window, settled, records):
    cells.table.set_cell("children")
    target = edit(qtbot, cells, settled, window, records["李明朗"], "many")
    cells.set_filter(cells.filter.parse("tier:gold"))
    settled(window)
    assert not cells.editing.editor.isVisible()
    cells.set_filter(cells.filter.parse(""))
    settled(window)
    assert cells.editing.editor.isVisible()
    assert target.text() == "many"
