"""Keeping ``client_quality`` true: all records when the day has changed, else those that were changed since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Select, delete, or_, select

from crmdesk.i18n import tr
from crmdesk.identify.checks import check_values
from crmdesk.identify.form import FORMS, Form
from crmdesk.identify.quality.columns import Columns, load_columns
from crmdesk.identify.quality.measures import issue_bit, measure
from crmdesk.identify.quality.scores import is_lasting
from crmdesk.identify.tables import client, client_quality
from crmdesk.progress import Progress
from crmdesk.store.bulk import driver_rows
from crmdesk.store.changes import change_mark, clients_changed_since
from crmdesk.store.ids import id_array
from crmdesk.store.meta import read_meta, write_meta
from crmdesk.store.store import Store
from crmdesk.store.upsert import upsert_columns

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MARK = "quality.mark"
#: Clients measured at once: their wide rows take some 20 MB.
_CHUNK = 2_000


def measure_quality(
    store: Store,
    *,
    on: date,
    needs: Select[Any] | None = None,
    manager: str | None = None,
    progress: Progress | None = None,
) -> int:
    """Bring the measured quality up to the day ``on``, of all clients or of one account manager's; how many were new.

    ``needs`` finds ``(client_id, kind)`` of active needs; without it needs are left out of the scores. Values are
    checked again only where a record was changed: what was wrong stays wrong. Everything or, on cancel, nothing.
    """
    progress = progress or Progress()
    with store.unlogged() as connection:
        known = read_meta(connection, _MARK)
        now = change_mark(connection)
        changed = clients_changed_since(connection, int(known)) if known else set()
        _forget(connection, changed)
        ids = id_array(connection, _outdated(on, manager))
        for start in range(0, len(ids), _CHUNK):
            progress.at(start, len(ids), tr("Measuring the records"))
            _measure_some(connection, ids[start : start + _CHUNK], on=on, needs=needs)
        write_meta(connection, _MARK, str(now))
    return len(ids)


def _forget(connection: Connection, changed: set[int]) -> None:
    """A changed record counts as never measured, so that its values are checked again."""
    ids = sorted(changed)
    for start in range(0, len(ids), _CHUNK):
        gone = client_quality.c.client_id.in_(ids[start : start + _CHUNK])
        connection.execute(delete(client_quality).where(gone))


def _outdated(on: date, manager: str | None) -> Select[Any]:
    q = client_quality.c
    query = select(client.c.id).outerjoin(client_quality, q.client_id == client.c.id)
    query = query.where(or_(q.client_id.is_(None), q.as_of != on)).order_by(client.c.id)
    return query if manager is None else query.where(client.c.manager == manager)


def _measure_some(connection: Connection, ids: Sequence[int], *, on: date, needs: Select[Any] | None) -> None:
    wrong = _known_wrong(connection, ids)
    for kind in FORMS:
        columns = load_columns(connection, kind, ids, needs)
        if not columns.ids:
            continue
        found = measure(columns, on=on, invalid=_invalid(columns, wrong, on))
        rows: dict[str, Sequence[Any]] = {name: values.tolist() for name, values in vars(found).items()}
        rows |= {"client_id": columns.ids, "as_of": [on.isoformat()] * len(columns.ids)}
        upsert_columns(connection, client_quality, rows, keys=("client_id",))


def _known_wrong(connection: Connection, ids: Sequence[int]) -> dict[int, bool]:
    q = client_quality.c
    bit = 1 << issue_bit("invalid")
    rows = driver_rows(connection, select(q.client_id, q.issues).where(q.client_id.in_(ids)))
    return {client_id: bool(issues & bit) for client_id, issues in rows}


def _invalid(columns: Columns, known: dict[int, bool], on: date) -> NDArray[np.bool_]:
    import numpy as np

    names = [field.name for field in FORMS[columns.kind].valued_fields()]
    rows = zip(*(columns.values[name] for name in names), strict=True)
    found = [
        known[one] if one in known else _is_wrong(columns.kind, dict(zip(names, row, strict=True)), on)
        for one, row in zip(columns.ids, rows, strict=True)
    ]
    return np.array(found, dtype=bool)


def _is_wrong(kind: str, values: dict[str, Any], on: date) -> bool:
    filled = dict(_python_values(FORMS[kind], values))
    return any(is_lasting(problem, filled, on) for problem in check_values(kind, filled, on=on))


def _python_values(form: Form, values: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Filled values as a record holds them: the driver gives days as text and flags as numbers."""
    for name, value in values.items():
        if value is None:
            continue
        field = form.field(name)
        if field.type == "date" and isinstance(value, str):
            yield name, date.fromisoformat(value)
        else:
            yield name, bool(value) if field.type == "bool" else value
