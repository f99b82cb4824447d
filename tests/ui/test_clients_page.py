"""The room of clients: views, filters, order, ticks, the panel and its quick log."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy import select

from crmdesk.identify.children import add_child
from crmdesk.interact.contact_log import client_contacts
from crmdesk.interact.tables import contact
from tests.ui.typing import commit_text, type_text
from ui.framework.flow_chip import FilterChip


@pytest.fixture
def page(clients, window):
    return window.workplace.page()


def names(page):
    return [page.list.model.cells(row)[1].text for row in range(page.list.model.rowCount())]


def chips_of(page):
    return [chip for chip in page.list.filters.findChildren(FilterChip) if not chip.isHidden()]


def choose(page, qtbot, key):
    qtbot.mouseClick(page.list.views.tabs._views[key], Qt.MouseButton.LeftButton)


def test_the_day_begins_with_who_is_due(page):
    assert names(page) == ["李明朗", "陈国栋", "吴桂芬", "<b>周</b>文博"]
    assert [page.list.model.cells(row)[8].text for row in range(3)] == ["6 d overdue", "3 d overdue", "today"]
    assert page.list.foot.count.text() == "4 of 6 clients"


def test_views_show_how_many_stand_in_them(page):
    assert page.list.views.tabs._views["all"]._count == "6"
    assert page.list.views.tabs._views["decline"]._count == "2"


def test_a_view_is_taken_with_its_own_order(qtbot, page, window, settled):
    choose(page, qtbot, "decline")
    settled(window)
    assert names(page) == ["李明朗", "吴桂芬"]


def test_a_chip_is_removed_alone(qtbot, page, window, settled):
    chips = chips_of(page)
    assert [chip.accessibleName() for chip in chips] == [
        "Remove the filter Next contact overdue or within 14 days",
        "Remove the filter Stage not Termination",
    ]
    qtbot.mouseClick(chips[0], Qt.MouseButton.LeftButton, pos=QPoint(chips[0].width() - 10, 8))
    settled(window)
    assert len(names(page)) == 5
    assert page.list.filters.field.text() == "stage:!termination"


def test_a_typed_filter_becomes_chips_and_a_wrong_one_stays(qtbot, page, window, settled):
    choose(page, qtbot, "all")
    type_text(page.list.filters.field, "层级:黄金,钻石 资产:>100万")
    qtbot.keyClick(page.list.filters.field, Qt.Key.Key_Return)
    settled(window)
    assert names(page) == ["陈国栋"]
    assert page.list.filters.field.text() == "tier:gold,diamond assets:>1m"
    assert [chip.accessibleName() for chip in chips_of(page)] == [
        "Remove the filter Tier Gold, Diamond",
        "Remove the filter Assets > 1.00 m",
    ]
    page.list.filters.field.start()
    type_text(page.list.filters.field, "tier:golden")
    qtbot.keyClick(page.list.filters.field, Qt.Key.Key_Return)
    assert "golden" in page.list.filters.problem.text()
    assert page.list.filters.field.text() == "tier:gold,diamond assets:>1m tier:golden"
    assert page.list.filters.field.selectedText() == "tier:golden"
    assert names(page) == ["陈国栋"]


def test_a_click_on_the_head_sorts_in_the_store(qtbot, page, window, settled):
    choose(page, qtbot, "all")
    settled(window)
    head = page.list.table.head
    place = QPoint(head.sectionViewportPosition(4) + 20, 10)
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=place)
    settled(window)
    assert names(page)[:3] == ["陈国栋", "李明朗", "<b>周</b>文博"]
    qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=place)
    settled(window)
    assert names(page)[0] == "郑海涛"


def test_ticks_are_counted_and_summed(qtbot, page, window, settled):
    qtbot.keyClick(page.list.table, Qt.Key.Key_Space)
    settled(window)
    assert (page.list.foot.ticked.text(), page.list.foot.sum.text()) == ("1 selected", "average assets 1.98 m")
    qtbot.keyClick(page.list.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    settled(window)
    assert page.list.foot.ticked.text() == "4 selected"
    assert page.list.table.head.tick == "all"
    page.list.table.toggle_row(1)
    settled(window)
    assert (page.list.foot.ticked.text(), page.list.foot.sum.text()) == ("3 selected", "average assets 2.83 m")
    qtbot.keyClick(page.list.table, Qt.Key.Key_Escape)
    settled(window)
    assert not page.list.foot.ticked.isVisible()


def test_the_panel_follows_the_keyboard(qtbot, page, window, settled, clients):
    page.list.table.setFocus()
    qtbot.keyClick(page.list.table, Qt.Key.Key_Down)
    qtbot.keyClick(page.list.table, Qt.Key.Key_Down)
    qtbot.keyClick(page.list.table, Qt.Key.Key_Down)
    settled(window)
    assert page.list.table.current_id() == clients["<b>周</b>文博"]
    assert page.panel.head.name.text() == "<b>周</b>文博"
    assert page.panel.head.name.textFormat() == Qt.TextFormat.PlainText


def test_a_contact_is_logged_from_the_list_and_taken_back(qtbot, page, window, settled, store, clients):
    page.list.table.setFocus()
    qtbot.keyClick(page.list.table, Qt.Key.Key_L)
    note = page.panel.log.note
    qtbot.waitUntil(note.hasFocus, timeout=2_000)
    commit_text(note, "女儿明年升初中，想了解教育金")
    qtbot.keyClick(note, Qt.Key.Key_Return)
    settled(window)
    client_id = clients["李明朗"]
    with store.read() as connection:
        assert [c.note for c in client_contacts(connection, client_id)] == ["女儿明年升初中，想了解教育金"]
    assert note.text() == ""
    window.actions_by_name["undo"].trigger()
    settled(window)
    with store.read() as connection:
        assert not client_contacts(connection, client_id)


def test_a_note_too_short_is_refused_beside_the_field_and_kept(qtbot, page, window, settled):
    page.panel.log.start()
    type_text(page.panel.log.note, "好")
    qtbot.keyClick(page.panel.log.note, Qt.Key.Key_Return)
    settled(window)
    assert page.panel.log.problem.isVisible()
    assert page.panel.log.note.text() == "好"


def test_a_change_elsewhere_is_read_again_and_the_place_stays(page, window, settled, store, clients):
    from crmdesk.i18n import Words
    from crmdesk.identify.tables import client

    page.list.table.set_current_id(clients["吴桂芬"])
    with store.write(Words("改", "Change")) as unit:
        unit.change(client, clients["陈国栋"], {"name": "陈国梁"})
    settled(window)
    assert names(page)[1] == "陈国梁"
    assert page.list.table.current_id() == clients["吴桂芬"]


def test_nothing_found_says_what_to_do(page, window, settled):
    page.list.set_filter(page.list.filter.parse("tier:private"))
    settled(window)
    assert page.list.middle.currentWidget() is page.list.empty
    assert "Take a chip away" in page.list.empty.accessibleName()


def test_narrow_windows_open_the_panel_over_the_list(page, window, settled):
    window.resize(1024, 700)
    settled(window)
    assert not page.panel.isVisible()
    shown = [
        column.key
        for number, column in enumerate(page.list.model.columns)
        if not page.list.table.isColumnHidden(number)
    ]
    assert "contribution" not in shown
    assert {"name", "tier", "stage", "assets", "next_contact"} <= set(shown)
    page.toggle_panel()
    settled(window)
    assert page.panel.isVisible()
    assert page.panel.geometry().right() == page.rect().right()
    assert page.list.table.width() == page.width()


def test_the_palette_runs_a_command(qtbot, page, window, settled):
    window.actions_by_name["find"].trigger()
    box = window.palette_box
    qtbot.waitUntil(box.field.hasFocus, timeout=2_000)
    type_text(box.field, "privacy")
    qtbot.keyClick(box.field, Qt.Key.Key_Return)
    assert window.session.shown.is_private
    assert not box.isVisible()


def test_the_palette_closes_and_gives_the_focus_back(qtbot, page, window):
    page.list.table.setFocus()
    window.actions_by_name["find"].trigger()
    qtbot.keyClick(window.palette_box.field, Qt.Key.Key_Escape)
    assert not window.palette_box.isVisible()
    assert QApplication.focusWidget() is not window.palette_box.field


def test_the_list_has_the_focus_and_is_never_called_empty_while_it_is_read(page, window):
    assert window.focusWidget() is page.list.table
    page.list._is_listed = False
    page.list._show_counts()
    assert page.list.middle.currentWidget() is page.list.table


def test_the_quick_log_asks_which_number_where_there_are_several(qtbot, page, window, settled, store):
    log, one = page.panel.log, page.list.table.current_id()
    add_child(store, one, "contact_point", {"kind": "mobile", "value": "15412340001"})
    settled(window)
    assert not log.number.isVisible()
    add_child(store, one, "contact_point", {"kind": "mobile", "value": "15412340002"})
    qtbot.waitUntil(log.number.isVisible, timeout=5_000)
    assert "15412340002" not in log.number.itemText(1)
    log.number.setCurrentIndex(1)
    log.outcome.choose("20")
    log.save()
    settled(window)
    with store.read() as connection:
        assert connection.execute(select(contact.c.number)).scalar_one() == "15412340002"
