"""Everything the store holds about one person, as a file for that person (right of access, §8.1)."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.identify.history import FieldChange, record_history
from crmdesk.identify.lineage import lineage
from crmdesk.identify.masking import shown_value
from crmdesk.identify.record import Record, record
from crmdesk.identify.tables import import_file
from crmdesk.identify.trash.hanging import hanging_tables, rows_of
from crmdesk.store.dump import in_one_view, table_rows, write_lines
from crmdesk.store.keeping import part_of
from crmdesk.store.store import Store


def export_client(store: Store, client_id: int, path: Path) -> int:
    """Write the record in words, each value's origin and changes, and every row about the client; how many rows.

    ``path`` ends in .json, or in .zip for the same file packed. Values are in full: the file is its owner's alone, and
    the audit says who took it. Raises ``CrmError`` for another ending, no such client, a place that is none.
    """
    if path.suffix.lower() not in (".json", ".zip"):
        raise CrmError(tr("Choose a file name that ends in .json or .zip."))
    with store.read() as connection:
        in_one_view(connection)
        content = _content(connection, client_id)
    text = json.dumps(content, ensure_ascii=False, indent=1, default=str).encode()
    write_lines(store, path, iter([_packed(text) if path.suffix.lower() == ".zip" else text]))
    rows = sum(len(found) for found in content["rows"].values())
    store.audit("export", kind="client", client=client_id, rows=rows)
    return rows


def _packed(text: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("client.json", text)
    return target.getvalue()


def _content(connection: Connection, client_id: int) -> dict[str, Any]:
    found = record(connection, client_id)
    origins = lineage(connection, client_id)
    changes = record_history(connection, client_id)
    rows = dict(_rows(connection, client_id))
    return {
        "crmdesk client": {"format": 1, "client_no": found.client_no, "name": found.name, "kind": found.kind},
        "record": list(_fields(found)),
        "origins": {name: vars(one) for name, one in origins.items()},
        "changes": {name: [_change(one) for one in done] for name, done in changes.items()},
        "rows": rows,
        "files": _files(connection, rows),
    }


def _fields(found: Record) -> Iterator[dict[str, Any]]:
    for field in found.form.valued_fields():
        value = found.values[field.name]
        if value not in (None, ""):
            yield {"field": field.name, **_both(field.label), "value": value, "shown": shown_value(field, value)}


def _both(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}


def _change(change: FieldChange) -> dict[str, Any]:
    return {**vars(change), "label": _both(change.label)}


def _rows(connection: Connection, client_id: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    for table in reversed(hanging_tables()):
        query = select(table).where(rows_of(table, client_id))
        found = list(table_rows(connection, table, query, has_derived=True))
        if found and part_of(table) != "diary":
            yield table.name, found


def _files(connection: Connection, rows: dict[str, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """The imported files that the rows name."""
    ids = {row["file_id"] for found in rows.values() for row in found if row.get("file_id")}
    f = import_file.c
    query = select(f.id, f.name, f.source, f.data_date).where(f.id.in_(ids)).order_by(f.id)
    return [dict(row) for row in connection.execute(query).mappings()]
