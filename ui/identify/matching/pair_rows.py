"""A pair as a row: both names, how sure, and whether something contradicts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from crmdesk.i18n import tr
from ui.framework.big_table.cells import Cell, Column, paint_name, paint_number, paint_text
from ui.framework.grid import GridRow
from ui.framework.icons import paint_icon

if TYPE_CHECKING:
    from crmdesk.identify.matching import Pair

_NEARLY = 0.99995


def sure(probability: float) -> str:
    """No estimate is certain: what rounds to 100 % is said to be above 99.99 %."""
    return f"{probability:.2%}" if probability < _NEARLY else ">99.99%"


def pair_columns() -> list[Column]:
    return [
        Column("a", tr("Client"), 92, paint_name),
        Column("b", tr("and"), 92, paint_text),
        Column("conflict", "", 30, _paint_sign),
        Column("probability", tr("Sure"), 86, paint_number, is_right=True),
    ]


def pair_row(pair: Pair) -> GridRow:
    told = tr("Values contradict each other") if pair.has_conflict else ""
    cells = [
        Cell(pair.a_name, tooltip=pair.a_no),
        Cell(pair.b_name, tooltip=pair.b_no),
        Cell("", tooltip=told, icon="triangle-alert" if pair.has_conflict else ""),
        Cell(sure(pair.probability)),
    ]
    return GridRow(cells, key=pair)


def _paint_sign(painter: QPainter, cell: Cell, box: QRectF, is_current: bool) -> None:  # noqa: FBT001
    if cell.icon:
        paint_icon(painter, cell.icon, QRectF(box.center().x() - 7, box.center().y() - 7, 14, 14), "state.warn")
    del is_current
