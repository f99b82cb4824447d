"""The rows of the room of plans: every version of every plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from crmdesk.book.plan_list import PlanFilter, PlanRow, plan_ids, plan_rows
from crmdesk.codes import code_words
from crmdesk.dates import CHINA, local_today
from crmdesk.i18n import tr
from ui.client_rows import ClientRows, Query
from ui.framework.big_table import Cell, Column
from ui.framework.big_table.cells import Cells, paint_marked, paint_name
from ui.framework.big_table.model import Loaded
from ui.framework.empty import EmptyState
from ui.framework.labels import Tag
from ui.framework.page import Desk
from ui.framework.shown import NOTHING, Shown
from ui.framework.tags import paint_tag
from ui.standing_cells import stage_cell, stage_column, tier_cell, tier_column

_TAGS: dict[str, Tag] = {"draft": "warn", "approved": "ok", "superseded": "neutral"}


def plan_columns() -> tuple[Column, ...]:
    """When room is short the day of drafting leaves first, then the data date, the author, the stage."""
    return (
        Column("check", "", 40, is_sortable=False),
        Column("plan_no", tr("Plan no."), 132, starts_descending=True),
        Column("version", tr("Version"), 64, is_sortable=False),
        Column("name", tr("Client"), 128, paint_name),
        tier_column(),
        stage_column(is_sortable=False, leaves=1),
        Column("status", tr("Status"), 88, paint_tag),
        Column("period", tr("Period"), 188, paint_marked),
        Column("data_date", tr("Data date"), 96, is_sortable=False, leaves=3),
        Column("created", tr("Drafted"), 96, starts_descending=True, leaves=4),
        Column("author", tr("Author"), 88, is_sortable=False, leaves=2),
        Column("approved", tr("Approved"), 136, is_sortable=False),
    )


def plan_cells(row: PlanRow, shown: Shown, *, on: date) -> Cells:
    drafted = row.created_at.astimezone(CHINA).date()
    return (
        Cell(f"{row.plan_no} {row.version}"),
        Cell(row.plan_no, tooltip=f"{row.plan_no} {row.version} · {code_words('plan_form', row.form)}"),
        Cell(row.version, "text.secondary"),
        Cell(row.name, tooltip=f"{row.name}\n{row.client_no}"),
        tier_cell(row.tier),
        stage_cell(row.stage, row.stage_status),
        Cell(str(code_words("plan_status", row.status)), content=_TAGS[row.status]),
        _period_cell(row, on),
        Cell(shown.day(row.data_date), "text.secondary"),
        Cell(shown.short_day(drafted), "text.secondary", shown.day(drafted)),
        Cell(row.author, "text.secondary", row.author),
        _approved_cell(row, shown),
    )


def _period_cell(row: PlanRow, on: date) -> Cell:
    text = f"{row.period_from} – {row.period_to}"
    if not row.is_review_due(on):
        return Cell(text, "text.secondary")
    left = (row.period_to - on).days
    if left < 0:
        return Cell(text, "state.bad", tr("The period ended {days} days ago: draft the next version", days=-left),
                    "circle-alert")  # fmt: skip
    return Cell(text, "state.warn", tr("Review due: the period ends in {days} days", days=left), "clock")


def _approved_cell(row: PlanRow, shown: Shown) -> Cell:
    if row.approved_at is None:
        return Cell(NOTHING, "text.tertiary", tr("Not approved yet"))
    day = row.approved_at.astimezone(CHINA).date()
    return Cell(f"{row.approved_by} · {shown.short_day(day)}", "text.primary", f"{row.approved_by}\n{day}")


class PlanRows(ClientRows):
    def __init__(self, desk: Desk) -> None:
        empty = EmptyState("file-text", "", "")
        super().__init__(desk, plan_columns(), name=tr("List of plans"), empty=empty)
        self.filter = PlanFilter()
        self.sort, self.descending = "created", True

    def query(self) -> Query:
        chosen, sort, descending, on = self.filter, self.sort, self.descending, local_today()
        return lambda connection: plan_ids(connection, chosen, sort=sort, descending=descending, on=on)

    def cells(self, connection: Any, ids: Sequence[int]) -> Loaded:
        on = local_today()
        return {row.id: plan_cells(row, self.desk.shown, on=on) for row in plan_rows(connection, ids)}
