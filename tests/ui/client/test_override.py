"""Tier and stage set by hand from the client page."""

from __future__ import annotations

import pytest

from crmdesk import dates, i18n
from crmdesk.differentiate.overrides import client_overrides
from tests.ui.typing import type_text


@pytest.fixture
def dialog(page, settled, window):
    from ui.differentiate.overrides.override_dialog import OverrideDialog

    page.set_by_hand()
    settled(window)
    (made,) = page.findChildren(OverrideDialog)
    return made


@pytest.fixture
def act(dialog, window, settled):
    """Press the button that saves, and wait."""

    def press():
        dialog.save_button.click()
        settled(window)

    return press


def stored(store, client_id):
    with store.read() as connection:
        return client_overrides(connection, client_id)


def test_it_is_set_shown_in_the_header_and_withdrawn(dialog, page, window, settled, store, client_id):
    dialog.choose("tier", "gold")
    type_text(dialog.reason, "家族资产下月转入")
    type_text(dialog.approver, "王行长")
    type_text(dialog.until, "+3m")
    dialog.save_button.click()
    settled(window)
    (one,) = stored(store, client_id)
    until = dates.add_months(dates.local_today(), 3)
    assert (one.code, one.approver, one.expires_on) == ("gold", "王行长", until)
    assert page.header.bent.text() == f"Gold by hand until {until}"
    page.set_by_hand()
    settled(window)
    again = [made for made in page.findChildren(type(dialog)) if made is not dialog][-1]
    again.lines.links[0].click()
    settled(window)
    assert stored(store, client_id)[0].withdrawn_on == dates.local_today()
    assert not page.header.bent.isVisible()
    again.reject()


@pytest.mark.parametrize(
    ("choice", "typed", "field"),
    [
        (("tier", ""), ("原因充分", "王行长", "+1m"), "code"),
        (("tier", "gold"), ("", "王行长", "+1m"), "reason"),
        (("tier", "gold"), ("原因充分", "", "+1m"), "approver"),
        (("tier", "gold"), ("原因充分", "王行长", ""), "expires_on"),
        (("tier", "gold"), ("原因充分", "王行长", "someday"), "expires_on"),
        (("stage", "growth"), ("原因充分", "王行长", "+4m"), "expires_on"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(dialog, act, choice, typed, field):
    dialog.choose(*choice)
    for editor, text in zip((dialog.reason, dialog.approver, dialog.until), typed, strict=True):
        type_text(editor, text)
    act()
    wrong = [name for name, one in dialog.fields.items() if one.error()]
    note = dialog.fields[field]._note
    assert wrong == [field] or (field == "code" and note.property("tone") == "bad")
    assert dialog.approver.text() == typed[1]
    assert stored(dialog._desk.store, dialog._client_id) == []
    dialog.reject()


def test_in_chinese_with_the_usual_ends(window, settled, page):
    i18n.set_language("zh")
    from ui.differentiate.overrides.override_dialog import OverrideDialog

    dialog = OverrideDialog(page.desk, page.client_id, "张三", parent=page)
    assert [button.text() for button in dialog.usual] == ["3 个月", "6 个月", "12 个月"]
    dialog.what.choose("stage")
    assert [button.text() for button in dialog.usual] == ["1 个月", "2 个月", "3 个月"]
    dialog.usual[2].click()
    assert dialog.until.value() == dates.add_months(dates.local_today(), 3)
    settled(window)
    dialog.reject()


def test_the_button_stands_beside_the_tabs_of_the_value(page, settled, window):
    assert not page.bend_button.isVisible()
    page.tabs.choose("value")
    settled(window)
    assert page.bend_button.isVisible()
