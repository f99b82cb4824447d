"""The model: an array of ids, and the rows of the blocks that are or were on screen."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer

from crmdesk.errors import CrmError
from ui.framework.big_table.cells import Cell, Cells, Column, Head
from ui.framework.labels import plain_tooltip

Index = QModelIndex | QPersistentModelIndex
Loaded = dict[int, Cells]
#: Asked for a block of ids; answers through the second argument, or the third when the store refuses.
Load = Callable[[list[int], Callable[[Loaded], None], Callable[[CrmError], None]], None]

BLOCK = 100
_KEPT_ROWS = 64 * BLOCK
_AT_ONCE = 2
ID_ROLE = Qt.ItemDataRole.UserRole


class BigTableModel(QAbstractTableModel):
    """Rows that are not there yet are None and arrive soon; rows of an older state stay until the new ones arrive."""

    def __init__(self, columns: Sequence[Column], load: Load, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.ids: array[int] = array("q")
        self._load = load
        self._cells: OrderedDict[int, tuple[int, Cells]] = OrderedDict()
        self._age = 0
        self._wanted: dict[int, None] = {}
        self._under_way: set[int] = set()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._load_wanted)
        self._nothing: Cells = tuple(Cell() for _column in self.columns)
        #: The rows above groups, by their ids: negative numbers among ``ids``.
        self.heads: Mapping[int, Head] = {}

    # -- what it shows

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Other columns for the same rows, which are read again."""
        self.beginResetModel()
        self.columns = tuple(columns)
        self._nothing = tuple(Cell() for _column in self.columns)
        self._cells.clear()
        self._age += 1
        self._under_way.clear()
        self.endResetModel()

    def head(self, row: int) -> Head | None:
        """The head of a group that stands in a row; None for a row of its own."""
        return self.heads.get(self.ids[row]) if self.heads else None

    def set_ids(self, ids: array[int], heads: Mapping[int, Head] | None = None) -> None:
        self.beginResetModel()
        self.ids, self.heads = ids, heads or {}
        self._wanted.clear()
        self._under_way.clear()
        self.endResetModel()

    def refresh(self) -> None:
        """The same ids, new contents: rows on screen are read again and stay visible meanwhile."""
        self._age += 1
        self._under_way.clear()
        if self.ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.ids) - 1, len(self.columns) - 1))

    def cells(self, row: int) -> Cells | None:
        """The cells of a row, or None while its block is on the way."""
        found = self._cells.get(self.ids[row])
        if found is None or found[0] != self._age:
            self._want(row // BLOCK)
        return None if found is None else found[1]

    # -- loading

    def _want(self, block: int) -> None:
        if block not in self._under_way:
            self._wanted.pop(block, None)
            self._wanted[block] = None
            self._soon.start()

    def _load_wanted(self) -> None:
        """The latest wish first: after a long scroll only what is on screen now is read."""
        while self._wanted and len(self._under_way) < _AT_ONCE:
            block, _none = self._wanted.popitem()
            self._under_way.add(block)
            self._load_block(block)
        self._wanted.clear()

    def _load_block(self, block: int) -> None:
        ids, age = self.ids, self._age
        asked = [one for one in ids[block * BLOCK : (block + 1) * BLOCK] if one >= 0]
        self._load(
            asked,
            lambda loaded: self._take(block, asked, loaded, age=age, of=ids),
            lambda _error: self._take(block, asked, {}, age=age, of=ids),
        )

    def _take(self, block: int, asked: list[int], loaded: Loaded, *, age: int, of: array[int]) -> None:
        for one in asked:
            self._cells[one] = (age, loaded.get(one, self._nothing))
            self._cells.move_to_end(one)
        while len(self._cells) > _KEPT_ROWS:
            self._cells.popitem(last=False)
        if of is self.ids and age == self._age:
            self._under_way.discard(block)
            first = block * BLOCK
            last = min(first + BLOCK, len(self.ids)) - 1
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    # -- Qt's questions

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == ID_ROLE:
            return self.ids[index.row()]
        if (head := self.head(index.row())) is not None:
            is_text = role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
            return head.spoken if is_text and index.column() == 1 else None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            cells = self.cells(index.row())
            return cells[index.column()].text if cells else ""
        if role == Qt.ItemDataRole.ToolTipRole:
            cells = self.cells(index.row())
            return plain_tooltip(cells[index.column()].tooltip) if cells else ""
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self.columns[section].title
        return None
