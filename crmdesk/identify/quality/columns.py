"""Some clients of one kind as columns, with everything their quality depends on: a few queries, however many."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, Table, case, func, literal_column, select

from crmdesk.identify.conditions import OPEN_ACCOUNT, condition_of
from crmdesk.identify.form import FORMS, Field
from crmdesk.identify.form.profiles import AGREEMENTS, PROFILES
from crmdesk.identify.quality.scores import COUNTED, counted_field
from crmdesk.identify.record import CHILD_TABLES
from crmdesk.identify.tables import FORM_TABLES, account, client, provenance, risk_assessment
from crmdesk.store.bulk import driver_rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Days = NDArray[np.datetime64]
    Flags = NDArray[np.bool_]

#: The column that sorts the rows of a child table into the fields of the form.
_SORTS = {"relation": "role", "document": "kind", "contact_point": "kind"}


@cache
def asked_fields(kind: str) -> tuple[Field, ...]:
    """Every field a complete record of that kind may have to have; its place is its bit in ``client_quality``."""
    form = FORMS[kind]
    names = [name for part in PROFILES[kind] for name in part]
    profile = [counted_field(name) if name in COUNTED else form.field(name) for name in names]
    return (*profile, *(f for f in form.fields() if f.name not in names and condition_of(f) is not None))


@dataclass(frozen=True)
class Columns:
    """``values`` holds the columns of the form by field, ``confirmed`` per field the clients (position) whose value was
    confirmed on another day than ``recorded``; ``rows`` the clients that have rows of a kind below them."""

    kind: str
    ids: Sequence[int]
    tiers: Sequence[str | None]
    recorded: Days
    values: dict[str, Sequence[Any]]
    confirmed: dict[str, dict[int, str]]
    rows: dict[tuple[str, str], dict[int, int]]
    risk_to: Days
    needs: dict[int, set[str]] | None

    def has_rows(self, field: Field) -> Flags:
        """Which clients have rows below them that the field stands for; see ``Record.rows_of``."""
        import numpy as np

        kinds = _kinds(field, self.rows)
        having = {client_id for kind in kinds for client_id in self.rows.get((field.table, kind), ())}
        return np.fromiter((one in having for one in self.ids), dtype=bool, count=len(self.ids))

    def row_counts(self, table: str) -> NDArray[np.int64]:
        import numpy as np

        parts = [counts for (name, _kind), counts in self.rows.items() if name == table]
        return np.fromiter((sum(part.get(one, 0) for part in parts) for one in self.ids), np.int64, len(self.ids))


def _kinds(field: Field, rows: Collection[tuple[str, str]]) -> Collection[str]:
    if field.name == "agreements":
        return AGREEMENTS
    return [field.role] if field.role else [kind for table, kind in rows if table == field.table]


def load_columns(connection: Connection, kind: str, ids: Sequence[int], needs: Select[Any] | None = None) -> Columns:
    """The clients of ``ids`` that are of this kind. ``needs`` finds ``(client_id, kind)`` of active needs."""
    table, form = FORM_TABLES[kind], FORMS[kind]
    names = [field.name for field in form.stored_fields()]
    query = (
        select(client.c.id, client.c.tier, client.c.recorded_at, client.c.name, client.c.client_no)
        .add_columns(*(table.c[name] for name in names))
        .outerjoin(table, table.c.client_id == client.c.id)
        .where(client.c.kind == kind, client.c.id.in_(ids))
        .order_by(client.c.id)
    )
    found = list(zip(*driver_rows(connection, query), strict=True)) or [()] * (5 + len(names))
    there = found[0]
    values = dict(zip(("name", "client_no", *names), found[3:], strict=True))
    rows = _child_rows(connection, there)
    is_open = rows.get((account.name, "open"), {})
    return Columns(
        kind=kind,
        ids=there,
        tiers=found[1],
        recorded=days(found[2]),
        values=values | {OPEN_ACCOUNT: [one in is_open for one in there]},
        confirmed=_confirmed(connection, there),
        rows=rows,
        risk_to=_risk_to(connection, there),
        needs=None if needs is None else _needs(connection, needs, there),
    )


def days(values: Sequence[Any]) -> Days:
    """Dates or moments, of the driver or of Python, as days; what is missing is NaT."""
    import numpy as np

    return np.array([str(value)[:10] if value else "NaT" for value in values], dtype="datetime64[D]")


def _child_rows(connection: Connection, ids: Sequence[int]) -> dict[tuple[str, str], dict[int, int]]:
    """Per table and kind of row: how many rows each client has."""
    found: dict[tuple[str, str], dict[int, int]] = {}
    for table in CHILD_TABLES.values():
        for client_id, kind, count in connection.execute(_counting(table, ids)):
            found.setdefault((table.name, kind), {})[client_id] = count
    return found


def _counting(table: Table, ids: Sequence[int]) -> Select[Any]:
    """Accounts count as open or closed, rows of a table that serves one field alone as ``""``."""
    if table is account:
        kind: Any = case((account.c.status == "closed", "closed"), else_="open")
    else:
        kind = table.c[_SORTS[table.name]] if table.name in _SORTS else literal_column("''")
    return (
        select(table.c.client_id, kind, func.count())
        .where(table.c.client_id.in_(ids))
        .group_by(table.c.client_id, kind)
    )


def _confirmed(connection: Connection, ids: Sequence[int]) -> dict[str, dict[int, str]]:
    p = provenance.c
    query = select(p.client_id, p.field, p.entered_at, p.verified_on).where(p.client_id.in_(ids))
    found: dict[str, dict[int, str]] = {}
    for client_id, field, entered, verified in driver_rows(connection, query):
        found.setdefault(field, {})[client_id] = max(str(entered)[:10], str(verified or "")[:10])
    return found


def _risk_to(connection: Connection, ids: Sequence[int]) -> Days:
    r = risk_assessment.c
    query = select(r.client_id, func.max(r.valid_to)).where(r.client_id.in_(ids)).group_by(r.client_id)
    until = dict(driver_rows(connection, query))
    return days([until.get(one) for one in ids])


def _needs(connection: Connection, needs: Select[Any], ids: Sequence[int]) -> dict[int, set[str]]:
    active = needs.subquery()
    found: dict[int, set[str]] = {}
    for client_id, kind in connection.execute(select(*active.c).where(active.c[0].in_(ids))):
        found.setdefault(client_id, set()).add(kind)
    return found
