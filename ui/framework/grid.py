"""A table of rows that are all in memory: painted like the long lists, driven by the keyboard, rows may fold.

For lists of a length that a person reads. Lists of clients of any length are ``big_table``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from ui.framework.big_table.cells import LEFT, PADDING, Cell, Column
from ui.framework.icons import paint_icon
from ui.framework.labels import plain_tooltip
from ui.framework.theme import theme
from ui.framework.ticks import TickState, paint_tick

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_NARROWEST, _WIDEST = 0.8, 1.5


@dataclass(frozen=True)
class GridRow:
    """``ground`` is a colour token; ``key`` whatever the page wants back; ``inside`` rows stand below it when open."""

    cells: Sequence[Cell]
    ground: str = "bg.surface"
    key: Any = None
    inside: tuple[GridRow, ...] = ()


def paint_check(painter: QPainter, cell: Cell, box: QRectF, is_current: bool) -> None:  # noqa: FBT001
    """``cell.content`` is a tick state, or None for a row without a tick box; words may follow."""
    state: TickState | None = cell.content
    if state is not None:
        paint_tick(painter, QRectF(box.left(), box.center().y() - 8, 16, 16), state)
        box = box.adjusted(24, 0, 0, 0)
    painter.setFont(theme.font("body"))
    painter.setPen(theme.color(cell.tone))
    painter.drawText(box, LEFT, cell.text)
    del is_current


def paint_fold(painter: QPainter, cell: Cell, box: QRectF, is_current: bool) -> None:  # noqa: FBT001
    """``cell.content``: True open, False folded, None a row inside another."""
    is_head = cell.content is not None
    if is_head:
        name = "chevron-down" if cell.content else "chevron-right"
        paint_icon(painter, name, QRectF(box.left(), box.center().y() - 7, 14, 14), "text.secondary")
    painter.setFont(theme.font("strong" if is_head else "body"))
    painter.setPen(theme.color(cell.tone))
    inner = box.adjusted(20, 0, 0, 0)
    painter.drawText(inner, LEFT, painter.fontMetrics().elidedText(cell.text, _ELIDE, int(inner.width())))
    del is_current


_ELIDE = Qt.TextElideMode.ElideRight


class GridModel(QAbstractTableModel):
    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self.columns = list(columns)
        self.rows: list[GridRow] = []

    def show_rows(self, rows: Sequence[GridRow]) -> None:
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def show_columns(self, columns: Sequence[Column], rows: Sequence[GridRow]) -> None:
        self.beginResetModel()
        self.columns, self.rows = list(columns), list(rows)
        self.endResetModel()

    def cell(self, index: Index) -> Cell:
        cells = self.rows[index.row()].cells
        return cells[index.column()] if index.column() < len(cells) else Cell()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.cell(index).text
        if role == Qt.ItemDataRole.ToolTipRole:
            cell = self.cell(index)
            return plain_tooltip(cell.tooltip or cell.text)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.columns[section].is_right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return self.columns[section].title if role == Qt.ItemDataRole.DisplayRole else None


class _Delegate(QStyledItemDelegate):
    def __init__(self, grid: Grid) -> None:
        super().__init__(grid)
        self._grid = grid

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model, box = self._grid.model_, QRectF(option.rect)
        is_current = index.row() == self._grid.currentIndex().row()
        cell = model.cell(index)
        painter.save()
        painter.setClipRect(box)
        ground = cell.content if isinstance(cell.content, str) and cell.content.startswith("state.") else ""
        painter.fillRect(box, theme.color(ground or ("bg.selected" if is_current else model.rows[index.row()].ground)))
        painter.fillRect(QRectF(box.left(), box.bottom() - 1, box.width(), 1), theme.color("line.default"))
        if is_current and index.column() == 0:
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), theme.color("accent"))
        model.columns[index.column()].paint(painter, cell, box.adjusted(PADDING, 0, -PADDING, -1), is_current)
        painter.restore()


class Grid(QTableView):
    """Enter or a double click opens a row, Space (or a click on a tick) ticks it, arrows fold and unfold.

    A cell whose ``content`` is a token ``state.…`` stands on that ground.
    """

    current_changed = Signal(int)
    opened = Signal(int)
    ticked = Signal(int)

    def __init__(self, columns: Sequence[Column], *, name: str) -> None:
        super().__init__()
        self.model_ = GridModel(columns)
        self._open: set[Any] = set()
        self._rows: Sequence[GridRow] = ()
        self.setModel(self.model_)
        self.setItemDelegate(_Delegate(self))
        self.setAccessibleName(name)
        self._set_up()
        self._fit_columns()
        self.selectionModel().currentRowChanged.connect(self._on_current)
        self.doubleClicked.connect(lambda index: self._act(index.row()))

    def _set_up(self) -> None:
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        side, head = self.verticalHeader(), self.horizontalHeader()
        side.hide()
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setDefaultSectionSize(theme.size("row.table"))
        head.setFixedHeight(theme.size("row.head"))
        head.setHighlightSections(False)
        head.setMinimumSectionSize(24)  # a sign needs no more; a wider one would push the last column out
        head.setStretchLastSection(True)

    def _fit_columns(self) -> None:
        """Columns share the room there is: from four fifths of what they ask for to half as much again."""
        wanted = sum(column.width for column in self.model_.columns)
        share = min(self.viewport().width() / wanted, _WIDEST) if wanted else 1.0
        if share < _NARROWEST:
            share = 1.0  # then the table is moved sideways
        for at, column in enumerate(self.model_.columns):
            self.setColumnWidth(at, round(column.width * share))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    # -- rows

    def show_rows(self, rows: Sequence[GridRow]) -> None:
        """The current row, what is open and the place of the scroll bar stay."""
        place, current = self.verticalScrollBar().value(), self.currentIndex().row()
        self._rows = rows
        self.model_.show_rows(self._unfolded())
        self._set_current(current)
        self.verticalScrollBar().setValue(place)

    def show_columns(self, columns: Sequence[Column], rows: Sequence[GridRow]) -> None:
        """Another table altogether."""
        self._rows = rows
        self.model_.show_columns(columns, self._unfolded())
        self._fit_columns()
        self._set_current(0)

    def _unfolded(self) -> list[GridRow]:
        shown: list[GridRow] = []
        for row in self._rows:
            if not row.inside:
                shown.append(row)
                continue
            is_open = row.key in self._open
            head = Cell(row.cells[0].text, row.cells[0].tone, row.cells[0].tooltip, content=is_open)
            shown.append(GridRow((head, *row.cells[1:]), row.ground, row.key, row.inside))
            shown += row.inside if is_open else ()
        return shown

    def _set_current(self, row: int) -> None:
        last = self.model_.rowCount() - 1
        if last >= 0:
            self.setCurrentIndex(self.model_.index(min(max(row, 0), last), 0))

    def row_key(self, row: int) -> Any:
        return self.model_.rows[row].key if 0 <= row < self.model_.rowCount() else None

    def current_key(self) -> Any:
        return self.row_key(self.currentIndex().row())

    def choose_key(self, key: Any) -> None:
        """Make the row with this key the current one."""
        rows = [at for at, row in enumerate(self.model_.rows) if row.key == key]
        if rows:
            self._set_current(rows[0])

    def unfold(self, key: Any, *, is_open: bool = True) -> None:
        (self._open.add if is_open else self._open.discard)(key)
        self.show_rows(self._rows)

    def fit_height(self, *, most: int) -> None:
        """As high as its rows, up to ``most`` of them."""
        rows = min(max(self.model_.rowCount(), 1), most)
        self.setFixedHeight(theme.size("row.head") + theme.size("row.table") * rows + 2)

    # -- the keyboard and the mouse

    def _on_current(self, now: QModelIndex, before: QModelIndex) -> None:
        for index in (now, before):
            if index.isValid():
                self.viewport().update()
        self.current_changed.emit(now.row())

    def _act(self, row: int) -> None:
        if self.model_.rows[row].inside:
            self.unfold(self.row_key(row), is_open=self.row_key(row) not in self._open)
        else:
            self.opened.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, key = self.currentIndex().row(), event.key()
        folds = {Qt.Key.Key_Right: True, Qt.Key.Key_Left: False}
        if row < 0 or event.modifiers() & Qt.KeyboardModifier.AltModifier:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._act(row)
        elif key == Qt.Key.Key_Space:
            self.ticked.emit(row)
        elif key in folds and self.model_.rows[row].inside:
            self.unfold(self.row_key(row), is_open=folds[Qt.Key(key)])
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        super().mousePressEvent(event)
        if not index.isValid():
            return
        column = self.model_.columns[index.column()]
        if column.paint is paint_check and self.model_.cell(index).content is not None:
            self.ticked.emit(index.row())
        elif index.column() == 0 and self.model_.rows[index.row()].inside:
            self._act(index.row())
