"""Taking the last merge of a client apart: what it would do, computed once, and doing exactly that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import starmap
from typing import Any

from sqlalchemy import Column, Connection, and_, select

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.identify.clients import REACH_FIELDS, refresh_search
from crmdesk.identify.importing.trust import stored_trusts
from crmdesk.identify.merging.images import Done, done
from crmdesk.identify.merging.log import Merge
from crmdesk.identify.merging.parties import CORE_FIELDS, Party, Row, parties
from crmdesk.identify.merging.returning import Settled, Value, settle
from crmdesk.identify.merging.rows_back import Numbers, Returns, imported_since, parts, rows_back
from crmdesk.identify.recounts import recount
from crmdesk.identify.tables import client, contact_point, provenance
from crmdesk.identify.tables.matching import match_pair
from crmdesk.identify.tables.merging import merge_client
from crmdesk.store.history import RowChange, Unit, row_image
from crmdesk.store.schema import metadata

#: Columns of the narrow row that a merge works out of all clients.
_WORKED_OUT = ("status", "opened_on", "closed_on", "last_contact_on", "next_contact_on")


@dataclass(frozen=True)
class Parting:
    """A merge to be taken apart: where every field and every row goes."""

    done: Done
    now: Party
    fields: tuple[Settled, ...]
    rows: Returns

    @property
    def keep_id(self) -> int:
        return self.done.keep_id

    @property
    def drop_ids(self) -> list[int]:
        return sorted(self.done.merge.drop_ids)


def parting(connection: Connection, one: Merge, *, above: Sequence[Merge] = ()) -> Parting:
    """Compute it for the last merge of a client, or, to be shown, for one below others: then the kept client is seen as
    it stood before those ``above``, and rows where they are now. Raises ``CrmError`` when it cannot be taken apart.
    """
    merged = done(connection, one, held_by=above[-1].keep_id if above else one.keep_id)
    now = _before(connection, above[0], one.keep_id) if above else _as_it_is(connection, one.keep_id)
    _require_free_numbers(connection, one)
    numbers = Numbers(connection, merged)
    fields = tuple(settle(merged, now, numbers.bringer))
    return Parting(merged, now, fields, rows_back(connection, merged, numbers))


def _as_it_is(connection: Connection, client_id: int) -> Party:
    return parties(connection, [client_id], stored_trusts(connection))[0]


def _before(connection: Connection, later: Merge, client_id: int) -> Party:
    """A client as it stood when a later merge took it, or took others into it."""
    seen, trusts = done(connection, later, held_by=later.keep_id), stored_trusts(connection)
    core = seen.cores[client_id]
    return Party(core, seen.forms.get(client_id), seen.notes[client_id], {}, frozenset(), trusts)


def _require_free_numbers(connection: Connection, one: Merge) -> None:
    numbers = [client_no for _id, client_no, _name in one.dropped]
    for client_no, name in connection.execute(
        select(client.c.client_no, client.c.name).where(client.c.client_no.in_(numbers))
    ):
        raise CrmError(
            tr(
                "Client number {number} belongs to {name} by now. Give that client another number first.",
                number=client_no,
                name=name,
            )
        )


def part(unit: Unit, plan: Parting, *, actor_note: Mapping[str, Any]) -> None:
    """Do what was computed, within an operation; ``actor_note`` goes to pairs that are found different by this."""
    _release(unit, plan)
    _bring_back_clients(unit, plan)
    _return_notes(unit, plan)
    _return_rows(unit, plan)
    _return_removed(unit, plan)
    _return_points(unit, plan)
    _return_pairs(unit, plan, actor_note)
    for client_id in (plan.keep_id, *plan.drop_ids):
        recount(unit, client_id)
        refresh_search(unit, client_id)


def _release(unit: Unit, plan: Parting) -> None:
    unit.change_all(merge_client, merge_client.c.merge_id == plan.done.merge.id, {"client_id": None})


def _bring_back_clients(unit: Unit, plan: Parting) -> None:
    table = plan.now.form_table
    for drop_id in plan.drop_ids:
        values = {one.field: one.drops[drop_id].value for one in plan.fields}
        core = plan.done.cores[drop_id] | _core(values)
        unit.bring_back(RowChange(client.name, drop_id, core, None))
        if drop_id in plan.done.forms or any(value is not None for value in _stored(values).values()):
            unit.add(table, {"client_id": drop_id, **plan.done.forms.get(drop_id, {}), **_stored(values)})
    kept = {one.field: one.keep.value for one in plan.fields}
    unit.change(client, plan.keep_id, _core(kept) | _worked_out(plan))
    if plan.now.form_row is None:
        return
    if plan.keep_id not in plan.done.forms and not any(_stored(kept).values()):
        unit.remove(table, plan.keep_id)
    else:
        unit.change(table, plan.keep_id, _stored(kept))


def _core(values: Row) -> Row:
    return {name: values[name] or "" for name in CORE_FIELDS}


def _stored(values: Row) -> Row:
    return {name: value for name, value in values.items() if name not in CORE_FIELDS}


def _worked_out(plan: Parting) -> Row:
    """As before the merge, unless something has changed it since."""
    before, after, now = plan.done.cores[plan.keep_id], plan.done.core_after, plan.now.core
    unchanged = (name for name in _WORKED_OUT if now[name] == after.get(name, before[name]))
    return {name: before[name] for name in unchanged}


# -- notes


def _return_notes(unit: Unit, plan: Parting) -> None:
    """Every note as it was, with the number it had unless another row has it; what stands differently goes first."""
    query = select(provenance).where(provenance.c.client_id == plan.keep_id)
    standing = {row["field"]: dict(row) for row in unit.connection.execute(query).mappings()}
    due = []
    for one in plan.fields:
        for client_id, value in _values(plan, one):
            present = standing.get(one.field) if client_id == plan.keep_id else None
            content = None if value.note is None else {**value.note, "client_id": client_id, "field": one.field}
            if _is_alike(present, content):
                continue
            if present is not None:
                unit.remove(provenance, present["id"])
            if content is not None:
                due.append(content)
    for content in due:
        number = content.pop("id")
        is_free = unit.connection.execute(select(provenance.c.id).where(provenance.c.id == number)).first() is None
        unit.add(provenance, content | ({"id": number} if is_free else {}))


def _is_alike(present: Row | None, wanted: Row | None) -> bool:
    if present is None or wanted is None:
        return present is wanted
    return all(present[name] == value for name, value in wanted.items() if name != "id")


def _values(plan: Parting, one: Settled) -> Iterable[tuple[int, Value]]:
    yield plan.keep_id, one.keep
    yield from one.drops.items()


# -- rows


def _return_rows(unit: Unit, plan: Parting) -> None:
    for place, by_client in plan.rows.items():
        table = metadata.tables[place.table]
        for drop_id, ids in by_client.items():
            for some in parts(ids):
                unit.change_all(table, table.c.id.in_(some), {place.column: drop_id})


def _return_removed(unit: Unit, plan: Parting) -> None:
    """Relations between the clients, rows there could be only one of, and what was worked out about the dropped."""
    is_there = lru_cache(partial(_is_there, unit.connection))
    unit.bring_back(*(image for image in plan.done.removed if all(starmap(is_there, _parents(image)))))


def _parents(image: RowChange) -> Iterator[tuple[Column[Any], Any]]:
    """What a row refers to."""
    for key in metadata.tables[image.table].foreign_keys:
        value = (image.before or {}).get(str(key.parent.name))
        if value is not None:
            yield key.column, value


def _is_there(connection: Connection, column: Column[Any], value: Any) -> bool:
    return connection.execute(select(column).where(column == value)).first() is not None


def _return_points(unit: Unit, plan: Parting) -> None:
    """Phones and addresses that had lost their place. Whoever has it in the record again needs no contact point for it,
    unless that was worked on since; to others it goes as a former one."""
    final = {one.field: dict(_values(plan, one)) for one in plan.fields if one.field in REACH_FIELDS}
    for image in plan.done.points:
        now, made = row_image(unit.connection, contact_point, image.key), image.after or {}
        if now is None or now["client_id"] != plan.keep_id:
            continue
        owner = _owner_of(plan, made["kind"], made["value"])
        if now == made and final[made["kind"]][owner].value == made["value"]:
            unit.remove(contact_point, image.key)
        else:
            unit.change(contact_point, image.key, {"client_id": owner})
    for one in plan.fields:
        if one.field in REACH_FIELDS and one.what == "goes":
            _return_replaced(unit, plan, one)


def _owner_of(plan: Parting, field: str, value: str) -> int:
    for client_id in (*plan.drop_ids, plan.keep_id):
        if (plan.done.forms.get(client_id, {}).get(field) or "")[:200] == value:
            return client_id
    return plan.keep_id


def _return_replaced(unit: Unit, plan: Parting, one: Settled) -> None:
    """What the import kept as the former value when it replaced the merged one: of the client it was the value of."""
    c = contact_point.c
    came = imported_since(unit.connection, contact_point, plan.done.merge.operation_id)
    query = select(c.id, c.value).where(c.client_id == plan.keep_id, c.kind == one.field, came)
    for row in unit.connection.execute(query).all():
        if row.value == one.keep.value:
            unit.remove(contact_point, row.id)
        elif _owner_of(plan, one.field, row.value) == one.to:
            unit.change(contact_point, row.id, {"client_id": one.to})


def _return_pairs(unit: Unit, plan: Parting, actor_note: Mapping[str, Any]) -> None:
    """Pairs as they were before the merge, where nothing was decided since; the clients themselves are different."""
    for image in reversed(plan.done.pairs):
        now = row_image(unit.connection, match_pair, image.key)
        if image.after is None and image.before is not None:
            a_and_b = and_(match_pair.c.a == image.before["a"], match_pair.c.b == image.before["b"])
            if now is None and unit.connection.execute(select(match_pair.c.id).where(a_and_b)).first() is None:
                unit.bring_back(image)
        elif now is not None and image.before and all(now[name] == v for name, v in (image.after or {}).items()):
            unit.change(match_pair, image.key, image.before)
    for drop_id in plan.drop_ids if actor_note else ():
        a, b = sorted((plan.keep_id, drop_id))
        unit.change_all(match_pair, and_(match_pair.c.a == a, match_pair.c.b == b), dict(actor_note))
