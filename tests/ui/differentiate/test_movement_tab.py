"""The matrix between two month-ends: what is drawn adds up, and every cell opens its clients."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt

from crmdesk.differentiate.cube import classified_days
from crmdesk.differentiate.movement import growth_report, migration, tiers
from tests.differentiate.test_movement import MOVES
from ui.differentiate.movement.growth_table import GrowthTable, growth_cells
from ui.differentiate.movement.matrix import MoveMatrix, Moves
from ui.differentiate.movement.month_range import MonthRange
from ui.differentiate.movement.movement_tab import compared
from ui.differentiate.overview.stage_flow import StageFlow


@pytest.fixture
def published(qtbot):
    made = MoveMatrix()
    qtbot.addWidget(made)
    made.show_moves(Moves("tier", tiers(), MOVES, "Lost"), shares=False)
    made.resize(900, made.sizeHint().height())
    return made


def visible(tab, kind):
    return next(one for one in tab.findChildren(kind) if one.isVisible())


def click(qtbot, picture, key):
    qtbot.mouseClick(picture, Qt.MouseButton.LeftButton, pos=picture.spot_of(key).box.center().toPoint())


def test_the_published_matrix(published):
    """§7.4 of the domain: the counts as they are printed, and the share that moved out of each tier."""
    assert published.cell_text("silver", "gold") == "1,105"
    assert published.cell_text("private", "base") == "·"
    assert published.moved_share("silver") == "8.1%"
    assert [published._moves.before(tier) for tier in tiers()] == [65_000, 33_764, 9_370, 3_540, 904, 149]
    assert [published._moves.after(tier) for tier in tiers()] == [66_188, 39_460, 10_125, 3_749, 976, 181]
    assert (published._moves.before(None), published._moves.after(None)) == (8_722, 770)


def test_shares_are_of_the_row(published):
    published.show_moves(published._moves, shares=True)
    assert published.cell_text("silver", "silver") == "91.9%"
    assert published.cell_text(None, "silver") == "4,908"


def test_up_and_down_have_a_shape_beside_the_colour(published):
    directions = {pair: published._moves.direction(*pair) for pair in MOVES}
    assert directions["silver", "gold"] == "up"
    assert directions["gold", "silver"] == "down"
    assert directions["gold", "gold"] == "same"
    assert directions["gold", None] == directions[None, "gold"] == "edge"
    assert not published.grab().isNull()


def test_the_table_of_tiers_is_the_published_one():
    report = growth_report(MOVES)
    cells = {row.tier: growth_cells(row) for row in report.rows}
    assert cells["silver"] == [
        *("33,764", "4,908", "3,532", "2,691", "53", "39,460", "+5,696", "+16.87%", "91.87%"),
    ]
    assert cells["private"][7] == "+21.48%*"
    assert growth_cells(report.total, is_total=True)[5:] == ["120,679", "+7,952", "+7.05%", "92.72%"]


def test_a_cell_opens_who_moved(qtbot, room, listed, store):
    matrix = visible(room("movement"), MoveMatrix)
    key, count = max(
        ((pair, n) for pair, n in matrix._moves.counts.items() if matrix._moves.direction(*pair) == "up"),
        key=lambda item: item[1],
    )
    click(qtbot, matrix, key)
    ids, chosen = listed()
    assert len(ids) == count
    (chip,) = chosen.describe()
    assert chip.label.en == "List"
    with store.read() as connection:
        days = sorted(classified_days(connection))
        assert ids == set(migration(connection, days[0], days[-1]).tier_clients(*key))


def test_the_flow_of_stages_is_of_the_same_days(qtbot, room, listed):
    tab = room("movement")
    flow, (_tiers, stages) = visible(tab, StageFlow), [m for m in tab.findChildren(MoveMatrix) if m.isVisible()]
    drawn = {pair: n for pair, n in stages._moves.counts.items() if pair[0] and pair[1] and pair[0] != pair[1]}
    assert flow._moves == drawn
    assert sum(flow._clients.values()) == sum(stages._moves.after(stage) for stage in stages._moves.codes)
    click(qtbot, flow, "decline")
    ids, _chosen = listed()
    assert len(ids) == flow._clients["decline"]


def test_another_month_is_chosen_on_the_ribbon(qtbot, room, settled, window):
    tab = room("movement")
    ribbon = visible(tab, MonthRange)
    days = ribbon._days
    assert (ribbon.first, ribbon.second) == (days[0], days[-1])
    click(qtbot, ribbon, days[1])
    settled(window)
    assert (tab.months.first, tab.months.second) == (days[1], days[-1])
    table = visible(tab, GrowthTable)
    assert "Silver" in table.accessibleName()
    assert tab.tab_state()["first"] == days[1].isoformat()


def test_the_nearer_end_moves(qtbot):
    ribbon = MonthRange()
    qtbot.addWidget(ribbon)
    days = [date(2026, month, 28) for month in range(1, 11)]
    ribbon.show_days(days, days[2], days[8])
    found = []
    ribbon.ranged.connect(lambda *ends: found.append(ends))
    for chosen in (0, 4, 7, 9, 2):
        ribbon.chosen.emit(days[chosen])
    assert [(a.month, b.month) for a, b in found] == [(1, 9), (5, 9), (3, 8), (3, 10)]


def test_the_days_that_are_compared_first():
    days = [date(2026, month, 28) for month in (10, 9, 8)]
    assert compared(days, days[0], (None, None)) == (days[2], days[0])
    assert compared(days, days[1], (None, None)) == (days[2], days[1])
    assert compared(days, days[2], (None, None)) == (None, None)
    assert compared(days, days[0], (days[1], days[0])) == (days[1], days[0])
    assert compared([], None, (None, None)) == (None, None)


def test_the_keyboard_stays_on_the_ribbon_of_days(qtbot, room, window, settled):
    tab = room("movement")
    ribbon = visible(tab, MonthRange)
    ribbon.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Space):
        qtbot.keyClick(ribbon, key)
    settled(window)
    assert ribbon.first == ribbon._days[1]
    assert ribbon.hasFocus()


def test_alt_left_leads_back_to_the_matrix(qtbot, room, listed, window, settled):
    matrix = visible(room("movement"), MoveMatrix)
    click(qtbot, matrix, ("gold", "gold"))
    listed()
    qtbot.keyClick(window.workplace.page().list.table, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    settled(window)
    assert window.workplace.page().name == "differentiate"
