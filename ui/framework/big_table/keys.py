"""What a key does in a big table."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

if TYPE_CHECKING:
    from ui.framework.big_table.view import BigTable

Act = Callable[[], None]
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_SIDES = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


def act_of(table: BigTable, event: QKeyEvent) -> Act | None:
    """None where the key is not the table's."""
    key, row, last = event.key(), table.currentIndex().row(), len(table.model_.ids) - 1
    if event.modifiers() & Qt.KeyboardModifier.ControlModifier and key == Qt.Key.Key_A:
        return table.checks.tick_everything
    if key == Qt.Key.Key_Escape and (table.cell_key or not table.checks.is_empty):
        return (lambda: table.set_cell("")) if table.cell_key else table.checks.clear
    if row < 0:
        return None
    if key in _SIDES:
        is_all = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        return _sideways(table, row, _SIDES[Qt.Key(key)], is_all=is_all)
    acts: dict[int, Act] = {
        Qt.Key.Key_Space: lambda: table.toggle_row(row),
        Qt.Key.Key_Home: lambda: table.set_current_row(0),
        Qt.Key.Key_End: lambda: table.set_current_row(last),
        Qt.Key.Key_F2: table.edit_current,
        **dict.fromkeys(_ENTER, table.open_current),
    }
    return acts.get(key)


def _sideways(table: BigTable, row: int, by: int, *, is_all: bool) -> Act | None:
    """On the head of a group fold or unfold it, on a row go from cell to cell; left of the first to the head."""
    if table.model_.heads and is_all:
        return lambda: table.fold_all_asked.emit(by > 0)
    head = table.model_.head(row)
    if head is not None:
        return (lambda: table.fold_asked.emit(table.model_.ids[row])) if head.is_open != (by > 0) else None
    keys = ["", *table.room.editable_keys()]
    place = keys.index(table.cell_key) + by if table.cell_key in keys else 0
    if 0 <= place < len(keys):
        return lambda: table.set_cell(keys[place])
    return (lambda: _to_head(table, row)) if by < 0 and table.model_.heads else None


def _to_head(table: BigTable, row: int) -> None:
    ids = table.model_.ids
    above = next((one for one in range(row, -1, -1) if ids[one] < 0), None)
    if above is not None:
        table.set_current_row(above)
