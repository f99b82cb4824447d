"""The changes that an import made to rows that were there, gone through once: how many of each field, and samples."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from crmdesk.identify.importing.report.odd import ODD
from crmdesk.identify.importing.report.watch import SAMPLES
from crmdesk.identify.tables import provenance
from crmdesk.store.tables import operation_row

_AT_ONCE = 5_000


class Sample(NamedTuple):
    """A changed value: ``key`` is the row's; dates are ISO text, as images have them."""

    table: str
    key: int
    field: str
    old: Any
    new: Any


@dataclass
class Tally:
    count: int = 0
    samples: list[Sample] = field(default_factory=list)

    def add(self, one: Sample) -> None:
        self.count += 1
        if len(self.samples) < SAMPLES:
            self.samples.append(one)


@dataclass
class Seen:
    """``fields``: by table and field; ``odd``: by kind of oddity."""

    fields: dict[tuple[str, str], Tally] = field(default_factory=dict)
    odd: dict[str, Tally] = field(default_factory=dict)

    def add(self, one: Sample) -> None:
        self.fields.setdefault((one.table, one.field), Tally()).add(one)
        for kind in _odd_kinds(one):
            self.odd.setdefault(kind, Tally()).add(one)

    def count(self, table: str, name: str) -> int:
        found = self.fields.get((table, name))
        return found.count if found else 0


def seen_changes(connection: Connection, operation_id: int) -> Seen:
    seen = Seen()
    for one in _changes(connection, operation_id):
        seen.add(one)
    return seen


def _odd_kinds(one: Sample) -> Iterator[str]:
    tests: dict[str, Callable[[Any, Any], bool]] = ODD.get((one.table, one.field), {})
    return (kind for kind, is_odd in tests.items() if is_odd(one.old, one.new))


def _changes(connection: Connection, operation_id: int) -> Iterator[Sample]:
    r = operation_row.c
    query = (
        select(r.table_name, r.row_key, r.before, r.after)
        .where(r.operation_id == operation_id, r.table_name != provenance.name)
        .order_by(r.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    for table, key, before, after in connection.execute(query):
        for name, new in (after or {}).items():
            if before is not None and name in before and before[name] != new:
                yield Sample(table, key, name, before[name], new)
