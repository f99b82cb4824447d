"""Tab Record: the generated form on the real store, acted on through its widgets."""

import json

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from crmdesk import i18n
from crmdesk.identify.clients import record
from crmdesk.identify.form import FORMS
from crmdesk.store.drafts import load_draft
from crmdesk.store.tables import audit
from tests.ui.typing import type_text
from ui.framework.editors import DayEditor
from ui.identify.field_history import FieldHistoryDialog
from ui.identify.record_form import RecordForm


@pytest.fixture
def tab(page):
    return page.tab("record")


def field(tab, name):
    tab.form.focus_field(name)
    return tab.form.fields[name]


def retype(field, text):
    field.editor.selectAll() if hasattr(field.editor, "selectAll") else field.editor.lineEdit().selectAll()
    type_text(field.editor if hasattr(field.editor, "selectAll") else field.editor.lineEdit(), text)


def stored(store, client_id):
    with store.read() as connection:
        return record(connection, client_id).values


def test_the_form_shows_what_is_stored(tab, store, client_id):
    assert tab.form.fields["name"].editor.typed() == "周文博"
    assert tab.form.fields["birth_date"].editor.typed() == "1949-12-31"
    assert tab.form.fields["sex"].editor.value() == "1"
    assert tab.form.fields["name"].mark.mark == "ok"
    assert tab.form.fields["contact_status"].mark.mark == "missing"


def test_a_change_is_saved_and_undone(qtbot, window, settled, tab, store, client_id):
    retype(field(tab, "name"), "周文渊")
    assert tab.foot.save.isEnabled()
    qtbot.mouseClick(tab.foot.save, Qt.MouseButton.LeftButton)
    settled(window)
    assert stored(store, client_id)["name"] == "周文渊"
    assert not tab.foot.save.isEnabled()
    store.undo()
    qtbot.wait(120)
    settled(window)
    assert tab.form.fields["name"].editor.typed() == "周文博"


def test_an_error_stands_beside_its_field_and_keeps_the_text(qtbot, window, settled, tab, store, client_id):
    reveal(qtbot, window, settled, tab, "mobile")
    retype(field(tab, "mobile"), "138 0571 602")
    tab.save()
    settled(window)
    mobile = tab.form.fields["mobile"]
    assert "11" in mobile.message
    assert mobile.mark.mark == "invalid"
    assert mobile.editor.typed() == "138 0571 602"
    assert mobile.editor.hasFocus()
    assert stored(store, client_id)["mobile"] == "13805716027"
    assert tab.form.sections["B"].head.accessibleDescription() == "1 wrong"


def reveal(qtbot, window, settled, tab, name):
    editor = field(tab, name).editor
    qtbot.mouseClick(editor._button, Qt.MouseButton.LeftButton)
    settled(window)
    return editor


def test_secrets_are_masked_until_asked_for_and_the_asking_is_logged(qtbot, window, settled, tab, store, client_id):
    editor = tab.form.fields["id_no"].editor
    assert editor.is_masked
    assert editor.typed() == "110105********002X"
    reveal(qtbot, window, settled, tab, "id_no")
    assert editor.typed() == "11010519491231002X"
    with store.read() as connection:
        found = connection.execute(select(audit.c.detail).where(audit.c.event == "reveal")).scalars().all()
    assert [json.loads(one)["field"] for one in found] == ["id_no"]
    tab.form.hide_again("id_no")
    assert editor.typed() == "110105********002X"


def test_a_draft_comes_back_and_can_be_thrown_away(qtbot, window, settled, tab, store, client_id, clients):
    retype(field(tab, "name"), "周文")
    window.workplace.open_client(clients["李明朗"])
    settled(window)
    assert load_draft(store, f"client:{client_id}").content["typed"]["name"] == "周文"
    assert stored(store, client_id)["name"] == "周文博"
    window.workplace.open_client(client_id)
    settled(window)
    qtbot.waitUntil(tab.banner.isVisible, timeout=2_000)
    assert tab.form.fields["name"].editor.typed() == "周文"
    qtbot.mouseClick(tab.banner.discard, Qt.MouseButton.LeftButton)
    settled(window)
    assert tab.form.fields["name"].editor.typed() == "周文博"
    assert load_draft(store, f"client:{client_id}") is None


def test_dates_amounts_and_codes_are_typed_as_people_do(qtbot, window, settled, tab, store, client_id):
    retype(field(tab, "id_to"), "长期")
    tab.form.sections["D"].open()
    retype(field(tab, "external_assets"), "120万")
    retype(field(tab, "sex"), "female")
    tab.save()
    settled(window)
    values = stored(store, client_id)
    assert values["id_to"] == DayEditor.FOREVER
    assert values["external_assets"] == 120_000_000
    # The ID says male: a warning, no refusal.
    assert values["sex"] == "2"


