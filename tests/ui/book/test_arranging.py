"""Groups, columns and orders of the list; the views that keep them."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QPoint, Qt

from crmdesk.book.client_list import Order
from crmdesk.book.views import saved_views
from tests.ui.typing import type_text
from ui.identify.book.columns_dialog import ColumnsDialog
from ui.identify.book.view_name_dialog import ViewNameDialog
from ui.identify.clients_page import ClientsPage


def shown(listed):
    return [key for key, _width in listed.table.room.widths()]


def group_by(listed, key, window, settled):
    listed.change_view(group=key)
    settled(window)


def test_a_list_in_groups_has_heads_with_totals(listed, window, settled, names):
    group_by(listed, "manager", window, settled)
    assert names(listed) == [
        *("[何志远 4 clients]", "<b>周</b>文博", "吴桂芬", "孙雅琪", "郑海涛"),
        *("[沈若岚 2 clients]", "李明朗", "陈国栋"),
    ]
    head = listed.model.head(0)
    assert (head.cells["assets"].text, head.cells["contribution"].text) == ("890.0 k", "3,440")
    assert listed.foot.count.text() == "6 clients"
    assert listed.table.current_row == 1


def test_groups_are_folded_and_unfolded_by_the_keyboard(qtbot, listed, window, settled, names):
    group_by(listed, "manager", window, settled)
    table = listed.table
    table.set_current_row(2)
    qtbot.keyClick(table, Qt.Key.Key_Left)
    assert table.current_row == 0
    qtbot.keyClick(table, Qt.Key.Key_Left)
    assert names(listed)[:2] == ["[何志远 4 clients]", "[沈若岚 2 clients]"]
    qtbot.keyClick(table, Qt.Key.Key_Right)
    assert len(names(listed)) == 8
    qtbot.keyClick(table, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert len(names(listed)) == 2
    qtbot.keyClick(table, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    settled(window)
    assert len(names(listed)) == 8
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert len(names(listed)) == 4
    assert window.workplace.page().name == "clients"


def test_a_long_list_begins_folded_and_reads_a_group_when_it_is_opened(listed, window, settled, names, monkeypatch):
    monkeypatch.setattr("ui.identify.book.query._OPEN_UP_TO", 3)
    group_by(listed, "tier", window, settled)
    assert names(listed)[0] == "[Standard 1 clients]" or names(listed)[0].startswith("[")
    assert all(name.startswith("[") for name in names(listed))
    listed.table.fold_asked.emit(-1)
    settled(window)
    assert len(names(listed)) == 7
    assert listed.foot.count.text() == "6 clients"


def test_folds_survive_a_change_of_the_data(listed, window, settled, names, store, clients):
    from crmdesk.identify.bulk_change import change_clients

    group_by(listed, "manager", window, settled)
    listed.table.fold_asked.emit(-1)
    change_clients(store, [clients["李明朗"]], "manager", "何志远")
    settled(window)
    assert names(listed) == ["[何志远 5 clients]", "[沈若岚 1 clients]", "陈国栋"]


def test_space_on_a_head_ticks_the_group(qtbot, listed, window, settled):
    group_by(listed, "manager", window, settled)
    listed.table.set_current_row(0)
    qtbot.keyClick(listed.table, Qt.Key.Key_Space)
    settled(window)
    assert listed.foot.ticked.text() == "4 selected"
    listed.change_view(group="", orders=(Order("assets"),))
    settled(window)
    assert listed.foot.ticked.text() == "4 selected"
    listed.set_filter(listed.filter.parse("tier:gold"))
    settled(window)
    assert listed.foot.ticked.text() == "4 selected"


def test_the_filter_stays_when_the_groups_change(listed, window, settled, names):
    listed.set_filter(listed.filter.parse("stage:decline"))
    group_by(listed, "tier", window, settled)
    assert listed.filters.field.text() == "stage:decline"
    group_by(listed, "", window, settled)
    assert sorted(names(listed)) == ["吴桂芬", "李明朗"]


def test_walking_through_clients_leaves_the_heads_out(listed, window, settled, clients):
    group_by(listed, "manager", window, settled)
    assert sorted(listed.clients_in_order()) == sorted(clients.values())


def test_shift_and_a_click_add_a_step_to_the_order(qtbot, listed, window, settled, names):
    head = listed.table.head
    shift = Qt.KeyboardModifier.ShiftModifier

    def click(key, modifier=Qt.KeyboardModifier.NoModifier):
        number = [column.key for column in listed.model.columns].index(key)
        place = QPoint(head.sectionViewportPosition(number) + 20, 10)
        qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, modifier, pos=place)
        settled(window)

    click("manager")
    click("assets", shift)
    assert listed.view.orders == (Order("manager"), Order("assets", descending=True))
    assert names(listed) == ["<b>周</b>文博", "吴桂芬", "孙雅琪", "郑海涛", "陈国栋", "李明朗"]
    click("assets", shift)
    assert names(listed)[:2] == ["郑海涛", "孙雅琪"]
    click("assets", shift)
    assert listed.view.orders == (Order("manager"),)


def test_columns_of_the_form_are_chosen_sorted_and_taken_away(qtbot, records, listed, window, settled, names):
    dialog = ColumnsDialog(listed.arranging.chosen_columns(), parent=listed)
    dialog.chosen.connect(listed.arranging.set_columns)
    type_text(dialog.search, "Marital")
    dialog._give(dialog.others, dialog.shown, dialog.others.currentItem())
    dialog._shift(-1)
    dialog.finish()
    settled(window)
    assert shown(listed)[-2:] == ["marital", "manager"]
    place = [column.key for column in listed.model.columns].index("marital")
    texts = {listed.model.cells(row)[1].text: listed.model.cells(row)[place].text for row in range(6)}
    assert texts["李明朗"] == "Married"
    assert texts["孙雅琪"] == "–"
    listed.arranging.sort_by("marital", True)
    settled(window)
    assert names(listed)[:2] == ["李明朗", "陈国栋"]
    listed.arranging.set_columns([])
    settled(window)
    assert "marital" not in shown(listed)


def test_the_name_is_always_shown(listed):
    dialog = ColumnsDialog([("name", 120)], parent=listed)
    dialog.shown.setCurrentRow(0)
    dialog.take_away()
    assert dialog.shown.count() == 1


def save(listed, qtbot, window, settled, name):
    dialog = ViewNameDialog(listed.desk, listed.view, is_new=True, parent=listed, then=listed.views._saved)
    dialog.open()
    type_text(dialog.field.editor, name)
    dialog.save()
    settled(window)
    return dialog


def test_a_view_is_saved_with_everything_and_taken_again(qtbot, listed, window, settled, store):
    listed.set_filter(listed.filter.parse("stage:decline"))
    listed.change_view(group="tier", orders=(Order("name"),))
    listed.arranging.set_columns([("name", 200), ("manager", 90)])
    settled(window)
    assert listed.views.save.isVisible()
    save(listed, qtbot, window, settled, "Mine")
    assert not listed.views.save.isVisible()
    (kept,) = read(store)
    assert (kept.group, kept.columns, kept.filter.to_text()) == (
        "tier",
        (("name", 200), ("manager", 90)),
        "stage:decline",
    )
    listed.views._take("all")
    settled(window)
    assert len(shown(listed)) > 5
    qtbot.mouseClick(listed.views.tabs._views[kept.key], Qt.MouseButton.LeftButton)
    settled(window)
    assert shown(listed) == ["name", "manager"]
    assert listed.view.group == "tier"
    assert listed.views.tabs._views[kept.key].isChecked()
    assert listed.views.tabs._views[kept.key]._count == "2"


def read(store):
    with store.read() as connection:
        return saved_views(connection)


def test_a_taken_name_is_refused_beside_the_field(qtbot, listed, window, settled):
    save(listed, qtbot, window, settled, "Mine")
    dialog = save(listed, qtbot, window, settled, "Mine")
    assert "already" in dialog.field.message
    assert dialog.isVisible()
    dialog.reject()


def test_a_view_is_updated_renamed_moved_and_deleted_with_undo(qtbot, listed, window, settled, store):
    for name in ("First", "Second"):
        save(listed, qtbot, window, settled, name)
    listed.set_filter(listed.filter.parse("tier:gold"))
    settled(window)
    listed.views._update()
    settled(window)
    assert read(store)[1].filter.to_text() == "tier:gold"
    listed.views._move(-1)
    settled(window)
    assert [view.name.zh for view in read(store)] == ["Second", "First"]
    listed.views._delete()
    settled(window)
    assert [view.name.zh for view in read(store)] == ["First"]
    window.actions_by_name["undo"].trigger()
    settled(window)
    assert [view.name.zh for view in read(store)] == ["Second", "First"]
    assert len(listed.views.tabs._views) == 8


def test_views_go_through_a_file(listed, window, settled, store, tmp_path, monkeypatch):
    target = tmp_path / "views.json"
    monkeypatch.setattr("ui.identify.book.view_bar.QFileDialog.getSaveFileName", lambda *_: (str(target), ""))
    monkeypatch.setattr("ui.identify.book.view_bar.QFileDialog.getOpenFileName", lambda *_: (str(target), ""))
    listed.views._export()
    assert json.loads(target.read_text("utf-8"))["views"][0]["name"] == "全部"
    listed.views._import()
    settled(window)
    assert [view.name.zh for view in read(store)] == ["全部"]
    target.write_text("{}", "utf-8")
    listed.views._import()
    settled(window)
    assert len(read(store)) == 1


@pytest.mark.parametrize("role", ["manager", "team_leader", "branch_head"])
def test_each_role_has_its_views(listed, window, settled, role):
    listed.views._set_role(role)
    settled(window)
    for key in list(listed.views.tabs._views):
        listed.views._take(key)
        settled(window)
        assert listed.filters.problem.isHidden()
        assert listed.views.tabs._views[key].isChecked()


def test_the_list_begins_with_the_chosen_view(qtbot, listed, window, settled):
    listed.views._take("decline")
    listed.views._make_default()
    settled(window)
    again = ClientsPage(listed.desk)
    qtbot.addWidget(again)
    settled(window)
    assert again.list.view.key == "decline"
    assert again.list.views.tabs._views["decline"].isChecked()


def test_the_place_survives_another_language(listed, window, settled, clients):
    listed.set_filter(listed.filter.parse("assets:>10k"))
    listed.change_view(group="tier", orders=(Order("manager"), Order("assets", descending=True)))
    listed.arranging.set_columns([("name", 222), ("marital", 90)])
    settled(window)
    listed.table.set_current_id(clients["李明朗"])
    window.switch_language()
    settled(window)
    again = window.workplace.page().list
    assert again.view.orders == (Order("manager"), Order("assets", descending=True))
    assert (again.view.group, shown(again)) == ("tier", ["name", "marital"])
    assert again.table.current_id() == clients["李明朗"]
    assert again.table.columnWidth(1) == 222
