"""The columns of the client list and what a client shows in each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from crmdesk.dates import local_today
from crmdesk.i18n import tr
from ui.framework.big_table import Cell, Column, paint_text
from ui.framework.big_table.cells import Cells, paint_marked, paint_name, paint_number
from ui.framework.shown import Shown
from ui.framework.sparkline import paint_sparkline
from ui.standing_cells import stage_cell, stage_column, tier_cell, tier_column

if TYPE_CHECKING:
    from crmdesk.book.client_list import ClientRow

_KIND_ICONS = {"organisation": "database", "product": "layers"}


def _paint_trend(painter: QPainter, cell: Cell, box: QRectF, _is_current: bool) -> None:  # noqa: FBT001
    values, is_declining = cell.content or ((), False)
    paint_sparkline(painter, values, box, is_declining=is_declining)


def client_columns() -> tuple[Column, ...]:
    """In the order of the list; when room is short the contribution leaves first, then the manager."""
    return (
        Column("check", "", 40, is_sortable=False),
        Column("name", tr("Name"), 128, paint_name),
        tier_column(),
        stage_column(),
        Column("assets", tr("Avg. assets"), 104, paint_number, is_right=True, starts_descending=True),
        Column("trend", tr("Trend"), 96, _paint_trend, is_sortable=False, leaves=1),
        Column("contribution", tr("Income, 12 m"), 108, paint_number, is_right=True, leaves=3, starts_descending=True),
        Column("last_contact", tr("Last contact"), 92, paint_number, is_right=True, starts_descending=True),
        Column("next_contact", tr("Next contact"), 124, paint_marked),
        Column("manager", tr("Manager"), 84, paint_text, leaves=2),
    )


def client_cells(row: ClientRow, shown: Shown) -> Cells:
    """Made once per row when its block arrives, in the reader thread."""
    today = local_today()
    due = shown.due(row.next_contact_on, on=today)
    return (
        Cell(row.name),
        Cell(row.name, tooltip=f"{row.name}\n{row.client_no}", icon=_KIND_ICONS.get(row.kind, "")),
        tier_cell(row.tier),
        stage_cell(row.stage, row.stage_status),
        Cell(shown.amount(row.assets), _tone(row.assets), shown.exact(row.assets)),
        _trend_cell(row),
        Cell(shown.whole(row.contribution), _tone(row.contribution), shown.exact(row.contribution)),
        Cell(shown.ago(row.last_contact_on, on=today), "text.secondary", shown.day(row.last_contact_on)),
        Cell(due.text, due.tone, shown.day(row.next_contact_on) if row.next_contact_on else "", due.icon),
        Cell(row.manager, "text.secondary", row.manager),
    )


def _tone(value: int | None) -> str:
    return "text.tertiary" if value is None else "text.primary"


def _trend_cell(row: ClientRow) -> Cell:
    if len(row.trend) < 2:
        return Cell()
    moved = row.trend[-1] - row.trend[0]
    word = tr("rising") if moved > 5 else tr("falling") if moved < -5 else tr("steady")
    return Cell(word, tooltip=tr("Month-end assets of the last 13 months: {word}", word=word),
                content=(row.trend, row.stage == "decline"))  # fmt: skip
