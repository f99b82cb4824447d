"""The second and third page: how a table is read, which column fills which field, what its codes mean."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from crmdesk.identify.importing.kept_recipes import kept_recipes
from tests.ui.importing.conftest import HEADER, MAPPING, RECOGNIZED, RESULT, row, text_of
from tests.ui.typing import commit_text


def cells_of(grid, row_number):
    return [cell.text for cell in grid.model_.rows[row_number].cells]


def choose(editor, text):
    """Type into a combo box and confirm with Enter."""
    editor.lineEdit().setFocus()
    editor.lineEdit().selectAll()
    commit_text(editor.lineEdit(), text)
    QTest.keyClick(editor.lineEdit(), Qt.Key.Key_Return)


def test_what_was_recognized_stands_there(wizard, gbk_file):
    wizard.take(gbk_file)
    page = wizard.on(RECOGNIZED).recognized_step
    assert page.card.encoding.value() == "gb18030"
    assert page.card.separator.value() == ","
    assert page.card.kind.value() == "clients"
    assert page.card.recipe.value() == "securities_counter"
    assert page.card.header_row.value() == 2
    assert page.card.day.text() == "2026-10-31"
    grid = page.preview
    assert [column.title for column in grid.model_.columns][1:] == HEADER
    assert cells_of(grid, 0)[:2] == ["3", "****0000"]
    bad = grid.model_.rows[7].cells[1 + HEADER.index("手机号码")]
    assert bad.content == "state.bad.soft"
    assert "12" in bad.tooltip


def test_another_encoding_shows_at_once(english, gbk_file):
    english.take(gbk_file)
    page = english.on(RECOGNIZED).recognized_step
    choose(page.card.encoding, "Big5")
    english.settle()
    assert "客户姓名" not in english.journey.entry.look.ready.table.columns
    assert english.journey.entry.error
    page.card.again.click()
    english.settle()
    assert page.card.encoding.value() == "gb18030"
    assert page.preview.model_.columns[2].title == "客户姓名"


def test_the_header_is_moved(english, tmp_path):
    path = tmp_path / "odd.csv"
    lines = ["谁,号,什么", "甲,乙,丙", "张三,A1,x", "李四,A2,y"]
    path.write_text("\n".join(lines), "utf-8")
    english.take(path)
    entry = english.journey.entries[0]
    assert entry.error
    english.page.journey.go(RECOGNIZED)
    page = english.page.recognized_step
    page.card.header_row.setValue(1)
    page.card.header_row.editingFinished.emit()
    english.settle()
    page.card.header_row.setValue(2)
    english.settle()
    assert english.journey.entry.look.ready.table.columns == ("甲", "乙", "丙")
    assert english.journey.why_not_on()


def test_a_header_of_two_rows_is_recognized_and_may_be_said(english, tmp_path):
    path = tmp_path / "two.csv"
    lines = ["客户资料,,资产,", "客户号,姓名,总资产,资金余额", "A1,张三,100.00,1.00"]
    path.write_text("\n".join(lines), "utf-8")
    english.take(path)
    page = english.on(RECOGNIZED).recognized_step
    page.card.header_row.setValue(1)
    english.settle()
    page.card.header_rows.choose("2")
    english.settle()
    assert english.journey.entry.look.ready.table.header_rows == (1, 2)
    assert page.card.header_rows.value == "2"
    assert page.card.header_row.value() == 1
    assert english.journey.entry.look.rows_read == 1
    page.card.header_row.setValue(2)
    page.card.header_rows.choose("1")
    english.settle()
    assert english.journey.entry.look.ready.table.columns == ("客户号", "姓名", "总资产", "资金余额")


def test_what_cannot_be_read_stands_beside_its_field_and_stays(english, gbk_file):
    english.take(gbk_file)
    card = english.on(RECOGNIZED).recognized_step.card
    choose(card.encoding, "Klingon")
    assert card.fields[card.encoding].error()
    assert card.encoding.typed() == "Klingon"
    card.day.setText("2026-13-45")
    card.day.editingFinished.emit()
    assert english.journey.entry.asked.chosen.encoding == ""
    choose(card.encoding, "UTF-8")
    assert not card.fields[card.encoding].error()
    assert card.fields[card.day].error()


def test_needed_columns_are_said_and_a_column_is_given_its_field(wizard, tmp_path):
    path = tmp_path / "names.csv"
    path.write_text(
        text_of(["编码", "姓名", "手机"], [["X1", "张三", "13800138000"], ["X2", "李四", "13800138001"]]), "utf-8"
    )
    wizard.take(path)
    wizard.page.journey.go(MAPPING)
    page = wizard.page.mapping_step
    assert not wizard.page.next_button.isEnabled()
    page.grid.choose_key("编码")
    choose(page.panel.field, "client_no")
    wizard.settle()
    assert wizard.journey.entry.look.missing == ()
    assert wizard.page.next_button.isEnabled()
    assert page.grid.hasFocus() or page.grid.currentIndex().row() == 0


def test_a_wrong_field_is_refused_beside_its_field(english, gbk_file):
    english.take(gbk_file)
    page = english.on(MAPPING).mapping_step
    page.grid.choose_key("职业")
    choose(page.panel.field, "no such field")
    assert page.panel._labelled.error()
    assert english.journey.entry.asked.chosen.columns == {}


def test_texts_of_a_code_column_are_counted_and_given_a_meaning(wizard, tmp_path, store):
    path = tmp_path / "风险.csv"
    rows = [row(at, risk="随缘型" if at < 4 else "C2") for at in range(6)]
    path.write_bytes(text_of(HEADER, rows).encode("gb18030"))
    wizard.take(path)
    page = wizard.on(MAPPING).mapping_step
    page.grid.choose_key("风险等级")
    column = next(one for one in wizard.journey.entry.look.columns if one.name == "风险等级")
    assert [(one.text, one.count, one.code) for one in column.meanings] == [("随缘型", 4, ""), ("C2", 2, "C2")]
    choose(page.panel.meanings["随缘型"], "C4")
    wizard.settle()
    column = next(one for one in wizard.journey.entry.look.columns if one.name == "风险等级")
    assert {one.text: one.code for one in column.meanings} == {"随缘型": "C4", "C2": "C2"}
    assert column.certainty == pytest.approx(1.0)


def test_a_recipe_is_kept_and_reads_the_next_file(english, store, tmp_path):
    header = ["代号", "称谓", "移动"]
    first, second = tmp_path / "一月.csv", tmp_path / "二月.csv"
    first.write_text(text_of(header, [["Z1", "张三", "13800138000"]]), "utf-8")
    second.write_text(text_of(header, [["Z1", "张三", "13800138009"]]), "utf-8")
    english.take(first)
    english.page.journey.go(RECOGNIZED)
    card = english.page.recognized_step.card
    card.header_row.setValue(2)
    english.settle()
    card.header_row.setValue(1)
    english.settle()
    choose(card.kind, "clients")
    english.settle()
    english.page.journey.go(MAPPING)
    page = english.page.mapping_step
    for column, field in (("代号", "client_no"), ("称谓", "name"), ("移动", "mobile")):
        page.grid.choose_key(column)
        choose(page.panel.field, field)
        english.settle()
    page.recipe.source.setText("小系统")
    page.recipe.source.editingFinished.emit()
    page.recipe.keep.click()
    assert english.page.note.text() == "Give the recipe a name."
    commit_text(page.recipe.recipe_name, "小系统日报")
    english.write()
    with store.read() as connection:
        kept = kept_recipes(connection)
    assert [(one.name, one.source) for one in kept] == [("小系统日报", "小系统")]

    english.page.next_button.click()
    english.take(second)
    look = english.journey.entries[0].look
    assert look.recipe.name == "小系统日报"
    assert {one.name: one.field for one in look.columns} == {"代号": "client_no", "称谓": "name", "移动": "mobile"}
    english.on(RESULT)
    assert english.journey.written.files[0].updated == 1


def test_enter_goes_to_the_field_and_back(english, qtbot, gbk_file):
    english.take(gbk_file)
    page = english.on(MAPPING).mapping_step
    page.grid.setFocus()
    page.grid.choose_key("职业")
    qtbot.keyClick(page.grid, Qt.Key.Key_Return)
    assert page.panel.field.lineEdit().hasFocus()
