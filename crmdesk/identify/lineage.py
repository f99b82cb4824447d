"""Where each value of a record comes from: source, trust, file and row, day, person, confirmation, merge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, select

from crmdesk.codes import code_words
from crmdesk.i18n import Words
from crmdesk.identify.clients import TYPED_SOURCES
from crmdesk.identify.importing.trust import Trusts, stored_trusts
from crmdesk.identify.record import Record, record
from crmdesk.identify.tables import import_batch, import_file, provenance, source_key


@dataclass(frozen=True)
class Lineage:
    """One value's origin. ``trust`` is 1 … 5, None for what a person said at the desk; ``row`` counts as the file does.

    ``at`` is when it came into the store, ``data_date`` the day the file speaks of, ``merged_from`` the number of the
    merged client that it was taken from.
    """

    field: str
    source: str
    trust: int | None
    file: str | None
    row: int | None
    data_date: date | None
    at: datetime
    by: str
    verified_on: date | None
    verified_how: str | None
    merged_from: str | None = None

    @property
    def words(self) -> Words:
        """The source in words: a code of ``value_source`` or the name of a system."""
        return code_words("value_source", self.source)


def lineage(connection: Connection, client_id: int) -> dict[str, Lineage]:
    """The origin of every field that has a value. A fixed number of queries. Raises ``CrmError``: no such client."""
    found = record(connection, client_id)
    trusts = stored_trusts(connection)
    own = _own_origin(connection, found)
    noted = _noted(connection, client_id)
    origins = {name: noted.get(name, own) for name, value in found.values.items() if value is not None}
    return {name: _lineage(name, origin, trusts) for name, origin in origins.items()}


def _lineage(field: str, origin: Mapping[str, Any], trusts: Trusts) -> Lineage:
    source = origin["source"]
    trust = None if source in TYPED_SOURCES or origin["verified_on"] else trusts.of(source, field)
    return Lineage(field=field, trust=trust, **{name: origin[name] for name in _ORIGIN})


_ORIGIN = ("source", "file", "row", "data_date", "at", "by", "verified_on", "verified_how", "merged_from")
_FILE = import_file.c.name.label("file")


def _noted(connection: Connection, client_id: int) -> dict[str, dict[str, Any]]:
    """The values that have a note of their own."""
    p = provenance.c
    query = (
        select(p.field, p.source, _FILE, p.row_no.label("row"), p.data_date, p.entered_at.label("at"))
        .add_columns(p.entered_by.label("by"), p.verified_on, p.verified_how, p.merged_from)
        .join_from(provenance, import_file, p.file_id == import_file.c.id, isouter=True)
        .where(p.client_id == client_id)
    )
    return {row["field"]: dict(row) for row in connection.execute(query).mappings()}


def _own_origin(connection: Connection, found: Record) -> dict[str, Any]:
    """What holds for every value without a note: the record's own source, and the row of the file that brought it."""
    k, f, b = source_key.c, import_file.c, import_batch.c
    query = (
        select(_FILE, k.row_no.label("row"), f.data_date, b.actor.label("by"))
        .join_from(source_key, import_file, k.file_id == f.id, isouter=True)
        .join(import_batch, f.batch_id == b.id, isouter=True)
        .where(and_(k.client_id == found.client_id, k.source == found.source))
        .order_by(k.id)
    )
    row = connection.execute(query).mappings().first()
    origin: dict[str, Any] = dict.fromkeys(_ORIGIN) | {"source": found.source, "at": found.recorded_at, "by": ""}
    return origin if row is None else origin | {**row, "by": row["by"] or ""}
