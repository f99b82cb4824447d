"""What the client list reads from the store, each in one reader job."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ui.framework.shown import Shown
from ui.identify.book.cells import is_plain, row_cells

if TYPE_CHECKING:
    from crmdesk.book.client_list import ClientFilter, Order, Totals
    from crmdesk.book.groups import Group
    from crmdesk.book.views import View
    from ui.framework.big_table import Column
    from ui.framework.big_table.model import Loaded

#: Lists up to this length show their groups open.
_OPEN_UP_TO = 20_000


def _ids() -> array[int]:
    return array("q")


@dataclass(frozen=True)
class Listing:
    """The ids of a view in order; in groups: the groups, and the ids of those that are open."""

    ids: array[int] = field(default_factory=_ids)
    groups: tuple[Group, ...] = ()
    inside: dict[Any, array[int]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return sum(group.clients for group in self.groups) if self.groups else len(self.ids)


def listing(connection: Any, view: View, opened: Collection[Any] | None) -> Listing:
    """``opened`` are the keys of open groups; None: all when the list is short, else none."""
    from crmdesk.book.client_list import client_ids
    from crmdesk.book.groups import group_ids, groups

    if not view.group:
        return Listing(client_ids(connection, view.filter, sort=view.orders))
    found = groups(connection, view.filter, view.group)
    if opened is None:
        is_short = sum(group.clients for group in found) <= _OPEN_UP_TO
        opened = [group.key for group in found] if is_short else ()
    keys = [group.key for group in found if group.key in opened]
    inside = group_ids(connection, view.filter, view.group, open_keys=keys, orders=view.orders)
    return Listing(groups=tuple(found), inside=inside)


def members(connection: Any, view: View, key: Any) -> array[int]:
    """The ids of one group, in order."""
    from crmdesk.book.groups import group_ids

    return group_ids(connection, view.filter, view.group, open_keys=[key], orders=view.orders)[key]


def block(connection: Any, ids: list[int], columns: Sequence[Column], shown: Shown) -> Loaded:
    """The cells of a block, formatted here and not while painting."""
    from crmdesk.book.client_list import client_rows
    from crmdesk.book.columns import column_values

    keys = [column.key for column in columns if is_plain(column.key)]
    values = column_values(connection, ids, keys)
    nothing = (None,) * len(keys)
    return {
        row.id: row_cells(row, dict(zip(keys, values.get(row.id, nothing), strict=True)), columns, shown)
        for row in client_rows(connection, ids)
    }


@dataclass(frozen=True)
class Ticked:
    """The few clients ticked, or with ``exceptions`` all that the filter keeps but those."""

    ids: Sequence[int]
    exceptions: Sequence[int] | None

    def all_ids(self, connection: Any, chosen: ClientFilter, orders: Sequence[Order]) -> Sequence[int]:
        """Their ids; of a whole filter in the order of the list."""
        from crmdesk.book.client_list import client_ids

        if self.exceptions is None:
            return self.ids
        found, without = client_ids(connection, chosen, sort=orders), set(self.exceptions)
        return array("q", (one for one in found if one not in without)) if without else found

    def totals(self, connection: Any, chosen: ClientFilter) -> Totals:
        """Number and sums."""
        from crmdesk.book.client_list import Totals, selection_totals, totals

        if self.exceptions is None:
            return selection_totals(connection, self.ids)
        whole, less = totals(connection, chosen), selection_totals(connection, self.exceptions)
        return Totals(whole.clients - less.clients, whole.assets - less.assets, whole.contribution - less.contribution)


def names(connection: Any) -> dict[str, list[str]]:
    """The managers, branches and sources there are, for menus and suggestions."""
    from crmdesk.book.client_list import known_names

    return known_names(connection)


@dataclass(frozen=True)
class KnownViews:
    """The views users saved, the role whose ready views stand before them, and the key of the one to begin with."""

    saved: list[View]
    role: str
    default: str


def known_views(connection: Any) -> KnownViews:
    from crmdesk.book.views import default_view, role, saved_views

    return KnownViews(saved_views(connection), role(connection), default_view(connection))


#: Up to here every view is counted; above only those that indexes answer, so that counting holds up no list.
_COUNT_ALL_UP_TO = 50_000


def count_of(connection: Any, view: View, everyone: int) -> int | None:
    """How many clients stand in a view; None where it would take too long to be said beside its name."""
    from crmdesk.book.client_list import count
    from crmdesk.book.filters.conditions import is_quick

    return count(connection, view.filter) if everyone <= _COUNT_ALL_UP_TO or is_quick(view.filter) else None
