"""What the client list reads from the store, each in one reader job."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

from ui.framework.shown import Shown
from ui.identify.book.cells import client_cells

if TYPE_CHECKING:
    from crmdesk.book.client_list import ClientFilter, Totals
    from ui.framework.big_table.model import Loaded


def listing(connection: Any, chosen: ClientFilter, *, sort: str, descending: bool) -> array[int]:
    from crmdesk.book.client_list import client_ids

    return client_ids(connection, chosen, sort=sort, descending=descending)


def block(connection: Any, ids: list[int], shown: Shown) -> Loaded:
    """The cells of a block, formatted here and not while painting."""
    from crmdesk.book.client_list import client_rows

    return {row.id: client_cells(row, shown) for row in client_rows(connection, ids)}


def ticked_totals(connection: Any, chosen: ClientFilter, *, ids: list[int], exceptions: list[int] | None) -> Totals:
    """Number and sums of the ticked clients: the few, or all that the filter keeps but a few."""
    from crmdesk.book.client_list import Totals, selection_totals, totals

    if exceptions is None:
        return selection_totals(connection, ids)
    whole, less = totals(connection, chosen), selection_totals(connection, exceptions)
    return Totals(whole.clients - less.clients, whole.assets - less.assets, whole.contribution - less.contribution)


def names(connection: Any) -> dict[str, list[str]]:
    """The managers, branches and sources there are, for menus and suggestions."""
    from crmdesk.book.client_list import known_names

    return known_names(connection)
