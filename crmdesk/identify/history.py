"""What changed in a record, field by field: typed, imported, merged or restored, and taking an old value back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select

from crmdesk.i18n import Words
from crmdesk.identify.clients import edit_client
from crmdesk.identify.form import Field
from crmdesk.identify.record import record
from crmdesk.identify.tables import FORM_TABLES, batch_range, client, import_batch, import_file, provenance, source_key
from crmdesk.store.store import Store
from crmdesk.store.tables import operation, operation_row

_TABLES = frozenset({client.name, *(table.name for table in FORM_TABLES.values())})
#: Columns of a record that no field of the form stands for.
_NOT_FIELDS = frozenset({"id", "client_id", "name_key", "search_text", "search_keys", "recorded_at"})


@dataclass(frozen=True)
class FieldChange:
    """One change of one field, as an operation recorded it. Values in their stored form, dates as ISO text.

    ``file`` and ``row`` say where an import read the new value; ``row`` is None where it did not note it.
    """

    at: datetime
    actor: str
    label: Words
    before: Any
    after: Any
    operation_id: int = 0
    file: str | None = None
    row: int | None = None


def field_history(connection: Connection, client_id: int, field: str) -> list[FieldChange]:
    """Every change of a field that was not undone, the newest first."""
    return record_history(connection, client_id).get(field, [])


def record_history(connection: Connection, client_id: int) -> dict[str, list[FieldChange]]:
    """Every change of every field that was not undone, the newest first. A fixed number of queries."""
    images = _images(connection, client_id)
    files = _files(connection, {image.operation_id for image in images})
    origins = _Origins(connection, client_id, images)
    changes: dict[str, list[FieldChange]] = defaultdict(list)
    known: dict[tuple[str, str], Any] = {}
    for image in images:
        if image.table_name not in _TABLES or image.after is None:
            continue  # a record that went to the trash or into another did not change its values
        for name, new in sorted(image.after.items()):
            old = known.get((image.table_name, name)) if image.before is None else image.before.get(name)
            known[image.table_name, name] = new
            if name not in _NOT_FIELDS and old != new:
                file_id, row = origins.of(image.operation_id, name)
                changes[name].append(_change(image, old, new, file=files.get((image.operation_id, file_id)), row=row))
    for name, first in _imported_values(connection, client_id, changes).items():
        changes[name].insert(0, first)
    return {name: done[::-1] for name, done in changes.items()}


def _change(image: Any, old: Any, new: Any, *, file: str | None, row: int | None) -> FieldChange:
    label = Words(image.label_zh, image.label_en)
    return FieldChange(image.at, image.actor, label, old, new, image.operation_id, file=file, row=row)


def _images(connection: Connection, client_id: int) -> list[Any]:
    r, o = operation_row.c, operation.c
    query = (
        select(r.operation_id, r.table_name, r.row_key, r.before, r.after, o.at, o.actor, o.label_zh, o.label_en)
        .join(operation, o.id == r.operation_id)
        .where(
            r.client_id == client_id,
            r.table_name.in_([*_TABLES, provenance.name]),
            o.is_undone.is_(False),
        )
        .order_by(r.id)
    )
    return list(connection.execute(query))


class _Origins:
    """Which file and row each operation noted as the origin of a value.

    A note that an import made left no image: it stood as the next image of it says, or stands so to this day.
    """

    def __init__(self, connection: Connection, client_id: int, images: Sequence[Any]) -> None:
        p = provenance.c
        rows = connection.execute(select(p.id, p.field, p.file_id, p.row_no).where(p.client_id == client_id))
        now = {row.id: row._asdict() for row in rows}
        self._now = {row["field"]: row for row in now.values()}
        fields = {key: row["field"] for key, row in now.items()}
        self._images: dict[str, list[Any]] = defaultdict(list)
        for image in images:
            if image.table_name == provenance.name:
                named = str({**(image.before or {}), **(image.after or {})}.get("field"))
                field = fields.setdefault(image.row_key, named)
                self._images[field].append(image)

    def of(self, operation_id: int, field: str) -> tuple[int | None, int | None]:
        note: Mapping[str, Any] = self._now.get(field, {})
        for image in reversed(self._images.get(field, [])):
            if image.operation_id < operation_id:
                break
            note = {**note, **((image.after if image.operation_id == operation_id else image.before) or {})}
        return note.get("file_id"), note.get("row_no")


def _files(connection: Connection, operations: set[int]) -> dict[tuple[int, int | None], str]:
    """Operation and file id → file name; the id None stands for the only file of an import."""
    b, f = import_batch.c, import_file.c
    query = select(b.operation_id, f.id, f.name).join(import_file, f.batch_id == b.id)
    found: dict[tuple[int, int | None], str] = {}
    only: dict[int, list[str]] = defaultdict(list)
    for operation_id, file_id, name in connection.execute(query.where(b.operation_id.in_(operations))):
        found[operation_id, file_id] = name
        only[operation_id].append(name)
    return found | {(key, None): names[0] for key, names in only.items() if len(names) == 1}


def _imported_values(
    connection: Connection, client_id: int, changes: dict[str, list[FieldChange]]
) -> dict[str, FieldChange]:
    """The first values of a client that an import made: it left no images, they follow from what changed since."""
    r, o, k, f = batch_range.c, operation.c, source_key.c, import_file.c
    made = connection.execute(
        select(o.id, o.at, o.actor, o.label_zh, o.label_en)
        .join(batch_range, r.operation_id == o.id)
        .where(r.table_name == client.name, r.first <= client_id, r.last >= client_id)
    ).first()
    if made is None:
        return {}
    origin = connection.execute(
        select(f.name, k.row_no)
        .join(import_file, f.id == k.file_id)
        .join(import_batch, import_batch.c.id == f.batch_id)
        .where(k.client_id == client_id, import_batch.c.operation_id == made.id)
    ).first()
    file, row = (None, None) if origin is None else origin
    now = {name: _stored(value) for name, value in record(connection, client_id).values.items()}
    first = now | {name: done[0].before for name, done in changes.items()}
    label = Words(made.label_zh, made.label_en)
    return {
        name: FieldChange(made.at, made.actor, label, None, value, made.id, file=file, row=row)
        for name, value in first.items()
        if value is not None
    }


def _stored(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def stored_value(field: Field, value: Any) -> Any:
    """A value of a change in the form in which records hold it: days as dates."""
    return date.fromisoformat(value) if field.type == "date" and isinstance(value, str) else value


def restore_value(store: Store, client_id: int, field: str, value: Any) -> tuple[str, ...]:
    """Give a field an earlier value back, in its stored form as the history shows it: an edit like any other.

    It goes through the same checks and can be undone. Raises ``CrmError`` for a value that no longer passes.
    """
    with store.read() as connection:
        declared = record(connection, client_id).form.field(field)
    return edit_client(store, client_id, {field: stored_value(declared, value)}, source="restored")
