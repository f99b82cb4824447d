"""For ever: whatever the store still knows of a client in the trash goes, or stays frozen while the law keeps it.

What goes: the entry, every image of its rows in any operation, with it the labels that name it, half-typed text, rows
other clients had about it, the images of imports and merges, pairs, the words of the search index. What stays is an
entry of the audit: the keyed digest of its number, when, who, why.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, or_, select, update

from crmdesk import dates
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.identify.matching.pairs import forget_clients
from crmdesk.identify.tables import merge, merge_client, relation, trash
from crmdesk.identify.trash.listing import Trashed, trashed_one
from crmdesk.identify.trash.person import Person, person_of
from crmdesk.store.schema import load_tables, metadata
from crmdesk.store.search import forget_removed_words
from crmdesk.store.store import Store
from crmdesk.store.tables import draft, operation, operation_row

LABEL = Words("依法删除客户资料", "Lawful erasure of a client")


def freeze_trashed(store: Store, trash_id: int, *, reason: str) -> None:
    """Let nobody use or restore a record any more until it may be erased, because the person asked for erasure."""
    with store.read() as connection:
        entry = trashed_one(connection, trash_id)
    _require_reason(reason)
    with store.write(Words("冻结“{name}”", "Freeze {name}").format(name=entry.name)) as unit:
        frozen = {"frozen_at": dates.now(), "frozen_by": store.actor, "frozen_reason": reason.strip()}
        unit.change(trash, trash_id, frozen)


def erase_trashed(store: Store, trash_id: int, *, reason: str) -> None:
    """Erase a client for ever. This cannot be undone; backups made before still hold the record.

    Raises ``CrmError`` without a reason, and with the day when the law still keeps the records.
    """
    with store.read() as connection:
        entry = trashed_one(connection, trash_id)
        _require_lawful(entry)
        _require_reason(reason)
        person = person_of(connection, entry)
    detail: dict[str, Any] = {"client": entry.client_id}
    with store.batch(LABEL, detail=detail) as connection:
        removed = _erase(connection, person)
        forget_removed_words(connection)
        why = person.unnamed(reason.strip())
        detail["tombstone"] = {"number": store.fingerprint(entry.client_no), "reason": why, "rows": removed}
    store.fold_journal()


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise CrmError(tr("Say why: it is kept as the proof of a lawful act."), field="reason")


def _require_lawful(entry: Trashed) -> None:
    if not entry.is_held:
        return
    if entry.can_erase_on is None:
        raise CrmError(
            tr(
                "The relationship with {name} has not ended: its records must be kept. Freeze the record instead.",
                name=entry.name,
            )
        )
    raise CrmError(
        tr(
            "The law asks to keep the records of {name} until {day}. Freeze the record: nobody can use it until then.",
            name=entry.name,
            day=entry.can_erase_on,
        )
    )


def _erase(connection: Connection, person: Person) -> int:
    """Remove and overwrite; the number of rows."""
    load_tables()
    count = _drop_images(connection, person)
    _drop_drafts(connection, person)
    count += _removed(connection, merge_client, merge_client.c.merge_id.in_(person.merges))
    count += _removed(connection, merge, merge.c.id.in_(person.merges))
    count += _removed(connection, relation, relation.c.id.in_(person.relations))
    count += forget_clients(connection, person.ids)
    for table in reversed(metadata.sorted_tables):
        if "client_id" in table.c:
            count += _removed(connection, table, table.c.client_id.in_(person.ids))
    return count


def _drop_images(connection: Connection, person: Person) -> int:
    """Images of its rows go, labels lose its name; what is half gone cannot be undone or redone any more."""
    o, r = operation.c, operation_row.c
    of_merges = select(merge.c.operation_id).where(merge.c.id.in_(person.merges))
    of_relations = (r.table_name == relation.name) & r.row_key.in_(person.relations)
    its = or_(r.client_id.in_(person.ids), r.operation_id.in_(of_merges), of_relations, r.id.in_(person.images))
    touched = connection.execute(select(r.operation_id).where(its).distinct()).scalars().all()
    for row in connection.execute(select(o.id, o.label_zh, o.label_en).where(o.id.in_(touched))).all():
        labels = {"label_zh": person.unnamed(row.label_zh), "label_en": person.unnamed(row.label_en)}
        connection.execute(update(operation).where(o.id == row.id).values(**labels, is_dropped=True))
    return _removed(connection, operation_row, its)


def _drop_drafts(connection: Connection, person: Person) -> None:
    own = tuple(f":{client_id}" for client_id in person.ids)
    for row in connection.execute(select(draft.c.name, draft.c.content)).all():
        text = json.dumps(row.content, ensure_ascii=False)
        if row.name.endswith(own) or any(name in text for name in person.names):
            connection.execute(delete(draft).where(draft.c.name == row.name))


def _removed(connection: Connection, table: Table, where: ColumnElement[bool]) -> int:
    return connection.execute(delete(table).where(where)).rowcount
