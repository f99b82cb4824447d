"""A client that takes part in a merge, with its values and where each of them comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Table, select

from crmdesk import dates
from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.identify.clients import TYPED_SOURCES
from crmdesk.identify.form import FORMS, Form
from crmdesk.identify.importing.trust import Trusts
from crmdesk.identify.tables import FORM_TABLES, client, import_file, provenance, source_key

Row = dict[str, Any]

#: Columns of ``client`` that are chosen like fields of the form.
CORE_FIELDS = ("name", "manager", "branch")


@dataclass(frozen=True)
class Origin:
    """Where a value comes from. ``trust`` is None for what a person typed or verified."""

    source: str
    trust: int | None
    day: date
    is_verified: bool

    @property
    def rank(self) -> tuple[bool, bool, int, date]:
        """What survives: verified or typed by hand, then trust of the source, then the later day."""
        return (self.trust is None, self.is_verified, self.trust or 0, self.day)


@dataclass(frozen=True)
class Party:
    """A client as it stands: its narrow row, its values, the notes on where they come from by field."""

    core: Row
    form_row: Row | None
    notes: Mapping[str, Row]
    #: What holds for values without a note: source, file and row of the record as a whole.
    own_note: Row
    #: The systems that have a number for the client.
    sources: frozenset[str]
    trusts: Trusts

    @property
    def id(self) -> int:
        return int(self.core["id"])

    @property
    def client_no(self) -> str:
        return str(self.core["client_no"])

    @property
    def name(self) -> str:
        return str(self.core["name"])

    @property
    def kind(self) -> str:
        return str(self.core["kind"])

    @property
    def form(self) -> Form:
        return FORMS[self.kind]

    @property
    def form_table(self) -> Table:
        return FORM_TABLES[self.kind]

    @cached_property
    def values(self) -> Row:
        """Every field that a merge chooses, empty ones None."""
        stored = self.form_row or {}
        form = {field.name: stored.get(field.name) for field in self.form.stored_fields()}
        return {name: self.core[name] or None for name in CORE_FIELDS} | form

    def note(self, field: str) -> Row:
        return self.notes.get(field, self.own_note)

    def origin(self, field: str) -> Origin:
        note = self.note(field)
        is_verified = note["verified_on"] is not None
        is_typed = field in self.notes and note["source"] in TYPED_SOURCES
        trust = None if is_verified or is_typed else self.trusts.of(note["source"], field)
        return Origin(note["source"], trust, day_of(note), is_verified)


def day_of(note: Mapping[str, Any]) -> date:
    """The day a noted value speaks of: of its confirmation, of the data, or when it came."""
    day: date = note["data_date"] or note["entered_at"].astimezone(dates.CHINA).date()
    return max(day, note["verified_on"] or day)


def parties(connection: Connection, client_ids: Sequence[int], trusts: Trusts) -> list[Party]:
    """The clients in the order of their ids given; raises ``CrmError`` when one is gone."""
    cores = {row["id"]: dict(row) for row in _rows(connection, client, client.c.id.in_(client_ids))}
    if len(cores) < len(set(client_ids)):
        raise CrmError(tr("This client is no longer in the store."))
    forms: dict[int, Row] = {}
    for kind in {row["kind"] for row in cores.values()}:
        table = FORM_TABLES[kind]
        forms |= {row["client_id"]: dict(row) for row in _rows(connection, table, table.c.client_id.in_(client_ids))}
    notes: dict[int, dict[str, Row]] = {one: {} for one in client_ids}
    for row in _rows(connection, provenance, provenance.c.client_id.in_(client_ids)):
        notes[row["client_id"]][row["field"]] = dict(row)
    own, sources = _own_notes(connection, cores)
    return [Party(cores[one], forms.get(one), notes[one], own[one], sources[one], trusts) for one in client_ids]


def require_one_kind(everyone: Sequence[Party]) -> None:
    if len({one.kind for one in everyone}) > 1:
        raise CrmError(tr("Only clients of one kind can be merged: all persons, all institutions or all products."))


def _rows(connection: Connection, table: Table, where: Any) -> Iterable[Any]:
    return connection.execute(select(table).where(where)).mappings()


def _own_notes(connection: Connection, cores: Mapping[int, Row]) -> tuple[dict[int, Row], dict[int, frozenset[str]]]:
    """What a note would say of a value that has none, and the systems that know the client."""
    k, f = source_key.c, import_file.c
    query = (
        select(k.client_id, k.source, k.key, k.file_id, k.row_no, f.data_date)
        .join_from(source_key, import_file, k.file_id == f.id, isouter=True)
        .where(k.client_id.in_(cores))
        .order_by(k.id.desc())
    )
    first = {(row.client_id, row.source): row for row in connection.execute(query)}
    sources = {one: frozenset(source for client_id, source in first if client_id == one) for one in cores}
    found = {}
    for client_id, core in cores.items():
        row = first.get((client_id, core["source"]))
        found[client_id] = {
            "source": core["source"],
            "entered_by": "",
            "entered_at": core["recorded_at"],
            "verified_on": None,
            "verified_how": None,
            "source_key": row.key if row else None,
            "file_id": row.file_id if row else None,
            "row_no": row.row_no if row else None,
            "data_date": row.data_date if row else None,
        }
    return found, sources
