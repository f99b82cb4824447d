"""The board of the eleven drivers: its cards, one driver in full, the clients behind it, and what is entered."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from sqlalchemy import select

from crmdesk import i18n
from crmdesk.book.drivers.board import clients_behind, driver_board
from crmdesk.book.drivers.model import Driver
from crmdesk.differentiate.drivers.records.opportunities import client_opportunities
from crmdesk.differentiate.drivers.records.targets import targets
from crmdesk.differentiate.tables import campaign, cost_line
from crmdesk.i18n import Words
from ui.differentiate.drivers.card import DriverCard
from ui.differentiate.drivers.client_records import ClientRecordsDialog
from ui.differentiate.drivers.rate_editor import RateEditor
from ui.differentiate.drivers.record_dialog import RecordDialog
from ui.differentiate.drivers.trend_line import TrendLine
from ui.framework.links import Link
from ui.framework.shown import HIDDEN


@pytest.fixture
def board(room):
    return room("drivers")


def texts(widget):
    return [one.text() for one in widget.findChildren(QLabel) if one.text()]


def card(board, code):
    return next(one for one in board.cards if one.code == code)


def test_a_card_for_each_of_the_eleven(board, store):
    with store.read() as connection:
        found = driver_board(connection)
    assert [one.code for one in board.cards] == [one.code for one in found.drivers]
    assert "Recurring income" in texts(card(board, "recurring_income"))
    assert (
        card(board, "renewal")
        .accessibleDescription()
        .endswith((". On target", "Short of the target", "Near the target"))
    )


def test_a_driver_without_records_teaches(qtbot, board):
    missing = Words("请导入", "Import a file of it.")
    empty = Driver("renewal", "share", "up", None, None, None, (None,) * 25, tuple(range(25)), (), missing)
    made = DriverCard(empty, board.desk.shown)
    qtbot.addWidget(made)
    assert texts(made) == ["Renewal", "not known", "Import a file of it."]


def test_the_words_at_the_foot_open_the_clients(board, listed, store):
    with store.read() as connection:
        behind = clients_behind(connection, "cross_selling")
    link = card(board, "cross_selling").findChild(Link)
    link.click()
    ids, chosen = listed()
    assert ids == set(behind.ids.tolist())
    assert chosen.describe()[0].value.en.startswith("Cross-selling")


def test_enter_on_a_card_opens_the_driver_and_escape_goes_back(qtbot, board, settled, window):
    qtbot.keyClick(card(board, "recurring_income"), Qt.Key.Key_Return)
    settled(window)
    assert board.detail.isVisible()
    shown = texts(board.detail)
    assert "Trading income (not recurring)" in shown
    assert any(text.startswith("Trailing fees + deposit") for text in shown)
    assert board.detail.findChildren(Link)[-1].text().startswith("List all")
    board.detail.back_asked.emit()
    assert not board.detail.isVisible()


def test_an_open_driver_survives_a_change_of_language(board):
    board.open_driver("renewal")
    assert board.tab_state() == {"open": "renewal"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_driver_in_both_languages(board, settled, window, language):
    i18n.set_language(language)
    for one in board.board.drivers:
        board.open_driver(one.code)
        settled(window)
        assert str(one.words) in texts(board.detail)


def test_privacy_covers_amounts_and_leaves_shares(board, window, settled):
    board.desk.shown.set_private(True)
    settled(window)
    assert HIDDEN in texts(card(board, "recurring_income"))
    assert HIDDEN not in texts(card(board, "cross_selling"))


def dialog(board, settled, window):
    settled(window)
    return board.findChildren(RecordDialog)[-1]


def test_a_cost_of_the_branch(board, store, settled, window):
    before = len(rows(store, cost_line))
    board.cost_button.click()
    form = dialog(board, settled, window)
    form.save()
    settled(window)
    assert form.fields["amount"].error() == "Give an amount or the minutes it took."
    form.fields["amount"].editor.show_value(1_800_00)
    form.fields["purpose"].editor.show_value("acquisition")
    form.save()
    settled(window)
    found = rows(store, cost_line)
    assert (len(found), found[-1].amount, found[-1].client_id) == (before + 1, 1_800_00, None)


def rows(store, table):
    with store.read() as connection:
        return connection.execute(select(table).order_by(table.c.id)).all()


def test_a_campaign(board, store, settled, window):
    board.campaign_button.click()
    form = dialog(board, settled, window)
    form.save()
    settled(window)
    assert form.fields["name"].error() == "Give the campaign a name."
    form.fields["name"].editor.show_value("国庆")
    form.save()
    settled(window)
    assert "国庆" in [row.name for row in rows(store, campaign)]


def test_targets_in_one_form(board, store, settled, window):
    board.set_targets()
    form = dialog(board, settled, window)
    assert form.fields["renewal"].editor.text() == "75"
    form.fields["renewal"].editor.show_value(60.0)
    form.fields["cross_selling"].editor.show_typed("")
    form.save()
    settled(window)
    with store.read() as connection:
        found = targets(connection)
    assert found["renewal"] == 0.6
    assert "cross_selling" not in found
    store.undo()
    with store.read() as connection:
        assert targets(connection)["renewal"] == 0.75


def test_a_client_s_opportunity_from_lead_to_lost(board, store, settled, window):
    records = ClientRecordsDialog(board.desk, 7, "x", parent=board)
    records.open()
    settled(window)
    with store.read() as connection:
        before = {one.id for one in client_opportunities(connection, 7)}
    records.enter("opportunities")
    form = records.findChildren(RecordDialog)[-1]
    form.fields["amount"].editor.show_typed("many")
    form.save()
    assert "not an amount" in form.fields["amount"].error()
    form.fields["amount"].editor.show_typed("50万")
    form.fields["title"].editor.show_value("养老")
    form.save()
    settled(window)
    with store.read() as connection:
        (made,) = (one for one in client_opportunities(connection, 7) if one.id not in before)
    assert made.amount == 500_000_00
    assert "养老" in texts(records)
    records.move_on(made)
    form = records.findChildren(RecordDialog)[-1]
    form.fields["stage"].editor.show_value("lost")
    form.save()
    settled(window)
    assert form.fields["reason"].error().startswith("Say why it was lost")
    form.fields["reason"].editor.show_value("price")
    form.save()
    settled(window)
    with store.read() as connection:
        assert {one.id: one.stage for one in client_opportunities(connection, 7)}[made.id] == "lost"


@pytest.mark.parametrize("kind", ["costs", "concessions", "contracts", "overdue"])
def test_every_form_of_a_client_refuses_an_empty_record(board, settled, window, kind):
    records = ClientRecordsDialog(board.desk, 7, "x", parent=board)
    settled(window)
    records.enter(kind)
    form = records.findChildren(RecordDialog)[-1]
    form.save()
    settled(window)
    assert any(field.error() for field in form.fields.values())


def test_rates_as_people_write_them(qtbot):
    editor = RateEditor()
    qtbot.addWidget(editor)
    for typed, value in (("万3", 300), ("1.8‱", 180), ("1.5%", 15_000), ("0.0003", 300)):
        editor.show_typed(typed)
        assert editor.value() == value
    assert [editor.written(value) for value in (180, 15_000)] == ["1.8‱", "1.5%"]


def test_the_trend_leaves_gaps_open(qtbot):
    line = TrendLine([None, 1.0, None, 3.0], spoken="x")
    qtbot.addWidget(line)
    line.resize(108, 36)
    assert line.corners().size() == 2
    assert line.corners().at(0).y() > line.corners().at(1).y()
    assert TrendLine([None, None], spoken="x").corners().isEmpty()
