"""The trash in the window: clients go there, come back, and go for ever only where the law lets them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import func, select

from crmdesk.identify.children import add_child
from crmdesk.identify.clients import create_client
from crmdesk.identify.tables import client, trash
from crmdesk.identify.trash import trash_clients
from ui.framework.empty import EmptyState
from ui.identify.trash.reason_dialog import MoveToTrashDialog, ReasonDialog


@pytest.fixture
def people(store):
    """A prospect, and a client with an open account."""
    ids = {name: create_client(store, kind="person", values={"name": name}) for name in ("张三", "李四")}
    account = {"system": "柜台", "account_no": "60001", "kind": "normal", "status": "normal"}
    add_child(store, ids["李四"], "account", account)
    return ids


@pytest.fixture
def page(store, people, window, settled):
    trash_clients(store, [people["张三"]], reason="重复录入")
    trash_clients(store, [people["李四"]], reason="本人要求")
    window.workplace.go("trash")
    settled(window)
    return window.workplace.page()


def count(store, table):
    with store.read() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def names(page):
    return [row.key.name for row in page.table.model_.rows]


def test_an_empty_trash_says_what_it_is_for(window, settled):
    window.workplace.go("trash")
    settled(window)
    assert window.workplace.page().findChild(EmptyState).isVisible()


def test_who_lies_there_newest_first_and_found_by_name(page, qtbot):
    assert names(page) == ["李四", "张三"]
    page.search.setText("张")
    qtbot.waitUntil(lambda: names(page) == ["张三"], timeout=5_000)


def test_r_brings_a_client_back(page, store, window, settled, qtbot):
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    assert page.chosen().name == "张三"
    qtbot.keyClick(page.table, Qt.Key.Key_R)
    settled(window)
    assert names(page) == ["李四"]
    assert count(store, client) == 1


def test_what_the_law_keeps_can_be_frozen_not_erased(page, store, window, settled):
    assert page.chosen().name == "李四"
    assert not page.erase_button.isEnabled()
    page.ask_freeze()
    dialog = page.findChild(ReasonDialog)
    dialog.act()
    settled(window)
    assert "Say why" in dialog.field.error()
    dialog.reason.setText("本人书面申请")
    dialog.act()
    settled(window)
    assert not dialog.isVisible()
    assert not page.restore_button.isEnabled()


def test_erasing_asks_why_and_is_final(page, store, window, settled):
    page.table.setCurrentIndex(page.table.model_.index(1, 0))
    page.ask_erase()
    dialog = page.findChild(ReasonDialog)
    dialog.reason.setText("本人书面申请")
    dialog.act()
    settled(window)
    assert names(page) == ["李四"]
    assert count(store, trash) == 1


def test_clients_are_moved_there_with_a_reason(people, store, window, settled):
    page = window.workplace.page()
    dialog = MoveToTrashDialog(page.desk, list(people.values()), parent=page)
    dialog.open()
    dialog.reason.setText("测试数据")
    dialog.act()
    settled(window)
    assert not dialog.isVisible()
    assert count(store, client) == 0
    store.undo()
    assert count(store, client) == 2
