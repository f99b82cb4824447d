"""The operation that takes a merge apart, at any time, also below later merges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from crmdesk import dates
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.identify.importing.trust import stored_trusts
from crmdesk.identify.merging.joining import join, joining
from crmdesk.identify.merging.log import Merge, merge_by_id, merges_above
from crmdesk.identify.merging.parties import Party, Row, parties
from crmdesk.identify.merging.parting import Parting, part, parting
from crmdesk.identify.merging.preview import ChildCount, Who, child_counts
from crmdesk.identify.merging.returning import FieldReturn, is_worth_showing, shown
from crmdesk.identify.tables import client
from crmdesk.identify.tables.merging import merge
from crmdesk.store.history import Unit
from crmdesk.store.store import Store


@dataclass(frozen=True)
class UnmergePreview:
    """What taking a merge apart brings back: ``drops`` come out of ``keep``; ``fields`` that change, by the rule of
    ``returning``; ``children`` rows that go back to each client. ``above`` are later merges built on it: they are
    taken apart with it and done again without these clients; fields are shown as they stood before those.
    """

    merge: Merge
    keep: Who
    drops: tuple[Who, ...]
    fields: tuple[FieldReturn, ...]
    children: tuple[ChildCount, ...]
    above: tuple[Merge, ...]


@dataclass(frozen=True)
class UnmergeResult:
    """The clients that are back, rows that went back by table, and the later merges that were done again."""

    merge_id: int
    keep_id: int
    client_ids: tuple[int, ...]
    children: tuple[ChildCount, ...]
    again: tuple[int, ...]


def unmerge_preview(connection: Connection, merge_id: int) -> UnmergePreview:
    """What ``unmerge`` does. Raises ``CrmError`` where that one would."""
    one = _require(connection, merge_id)
    above = tuple(merges_above(connection, one))
    plan = parting(connection, one, above=above)
    keep = Who(one.keep_id, plan.done.cores[one.keep_id]["client_no"], plan.done.cores[one.keep_id]["name"])
    drops = tuple(Who(*gone) for gone in one.dropped)
    fields = tuple(shown(field, plan.now) for field in plan.fields if is_worth_showing(field, plan.now))
    return UnmergePreview(one, keep, drops, fields, _counts(plan), above)


def unmerge(store: Store, merge_id: int) -> UnmergeResult:
    """Take a merge apart: one operation. Every value and row goes back where it belongs, see ``README.md``.

    Raises ``CrmError`` when it was taken apart already, the kept client is gone, or a number is in use by now.
    """
    with store.read() as connection:
        names = "、".join(name for _id, _no, name in _require(connection, merge_id).dropped)
    with store.write(Words("拆分合并：恢复“{names}”", "Take {names} out of a merge").format(names=names)) as unit:
        one = _require(unit.connection, merge_id)
        above = merges_above(unit.connection, one)
        looks = [_take_off(unit, later, actor=store.actor) for later in reversed(above)]
        plan = _part(unit, one, actor=store.actor, is_different=True)
        for later, look in zip(above, reversed(looks), strict=True):
            _put_on(unit, later, look, actor=store.actor)
    return UnmergeResult(merge_id, one.keep_id, tuple(plan.drop_ids), _counts(plan), tuple(m.id for m in above))


def _require(connection: Connection, merge_id: int) -> Merge:
    one = merge_by_id(connection, merge_id)
    if one.undone_at is not None:
        raise CrmError(tr("These clients were taken apart already."))
    holder = _holder(one, merges_above(connection, one))
    if connection.execute(select(client.c.id).where(client.c.id == holder)).first() is None:
        raise CrmError(tr("The client they were merged into is in the trash. Restore it first."))
    return one


def _holder(one: Merge, above: Sequence[Merge]) -> int:
    """The client that holds everything now."""
    return above[-1].keep_id if above else one.keep_id


def _counts(plan: Parting) -> tuple[ChildCount, ...]:
    found = []
    for place, by_client in plan.rows.items():
        name = place.table if place.column == "client_id" else f"{place.table}.{place.column}"
        counts = {client_id: len(ids) for client_id, ids in by_client.items() if ids}
        if counts:
            found.append((name, counts))
    return child_counts(found)


def _part(unit: Unit, one: Merge, *, actor: str, is_different: bool) -> Parting:
    """Take the last merge of a client apart. Its mark comes first: it opens a part of the operation's images."""
    plan = parting(unit.connection, one)
    now = dates.now()
    unit.change(merge, one.id, {"undone_at": now, "undone_by": actor})
    decided = {"status": "different", "decided_by": actor, "decided_at": now} if is_different else {}
    part(unit, plan, actor_note=decided)
    return plan


# -- merges above


def _take_off(unit: Unit, one: Merge, *, actor: str) -> Row:
    """Take a later merge apart for a while; returns how its client looked."""
    (look,) = parties(unit.connection, [one.keep_id], stored_trusts(unit.connection))
    _part(unit, one, actor=actor, is_different=False)
    return look.values


def _put_on(unit: Unit, one: Merge, look: Row, *, actor: str) -> None:
    """Merge again under the same number; each field takes the value it showed, from whoever has it still."""
    ids = [one.keep_id, *(gone[0] for gone in one.dropped)]
    everyone = parties(unit.connection, ids, stored_trusts(unit.connection))
    plan = joining(unit.connection, ids[0], ids[1:], _choices(everyone, look))
    unit.change(merge, one.id, {"undone_at": None, "undone_by": None, "operation_id": unit.operation_id})
    join(unit, plan, one.id, actor=actor)


def _choices(everyone: Sequence[Party], look: Mapping[str, object]) -> dict[str, int]:
    found = {}
    for name, value in look.items():
        owner = next((one.id for one in everyone if one.values[name] == value), None)
        if owner is not None:
            found[name] = owner
    return found
