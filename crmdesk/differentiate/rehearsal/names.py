"""Who moves: the clients behind the numbers of a rehearsal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from crmdesk.differentiate.rehearsal.comparison import Pair
from crmdesk.differentiate.scores import Ints
from crmdesk.identify.tables import client

_AT_ONCE = 5_000


@dataclass(frozen=True)
class Mover:
    """A client who changes tier, or stage; ``assets`` in cents as the lists show them, None when not known."""

    client_id: int
    client_no: str
    name: str
    manager: str | None
    old: str
    new: str
    assets: int | None


def movers(connection: Connection, found: dict[Pair, Ints], *, limit: int | None = None) -> list[Mover]:
    """The clients of ``Comparison.moves``, those of the highest tiers first, of one move the wealthiest first."""
    moves = [(int(one), *pair) for pair in reversed(found) for one in found[pair][:limit]][:limit]
    rows = {row.id: row for part in _parts([move[0] for move in moves]) for row in _rows(connection, part)}
    return [
        Mover(one, rows[one].client_no, rows[one].name, rows[one].manager, old, new, rows[one].assets)
        for one, old, new in moves
        if one in rows
    ]


def _parts(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + _AT_ONCE] for start in range(0, len(ids), _AT_ONCE))


def _rows(connection: Connection, ids: Sequence[int]) -> Sequence[Any]:
    c = client.c
    return connection.execute(select(c.id, c.client_no, c.name, c.manager, c.assets).where(c.id.in_(ids))).all()
