"""Which fields of a client's record were changed, when and by whom: read from the row images of operations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from crmdesk.i18n import Words
from crmdesk.identify.form import FORMS
from crmdesk.identify.tables import FORM_TABLES
from crmdesk.store.tables import operation, operation_row


@dataclass(frozen=True)
class RecordChange:
    """One operation that changed the record; ``fields`` names what, never the values: they may be sensitive."""

    operation_id: int
    at: datetime
    actor: str
    label: Words
    fields: Words


def record_changes(connection: Connection, client_id: int, *, limit: int = 200) -> list[RecordChange]:
    """Edits of the form, newest first; operations that were undone are left out."""
    kinds = {table.name: kind for kind, table in FORM_TABLES.items()}
    o, r = operation.c, operation_row.c
    query = (
        select(o.id, o.at, o.actor, o.label_zh, o.label_en, r.table_name, r.before, r.after)
        .join(operation, o.id == r.operation_id)
        .where(r.client_id == client_id, r.table_name.in_(kinds), r.before.is_not(None), r.after.is_not(None))
        .where(o.is_undone.is_(False))
        .order_by(r.id.desc())
        .limit(limit)
    )
    return [
        RecordChange(row.id, row.at, row.actor, Words(row.label_zh, row.label_en), _named(kinds[row.table_name], row))
        for row in connection.execute(query)
    ]


def _named(kind: str, row: Any) -> Words:
    before, after = row.before, row.after
    labels = {field.name: field.label for section in FORMS[kind].sections for field in section.fields}
    changed = [labels[name] for name in after if name in labels and before.get(name) != after[name]]
    return Words("、".join(w.zh for w in changed), ", ".join(w.en for w in changed))
