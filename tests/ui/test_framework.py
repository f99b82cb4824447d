"""The parts every page is built from: jobs, ticks, the big table, written values, text that stays text."""

from __future__ import annotations

import time
from array import array
from datetime import date, timedelta
from threading import Event

import pytest
from PySide6.QtCore import QItemSelectionModel, QObject, Qt
from PySide6.QtWidgets import QWidget

from crmdesk import i18n
from crmdesk.dates import local_today
from crmdesk.errors import CrmError
from ui import errors
from ui.framework.big_table import BigTable, BigTableModel, Cell, Checks, Column
from ui.framework.chips import ChipLabel, stage_chip, tier_chip
from ui.framework.jobs import Runner
from ui.framework.labels import PlainLabel, plain_tooltip
from ui.framework.palette import Choice, matching
from ui.framework.segmented import Segmented
from ui.framework.shown import HIDDEN, Shown
from ui.framework.sparkline import points


@pytest.fixture
def runner(store):
    made = Runner(store)
    yield made
    made.close()


def sleep_in_sql(connection):
    query = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 40000000) SELECT max(i) FROM n"
    return connection.exec_driver_sql(query).scalar()


def test_a_newer_read_interrupts_the_older_one(qtbot, runner):
    owner, answers = QObject(), []
    runner.read(sleep_in_sql, then=answers.append, owner=owner, key="find")
    time.sleep(0.1)
    started = time.monotonic()
    runner.read(lambda _connection: "new", then=answers.append, owner=owner, key="find")
    qtbot.waitUntil(lambda: runner.is_idle, timeout=10_000)
    assert answers == ["new"]
    assert time.monotonic() - started < 2


def test_an_interrupt_hits_no_stranger(qtbot, runner):
    """The connection goes back to the pool and answers the next question."""
    owner, answers = QObject(), []
    for number in range(20):
        runner.read(lambda _connection, n=number: n, then=answers.append, owner=owner, key="find")
    qtbot.waitUntil(lambda: runner.is_idle, timeout=10_000)
    runner.read(lambda c: c.exec_driver_sql("SELECT 42").scalar(), then=answers.append, owner=owner)
    qtbot.waitUntil(lambda: runner.is_idle, timeout=10_000)
    assert answers[-2:] == [19, 42]


def test_an_answer_for_a_page_that_is_gone_is_dropped(qtbot, runner):
    owner, answers, gate = QWidget(), [], Event()
    runner.read(lambda _connection: gate.wait(5), then=answers.append, owner=owner)
    owner.deleteLater()
    qtbot.wait(20)
    gate.set()
    qtbot.waitUntil(lambda: runner.is_idle, timeout=10_000)
    assert answers == []


def test_a_refusal_goes_to_who_asked(qtbot, runner):
    def refuse(_store):
        raise CrmError("No.", field="note")

    refused = []
    runner.write(refuse, failed=refused.append)
    qtbot.waitUntil(lambda: runner.is_idle, timeout=10_000)
    assert [(error.message, error.field) for error in refused] == [("No.", "note")]


def test_details_of_a_bug_hold_no_client_data():
    try:
        raise ValueError("张三 13800006027")
    except ValueError as error:
        details = errors.details_of(error)
    assert "ValueError" in details
    assert "test_framework.py" in details
    assert "张三" not in details


# -- ticks


def test_ticking_everything_keeps_only_the_exceptions():
    checks = Checks()
    checks.tick_everything()
    checks.toggle(7)
    assert checks.count(1_000_000) == 999_999
    assert 7 not in checks
    assert 8 in checks
    assert checks.exceptions == [7]
    checks.set_all([7, 8, 9], ticked=False)
    assert checks.of(range(5, 12)) == [5, 6, 10, 11]
    checks.clear()
    assert checks.is_empty
    checks.set_all([1, 2], ticked=True)
    assert checks.count(10) == 2
    assert checks.exceptions is None


# -- the big table

COLUMNS = (
    Column("check", "", 40, is_sortable=False),
    Column("name", "Name", 200),
    Column("note", "Note", 200, leaves=1),
)


def make_table(qtbot, count):
    asked = []

    def load(ids, then, _failed):
        asked.append(ids)
        then({one: (Cell(), Cell(f"name {one}"), Cell("note")) for one in ids})

    table = BigTable(BigTableModel(COLUMNS, load), name="clients")
    qtbot.addWidget(table)
    table.resize(500, 400)
    table.show()
    table.show_ids(array("q", range(1, count + 1)), keep_place=False)
    qtbot.wait(30)
    return table, asked


def test_only_blocks_on_screen_are_read(qtbot):
    table, asked = make_table(qtbot, 100_000)
    assert asked == [list(range(1, 101))]
    table.scrollToBottom()
    qtbot.wait(30)
    assert asked[-1] == list(range(99_901, 100_001))
    assert len(asked) <= 3


def test_the_model_keeps_qts_rules(qtbot, qtmodeltester):
    table, _asked = make_table(qtbot, 300)
    qtmodeltester.check(table.model_, force_py=True)


