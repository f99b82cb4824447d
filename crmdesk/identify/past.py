"""A record as it stood at an earlier moment: today's rows, taken back operation by operation.

Every change of a record left the images of its rows, undo and redo are entries of the audit, and an import noted which
rows it added: run backwards from now, they give every row as it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from crmdesk import dates
from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.identify.record import CHILD_TABLES, Record, assembled
from crmdesk.identify.tables import FORM_TABLES, batch_range, client, merge, merge_client, provenance
from crmdesk.store.history import RowChange, RowKey, from_json, key_column, reversed_changes
from crmdesk.store.schema import metadata
from crmdesk.store.tables import audit, operation_row

_TABLES = (client, *FORM_TABLES.values(), provenance, *CHILD_TABLES.values())
_NAMES = frozenset(table.name for table in _TABLES)

Row = dict[str, Any]


def record_as_of(connection: Connection, client_id: int, on: date) -> Record:
    """The record at the end of a day (China). Raises ``CrmError`` when the client was not in the store then."""
    end = datetime.combine(on + timedelta(days=1), clock(), dates.CHINA)
    found = record_at(connection, client_id, end)
    if found is None:
        raise CrmError(tr("This client was not in the store on {day}.", day=on))
    return found


def record_at(connection: Connection, client_id: int, moment: datetime) -> Record | None:
    """The record just before a moment; None when the client was not in the store then."""
    past = _Past(connection, client_id)
    for step in _steps_since(connection, moment, past.operations):
        past.take_back(step)
    found = past.record(client_id)
    # Version 1 noted no rows of an import: of its clients only the day they came is known.
    return None if found is None or found.recorded_at >= moment else found


class _Step(NamedTuple):
    """Something that happened to an operation: it was done (or redone), or undone."""

    operation_id: int
    is_undo: bool


def _steps_since(connection: Connection, moment: datetime, operations: Iterable[int]) -> list[_Step]:
    """What happened to operations since a moment, the last first, in the order of the audit whatever the clock said."""
    a, wanted = audit.c, set(operations)
    query = select(a.event, a.detail).where(
        a.event.in_(("operation", "batch", "undo", "redo")), a.at >= moment.astimezone(UTC).isoformat()
    )
    steps = []
    for event, detail in connection.execute(query.order_by(a.seq.desc())):
        key = json.loads(detail).get("operation")
        if key in wanted:
            steps.append(_Step(key, is_undo=event == "undo"))
    return steps


@dataclass
class _Past:
    """Rows of a client, and of clients whose rows were ever its own, on their way back in time."""

    connection: Connection
    client_id: int
    rows: dict[tuple[str, RowKey], Row] = field(default_factory=dict)
    images: dict[int, list[RowChange]] = field(default_factory=dict)
    added: dict[int, dict[str, range]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known: set[int] = set()
        while new := self._owners(known) - known:
            known |= new
        for table in _TABLES:
            self._load(table, known)
        self._load_added()

    @property
    def operations(self) -> set[int]:
        return set(self.images) | set(self.added)

    def _owners(self, known: set[int]) -> set[int]:
        """The client, and whoever its rows came from or went to: the other sides of merges, undone ones included."""
        self._load_images(known)
        m, c, r = merge.c, merge_client.c, operation_row.c
        both = c.dropped_id.in_(known) | m.keep_id.in_(known)
        pairs = self.connection.execute(select(m.keep_id, c.dropped_id).join(merge, m.id == c.merge_id).where(both))
        noted = self.connection.execute(
            select(r.client_id).where(r.operation_id.in_(self._gone_in()), r.table_name == merge_client.name)
        ).scalars()
        sides = (side for images in self.images.values() for one in images for side in (one.before, one.after))
        moved = (side["client_id"] for side in sides if side and side.get("client_id"))
        return {self.client_id, *(client_id for pair in pairs for client_id in pair), *filter(None, noted), *moved}

    def _gone_in(self) -> list[int]:
        """The operations in which a client's own row went or came: merges among them."""
        return [key for key, images in self.images.items() if any(_is_whole(image) for image in images)]

    def _load(self, table: Any, clients: set[int]) -> None:
        columns = [column for column in table.columns if not column.info.get("derived")]
        owner = table.c.id if table is client else table.c.client_id
        for row in self.connection.execute(select(*columns).where(owner.in_(clients))).mappings():
            self.rows[table.name, row[key_column(table).name]] = dict(row)

    def _load_images(self, clients: set[int]) -> None:
        r = operation_row.c
        query = select(r.operation_id, r.table_name, r.row_key, r.before, r.after)
        query = query.where(r.client_id.in_(clients), r.table_name.in_(_NAMES)).order_by(r.id)
        self.images.clear()
        for operation_id, name, key, *sides in self.connection.execute(query):
            before, after = (None if side is None else from_json(metadata.tables[name], side) for side in sides)
            self.images.setdefault(operation_id, []).append(RowChange(name, key, before, after))

    def _load_added(self) -> None:
        """Rows that imports added have no images."""
        b = batch_range.c
        for name, first, last in self._key_spans():
            query = select(b.operation_id, b.first, b.last).where(
                b.table_name == name, b.last >= first, b.first <= last
            )
            for operation_id, low, high in self.connection.execute(query):
                self.added.setdefault(operation_id, {})[name] = range(low, high + 1)

    def _key_spans(self) -> list[tuple[str, int, int]]:
        keys: dict[str, list[Any]] = {}
        for name, key in self.rows:
            keys.setdefault(name, []).append(key)
        for images in self.images.values():
            for image in images:
                keys.setdefault(image.table, []).append(image.key)
        return [(name, min(found), max(found)) for name, found in keys.items()]

    def take_back(self, step: _Step) -> None:
        images = self.images.get(step.operation_id, [])
        for image in images if step.is_undo else reversed_changes(images):
            self._bring(image)
        for name, keys in self.added.get(step.operation_id, {}).items():
            for key in [key for table, key in self.rows if table == name and key in keys]:
                del self.rows[name, key]

    def _bring(self, image: RowChange) -> None:
        place = (image.table, image.key)
        if image.after is None:
            self.rows.pop(place, None)
        elif image.before is None:
            self.rows[place] = dict(image.after)
        elif place in self.rows:
            self.rows[place].update(image.after)

    def record(self, client_id: int) -> Record | None:
        core = self.rows.get((client.name, client_id))
        if core is None:
            return None
        form = self.rows.get((FORM_TABLES[core["kind"]].name, client_id))
        below = {name: self._below(name, client_id) for name in (provenance.name, *CHILD_TABLES)}
        return assembled(core, form, below.pop(provenance.name), below)

    def _below(self, name: str, client_id: int) -> list[Mapping[str, Any]]:
        found = [row for (table, _key), row in self.rows.items() if table == name and row["client_id"] == client_id]
        return sorted(found, key=lambda row: row["id"])


def _is_whole(image: RowChange) -> bool:
    return image.table == client.name and (image.before is None or image.after is None)
