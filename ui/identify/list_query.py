"""What the client list reads from the store, each in one reader job."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ui.framework.shown import Shown
from ui.identify.client_cells import client_cells

if TYPE_CHECKING:
    from crmdesk.book.client_list import ClientFilter, Totals
    from ui.framework.big_table.model import Loaded


@dataclass(frozen=True)
class Listing:
    """The answer of one filter and order."""

    ids: array[int]
    totals: Totals
    everyone: int


def listing(connection: Any, chosen: ClientFilter, *, sort: str, descending: bool) -> Listing:
    from crmdesk.book.client_list import ClientFilter, client_ids, count, totals

    ids = client_ids(connection, chosen, sort=sort, descending=descending)
    return Listing(ids, totals(connection, chosen), count(connection, ClientFilter()))


def block(connection: Any, ids: list[int], shown: Shown) -> Loaded:
    """The cells of a block, formatted here and not while painting."""
    from crmdesk.book.client_list import client_rows

    return {row.id: client_cells(row, shown) for row in client_rows(connection, ids)}


def ticked_totals(connection: Any, whole: Totals, *, ids: list[int], exceptions: list[int] | None) -> Totals:
    """Number and sums of the ticked clients: all of the list but a few, or the few."""
    from crmdesk.book.client_list import Totals, selection_totals

    if exceptions is None:
        return selection_totals(connection, ids)
    less = selection_totals(connection, exceptions)
    return Totals(whole.clients - less.clients, whole.assets - less.assets, whole.contribution - less.contribution)


def managers(connection: Any) -> list[str]:
    from crmdesk.book.client_list import managers

    return managers(connection)
