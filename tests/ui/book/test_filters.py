"""The filter as chips and as text, in step both ways."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from crmdesk.book.filters import ClientFilter
from crmdesk.i18n import Words
from crmdesk.identify.clients import edit_client
from crmdesk.identify.names import search_text
from crmdesk.identify.tables import client
from tests.ui.typing import type_text
from ui.framework.flow_chip import FilterChip


def chips(listed):
    return [chip for chip in listed.filters.findChildren(FilterChip) if not chip.isHidden()]


def apply(qtbot, listed, text):
    field = listed.filters.field
    field.setText("")
    type_text(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


@pytest.fixture
def known(store, clients):
    """One client with a value of the form, and found by its name."""
    edit_client(store, clients["李明朗"], {"marital": "20"})
    with store.write(Words("", "search")) as unit:
        unit.change(client, clients["李明朗"], {"search_text": search_text("李明朗")})


@pytest.mark.usefixtures("known")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("资产:>50万 且 (级别:黄金,白金 或 阶段:成熟)", ["陈国栋", "李明朗", "<b>周</b>文博"]),
        ("assets:>500k and not (tier:gold or stage:maturity)", ["李明朗"]),
        ("婚姻状况:已婚", ["李明朗"]),
        ("marital:empty assets:>1m", ["陈国栋"]),
        ("明朗", ["李明朗"]),
    ],
)
def test_any_filter_can_be_typed(qtbot, listed, window, settled, names, text, found):
    apply(qtbot, listed, text)
    settled(window)
    assert sorted(names(listed)) == sorted(found)
    assert listed.filters.problem.isHidden()


def test_text_follows_the_chips_and_chips_the_text(qtbot, listed, window, settled):
    apply(qtbot, listed, "tier:gold (stage:decline or sign:near)")
    settled(window)
    assert [chip._label for chip in chips(listed)] == ["Tier", "Any of"]
    first = chips(listed)[0]
    qtbot.mouseClick(first, Qt.MouseButton.LeftButton, pos=QPoint(first.width() - 8, 10))
    settled(window)
    assert listed.filters.field.text() == "stage:decline or sign:near"
    assert [chip._label for chip in chips(listed)] == ["Any of"]


def test_a_click_on_the_words_of_a_chip_marks_its_text(qtbot, listed, window, settled):
    apply(qtbot, listed, "tier:gold assets:>500k")
    settled(window)
    qtbot.mouseClick(chips(listed)[1], Qt.MouseButton.LeftButton, pos=QPoint(12, 10))
    assert listed.filters.field.selectedText() == "assets:>500k"


def test_a_chip_is_taken_away_by_the_keyboard(qtbot, listed, window, settled):
    apply(qtbot, listed, "tier:gold")
    settled(window)
    qtbot.keyClick(chips(listed)[0], Qt.Key.Key_Delete)
    settled(window)
    assert listed.filter.is_empty


def test_a_fault_stays_with_its_text_and_is_marked(qtbot, listed, window, settled):
    apply(qtbot, listed, "tier:gold and tire:silver")
    assert "tire" in listed.filters.problem.text()
    assert "character 15" in listed.filters.problem.text()
    assert listed.filters.field.selectedText() == "tire"
    assert listed.filter.is_empty
    qtbot.keyClick(listed.filters.field, Qt.Key.Key_Escape)
    assert listed.filters.problem.isHidden()
    assert listed.filters.field.text() == ""
    assert window.focusWidget() is listed.table


def test_offers_continue_what_is_typed_and_tab_takes_one(qtbot, listed, window, settled):
    field = listed.filters.field
    field.start()
    type_text(field, "tie")
    qtbot.waitUntil(lambda: bool(field._offers), timeout=2_000)
    assert [one.text for one in field._offers][:1] == ["tier:"]
    field._take(0)
    qtbot.waitUntil(lambda: field._offers and field._offers[0].text != "tier:", timeout=2_000)
    type_text(field, "pla")
    qtbot.waitUntil(lambda: [one.text for one in field._offers] == ["platinum"], timeout=2_000)
    field._take(0)
    assert field.text() == "tier:platinum"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    settled(window)
    assert listed.filter == ClientFilter.of("tier", "platinum")


def test_the_menu_adds_a_value_and_takes_it_away(listed, window, settled):
    from ui.identify.book.filter_menu import fill_filter_menu

    menu = QMenu(listed)
    fill_filter_menu(menu, listed.filter, {"manager": ["沈若岚"]}, listed.set_filter, listed.filters.field.start)
    tiers = menu.actions()[0].menu()
    gold = next(action for action in tiers.actions() if action.text() == "Gold")
    gold.trigger()
    settled(window)
    assert listed.filter == ClientFilter.of("tier", "gold")
    again = QMenu(listed)
    fill_filter_menu(again, listed.filter, {}, listed.set_filter, listed.filters.field.start)
    gold = next(action for action in again.actions()[0].menu().actions() if action.text() == "Gold")
    assert gold.isChecked()
    gold.trigger()
    settled(window)
    assert listed.filter.is_empty


def test_the_text_is_in_the_language_of_the_window(qtbot, listed, window, settled):
    apply(qtbot, listed, "tier:gold stage:!decline")
    settled(window)
    window.switch_language()
    settled(window)
    listed = window.workplace.page().list
    assert listed.filters.field.text() == "层级:黄金 阶段:不含衰退"
    assert [chip._value for chip in chips(listed)] == ["黄金", "不含 衰退"]


def test_what_is_being_typed_is_not_overwritten_by_a_change_elsewhere(qtbot, listed, window, settled):
    field = listed.filters.field
    field.start("tier:go")
    listed.filters.show_filter(ClientFilter.of("stage", "growth"))
    assert field.text() == "tier:go"