def test_text_outside_a_list_is_refused_beside_the_field(window, settled, tab, store, client_id):
    retype(field(tab, "nationality"), "Atlantis")
    tab.save()
    settled(window)
    assert "Atlantis" in tab.form.fields["nationality"].message
    assert stored(store, client_id)["nationality"] == "CHN"


def test_privacy_hides_amounts(window, settled, tab):
    tab.form.sections["D"].open()
    amount = field(tab, "external_assets").editor
    assert amount.typed() == "500,000"
    window.workplace.toggle_privacy()
    assert amount.typed() == "•••"
    assert amount.isReadOnly()
    window.workplace.toggle_privacy()
    assert amount.typed() == "500,000"


def history_of(window, settled, tab, name):
    tab._show_history(name)
    settled(window)
    return tab.findChild(FieldHistoryDialog)


def test_history_names_who_when_and_a_former_value_comes_back(qtbot, window, settled, tab, store, client_id):
    retype(field(tab, "name"), "周文渊")
    tab.save()
    settled(window)
    dialog = history_of(window, settled, tab, "name")
    assert [row.cells[0].text for row in dialog.values.model_.rows] == ["周文渊", "周文博"]
    assert dialog.values.model_.rows[0].cells[2].text == "tester"
    assert not dialog.restore_button.isEnabled()
    qtbot.keyClick(dialog.values, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.values, Qt.Key.Key_Return)
    settled(window)
    assert stored(store, client_id)["name"] == "周文博"
    assert [row.cells[0].text for row in dialog.values.model_.rows] == ["周文博", "周文渊", "周文博"]
    store.undo()
    assert stored(store, client_id)["name"] == "周文渊"


def test_history_says_where_the_value_comes_from_and_masks_it(window, settled, tab):
    dialog = history_of(window, settled, tab, "mobile")
    assert "Source" in dialog.origin.text()
    assert "13805716027" not in dialog.values.model_.rows[0].cells[0].text


def test_the_record_of_a_past_day_is_read_only_and_drafts_wait(qtbot, window, settled, page, tab, store, client_id):
    retype(field(tab, "name"), "周文渊")
    page.past_button.click()
    tab.past.day.setText("今天")
    qtbot.keyClick(tab.past.day, Qt.Key.Key_Return)
    settled(window)
    assert tab.form.fields["name"].editor.typed() == "周文博"
    assert not tab.form.fields["name"].editor.isEnabled()
    assert "read, not changed" in tab.past.words.text()
    qtbot.keyClick(tab.past.day, Qt.Key.Key_Escape)
    settled(window)
    assert window.workplace.page() is page
    assert not tab.past.isVisible()
    qtbot.waitUntil(lambda: tab.form.fields["name"].editor.typed() == "周文渊", timeout=5_000)
    assert tab.form.fields["name"].editor.isEnabled()


def test_a_day_before_the_client_came_is_refused_beside_it(qtbot, window, settled, page, tab):
    page.past_button.click()
    tab.past.day.setText("2001-01-01")
    tab.past.show_day()
    settled(window)
    assert "was not in the store" in tab.past.words.text()
    assert tab.past.day.typed() == "2001-01-01"


@pytest.mark.parametrize("kind", ["person", "organisation", "product"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_field_of_every_form_has_an_editor(qtbot, kind, language):
    i18n.set_language(language)
    form = RecordForm(FORMS[kind])
    qtbot.addWidget(form)
    for section in form.sections.values():
        section.open()
    declared = {one.name for one in FORMS[kind].fields()}
    assert set(form.fields) | set(form._rows) == declared
    assert all(form.fields[name].editor.accessibleName() for name in form.fields)


def test_ctrl_z_in_a_field_with_nothing_typed_is_the_windows(qtbot, window, settled, tab, store, client_id):
    retype(field(tab, "name"), "周文渊")
    tab.save()
    settled(window)
    sex = tab.form.fields["sex"].editor
    sex.setFocus()
    qtbot.keyClick(sex, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: stored(store, client_id)["name"] == "周文博", timeout=5_000)


def test_ctrl_z_in_a_field_takes_back_what_was_typed(qtbot, window, tab, store, client_id):
    name = field(tab, "name").editor
    name.setFocus()
    qtbot.keyClicks(name, "x")
    qtbot.keyClick(name, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert name.typed() == stored(store, client_id)["name"]
