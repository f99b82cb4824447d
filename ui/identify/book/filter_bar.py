"""The filter bar: chips for what is filtered, a menu to add, the same filter as text, order, groups and columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from crmdesk.errors import CrmError
from crmdesk.i18n import language, tr
from ui.framework.buttons import Button
from ui.framework.flow import FlowLayout
from ui.framework.flow_chip import FilterChip
from ui.framework.frames import clear_layout
from ui.framework.labels import WrappedLabel, plain_tooltip
from ui.framework.menus import popped_up
from ui.framework.theme import theme
from ui.identify.book.filter_field import FilterField
from ui.identify.book.filter_menu import fill_filter_menu

if TYPE_CHECKING:
    from crmdesk.book.filters import Chip, ClientFilter


class FilterBar(QWidget):
    """``changed`` with the new filter; the other signals ask the page for a menu below the button they carry."""

    changed = Signal(object)
    sort_asked = Signal(QWidget)
    group_asked = Signal(QWidget)
    columns_asked = Signal(QWidget)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("bar", "filter")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._filter: ClientFilter | None = None
        self._build()
        self._arrange()

    def _build(self) -> None:
        self.add = Button(tr("Filter"), icon="plus", kind="quiet", is_small=True, name=tr("Add a filter"))
        self.add.clicked.connect(self._show_menu)
        self.field = FilterField()
        self.field.setMinimumWidth(180)
        self.field.setFixedHeight(theme.size("control.s"))
        self.field.applied.connect(self._apply_typed)
        self.field.textEdited.connect(lambda _text: self.show_problem(None))
        self.field.left.connect(self._leave)
        shortcut = QShortcut(QKeySequence("Ctrl+F"), self.field)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(self.field.start)
        self.problem = WrappedLabel("", role="caption", tone="bad")
        self.problem.setContentsMargins(theme.space(4), 0, theme.space(4), theme.space(2))
        self.problem.hide()
        self.sort = self._tool("arrow-up-narrow-wide", tr("Order"), self.sort_asked)
        self.group = self._tool("list-tree", tr("Group"), self.group_asked)
        self.columns = self._tool("columns-3", tr("Columns"), self.columns_asked)

    def _tool(self, icon: str, name: str, asked: SignalInstance) -> Button:
        tool = Button("", icon=icon, kind="quiet", is_small=True, name=name)
        tool.set_tone("text.secondary")
        tool.clicked.connect(lambda _checked=False: asked.emit(tool))
        return tool

    def _arrange(self) -> None:
        self._chips = FlowLayout()
        chips = QWidget()
        chips.setLayout(self._chips)
        chips.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._chips.addWidget(self.add)
        line = QHBoxLayout()
        inset = (theme.size("bar.filter") - theme.size("control.s")) // 2
        line.setContentsMargins(theme.space(4), inset, theme.space(4), inset)
        line.setSpacing(theme.space(2))
        line.addWidget(chips, 3)
        line.addWidget(self.field, 2, Qt.AlignmentFlag.AlignTop)
        for tool in (self.sort, self.group, self.columns):
            line.addWidget(tool, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(line)
        layout.addWidget(self.problem)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    # -- what it shows

    def show_filter(self, chosen: ClientFilter) -> None:
        """As chips and as text."""
        self._filter = chosen
        self._chips.removeWidget(self.add)
        clear_layout(self._chips)
        for chip in chosen.describe():
            self._chips.addWidget(self._chip(chip))
        self._chips.addWidget(self.add)
        self.field.hold(chosen.to_text(language()))

    def _chip(self, chip: Chip) -> FilterChip:
        button = FilterChip(str(chip.label), str(chip.value))
        button.clicked.connect(lambda: self.changed.emit(chip.rest))
        button.edit_asked.connect(lambda: self._edit(chip))
        return button

    def _edit(self, chip: Chip) -> None:
        """Mark the text of a chip in the field, to be typed over."""
        part = chip.part.to_text(language())
        self.field.setFocus()
        start = self.field.text().find(part)
        if start >= 0:
            self.field.setSelection(start, len(part))

    def show_sort(self, words: Sequence[str]) -> None:
        text = tr("Order: {column}", column=", ".join(words))
        self.sort.setToolTip(plain_tooltip(text))
        self.sort.setAccessibleDescription(text)

    def show_group(self, words: str) -> None:
        """Empty when the list is in one piece."""
        self.group.set_tone("accent" if words else "text.secondary")
        self.group.setToolTip(plain_tooltip(tr("Grouped by {column}", column=words) if words else tr("Group")))
        self.group.setAccessibleDescription(words)

    def show_problem(self, error: CrmError | None) -> None:
        """Under the field, with what was typed kept and the word that is wrong selected."""
        self.problem.setText(error.message if error else "")
        self.problem.setVisible(error is not None)
        self.field.set_invalid(is_invalid=error is not None)
        if error is not None:
            self.field.show_fault(getattr(error, "start", 0), getattr(error, "end", 0))

    def know_names(self, names: Mapping[str, Sequence[str]]) -> None:
        """Managers, branches and sources there are, for the menu and the offers."""
        self.field.names = names

    # -- typing

    def _apply_typed(self, text: str) -> None:
        from crmdesk.book.filters import ClientFilter

        try:
            chosen = ClientFilter.parse(text)
        except CrmError as error:
            self.show_problem(error)
            return
        self.show_problem(None)
        self.field.accept_typed()
        self.changed.emit(chosen)

    def _leave(self) -> None:
        self.show_problem(None)
        self.left.emit()

    def _show_menu(self) -> None:
        assert self._filter is not None
        menu = QMenu(self)
        fill_filter_menu(menu, self._filter, self.field.names, self.changed.emit, self._type_in)
        popped_up(menu, self.add)

    def _type_in(self) -> None:
        self.field.start()
        self.field.offer()
