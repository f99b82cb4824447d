"""Choosing columns: what the list can show, sought by name; order by dragging or with Alt and an arrow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QDialog, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from crmdesk.i18n import tr
from ui.framework.buttons import Button
from ui.framework.focus_ring import FocusRing
from ui.framework.frames import column, row
from ui.framework.labels import PlainLabel
from ui.framework.search_field import SearchField
from ui.identify.book.cells import drawn_columns

_KEY = Qt.ItemDataRole.UserRole
_WIDTH = Qt.ItemDataRole.UserRole + 1
#: Without it nobody knows whom a row is about.
_ALWAYS = "name"


class ColumnsDialog(QDialog):
    """``chosen`` with keys and widths in order; an empty list = what the list shows by itself."""

    chosen = Signal(object)

    def __init__(self, columns: Sequence[tuple[str, int]], *, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Columns"))
        self.resize(640, 520)
        self._labels = _labels()
        self.shown = _list(tr("Shown, from left to right"))
        self.shown.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.others = _list(tr("Also there"))
        self.search = SearchField(tr("Find a column"), within=self)
        self.search.setMaximumWidth(16_777_215)
        self.search.textChanged.connect(self._seek)
        for key, width in columns:
            self.shown.addItem(self._item(key, width))
        taken = {key for key, _width in columns}
        for key in self._labels:
            if key not in taken:
                self.others.addItem(self._item(key, 0))
        self._connect()
        self._arrange()
        FocusRing(self)
        self.search.setFocus()

    def _connect(self) -> None:
        self.others.itemActivated.connect(lambda item: self._give(self.others, self.shown, item))
        self.others.itemDoubleClicked.connect(lambda item: self._give(self.others, self.shown, item))
        self.shown.itemDoubleClicked.connect(lambda item: self._give(self.shown, self.others, item))
        for keys, widget, act in (
            ("Alt+Up", self.shown, lambda: self._shift(-1)),
            ("Alt+Down", self.shown, lambda: self._shift(1)),
            ("Delete", self.shown, self.take_away),
            ("Ctrl+Return", self, self.finish),
        ):
            shortcut = QShortcut(QKeySequence(keys), widget)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _arrange(self) -> None:
        add = Button(tr("Show"), icon="plus", is_small=True)
        add.clicked.connect(lambda: self._give(self.others, self.shown, self.others.currentItem()))
        away = Button(tr("Take away"), icon="x", is_small=True)
        away.clicked.connect(self.take_away)
        up = Button("", icon="chevron-up", is_small=True, name=tr("Further left (Alt+Up)"))
        up.clicked.connect(lambda: self._shift(-1))
        down = Button("", icon="chevron-down", is_small=True, name=tr("Further right (Alt+Down)"))
        down.clicked.connect(lambda: self._shift(1))
        left = column(PlainLabel(tr("Also there"), role="strong"), self.search, self.others, row(add, None), gap=2)
        right = column(
            PlainLabel(tr("Shown, from left to right"), role="strong"), self.shown, row(away, None, up, down), gap=2
        )
        reset = Button(tr("Back to the usual columns"), kind="quiet")
        reset.clicked.connect(lambda: self._finish_with([]))
        cancel = Button(tr("Cancel"), key="Esc")
        cancel.clicked.connect(self.reject)
        self.done_button = Button(tr("Show these"), icon="check", kind="primary", key="Ctrl ↵")
        self.done_button.clicked.connect(self.finish)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(PlainLabel(tr("Columns"), role="title"))
        lists = row(left, right, gap=4)
        lists.setStretch(0, 1)
        lists.setStretch(1, 1)
        layout.addLayout(lists, 1)
        layout.addLayout(row(reset, None, cancel, self.done_button))

    def _item(self, key: str, width: int) -> QListWidgetItem:
        item = QListWidgetItem(self._labels[key])
        item.setSizeHint(QSize(0, 28))
        item.setData(_KEY, key)
        item.setData(_WIDTH, width)
        return item

    # -- moving

    def _give(self, source: QListWidget, target: QListWidget, item: QListWidgetItem | None) -> None:
        if item is None or (source is self.shown and item.data(_KEY) == _ALWAYS):
            return
        source.takeItem(source.row(item))
        target.insertItem(target.count() if target is self.shown else 0, item)
        target.setCurrentItem(item)
        item.setHidden(False)

    def take_away(self) -> None:
        self._give(self.shown, self.others, self.shown.currentItem())

    def show_key(self, key: str) -> None:
        """Add a column as the button does."""
        found = next((item for item in _items(self.others) if item.data(_KEY) == key), None)
        self._give(self.others, self.shown, found)

    def _shift(self, by: int) -> None:
        place = self.shown.currentRow()
        if 0 <= place + by < self.shown.count() and place >= 0:
            item = self.shown.takeItem(place)
            self.shown.insertItem(place + by, item)
            self.shown.setCurrentItem(item)

    def _seek(self, text: str) -> None:
        sought = text.strip().casefold()
        first: QListWidgetItem | None = None
        for item in _items(self.others):
            is_found = sought in item.text().casefold() or sought in str(item.data(_KEY))
            item.setHidden(not is_found)
            first = first or (item if is_found else None)
        if first is not None:
            self.others.setCurrentItem(first)

    # -- the end

    def finish(self) -> None:
        self._finish_with([(str(item.data(_KEY)), int(item.data(_WIDTH))) for item in _items(self.shown)])

    def _finish_with(self, columns: list[tuple[str, int]]) -> None:
        self.chosen.emit(columns)
        self.accept()


def _labels() -> dict[str, str]:
    """Every column by key, those of the list first."""
    from crmdesk.book.columns import list_columns

    drawn = {column.key: column.title for column in drawn_columns() if column.title}
    return drawn | {key: str(one.label) for key, one in list_columns().items() if key not in drawn}


def _list(name: str) -> QListWidget:
    made = QListWidget()
    made.setAccessibleName(name)
    return made


def _items(widget: QListWidget) -> Iterable[QListWidgetItem]:
    return [widget.item(place) for place in range(widget.count())]
