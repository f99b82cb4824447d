"""The first rows of a table as they will be read; cells that cannot be read stand on a coloured ground."""

from __future__ import annotations

from PySide6.QtCore import Qt

from crmdesk.i18n import tr
from crmdesk.identify.importing.looking import TableLook
from ui.framework.big_table.cells import Cell, Column, paint_number, paint_text
from ui.framework.grid import Grid, GridRow
from ui.identify.importing.trial.values import cell_words

_NUMBER, _COLUMN, _ROWS = 56, 132, 12


class Preview(Grid):
    def __init__(self) -> None:
        super().__init__((), name=tr("First rows"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._shown: tuple[TableLook, bool] | None = None

    def show_look(self, look: TableLook, *, is_private: bool) -> None:
        if self._shown is not None and look is self._shown[0] and is_private == self._shown[1]:
            return
        self._shown = look, is_private
        columns = [Column("row", tr("Row"), _NUMBER, paint_number, is_right=True)]
        columns += [Column(name, name, _COLUMN, paint_text) for name in look.ready.table.columns]
        fields = {at: one.field for at, one in enumerate(look.columns)}
        self.show_columns(columns, [_row(look, at, fields, is_private=is_private) for at in range(len(look.rows))])
        self.fit_height(most=_ROWS)


def _row(look: TableLook, at: int, fields: dict[int, str], *, is_private: bool) -> GridRow:
    number, cells = look.rows[at]
    shown = [Cell(f"{number:,}", "text.tertiary")]
    for column, text in enumerate(cells[: len(fields)]):
        reason = look.problems.get((at, column), "")
        words = cell_words(fields[column], text, is_private=is_private)
        if reason:
            shown.append(
                Cell(words, "state.bad", words if is_private else f"{words}\n{reason}", content="state.bad.soft")
            )
        else:
            shown.append(Cell(words, "text.primary" if fields[column] else "text.tertiary"))
    return GridRow(shown)
