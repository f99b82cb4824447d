"""The fifth page: what the store says, and the way back."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from crmdesk.identify.clients import edit_client
from crmdesk.identify.record import client_id_by_no
from crmdesk.identify.tables import client
from tests.ui.importing.conftest import FILE, RESULT, TRIAL
from ui.identify.importing.take_back_dialog import TakeBackDialog


@pytest.fixture
def written(wizard, known_clients, gbk_file):
    wizard.take(gbk_file)
    wizard.write()
    return wizard


def dialog_of(wizard):
    wizard.page.outcome_step.take_back.click()
    return wizard.page.findChild(TakeBackDialog)


def test_the_counts_are_those_of_the_store(written):
    page = written.page.outcome_step
    assert written.journey.batch == 2
    assert page._verdict.property("tone") == "ok"
    assert "2" in page._verdict.text()
    assert written.page.summary.batch.accessibleName().endswith("2")
    assert page.equation.is_reconciled


def test_the_clients_of_the_import_are_a_list(written, store):
    written.page.outcome_step.touched.click()
    written.settle()
    shown = written.window.workplace.pages["clients"].list
    with store.read() as connection:
        changed = set(
            connection.execute(
                select(client.c.id).where(client.c.client_no.in_([f"{n:06d}" for n in range(5)]))
            ).scalars()
        )
    assert set(shown.model.ids) == changed


def test_the_import_is_taken_back(written, store):
    dialog = dialog_of(written)
    dialog.confirm.click()
    written.settle()
    page = written.page.outcome_step
    assert not page.take_back.isEnabled()
    assert not page.touched.isEnabled()


def test_what_was_edited_since_is_named_and_nothing_happens(written, store):
    with store.read() as connection:
        one = client_id_by_no(connection, "000001")
    edit_client(store, one, {"mobile": "13600000000"})
    written.settle()
    dialog = dialog_of(written)
    dialog.confirm.click()
    written.settle()
    assert dialog.isVisible()
    assert "000001" in dialog.refusal.text()
    dialog.close_button.click()
    assert written.page.outcome_step.take_back.isEnabled()


def test_more_files_start_anew(written):
    written.page.next_button.click()
    written.settle()
    assert written.journey.step == FILE
    assert written.journey.entries == []
    assert written.journey.batch == 0


def test_the_same_file_again_writes_nothing(written, gbk_file):
    written.page.next_button.click()
    written.take(gbk_file)
    written.on(TRIAL)
    assert not written.page.next_button.isEnabled()
    assert written.journey.trial.files[0].unchanged == 19
    assert written.journey.step != RESULT
