"""The columns of a table: samples, the field each fills, and how sure that is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from crmdesk.i18n import tr
from crmdesk.identify.importing.labels import field_words
from crmdesk.identify.importing.looking import ColumnLook, TableLook
from ui.framework.big_table.cells import LEFT, Cell, Column, paint_marked
from ui.framework.grid import Grid, GridRow
from ui.framework.shown import NOTHING
from ui.framework.theme import theme
from ui.identify.importing.trial.values import cell_words

_BAR, _SURE, _LIKELY = 40, 0.98, 0.8


def certainty_words(column: ColumnLook) -> tuple[str, str]:
    """``(words, colour token)`` of how sure a column's field is."""
    if column.is_secret:
        return tr("never read"), "state.warn"
    if not column.field:
        return (tr("left out"), "text.tertiary") if column.is_chosen else (tr("no field"), "text.tertiary")
    if column.is_chosen:
        return tr("set by you"), "accent"
    if column.certainty >= _SURE:
        return tr("sure"), "state.ok"
    return (tr("likely"), "text.secondary") if column.certainty >= _LIKELY else (tr("doubtful"), "state.warn")


def _paint_certainty(painter: QPainter, cell: Cell, box: QRectF, _is_current: bool) -> None:  # noqa: FBT001
    """A bar as long as the share that is understood, then the words."""
    share: float = cell.content
    bar = QRectF(box.left(), box.center().y() - 2, _BAR, 4)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("line.default"))
    painter.drawRoundedRect(bar, 2, 2)
    painter.setBrush(theme.color(cell.tone))
    painter.drawRoundedRect(QRectF(bar.left(), bar.top(), bar.width() * share, 4), 2, 2)
    painter.setPen(theme.color(cell.tone))
    painter.setFont(theme.font("body"))
    painter.drawText(box.adjusted(_BAR + 8, 0, 0, 0), LEFT, cell.text)


class ColumnsGrid(Grid):
    def __init__(self) -> None:
        columns = (
            Column("name", tr("Column"), 140, paint_marked),
            Column("field", tr("Field"), 124),
            Column("certainty", tr("Certainty"), 116, _paint_certainty),
            Column("samples", tr("Samples"), 180),
        )
        super().__init__(columns, name=tr("What each column becomes"))

    def show_look(self, look: TableLook, *, is_private: bool) -> None:
        self.show_rows([_row(column, is_private=is_private) for column in look.columns])


def _row(column: ColumnLook, *, is_private: bool) -> GridRow:
    words, tone = certainty_words(column)
    open_codes = [one for one in column.meanings if not one.code]
    icon = "triangle-alert" if open_codes else ""
    name = Cell(column.name, "state.warn" if open_codes else "text.primary", icon=icon)
    field = str(field_words(column.field)) if column.field else NOTHING
    samples = "   ".join(cell_words(column.field, text, is_private=is_private) for text in column.samples)
    cells = (
        name,
        Cell(field, "text.primary" if column.field else "text.tertiary"),
        Cell(
            words,
            tone,
            tr("{share} of its cells are understood", share=f"{column.certainty:.0%}"),
            "",
            column.certainty,
        ),
        Cell(samples, "text.secondary"),
    )
    return GridRow(cells, key=column.name)
