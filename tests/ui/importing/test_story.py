"""The whole story by keyboard alone; another language, another theme and the lock in the middle of it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QFileDialog
from sqlalchemy import select

from crmdesk.identify.tables import FORM_TABLES
from tests.ui.importing.conftest import FILE, HEADER, MAPPING, RECOGNIZED, RESULT, TRIAL, row, text_of
from ui.identify.importing.take_back_dialog import TakeBackDialog

_MOST_TABS = 60
_ALT = Qt.KeyboardModifier.AltModifier


def press(key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget(), key, modifier)


def tab_to(wanted):
    """Tab until the keyboard is on a widget, as a person would."""
    for _at in range(_MOST_TABS):
        if QApplication.focusWidget() is wanted:
            return
        press(Qt.Key.Key_Tab)
    raise AssertionError(f"{wanted} is not reached by Tab")


def on_by_keyboard(wizard, step):
    """Alt+Right, and the page is there."""
    press(Qt.Key.Key_Right, _ALT)
    wizard.settle()
    assert wizard.journey.step == step


@pytest.fixture
def monthly(tmp_path, monkeypatch):
    """What the file dialog will give: other phones of twelve clients, one column under a name of its own."""
    path = tmp_path / "月报.csv"
    rows = [row(at, mobile=f"1370013{at:04d}", job="企业负责人") for at in range(12)]
    path.write_bytes(text_of([*HEADER[:-1], "工种"], rows).encode("gb18030"))
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_args: ([str(path)], ""))
    return path


def choose_file_and_map(wizard):
    """Pages one to three, there and back once."""
    assert QApplication.focusWidget() is wizard.page.files_step.zone.button
    press(Qt.Key.Key_Return)
    wizard.settle()
    on_by_keyboard(wizard, RECOGNIZED)
    assert wizard.page.recognized_step.isAncestorOf(QApplication.focusWidget())
    on_by_keyboard(wizard, MAPPING)
    grid = wizard.page.mapping_step.grid
    assert QApplication.focusWidget() is grid
    press(Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert grid.current_key() == "工种"
    press(Qt.Key.Key_Return)
    for char in "occupation":
        QTest.keyClick(QApplication.focusWidget(), char)
    press(Qt.Key.Key_Return)
    wizard.settle()
    assert QApplication.focusWidget() is grid
    assert wizard.journey.entry.look.columns[-1].field == "occupation"
    press(Qt.Key.Key_Left, _ALT)
    wizard.settle()
    assert wizard.journey.step == RECOGNIZED
    on_by_keyboard(wizard, MAPPING)


def try_and_write(wizard):
    on_by_keyboard(wizard, TRIAL)
    for tick in wizard.page.trial_step.jumps.ticks:
        tab_to(tick)
        press(Qt.Key.Key_Space)
    press(Qt.Key.Key_Right, _ALT)
    assert QApplication.focusWidget() is wizard.page.next_button
    assert wizard.journey.written is None
    press(Qt.Key.Key_Return)
    wizard.settle()
    assert wizard.journey.step == RESULT


def take_back(wizard):
    tab_to(wizard.page.outcome_step.take_back)
    press(Qt.Key.Key_Return)
    wizard.settle()
    dialog = wizard.page.findChild(TakeBackDialog)
    assert QApplication.focusWidget() is dialog.close_button
    tab_to(dialog.confirm)
    press(Qt.Key.Key_Return)
    wizard.settle()


def mobiles(store):
    person = FORM_TABLES["person"]
    with store.read() as connection:
        return set(connection.execute(select(person.c.mobile)).scalars())


@pytest.mark.usefixtures("known_clients", "monthly")
def test_from_the_file_to_taking_it_back_without_a_mouse(wizard, store):
    before = mobiles(store)
    choose_file_and_map(wizard)
    try_and_write(wizard)
    assert wizard.journey.written.files[0].updated == 12
    assert "13700130000" in mobiles(store)
    take_back(wizard)
    assert mobiles(store) == before


@pytest.mark.parametrize("step", [FILE, RECOGNIZED, MAPPING, TRIAL, RESULT])
def test_another_language_and_theme_keep_everything(english, known_clients, gbk_file, step):
    english.take(gbk_file)
    look = english.journey.entries[0].look
    english.journey.choose(look.asked.chosen.with_column("职业", ""))
    english.settle()
    english.on(min(step, TRIAL))
    if step == RESULT:
        english.write()
    english.window.switch_language()
    english.window.switch_theme()
    english.settle()
    assert english.journey.step == step
    assert english.journey.entries[0].asked.chosen.columns == {"职业": ""}
    assert english.page.steps.accessibleName().startswith(f"{step + 1}/5")
    if step == TRIAL:
        reasons = [one.reason for one in english.journey.trial.files[0].problems if one.is_rejection]
        assert "请以文本格式重新导出该列" in reasons[0], "in the language of the window"
    if step == RESULT:
        assert english.journey.batch == 2


def test_the_lock_forgets_what_was_read_and_keeps_what_was_chosen(english, gbk_file, store_path):
    from crmdesk.store.opening import open_store
    from tests.conftest import PASSPHRASE

    english.take(gbk_file)
    english.on(RECOGNIZED)
    journey = english.journey
    english.window.lock()
    assert [entry.look for entry in journey.entries] == [None]
    opened = open_store(store_path, PASSPHRASE, actor="tester")
    english.window.show_store(opened)
    english.settle()
    assert [entry.look.kind.name for entry in english.journey.entries] == ["clients"]
    english.window.leave_store()
    opened.close()


def test_every_control_of_every_page_says_what_it_is(wizard, known_clients, gbk_file, workbook):
    wizard.take(gbk_file, workbook)
    for step in (FILE, RECOGNIZED, MAPPING, TRIAL):
        wizard.on(step)
        for box in wizard.page.findChildren(QCheckBox):
            assert box.accessibleName() or box.text()
        for view in wizard.page.findChildren(type(wizard.page.mapping_step.grid).__mro__[1]):
            assert view.accessibleName()


def test_with_someone_looking_on_nothing_of_a_person_is_shown(english, known_clients, gbk_file):
    english.take(gbk_file)
    english.on(RECOGNIZED)
    first = english.page.recognized_step.preview.model_.rows[0].cells
    name, address = first[1 + HEADER.index("客户姓名")].text, first[1 + HEADER.index("联系地址")].text
    english.window.session.shown.set_private(True)
    first = english.page.recognized_step.preview.model_.rows[0].cells
    assert first[1 + HEADER.index("客户姓名")].text not in (name, "")
    english.on(TRIAL)
    grid = english.page.trial_step.grids["updates"]
    grid.unfold(grid.row_key(0))
    shown = " ".join(cell.text for one in grid.model_.rows for cell in one.cells)
    assert name not in shown
    assert address not in shown
    english.window.session.shown.set_private(False)
    assert name in " ".join(cell.text for one in grid.model_.rows for cell in one.cells)
