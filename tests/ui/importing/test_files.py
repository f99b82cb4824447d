"""The first page: what is taken, what cannot be read, what was left unfinished, what was imported."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest

from crmdesk.identify.importing import import_files, unfinished
from tests.sheets.samples import locked
from tests.ui.importing.conftest import FILE, MAPPING, RECOGNIZED
from ui.identify.importing.take_back_dialog import TakeBackDialog


def titles(wizard):
    return [(entry.title, entry.look.kind.name if entry.look else "") for entry in wizard.journey.entries]


def test_files_of_every_kind_stand_table_by_table(wizard, gbk_file, workbook, fake_xls, archive):
    wizard.take(gbk_file, workbook, fake_xls, archive)
    found = titles(wizard)
    assert [kind for _title, kind in found] == ["clients", "clients", "contacts", "clients", "clients", "clients", ""]
    assert found[1][0].endswith("› 客户")
    assert found[2][0].endswith("› 联系记录")
    pdf = wizard.journey.entries[-1]
    assert pdf.is_left_out
    assert "PDF" in pdf.error
    assert wizard.page.next_button.isEnabled()


def test_files_are_dropped_on_the_page(english, gbk_file):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(gbk_file))])
    event = QDropEvent(
        QPointF(50, 50), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    english.page.dropEvent(event)
    english.settle()
    assert titles(english) == [(gbk_file.name, "clients")]


def test_a_broken_file_says_its_sentence_and_harms_no_other(wizard, gbk_file, tmp_path):
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04 not a workbook at all")
    wizard.take(gbk_file, broken)
    bad = wizard.journey.entries[1]
    assert bad.look is None
    assert "broken.xlsx" in bad.error
    wizard.on(RECOGNIZED)
    assert not wizard.page.next_button.isEnabled()
    assert "broken.xlsx" in wizard.page.note.text()
    wizard.page.recognized_step.list.grid.choose_key(1)
    assert wizard.page.recognized_step.taken.isChecked()
    wizard.page.recognized_step.taken.click()
    assert wizard.page.next_button.isEnabled()


def test_a_file_is_taken_off_the_list(english, gbk_file, fake_xls):
    english.take(gbk_file, fake_xls)
    english.page.files_step.taken.links[0].click()
    english.settle()
    assert titles(english) == [(fake_xls.name, "clients")]


def test_an_import_that_was_under_way_goes_on(english, store, gbk_file):
    english.take(gbk_file)
    english.on(MAPPING)
    look = english.journey.entry.look
    english.journey.choose(look.asked.chosen.with_column("职业", ""))
    english.settle()
    english.journey.keep_as("柜台月报")
    english.journey._memory.flush()
    english.settle()
    assert unfinished(store).step == MAPPING

    english.journey.forget()  # the program ends here
    english.page._take_journey(type(english.journey)(english.window.session.runner))
    english.settle()
    card = english.page.files_step.left
    assert card.isVisible()
    card.go_on.click()
    english.settle()
    assert english.journey.step == MAPPING
    assert english.journey.recipe_name == "柜台月报"
    assert english.journey.entry.asked.chosen.columns == {"职业": ""}


def test_an_unfinished_import_is_given_up(english, store, gbk_file):
    english.take(gbk_file)
    english.journey._memory.flush()
    english.settle()
    english.page.cancel_button.click()
    english.settle()
    assert english.journey.entries == []
    assert unfinished(store) is None


def test_history_takes_an_import_back(wizard, store, gbk_file, counted):
    import_files(store, [gbk_file])
    history = wizard.page.files_step.history
    history.read()
    wizard.settle()
    assert history.current().created == 19
    assert counted() == 19
    history.take_back.click()
    dialog = wizard.page.findChild(TakeBackDialog)
    dialog.confirm.click()
    wizard.settle()
    assert counted() == 0
    assert history.current().taken_back_at is not None
    assert not history.take_back.isEnabled()


def test_sources_met_before_read_the_next_file(english, store, gbk_file, monkeypatch):
    import_files(store, [gbk_file])
    english.page.files_step.recent.read()
    english.settle()
    asked = []
    monkeypatch.setattr(english.page, "browse_for", asked.append)
    english.page.files_step.browse_asked.connect(asked.append)
    english.page.files_step.recent.buttons[0].click()
    assert "securities_counter" in asked
    assert english.journey.step == FILE


def test_a_locked_workbook_asks_for_its_password_beside_the_file(wizard, workbook, tmp_path):
    path = tmp_path / "加密.xlsx"
    path.write_bytes(locked(workbook.read_bytes(), "密码123"))
    wizard.take(path)
    taken = wizard.page.files_step.taken
    assert not wizard.page.next_button.isEnabled()
    taken.passwords[path].setText("wrong")
    taken.unlocked.emit(path, "wrong")
    wizard.settle()
    assert wizard.journey.entries[0].is_locked
    taken.passwords[path].setText("密码123")
    QTest.keyClick(taken.passwords[path], Qt.Key.Key_Return)
    wizard.settle()
    assert [kind for _title, kind in titles(wizard)] == ["clients", "contacts"]


def test_a_password_is_remembered_nowhere(english, store, workbook, tmp_path):
    path = tmp_path / "加密.xlsx"
    path.write_bytes(locked(workbook.read_bytes(), "geheim"))
    english.take(path)
    english.journey.unlock(path, "geheim")
    english.settle()
    english.journey._memory.flush()
    english.settle()
    assert "geheim" not in str(unfinished(store))
    assert {one.password for one in unfinished(store).tables} == {""}
