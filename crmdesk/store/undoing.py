"""Which operation is undone or redone next, and bringing its rows back."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, select, update

from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.store import applying, history
from crmdesk.store.tables import operation

#: How far back Ctrl+Z reaches.
STEPS = 50


class Step(NamedTuple):
    operation_id: int
    label: Words


def next_step(connection: Connection, session: str, *, is_undone: bool) -> Step | None:
    """The newest operation of the session that is done, or the one that was undone last."""
    o = operation.c
    mine = (o.session == session) & o.is_batch.is_(False) & o.is_dropped.is_(False)
    reach = select(o.id).where(mine).order_by(o.id.desc()).limit(STEPS).subquery()
    order = o.id.asc() if is_undone else o.id.desc()
    query = select(o.id, o.label_zh, o.label_en).where(o.id.in_(select(reach.c.id)), o.is_undone.is_(is_undone))
    found = connection.execute(query.order_by(order).limit(1)).one_or_none()
    return None if found is None else Step(found.id, Words(found.label_zh, found.label_en))


def take(connection: Connection, step: Step, *, is_undone: bool) -> list[history.RowChange]:
    """Undo a step, or redo it when it is undone, and return what changed."""
    rows = history.load_images(connection, step.operation_id)
    if not is_undone:
        rows = history.reversed_changes(rows)
    try:
        applying.apply_changes(connection, rows)
    except applying.ChangedSince as error:
        raise CrmError(
            tr(
                "“{label}” was not undone or redone: the data has been changed or used since.",
                label=step.label,
            )
        ) from error
    done = update(operation).where(operation.c.id == step.operation_id).values(is_undone=not is_undone)
    connection.execute(done)
    return rows


def drop_undone(connection: Connection, session: str) -> None:
    """A new operation ends what could be redone."""
    o = operation.c
    gone = (o.session == session) & o.is_undone.is_(True) & o.is_dropped.is_(False)
    connection.execute(update(operation).where(gone).values(is_dropped=True))
