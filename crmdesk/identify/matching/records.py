"""Reading the clients of a kind as columns for matching: all of them, or some."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import Connection, Select, select

from crmdesk.i18n import tr
from crmdesk.identify.matching.engine.columns import Coded, Coder, Ints
from crmdesk.identify.tables import FORM_TABLES, client, contact_point
from crmdesk.progress import Progress
from crmdesk.store.bulk import driver_parts, rows_by_key

#: Contact points that count as further phones and addresses.
_FORMER = {
    "mobile": "phone_former",
    "phone_home": "phone_former",
    "phone_office": "phone_former",
    "addr_home": "addr_former",
    "addr_office": "addr_former",
    "addr_registered": "addr_former",
}
#: Further phones of one client that are compared.
_MOST = 2


@dataclass(frozen=True)
class Records:
    """Clients of one kind: ``ids`` ascending, and the columns of its schema."""

    kind: str
    ids: Ints
    columns: Mapping[str, Coded]

    def __len__(self) -> int:
        return len(self.ids)


def _stored_columns(kind: str, names: Sequence[str]) -> list[str]:
    """The columns that stand in the wide table of the kind."""
    return [name for name in names if name in FORM_TABLES[kind].c]


def all_records(connection: Connection, kind: str, names: Sequence[str], progress: Progress | None = None) -> Records:
    """Every client of a kind, read once."""
    form = FORM_TABLES[kind]
    stored = _stored_columns(kind, names)
    query = (
        select(client.c.id, client.c.name, *(form.c[name] for name in stored))
        .join_from(client, form, form.c.client_id == client.c.id, isouter=True)
        .where(client.c.kind == kind)
        .order_by(client.c.id)
    )
    coders = {name: Coder() for name in ("name", *stored)}
    ids = []
    for rows in driver_parts(connection, query):
        numbers, *values = zip(*rows, strict=True)
        ids.append(np.array(numbers, np.int64))
        for coder, column in zip(coders.values(), values, strict=True):
            coder.add(column)
        if progress is not None:
            progress.at(sum(map(len, ids)), 0, tr("Reading clients"))
    found = np.concatenate([np.zeros(0, np.int64), *ids])
    columns = {name: coder.done() for name, coder in coders.items()}
    former = _former(driver_rows_of(connection, _former_query()), found)
    return Records(kind, found, columns | former)


def _former_query() -> Select[Any]:
    kinds = contact_point.c.kind.in_(_FORMER)
    return (
        select(contact_point.c.client_id, contact_point.c.kind, contact_point.c.value)
        .where(kinds)
        .order_by(contact_point.c.client_id, contact_point.c.id.desc())
    )


def driver_rows_of(connection: Connection, query: Select[Any]) -> Iterable[Sequence[Any]]:
    for rows in driver_parts(connection, query):
        yield from rows


def _former(rows: Iterable[Sequence[Any]], ids: Ints) -> dict[str, Coded]:
    """Further phones and addresses of each client, the newest first, several phones in one text."""
    found: dict[str, dict[int, list[str]]] = {"phone_former": {}, "addr_former": {}}
    for client_id, kind, value in rows:
        values = found[_FORMER[kind]].setdefault(client_id, [])
        if len(values) < _MOST and value not in values:
            values.append(value)
    columns = {}
    for name, of in found.items():
        coder = Coder()
        joined = {key: "、".join(values) if name == "phone_former" else values[0] for key, values in of.items()}
        coder.add(tuple(map(joined.get, ids.tolist())))
        columns[name] = coder.done()
    return columns


def some_records(connection: Connection, kind: str, names: Sequence[str], ids: Iterable[int]) -> Records:
    """The clients of the kind among ``ids``."""
    form = FORM_TABLES[kind]
    stored = _stored_columns(kind, names)
    wanted = [(key,) for key in sorted(set(ids))]
    core = rows_by_key(connection, client, ["id"], wanted, ["kind", "name"])
    found = [key for key in wanted if key in core and core[key][0] == kind]
    values = rows_by_key(connection, form, ["client_id"], found, stored)
    empty = (None,) * len(stored)
    rows = [(core[key][1], *values.get(key, empty)) for key in found]
    numbers = np.array([key for (key,) in found], np.int64)
    columns = {}
    for place, name in enumerate(("name", *stored)):
        coder = Coder()
        coder.add([row[place] for row in rows])
        columns[name] = coder.done()
    return Records(kind, numbers, columns | _former(_contact_rows(connection, numbers), numbers))


def _contact_rows(connection: Connection, ids: Ints) -> Iterable[Sequence[Any]]:
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500].tolist()
        yield from connection.execute(_former_query().where(contact_point.c.client_id.in_(part)))


def with_typed(records: Records, values: Mapping[str, str]) -> Records:
    """The records with one more in front, id 0, of values that are being typed."""
    columns = {}
    for name, column in records.columns.items():
        typed = values.get(name)
        codes = np.append(np.int32(-1 if typed is None else len(column.values)), column.codes).astype(np.int32)
        columns[name] = Coded(codes, column.values if typed is None else [*column.values, typed])
    return Records(records.kind, np.append(0, records.ids), columns)
