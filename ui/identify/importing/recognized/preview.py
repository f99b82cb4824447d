"""The first rows of a table as they will be read; cells that cannot be read stand on a coloured ground."""

from __future__ import annotations

from PySide6.QtCore import Qt

from crmdesk.i18n import tr
from crmdesk.identify.importing.labels import field_mask
from crmdesk.identify.importing.looking import TableLook
from crmdesk.identify.masking import masked
from ui.framework.big_table.cells import Cell, Column, paint_number, paint_text
from ui.framework.grid import Grid, GridRow

_NUMBER, _COLUMN, _ROWS = 56, 132, 12


class Preview(Grid):
    def __init__(self) -> None:
        super().__init__((), name=tr("First rows"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._shown: TableLook | None = None

    def show_look(self, look: TableLook) -> None:
        if look is self._shown:
            return
        self._shown = look
        columns = [Column("row", tr("Row"), _NUMBER, paint_number, is_right=True)]
        columns += [Column(name, name, _COLUMN, paint_text) for name in look.ready.table.columns]
        fields = {at: one.field for at, one in enumerate(look.columns)}
        self.show_columns(columns, [_row(look, at, fields) for at in range(len(look.rows))])
        self.fit_height(most=_ROWS)


def _row(look: TableLook, at: int, fields: dict[int, str]) -> GridRow:
    number, cells = look.rows[at]
    shown = [Cell(f"{number:,}", "text.tertiary")]
    for column, text in enumerate(cells[: len(fields)]):
        reason = look.problems.get((at, column), "")
        words = shown_text(fields[column], text)
        if reason:
            shown.append(Cell(words, "state.bad", f"{words}\n{reason}", content="state.bad.soft"))
        else:
            shown.append(Cell(words, "text.primary" if fields[column] else "text.tertiary"))
    return GridRow(shown)


def shown_text(field: str, text: str) -> str:
    """A cell as it may be shown: phones and ID numbers are masked here as everywhere."""
    mask = field_mask(field) if field else ""
    return text.strip() if mask in ("", "name") else masked(mask, text)
