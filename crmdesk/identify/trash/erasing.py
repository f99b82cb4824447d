"""For ever: whatever the store still knows of a client in the trash goes, or stays frozen while the law keeps it.

What goes: the entry, every image of its rows in any operation, with it the labels that name it, half-typed text, rows
other clients had about it, the images of imports and merges, pairs, the words of the search index. What stays is an
entry of the audit: the keyed digest of its number, when, who, why.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, or_, select, update

from crmdesk import dates
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.identify.tables import client, match_pair, merge, merge_client, relation, trash
from crmdesk.identify.trash.listing import Trashed, trashed_one
from crmdesk.store.schema import load_tables, metadata
from crmdesk.store.search import forget_removed_words
from crmdesk.store.store import Store
from crmdesk.store.tables import draft, operation, operation_row

LABEL = Words("依法删除客户资料", "Lawful erasure of a client")
_NOBODY = "—"


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
        person = _Person(connection, entry)
    detail: dict[str, Any] = {"client": entry.client_id}
    with store.batch(LABEL, detail=detail) as connection:
        removed = person.erase(connection)
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


class _Person:
    """One person under all ids it had here: its own, and those of clients that were merged into it."""

    def __init__(self, connection: Connection, entry: Trashed) -> None:
        load_tables()
        self.entry = entry
        m = merge_client.c
        self.merge_rows = _linked(connection, entry, merge_client)
        held = connection.execute(select(m.dropped_id).where(m.id.in_(self.merge_rows))).scalars()
        self.ids = sorted({entry.client_id, *held})
        self.relations = set(_linked(connection, entry, relation)) | _relations_to(connection, self.ids)
        self.names = self._names(connection)

    def _names(self, connection: Connection) -> list[str]:
        """Every name and number it had, the longest first."""
        m, r = merge_client.c, operation_row.c
        found = {self.entry.name, self.entry.client_no}
        for row in connection.execute(select(m.name, m.client_no).where(m.dropped_id.in_(self.ids))):
            found |= set(row)
        images = select(r.before, r.after).where(r.client_id.in_(self.ids), r.table_name == client.name)
        for sides in connection.execute(images):
            found |= {side[name] for side in sides if side for name in ("name", "client_no") if side.get(name)}
        return sorted(found, key=len, reverse=True)

    def unnamed(self, text: str) -> str:
        for name in self.names:
            text = text.replace(name, _NOBODY)
        return text

    def erase(self, connection: Connection) -> int:
        """Remove and overwrite; the number of rows."""
        merges = self._merges(connection)
        count = self._drop_images(connection, merges)
        self._drop_drafts(connection)
        count += _removed(connection, merge_client, merge_client.c.merge_id.in_(merges))
        count += _removed(connection, merge, merge.c.id.in_(merges))
        count += _removed(connection, relation, relation.c.id.in_(self.relations))
        count += _removed(connection, match_pair, or_(match_pair.c.a.in_(self.ids), match_pair.c.b.in_(self.ids)))
        for table in reversed(metadata.sorted_tables):
            if "client_id" in table.c:
                count += _removed(connection, table, table.c.client_id.in_(self.ids))
        return count

    def _merges(self, connection: Connection) -> list[int]:
        """The merges it took part in: their log names it, and their images tell what they moved."""
        m = merge_client.c
        here = or_(m.id.in_(self.merge_rows), m.dropped_id.in_(self.ids))
        return list(connection.execute(select(m.merge_id).where(here).distinct()).scalars())

    def _drop_images(self, connection: Connection, merges: list[int]) -> int:
        """Images of its rows go, labels lose its name; what is half gone cannot be undone or redone any more."""
        o, r = operation.c, operation_row.c
        of_merges = select(merge.c.operation_id).where(merge.c.id.in_(merges))
        of_relations = (r.table_name == relation.name) & r.row_key.in_(self.relations)
        its = or_(r.client_id.in_(self.ids), r.operation_id.in_(of_merges), of_relations)
        touched = connection.execute(select(r.operation_id).where(its).distinct()).scalars().all()
        for row in connection.execute(select(o.id, o.label_zh, o.label_en).where(o.id.in_(touched))).all():
            labels = {"label_zh": self.unnamed(row.label_zh), "label_en": self.unnamed(row.label_en)}
            connection.execute(update(operation).where(o.id == row.id).values(**labels, is_dropped=True))
        return _removed(connection, operation_row, its)

    def _drop_drafts(self, connection: Connection) -> None:
        own = {f":{client_id}" for client_id in self.ids}
        for row in connection.execute(select(draft.c.name, draft.c.content)).all():
            text = json.dumps(row.content, ensure_ascii=False)
            if any(row.name.endswith(end) for end in own) or any(name in text for name in self.names):
                connection.execute(delete(draft).where(draft.c.name == row.name))


def _removed(connection: Connection, table: Table, where: ColumnElement[bool]) -> int:
    return connection.execute(delete(table).where(where)).rowcount


def _linked(connection: Connection, entry: Trashed, table: Table) -> list[int]:
    """Rows of others that referred to the client when it went to the trash."""
    shared = connection.execute(select(trash.c.shared).where(trash.c.id == entry.id)).scalar_one()
    return [key for name, key, _column, _value in shared["links"] if name == table.name]


def _relations_to(connection: Connection, ids: Collection[int]) -> set[int]:
    """Relations of other clients that ever led to one of these, those in the trash included."""
    r = operation_row.c
    images = connection.execute(select(r.row_key, r.before, r.after).where(r.table_name == relation.name))
    return {key for key, *sides in images if _leads_to(sides, ids)}


def _leads_to(sides: Iterable[Any], ids: Collection[int]) -> bool:
    return any(side and side.get("other_client_id") in ids for side in sides)
