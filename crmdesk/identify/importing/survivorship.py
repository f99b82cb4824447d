"""Which changes of an import may replace what a client's record says, and the trace that they leave.

A value that somebody verified or typed in by hand stays. A value of a more trusted source stays. Whatever
stays is named in the result, so nothing is lost silently.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import select

from crmdesk.i18n import tr
from crmdesk.identify.importing.recipes import trust_of
from crmdesk.identify.importing.run import Run
from crmdesk.identify.tables import client, provenance, source_key
from crmdesk.store.bulk import insert_columns, rows_by_key, update_rows

if TYPE_CHECKING:
    from crmdesk.identify.importing.client_rows import ClientPart

Changes = dict[int, dict[str, Any]]


class Origin(NamedTuple):
    source: str
    is_verified: bool


def allowed_changes(part: ClientPart, wanted: Changes) -> Changes:
    """The changes (position → field → value) that may be made; the others become remarks."""
    if not wanted:
        return {}
    run = part.run
    ids = {part.client_id(at) for at in wanted}
    origins = _origins(run, {(part.client_id(at), name) for at, change in wanted.items() for name in change})
    records = rows_by_key(run.connection, client, ("id",), ((one,) for one in ids), ("source",))
    systems = set(run.connection.execute(select(source_key.c.source).distinct()).scalars()) | {run.source}
    allowed: Changes = {}
    for at, change in wanted.items():
        client_id = part.client_id(at)
        record = Origin(records[(client_id,)][0], is_verified=False)
        for name, value in change.items():
            origin = origins.get((client_id, name))
            if _stays(run, origin, record, systems):
                part.chunk.remark(
                    at, name, tr("The record keeps its value: it was verified or comes from a better source.")
                )
            else:
                allowed.setdefault(at, {})[name] = value
    _trace(part, allowed, records, origins)
    return allowed


def _stays(run: Run, origin: Origin | None, record: Origin, systems: set[str]) -> bool:
    if origin is None:
        return record.source != run.source and trust_of(record.source) > run.recipe.trust
    if origin.is_verified or origin.source not in systems:
        return True
    return origin.source != run.source and trust_of(origin.source) > run.recipe.trust


def _origins(run: Run, keys: set[tuple[int, str]]) -> dict[tuple[int, str], Origin]:
    found = rows_by_key(run.connection, provenance, ("client_id", "field"), keys, ("source", "verified_on"))
    return {(key[0], key[1]): Origin(row[0], row[1] is not None) for key, row in found.items()}


def _trace(part: ClientPart, allowed: Changes, records: Mapping[Any, Any], origins: Mapping[Any, Origin]) -> None:
    """Where a value now comes from, when that is not where its record comes from."""
    run = part.run
    fields = {(part.client_id(at), name) for at, change in allowed.items() for name in change}
    known = {key for key in fields if key in origins}
    new = [key for key in fields - known if records[(key[0],)][0] != run.source]
    entered = {"source": run.source, "entered_by": run.actor, "entered_at": run.at}
    columns: dict[str, list[Any]] = {name: [value] * len(new) for name, value in entered.items()}
    columns["client_id"], columns["field"] = [key[0] for key in new], [key[1] for key in new]
    insert_columns(run.connection, provenance, columns)
    update_rows(run.connection, provenance, ("client_id", "field"), ((key, dict(entered)) for key in known))
