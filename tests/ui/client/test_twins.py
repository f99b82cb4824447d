"""While a client is typed or changed, the one that may be meant is named; nothing stands in the way of saving."""

import pytest
from PySide6.QtCore import Qt

from crmdesk.identify.clients import create_client
from crmdesk.identify.merging import merge_clients, merges
from crmdesk.store.drafts import load_draft
from tests.ui.client.conftest import VALUES
from tests.ui.typing import commit_text, type_text
from ui.identify.matching.merge_dialog import MergeDialog
from ui.identify.matching.merges_dialog import MergesDialog
from ui.identify.new_client_dialog import NewClientDialog
from ui.identify.trash.reason_dialog import MoveToTrashDialog


def shown(qtbot, window, settled, hint):
    qtbot.waitUntil(hint.isVisible, timeout=10_000)
    settled(window)


@pytest.fixture
def dialog(client_id, window, settled):
    window.workplace.pages["clients"].make_client()
    settled(window)
    found = window.workplace.pages["clients"].findChild(NewClientDialog)
    yield found
    found.close()


def type_twin(dialog):
    commit_text(dialog.form.fields["name"].editor, "周文博")
    dialog.form.focus_field("mobile")
    type_text(dialog.form.fields["mobile"].editor, VALUES["mobile"])


def test_who_is_typed_again_is_named_and_masked(qtbot, window, settled, dialog, store):
    type_twin(dialog)
    shown(qtbot, window, settled, dialog.hint)
    assert "周文博 C" in dialog.hint.words.text()
    assert VALUES["mobile"] not in dialog.hint.words.text()
    dialog.save()
    settled(window)
    assert not dialog.isVisible()


def test_a_stranger_is_not_named(qtbot, window, settled, dialog):
    commit_text(dialog.form.fields["name"].editor, "欧阳静姝")
    qtbot.wait(600)
    settled(window)
    assert not dialog.hint.isVisible()


def test_what_is_typed_goes_to_the_one_who_is_there(qtbot, window, settled, dialog, store, client_id):
    type_twin(dialog)
    dialog.form.focus_field("employer")
    commit_text(dialog.form.fields["employer"].editor, "第一中学")
    shown(qtbot, window, settled, dialog.hint)
    qtbot.keyClick(dialog, Qt.Key.Key_U, Qt.KeyboardModifier.AltModifier)
    settled(window)
    qtbot.waitUntil(lambda: window.workplace.page().tab("record").form is not None, timeout=5_000)
    tab = window.workplace.page().tab("record")
    qtbot.waitUntil(lambda: tab.form.touched.get("employer") == "第一中学", timeout=5_000)
    assert not dialog.isVisible()
    assert load_draft(store, "client:new") is None


def test_a_changed_record_that_resembles_another_can_be_merged(qtbot, window, settled, page, store, client_id):
    other = create_client(store, kind="person", values={"name": "周文渊", "mobile": "15412340009"})
    tab = page.tab("record")
    tab.form.focus_field("name")
    tab.form.fields["name"].editor.selectAll()
    commit_text(tab.form.fields["name"].editor, "周文渊")
    tab.form.reveal("mobile", VALUES["mobile"])
    tab.form.fields["mobile"].editor.selectAll()
    type_text(tab.form.fields["mobile"].editor, "15412340009")
    shown(qtbot, window, settled, tab.hint)
    assert tab.hint.found[0].client_id == other
    qtbot.keyClick(tab, Qt.Key.Key_U, Qt.KeyboardModifier.AltModifier)
    settled(window)
    merging = tab.hint.findChild(MergeDialog)
    merging.merge()
    settled(window)
    with store.read() as connection:
        assert [one.drop_ids for one in merges(connection)] == [{other}]


def test_the_header_leads_to_what_was_merged(qtbot, window, settled, page, store, client_id):
    assert not page.header.merged.isVisible()
    other = create_client(store, kind="person", values={"name": "周文渊"})
    merge_clients(store, client_id, [other])
    qtbot.waitUntil(page.header.merged.isVisible, timeout=5_000)
    assert page.header.merged.text() == "merged from 2 records"
    page.header.merged.click()
    settled(window)
    found = page.findChild(MergesDialog)
    found.take_apart()
    settled(window)
    qtbot.waitUntil(lambda: not page.header.merged.isVisible(), timeout=5_000)


def test_a_client_goes_to_the_trash_from_its_page(window, settled, page, store, client_id):
    page.move_to_trash()
    page.findChild(MoveToTrashDialog).act()
    settled(window)
    assert window.workplace.page().name == "clients"
    assert window.workplace.toast_note.text().startswith("Move")
