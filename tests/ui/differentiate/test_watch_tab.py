"""The near-tier list and the dormancy radar: complete, sorted, and each row leads to its client."""

from __future__ import annotations

from PySide6.QtCore import Qt

from crmdesk.differentiate.overview import latest_run, rulebook_of
from crmdesk.differentiate.watching import countdown, near_tier


def lists(store, manager=None):
    with store.read() as connection:
        newest = latest_run(connection)
        near = near_tier(connection, newest.as_of, rulebook_of(connection, newest), manager=manager)
        return near, countdown(connection, newest.as_of, manager=manager)


def column(rows, key):
    number = [one.key for one in rows.model.columns].index(key)
    model = rows.model
    return [model.data(model.index(row, number)) for row in range(model.rowCount())]


def test_both_lists_are_complete(room, store):
    tab = room("watch")
    near, asleep = lists(store)
    assert near
    assert set(tab.near.listed.ids) == {one.client_id for one in near}
    assert list(tab.asleep.listed.ids) == [one.client_id for one in asleep]
    assert tab.near_card.answer.text() == f"{len(near)} clients are near the next tier"


def test_the_nearest_stands_on_top_and_says_what_is_missing(room, store):
    tab = room("watch")
    reached = [float(text.rstrip("%")) for text in column(tab.near, "closeness")[:20]]
    assert reached == sorted(reached, reverse=True)
    first = tab.near.figures[tab.near.listed.ids[0]]
    assert column(tab.near, "missing")[0] == f"{first.missing / 10:.1f} points"


def test_another_order(room, settled, window):
    tab = room("watch")
    tab.asleep.set_sort("assets", True)
    settled(window)
    assets = [tab.asleep.figures[one].assets for one in tab.asleep.listed.ids]
    assert assets == sorted(assets, reverse=True)
    assert tab.tab_state()["asleep"]["sort"] == "assets"


def test_one_book(room, window, settled, store):
    tab = room("watch")
    manager = window.workplace.page().managers.itemData(1)
    window.workplace.page().managers.choose(manager)
    settled(window)
    near, asleep = lists(store, manager)
    assert set(tab.near.listed.ids) == {one.client_id for one in near}
    assert set(tab.asleep.listed.ids) == {one.client_id for one in asleep}


def test_a_row_leads_to_the_value_of_its_client(qtbot, room, window, settled):
    tab = room("watch")
    first = tab.near.listed.ids[0]
    tab.near.table.setFocus()
    qtbot.keyClick(tab.near.table, Qt.Key.Key_Return)
    settled(window)
    page = window.workplace.page()
    assert (page.name, page.client_id, page.tabs.current()) == ("client", first, "value")


def test_the_whole_list_opens_among_the_clients(qtbot, room, listed):
    tab = room("watch")
    expected = set(tab.near.listed.ids)
    qtbot.mouseClick(tab.near_card.list, Qt.MouseButton.LeftButton)
    ids, chosen = listed()
    assert ids == expected
    assert chosen.describe()[0].value.en == "Near the next tier"
