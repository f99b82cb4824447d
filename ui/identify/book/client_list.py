"""The list of clients: views, filters, rows and foot; the panel beside it follows the current row."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from ui.framework.big_table import BigTable, BigTableModel
from ui.framework.buttons import Button
from ui.framework.empty import EmptyState
from ui.framework.menus import popped_up
from ui.framework.page import Desk, State
from ui.framework.theme import theme
from ui.framework.view_tabs import ViewTabs
from ui.identify.book.cells import client_columns
from ui.identify.book.filter_bar import FilterBar
from ui.identify.book.foot import ListFoot
from ui.identify.book.query import block, listing, names, ticked_totals
from ui.identify.book.views import VIEWS, View, view_counts

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable

    from crmdesk.book.client_list import ClientFilter
    from crmdesk.store.history import Change
    from ui.framework.big_table.model import Loaded


class ClientList(QWidget):
    """``unfold`` is the button at the end of the views; the page says what it does."""

    #: Nothing in the store yet, and the user wants to fill it.
    import_asked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        from crmdesk.book.filters import ClientFilter

        self.desk = desk
        columns = client_columns()
        self.filter = ClientFilter()
        self._sort, self._descending = "next_contact", False
        self._everyone: int | None = None
        self._is_listed = False
        self._keep_place = False
        self._wanted_id, self._wanted_scroll = 0, 0
        self.tabs = ViewTabs([(view.key, str(view.words)) for view in VIEWS], name=tr("Views"))
        self.filters = FilterBar()
        self.model = BigTableModel(columns, self._load_block, self)
        self.table = BigTable(self.model, name=tr("List of clients"))
        self.empty = EmptyState("users", "", "")
        self.empty_import = Button(tr("Import"), icon="file-up", kind="primary")
        self.empty.add_action(self.empty_import, self.import_asked.emit)
        self.foot = ListFoot(desk.shown)
        self.unfold = Button(
            icon="panel-right-close", kind="quiet", is_small=True, name=tr("Show the client panel (Ctrl+\\)")
        )
        self.unfold.set_tone("text.secondary")
        self._arrange()
        self._connect()
        self._take_view(VIEWS[0])

    # -- making

    def _arrange(self) -> None:
        self.middle = QStackedWidget()
        self.middle.addWidget(self.table)
        self.middle.addWidget(self.empty)
        views = QWidget()
        views.setProperty("bar", "views")
        views.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        views.setFixedHeight(theme.size("bar.views"))
        line = QHBoxLayout(views)
        line.setContentsMargins(theme.space(4), 0, theme.space(4), 0)
        line.addWidget(self.tabs)
        line.addWidget(self.unfold)
        self.unfold.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (views, self.filters, self.middle, self.foot):
            layout.addWidget(widget, 1 if widget is self.middle else 0)

    def _connect(self) -> None:
        views = {view.key: view for view in VIEWS}
        self.tabs.chosen.connect(lambda key: self._take_view(views[key]))
        self.filters.changed.connect(self.set_filter)
        self.filters.sort_asked.connect(self._show_sorts)
        self.filters.columns_asked.connect(self._show_columns)
        self.filters.left.connect(self.table.setFocus)
        self.table.sort_asked.connect(self.set_sort)
        self.table.checks.changed.connect(self._ask_ticked)
        self.foot.clear_asked.connect(self.table.checks.clear)
        self.foot.plans_asked.connect(self.print_plans)
        self.foot.export_asked.connect(self.export)
        self.desk.changes.changed.connect(self._on_change)
        self.desk.shown.changed.connect(self._on_privacy)
        self._count_views()

    # -- filter and order

    def _take_view(self, view: View) -> None:
        from crmdesk.book.filters import ClientFilter

        self._sort, self._descending = view.sort, view.descending
        self.set_filter(ClientFilter.parse(view.expression))

    def set_filter(self, chosen: ClientFilter) -> None:
        from crmdesk.book.filters import ClientFilter

        self.filter = chosen
        self.filters.show_filter(chosen)
        same = next((view.key for view in VIEWS if ClientFilter.parse(view.expression).is_same(chosen)), "")
        self.tabs.show_chosen(same)
        self.table.checks.clear()
        self._ask(keep_place=False)

    def set_sort(self, key: str, descending: bool) -> None:  # noqa: FBT001
        self._sort, self._descending = key, descending
        self._ask(keep_place=False)

    def _show_sorts(self, button: QWidget) -> None:
        menu = QMenu(self)
        for column in self.model.columns:
            if column.is_sortable:
                menu.addAction(column.title).triggered.connect(partial(self._sort_from_menu, column.key))
        popped_up(menu, button)

    def _show_columns(self, button: QWidget) -> None:
        menu, hidden = QMenu(self), self.table.hidden_keys
        for column in self.model.columns[1:]:
            action = menu.addAction(column.title)
            action.setCheckable(True)
            action.setChecked(column.key not in hidden)
            action.setEnabled(column.key != "name")
            action.triggered.connect(partial(self.table.set_hidden, hidden ^ {column.key}))
        popped_up(menu, button)

    def _sort_from_menu(self, key: str) -> None:
        column = next(column for column in self.model.columns if column.key == key)
        self.set_sort(key, column.starts_descending)

    # -- reading

    def _ask(self, *, keep_place: bool) -> None:
        """Read ids and totals; the list on screen stays until they are there."""
        chosen, sort, descending = self.filter, self._sort, self._descending
        self._keep_place = keep_place
        self.table.show_sort(sort, descending=descending)
        self.filters.show_sort([column.title for column in self.model.columns if column.key == sort])
        self.desk.runner.read(
            lambda connection: listing(connection, chosen, sort=sort, descending=descending),
            then=self._take_listing,
            owner=self,
            key="listing",
            failed=self.filters.show_problem,
        )

    def _count_views(self) -> None:
        """How many stand in each view changes with the data, not with the filter."""
        self.desk.runner.read(view_counts, then=self._take_counts, owner=self, key="counts")
        self.desk.runner.read(names, then=self.filters.know_names, owner=self, key="names")

    def _take_counts(self, counts: dict[str, int]) -> None:
        self._everyone = counts["all"]
        self.tabs.show_counts(counts)
        self._show_counts()

    def _take_listing(self, ids: array[int]) -> None:
        self._is_listed = True
        self.table.show_ids(ids, keep_place=self._keep_place)
        self._go_to_wanted()
        self._show_counts()
        self._ask_ticked()

    def _show_counts(self) -> None:
        """Ids and counts come from two reads; the foot and the empty state wait for both."""
        if self._everyone is None or not self._is_listed:
            return
        found = len(self.model.ids)
        self.foot.show_counts(found, self._everyone)
        self.middle.setCurrentWidget(self.table if found else self.empty)
        if not found:
            self._say_empty(is_whole_store_empty=not self._everyone)
            self.table.current_changed.emit(0)

    def _say_empty(self, *, is_whole_store_empty: bool) -> None:
        self.empty_import.setVisible(is_whole_store_empty)
        if is_whole_store_empty:
            self.empty.say(tr("No clients yet"), tr("Begin with an export of your counter or bank system."))
        else:
            self.empty.say(tr("No client fits this filter"), tr("Take a chip away, or choose the view “All”."))

    def _load_block(self, ids: list[int], then: Callable[[Loaded], None], failed: Callable[[CrmError], None]) -> None:
        shown = self.desk.shown
        self.desk.runner.read(lambda connection: block(connection, ids, shown), then=then, owner=self, failed=failed)

    def _on_change(self, _change: Change) -> None:
        self.model.refresh()
        self._ask(keep_place=True)
        self._count_views()

    def _on_privacy(self) -> None:
        self.model.refresh()
        self._ask_ticked()

    # -- ticks

    def _ask_ticked(self) -> None:
        checks, chosen = self.table.checks, self.filter
        if checks.is_empty:
            self.desk.runner.drop(self, "ticked")
            self.foot.show_ticked(None)
            return
        exceptions, ids = checks.exceptions, checks.chosen
        self.desk.runner.read(
            lambda connection: ticked_totals(connection, chosen, ids=ids, exceptions=exceptions),
            then=self.foot.show_ticked,
            owner=self,
            key="ticked",
        )

    def ticked_ids(self) -> list[int]:
        return self.table.checks.of(self.model.ids)

    def export(self) -> None:
        from ui.identify.book.actions import export_list

        export_list(self, self.desk, self.filter, None if self.table.checks.is_empty else self.ticked_ids())

    def print_plans(self) -> None:
        from ui.identify.book.actions import print_plans

        print_plans(self, self.desk, self.ticked_ids())

    # -- state

    def state(self) -> State:
        return {
            "filter": self.filter.to_text(),
            "sort": self._sort,
            "descending": self._descending,
            "client": self.table.current_id(),
            "scroll": self.table.verticalScrollBar().value(),
            "hidden": sorted(self.table.hidden_keys),
        }

    def restore(self, state: State) -> None:
        from crmdesk.book.filters import ClientFilter

        self._sort, self._descending = state["sort"], state["descending"]
        self._wanted_id, self._wanted_scroll = state["client"], state["scroll"]
        self.table.set_hidden(set(state["hidden"]))
        self.set_filter(ClientFilter.parse(state["filter"]))

    def _go_to_wanted(self) -> None:
        if self._wanted_id:
            self.table.set_current_id(self._wanted_id)
            self.table.verticalScrollBar().setValue(self._wanted_scroll)
            self._wanted_id = 0
