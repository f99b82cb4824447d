"""Which columns a big table shows, how wide and in which order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QApplication

from ui.framework.places import place_of

if TYPE_CHECKING:
    from ui.framework.big_table.view import BigTable


class ColumnRoom:
    """Columns that leave when room is short; or, once the user arranged them, all of them and a scroll bar below."""

    def __init__(self, table: BigTable) -> None:
        self._table = table
        self.is_arranged = False
        self._is_placing = False

    def fit(self) -> None:
        """Let columns go, the least important first, until the others have room."""
        table = self._table
        room = table.viewport().width()
        shown = [column for column in table.model_.columns if column.key not in table.hidden_keys]
        for column in sorted(shown, key=lambda column: -column.leaves):
            if self.is_arranged or sum(one.width for one in shown) <= room or not column.leaves:
                break
            shown.remove(column)
        for number, column in enumerate(table.model_.columns):
            table.setColumnHidden(number, column not in shown)

    def let_arrange(self) -> None:
        """The user may drag columns and their edges; the column of ticks stays first."""
        head = self._table.head
        head.setSectionsMovable(True)
        head.setFirstSectionMovable(False)
        head.sectionMoved.connect(self._on_arranged)
        head.sectionResized.connect(self._on_arranged)

    def place(self, *, is_arranged: bool) -> None:
        """Widths and order as the columns say."""
        table, head = self._table, self._table.head
        self._is_placing, self.is_arranged = True, is_arranged
        bar = Qt.ScrollBarPolicy
        table.setHorizontalScrollBarPolicy(bar.ScrollBarAsNeeded if is_arranged else bar.ScrollBarAlwaysOff)
        for number, column in enumerate(table.model_.columns):
            head.moveSection(head.visualIndex(number), number)
            table.setColumnWidth(number, column.width)
        self.fit()
        self._is_placing = False

    def _on_arranged(self, *_places: int) -> None:
        is_dragged = bool(QApplication.mouseButtons() & Qt.MouseButton.LeftButton)
        if is_dragged and not self._is_placing:
            self._table.columns_arranged.emit()

    def widths(self) -> list[tuple[str, int]]:
        """Keys and widths of the columns on screen, in their order there, the ticks apart."""
        table, head = self._table, self._table.head
        numbers = sorted(range(len(table.model_.columns)), key=head.visualIndex)
        columns = [(table.model_.columns[n], n) for n in numbers if not table.isColumnHidden(n)]
        return [(column.key, head.sectionSize(n)) for column, n in columns if column.key != "check"]

    def editable_keys(self) -> list[str]:
        """Columns on screen whose cells can be changed, from left to right."""
        editable = {column.key for column in self._table.model_.columns if column.is_editable}
        return [key for key, _width in self.widths() if key in editable]

    def cell_box(self, one: int, key: str) -> QRect:
        """Where the cell of a row is in the viewport; empty when it is not there."""
        table = self._table
        row = place_of(table.model_.ids, one)
        number = next((n for n, column in enumerate(table.model_.columns) if column.key == key), None)
        if row is None or number is None or table.isColumnHidden(number):
            return QRect()
        return table.visualRect(table.model_.index(row, number))
