"""Opening, closing and ticking the groups of the list."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ui.identify.book.query import listing, members

if TYPE_CHECKING:
    from ui.identify.book.client_list import ClientList


class Folding:
    """Groups whose ids were read fold at once; others are read when they are first needed."""

    def __init__(self, owner: ClientList) -> None:
        self._list = owner
        owner.table.fold_asked.connect(self.fold)
        owner.table.fold_all_asked.connect(self.fold_all)
        owner.table.group_ticked.connect(self.tick)

    def fold(self, head: int) -> None:
        """Open the group of a head, or close it."""
        groups = self._list.groups
        key = groups.key_of(head)
        if groups.is_read(key):
            groups.fold(key)
            self._list.show_rows(keep_place=True)
        else:
            self._read(key, lambda ids: self._opened(key, ids))

    def _opened(self, key: Any, ids: array[int]) -> None:
        self._list.groups.add(key, ids)
        self._list.show_rows(keep_place=True)

    def _read(self, key: Any, then: Callable[[array[int]], None]) -> None:
        view = self._list.view
        read = self._list.desk.runner.read
        read(lambda connection: members(connection, view, key), then=then, owner=self._list, key="group")

    def fold_all(self, is_open: bool) -> None:  # noqa: FBT001
        """Open all groups, or close them."""
        owner = self._list
        if not is_open:
            owner.groups.fold_all()
            owner.show_rows(keep_place=True)
            return
        view, keys = owner.view, [group.key for group in owner.found.groups]
        owner.keep_place = True
        owner.desk.runner.read(
            lambda connection: listing(connection, view, keys), then=owner.take_listing, owner=owner, key="listing"
        )

    def tick(self, head: int) -> None:
        """Tick all of a group; when all of it is ticked, none."""
        key = self._list.groups.key_of(head)
        if self._list.groups.is_read(key):
            self._tick(self._list.groups.ids_of(key))
        else:
            self._read(key, self._tick)

    def _tick(self, ids: array[int]) -> None:
        checks = self._list.table.checks
        checks.set_all(ids, ticked=len(checks.of(ids)) < len(ids))
