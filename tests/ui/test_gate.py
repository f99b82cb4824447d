"""The first-run page: a new store, an old one, and the errors beside their fields."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from crmdesk.settings import Settings, load_settings
from tests.conftest import PASSPHRASE
from tests.ui.conftest import wait_for
from ui.main_window import MainWindow
from ui.welcome.strength import strength_bits, strength_words


@pytest.fixture
def closed(qtbot):
    made = MainWindow(Settings(language="en", theme="light"))
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


@pytest.fixture
def gate(closed):
    return closed.centralWidget()


def test_the_first_start_offers_three_ways(gate):
    assert gate.start.isVisible()
    assert [way.text() for way in gate.start.ways] == ["New store", "Open a store", "Look around"]


def test_the_keyboard_alone_leads_in(qtbot, closed, gate):
    assert closed.focusWidget() is gate.start.ways[0]
    qtbot.keyClick(gate.start.ways[0], Qt.Key.Key_Return)
    assert gate.new.isVisible()
    assert closed.focusWidget() is gate.new.secret


def test_a_new_store_is_made_and_opened(qtbot, closed, gate, tmp_path):
    gate.show_form(gate.new)
    gate.new.path_field.set_path(tmp_path / "mine")
    gate.new.profile.choose("bank")
    gate.new.secret.setText(PASSPHRASE)
    gate.new.again.setText(PASSPHRASE)
    gate.new.submit()
    qtbot.waitUntil(lambda: closed.session is not None, timeout=20_000)
    wait_for(qtbot, closed)
    assert (tmp_path / "mine.crm").is_file()
    assert closed.session.store.meta("profile") == "bank"
    assert load_settings().last_store == str(tmp_path / "mine.crm")


@pytest.mark.parametrize(
    ("secret", "again", "field", "word"),
    [
        ("short", "short", "passphrase", "8 characters"),
        ("long enough", "long enoug", "again", "differ"),
    ],
)
def test_errors_stand_beside_the_field_and_keep_what_was_typed(gate, tmp_path, secret, again, field, word):
    gate.show_form(gate.new)
    gate.new.path_field.set_path(tmp_path / "x.crm")
    gate.new.secret.setText(secret)
    gate.new.again.setText(again)
    gate.new.submit()
    assert word in gate.new.fields[field].error()
    assert gate.new.secret.text() == secret
    assert not (tmp_path / "x.crm").exists()


def test_a_file_that_is_there_is_never_overwritten(gate, store_path):
    before = store_path.read_bytes()
    gate.show_form(gate.new)
    gate.new.path_field.set_path(store_path)
    gate.new.submit()
    assert "already" in gate.new.fields["path"].error()
    gate.show_form(gate.demo)
    gate.demo.path_field.set_path(store_path)
    gate.demo.submit()
    assert "already" in gate.demo.fields["path"].error()
    assert store_path.read_bytes() == before


def test_a_wrong_passphrase_is_said_and_the_right_one_opens(qtbot, closed, gate, store_path):
    gate.show_form(gate.open)
    gate.open.path_field.set_path(store_path)
    gate.open.secret.setText("wrong")
    gate.open.submit()
    said = gate.open
    qtbot.waitUntil(lambda: bool(said.fields["passphrase"].error() or said.note.text()), timeout=20_000)
    assert closed.session is None
    gate.open.secret.setText(PASSPHRASE)
    gate.open.submit()
    qtbot.waitUntil(lambda: closed.session is not None, timeout=20_000)
    wait_for(qtbot, closed)


def test_a_missing_store_is_said(qtbot, gate, tmp_path):
    gate.show_form(gate.open)
    gate.open.path_field.set_path(tmp_path / "gone.crm")
    gate.open.secret.setText("x")
    gate.open.submit()
    qtbot.waitUntil(lambda: "gone.crm" in (gate.open.note.text() + gate.open.fields["path"].error()), timeout=10_000)


def test_the_last_store_is_asked_for_first(qtbot, store_path):
    window = MainWindow(Settings(language="en", theme="light", last_store=str(store_path)))
    qtbot.addWidget(window)
    window.show()
    assert window.centralWidget().open.isVisible()
    assert window.centralWidget().open.path_field.path == store_path
    window.close()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_language_of_the_first_page_is_switched(closed, language):
    if language == "zh":
        closed.switch_language()
    word = {"zh": "新建资料库", "en": "New store"}[language]
    assert closed.centralWidget().start.ways[0].text() == word


@pytest.mark.parametrize(
    ("passphrase", "word"),
    [
        ("", "sentence"),
        ("password", "Weak"),
        ("12345678", "Weak"),
        ("blue harbour", "Weak"),
        ("blue harbour kites", "Fair"),
        ("blue harbour seven kites", "Strong"),
        ("今天下午去看海边日落", "Strong"),
    ],
)
def test_strength_in_words(passphrase, word):
    assert word in strength_words(passphrase)


def test_repeating_a_sign_adds_nothing():
    assert strength_bits("aaaaaaaaaaaaaaaaaaaa") < strength_bits("abcdefgh")