def test_a_million_rows_select_scroll_and_reset_quickly(qtbot):
    table, _asked = make_table(qtbot, 1_000_000)
    started = time.perf_counter()
    table.checks.tick_everything()
    table.selectionModel().select(table.model_.index(5, 1), QItemSelectionModel.SelectionFlag.ClearAndSelect)
    qtbot.wait(1)
    assert time.perf_counter() - started < 0.5
    started = time.perf_counter()
    table.show_ids(array("q", range(1_000_000, 0, -1)))
    qtbot.wait(1)
    assert time.perf_counter() - started < 1.0
    assert table.head.tick == "all"


def test_the_current_row_survives_another_order(qtbot):
    table, _asked = make_table(qtbot, 500)
    table.set_current_id(123)
    table.show_ids(array("q", range(500, 0, -1)))
    assert table.current_id() == 123
    assert table.currentIndex().row() == 377


def test_columns_leave_when_room_is_short(qtbot):
    table, _asked = make_table(qtbot, 5)
    table.resize(300, 300)
    assert table.isColumnHidden(2)
    table.resize(700, 300)
    assert not table.isColumnHidden(2)
    table.set_hidden({"note"})
    assert table.isColumnHidden(2)


def test_the_keyboard_does_everything(qtbot):
    table, _asked = make_table(qtbot, 50)
    opened = []
    table.opened.connect(opened.append)
    for key in (Qt.Key.Key_End, Qt.Key.Key_Space, Qt.Key.Key_Home, Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(table, key)
    assert table.checks.of(range(1, 51)) == [50]
    assert opened == [2]


def test_shift_click_ticks_a_run(qtbot):
    table, _asked = make_table(qtbot, 50)
    for row, held in ((2, Qt.KeyboardModifier.NoModifier), (5, Qt.KeyboardModifier.ShiftModifier)):
        place = table.visualRect(table.model_.index(row, 0)).center()
        qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, held, place)
    assert table.checks.of(range(1, 51)) == [3, 4, 5, 6]


# -- written values


@pytest.mark.parametrize(
    ("language", "days", "text", "tone"),
    [
        ("en", -6, "6 d overdue", "state.bad"),
        ("zh", -6, "逾期 6 天", "state.bad"),
        ("zh", 0, "今天", "state.warn"),
        ("zh", 1, "明天 11-25", "text.secondary"),
        ("zh", 2, "周四 11-26", "text.secondary"),
        ("en", 2, "Thu 11-26", "text.secondary"),
    ],
)
def test_due_dates_in_words(language, days, text, tone, monkeypatch):
    i18n.set_language(language)
    today = date(2026, 11, 24)
    monkeypatch.setattr("ui.framework.shown.local_today", lambda: today)
    due = Shown().due(today + timedelta(days=days))
    assert (due.text, due.tone) == (text, tone)
    assert due.icon


def test_privacy_masks_what_identifies_or_counts():
    shown = Shown()
    assert (shown.amount(61_200_000), shown.phone("13800006027")) == ("612.0 k", "138****6027")
    shown.set_private(True)
    assert {shown.amount(1), shown.whole(1), shown.phone("13800006027"), shown.masked_phone("138****6027")} == {HIDDEN}
    assert shown.exact(1) == ""
    assert shown.ago(local_today()) == "today"


def test_text_stays_text():
    label = PlainLabel("<img src=x onerror=alert(1)>")
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert "&lt;b&gt;" in plain_tooltip("<b>")


def test_chips_carry_words_and_a_warning_is_a_decline():
    assert ChipLabel(tier_chip("platinum")).accessibleName() == "Platinum"
    warning = stage_chip("maturity", is_warning=True)
    assert (warning.code, warning.text, warning.is_warning) == ("decline", "Warning", True)


def test_the_palette_matches_parts_of_words():
    commands = [Choice("Go to Clients", lambda: None), Choice("Switch light and dark", lambda: None)]
    assert [choice.text for choice in matching(commands, "dark swi")] == ["Switch light and dark"]
    assert matching(commands, "") == commands


def test_a_segment_is_chosen_by_arrow_and_click(qtbot):
    choice = Segmented((("a", "One"), ("b", "Two")), name="Outcome")
    qtbot.addWidget(choice)
    chosen = []
    choice.chosen.connect(chosen.append)
    qtbot.keyClick(choice, Qt.Key.Key_Right)
    qtbot.keyClick(choice, Qt.Key.Key_Right)
    qtbot.keyClick(choice, Qt.Key.Key_Left)
    assert chosen == ["b", "a"]
    assert choice.accessibleName() == "Outcome: One"


def test_a_sparkline_of_one_value_lies_in_the_middle():
    from PySide6.QtCore import QRectF

    line = points([5, 5, 5], QRectF(0, 0, 80, 20))
    assert [point.y() for point in line] == [10.0, 10.0, 10.0]
    assert points([0, 60], QRectF(0, 0, 80, 20))[1].y() < 5
    assert points([0, 2], QRectF(0, 0, 80, 20))[1].y() > 8
