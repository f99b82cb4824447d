"""Give a field of many clients one new value: one undo step, or above its size a batch that can be taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from crmdesk import dates
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.identify.bulk.fields import bulk_field, bulk_fields, read_bulk_value, said, standing_fields
from crmdesk.identify.bulk.preview import BulkPreview, BulkSample, Kept, bulk_preview
from crmdesk.identify.bulk.standing import looked, parts
from crmdesk.identify.bulk.taking_back import restore_part
from crmdesk.identify.bulk.writing import write_part
from crmdesk.identify.form import Field
from crmdesk.identify.tables.bulk import bulk_change
from crmdesk.progress import Progress
from crmdesk.store.history import RowChange, save_images
from crmdesk.store.store import Store
from crmdesk.store.tables import operation_row

__all__ = [
    "BulkPreview",
    "BulkResult",
    "BulkSample",
    "DoneBulk",
    "Kept",
    "bulk_changes",
    "bulk_fields",
    "bulk_preview",
    "change_clients",
    "standing_fields",
    "take_back_bulk",
]

#: Most clients of one undo step.
UNDO_CLIENTS = 10_000


@dataclass(frozen=True)
class BulkResult:
    """``batch_id`` is 0 when the change is one step of undo; else ``take_back_bulk`` brings the values back."""

    changed: int
    kept: int
    batch_id: int = 0


def change_clients(
    store: Store, ids: Sequence[int], field: str, value: Any, *, progress: Progress | None = None
) -> BulkResult:
    """Set a field of clients to one value; clients whose form lacks it or where it cannot be stay as they are.

    All in one transaction: a stop or a fault changes nothing. Raises ``CrmError`` for a value that is wrong.
    """
    asked = bulk_field(field)
    stored = read_bulk_value(asked, value, dates.local_today())
    work = _Work(asked, stored, store.actor, progress or Progress(), len(ids))
    if len(ids) <= UNDO_CLIENTS:
        with store.write(_label(asked, stored, len(ids))) as unit:
            for part in parts(ids):
                unit.rows.extend(work.change(unit.connection, part))
        return BulkResult(work.changed, len(ids) - work.changed)
    return _change_as_batch(store, ids, work)


def _label(asked: Field, value: Any, count: int) -> Words:
    shown = said(asked, value) or "—"
    return Words(
        f"批量修改 {count:,} 位客户的{asked.label.zh}为“{shown}”",
        f"Set {asked.label.en.lower()} of {count:,} clients to “{shown}”",
    )


@dataclass
class _Work:
    asked: Field
    value: Any
    by: str
    progress: Progress
    total: int
    changed: int = 0
    done: int = 0

    def change(self, connection: Connection, part: list[int]) -> list[RowChange]:
        found = looked(connection, self.asked, part, self.value, on=dates.local_today())
        images = write_part(connection, self.asked, found, self.value, by=self.by)
        self.changed += len(found.ids())
        self.done += len(part)
        self.progress.at(self.done, self.total)
        return images


def _change_as_batch(store: Store, ids: Sequence[int], work: _Work) -> BulkResult:
    detail: dict[str, Any] = {"field": work.asked.name}
    with store.batch(_label(work.asked, work.value, len(ids)), detail=detail) as connection:
        operation_id = connection.info["operation_id"]
        for part in parts(ids):
            save_images(connection, operation_id, work.change(connection, part))
        new = {
            "operation_id": operation_id,
            "at": dates.now(),
            "actor": store.actor,
            "field": work.asked.name,
            "value": said(work.asked, work.value),
            "clients": work.changed,
        }
        key = connection.execute(insert(bulk_change).values(new)).inserted_primary_key
        detail["clients"] = work.changed
    assert key is not None
    return BulkResult(work.changed, len(ids) - work.changed, int(key[0]))


@dataclass(frozen=True)
class DoneBulk:
    """A bulk change that was too large for undo."""

    id: int
    at: datetime
    actor: str
    label: Words
    value: str
    clients: int
    taken_back_at: datetime | None


def bulk_changes(connection: Connection, *, limit: int = 50) -> list[DoneBulk]:
    """The newest first."""
    c = bulk_change.c
    query = select(c.id, c.at, c.actor, c.field, c.value, c.clients, c.taken_back_at).order_by(c.id.desc())
    return [
        DoneBulk(row.id, row.at, row.actor, bulk_fields()[row.field].label, row.value, row.clients, row.taken_back_at)
        for row in connection.execute(query.limit(limit))
    ]


@dataclass(frozen=True)
class TakenBackBulk:
    """``left`` clients were changed since and keep what they have; the numbers of a few of them."""

    restored: int
    left: int
    left_nos: tuple[str, ...]


def take_back_bulk(store: Store, bulk_id: int, *, progress: Progress | None = None) -> TakenBackBulk:
    """Bring back the values that a bulk change replaced, but for clients changed since. Raises ``CrmError``."""
    told = progress or Progress()
    with store.batch(Words("撤回批量修改", "Take back a bulk change"), detail={"bulk": bulk_id}) as connection:
        operation_id = _to_take_back(connection, bulk_id)
        images = operation_row.c
        last, total = connection.execute(
            select(func.max(images.id), func.count()).where(images.operation_id == operation_id)
        ).one()
        restored, left, at = 0, list[str](), 0
        while at < (last or 0):
            part = restore_part(connection, operation_id, after=at, by=connection.info["operation_id"])
            restored, at = restored + part.restored, part.last
            left += part.left_nos
            told.at(restored, total)
        now = {"taken_back_at": dates.now()}
        connection.execute(update(bulk_change).where(bulk_change.c.id == bulk_id).values(now))
    return TakenBackBulk(restored, len(left), tuple(left[:20]))


def _to_take_back(connection: Connection, bulk_id: int) -> int:
    query = select(bulk_change.c.operation_id, bulk_change.c.taken_back_at).where(bulk_change.c.id == bulk_id)
    found = connection.execute(query).one_or_none()
    if found is None:
        raise CrmError(tr("There is no such bulk change."))
    if found.taken_back_at is not None:
        raise CrmError(tr("This bulk change was taken back already."))
    return int(found.operation_id)
