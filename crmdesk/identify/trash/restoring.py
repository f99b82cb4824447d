"""Out of the trash: every row comes back as it was, under its own id, whenever that is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Table, select

from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.identify.clients import next_client_no, refresh_search
from crmdesk.identify.tables import account, client, source_key, trash
from crmdesk.identify.trash.listing import Trashed, trashed_one
from crmdesk.identify.trash.removing import is_own
from crmdesk.store.history import Row, RowChange, Unit, from_json, has_key, key_of, load_images, to_json
from crmdesk.store.keeping import part_of
from crmdesk.store.schema import metadata
from crmdesk.store.store import Store
from crmdesk.store.tables import operation_row


def restore_trashed(store: Store, trash_id: int, *, client_no: str | None = None) -> int:
    """Bring a client back from the trash with every row it had, tier and stage included; its id.

    ``client_no`` gives it another number. Raises ``CrmError`` when it is frozen, or when its number or an account of
    it belongs to another client by now.
    """
    with store.read() as connection:
        entry = trashed_one(connection, trash_id)
    if entry.frozen_at is not None:
        raise CrmError(tr("{name} is frozen: nobody may work with this record any more.", name=entry.name))
    with store.write(Words("从回收站恢复“{name}”", "Restore {name} from the trash").format(name=entry.name)) as unit:
        _Return(unit, entry, client_no or entry.client_no).bring_back()
    return entry.client_id


class _Return:
    """One client on its way back."""

    def __init__(self, unit: Unit, entry: Trashed, client_no: str) -> None:
        self.unit, self.entry, self.client_no = unit, entry, client_no
        self.connection = unit.connection
        shared = self.connection.execute(select(trash.c.shared).where(trash.c.id == entry.id)).scalar_one()
        self.rows = list(_removed(self.connection, entry))
        self.shared_rows: list[list[Any]] = shared["rows"]
        self.links: list[list[Any]] = shared["links"]
        self.there: set[tuple[str, Any]] = set()

    def bring_back(self) -> None:
        self._require_free()
        for change in self.rows:
            self._insert(change)
        for name, image in self.shared_rows:
            table = metadata.tables[name]
            row = from_json(table, image)
            self._insert(RowChange(name, key_of(table, row), row, None))
        for name, key, column, value in self.links:
            self._link(metadata.tables[name], key, column, value)
        if self.client_no != self.entry.client_no:
            refresh_search(self.unit, self.entry.client_id)
        self.unit.remove(trash, self.entry.id)

    def _require_free(self) -> None:
        query = select(client.c.name).where(client.c.client_no == self.client_no)
        name = self.connection.execute(query).scalar()
        if name is not None:
            raise CrmError(
                tr(
                    "Number {number} belongs to {name} by now. Restore under another number, for example {free}.",
                    number=self.client_no,
                    name=name,
                    free=next_client_no(self.connection),
                ),
                field="client_no",
            )
        for change in self.rows:
            if change.table == account.name and change.before is not None:
                self._require_free_account(change.before)

    def _require_free_account(self, row: Row) -> None:
        a = account.c
        query = select(client.c.name).join(account, a.client_id == client.c.id)
        name = self.connection.execute(
            query.where(a.system == row["system"], a.account_no == row["account_no"])
        ).scalar()
        if name is not None:
            raise CrmError(
                tr("Account {number} belongs to {name} by now. Move it first.", number=row["account_no"], name=name)
            )

    def _insert(self, change: RowChange) -> None:
        table = metadata.tables[change.table]
        row = dict(change.before or {})
        if table is client:
            row["client_no"] = self.client_no
        if table is source_key and self._is_known(row):
            return  # the number of that source finds another client by now
        for column in table.columns:
            if not column.foreign_keys or row[column.name] is None or self._is_there(column, row[column.name]):
                continue
            if not column.nullable:
                self._wait(table, column, row)
                return
            self._wait_for_link(table, column, row)
            row[column.name] = None
        self.unit.bring_back(RowChange(change.table, change.key, row, None))

    def _is_known(self, row: Row) -> bool:
        k = source_key.c
        query = select(k.id).where(k.source == row["source"], k.key == row["key"])
        return self.connection.execute(query).first() is not None

    def _is_there(self, column: Any, value: Any) -> bool:
        (key,) = column.foreign_keys
        place = (key.column.table.name, value)
        if place in self.there:
            return True
        found = self.connection.execute(select(key.column).where(key.column == value)).first() is not None
        if found:
            self.there.add(place)
        return found

    def _wait(self, table: Table, column: Any, row: Row) -> None:
        """A row about two clients waits for the other; one that can be worked out again is not waited for."""
        if part_of(table) == "content":
            self._add_shared(column, row[column.name], "rows", [table.name, to_json(row)])

    def _wait_for_link(self, table: Table, column: Any, row: Row) -> None:
        self._add_shared(
            column, row[column.name], "links", [table.name, key_of(table, row), column.name, row[column.name]]
        )

    def _add_shared(self, column: Any, value: Any, what: str, item: list[Any]) -> None:
        (key,) = column.foreign_keys
        if key.column.table is not client:
            return
        query = select(trash.c.id, trash.c.shared).where(trash.c.client_id == value)
        found = self.connection.execute(query).one_or_none()
        if found is not None:
            shared = {**found.shared, what: [*found.shared[what], item]}
            self.unit.change(trash, found.id, {"shared": shared})

    def _link(self, table: Table, key: Any, column: str, value: Any) -> None:
        """Give a row of another client its reference back, unless it has another by now."""
        key = tuple(key) if isinstance(key, list) else key
        row = self.connection.execute(select(table.c[column]).where(has_key(table, key))).one_or_none()
        if row is not None and row[0] is None and self._is_there(table.c[column], value):
            self.unit.change(table, key, {column: value})


def _removed(connection: Connection, entry: Trashed) -> Iterator[RowChange]:
    """The client's own rows as they left, those first that others refer to."""
    images = load_images(connection, entry.operation_id, operation_row.c.client_id == entry.client_id)
    return reversed([image for image in images if is_own(image, entry.client_id)])
