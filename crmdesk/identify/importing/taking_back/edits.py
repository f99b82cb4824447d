"""What later operations made of the rows of an import, all together: a change that went back counts for nothing."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select, union

from crmdesk.codes import code_words
from crmdesk.i18n import Words
from crmdesk.identify.importing.labels import field_words
from crmdesk.identify.importing.taking_back.ranges import Range
from crmdesk.identify.tables import FORM_TABLES, client, import_batch
from crmdesk.store.bulk import rows_by_key
from crmdesk.store.history import key_column
from crmdesk.store.ids import id_array
from crmdesk.store.keeping import part_of
from crmdesk.store.schema import metadata
from crmdesk.store.tables import operation, operation_row

_AT_ONCE = 5_000
#: Rows looked at one by one; whoever edited more than these need not know the exact number.
_MOST_ROWS = 200_000
_GONE = Words("已删除或合并", "removed or merged")
_RECORD = {client.name, *(table.name for table in FORM_TABLES.values())}

RowKey = tuple[str, int]


@dataclass
class Net:
    """A row before the first and after the last of some operations: whether it is there, and the columns they named."""

    client_id: int | None = None
    was_there: bool | None = None
    is_there: bool = True
    first: dict[str, Any] = field(default_factory=dict)
    last: dict[str, Any] = field(default_factory=dict)

    def add(self, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> None:
        if self.was_there is None:
            self.was_there = before is not None
        for name, value in (before or {}).items():
            self.first.setdefault(name, value)
        self.is_there = after is not None
        self.last.update(after or {})
        self.client_id = (after or before or {}).get("client_id", self.client_id)

    @property
    def is_gone(self) -> bool:
        return bool(self.was_there) and not self.is_there

    @property
    def changed(self) -> set[str]:
        return {name for name, value in self.last.items() if name in self.first and self.first[name] != value}


def changes_of(
    connection: Connection, operation_id: int, added: Mapping[str, Range], nets: Mapping[RowKey, Net]
) -> Iterator[tuple[int, Words, int]]:
    """``(client, what, 1)`` for every row of the import that is not as the import left it."""
    own = _own_columns(connection, operation_id, {key for key in nets if not _is_added(added, *key)})
    owners = _owners(connection, nets)
    for key, net in nets.items():
        names = net.changed & own[key] if key in own else net.changed
        owner = owners.get(key) or 0
        if net.is_gone:
            yield owner, _GONE, 1
        elif key[0] in _RECORD:
            columns = metadata.tables[key[0]].c
            said = sorted(name for name in names if part_of(columns[name]) != "derived")
            yield from ((owner, field_words(name), 1) for name in said)
        elif names:
            yield owner, code_words("stored_table", key[0]), 1


def nets_since(connection: Connection, operation_id: int, added: Mapping[str, Range]) -> dict[RowKey, Net]:
    """What later operations made of the rows of an import that they touched."""
    keys = _own_keys(connection, operation_id)
    r = operation_row.c
    query = (
        select(r.table_name, r.row_key, r.client_id, r.before, r.after)
        .join(operation, operation.c.id == r.operation_id)
        .where(r.operation_id > operation_id, operation.c.is_undone.is_(False))
        .where(r.operation_id.not_in(_taken_back()), r.table_name.in_({*keys, *added}))
        .order_by(r.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    nets: dict[RowKey, Net] = {}
    for table, key, client_id, before, after in connection.execute(query):
        if _is_added(added, table, key) or _holds(keys.get(table), key):
            net = nets.setdefault((table, key), Net(client_id))
            net.add(before, after)
            if len(nets) == _MOST_ROWS:
                break
    return nets


def _is_added(added: Mapping[str, Range], table: str, key: int) -> bool:
    found = added.get(table)
    return found is not None and found.holds(key)


def _taken_back() -> Any:
    """Operations that are as if they had not been: imports taken back, and the taking back."""
    b, is_back = import_batch.c, import_batch.c.taken_back_at.is_not(None)
    return union(select(b.operation_id).where(is_back), select(b.taken_back_operation_id).where(is_back))


def _own_keys(connection: Connection, operation_id: int) -> dict[str, array[int]]:
    """Keys of the rows that the import changed, by table, in order."""
    r, mine = operation_row.c, operation_row.c.operation_id == operation_id
    tables = connection.execute(select(r.table_name).where(mine).distinct()).scalars().all()
    keys = select(r.row_key).where(mine).distinct().order_by(r.row_key)
    return {name: id_array(connection, keys.where(r.table_name == name)) for name in tables}


def _holds(keys: array[int] | None, key: int) -> bool:
    if keys is None:
        return False
    place = bisect_left(keys, key)
    return place < len(keys) and keys[place] == key


def _own_columns(connection: Connection, operation_id: int, wanted: set[RowKey]) -> dict[RowKey, set[str]]:
    """The columns that the import itself changed in some rows that were there."""
    found: dict[RowKey, set[str]] = defaultdict(set)
    if not wanted:
        return found
    r = operation_row.c
    query = select(r.table_name, r.row_key, r.before).where(r.operation_id == operation_id)
    for table, key, before in connection.execute(query.execution_options(yield_per=_AT_ONCE)):
        if (table, key) in wanted:
            found[table, key].update(before or ())
    return found


def _owners(connection: Connection, nets: Mapping[RowKey, Net]) -> dict[RowKey, int | None]:
    """The client of each row: named by an image, else by the row."""
    found = {key: net.client_id for key, net in nets.items()}
    for name in {table for table, _key in nets}:
        table = metadata.tables[name]
        open_keys = {key for table_name, key in nets if table_name == name and found[name, key] is None}
        if open_keys and "client_id" in table.c:
            column = (key_column(table).name,)
            rows = rows_by_key(connection, table, column, ((key,) for key in open_keys), ("client_id",))
            found.update({(name, key[0]): row[0] for key, row in rows.items()})
    return found
