"""From the list to a client and back: nothing is lost on the way."""

from __future__ import annotations

from PySide6.QtCore import Qt


def test_enter_opens_the_client_and_the_list_is_as_it_was(qtbot, clients, window, settled):
    workplace, listed = window.workplace, window.workplace.page().list
    listed.set_filter(listed.filter.parse("tier:gold,platinum,diamond"))
    settled(window)
    listed.table.set_current_row(1)
    opened = listed.table.current_id()
    qtbot.keyClick(listed.table, Qt.Key.Key_Return)
    settled(window)
    assert workplace.page().name == "client"
    assert workplace.place() == (1, 3)
    assert workplace.top.stepper.label.text() == "2 / 3"
    assert workplace.rail.buttons["clients"].isChecked()
    workplace.back()
    settled(window)
    assert workplace.page().name == "clients"
    assert listed.filter.values("tier") == ("gold", "platinum", "diamond")
    assert listed.table.current_id() == opened


def test_alt_arrows_walk_through_the_filtered_list(qtbot, clients, window, settled):
    workplace, listed = window.workplace, window.workplace.page().list
    first = listed.model.ids[0]
    workplace.page().open_client(first)
    settled(window)
    qtbot.keyClick(window, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    settled(window)
    assert window.session.client_id == listed.model.ids[1]
    qtbot.keyClick(window, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(window, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    settled(window)
    assert window.session.client_id == first
    workplace.step(2)
    workplace.back()
    settled(window)
    assert listed.table.current_id() == listed.model.ids[2]


def test_a_client_is_found_from_anywhere(qtbot, store, window, settled):
    from crmdesk.identify.clients import create_client

    client_id = create_client(store, kind="person", values={"name": "单雄信"})
    window.workplace.go("settings")
    window.open_palette()
    window.palette_box.field.setText("sxx")
    settled(window)
    qtbot.waitUntil(lambda: window.palette_box._found != [], timeout=5_000)
    qtbot.keyClick(window.palette_box.field, Qt.Key.Key_Return)
    settled(window)
    assert window.session.client_id == client_id
    assert window.workplace.page().name == "client"
    window.workplace.back()
    assert window.workplace.page().name == "settings"
