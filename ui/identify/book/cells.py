"""The columns of the client list and what a client shows in each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from crmdesk.codes import code_words
from crmdesk.dates import local_today
from crmdesk.i18n import tr
from ui.framework.big_table import Cell, Column, paint_text
from ui.framework.big_table.cells import Cells, paint_marked, paint_name, paint_number
from ui.framework.shown import HIDDEN, NOTHING, Shown
from ui.framework.sparkline import paint_sparkline
from ui.standing_cells import stage_cell, stage_column, tier_cell, tier_column

if TYPE_CHECKING:
    from crmdesk.book.client_list import ClientRow
    from crmdesk.book.columns import ListColumn

_KIND_ICONS = {"organisation": "database", "product": "layers"}
_RIGHT = frozenset({"money", "int", "tenths"})
_WIDTHS = {"money": 104, "int": 72, "tenths": 72, "date": 96, "bool": 72, "code": 112, "multi": 160, "text": 140}
CHECK = "check"


def _paint_trend(painter: QPainter, cell: Cell, box: QRectF, _is_current: bool) -> None:  # noqa: FBT001
    values, is_declining = cell.content or ((), False)
    paint_sparkline(painter, values, box, is_declining=is_declining)


def drawn_columns() -> tuple[Column, ...]:
    """What the list shows by itself; when room is short the contribution leaves first, then the manager."""
    return (
        Column(CHECK, "", 40, is_sortable=False),
        Column("name", tr("Name"), 128, paint_name),
        tier_column(),
        stage_column(),
        Column("assets", tr("Avg. assets"), 104, paint_number, is_right=True, starts_descending=True),
        Column("trend", tr("Trend"), 96, _paint_trend, is_sortable=False, leaves=1),
        Column("contribution", tr("Income, 12 m"), 108, paint_number, is_right=True, leaves=3, starts_descending=True),
        Column("last_contact", tr("Last contact"), 92, paint_number, is_right=True, starts_descending=True),
        Column("next_contact", tr("Next contact"), 124, paint_marked),
        Column("manager", tr("Manager"), 84, paint_text, leaves=2, is_editable=True),
    )


def columns_of(chosen: Sequence[tuple[str, int]]) -> tuple[Column, ...]:
    """The columns a view names, (key, width), behind the ticks; those the list shows by itself when it names none."""
    drawn = {column.key: column for column in drawn_columns()}
    if not chosen:
        return tuple(drawn.values())
    made = [replace(drawn[key], leaves=0) if key in drawn else plain_column(key) for key, _width in chosen]
    sized = [replace(one, width=width or one.width) for one, (_key, width) in zip(made, chosen, strict=True)]
    return (drawn[CHECK], *sized)


def plain_column(key: str) -> Column:
    """A column that shows a stored value as words."""
    from crmdesk.book.columns import list_columns
    from crmdesk.identify.bulk_change import bulk_fields

    column = list_columns()[key]
    is_right = column.kind in _RIGHT
    is_editable = key in bulk_fields() or (column.field is not None and not column.field.is_read_only)
    paint = paint_number if is_right else paint_text
    return Column(
        key,
        str(column.label),
        _WIDTHS.get(column.kind, 120),
        paint,
        is_right=is_right,
        starts_descending=is_right,
        is_editable=is_editable,
    )


def is_plain(key: str) -> bool:
    """Whether a column shows a stored value that has to be read besides the row."""
    return key not in {column.key for column in drawn_columns()}


def row_cells(row: ClientRow, values: Mapping[str, Any], columns: Sequence[Column], shown: Shown) -> Cells:
    """Made once per row when its block arrives, in the reader thread. ``values`` of the plain columns by key."""
    from crmdesk.book.columns import list_columns

    drawn = _drawn_cells(row, shown)
    return tuple(
        drawn[column.key] if column.key in drawn else value_cell(list_columns()[column.key], values[column.key], shown)
        for column in columns
    )


def _drawn_cells(row: ClientRow, shown: Shown) -> dict[str, Cell]:
    today = local_today()
    due = shown.due(row.next_contact_on, on=today)
    return {
        CHECK: Cell(row.name),
        "name": Cell(row.name, tooltip=f"{row.name}\n{row.client_no}", icon=_KIND_ICONS.get(row.kind, "")),
        "tier": tier_cell(row.tier),
        "stage": stage_cell(row.stage, row.stage_status),
        "assets": Cell(shown.amount(row.assets), _tone(row.assets), shown.exact(row.assets)),
        "trend": _trend_cell(row),
        "contribution": Cell(shown.whole(row.contribution), _tone(row.contribution), shown.exact(row.contribution)),
        "last_contact": Cell(
            shown.ago(row.last_contact_on, on=today), "text.secondary", shown.day(row.last_contact_on)
        ),
        "next_contact": Cell(
            due.text, due.tone, shown.day(row.next_contact_on) if row.next_contact_on else "", due.icon
        ),
        "manager": Cell(row.manager, "text.secondary", row.manager),
    }


def value_cell(column: ListColumn, value: Any, shown: Shown) -> Cell:
    """A stored value: identifying ones masked, in privacy mode whatever is sensitive hidden."""
    if value in (None, ""):
        return Cell(NOTHING, "text.tertiary")
    if column.kind == "money":
        return Cell(shown.amount(value), tooltip=shown.exact(value))
    text = _words(column, value, shown)
    return Cell(text, "text.secondary", text)


def _words(column: ListColumn, value: Any, shown: Shown) -> str:
    from crmdesk.identify.masking import masked_value, private_value

    if column.field is not None:
        return (private_value if shown.is_private else masked_value)(column.field, value) or HIDDEN
    if column.codes:
        return str(code_words(column.codes, str(value)))
    if column.kind == "tenths":
        return f"{value / 10:.1f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _tone(value: int | None) -> str:
    return "text.tertiary" if value is None else "text.primary"


def _trend_cell(row: ClientRow) -> Cell:
    if len(row.trend) < 2:
        return Cell()
    moved = row.trend[-1] - row.trend[0]
    word = tr("rising") if moved > 5 else tr("falling") if moved < -5 else tr("steady")
    return Cell(word, tooltip=tr("Month-end assets of the last 13 months: {word}", word=word),
                content=(row.trend, row.stage == "decline"))  # fmt: skip
