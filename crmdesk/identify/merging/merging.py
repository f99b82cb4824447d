"""The operations that merge clients: one merge by hand, or all that are safe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from crmdesk import dates
from crmdesk.i18n import Words, tr
from crmdesk.identify.clients import REACH_FIELDS
from crmdesk.identify.matching.kinds import schema_of
from crmdesk.identify.matching.pairs import Pair
from crmdesk.identify.merging.joining import Joining, Wanted, join, joining, joinings
from crmdesk.identify.tables import client
from crmdesk.identify.tables.merging import merge, merge_client
from crmdesk.progress import Progress
from crmdesk.store.history import Unit
from crmdesk.store.store import Store

#: Merges in one operation: what one step of undo takes back, and what a crash can lose.
_AT_ONCE = 50


@dataclass(frozen=True)
class MergeReport:
    """Merges done, and pairs left to a person: gone by now, taken apart before, or with values that contradict."""

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

    Of two clients the one known longer stays. A pair is left when one of the two is gone by then, when they were
    merged before and taken apart again, or when any other field of theirs contradicts (``contradictions``).
    """
    progress = progress or Progress()
    waiting = list(pairs)
    total, merged = len(waiting), 0
    while waiting:
        progress.at(total - len(waiting), total, tr("Merging"))
        part, waiting = _apart_from_each_other(waiting)
        label = Words("自动合并 {count} 对客户", "Merge {count} pairs of clients").format(count=len(part))
        with store.write(label) as unit:
            merged += _merge_pairs(unit, part, actor=store.actor)
    progress.at(total, total)
    return MergeReport(merged, total - merged)


def _apart_from_each_other(waiting: Sequence[Pair]) -> tuple[list[Pair], list[Pair]]:
    """Pairs that share no client, some dozens, and the others."""
    part: list[Pair] = []
    rest: list[Pair] = []
    taken: set[int] = set()
    for pair in waiting:
        if len(part) == _AT_ONCE or taken & {pair.a, pair.b}:
            rest.append(pair)
        else:
            part.append(pair)
            taken |= {pair.a, pair.b}
    return part, rest


def _merge_pairs(unit: Unit, pairs: Sequence[Pair], *, actor: str) -> int:
    rank = _longest_known(unit.connection, {client_id for pair in pairs for client_id in (pair.a, pair.b)})
    apart = _taken_apart(unit.connection, rank)
    wanted = []
    for pair in pairs:
        if pair.a in rank and pair.b in rank and not apart & {(pair.a, pair.b), (pair.b, pair.a)}:
            keep_id, drop_id = sorted((pair.a, pair.b), key=rank.__getitem__)
            wanted.append((pair, Wanted(keep_id, [drop_id])))
    plans = joinings(unit.connection, [one for _pair, one in wanted]) if wanted else []
    safe = [(pair, plan) for (pair, _one), plan in zip(wanted, plans, strict=True) if not contradictions(plan)]
    for pair, plan in safe:
        note_merge(unit, plan, actor=actor, rule="safe", probability=pair.probability)
    return len(safe)


def contradictions(plan: Joining) -> list[str]:
    """Fields in which the clients contradict each other beyond what the comparison has judged already.

    Further phones and addresses are no contradiction: both are kept. Two account managers are: one would lose a client.
    """
    judged = {name for one in schema_of(plan.keep.kind).comparisons for name in one.fields}
    return [one.field for one in plan.fields if one.is_conflict and one.field not in {*judged, *REACH_FIELDS, "branch"}]


def _longest_known(connection: Connection, client_ids: set[int]) -> dict[int, int]:
    """Those of the clients that are there with their rank: the oldest account first, then the oldest record."""
    c = client.c
    query = select(c.id).where(c.id.in_(client_ids))
    ordered = query.order_by(c.opened_on.is_(None), c.opened_on, c.recorded_at, c.id)
    return {client_id: place for place, client_id in enumerate(connection.execute(ordered).scalars())}


def _taken_apart(connection: Connection, client_ids: Iterable[int]) -> set[tuple[int, int]]:
    """Pairs (kept, dropped) of these clients that somebody took apart once."""
    m, ids = merge_client.c, list(client_ids)
    query = (
        select(merge.c.keep_id, m.dropped_id)
        .join(merge, merge.c.id == m.merge_id)
        .where(merge.c.undone_at.is_not(None), merge.c.keep_id.in_(ids), m.dropped_id.in_(ids))
    )
    return {(row.keep_id, row.dropped_id) for row in connection.execute(query)}
