"""Who moved between two days (§7.4 of the domain): tiers and stages before and after, with the clients behind each."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, case, select

from crmdesk.codes import code_list
from crmdesk.differentiate.cube import current_on
from crmdesk.differentiate.scores import Bools, Ints
from crmdesk.differentiate.tables import classification
from crmdesk.identify.tables import client
from crmdesk.store.ids import id_array

#: Below this many clients a growth rate is shown with its base.
SMALL_BASE = 200
#: Counts before and after; None before = new, None after = lost.
Moves = Mapping[tuple[str | None, str | None], int]
#: Codes by number; 0 is nobody: not there, or outside the tiers.
Codes = NDArray[np.int8]
_STAGES = (None, *code_list("stage"))
_TERMINATION = _STAGES.index("termination")


def tiers() -> list[str]:
    """Tiers that clients rise through, lowest first; dormant clients stand outside."""
    return [code.value for code in code_list("tier").values() if code.extra["rank"] >= 0]


@dataclass(frozen=True)
class TierGrowth:
    """One tier. ``before + new + moved_in - moved_out - lost = after`` holds for every row."""

    tier: str
    before: int
    new: int
    moved_in: int
    moved_out: int
    lost: int
    after: int
    stayed: int

    @property
    def change(self) -> int:
        return self.after - self.before

    @property
    def growth(self) -> float | None:
        """Change as a share of the base; None without a base."""
        return self.change / self.before if self.before else None

    @property
    def stayed_share(self) -> float | None:
        return self.stayed / self.before if self.before else None

    @property
    def has_small_base(self) -> bool:
        return self.before < SMALL_BASE


@dataclass(frozen=True)
class GrowthReport:
    """The tiers, lowest first, and the moves they are counted from."""

    rows: tuple[TierGrowth, ...]
    moves: Moves

    @property
    def total(self) -> TierGrowth:
        """All tiers together; moves between tiers cancel out."""
        sums = [sum(getattr(row, name) for row in self.rows) for name in ("before", "new", "lost", "after", "stayed")]
        before, new, lost, after, stayed = sums
        return TierGrowth("", before, new, 0, 0, lost, after, stayed)

    @property
    def upgrades(self) -> int:
        return self._moved(up=True)

    @property
    def downgrades(self) -> int:
        return self._moved(up=False)

    def _moved(self, *, up: bool) -> int:
        rank = {tier: at for at, tier in enumerate(tiers())}
        pairs = ((old, new, n) for (old, new), n in self.moves.items() if old is not None and new is not None)
        return sum(n for old, new, n in pairs if old != new and (rank[new] > rank[old]) == up)


def growth_report(moves: Moves) -> GrowthReport:
    """The rows of a migration matrix."""
    return GrowthReport(tuple(_row(tier, moves) for tier in tiers()), moves)


def _row(tier: str, moves: Moves) -> TierGrowth:
    stayed, new, lost = moves.get((tier, tier), 0), moves.get((None, tier), 0), moves.get((tier, None), 0)
    before = sum(n for (old, _new), n in moves.items() if old == tier)
    after = sum(n for (_old, now), n in moves.items() if now == tier)
    return TierGrowth(
        tier=tier,
        before=before,
        new=new,
        moved_in=after - new - stayed,
        moved_out=before - lost - stayed,
        lost=lost,
        after=after,
        stayed=stayed,
    )


# -- from the store


@dataclass(frozen=True)
class Migration:
    """Every client of either day, ascending by id, with tier and stage on both as numbers into a code list.

    Clients in termination and dormant ones are outside the tiers (number 0): lost when they were inside before,
    new when they come back. A stage of 0 means not classified on that day.
    """

    first: date
    second: date
    clients: Ints
    tiers: tuple[Codes, Codes]
    stages: tuple[Codes, Codes]

    @cached_property
    def matrix(self) -> Moves:
        """Clients by tier before and after; who is outside on both days is left out."""
        return _pairs(self.tiers, (None, *tiers()))

    @cached_property
    def stage_matrix(self) -> Moves:
        return _pairs(self.stages, _STAGES)

    @cached_property
    def growth(self) -> GrowthReport:
        return growth_report(self.matrix)

    def tier_clients(self, old: str | None, new: str | None) -> array[int]:
        """Ids of who went from one tier to another."""
        return self._ids(_where(self.tiers, (None, *tiers()), old, new))

    def stage_clients(self, old: str | None, new: str | None) -> array[int]:
        return self._ids(_where(self.stages, _STAGES, old, new))

    def stage_clients_now(self, stage: str) -> array[int]:
        """Ids of who stands in a stage on the second day."""
        return self._ids(np.asarray(self.stages[1] == _STAGES.index(stage)))

    def tiers_of(self, client_id: int) -> tuple[str | None, str | None]:
        """The tier before and after of a client."""
        at = int(np.searchsorted(self.clients, client_id))
        names = (None, *tiers())
        return names[int(self.tiers[0][at])], names[int(self.tiers[1][at])]

    def moved(self, *, up: bool) -> array[int]:
        """Ids of who stands in a higher (or lower) tier than before; the new and the lost are in neither."""
        old, new = self.tiers
        return self._ids((old > 0) & (new > 0) & ((new > old) if up else (new < old)))

    def _ids(self, chosen: Bools) -> array[int]:
        return array("q", self.clients[chosen].tobytes())


def _pairs(codes: tuple[Codes, Codes], names: tuple[str | None, ...]) -> Moves:
    size = len(names)
    counts = np.bincount(codes[0].astype(np.int64) * size + codes[1], minlength=size * size).reshape(size, size)
    return {(names[old], names[new]): int(counts[old, new]) for old, new in np.argwhere(counts).tolist() if old or new}


def _where(codes: tuple[Codes, Codes], names: tuple[str | None, ...], old: str | None, new: str | None) -> Bools:
    return np.asarray((codes[0] == names.index(old)) & (codes[1] == names.index(new)))


def migration(connection: Connection, first: date, second: date, *, manager: str | None = None) -> Migration:
    """Tiers and stages as classified on two days, of all clients or of those one account manager looks after now."""
    old, new = (_classes_on(connection, day, manager) for day in (first, second))
    ids = np.union1d(old[0], new[0])
    (old_tier, old_stage), (new_tier, new_stage) = _laid(ids, old), _laid(ids, new)
    return Migration(first, second, ids, (old_tier, new_tier), (old_stage, new_stage))


def _laid(ids: Ints, found: tuple[Ints, Codes, Codes]) -> tuple[Codes, Codes]:
    """Codes in the order of ``ids``, 0 for who was not there."""
    at = np.searchsorted(ids, found[0])
    tier, stage = np.zeros(len(ids), dtype=np.int8), np.zeros(len(ids), dtype=np.int8)
    tier[at], stage[at] = found[1], found[2]
    return tier, stage


#: A client id and both codes as one whole number, so that a million rows arrive as one array.
_TIER, _STAGE = 8, 8


def _classes_on(connection: Connection, day: date, manager: str | None) -> tuple[Ints, Codes, Codes]:
    """Ids in order, tier inside the tiers, stage."""
    c = classification.c
    tier = case({code: number for number, code in enumerate(tiers(), 1)}, value=c.tier, else_=0)
    stage = case({code: number for number, code in enumerate(_STAGES) if code}, value=c.stage, else_=0)
    query = select((c.client_id * _TIER + tier) * _STAGE + stage).where(*current_on(connection, day))
    if manager is not None:
        query = query.where(c.client_id.in_(select(client.c.id).where(client.c.manager == manager)))
    packed = np.sort(np.frombuffer(id_array(connection, query), dtype=np.int64))
    ids, both = packed // (_TIER * _STAGE), packed % (_TIER * _STAGE)
    found = (both % _STAGE).astype(np.int8)
    return ids, np.where(found == _TERMINATION, 0, both // _STAGE).astype(np.int8), found
