"""Working through the values that an import brought and a record did not take."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, select

from crmdesk import dates
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.identify.clients import refresh_search
from crmdesk.identify.importing.client_changes import KEPT_WHEN_CHANGED
from crmdesk.identify.importing.labels import field_words
from crmdesk.identify.tables import FORM_TABLES, client, contact_point, import_conflict, provenance
from crmdesk.store.history import Unit, from_json, key_column
from crmdesk.store.store import Store


def resolve_conflicts(store: Store, conflict_ids: Iterable[int], *, take: bool) -> int:
    """Take the imported values as ordinary edits, or keep the record's; one operation, undone as one. How many.

    Those that were resolved already are passed over. A value that is kept is not asked about again when the same
    source brings it again.
    """
    ids = list(dict.fromkeys(conflict_ids))
    with store.read() as connection:
        label = _label(connection, ids, take=take)
    done = 0
    with store.write(label) as unit:
        for conflict_id in ids:
            row = _open_conflict(unit.connection, conflict_id)
            if row is None:
                continue
            if take:
                _take(unit, row, store.actor)
            resolved = {"resolved_at": dates.now(), "resolution": "taken" if take else "kept"}
            unit.change(import_conflict, conflict_id, resolved)
            done += 1
    return done


def resolve_conflict(store: Store, conflict_id: int, *, take: bool) -> None:
    """``resolve_conflicts`` of one; raises ``CrmError`` when it is resolved already."""
    if not resolve_conflicts(store, [conflict_id], take=take):
        raise CrmError(tr("This was decided already."))


def _open_conflict(connection: Connection, conflict_id: int) -> Any:
    c = import_conflict.c
    query = select(import_conflict).where(c.id == conflict_id, c.resolved_at.is_(None))
    return connection.execute(query).mappings().one_or_none()


def _label(connection: Connection, ids: list[int], *, take: bool) -> Words:
    c = import_conflict.c
    found = connection.execute(select(client.c.name, c.field).join(client).where(c.id.in_(ids)).limit(1)).first()
    if found is not None and len(ids) == 1:
        field = field_words(found[1])
        if take:
            return Words(f"采用导入值：“{found[0]}”的{field.zh}", f"Take the imported {field.en.lower()} of {found[0]}")
        return Words(f"保留原值：“{found[0]}”的{field.zh}", f"Keep the {field.en.lower()} of {found[0]}")
    if take:
        return Words(f"采用 {len(ids)} 项导入值", f"Take {len(ids)} imported values")
    return Words(f"保留 {len(ids)} 项原值", f"Keep {len(ids)} values")


def _take(unit: Unit, row: Any, actor: str) -> None:
    client_id, field = row["client_id"], row["field"]
    kind = unit.connection.execute(select(client.c.kind).where(client.c.id == client_id)).scalar_one()
    table = FORM_TABLES[kind] if field in FORM_TABLES[kind].c else client
    new = from_json(table, {field: json.loads(row["new"])})
    here = key_column(table) == client_id
    old = unit.connection.execute(select(table.c[field]).where(here)).scalar_one()
    if field in KEPT_WHEN_CHANGED and old and old != new[field]:
        former = {"client_id": client_id, "kind": field, "value": old[:200], "valid_to": dates.local_today()}
        unit.add(contact_point, former | {"status": "8", "source": row["old_source"]})
    unit.change(table, client_id, new)
    origin = {name: row[name] for name in ("source", "file_id", "row_no", "data_date")}
    _note_origin(unit, client_id, field, origin | {"entered_by": actor, "entered_at": dates.now()} | _UNVERIFIED)
    refresh_search(unit, client_id)


_UNVERIFIED: dict[str, Any] = {"verified_on": None, "verified_how": None}


def _note_origin(unit: Unit, client_id: int, field: str, origin: dict[str, Any]) -> None:
    p = provenance.c
    key = unit.connection.execute(select(p.id).where(p.client_id == client_id, p.field == field)).scalar()
    if key is None:
        unit.add(provenance, {"client_id": client_id, "field": field, **origin})
    else:
        unit.change(provenance, key, origin)
