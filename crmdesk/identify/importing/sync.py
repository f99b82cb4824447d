"""Rows of a chunk against rows of a table: new ones added, changed ones changed, the rest left alone."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table

from crmdesk.identify.importing.chunk import Chunk, picked
from crmdesk.identify.importing.run import Run
from crmdesk.store import stale
from crmdesk.store.bulk import insert_columns, insert_if_new, rows_by_key, update_rows
from crmdesk.store.followers import follow_rows
from crmdesk.store.history import RowChange, key_column
from crmdesk.store.keeping import part_of

Columns = Mapping[str, Sequence[Any]]

#: ``(key, the row as it was, what changes in it)``.
Changed = tuple[tuple[Any, ...], Mapping[str, Any], Mapping[str, Any]]


def waves(*keys: Sequence[Hashable]) -> Iterator[list[int]]:
    """Positions in waves in which no value of a key column comes twice; rows that share one keep their order.

    None in a key column ties a row to no other.
    """
    if not any(map(_has_equals, keys)):
        yield list(range(len(keys[0])))
        return
    depths: list[dict[Hashable, int]] = [{} for _column in keys]
    result: list[list[int]] = []
    for position, row in enumerate(zip(*keys, strict=True)):
        pairs = [(depth, one) for depth, one in zip(depths, row, strict=True) if one is not None]
        level = max((depth.get(one, -1) for depth, one in pairs), default=-1) + 1
        for depth, one in pairs:
            depth[one] = level
        if level == len(result):
            result.append([])
        result[level].append(position)
    yield from result


def _has_equals(column: Sequence[Hashable]) -> bool:
    different = set(column)
    return len(different) - (None in different) < len(column) - column.count(None)


@dataclass
class Synced:
    """Positions of rows that were added to a table, and of rows that changed one there."""

    created: set[int] = field(default_factory=set)
    updated: set[int] = field(default_factory=set)

    @property
    def moved(self) -> set[int]:
        return self.created | self.updated

    def settle(self, chunk: Chunk) -> None:
        """Count the rows of the chunk as what happened to them."""
        chunk.settle("created", len(self.created))
        chunk.settle("updated", len(self.updated))
        chunk.settle("unchanged", chunk.size - len(self.created) - len(self.updated))


@dataclass(frozen=True)
class Target:
    """A table and how its rows are told apart.

    ``key``: the columns that name a row; unless ``is_unique`` the table does not enforce it. ``stamp``
    columns are written with a row and never compared; in ``weak`` columns 0 says as little as a missing
    value, which never erases what is there. ``assumed`` columns are what a new row has because the file does
    not say; they change nothing in a row that is there. New rows go in ``along`` a column that an index begins with.
    ``images`` keeps rows as they were, where they have no ``id``.
    """

    table: Table
    key: tuple[str, ...]
    stamp: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()
    is_unique: bool = True
    along: str = ""
    images: Callable[[Run, Sequence[Changed]], None] | None = None

    def keep(self, run: Run, changes: Sequence[Changed]) -> None:
        if self.images is not None:
            self.images(run, changes)
        else:
            keep_images(run, self.table, changes)


def sync(run: Run, target: Target, columns: Columns) -> Synced:
    """Bring rows, given as columns, into a table."""
    count = len(columns[target.key[0]])
    if target.is_unique and insert_if_new(run.connection, target.table, columns, along=target.along):
        return Synced(created=set(range(count)))
    synced = Synced()
    for positions in waves(list(zip(*(columns[name] for name in target.key), strict=True))):
        part = {name: picked(values, positions) for name, values in columns.items()}
        created, updated = _sync_wave(run, target, part)
        synced.created.update(picked(positions, created))
        synced.updated.update(picked(positions, updated))
    return synced


def _sync_wave(run: Run, target: Target, columns: Columns) -> tuple[list[int], list[int]]:
    """Positions ``(created, updated)`` of rows of which no two have the same key."""
    table, key = target.table, target.key
    keys = list(zip(*(columns[name] for name in key), strict=True))
    compared = [name for name in columns if name not in {*key, *target.stamp, *target.assumed}]
    has_id = "id" in table.c
    read = [*compared, *target.stamp, *(["id"] if has_id else [])]
    found = rows_by_key(run.connection, table, key, keys, read)
    fresh = [at for at, one in enumerate(keys) if one not in found]
    insert_columns(run.connection, table, {name: picked(values, fresh) for name, values in columns.items()})
    changes: dict[int, dict[str, Any]] = {}
    given = list(zip(*(columns[name] for name in compared), strict=True)) if compared else [()] * len(keys)
    for at, one in enumerate(keys):
        if one not in found or found[one][: len(compared)] == given[at]:
            continue
        old = dict(zip(compared, found[one], strict=False))
        new = differences(old, dict(zip(compared, given[at], strict=True)), target.weak)
        if new:
            changes[at] = {**new, **{name: columns[name][at] for name in target.stamp}}
    before = {at: dict(zip(read, found[keys[at]], strict=True)) for at in changes}
    target.keep(run, [(keys[at], before[at], change) for at, change in changes.items()])
    update_rows(run.connection, table, key, ((keys[at], change) for at, change in changes.items()))
    if has_id:
        _follow(run, table, [(before[at], change) for at, change in changes.items()])
    return fresh, list(changes)


def _follow(run: Run, table: Table, changes: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> None:
    """A row that went to another client takes what hangs on it along."""
    changed = [(old, new) for old, new in changes if new.get("client_id", old.get("client_id")) != old.get("client_id")]
    moved = [(old["id"], old["client_id"], new["client_id"]) for old, new in changed]
    if moved:
        follow_rows(run.connection, table, [one[0] for one in moved])
        owners = {client_id for one in moved for client_id in one[1:]}
        stale.mark(run.connection, owners)
        run.touched_clients.update(owners)


def keep_images(run: Run, table: Table, changes: Iterable[Changed]) -> None:
    """Row images of changes to a table whose rows have an ``id``: the columns that differ."""
    run.keep([RowChange(table.name, old["id"], *_differing(old, new)) for _key, old, new in changes])


def change_rows(run: Run, table: Table, changes: Sequence[tuple[int, Mapping[str, Any], dict[str, Any]]]) -> None:
    """Change rows told apart by one key, ``(key, the row as it was, new columns)``, and keep their images.

    Derived columns have none: taking back works them out again. The image of a row that a client's number tells apart
    names the client, so that its history shows it.
    """
    key = key_column(table)
    kept = {column.name for column in table.columns if part_of(column) != "derived"}
    images = []
    for one, old, new in changes:
        before, after = _differing(old, {name: value for name, value in new.items() if name in kept})
        if after:
            named = {"client_id": one} if key.name == "client_id" else {}
            images.append(RowChange(table.name, one, before, after | named))
    run.keep(images)
    update_rows(run.connection, table, (key.name,), (((one,), new) for one, _old, new in changes))


def _differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    names = [name for name in new if old[name] != new[name]]
    return {name: old[name] for name in names}, {name: new[name] for name in names}


def differences(old: Mapping[str, Any], new: Mapping[str, Any], weak: Sequence[str] = ()) -> dict[str, Any]:
    return {
        name: value
        for name, value in new.items()
        if value is not None and value != old[name] and not (name in weak and value == 0)
    }
