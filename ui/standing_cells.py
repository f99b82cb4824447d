"""Tier and stage of a client as columns and cells of a list."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from crmdesk.codes import code_list, code_words
from crmdesk.i18n import tr
from ui.framework.big_table import Cell, Column
from ui.framework.big_table.cells import PADDING
from ui.framework.chips import chip_width, paint_chip, stage_chip, tier_chip
from ui.framework.shown import NOTHING


def _paint_chip(painter: QPainter, cell: Cell, box: QRectF, _is_current: bool) -> None:  # noqa: FBT001
    if cell.content is not None:
        paint_chip(painter, cell.content, box)


def _width(kind: str) -> int:
    """Room for the longest word of the language."""
    make = tier_chip if kind == "tier" else stage_chip
    return round(max(chip_width(make(code)) for code in code_list(kind))) + 2 * PADDING


def tier_column(*, is_sortable: bool = True, leaves: int = 0) -> Column:
    width = max(80, _width("tier"))
    return Column(
        "tier", tr("Tier"), width, _paint_chip, is_sortable=is_sortable, leaves=leaves, starts_descending=True
    )


def stage_column(*, is_sortable: bool = True, leaves: int = 0) -> Column:
    width = max(84, _width("stage"))
    return Column("stage", tr("Stage"), width, _paint_chip, is_sortable=is_sortable, leaves=leaves)


def tier_cell(tier: str | None) -> Cell:
    if tier is None:
        return Cell(NOTHING, "text.tertiary", tr("Not classified yet"))
    chip = tier_chip(tier)
    return Cell(chip.text, content=chip)


def stage_cell(stage: str | None, status: str | None) -> Cell:
    if stage is None:
        return Cell(NOTHING, "text.tertiary", tr("Not classified yet"))
    is_warning = status == "warning"
    chip = stage_chip(stage, is_warning=is_warning)
    now = code_words("stage", stage)
    tooltip = tr("{stage}; one month of evidence for decline, not confirmed yet", stage=now) if is_warning else ""
    return Cell(chip.text, tooltip=tooltip, content=chip)
