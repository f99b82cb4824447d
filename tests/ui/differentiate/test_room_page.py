"""The room: one scope for all tabs, tabs made when they are first shown, and what survives a change of language."""

from __future__ import annotations

import pytest

from crmdesk.differentiate.cube import classified_days
from crmdesk.i18n import Words
from ui.differentiate.room_page import TABS, DifferentiatePage, TabEntry
from ui.differentiate.room_tab import RoomTab


@pytest.fixture
def page(window, settled):
    window.workplace.go("differentiate")
    settled(window)
    return window.workplace.page()


def test_every_tab_is_there_and_says_its_name():
    assert [entry.name for entry in TABS if not entry.is_there] == []
    assert len({entry.name for entry in TABS}) == len(TABS)


def test_a_tab_without_a_module_is_left_out():
    assert not TabEntry("x", Words("x", "x"), "nowhere.at_all:Tab").is_there
    assert not TabEntry("x", Words("x", "x"), "overview.nothing:Tab").is_there


def test_a_tab_is_made_when_it_is_first_shown(page, window, settled):
    assert set(page._made) == {"overview"}
    page.show_tab("movement")
    settled(window)
    assert set(page._made) == {"overview", "movement"}
    assert page.crumbs()[-1].text == "Movement"


@pytest.mark.parametrize("entry", TABS, ids=lambda entry: entry.name)
def test_each_tab_keeps_the_protocol(page, window, settled, entry):
    page.show_tab(entry.name)
    settled(window)
    tab = page.current()
    assert isinstance(tab, RoomTab)
    assert (tab.name, tab.title) == (entry.name, entry.title)
    tab.restore_tab(tab.tab_state())
    assert all(command.text.zh and command.text.en for command in tab.commands())


def test_only_the_tab_in_view_reads(page, window, settled, monkeypatch):
    page.show_tab("movement")
    settled(window)
    asked = []
    for name, made in page._made.items():
        monkeypatch.setattr(made, "show_scope", lambda manager, name=name: asked.append((name, manager)))
    manager = page.managers.itemData(1)
    page.managers.choose(manager)
    assert asked == [("movement", manager)]
    page.show_tab("overview")
    assert asked == [("movement", manager), ("overview", manager)]
    page.show_tab("movement")
    assert len(asked) == 2


def test_the_scope_and_the_tab_survive_a_change_of_language(page, window, settled, store):
    with store.read() as connection:
        day = classified_days(connection)[1]
    manager = page.managers.itemData(1)
    page.managers.choose(manager)
    page.days.choose(day.isoformat())
    page.show_tab("distribution")
    settled(window)
    again = DifferentiatePage(window.workplace.desk)
    again.restore(page.state())
    settled(window)
    assert (again.manager, again.as_of, again.tabs.current()) == (manager, day, "distribution")
    assert again.current().as_of == day
    assert again.managers.currentData() == manager
    again.deleteLater()


def test_every_classified_day_is_offered(page, store):
    with store.read() as connection:
        days = [day.isoformat() for day in classified_days(connection)]
    assert [page.days.itemData(place) for place in range(1, page.days.count())] == days


def test_another_day_moves_the_second_day_that_is_compared(page, window, settled, store):
    page.show_tab("movement")
    settled(window)
    with store.read() as connection:
        days = classified_days(connection)
    page.days.choose(days[2].isoformat())
    settled(window)
    assert page.current().months.second == days[2]


def test_the_palette_leads_to_each_tab(page):
    commands = {command.text.en: command for command in page.commands()}
    commands["Go to Movement"].run()
    assert page.tabs.current() == "movement"
    assert commands["Go to Overview"].shortcut == "Alt+1"
