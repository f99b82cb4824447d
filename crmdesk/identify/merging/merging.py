"""The operations that merge clients: one merge by hand, or all that are safe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from crmdesk import dates
from crmdesk.i18n import Words, tr
from crmdesk.identify.matching.pairs import Pair
from crmdesk.identify.merging.joining import Joining, join, joining
from crmdesk.identify.tables import client
from crmdesk.identify.tables.merging import merge, merge_client
from crmdesk.progress import Progress
from crmdesk.store.history import Unit
from crmdesk.store.store import Store

#: Merges in one operation: what one step of undo takes back, and what a crash can lose.
_AT_ONCE = 50


@dataclass(frozen=True)
class MergeReport:
    """Merges done, and pairs left to a person: one of the two is gone by now, or they were taken apart before."""

    merged: int
    left: int


def merge_clients(
    store: Store,
    keep_id: int,
    drop_ids: Sequence[int],
    *,
    choices: Mapping[str, int] | None = None,
    rule: str = "manual",
    probability: float | None = None,
) -> int:
    """Merge clients into one, exactly as ``merge_preview`` shows it: one operation. Returns the number of the merge.

    ``choices`` (field → id of the client whose value stays) overrides what survives by itself. Raises ``CrmError``
    for clients that are gone, of different kinds, or a choice there is not.
    """
    with store.read() as connection:
        plan = joining(connection, keep_id, drop_ids, choices)
    names = "、".join(one.name for one in plan.drops)
    with store.write(
        Words("将“{drops}”并入“{keep}”", "Merge {drops} into {keep}").format(drops=names, keep=plan.keep.name)
    ) as unit:
        plan = joining(unit.connection, keep_id, drop_ids, choices)
        return note_merge(unit, plan, actor=store.actor, rule=rule, probability=probability)


def note_merge(unit: Unit, plan: Joining, *, actor: str, rule: str, probability: float | None) -> int:
    """Do a computed merge within an operation. The row of ``merge`` comes first: it opens the images of this merge."""
    row = {
        "keep_id": plan.keep.id,
        "at": dates.now(),
        "actor": actor,
        "rule": rule,
        "probability": probability,
        "operation_id": unit.operation_id,
    }
    merge_id = unit.add(merge, row)
    join(unit, plan, merge_id, actor=actor)
    return merge_id


def merge_safe(store: Store, pairs: Iterable[Pair], *, progress: Progress | None = None) -> MergeReport:
    """Merge pairs that need nobody's eye, the surest first, in operations of some dozens.

    Of two clients the one known longer stays. A pair is left when one of the two is gone by then, or when they were
    merged before and taken apart again.
    """
    progress = progress or Progress()
    waiting = list(pairs)
    merged = 0
    for start in range(0, len(waiting), _AT_ONCE):
        progress.at(start, len(waiting), tr("Merging"))
        part = waiting[start : start + _AT_ONCE]
        label = Words("自动合并 {count} 对客户", "Merge {count} pairs of clients").format(count=len(part))
        with store.write(label) as unit:
            merged += sum(_merge_pair(unit, pair, actor=store.actor) for pair in part)
    progress.at(len(waiting), len(waiting))
    return MergeReport(merged, len(waiting) - merged)


def _merge_pair(unit: Unit, pair: Pair, *, actor: str) -> bool:
    ids = _longest_known(unit.connection, {pair.a, pair.b})
    if len(ids) < 2 or _were_apart(unit.connection, ids):
        return False
    plan = joining(unit.connection, ids[0], ids[1:])
    note_merge(unit, plan, actor=actor, rule="safe", probability=pair.probability)
    return True


def _longest_known(connection: Connection, client_ids: set[int]) -> list[int]:
    """Those of the clients that are there, the oldest account first, then the oldest record."""
    c = client.c
    query = select(c.id).where(c.id.in_(client_ids))
    ordered = query.order_by(c.opened_on.is_(None), c.opened_on, c.recorded_at, c.id)
    return list(connection.execute(ordered).scalars())


def _were_apart(connection: Connection, ids: Sequence[int]) -> bool:
    """Whether somebody took one of these clients out of the other once."""
    m = merge_client.c
    query = (
        select(m.id)
        .join(merge, merge.c.id == m.merge_id)
        .where(merge.c.undone_at.is_not(None), merge.c.keep_id.in_(ids), m.dropped_id.in_(ids))
    )
    return connection.execute(query.limit(1)).first() is not None
