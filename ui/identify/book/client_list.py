"""The list of clients: views, filters, rows and foot; the panel beside it follows the current row."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from ui.framework.big_table import BigTable, BigTableModel
from ui.framework.buttons import Button
from ui.framework.empty import EmptyState
from ui.framework.page import Desk, State
from ui.identify.book.arranging import Arranging
from ui.identify.book.cell_editing import CellEditing
from ui.identify.book.cells import columns_of
from ui.identify.book.filter_bar import FilterBar
from ui.identify.book.folding import Folding
from ui.identify.book.foot import ListFoot
from ui.identify.book.groups import GroupRows
from ui.identify.book.query import Listing, Ticked, block, listing, names
from ui.identify.book.view_bar import ViewBar

if TYPE_CHECKING:
    from array import array
    from collections.abc import Callable

    from crmdesk.book.filters import ClientFilter
    from crmdesk.book.views import View
    from crmdesk.store.history import Change
    from ui.framework.big_table.model import Loaded


class ClientList(QWidget):
    """What is shown is a ``View``: filter, order, groups and columns; the tabs offer ready ones.

    ``unfold`` is the button at the end of the views; the page says what it does.
    """

    #: Nothing in the store yet, and the user wants to fill it.
    import_asked = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.views = ViewBar(desk)
        self.view: View = self.views.shown
        self.found = Listing()
        self.groups = GroupRows()
        self._everyone: int | None = None
        self._is_listed, self._is_restored, self.keep_place = False, False, False
        self._wanted_id, self._wanted_scroll = 0, 0
        self.filters = FilterBar()
        self.model = BigTableModel(columns_of(()), self._load_block, self)
        self.table = BigTable(self.model, name=tr("List of clients"))
        self.table.room.let_arrange()
        self.arranging = Arranging(self)
        self.folding = Folding(self)
        self.editing = CellEditing(desk, self.table)
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
        self._read_around()

    @property
    def filter(self) -> ClientFilter:
        return self.view.filter

    # -- making

    def _arrange(self) -> None:
        self.middle = QStackedWidget()
        self.middle.addWidget(self.table)
        self.middle.addWidget(self.empty)
        self.views.add_tool(self.unfold)
        self.unfold.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self.views, self.filters, self.middle, self.foot):
            layout.addWidget(widget, 1 if widget is self.middle else 0)

    def _connect(self) -> None:
        self.views.taken.connect(self.take_view)
        self.views.ready.connect(self._begin)
        self.filters.changed.connect(self.set_filter)
        self.filters.sort_asked.connect(self.arranging.show_orders)
        self.filters.group_asked.connect(self.arranging.show_groups)
        self.filters.columns_asked.connect(self.arranging.show_columns)
        self.filters.left.connect(self.table.setFocus)
        self.table.sort_asked.connect(self.arranging.sort_by)
        self.table.sort_added.connect(self.arranging.sort_further)
        self.table.columns_arranged.connect(self.arranging.keep_widths)
        self.table.checks.changed.connect(self._ask_ticked)
        self.foot.clear_asked.connect(self.table.checks.clear)
        self.foot.change_asked.connect(self.change_many)
        self.foot.plans_asked.connect(self.print_plans)
        self.foot.export_asked.connect(self.export)
        self.desk.changes.changed.connect(self._on_change)
        self.desk.shown.changed.connect(self._on_privacy)

    # -- the view

    def _begin(self, view: View) -> None:
        """The views are known: open with the one the day begins with, unless a place was taken back."""
        if not self._is_restored:
            self.take_view(view)

    def take_view(self, view: View) -> None:
        """Everything as the view says, the ticks as they are."""
        columns = self.view.columns
        self.view = view
        self.groups.forget()
        if columns != view.columns:
            self.show_columns()
        self._show_view()
        self._ask(keep_place=False)

    def set_filter(self, chosen: ClientFilter) -> None:
        """The filter belongs to the list: groups, order and columns stay."""
        self.groups.forget()
        self.change_view(filter=chosen)

    def change_view(self, **parts: Any) -> None:
        """Another filter, order or grouping."""
        self.view = replace(self.view, **parts)
        if "group" in parts:
            self.groups.forget()
        self._show_view()
        self._ask(keep_place=False)

    def show_columns(self) -> None:
        """The columns of the view."""
        self.table.set_columns(columns_of(self.view.columns), is_arranged=bool(self.view.columns))

    def _show_view(self) -> None:
        self.filters.show_filter(self.view.filter)
        self.views.mark(self.view)
        self.arranging.show_marks()

    # -- reading

    def _ask(self, *, keep_place: bool) -> None:
        """Read ids; the list on screen stays until they are there."""
        view, opened = self.view, self.groups.opened
        self.keep_place = keep_place
        self.desk.runner.read(
            lambda connection: listing(connection, view, opened),
            then=self.take_listing,
            owner=self,
            key="listing",
            failed=self.filters.show_problem,
        )

    def _read_around(self) -> None:
        """What changes with the data and not with the filter: the views and their counts, everyone, names."""
        self.views.read()
        self.desk.runner.read(_everyone, then=self._take_everyone, owner=self, key="everyone")
        self.desk.runner.read(names, then=self.filters.know_names, owner=self, key="names")

    def _take_everyone(self, count: int) -> None:
        self._everyone = count
        self.views.count(count)
        self._show_counts()

    def take_listing(self, found: Listing) -> None:
        self._is_listed, self.found = True, found
        self.groups.take(found)
        self.show_rows(keep_place=self.keep_place)
        self._go_to_wanted()
        self._show_counts()
        self._ask_ticked()

    def show_rows(self, *, keep_place: bool) -> None:
        if not self.view.group:
            self.table.show_ids(self.found.ids, keep_place=keep_place)
        else:
            ids, heads = self.groups.rows(self.desk.shown)
            self.table.show_ids(ids, keep_place=keep_place, heads=heads, total=self.found.count)
        self.editing.follow()

    def _show_counts(self) -> None:
        """Ids and counts come from two reads; the foot and the empty state wait for both."""
        if self._everyone is None or not self._is_listed:
            return
        found = self.found.count
        self.foot.show_counts(found, self._everyone)
        self.views.show_found(found)
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
        shown, columns = self.desk.shown, self.model.columns
        read = self.desk.runner.read
        read(lambda connection: block(connection, ids, columns, shown), then=then, owner=self, failed=failed)

    def _on_change(self, _change: Change) -> None:
        self.model.refresh()
        self._ask(keep_place=True)
        self._read_around()

    def _on_privacy(self) -> None:
        self.model.refresh()
        self.show_rows(keep_place=True)
        self._ask_ticked()

    # -- ticks

    def ticked(self) -> Ticked:
        checks = self.table.checks
        return Ticked(checks.chosen, checks.exceptions)

    def _ask_ticked(self) -> None:
        ticked, chosen = self.ticked(), self.filter
        if self.table.checks.is_empty:
            self.desk.runner.drop(self, "ticked")
            self.foot.show_ticked(None)
            return
        self.desk.runner.read(
            lambda connection: ticked.totals(connection, chosen), then=self.foot.show_ticked, owner=self, key="ticked"
        )

    def clients_in_order(self) -> array[int]:
        """The clients on screen, without the heads of groups: the way of Alt+Up and Alt+Down."""
        from array import array

        ids = self.model.ids
        return array("q", (one for one in ids if one >= 0)) if self.model.heads else ids

    def export(self) -> None:
        from ui.identify.book.actions import export_list

        export_list(self, self.desk, self.view, None if self.table.checks.is_empty else self.ticked())

    def print_plans(self) -> None:
        from ui.identify.book.actions import print_plans

        print_plans(self, self.desk, self.view, self.ticked())

    def change_many(self) -> None:
        """One new value for the ticked clients, or for all of the list when none is ticked."""
        from ui.identify.book.bulk_dialog import BulkDialog

        ticked = Ticked((), ()) if self.table.checks.is_empty else self.ticked()
        BulkDialog(self.desk, self.view, ticked, parent=self).open()

    # -- state

    def state(self) -> State:
        from crmdesk.book.views import view_content

        return {
            **view_content(self.view),
            "view": self.view.key,
            "client": self.table.current_id(),
            "scroll": self.table.verticalScrollBar().value(),
        }

    def restore(self, state: State) -> None:
        from crmdesk.book.views import view_of

        self._is_restored = True
        self._wanted_id, self._wanted_scroll = state["client"], state["scroll"]
        self.take_view(view_of(state, key=state["view"], name=str(self.view.name)))

    def _go_to_wanted(self) -> None:
        if self._wanted_id:
            self.table.set_current_id(self._wanted_id)
            self.table.verticalScrollBar().setValue(self._wanted_scroll)
            self._wanted_id = 0


def _everyone(connection: Any) -> int:
    from crmdesk.book.client_list import count
    from crmdesk.book.filters import ClientFilter

    return count(connection, ClientFilter())
