"""The fourth page: everything is shown before anything is written, and what is doubtful has to be looked at."""

from __future__ import annotations

import csv

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from sqlalchemy import select

from crmdesk.errors import CrmError
from crmdesk.identify.importing import batches, set_trust, trusts
from crmdesk.identify.tables import FORM_TABLES, client
from tests.ui.importing.conftest import HEADER, MAPPING, RESULT, TRIAL, row, text_of
from ui.framework.labels import PlainLabel


def rows_of(grid):
    """The texts of the first three cells of every row shown."""
    return [[cell.text for cell in one.cells[:3]] for one in grid.model_.rows]


def mobiles(store):
    person = FORM_TABLES["person"]
    with store.read() as connection:
        query = select(client.c.client_no, person.c.mobile).join(person, person.c.client_id == client.c.id)
        return dict(connection.execute(query).all())


@pytest.fixture
def other_source(tmp_path):
    """The same people as another system knows them: other phones."""
    path = tmp_path / "企微.csv"
    header = ["客户号", "姓名", "身份证号", "手机"]
    rows = [[f"W{at}", row(at)[1], row(at)[2], f"1370013{at:04d}"] for at in range(3)]
    path.write_text(text_of(header, rows), "utf-8")
    return path


def test_updates_stand_field_by_field_with_old_and_new(wizard, qtbot, known_clients, gbk_file, counted):
    wizard.take(gbk_file)
    page = wizard.on(TRIAL).trial_step
    assert counted() == 20
    assert page.equation.is_reconciled
    grid = page.grids["updates"]
    assert grid.isVisible()
    assert [one[0].split("  ")[1] for one in rows_of(grid)] == ["×5"]
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    shown = rows_of(grid)
    assert len(shown) == 6
    assert shown[1][1:] == ["139****0000", "138****0000"]
    source = grid.model_.rows[1].cells[3]
    assert source.content == 3
    qtbot.keyClick(grid, Qt.Key.Key_Left)
    assert len(rows_of(grid)) == 1


def test_rejected_rows_stand_by_reason_and_are_saved(english, gbk_file, tmp_path, monkeypatch):
    english.take(gbk_file)
    page = english.on(TRIAL).trial_step
    page.views.chosen.emit("rejects")
    reasons = [one.cells[0] for one in page.grids["rejects"].model_.rows]
    assert reasons[0].tone == "state.bad"
    assert "×1" in reasons[0].text
    target = tmp_path / "rejected.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), ""))
    english.page.rejects_button.click()
    english.settle()
    saved = list(csv.reader(target.read_text("utf-8-sig").splitlines()))
    assert saved[0][: len(HEADER)] == HEADER
    assert len(saved) == 2


def test_nothing_is_written_when_it_is_given_up(english, gbk_file, counted, store):
    english.take(gbk_file)
    english.on(TRIAL)
    english.page.cancel_button.click()
    english.settle()
    assert counted() == 0
    with store.read() as connection:
        assert batches(connection) == []


def test_alt_right_never_writes(english, gbk_file, counted):
    english.take(gbk_file)
    english.on(TRIAL)
    english.page.step_on()
    english.settle()
    assert counted() == 0
    assert english.page.next_button.hasFocus()


def test_kept_values_are_taken_field_by_field(wizard, store, known_clients, other_source):
    before = mobiles(store)
    wizard.take(other_source)
    wizard.journey.say_source("wecom")
    wizard.journey.trust["wecom", ""] = 1
    page = wizard.on(TRIAL).trial_step
    assert wizard.journey.trial.report.conflict_count == 3
    page.views.chosen.emit("conflicts")
    grid = page.grids["conflicts"]
    assert grid.model_.rows[0].cells[2].content == "none"
    grid.ticked.emit(0)
    wizard.settle()
    assert wizard.journey.trial.report.conflict_count == 0
    assert sum(one.count for one in wizard.journey.trial.report.updates) >= 3
    assert mobiles(store) == before
    wizard.write()
    assert list(mobiles(store).values())[:3] == ["13700130000", "13700130001", "13700130002"]


def test_trust_is_set_on_the_page_and_kept_with_the_import(english, store, known_clients, other_source):
    english.take(other_source)
    english.journey.say_source("wecom")
    page = english.on(TRIAL).trial_step
    choice = page.trusts.choices["wecom"]
    choice.choose("1")
    english.settle()
    assert english.journey.trial.report.conflict_count == 3
    page.trusts.choices["wecom"].choose("5")
    english.settle()
    assert english.journey.trial.report.conflict_count == 0
    with store.read() as connection:
        assert "wecom" not in {one.source for one in trusts(connection) if one.is_set}
    english.write()
    with store.read() as connection:
        assert ("wecom", "", 5) in [(one.source, one.field, one.value) for one in trusts(connection) if one.is_set]


def test_a_suspicious_jump_has_to_be_ticked(wizard, tmp_path, store, counted):
    header = [*HEADER, "资金账号", "总资产", "数据日期"]
    first, second = tmp_path / "九月.csv", tmp_path / "十月.csv"
    for path, factor, day in ((first, 1, "20260930"), (second, 100, "20261031")):
        rows = [[*row(at), f"51{at:08d}", f"{factor * 300_000:.2f}", day] for at in range(12)]
        path.write_bytes(text_of(header, rows).encode("gb18030"))
    wizard.take(first)
    wizard.write()
    wizard.page.next_button.click()
    wizard.take(second)
    wizard.on(TRIAL)
    assert wizard.page.trial_step.jumps.isVisible()
    assert not wizard.page.next_button.isEnabled()
    assert wizard.page.note.text()
    wizard.tick_jumps()
    assert wizard.page.next_button.isEnabled()
    wizard.on(RESULT)


def test_a_year_of_birth_that_changes_shows_its_year(english, tmp_path, known_clients):
    header = [*HEADER[:2], "出生日期"]
    first, second = tmp_path / "甲.csv", tmp_path / "乙.csv"
    for path, year in ((first, 1970), (second, 1971)):
        path.write_bytes(text_of(header, [[*row(at)[:2], f"{year}-05-06"] for at in range(12)]).encode("gb18030"))
    english.take(first)
    english.write()
    english.page.next_button.click()
    english.take(second)
    page = english.on(TRIAL).trial_step
    shown = " ".join(label.text() for label in page.jumps.findChildren(PlainLabel))
    assert "1970 → 1971" in shown


def test_a_stopped_dry_run_can_be_made_again(english, gbk_file, counted):
    english.take(gbk_file)
    english.on(MAPPING)
    english.page.next_button.click()
    english.page.cancel_button.click()
    english.settle()
    assert counted() == 0
    assert english.page.trial_step.waiting.isVisible() or english.journey.trial is not None
    english.page.go_back()
    english.settle()
    english.on(TRIAL)
    english.write()
    assert counted() == 19


def test_what_the_store_refuses_is_said_at_the_foot(english, gbk_file):
    english.take(gbk_file)
    english.on(MAPPING)
    gbk_file.unlink()
    english.page.next_button.click()
    english.settle()
    assert gbk_file.name in english.page.note.text()
    assert english.journey.trial is None


def test_a_trust_out_of_range_is_refused(store):
    with pytest.raises(CrmError):
        set_trust(store, "counter", "", 9)
