"""Writing one value to many clients, with the images that bring the old ones back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table, select, update

from crmdesk import dates
from crmdesk.identify.bulk.fields import table_of
from crmdesk.identify.bulk.standing import Looked, among
from crmdesk.identify.form import Field
from crmdesk.identify.tables import provenance
from crmdesk.store.bulk import insert_columns, insert_new
from crmdesk.store.history import RowChange

#: What a value typed at the desk no longer has: the file it came from, the client it was merged from, its confirmation.
_NO_ORIGIN = dict.fromkeys(("file_id", "row_no", "data_date", "merged_from", "verified_on", "verified_how"))


def write_part(connection: Connection, asked: Field, found: Looked, value: Any, *, by: str) -> list[RowChange]:
    """Set the value of the clients that change; the images of every row touched."""
    images: list[RowChange] = []
    for kind, rows in found.changing.items():
        table = table_of(asked, kind)
        assert table is not None
        images += _write(connection, table, asked.name, rows, value)
    if asked.home != "client":
        images += _note_sources(connection, asked.name, found.ids(), by)
    return images


def _write(
    connection: Connection, table: Table, name: str, rows: list[tuple[int, Any, bool]], value: Any
) -> list[RowChange]:
    (key,) = table.primary_key.columns
    # Equal images stand together: undo brings back those rows in one statement.
    there = sorted(((one, now) for one, now, has_row in rows if has_row), key=lambda row: str(row[1]))
    new = [one for one, _now, has_row in rows if not has_row]
    if there:
        connection.execute(update(table).where(among(key, [one for one, _now in there])).values({name: value}))
    if new:
        insert_columns(connection, table, {key.name: new, name: [value] * len(new)})
    changed = [RowChange(table.name, one, {name: now}, {name: value}) for one, now in there]
    return changed + [RowChange(table.name, one, None, {key.name: one, name: value}) for one in new]


def _note_sources(connection: Connection, name: str, ids: Sequence[int], by: str) -> list[RowChange]:
    """The value is said at the desk, by whom and when."""
    noted = {"source": "", "entered_by": by, "entered_at": dates.now(), **_NO_ORIGIN}
    query = select(provenance).where(provenance.c.field == name, among(provenance.c.client_id, ids))
    known = {row["client_id"]: dict(row) for row in connection.execute(query).mappings()}
    images = []
    if known:
        where = among(provenance.c.id, [row["id"] for row in known.values()])
        connection.execute(update(provenance).where(where).values(noted))
        for client_id, row in known.items():
            before = {column: row[column] for column in noted}
            images.append(_image(row["id"], client_id, before, noted))
    new = [one for one in ids if one not in known]
    if new:
        columns: dict[str, list[Any]] = {"client_id": list(new), "field": [name] * len(new)}
        columns |= {column: [one] * len(new) for column, one in noted.items() if one is not None}
        keys = insert_new(connection, provenance, columns)
        for key, client_id in zip(keys, new, strict=True):
            row = {"id": key, "client_id": client_id, "field": name, **noted}
            images.append(RowChange(provenance.name, key, None, row))
    return images


def _image(key: int, client_id: int, before: dict[str, Any], after: dict[str, Any]) -> RowChange:
    about = {"client_id": client_id}
    return RowChange(provenance.name, key, {**about, **before}, {**about, **after})
