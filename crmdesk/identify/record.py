"""The record of one client as it is read: the form's values, where each came from, the rows below it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Table, select

from crmdesk.codes import code_words
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.identify.form import FORMS, Field, Form, Kind
from crmdesk.identify.form.profiles import AGREEMENTS
from crmdesk.identify.former import holders
from crmdesk.identify.tables import (
    FORM_TABLES,
    account,
    client,
    contact_point,
    document,
    provenance,
    relation,
    risk_assessment,
    trash,
)

CHILD_TABLES: dict[str, Table] = {
    table.name: table for table in (account, risk_assessment, relation, document, contact_point)
}


@dataclass(frozen=True)
class Child:
    """A row below a client: its id and its columns."""

    id: int
    values: dict[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]


@dataclass(frozen=True)
class Provenance:
    """Where a value came from and when it was confirmed last."""

    source: str
    entered_by: str
    entered_at: datetime
    verified_on: date | None
    verified_how: str | None

    @property
    def confirmed_on(self) -> date:
        return max(self.verified_on or date.min, self.entered_at.date())

    @property
    def words(self) -> Words:
        """The source in words: a code of ``value_source`` or the name of a system."""
        return code_words("value_source", self.source)


@dataclass(frozen=True)
class Record:
    """``values`` holds every field with a value of its own, client number and name included; empty ones are None.

    Money in cents, multiple choices as codes joined by commas. ``children`` by table name, oldest first.
    """

    client_id: int
    kind: Kind
    client_no: str
    name: str
    manager: str
    branch: str
    status: str
    source: str
    recorded_at: datetime
    opened_on: date | None
    values: dict[str, Any]
    provenance: dict[str, Provenance]
    children: dict[str, tuple[Child, ...]]

    @property
    def form(self) -> Form:
        return FORMS[self.kind]

    def confirmed_on(self, field: str) -> date:
        """When the value was entered or confirmed last; the record's own date when nothing else is known."""
        known = self.provenance.get(field)
        return known.confirmed_on if known else self.recorded_at.date()

    def relations(self, role: str) -> tuple[Child, ...]:
        return tuple(row for row in self.children["relation"] if row["role"] == role)

    def rows_of(self, field: Field) -> tuple[Child, ...]:
        """The rows below the client that a field of type ``child`` stands for."""
        rows = self.children.get(field.table, ())
        if field.name == "agreements":
            return tuple(row for row in rows if row["kind"] in AGREEMENTS)
        if not field.role:
            return rows
        sort = "role" if field.table == "relation" else "kind"
        return tuple(row for row in rows if row[sort] == field.role)

    def risk(self, line: str | None = None) -> Child | None:
        """The latest assessment of a product line, or of any line."""
        rows = [row for row in self.children["risk_assessment"] if line in (None, row["line"])]
        return max(rows, key=lambda row: (row["assessed_on"], row.id), default=None)


def client_id_by_no(connection: Connection, client_no: str) -> int:
    """The number of a merged client is that of the one it was merged into. Raises ``CrmError``: no such client."""
    number = client_no.strip()
    found = connection.execute(select(client.c.id).where(client.c.client_no == number)).scalar()
    found = holders(connection, [number]).get(number) if found is None else found
    if found is None:
        raise CrmError(_no_client(connection, number), field="client_no")
    return int(found)


def _no_client(connection: Connection, number: str) -> str:
    query = select(trash.c.id).where(trash.c.client_no == number)
    if connection.execute(query).first() is not None:
        return tr("Client {number} is in the trash. Restore it to work with it.", number=number)
    return tr("There is no client with number {number}.", number=number)


def child_row(connection: Connection, table: str, key: int) -> dict[str, Any]:
    """One row below a client with all its columns. Raises ``CrmError`` when it is gone."""
    source = CHILD_TABLES[table]
    found = connection.execute(select(source).where(source.c.id == key)).mappings().one_or_none()
    if found is None:
        raise CrmError(tr("This entry is no longer in the store."))
    return dict(found)


_CORE = ("kind", "client_no", "name", "manager", "branch", "status", "source", "recorded_at", "opened_on")
_NOTED = ("source", "entered_by", "entered_at", "verified_on", "verified_how")

Row = Mapping[str, Any]


def form_values(connection: Connection, client_id: int, kind: str) -> dict[str, Any]:
    """The stored values of the wide form table; every field None when the row is missing."""
    return _form_values(_form_row(connection, client_id, kind), kind)


def _form_row(connection: Connection, client_id: int, kind: str) -> Row | None:
    table = FORM_TABLES[kind]
    found = connection.execute(select(table).where(table.c.client_id == client_id)).mappings().one_or_none()
    return None if found is None else dict(found)


def _form_values(row: Row | None, kind: str) -> dict[str, Any]:
    return {field.name: row[field.name] if row else None for field in FORMS[kind].stored_fields()}


def record(connection: Connection, client_id: int) -> Record:
    """Raises ``CrmError`` when there is no such client."""
    core = connection.execute(select(client).where(client.c.id == client_id)).mappings().one_or_none()
    if core is None:
        raise CrmError(tr("This client is no longer in the store."))
    form = _form_row(connection, client_id, core["kind"])
    below = {name: _rows_below(connection, table, client_id) for name, table in CHILD_TABLES.items()}
    return assembled(dict(core), form, _rows_below(connection, provenance, client_id), below)


def _rows_below(connection: Connection, table: Table, client_id: int) -> Sequence[Row]:
    query = select(table).where(table.c.client_id == client_id).order_by(table.c.id)
    return [dict(row) for row in connection.execute(query).mappings()]


def assembled(core: Row, form: Row | None, notes: Iterable[Row], below: Mapping[str, Sequence[Row]]) -> Record:
    """The record that rows of the tables make: of ``client``, the form, ``provenance``, and those below by table."""
    return Record(
        client_id=core["id"],
        **{name: core[name] for name in _CORE},
        values={"client_no": core["client_no"], "name": core["name"]} | _form_values(form, core["kind"]),
        provenance={note["field"]: Provenance(*(note[name] for name in _NOTED)) for note in notes},
        children={name: tuple(map(_child, rows)) for name, rows in below.items()},
    )


def _child(row: Row) -> Child:
    return Child(row["id"], {name: value for name, value in row.items() if name not in ("id", "client_id")})
