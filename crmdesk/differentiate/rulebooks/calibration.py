"""The calibration wizard (§3.4 of the domain specification): cut-offs that would part the clients of today into fifths,
as numbers of the 1-2-5 series (finer where that is too coarse), and how many clients sit on each.

Calibrated on who is scored; the dormant, who is a client for less than 90 days, and the other kind of client (§3.2)
are left out. A proposal changes nothing: it goes into a draft, which is rehearsed and approved like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
from sqlalchemy import Connection, func, select

from crmdesk.differentiate.evidence import FIELDS, UNKNOWN
from crmdesk.differentiate.rfm import rfm
from crmdesk.differentiate.rulebooks.model import Document, Rulebook
from crmdesk.differentiate.rulebooks.nice import rising
from crmdesk.differentiate.scores import INDICATORS, NEVER, Bools, Floats, Ints, score_quantiles
from crmdesk.differentiate.tables import classification, run
from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.identify.tables import client
from crmdesk.store.bulk import driver_parts

#: Kinds of client; each is a population of its own.
Population = Literal["person", "organisation", "product"]


@dataclass(frozen=True)
class CutOff:
    """A cut-off in the unit of the document (days, counts, yuan, points), how many clients have just that value and how
    many get its points or more."""

    points: int
    cut: float
    exactly: int
    reached: int


@dataclass(frozen=True)
class Calibration:
    """One indicator. ``quantiles``: the values at the cuts between the groups, ascending; ``counted``: clients with a
    value to rank (who never traded or has nothing is not ranked); ``is_by_thirds``: fewer than 100 of them."""

    indicator: str
    counted: int
    quantiles: tuple[float, ...]
    is_by_thirds: bool
    present: tuple[CutOff, ...]
    proposed: tuple[CutOff, ...]

    @property
    def cuts(self) -> list[float]:
        """The proposed cut-offs as a document says them: whole numbers where there are no cents."""
        return [_plain(one.cut, self.indicator) for one in self.proposed]


@dataclass(frozen=True)
class Calibrations:
    """``left_out``: how many clients by reason: ``dormant``, ``new``, ``unscored``, ``other_kind``."""

    as_of: date
    population: Population
    clients: int
    left_out: Mapping[str, int]
    indicators: tuple[Calibration, ...]

    def applied(self, document: Document) -> Document:
        """A copy of a document with the proposed breakpoints."""
        cuts = {one.indicator: one.cuts for one in self.indicators}
        scores = document["scores"]
        return {**document, "scores": {**scores, "breakpoints": {**scores["breakpoints"], **cuts}}}


def calibrate(
    connection: Connection, rulebook: Rulebook, *, as_of: date, population: Population = "person"
) -> Calibrations:
    """Propose breakpoints from the clients as of the newest run up to a day.

    Recency, frequency and contribution are counted anew in the rulebook's window; assets and strategy points are those
    of the run. Raises ``CrmError`` when nobody was classified by then or nobody is left to rank.
    """
    day = _newest_data_date(connection, as_of)
    rows = _classified(connection, day, population)
    left_out = _left_out(rows)
    kept = (rows.is_kind == 1) & (rows.dormant == 0) & (rows.new == 0) & (rows.scored == 1)
    if not kept.any():
        raise CrmError(tr("There is no client to calibrate on as of {day}.", day=day))
    values = _values(connection, rulebook, day, rows, kept)
    found = tuple(calibration_of(name, values[name], rulebook.breakpoints.of(name)) for name in INDICATORS)
    return Calibrations(day, population, int(kept.sum()), left_out, found)


def _newest_data_date(connection: Connection, as_of: date) -> date:
    newest = select(func.max(run.c.as_of)).where(run.c.as_of <= as_of, run.c.is_data_date)
    day: date | None = connection.execute(newest).scalar()  # of which everybody has a row
    if day is None:
        raise CrmError(tr("Nobody was classified by {day}: classify first.", day=as_of))
    return day


@dataclass(frozen=True)
class _Rows:
    """The clients of a day in id order; assets in cents and strategy points of the run, ``UNKNOWN`` where not known."""

    ids: Ints
    is_kind: Ints
    dormant: Ints
    new: Ints
    scored: Ints
    assets: Ints
    strategy: Ints


def _classified(connection: Connection, day: date, population: Population) -> _Rows:
    c = classification.c
    query = (
        select(c.client_id, client.c.kind == population, c.dormancy, c.is_new, c.segment, c.evidence)
        .join(client, client.c.id == c.client_id)
        .where(c.as_of == day)
        .order_by(c.client_id)
    )
    parts = [np.array([*_row_values(rows)], dtype=np.int64).reshape(-1, 7) for rows in driver_parts(connection, query)]
    table = np.concatenate([np.zeros((0, 7), dtype=np.int64), *parts])
    return _Rows(*table.T)


_ASSETS, _STRATEGY = FIELDS.index("A"), FIELDS.index("S")


def _row_values(rows: Any) -> Iterator[tuple[int, ...]]:
    for number, is_kind, dormancy, is_new, segment, evidence in rows:
        # The first ten fields alone: a million rows of forty numbers each are not read for two of them.
        said = evidence[1:].split(",", _STRATEGY + 1)
        assets, strategy = (UNKNOWN if said[at] == "null" else int(said[at]) for at in (_ASSETS, _STRATEGY))
        flags = bool(is_kind), dormancy == "dormant", bool(is_new), segment is not None
        yield (number, *map(int, flags), assets, strategy)


def _left_out(rows: _Rows) -> dict[str, int]:
    """Each client counts once, under the first reason that applies."""
    is_kind, dormant, new, unscored = rows.is_kind == 1, rows.dormant == 1, rows.new == 1, rows.scored == 0
    reasons = {
        "other_kind": ~is_kind,
        "dormant": is_kind & dormant,
        "new": is_kind & ~dormant & new,
        "unscored": is_kind & ~dormant & ~new & unscored,
    }
    return {name: int(which.sum()) for name, which in reasons.items()}


def _values(connection: Connection, rulebook: Rulebook, day: date, rows: _Rows, kept: Bools) -> dict[str, Floats]:
    """Per indicator the values of the clients kept, in the unit of the breakpoints; nothing known counts as nothing."""
    ids = rows.ids[kept]
    counted = rfm(connection, rulebook, as_of=day)
    at = np.searchsorted(counted.clients, ids)
    is_there = np.isin(ids, counted.clients)
    at = np.where(is_there, at, 0)
    if not len(counted.clients):
        nothing = np.zeros(len(ids), dtype=np.int64)
        recency, frequency, monetary = nothing + NEVER, nothing, nothing
    else:
        recency = np.where(is_there, counted.recency[at], NEVER)
        frequency, monetary = (np.where(is_there, one[at], 0) for one in (counted.frequency, counted.monetary))
    assets, strategy = (np.where(one == UNKNOWN, 0, one)[kept] for one in (rows.assets, rows.strategy))
    columns = (recency, frequency, monetary, assets, strategy)
    return {name: values.astype(np.float64) for name, values in zip(INDICATORS, columns, strict=True)}


# -- one indicator


def calibration_of(name: str, values: Floats, present: tuple[int, ...]) -> Calibration:
    """Of one indicator, from days (``NEVER`` = no trade), counts, cents or points: the unit of ``Breakpoints``."""
    is_recency = name == "R"
    ranked = values[values != NEVER] if is_recency else values[values > 0]
    unit = 100 if name in "MA" else 1
    quantiles = sorted(score_quantiles(values, is_reversed=is_recency).cut_values)
    proposed = list(present) if name == "S" or not len(ranked) else _proposed(quantiles, present[0], name)
    return Calibration(
        indicator=name,
        counted=len(ranked),
        quantiles=tuple(value / unit for value in quantiles),
        is_by_thirds=len(quantiles) == 2,
        present=_cut_offs(ranked, present, unit, is_recency=is_recency),
        proposed=_cut_offs(ranked, proposed, unit, is_recency=is_recency),
    )


def _proposed(quantiles: list[float], first: float, name: str) -> list[float]:
    """Four cut-offs for recency, five for the others: the first, for a single point, stays what it is if it can.

    In whole units, money in cents. Points of a list (S) are not calibrated: their cut-offs are the points themselves.
    """
    fifths = quantiles if len(quantiles) == 4 else _between_thirds(quantiles, first)
    upper = rising(fifths, least=1)
    if name == "R":
        return upper
    return [first, *upper] if first < upper[0] else rising([upper[0] / 2, *fifths], least=1)


def _between_thirds(thirds: list[float], first: float) -> list[float]:
    """Two cuts worth 3 and 5 points make four: those for 2 and 4 points lie half-way between, as ratios."""
    low, high = (max(value, 1.0) for value in thirds)
    below = min(max(first, 1.0), low)
    return [(below * low) ** 0.5, low, (low * high) ** 0.5, high]


def _cut_offs(values: Floats, cuts: Sequence[float], unit: int, *, is_recency: bool) -> tuple[CutOff, ...]:
    points = range(5, 1, -1) if is_recency else range(1, 6)
    return tuple(
        CutOff(
            points=worth,
            cut=cut / unit,
            exactly=int((values == cut).sum()),
            reached=int((values <= cut if is_recency else values >= cut).sum()),
        )
        for worth, cut in zip(points, cuts, strict=True)
    )


def _plain(value: float, indicator: str) -> float:
    return value if indicator in "MA" and value != int(value) else int(value)
