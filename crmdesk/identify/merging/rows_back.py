"""Which rows below a merged client go back with the one they are of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, false, or_, select

from crmdesk.identify.merging.images import Done, Place
from crmdesk.identify.merging.parties import Row
from crmdesk.identify.merging.references import holds, moved
from crmdesk.identify.tables import batch_range, import_batch, source_key
from crmdesk.store.schema import metadata

#: Rows by the column they hang by, and the client they go back to.
Returns = dict[Place, dict[int, list[int]]]
_AT_ONCE = 500
#: The column that names the system a row came from.
_SYSTEM = ("source", "system")


class Numbers:
    """The numbers by which source systems know the clients that a merge made one."""

    def __init__(self, connection: Connection, merged: Done) -> None:
        came_from = {
            key: drop_id
            for drop_id, keys in merged.moves.get(Place(source_key.name, "client_id"), {}).items()
            for key in keys
        }
        query = select(source_key).where(source_key.c.client_id == merged.holder)
        self._owners: dict[tuple[str, str], int] = {}
        self._by_source: dict[str, set[int]] = defaultdict(set)
        for row in connection.execute(query):
            owner = came_from.get(row.id, merged.holder)
            self._owners[row.source, row.key] = owner
            self._by_source[row.source].add(owner)
        self._keep_id = merged.holder

    def owner(self, row: Mapping[str, Any]) -> int | None:
        """The dropped client that a row of an import is of, as far as its number or at least its system tells."""
        source = row.get("source") or row.get("system") or ""
        exact = self._owners.get((source, row.get("source_key") or ""))
        owners = {exact} if exact is not None else self._by_source.get(source, set())
        (owner,) = owners if len(owners) == 1 else (None,)
        return None if owner == self._keep_id else owner

    def bringer(self, note: Row) -> int | None:
        """The dropped client whose number an import brought a value for; None for what a person said."""
        return self.owner(note) if note["file_id"] is not None else None

    @property
    def sources(self) -> set[str]:
        """Systems that know a dropped client."""
        return {source for source, owners in self._by_source.items() if owners != {self._keep_id}}


def rows_back(connection: Connection, merged: Done, numbers: Numbers) -> Returns:
    """Rows that came from a dropped client and still hang on the kept one, rows imported for it since, and what can
    only be where those are. Rows deleted or moved on since stay so."""
    found: Returns = defaultdict(lambda: defaultdict(list))
    for place, by_client in merged.moves.items():
        table = metadata.tables[place.table]
        for drop_id, ids in by_client.items():
            found[place][drop_id] += _still_there(connection, table, place.column, ids, merged.holder)
    _add_arrivals(connection, merged, numbers, found)
    while _add_held(connection, merged.holder, found):
        pass
    return found


def _still_there(connection: Connection, table: Table, column: str, ids: Sequence[int], keep_id: int) -> list[int]:
    there: list[int] = []
    for part in parts(ids):
        query = select(table.c.id).where(table.c.id.in_(part), table.c[column] == keep_id)
        there += connection.execute(query).scalars()
    return there


def _add_arrivals(connection: Connection, merged: Done, numbers: Numbers, found: Returns) -> None:
    """What imports after the merge brought for a number of a dropped client."""
    if not numbers.sources:
        return
    for one in moved():
        table, place = one.table, Place(str(one.table.name), str(one.column.name))
        system = next((table.c[name] for name in _SYSTEM if name in table.c), None)
        if system is None or table is source_key or place.column != "client_id":
            continue
        came = imported_since(connection, table, merged.merge.operation_id)
        query = select(table).where(table.c.client_id == merged.holder, system.in_(numbers.sources), came)
        known = {key for ids in found[place].values() for key in ids}
        for row in map(dict, connection.execute(query).mappings()):
            owner = numbers.owner(row)
            if owner is not None and row["id"] not in known:
                found[place][owner].append(row["id"])


def imported_since(connection: Connection, table: Table, operation_id: int) -> ColumnElement[bool]:
    """The condition that an import after an operation brought a row."""
    if "batch_id" in table.c:
        later = select(import_batch.c.id).where(import_batch.c.operation_id > operation_id)
        return table.c.batch_id.in_(later)
    b = batch_range.c
    query = select(b.first, b.last).where(b.table_name == table.name, b.operation_id > operation_id)
    ranges = [table.c.id.between(first, last) for first, last in connection.execute(query)]
    return or_(false(), *ranges)


def _add_held(connection: Connection, keep_id: int, found: Returns) -> bool:
    """Rows that hang on a row that goes back, such as corrections of a contact made since; whether there were any."""
    is_more = False
    for hold in holds():
        place = Place(str(hold.table.name), "client_id")
        known = {key for ids in found.get(place, {}).values() for key in ids}
        for drop_id, ids in list(found.get(Place(str(hold.on.name), "client_id"), {}).items()):
            for part in parts(ids):
                query = select(hold.table.c.id).where(and_(hold.column.in_(part), hold.table.c.client_id == keep_id))
                new = [key for key in connection.execute(query).scalars() if key not in known]
                found[place][drop_id] += new
                is_more = is_more or bool(new)
    return is_more


def parts(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))
