"""The rows of the contact log, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from crmdesk.book.contact_list import ContactFilter, ContactRow, contact_ids, contact_rows
from crmdesk.codes import code_words
from crmdesk.dates import CHINA
from crmdesk.i18n import tr
from ui.client_rows import ClientRows, Query
from ui.framework.big_table import Cell, Column
from ui.framework.big_table.cells import Cells, paint_name, paint_number
from ui.framework.big_table.model import Loaded
from ui.framework.empty import EmptyState
from ui.framework.icons import paint_icon
from ui.framework.page import Desk
from ui.framework.shown import NOTHING, Shown
from ui.standing_cells import tier_cell, tier_column

#: Rows shown before all are read.
_GLIMPSE = 200


def _paint_mark(painter: QPainter, cell: Cell, box: QRectF, _is_current: bool) -> None:  # noqa: FBT001
    """Whether it counts, where other lists have their tick."""
    paint_icon(painter, cell.icon, QRectF(box.left() + 9, box.center().y() - 7, 14, 14), cell.tone)


def contact_columns() -> tuple[Column, ...]:
    return (
        Column("mark", "", 40, _paint_mark, is_sortable=False),
        Column("at", tr("When"), 112, starts_descending=True),
        Column("name", tr("Client"), 128, paint_name),
        tier_column(is_sortable=False, leaves=1),
        Column("channel", tr("Channel"), 128, is_sortable=False),
        Column("outcome", tr("Outcome"), 160, is_sortable=False),
        Column("minutes", tr("Minutes"), 72, paint_number, is_right=True, is_sortable=False, leaves=2),
        Column("by", tr("Logged by"), 96, is_sortable=False, leaves=3),
        Column("note", tr("Note"), 240, is_sortable=False),
    )


def contact_cells(row: ContactRow, shown: Shown) -> Cells:
    at = row.at.astimezone(CHINA)
    return (
        Cell(_effect(row), "state.ok" if row.is_effective else "text.tertiary", _effect(row), _icon(row)),
        Cell(f"{shown.short_day(at.date())} {at:%H:%M}", "text.primary", f"{at:%Y-%m-%d %H:%M}"),
        Cell(row.name, tooltip=f"{row.name}\n{row.client_no}"),
        tier_cell(row.tier),
        _channel_cell(row),
        _outcome_cell(row),
        Cell(NOTHING if row.minutes is None else f"{row.minutes}", "text.secondary"),
        Cell(row.created_by, "text.secondary", row.created_by),
        Cell(" ".join(row.note.split()) or NOTHING, "text.primary" if row.note else "text.tertiary", row.note),
    )


def _icon(row: ContactRow) -> str:
    return "circle-check" if row.is_effective else "minus"


def _outcome_cell(row: ContactRow) -> Cell:
    words = str(code_words("contact_outcome", row.outcome))
    return Cell(words, "text.primary" if row.is_effective else "text.secondary", _effect(row))


def _channel_cell(row: ContactRow) -> Cell:
    direction = str(code_words("contact_direction", row.direction))
    return Cell(str(code_words("contact_channel", row.channel)), "text.secondary", direction)


def _effect(row: ContactRow) -> str:
    return tr("Counts as an effective contact") if row.is_effective else tr("Does not count as an effective contact")


class ContactRows(ClientRows):
    def __init__(self, desk: Desk) -> None:
        empty = EmptyState("phone", "", "")
        super().__init__(desk, contact_columns(), name=tr("Contact log"), empty=empty)
        self.filter = ContactFilter()
        self.sort, self.descending = "at", True

    def query(self, limit: int | None = None) -> Query:
        chosen, sort, descending = self.filter, self.sort, self.descending
        return lambda connection: contact_ids(connection, chosen, sort=sort, descending=descending, limit=limit)

    def glimpse(self) -> Query | None:
        """In the order of time the index gives the newest at once; a million take a second."""
        return self.query(_GLIMPSE) if self.sort == "at" and self.filter.since is None else None

    def cells(self, connection: Any, ids: Sequence[int]) -> Loaded:
        return {row.id: contact_cells(row, self.desk.shown) for row in contact_rows(connection, ids)}
