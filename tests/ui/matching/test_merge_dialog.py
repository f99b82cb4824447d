"""Merging ticked clients from the list, with the keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from crmdesk.i18n import set_language
from crmdesk.identify.clients import create_client
from crmdesk.identify.record import record
from crmdesk.identify.tables import client
from ui.identify.matching.field_choices import KEPT
from ui.identify.matching.merge_dialog import MergeDialog
from ui.identify.trash.reason_dialog import MoveToTrashDialog

#: One person three times; what they do for a living differs.
THRICE = (
    ("司马小川", {"mobile": "15412340001", "employer": "第一中学"}),
    ("司马晓川", {"mobile": "15412340001", "employer": "区税务局"}),
    ("司马小川", {"mobile": "15412340002"}),
)


@pytest.fixture
def people(store):
    return [create_client(store, kind="person", values={"name": name, **rest}) for name, rest in THRICE]


@pytest.fixture
def page(people, window, settled):
    window.workplace.pages["clients"].list._ask(keep_place=False)
    settled(window)
    return window.workplace.page()


@pytest.fixture
def dialog(page, people, window, settled):
    page.list.table.checks.set_all(people, ticked=True)
    settled(window)
    page.merge_ticked()
    settled(window)
    return page.findChild(MergeDialog)


def names(store):
    with store.read() as connection:
        return sorted(connection.execute(select(client.c.name)).scalars())


def press(qtbot, settled, window, widget, *keys):
    for key in keys:
        qtbot.keyClick(widget, key)
        settled(window)


def go_to(dialog, name):
    keys = [row.key if isinstance(row.key, str) else row.key.field for row in dialog.fields.model_.rows]
    dialog.fields.setCurrentIndex(dialog.fields.model_.index(keys.index(name), 0))


def test_merge_is_offered_where_two_are_ticked(page, people, window, settled):
    foot = page.list.foot
    assert not foot.merge.isVisible()
    page.list.table.checks.set_all(people[:1], ticked=True)
    settled(window)
    assert foot.trash.isVisible()
    assert not foot.merge.isVisible()
    page.list.table.checks.set_all(people[:2], ticked=True)
    settled(window)
    assert foot.merge.isVisible()


def test_with_one_ticked_it_says_what_to_do(page, people, window, settled):
    page.list.table.checks.set_all(people[:1], ticked=True)
    page.merge_ticked()
    settled(window)
    assert page.findChild(MergeDialog) is None
    assert "two to 20" in window.workplace.toast_note.text()


def test_three_become_one_as_chosen_by_keys(dialog, people, store, qtbot, window, settled):
    assert dialog.fields.model_.rows[0].key == KEPT
    press(qtbot, settled, window, dialog.fields, Qt.Key.Key_3)
    assert dialog.preview.keep.id == people[2]
    go_to(dialog, "employer")
    press(qtbot, settled, window, dialog.fields, Qt.Key.Key_2)
    go_to(dialog, "name")
    press(qtbot, settled, window, dialog.fields, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Space)
    press(qtbot, settled, window, dialog.fields, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert names(store) == ["司马晓川"]
    with store.read() as connection:
        assert record(connection, people[2]).values["employer"] == "区税务局"
    assert window.workplace.pages["clients"].list.table.checks.is_empty
    store.undo()
    assert len(names(store)) == 3


def test_the_columns_stay_where_they_are(dialog, people, qtbot, window, settled):
    before = [column.title for column in dialog.fields.model_.columns]
    press(qtbot, settled, window, dialog.fields, Qt.Key.Key_2)
    assert dialog.preview.keep.id == people[1]
    assert [column.title for column in dialog.fields.model_.columns] == before


def test_different_kinds_are_refused_in_the_dialog(page, people, store, window, settled):
    other = create_client(store, kind="organisation", values={"name": "杭州示例有限公司"})
    settled(window)
    page.list.table.checks.set_all([people[0], other], ticked=True)
    page.merge_ticked()
    settled(window)
    dialog = page.findChild(MergeDialog)
    assert "one kind" in dialog.problem.text()
    assert not dialog.go.isEnabled()


def test_ticked_clients_go_to_the_trash(page, people, store, window, settled):
    page.list.table.checks.set_all(people[:2], ticked=True)
    page.move_to_trash()
    settled(window)
    dialog = page.findChild(MoveToTrashDialog)
    dialog.act()
    settled(window)
    assert names(store) == ["司马小川"]
    assert page.list.table.checks.is_empty


def test_in_chinese(page, people, window, settled):
    set_language("zh")
    dialog = MergeDialog(page.desk, people, parent=page)
    settled(window)
    assert dialog.fields.model_.rows[0].cells[0].text == "保留的资料"
    assert "并入" in dialog.about.text()
