"""A new client, and the rows below one."""

import pytest
from PySide6.QtCore import Qt
from sqlalchemy import select

from crmdesk.identify.clients import record
from crmdesk.identify.tables import client
from crmdesk.interact.needs import active_needs
from crmdesk.store.drafts import load_draft
from tests.ui.typing import commit_text, type_text
from ui.identify.new_client_dialog import NewClientDialog
from ui.identify.rows_dialog import RowDialog, RowsDialog


@pytest.fixture
def dialog(window, settled):
    window.workplace.pages["clients"].make_client()
    settled(window)
    found = window.workplace.pages["clients"].findChild(NewClientDialog)
    yield found
    found.close()


def names(store):
    with store.read() as connection:
        return connection.execute(select(client.c.name)).scalars().all()


def test_a_name_is_enough(qtbot, window, settled, dialog, store):
    commit_text(dialog.form.fields["name"].editor, "欧阳静姝")
    qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
    settled(window)
    assert names(store) == ["欧阳静姝"]
    assert window.workplace.page().header.name.text() == "欧阳静姝"
    assert load_draft(store, "client:new") is None


def test_without_a_name_the_focus_goes_there(window, settled, dialog, store):
    dialog.save()
    settled(window)
    assert names(store) == []
    assert dialog.form.fields["name"].message
    assert dialog.form.fields["name"].editor.hasFocus()


def test_what_is_wrong_is_refused_and_kept(window, settled, dialog, store):
    commit_text(dialog.form.fields["name"].editor, "欧阳静姝")
    type_text(dialog.form.fields["mobile"].editor, "1380571")
    dialog.save()
    settled(window)
    assert names(store) == []
    assert dialog.form.fields["mobile"].mark.mark == "invalid"
    assert dialog.form.fields["mobile"].editor.typed() == "1380571"


def test_another_kind_takes_the_name_along(window, settled, dialog, store):
    commit_text(dialog.form.fields["name"].editor, "杭州示例有限公司")
    dialog.kind.choose("organisation")
    assert dialog.form.fields["name"].editor.typed() == "杭州示例有限公司"
    dialog.save()
    settled(window)
    with store.read() as connection:
        assert connection.execute(select(client.c.kind)).scalar_one() == "organisation"


@pytest.fixture
def rows(page, window, settled):
    """Opens the dialog of rows behind a field."""

    def open_rows(name):
        tab = page.tab("record")
        tab.edit_rows(name)
        settled(window)
        return tab.findChildren(RowsDialog)[-1]

    return open_rows


def test_a_need_is_recorded_and_shown_in_the_form(qtbot, window, settled, page, rows, store, client_id):
    dialog = rows("needs")
    qtbot.mouseClick(dialog.add_button, Qt.MouseButton.LeftButton)
    one = dialog.findChild(RowDialog)
    one.fields["kind"].editor.show_value("education")
    commit_text(one.fields["description"].editor, "女儿 2027 年升初中")
    type_text(one.fields["amount"].editor, "30万")
    one.save()
    settled(window)
    with store.read() as connection:
        (need,) = active_needs(connection, client_id)
    assert (need.kind, need.amount) == ("education", 30_000_000)
    dialog.accept()
    qtbot.wait(150)
    settled(window)
    tab = page.tab("record")
    tab.form.focus_field("needs")
    assert "Education" in tab.form._rows["needs"].accessibleName()


def test_a_row_says_beside_the_field_what_is_missing(qtbot, window, settled, rows, store, client_id):
    dialog = rows("risk_assessment")
    qtbot.mouseClick(dialog.add_button, Qt.MouseButton.LeftButton)
    one = dialog.findChild(RowDialog)
    one.save()
    settled(window)
    assert any(field.message for field in one.fields.values())
    with store.read() as connection:
        assert record(connection, client_id).children["risk_assessment"] == ()
    one.close()
    dialog.close()
