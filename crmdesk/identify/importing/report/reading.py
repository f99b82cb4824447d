"""The report of an import, read from what it left in the store: the same before a dry run is rolled back and after."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from crmdesk.codes import code_words
from crmdesk.identify.importing.labels import field_words
from crmdesk.identify.importing.report.conflicts import conflict_count, conflict_list
from crmdesk.identify.importing.report.images import Sample, Seen, seen_changes
from crmdesk.identify.importing.report.jumps import jumps
from crmdesk.identify.importing.report.samples import value_changes
from crmdesk.identify.importing.report.shapes import Added, FieldUpdate, ImportReport
from crmdesk.identify.importing.report.watch import SAMPLES
from crmdesk.identify.importing.run import Run
from crmdesk.identify.importing.taking_back.ranges import added_counts
from crmdesk.identify.tables import FORM_TABLES, balance, balance_before, client, import_conflict, provenance

#: Tables whose new rows are part of a client's own, and say nothing by themselves.
_SILENT = {provenance.name, import_conflict.name, *(table.name for table in FORM_TABLES.values())}


def import_report(run: Run) -> ImportReport:
    seen = seen_changes(run.connection, run.operation_id)
    added = tuple(_added(run))
    return ImportReport(
        creates=sum(one.count for one in added if one.table == client.name),
        added=added,
        updates=(*_updates(run, seen), *_balances(run)),
        conflicts=tuple(conflict_list(run.connection, batch_id=run.batch_id)),
        conflict_count=conflict_count(run.connection, batch_id=run.batch_id),
        jumps=tuple(jumps(run, seen)),
    )


def _added(run: Run) -> Iterator[Added]:
    for name, count in added_counts(run.connection, run.operation_id).items():
        if name not in _SILENT:
            yield Added(name, code_words("stored_table", name), count)


def _updates(run: Run, seen: Seen) -> Iterator[FieldUpdate]:
    for (table, name), tally in sorted(seen.fields.items(), key=lambda one: -one[1].count):
        yield FieldUpdate(name, field_words(name), tally.count, value_changes(run, tally.samples), table)


def _replaced(run: Run) -> int:
    mine = balance_before.c.operation_id == run.operation_id
    return run.connection.execute(select(func.count()).where(mine)).scalar_one()


def _balances(run: Run) -> Iterator[FieldUpdate]:
    """Balances that were there for the day already, with other amounts."""
    count = _replaced(run)
    if not count:
        return
    old, new = balance_before.c, balance.c
    key = (new.account_id == old.account_id) & (new.day == old.day) & (new.asset_class == old.asset_class)
    query = select(old.client_id, old.amount, new.amount).join(balance, key).where(old.operation_id == run.operation_id)
    samples = [
        Sample(client.name, row[0], balance.name, row[1], row[2])
        for row in run.connection.execute(query.limit(SAMPLES))
    ]
    yield FieldUpdate(balance.name, field_words(balance.name), count, value_changes(run, samples), balance.name)
