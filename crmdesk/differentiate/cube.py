"""The classes of a day, counted: by tier, stage, dormancy, segment and points, and by the class of the month before."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, exists, func, select

from crmdesk.differentiate.tables import class_count, classification, run
from crmdesk.identify.tables import client
from crmdesk.store.ids import id_array


class ClassRow(NamedTuple):
    """Clients of one class and their assets in cents. ``points`` of R, F, M; empty like ``segment`` when not scored.

    ``tier_before`` and ``stage_before`` are those of the month-end before; empty for who was not there.
    """

    tier: str
    stage: str
    tier_before: str
    stage_before: str
    dormancy: str
    segment: str
    points: str
    clients: int
    assets: int


@dataclass(frozen=True)
class Cube:
    """Everything a picture of one day counts. ``before`` is the month-end that moves are counted from."""

    day: date
    before: date | None
    rows: tuple[ClassRow, ...]

    @property
    def clients(self) -> int:
        return sum(row.clients for row in self.rows)

    @property
    def assets(self) -> int:
        return sum(row.assets for row in self.rows)

    def by(self, *names: str) -> dict[tuple[str, ...], tuple[int, int]]:
        """Clients and cents by the parts of a class, such as ``by("tier", "stage")``."""
        places = [ClassRow._fields.index(name) for name in names]
        found: dict[tuple[str, ...], tuple[int, int]] = {}
        for row in self.rows:
            key = tuple(str(row[place]) for place in places)
            clients, assets = found.get(key, (0, 0))
            found[key] = clients + row.clients, assets + row.assets
        return found

    def clients_by(self, name: str) -> dict[str, int]:
        return {key[0]: clients for key, (clients, _assets) in self.by(name).items()}

    def moves(self, name: str) -> dict[tuple[str, str], int]:
        """How many went from one ``"tier"`` or ``"stage"`` to another since the month-end before; stays left out."""
        pairs = self.by(f"{name}_before", name)
        return {(old, new): clients for (old, new), (clients, _assets) in pairs.items() if old and old != new}


def classified_days(connection: Connection) -> list[date]:
    """Every month-end and data date that was classified, newest first."""
    counted = set(connection.scalars(select(class_count.c.as_of).distinct()))
    return sorted(counted | set(connection.scalars(select(run.c.as_of).distinct())), reverse=True)


def cube(connection: Connection, day: date, *, manager: str | None = None) -> Cube:
    """The counts of a classified day: of all clients as the run counted them, of one manager's from the clients."""
    before = day_before(connection, day)
    if manager is None:
        c = class_count.c
        rows = connection.execute(select(*(c[name] for name in ClassRow._fields)).where(c.as_of == day)).all()
        if rows:
            return Cube(day, before, tuple(map(ClassRow._make, rows)))
    mine = None if manager is None else client.c.manager == manager
    return Cube(day, before, _counted_one_by_one(connection, day, before, mine))


def day_before(connection: Connection, day: date) -> date | None:
    """The classified day before this one."""
    return next((known for known in classified_days(connection) if known < day), None)


_HELD = ("tier", "stage", "dormancy", "segment", "points", "assets")


def _counted_one_by_one(
    connection: Connection, day: date, before: date | None, mine: ColumnElement[bool] | None
) -> tuple[ClassRow, ...]:
    """The same counts from the rows of the clients: of one book, or of a store classified before there were counts."""
    old = {} if before is None else held(connection, before, ("tier", "stage"), mine)
    now = held(connection, day, _HELD, mine)
    found: dict[tuple[str, ...], tuple[int, int]] = {}
    for client_id, (tier, stage, dormancy, segment, points, assets) in now.items():
        was = old.get(client_id, ("", ""))
        key = (tier, stage, *was, dormancy, segment or "", (points or "")[:3])
        clients, money = found.get(key, (0, 0))
        found[key] = clients + 1, money + (assets or 0)
    return tuple(ClassRow._make((*key, *sums)) for key, sums in sorted(found.items()))


def held(
    connection: Connection, day: date, names: Sequence[str], mine: ColumnElement[bool] | None = None
) -> dict[int, tuple[Any, ...]]:
    """Columns of the class of each client on a day. ``mine`` is a condition on clients."""
    c = classification.c
    query = select(c.client_id, *(c[name] for name in names)).where(*current_on(connection, day))
    if mine is not None:
        query = query.where(c.client_id.in_(select(client.c.id).where(mine)))
    return {row[0]: tuple(row[1:]) for row in connection.execute(query)}


def current_on(connection: Connection, day: date) -> list[ColumnElement[bool]]:
    """Conditions that leave the one row per client that held on a day: the newest up to it.

    At a data date every client has a row of that day; between two of them only who changed has a newer one.
    """
    newest = connection.execute(select(func.max(run.c.as_of)).where(run.c.is_data_date, run.c.as_of <= day)).scalar()
    c, newer = classification.c, classification.alias("newer")
    if newest == day:
        return [c.as_of == day]
    since = [] if newest is None else [c.as_of >= newest]
    is_outdated = exists().where(newer.c.client_id == c.client_id, newer.c.as_of > c.as_of, newer.c.as_of <= day)
    return [*since, c.as_of <= day, ~is_outdated]


def class_clients(
    connection: Connection, day: date, parts: Mapping[str, str], *, manager: str | None = None
) -> array[int]:
    """Ids of the clients of a class on a day, by the parts of ``ClassRow`` and the points ``R``, ``F``, ``M``.

    ``tier_before`` and ``stage_before`` are those of the classified day before.
    """
    c = classification.c
    own = {name: value for name, value in parts.items() if not name.endswith("_before")}
    query = select(c.client_id).where(*current_on(connection, day), *(_is(name, own[name]) for name in own))
    if manager is not None:
        query = query.where(c.client_id.in_(select(client.c.id).where(client.c.manager == manager)))
    earlier = day_before(connection, day)
    was = {name.removesuffix("_before"): value for name, value in parts.items() if name not in own}
    if was and earlier is not None:
        # Few remain, so that each is looked up.
        old = held(connection, earlier, tuple(was), client.c.id.in_(query))
        return array("q", (one for one, values in old.items() if values == tuple(was.values())))
    return id_array(connection, query.order_by(c.assets.desc(), c.client_id))


def _is(name: str, value: str) -> ColumnElement[bool]:
    c = classification.c
    if name in "RFM":
        return func.substr(c.points, "RFM".index(name) + 1, 1) == value
    return c[name].is_(None) if value == "" else c[name] == value


def band_clients(
    connection: Connection, day: date, what: str, band: tuple[int, int], *, manager: str | None = None
) -> array[int]:
    """Ids of clients whose ``score`` or ``assets`` was from ``band[0]`` to below ``band[1]`` on a day."""
    c = classification.c
    query = select(c.client_id).where(*current_on(connection, day), c[what] >= band[0], c[what] < band[1])
    if manager is not None:
        query = query.where(c.client_id.in_(select(client.c.id).where(client.c.manager == manager)))
    return id_array(connection, query.order_by(c[what].desc(), c.client_id))
