"""The board of data quality: measured when it opens, every count leads to its clients, the sheet is written."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from crmdesk import dates
from crmdesk.i18n import set_language
from crmdesk.identify.clients import create_client
from ui.framework.bar_list import BarList
from ui.framework.empty import EmptyState
from ui.identify.quality.call_sheet_dialog import CallSheetDialog


@pytest.fixture
def records(store):
    for name, values in {
        "张三": {"mobile": "13800138001", "contact_status": "2"},
        "李四": {"id_to": "2026-01-01"},
        "王五": {},
    }.items():
        create_client(store, kind="person", values={"name": name, **values}, manager="陈晓")
    create_client(store, kind="person", values={"name": "赵六"}, manager="周敏")


@pytest.fixture
def board(records, window, settled):
    window.workplace.go("quality")
    settled(window)
    return window.workplace.page()


def lists(board):
    return {found.accessibleName(): found for found in board.findChildren(BarList) if found.isVisible()}


def number(listed, label):
    return next(row.number for row in listed.rows if row.label == label)


def lines(dialog):
    """Phones by name."""
    return {row.key.name: row.key.phone for row in dialog.lines.model_.rows}


def test_it_measures_when_it_opens(board, window, qtbot):
    issues = lists(board)["Issues"]
    assert number(issues, "Phone does not reach the client") == "1"
    assert number(issues, "No phone") == "3"
    assert number(lists(board)["Fields"], "ID number") == "4"
    assert [row.label for row in lists(board)["Account managers"].rows] == ["陈晓", "周敏"]


def test_enter_lists_exactly_those_clients(board, window, qtbot):
    listed = lists(board)["Issues"]
    listed.setFocus()
    for row in listed.rows:
        if row.label == "No phone":
            break
        qtbot.keyClick(listed, Qt.Key.Key_Down)
    qtbot.keyClick(listed, Qt.Key.Key_Return)
    clients = window.workplace.page()
    assert clients.name == "clients"
    qtbot.waitUntil(lambda: len(clients.list.model.ids) == 3, timeout=10_000)


def test_a_manager_sees_the_own_book(board, window, qtbot):
    board.restore({"manager": "周敏"})

    def is_own():
        issues = lists(board).get("Issues")
        return issues is not None and number(issues, "No phone") == "1"

    qtbot.waitUntil(is_own, timeout=10_000)
    assert "Account managers" not in lists(board)


def test_an_empty_store_is_told_what_the_page_is_for(window, settled):
    window.workplace.go("quality")
    settled(window)
    empty = window.workplace.page().findChild(EmptyState)
    assert "No records yet" in empty.accessibleName()


def test_in_chinese(records, window, settled):
    set_language("zh")
    window.workplace.go("quality")
    settled(window)
    assert number(lists(window.workplace.page())["资料问题"], "电话失效") == "1"


def test_the_call_sheet_is_shown_and_saved(board, window, qtbot, tmp_path):
    board.restore({"manager": "陈晓"})
    board.ask_call_sheet()
    dialog = board.findChild(CallSheetDialog)
    qtbot.waitUntil(lambda: len(lines(dialog)) == 3, timeout=10_000)
    assert lines(dialog)["张三"] == "138****8001"
    dialog.full.setChecked(True)
    qtbot.waitUntil(lambda: lines(dialog)["张三"] == "13800138001", timeout=10_000)
    target = tmp_path / f"电话单 {dates.local_today()}.pdf"
    dialog.save_as(target)
    qtbot.waitUntil(target.exists, timeout=10_000)
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=10_000)
    assert target.read_bytes().startswith(b"%PDF")


def test_a_folder_that_is_not_there_is_said_beside_the_buttons(board, window, qtbot, tmp_path):
    board.restore({"manager": "陈晓"})
    board.ask_call_sheet()
    dialog = board.findChild(CallSheetDialog)
    qtbot.waitUntil(lambda: len(lines(dialog)) == 3, timeout=10_000)
    dialog.save_as(tmp_path / "missing" / "sheet.xlsx")
    qtbot.waitUntil(dialog.problem.isVisible, timeout=10_000)
    assert "does not exist" in dialog.problem.text()
