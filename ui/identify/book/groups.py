"""The list in groups on screen: which are open, and their rows in one array with the heads between them."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from crmdesk.i18n import tr
from ui.framework.big_table import Cell, Head
from ui.framework.shown import Shown
from ui.identify.book.query import Listing

if TYPE_CHECKING:
    from crmdesk.book.groups import Group


class GroupRows:
    """Group number n has its head at the id -n-1. Ids once read stay, so that folding costs no reading."""

    def __init__(self) -> None:
        self._groups: tuple[Group, ...] = ()
        self._inside: dict[Any, array[int]] = {}
        self._open: set[Any] = set()

    @property
    def opened(self) -> frozenset[Any] | None:
        """Keys of the open groups, for reading again; None before anything was read."""
        return frozenset(self._open) if self._groups else None

    def take(self, found: Listing) -> None:
        self._groups, self._inside = found.groups, dict(found.inside)
        self._open = set(found.inside)

    def forget(self) -> None:
        """Another list begins as its length asks for."""
        self._groups, self._inside, self._open = (), {}, set()

    def key_of(self, head: int) -> Any:
        return self._groups[-head - 1].key

    def is_read(self, key: Any) -> bool:
        return key in self._inside

    def add(self, key: Any, ids: array[int]) -> None:
        """The ids of a group, which is open from now on."""
        self._inside[key] = ids
        self._open.add(key)

    def fold(self, key: Any) -> None:
        (self._open.discard if key in self._open else self._open.add)(key)

    def ids_of(self, key: Any) -> array[int]:
        return self._inside[key]

    def fold_all(self) -> None:
        self._open.clear()

    def rows(self, shown: Shown) -> tuple[array[int], dict[int, Head]]:
        """All ids as they stand below each other, and the heads by their ids."""
        ids: array[int] = array("q")
        heads: dict[int, Head] = {}
        for number, group in enumerate(self._groups):
            ids.append(-number - 1)
            heads[-number - 1] = _head(group, shown, is_open=group.key in self._open)
            if group.key in self._open:
                ids.extend(self._inside.get(group.key, ()))
        return ids, heads


def _head(group: Group, shown: Shown, *, is_open: bool) -> Head:
    totals: Mapping[str, Cell] = {
        "assets": Cell(shown.amount(group.assets), "text.primary", shown.exact(group.assets)),
        "contribution": Cell(shown.whole(group.contribution), "text.primary", shown.exact(group.contribution)),
    }
    return Head(str(group.words), tr("{count} clients", count=f"{group.clients:,}"), is_open, totals)
