"""The queue: pairs that wait, what was decided about them, and what becomes of them when clients are merged."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, func, or_, select

from crmdesk import dates
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.identify.matching.threshold import auto_threshold
from crmdesk.identify.tables import client
from crmdesk.identify.tables.matching import match_pair
from crmdesk.store.history import Unit
from crmdesk.store.ids import id_array
from crmdesk.store.store import Store

_A, _B = client.alias("a"), client.alias("b")
_LABELS = {
    "different": Words("标记为不同客户", "Mark as different clients"),
    "later": Words("稍后再看", "Look at a pair later"),
    "open": Words("重新列入查重", "Put a pair back into the queue"),
}


@dataclass(frozen=True)
class Pair:
    """Two clients that may be one; ``a`` < ``b`` are client ids."""

    id: int
    a: int
    b: int
    a_no: str
    b_no: str
    a_name: str
    b_name: str
    kind: str
    probability: float
    weight: float
    status: str
    has_conflict: bool


def _pairs(*conditions: ColumnElement[bool]) -> Select[Any]:
    """Pairs whose clients are both there."""
    return (
        select(
            match_pair.c.id,
            match_pair.c.a,
            match_pair.c.b,
            _A.c.client_no.label("a_no"),
            _B.c.client_no.label("b_no"),
            _A.c.name.label("a_name"),
            _B.c.name.label("b_name"),
            match_pair.c.kind,
            match_pair.c.probability,
            match_pair.c.weight,
            match_pair.c.status,
            match_pair.c.has_conflict,
        )
        .join_from(match_pair, _A, _A.c.id == match_pair.c.a)
        .join(_B, _B.c.id == match_pair.c.b)
        .where(*conditions)
    )


def open_pairs(
    connection: Connection, *, limit: int = 200, offset: int = 0, status: str = "open", client_id: int | None = None
) -> list[Pair]:
    """Pairs that wait for a decision, the surest first; ``status`` later, different or same shows the others."""
    conditions = [match_pair.c.status == status]
    if client_id is not None:
        conditions.append(or_(match_pair.c.a == client_id, match_pair.c.b == client_id))
    ordered = _pairs(*conditions).order_by(match_pair.c.probability.desc(), match_pair.c.id.desc())
    return [Pair(*row) for row in connection.execute(ordered.limit(limit).offset(offset))]


def pair_count(connection: Connection, *, status: str = "open") -> int:
    """Pairs of that status whose clients are both there; by columns of ids, since a join reads every client's row."""
    import numpy as np

    c = match_pair.c
    has_status = func.coalesce(c.status, "") == status  # row by row: by the index of the status each is sought anew
    columns = (select(side).where(has_status).order_by(c.id) for side in (c.a, c.b))
    one, other = (np.array(id_array(connection, query)) for query in columns)
    there = np.array(id_array(connection, select(client.c.id)))
    return int((np.isin(one, there) & np.isin(other, there)).sum())


def pair_by_id(connection: Connection, pair_id: int) -> Pair | None:
    """The pair, or None when it or one of its clients is gone."""
    row = connection.execute(_pairs(match_pair.c.id == pair_id)).one_or_none()
    return None if row is None else Pair(*row)


def safe_pairs(connection: Connection) -> list[Pair]:
    """Pairs in which no field conflicts and one besides the name agrees, from the learned threshold up, surest first.

    Father and son may share a name, a phone and an address: those three alone are left to a person.
    """
    threshold = auto_threshold(connection).value
    is_safe = (match_pair.c.probability >= threshold) & match_pair.c.is_safe.is_(True)
    query = _pairs(match_pair.c.status == "open", is_safe)
    ordered = query.order_by(match_pair.c.probability.desc(), match_pair.c.id.desc())
    return [Pair(*row) for row in connection.execute(ordered)]


def decide(store: Store, pair_id: int, verdict: Literal["different", "later", "open"]) -> None:
    """Remember what a person says about a pair: one operation, on undo. ``different`` holds for every scan to come.

    Raises ``CrmError`` when the pair is gone.
    """
    with store.write(_LABELS[verdict]) as unit:
        try:
            unit.change(match_pair, pair_id, _decided(store, verdict))
        except KeyError as error:
            raise CrmError(tr("This pair is no longer there; look at the list again.")) from error


def _decided(store: Store, status: str) -> dict[str, Any]:
    is_open = status == "open"
    return {
        "status": status,
        "decided_by": None if is_open else store.actor,
        "decided_at": None if is_open else dates.now(),
    }


# -- as part of another operation


def forget_clients(connection: Connection, client_ids: Collection[int]) -> int:
    """Remove every trace of clients that are erased by law: pairs, and the keys kept for the next scan."""
    from crmdesk.identify.matching.kept_keys import drop_clients

    drop_clients(connection, client_ids)
    touching = or_(match_pair.c.a.in_(client_ids), match_pair.c.b.in_(client_ids))
    return connection.execute(match_pair.delete().where(touching)).rowcount


def note_same(unit: Unit, a: int, b: int, *, actor: str = "") -> None:
    """Remember that two clients are one, within the operation that merges them."""
    row = _row_of(unit.connection, *sorted((a, b)))
    if row is not None:
        unit.change(match_pair, row.id, {"status": "same", "decided_by": actor or None, "decided_at": dates.now()})


def follow_merge(unit: Unit, keep_id: int, drop_ids: Iterable[int]) -> None:
    """The pairs of dropped clients become pairs of the kept one; what was decided stays decided.

    Between the merged clients a pair goes, unless it was found the same: that one is what the threshold learns from.
    """
    gone = set(drop_ids)
    for row in _rows_touching(unit.connection, gone):
        others = {row.a, row.b} - gone - {keep_id}
        if row.status == "same":
            continue
        if not others:
            unit.remove(match_pair, row.id)
            continue
        _move(unit, row, *sorted((keep_id, others.pop())))


def _rows_touching(connection: Connection, ids: set[int]) -> list[Any]:
    touching = or_(match_pair.c.a.in_(ids), match_pair.c.b.in_(ids))
    return list(connection.execute(select(match_pair).where(touching).order_by(match_pair.c.id)))


def _row_of(connection: Connection, a: int, b: int) -> Any | None:
    return connection.execute(select(match_pair).where(match_pair.c.a == a, match_pair.c.b == b)).one_or_none()


#: Which of two decisions about the same pair holds.
_STRENGTH = {"open": 0, "later": 1, "different": 2, "same": 3}


def _move(unit: Unit, row: Any, a: int, b: int) -> None:
    there = _row_of(unit.connection, a, b)
    if there is None:
        unit.change(match_pair, row.id, {"a": a, "b": b})
        return
    if _STRENGTH[row.status] > _STRENGTH[there.status]:
        decided = {name: getattr(row, name) for name in ("status", "decided_by", "decided_at")}
        unit.change(match_pair, there.id, decided)
    unit.remove(match_pair, row.id)
