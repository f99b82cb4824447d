"""How the list stands: its order in steps, its groups, its columns; menus and what the user drags."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QWidget

from crmdesk.i18n import tr
from ui.framework.menus import popped_up

if TYPE_CHECKING:
    from ui.identify.book.client_list import ClientList

#: Offered at once; every other code of the form stands in a menu of its own.
_GROUPS = ("tier", "stage", "manager", "branch", "kind", "status", "source", "next_month", "opened_month")
_MOST_STEPS = 4


class Arranging:
    def __init__(self, owner: ClientList) -> None:
        self._list = owner

    # -- order

    def sort_by(self, key: str, descending: bool) -> None:  # noqa: FBT001
        from crmdesk.book.client_list import Order

        self._list.change_view(orders=(Order(key, descending),))

    def sort_further(self, key: str) -> None:
        """Shift and a click: a further step; on a step that is there its direction, then away with it."""
        from crmdesk.book.client_list import Order

        orders = list(self._list.view.orders)
        place = next((n for n, order in enumerate(orders) if order.key == key), None)
        starts = next((c.starts_descending for c in self._list.model.columns if c.key == key), False)
        if place is None:
            orders = [*orders, Order(key, starts)][-_MOST_STEPS:]
        elif orders[place].descending == starts:
            orders[place] = Order(key, not starts)
        elif len(orders) > 1:
            del orders[place]
        self._list.change_view(orders=tuple(orders))

    def show_orders(self, button: QWidget) -> None:
        """The columns on screen; the order there is has a tick."""
        menu, orders = QMenu(self._list), {order.key: order for order in self._list.view.orders}
        for column in self._list.model.columns:
            if column.is_sortable:
                action = menu.addAction(column.title.replace("&", "&&"))
                action.setCheckable(True)
                action.setChecked(column.key in orders)
                action.triggered.connect(partial(self._pick_order, column.key))
        menu.addSeparator()
        further = menu.addMenu(tr("Then by"))
        for column in self._list.model.columns:
            if column.is_sortable and column.key not in orders:
                act = partial(self.sort_further, column.key)
                further.addAction(column.title.replace("&", "&&")).triggered.connect(act)
        turn = menu.addAction(tr("Turn the order round"))
        turn.triggered.connect(self._turn)
        popped_up(menu, button)

    def _pick_order(self, key: str) -> None:
        column = next(column for column in self._list.model.columns if column.key == key)
        self.sort_by(key, column.starts_descending)

    def _turn(self) -> None:
        from crmdesk.book.client_list import Order

        self._list.change_view(orders=tuple(Order(o.key, not o.descending) for o in self._list.view.orders))

    # -- groups

    def show_groups(self, button: QWidget) -> None:
        from crmdesk.book.groups import groupings

        menu = QMenu(self._list)
        self._add_group(menu, "", tr("No groups"))
        menu.addSeparator()
        known = groupings()
        for key in _GROUPS:
            self._add_group(menu, key, str(known[key].label))
        others = menu.addMenu(tr("Another field"))
        for key, how in known.items():
            if key not in _GROUPS:
                self._add_group(others, key, str(how.label))
        if self._list.view.group:
            menu.addSeparator()
            menu.addAction(tr("Unfold all")).triggered.connect(partial(self._list.table.fold_all_asked.emit, True))  # noqa: FBT003
            menu.addAction(tr("Fold all")).triggered.connect(partial(self._list.table.fold_all_asked.emit, False))  # noqa: FBT003
        popped_up(menu, button)

    def _add_group(self, menu: QMenu, key: str, label: str) -> None:
        action = menu.addAction(label.replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(self._list.view.group == key)
        action.triggered.connect(lambda: self._list.change_view(group=key))

    # -- columns

    def show_columns(self, _button: QWidget) -> None:
        from ui.identify.book.columns_dialog import ColumnsDialog

        dialog = ColumnsDialog(self.chosen_columns(), parent=self._list)
        dialog.chosen.connect(self.set_columns)
        dialog.open()

    def chosen_columns(self) -> list[tuple[str, int]]:
        """The columns of the view, or those the list shows by itself."""
        chosen = self._list.view.columns
        return list(chosen) or [(c.key, c.width) for c in self._list.model.columns if c.key != "check"]

    def set_columns(self, columns: list[tuple[str, int]]) -> None:
        """None = back to those the list shows by itself."""
        from dataclasses import replace

        self._list.view = replace(self._list.view, columns=tuple(columns))
        self._list.show_columns()
        self._list.views.mark(self._list.view)
        self.show_marks()

    def keep_widths(self) -> None:
        """After the user dragged a column or its edge: the view keeps it."""
        from dataclasses import replace

        self._list.view = replace(self._list.view, columns=tuple(self._list.table.room.widths()))
        self._list.table.room.is_arranged = True
        self._list.views.mark(self._list.view)

    # -- what says it

    def show_marks(self) -> None:
        """The order in the head and beside its button, the grouping at its own."""
        from crmdesk.book.columns import list_columns
        from crmdesk.book.groups import groupings

        view, known = self._list.view, list_columns()
        self._list.table.show_orders([(order.key, order.descending) for order in view.orders])
        self._list.filters.show_sort([str(known[order.key].label) for order in view.orders])
        self._list.filters.show_group(str(groupings()[view.group].label) if view.group else "")
