"""The rows of the next steps: every open follow-up, overdue first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from crmdesk.book.step_list import NextStep, StepFilter, step_ids, step_rows
from crmdesk.codes import code_words
from crmdesk.dates import local_today
from crmdesk.i18n import tr
from ui.client_rows import ClientRows, Query
from ui.framework.big_table import Cell, Column
from ui.framework.big_table.cells import Cells, paint_marked, paint_name
from ui.framework.big_table.model import Loaded
from ui.framework.empty import EmptyState
from ui.framework.page import Desk
from ui.framework.shown import NOTHING, Shown
from ui.standing_cells import stage_cell, stage_column, tier_cell, tier_column


def step_columns() -> tuple[Column, ...]:
    return (
        Column("check", "", 40, is_sortable=False),
        Column("due", tr("Due"), 144, paint_marked),
        Column("name", tr("Client"), 128, paint_name),
        tier_column(),
        stage_column(is_sortable=False, leaves=1),
        Column("what", tr("What"), 248, is_sortable=False),
        Column("kind", tr("Kind"), 120, is_sortable=False, leaves=4),
        Column("channel", tr("Channel"), 112, is_sortable=False, leaves=2),
        Column("attempt", tr("Attempt"), 88, starts_descending=True, leaves=3),
        Column("owner", tr("Who"), 96, is_sortable=False),
    )


def step_cells(row: NextStep, shown: Shown, *, on: date) -> Cells:
    due = shown.due(row.due_on, on=on)
    what = str(row.words)
    return (
        Cell(row.name),
        Cell(" · ".join(filter(None, [due.text, row.due_time])), due.tone, shown.day(row.due_on), due.icon),
        Cell(row.name, tooltip=f"{row.name}\n{row.client_no}"),
        tier_cell(row.tier),
        stage_cell(row.stage, row.stage_status),
        Cell(what, tooltip=what),
        Cell(str(code_words("follow_up_kind", row.kind)), "text.secondary"),
        Cell(str(code_words("contact_channel", row.channel)) if row.channel else NOTHING, "text.secondary"),
        _attempt_cell(row.attempt),
        Cell(row.who, "text.secondary", row.who),
    )


def _attempt_cell(attempt: int) -> Cell:
    if attempt < 2:
        return Cell(NOTHING, "text.tertiary")
    return Cell(tr("no. {number}", number=attempt), "state.warn", tr("{count} calls found nobody", count=attempt - 1))


class StepRows(ClientRows):
    def __init__(self, desk: Desk) -> None:
        empty = EmptyState("calendar-check", "", "")
        super().__init__(desk, step_columns(), name=tr("List of next steps"), empty=empty)
        self.filter = StepFilter()
        self.sort = "due"
        self.give_room_to("what")

    def query(self) -> Query:
        chosen, sort, descending, on = self.filter, self.sort, self.descending, local_today()
        return lambda connection: step_ids(connection, chosen, sort=sort, descending=descending, on=on)

    def cells(self, connection: Any, ids: Sequence[int]) -> Loaded:
        on = local_today()
        return {row.id: step_cells(row, self.desk.shown, on=on) for row in step_rows(connection, ids)}
