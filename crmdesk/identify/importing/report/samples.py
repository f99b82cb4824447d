"""Sampled changes with what a reader needs to judge them: whose they are, and where old and new value come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from crmdesk.identify.importing.report.images import Sample
from crmdesk.identify.importing.report.shapes import ValueChange
from crmdesk.identify.importing.run import Run
from crmdesk.identify.tables import client, provenance
from crmdesk.store.bulk import rows_by_key
from crmdesk.store.history import key_column
from crmdesk.store.schema import metadata
from crmdesk.store.tables import operation_row


class Owner(NamedTuple):
    client_no: str
    name: str
    source: str


def value_changes(run: Run, samples: Sequence[Sample]) -> tuple[ValueChange, ...]:
    clients = _clients_of(run, samples)
    owners = owners_of(run, set(clients.values()))
    traced = {(clients.get(one, 0), one.field) for one in samples}
    now = rows_by_key(run.connection, provenance, ("client_id", "field"), traced, ("source", "row_no"))
    was = _earlier_sources(run, {key[0] for key in now})
    found = []
    for one in samples:
        client_id = clients.get(one, 0)
        owner = owners.get(client_id, Owner("", "", ""))
        source, row = now.get((client_id, one.field), (run.source, None))
        old_source, is_by_hand = was.get((client_id, one.field), (owner.source, False))
        found.append(
            ValueChange(
                owner.client_no,
                owner.name,
                row or 0,
                one.old,
                one.new,
                old_source,
                None if is_by_hand else run.trusts.of(old_source, one.field),
                source,
                run.trusts.of(source, one.field),
                field=one.field,
                client_id=client_id,
            )
        )
    return tuple(found)


def owners_of(run: Run, ids: set[int]) -> dict[int, Owner]:
    rows = rows_by_key(run.connection, client, ("id",), ((one,) for one in ids), ("client_no", "name", "source"))
    return {key[0]: Owner(*row) for key, row in rows.items()}


def _clients_of(run: Run, samples: Sequence[Sample]) -> dict[Sample, int]:
    """The client of each sample: the row's own number where the client's number is the key, else its column."""
    found: dict[Sample, int] = {}
    for name in {one.table for one in samples}:
        table = metadata.tables[name]
        mine = [one for one in samples if one.table == name]
        if table is client or key_column(table).name == "client_id":
            found.update({one: one.key for one in mine})
        elif "client_id" in table.c:
            keys = {(one.key,) for one in mine}
            rows = rows_by_key(run.connection, table, (key_column(table).name,), keys, ("client_id",))
            found.update({one: rows[(one.key,)][0] for one in mine})
    return found


def _earlier_sources(run: Run, ids: set[int]) -> dict[tuple[int, str], tuple[str, bool]]:
    """Where values came from that this import replaced: from the images of their provenance."""
    r = operation_row.c
    mine = (r.operation_id == run.operation_id) & (r.table_name == provenance.name) & r.client_id.in_(ids)
    images = run.connection.execute(select(r.row_key, r.before).where(mine).order_by(r.id.desc())).all()
    before: dict[int, Any] = {key: image for key, image in images if image}
    names = rows_by_key(
        run.connection, provenance, ("id",), {(key,) for key in before}, ("client_id", "field", "verified_on")
    )
    return {(row[0], row[1]): (before[key[0]]["source"], row[2] is not None) for key, row in names.items()}
