"""The filter bar: chips for what is filtered, a menu to add, a field to type an expression, sort and columns."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QSizePolicy, QVBoxLayout, QWidget

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from ui.framework.big_table import Column
from ui.framework.buttons import Button
from ui.framework.flow_chip import FilterChip
from ui.framework.frames import clear_layout
from ui.framework.labels import WrappedLabel, plain_tooltip, restyle
from ui.framework.theme import theme
from ui.identify.filter_menu import fill_filter_menu

if TYPE_CHECKING:
    from crmdesk.book.filters import ClientFilter


class FilterBar(QWidget):
    """``changed`` with the new filter; ``sort_asked`` with a key; ``columns_asked`` with the hidden keys."""

    changed = Signal(object)
    sort_asked = Signal(str)
    columns_asked = Signal(object)

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self.setProperty("bar", "filter")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._columns = {column.key: column.title for column in columns if column.key != "check"}
        self._sortable = [column.key for column in columns if column.is_sortable]
        self._filter: ClientFilter | None = None
        self.managers: list[str] = []
        self._hidden: set[str] = set()
        self._build()
        self._arrange()

    def _build(self) -> None:
        self.add = Button(tr("Filter"), icon="plus", kind="quiet", is_small=True, name=tr("Add a filter"))
        self.add.clicked.connect(self._show_menu)
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("name, or tier:gold assets:>500k"))
        self.field.setAccessibleName(tr("Filter by text or expression"))
        self.field.setMaximumWidth(260)
        self.field.setMinimumWidth(120)
        self.field.returnPressed.connect(self._apply_typed)
        self.field.textEdited.connect(lambda _text: self.show_problem(""))
        shortcut = QShortcut(QKeySequence("Ctrl+F"), self.field)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(self.field.setFocus)
        self.problem = WrappedLabel("", role="caption", tone="bad")
        self.problem.setContentsMargins(theme.space(4), 0, theme.space(4), theme.space(2))
        self.problem.hide()
        self.sort = Button("", icon="arrow-up-narrow-wide", kind="quiet", is_small=True, name=tr("Order"))
        self.sort.clicked.connect(self._show_sorts)
        self.columns = Button("", icon="columns-3", kind="quiet", is_small=True, name=tr("Columns"))
        self.columns.clicked.connect(self._show_columns)
        for tool in (self.sort, self.columns):
            tool.set_tone("text.secondary")

    def _arrange(self) -> None:
        self._chips = QHBoxLayout()
        self._chips.setSpacing(theme.space(2))
        line = QHBoxLayout()
        line.setContentsMargins(theme.space(4), 0, theme.space(4), 0)
        line.setSpacing(theme.space(2))
        line.addLayout(self._chips)
        line.addWidget(self.add)
        line.addStretch(1)
        line.addWidget(self.field, 1)
        line.addWidget(self.sort)
        line.addWidget(self.columns)
        holder = QWidget()
        holder.setFixedHeight(theme.size("bar.filter"))
        holder.setLayout(line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(holder)
        layout.addWidget(self.problem)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    # -- what it shows

    def show_filter(self, chosen: ClientFilter) -> None:
        self._filter = chosen
        clear_layout(self._chips)
        for chip in chosen.describe():
            button = FilterChip(str(chip.label), str(chip.value))
            button.clicked.connect(lambda _checked=False, rest=chip.rest: self.changed.emit(rest))
            self._chips.addWidget(button)

    def show_sort(self, key: str, *, descending: bool) -> None:
        self.sort.setToolTip(plain_tooltip(tr("Order: {column}", column=self._columns[key])))
        self.sort.setAccessibleDescription(self._columns[key])
        del descending

    def show_problem(self, text: str) -> None:
        """Under the field, with what was typed kept."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
        restyle(self.field, invalid=bool(text))
        if text:
            self.field.setFocus()

    # -- typing

    def _apply_typed(self) -> None:
        from crmdesk.book.filters import ClientFilter

        typed = self.field.text().strip()
        if not typed or self._filter is None:
            return
        try:
            chosen = ClientFilter.parse(f"{self._filter.to_text()} {typed}")
        except CrmError as error:
            self.show_problem(error.message)
            return
        self.field.clear()
        self.show_problem("")
        self.changed.emit(chosen)

    # -- menus

    def _show_menu(self) -> None:
        assert self._filter is not None
        menu = QMenu(self)
        fill_filter_menu(menu, self._filter, self.managers, self.changed.emit)
        menu.exec(self.add.mapToGlobal(self.add.rect().bottomLeft()))
        menu.deleteLater()

    def _show_sorts(self) -> None:
        menu = QMenu(self)
        for key in self._sortable:
            menu.addAction(self._columns[key]).triggered.connect(partial(self.sort_asked.emit, key))
        menu.exec(self.sort.mapToGlobal(self.sort.rect().bottomLeft()))
        menu.deleteLater()

    def show_hidden(self, hidden: set[str]) -> None:
        self._hidden = set(hidden)

    def _show_columns(self) -> None:
        menu = QMenu(self)
        for key, title in self._columns.items():
            action = QAction(title, menu)
            action.setCheckable(True)
            action.setChecked(key not in self._hidden)
            action.setEnabled(key != "name")
            action.toggled.connect(lambda shown, key=key: self._set_shown(key, shown=shown))
            menu.addAction(action)
        menu.exec(self.columns.mapToGlobal(self.columns.rect().bottomLeft()))
        menu.deleteLater()

    def _set_shown(self, key: str, *, shown: bool) -> None:
        (self._hidden.discard if shown else self._hidden.add)(key)
        self.columns_asked.emit(set(self._hidden))
