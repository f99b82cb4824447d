"""What many clients have in a field now, and which of them a new value would change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, Table, bindparam, select

from crmdesk.i18n import Words
from crmdesk.identify.bulk.fields import table_of
from crmdesk.identify.checks.together import check_together
from crmdesk.identify.form import Field
from crmdesk.identify.tables import client, provenance

#: Clients looked at together.
AT_ONCE = 5_000
#: Up to here clients are looked at in the order given.
_IN_ORDER = 20_000

#: Values that can forbid a new value of a field: dates in order, an ID of its type.
_BESIDE = {
    "id_type": ("id_no",),
    "id_from": ("id_to",),
    "id_to": ("id_from",),
    "founded_on": ("matures_on",),
    "matures_on": ("founded_on",),
    "paper_lent_on": ("paper_returned_on",),
    "paper_returned_on": ("paper_lent_on",),
    "legal_rep_id_type": ("legal_rep_id_no",),
}

ABSENT = Words("不在该类客户的表单中", "not on the form of this kind of client")
SAME = Words("已经是这个值", "has this value already")
GONE = Words("已不在资料库中", "no longer in the store")


@dataclass(frozen=True)
class Looked:
    """Clients of one part: ``changing`` are (id, value now, has a row), ``kept`` the ids that stay and why."""

    changing: dict[str, list[tuple[int, Any, bool]]] = field(default_factory=dict)
    kept: list[tuple[Words, int]] = field(default_factory=list)

    def ids(self) -> list[int]:
        return [one for rows in self.changing.values() for one, _now, _has_row in rows]


def parts(ids: Sequence[int]) -> Iterator[list[int]]:
    """Clients to look at together; of very many neighbours, whose rows share pages, instead of the order given."""
    ordered = sorted(ids) if len(ids) > _IN_ORDER else ids
    for start in range(0, len(ordered), AT_ONCE):
        yield list(ordered[start : start + AT_ONCE])


def among(column: Any, ids: Sequence[Any]) -> Any:
    """A condition that is prepared once for every part."""
    return column.in_(bindparam("ids", value=list(ids), expanding=True))


def looked(connection: Connection, asked: Field, ids: Sequence[int], value: Any, *, on: date) -> Looked:
    """Which of some clients a value changes, by kind."""
    found = Looked()
    kinds: dict[str, list[int]] = {}
    for one, kind in connection.execute(select(client.c.id, client.c.kind).where(among(client.c.id, ids))):
        kinds.setdefault(kind, []).append(one)
    for kind, some in kinds.items():
        _look_at(connection, asked, kind, some, value, on, found)
    there = {one for some in kinds.values() for one in some}
    found.kept.extend((GONE, one) for one in ids if one not in there)
    return found


def _look_at(
    connection: Connection, asked: Field, kind: str, ids: list[int], value: Any, on: date, found: Looked
) -> None:
    table = table_of(asked, kind)
    if table is None:
        found.kept.extend((ABSENT, one) for one in ids)
        return
    now = _values(connection, table, asked, ids)
    changing = found.changing.setdefault(kind, [])
    for one in ids:
        has_row = one in now
        values = now.get(one, {asked.name: None})
        if values[asked.name] == value or (not has_row and value is None):
            found.kept.append((SAME, one))
        elif (reason := _forbidden(asked, values, value, on)) is not None:
            found.kept.append((reason, one))
        else:
            changing.append((one, values[asked.name], has_row))


def _values(connection: Connection, table: Table, asked: Field, ids: list[int]) -> dict[int, dict[str, Any]]:
    """The field and what can forbid it, of the clients that have a row."""
    (key,) = table.primary_key.columns
    names = [asked.name, *(name for name in _BESIDE.get(asked.name, ()) if name in table.c)]
    rows = connection.execute(select(key, *(table.c[name] for name in names)).where(among(key, ids)))
    return {row[0]: dict(zip(names, row[1:], strict=True)) for row in rows}


def _forbidden(asked: Field, values: dict[str, Any], value: Any, on: date) -> Words | None:
    if asked.name not in _BESIDE or asked.home == "client":
        return None
    known = set(check_together(values, on))
    wrong = (p for p in check_together(values | {asked.name: value}, on) if p.is_error and p not in known)
    return next((problem.message for problem in wrong), None)


def verified_among(connection: Connection, asked: Field, ids: Sequence[int]) -> int:
    """How many of some clients confirmed the value they have."""
    query = select(provenance.c.client_id).where(
        provenance.c.field == asked.name, provenance.c.verified_on.is_not(None), among(provenance.c.client_id, ids)
    )
    return len(connection.execute(query).all())
