"""Tables over several pages: where they part, what is repeated."""

from __future__ import annotations

import pytest

from crmdesk.print.blocks import Para, Space
from crmdesk.print.flow import Flow, Group
from crmdesk.print.house import CAPTION, CELL, CELL_HEAD, FRAME_WIDTH, SUBHEAD
from crmdesk.print.table import Cell, Column, Row, Table, plain_rows


def table(count, *, total=False, text="文字"):
    rows = [Row([Cell((Para(f"A{n}", CELL),)), Cell((Para(text, CELL),))], label=f"A{n}") for n in range(1, count + 1)]
    if total:
        rows.append(Row([Cell((Para("合计", CELL),)), Cell(())], is_total=True))
    columns = [Column((Para("编号", CELL_HEAD),), 20), Column((Para("内容", CELL_HEAD),))]

    def notes(rest):
        return (Para(f"续下页（{rest[0].label}）", CAPTION),), (Para("行动（续）", SUBHEAD),)

    return Table(columns=columns, rows=rows, continued=notes)


def parts_of(given, *, used=0.0, height=300.0):
    flow = Flow(FRAME_WIDTH, height)
    flow.add(Group([*([Space(size=used)] if used else []), given]))
    return [block.block for page in flow.pages for block in page.placed if isinstance(block.block, Table)]


@pytest.mark.parametrize("count", range(6, 60))
def test_at_least_two_rows_stay_on_each_side(count):
    parts = parts_of(table(count))
    assert sum(len(part.rows) for part in parts) == count
    assert all(len(part.rows) >= 2 for part in parts)
    assert [row.label for part in parts for row in part.rows] == [f"A{n}" for n in range(1, count + 1)]


@pytest.mark.parametrize("count", range(6, 40))
def test_a_total_takes_the_row_above_with_it(count):
    last = parts_of(table(count, total=True))[-1]
    assert last.rows[-1].is_total
    assert len(last.rows) >= 3


def test_both_parts_say_that_they_belong_together():
    first, second = parts_of(table(20))
    assert "A" in first.footing[0].spans[0].text
    assert second.heading[0].spans[0].text == "行动（续）"
    assert second.table_head_height(FRAME_WIDTH) == first.table_head_height(FRAME_WIDTH) > 0


@pytest.mark.parametrize("used", range(0, 300, 7))
def test_no_part_leaves_its_page(used):
    flow = Flow(FRAME_WIDTH, 300)
    flow.add(Group([Space(size=used), table(25, text="长" * 90)]))
    for page in flow.pages:
        for placed in page.placed:
            assert placed.top + placed.block.height(FRAME_WIDTH) <= 300.1


def test_a_small_table_is_not_torn():
    assert len(parts_of(table(5), used=230)) == 1


def test_rows_are_whole_units_high():
    heights = table(3, text="长" * 100).row_heights(FRAME_WIDTH)
    assert all(height % 3.5 == pytest.approx(0) for height in heights)
    assert table(1).row_heights(FRAME_WIDTH) == [17.5]


def test_text_after_a_number_stands_further_right():
    columns = [Column((), 30, "r"), Column((), 30, "l"), Column((), 30, "l")]
    places = Table(columns=columns, rows=plain_rows([])).places(FRAME_WIDTH)
    assert places[1][0] - (places[0][0] + places[0][1]) == pytest.approx(14)
    assert places[2][0] - (places[1][0] + places[1][1]) == pytest.approx(6)


def test_a_ghost_keeps_the_room_of_the_other_copy():
    long = (Para("很长的内部说明" * 20, CELL),)
    short = (Para("短", CELL),)
    assert Cell(short, long).height(100) == Cell(long, short).height(100)
