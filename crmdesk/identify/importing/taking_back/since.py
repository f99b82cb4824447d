"""What was built on an import since, so that taking it back would lose it: asked of whole tables at once.

Rows that the import added must be untouched and unused; of rows that it changed, the columns that it changed. A change
that was undone, or taken back, counts for nothing: what counts is the difference to what the import left.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, func, select

from crmdesk.codes import code_words
from crmdesk.i18n import Words
from crmdesk.identify.importing.taking_back.edits import changes_of, nets_since
from crmdesk.identify.importing.taking_back.ranges import Range, added_balances, added_counts, ranges
from crmdesk.identify.tables import balance, balance_before, client
from crmdesk.store.bulk import rows_by_key
from crmdesk.store.history import key_column
from crmdesk.store.keeping import part_of
from crmdesk.store.schema import metadata
from crmdesk.store.tables import operation_row


class Stop(NamedTuple):
    """A client on whom something was built since the import, and what: fields, or rows and how many."""

    client_id: int
    client_no: str
    name: str
    what: tuple[Words, ...]

    def __str__(self) -> str:
        return f"{self.client_no} {self.name}".strip() + ": " + ", ".join(map(str, self.what))


Reasons = dict[int, dict[Words, int]]


def what_stops(connection: Connection, operation_id: int) -> list[Stop]:
    """Everything that stands against taking the import back, client by client."""
    added = ranges(connection, operation_id)
    nets = nets_since(connection, operation_id, added)
    gone = Counter(table for (table, _key), net in nets.items() if net.is_gone)
    reasons: Reasons = defaultdict(lambda: defaultdict(int))
    for source in (
        _used(connection, operation_id, added),
        _replaced(connection, operation_id),
        _lost(connection, operation_id, added, gone),
        changes_of(connection, operation_id, added, nets),
    ):
        for client_id, what, count in source:
            reasons[client_id or 0][what] += count
    names = _names_of(connection, list(reasons))
    stops = []
    for client_id, found in reasons.items():
        number, name = names.get(client_id, ("", ""))
        told = tuple(_counted(what, count) for what, count in found.items())
        stops.append(Stop(client_id, number, name, told))
    return sorted(stops, key=lambda one: (one.client_no == "", one.client_no))


def _names_of(connection: Connection, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Number and name of each client; of one that is gone as it was when it went."""
    found = {}
    r = operation_row.c
    went = (r.table_name == client.name) & r.after.is_(None) & r.client_id.in_(ids)
    for key, image in connection.execute(select(r.row_key, r.before).where(went).order_by(r.id)):
        found[key] = (image["client_no"], image["name"])
    rows = rows_by_key(connection, client, ("id",), ((one,) for one in ids), ("client_no", "name"))
    return found | {key[0]: (row[0], row[1]) for key, row in rows.items()}


def _counted(what: Words, count: int) -> Words:
    return what if count == 1 else Words(f"{what.zh}×{count}", f"{what.en} ×{count}")


def _used(connection: Connection, operation_id: int, added: Mapping[str, Range]) -> Iterator[tuple[int, Words, int]]:
    """Rows of others that refer to a row the import added."""
    for table in metadata.sorted_tables:
        if part_of(table) != "content":
            continue
        for constraint in table.foreign_keys:
            parent = constraint.column.table.name
            column = constraint.parent
            if parent not in added or (column.primary_key and len(table.primary_key.columns) == 1):
                continue
            owner = table.c.get("client_id", column)
            query = select(owner, func.count()).where(column.between(*added[parent].ends)).group_by(owner)
            for client_id, count in connection.execute(query.where(*_not_own(table, operation_id, added))):
                yield client_id, code_words("stored_table", table.name), count


def _not_own(table: Table, operation_id: int, added: Mapping[str, Range]) -> list[Any]:
    if table is balance:
        return [balance.c.operation_id != operation_id]
    own = added.get(table.name)
    return [] if own is None else [~key_column(table).between(*own.ends)]


def _lost(
    connection: Connection, operation_id: int, added: Mapping[str, Range], gone: Mapping[str, int]
) -> Iterator[tuple[int, Words, int]]:
    """Rows that went without an image that tells: nobody can be named for them."""
    for name, rows in added_counts(connection, operation_id).items():
        if name == balance.name:
            left = added_balances(connection, operation_id)
        else:
            key = key_column(metadata.tables[name])
            left = connection.execute(select(func.count()).where(key.between(*added[name].ends))).scalar_one()
        missing = rows - left - gone.get(name, 0)
        if missing > 0 and not (name == balance.name and gone):
            what = code_words("stored_table", name)
            yield 0, Words(f"已不在资料库的{what.zh}", f"{what.en} no longer in the store"), missing


def _replaced(connection: Connection, operation_id: int) -> Iterator[tuple[int, Words, int]]:
    """Balances of this import that a later one replaced."""
    b = balance_before.c
    query = select(b.client_id, func.count()).where(b.was_operation_id == operation_id).group_by(b.client_id)
    for client_id, count in connection.execute(query):
        yield client_id, code_words("stored_table", balance.name), count
