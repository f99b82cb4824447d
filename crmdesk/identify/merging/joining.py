"""Merging: what it would do, computed once, and doing exactly that."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, and_, func, select

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.identify.checks.masks import fuller
from crmdesk.identify.clients import REACH_FIELDS, refresh_search
from crmdesk.identify.importing.trust import stored_trusts
from crmdesk.identify.matching.pairs import follow_merge, note_same
from crmdesk.identify.merging.parties import CORE_FIELDS, Party, Row, parties, require_one_kind
from crmdesk.identify.merging.references import Reference, moved, standing, unique_with
from crmdesk.identify.merging.survivors import FieldChoice, field_choices
from crmdesk.identify.tables import client, contact_point, provenance, relation
from crmdesk.identify.tables.merging import merge_client
from crmdesk.store.history import Unit

#: The status of a merged client: the most alive of all.
_ALIVE = ("active", "prospect", "closed")


@dataclass(frozen=True)
class Joining:
    """A merge as it will be done: who stays and goes, whose value each field takes, which contact points come."""

    keep: Party
    drops: tuple[Party, ...]
    fields: tuple[FieldChoice, ...]
    points: tuple[Row, ...]
    #: Where any of the clients has rows.
    standing: Mapping[Reference, frozenset[int]]

    def has_rows(self, reference: Reference, client_id: int) -> bool:
        return client_id in self.standing.get(reference, ())

    @property
    def parties(self) -> tuple[Party, ...]:
        return (self.keep, *self.drops)

    @cached_property
    def drop_ids(self) -> list[int]:
        return [one.id for one in self.drops]

    @cached_property
    def new_values(self) -> Row:
        """Fields of the kept client that get another value."""
        return {one.field: one.value for one in self.fields if one.value != self.keep.values[one.field]}

    def new_core(self) -> Row:
        cores = [one.core for one in self.parties]
        chosen = {name: value or "" for name, value in self.new_values.items() if name in CORE_FIELDS}
        status = min((core["status"] for core in cores), key=_ALIVE.index)
        closed = [core["closed_on"] for core in cores]
        return chosen | {
            "status": status,
            "opened_on": _first(min, cores, "opened_on"),
            "closed_on": _first(max, cores, "closed_on") if status == "closed" and all(closed) else None,
            "last_contact_on": _first(max, cores, "last_contact_on"),
            "next_contact_on": _first(min, cores, "next_contact_on"),
        }


def _first(which: Any, cores: Sequence[Row], name: str) -> Any:
    return which((core[name] for core in cores if core[name] is not None), default=None)


@dataclass(frozen=True)
class Wanted:
    """A merge that is asked for; ``choices``: field → id of the client whose value stays."""

    keep_id: int
    drop_ids: Sequence[int]
    choices: Mapping[str, int] = field(default_factory=dict)

    @property
    def ids(self) -> tuple[int, ...]:
        return (self.keep_id, *self.drop_ids)


def joining(
    connection: Connection, keep_id: int, drop_ids: Sequence[int], choices: Mapping[str, int] | None = None
) -> Joining:
    """Compute a merge. Raises ``CrmError`` for clients that cannot be merged or a choice there is not."""
    if not drop_ids:
        raise CrmError(tr("Choose at least two clients to merge."))
    if len({keep_id, *drop_ids}) < 1 + len(drop_ids):
        raise CrmError(tr("A client cannot be merged with itself."))
    return joinings(connection, [Wanted(keep_id, drop_ids, choices or {})])[0]


def joinings(connection: Connection, wanted: Sequence[Wanted]) -> list[Joining]:
    """Compute merges that share no client, reading for all of them at once."""
    ids = [client_id for one in wanted for client_id in one.ids]
    by_id = {one.id: one for one in parties(connection, ids, stored_trusts(connection))}
    points = _known_points(connection, ids)
    there = standing(connection, ids)
    found = []
    for one in wanted:
        everyone = [by_id[client_id] for client_id in one.ids]
        require_one_kind(everyone)
        fields = tuple(field_choices(everyone, one.choices))
        known = {point for client_id in one.ids for point in points[client_id]}
        found.append(Joining(everyone[0], tuple(everyone[1:]), fields, tuple(_points(everyone, fields, known)), there))
    return found


def _known_points(connection: Connection, ids: Sequence[int]) -> dict[int, set[tuple[str, str]]]:
    p = contact_point.c
    found: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for row in connection.execute(select(p.client_id, p.kind, p.value).where(p.client_id.in_(ids))):
        found[row.client_id].add((row.kind, row.value))
    return found


def _points(everyone: Sequence[Party], fields: Sequence[FieldChoice], known: set[tuple[str, str]]) -> Iterator[Row]:
    """Phones and addresses that lose their place in the record become further contact points, unless they are."""
    by_id = {one.id: one for one in everyone}
    for choice in fields:
        if choice.field not in REACH_FIELDS:
            continue
        known.add((choice.field, choice.value))
        for option in choice.options:
            if (choice.field, option.value) not in known and not fuller(choice.field, option.value, choice.value):
                known.add((choice.field, option.value))
                yield _point(by_id[option.client_id], choice.field, option.value)


def _point(party: Party, field: str, value: str) -> Row:
    is_mobile = field == "mobile"
    return {
        "kind": field,
        "value": value[:200],
        "owner": party.values.get("mobile_owner") if is_mobile else None,
        "status": party.values.get("contact_status") if is_mobile else None,
        "valid_from": party.origin(field).day,
        "source": party.note(field)["source"],
    }


def counted(connection: Connection, plan: Joining) -> Iterator[tuple[str, dict[int, int]]]:
    """Rows that point to each client, by table; movements and balances of its accounts too."""
    ids = [one.id for one in plan.parties]
    for one in plan.standing:
        if one.way in ("moved", "follows"):
            query = select(one.column, func.count()).where(one.column.in_(ids)).group_by(one.column)
            yield _name_of(one), {row[0]: row[1] for row in connection.execute(query)}


def _name_of(reference: Reference) -> str:
    """The table, with the column where a table points to two clients."""
    name, column = str(reference.table.name), str(reference.column.name)
    return name if column == "client_id" else f"{name}.{column}"


# -- doing it


def join(unit: Unit, plan: Joining, merge_id: int, *, actor: str) -> None:
    """Do what was computed, within an operation. The row of ``merge`` stands there before."""
    keep_id = plan.keep.id
    _note_dropped(unit, plan, merge_id)
    _witness(unit, plan)
    for one in plan.drops:
        note_same(unit, keep_id, one.id, actor=actor)
    follow_merge(unit, keep_id, plan.drop_ids)
    _drop_relations(unit, plan)
    _join_values(unit, plan)
    _move_rows(unit, plan)
    _drop_rows(unit, plan)
    for point in plan.points:
        unit.add(contact_point, {"client_id": keep_id, **point})
    refresh_search(unit, keep_id, also=plan.new_core())


def _note_dropped(unit: Unit, plan: Joining, merge_id: int) -> None:
    """Where the dropped clients are from now on; a merge that is done again has their rows."""
    m = merge_client.c
    if unit.change_all(merge_client, m.merge_id == merge_id, {"client_id": plan.keep.id}):
        return
    for one in plan.drops:
        gone = {"dropped_id": one.id, "client_no": one.client_no, "name": one.name}
        unit.add(merge_client, {"merge_id": merge_id, "client_id": plan.keep.id, **gone})


def _witness(unit: Unit, plan: Joining) -> None:
    """How the kept client stood, and every note: later edits write over both, and taking the merge apart needs them."""
    unit.witness(client, [plan.keep.core])
    unit.witness(plan.keep.form_table, [] if plan.keep.form_row is None else [plan.keep.form_row])
    unit.witness(provenance, [note for one in plan.parties for note in one.notes.values()])


def _drop_relations(unit: Unit, plan: Joining) -> None:
    """A relation between two of the merged clients would be one of the client to itself."""
    ids = [one.id for one in plan.parties]
    if any(one.table is relation and there.intersection(ids) for one, there in plan.standing.items()):
        unit.remove_all(relation, and_(relation.c.client_id.in_(ids), relation.c.other_client_id.in_(ids)))


def _join_values(unit: Unit, plan: Joining) -> None:
    keep, table = plan.keep, plan.keep.form_table
    taken = [(one.field, party) for one in plan.fields for party in plan.drops if party.id == one.chosen]
    for name, _party in taken:
        if name in keep.notes:
            unit.remove(provenance, keep.notes[name]["id"])
    for name, party in taken:
        if name in party.notes:
            first = party.notes[name]["merged_from"] or party.client_no
            unit.change(provenance, party.notes[name]["id"], {"client_id": keep.id, "merged_from": first})
    unit.add_all(provenance, [*_new_notes(plan)])
    if any(one.notes for one in plan.drops):
        unit.remove_all(provenance, provenance.c.client_id.in_(plan.drop_ids))
    unit.remove_all(table, table.c.client_id.in_(plan.drop_ids))
    stored = {name: value for name, value in plan.new_values.items() if name not in CORE_FIELDS}
    if keep.form_row is not None:
        unit.change(table, keep.id, stored)
    elif stored:
        unit.add(table, {"client_id": keep.id, **stored})


def _new_notes(plan: Joining) -> Iterator[Row]:
    """Notes on values that had none: taken ones, and, where a dropped client is known to the same system, the kept
    client's own: from now on that system has two numbers for the record, and rows of one do not speak for the other.
    """
    keep_id, own = plan.keep.id, plan.keep.own_note
    is_shared = any(plan.keep.core["source"] in one.sources for one in plan.drops)
    by_id = {one.id: one for one in plan.drops}
    for one in plan.fields:
        party = by_id.get(one.chosen)
        if party is not None and one.field not in party.notes:
            yield {**party.own_note, "client_id": keep_id, "field": one.field, "merged_from": party.client_no}
        elif party is None and is_shared and one.value is not None and one.field not in plan.keep.notes:
            yield {**own, "client_id": keep_id, "field": one.field, "merged_from": None}


def _move_rows(unit: Unit, plan: Joining) -> None:
    keep_id = plan.keep.id
    for drop_id in plan.drop_ids:
        for one in moved():
            if plan.has_rows(one, drop_id):
                _remove_twins(unit, one, drop_id, keep_id)
                unit.change_all(one.table, one.column == drop_id, {one.column.name: keep_id})


def _remove_twins(unit: Unit, one: Reference, drop_id: int, keep_id: int) -> None:
    """Rows of which there can be only one for a client, where the kept client has one."""
    for others in unique_with(one.table, one.column):
        twin = one.table.alias()
        alike = and_(*(twin.c[c.name] == c for c in others), twin.c[one.column.name] == keep_id)
        unit.remove_all(one.table, and_(one.column == drop_id, select(twin).where(alike).exists()))


def _drop_rows(unit: Unit, plan: Joining) -> None:
    """The dropped clients leave, and what was worked out about them: their accounts speak for the kept one now."""
    for one, there in plan.standing.items():
        if one.way == "derived" and there.intersection(plan.drop_ids):
            unit.remove_all(one.table, one.column.in_(plan.drop_ids))
    for drop_id in plan.drop_ids:
        unit.remove(client, drop_id)
