"""Results of a slice as rows of ``classification`` and as the derived columns of ``client``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, func, select

from crmdesk.differentiate import dormancy, lifecycle, lifetime_value, tiers
from crmdesk.differentiate.evidence import FIELDS, encode
from crmdesk.differentiate.reading import People, as_days
from crmdesk.differentiate.scores import INDICATORS, Bools, Floats, Ints
from crmdesk.differentiate.segments import CODES as SEGMENTS
from crmdesk.differentiate.slices import MonthResult, State
from crmdesk.differentiate.tables import classification
from crmdesk.differentiate.window import Window
from crmdesk.identify.tables import client
from crmdesk.store.bulk import driver_rows, insert_columns, update_columns

#: The columns of ``client`` that runs write.
CLIENT_COLUMNS = tuple(column.name for column in client.columns if column.info.get("derived"))

#: Codes by number, looked up for a whole slice at once. ``DORMANT`` (-1) is the last rank.
_TIERS, _SEGMENTS, _PHASES, _DORMANCY, _STAGES, _STATUSES = (
    np.array(codes, dtype=object)
    for codes in (
        *((*tiers.TIERS, "dormant"), SEGMENTS, lifetime_value.PHASES),
        *(dormancy.CODES, lifecycle.STAGES, lifecycle.STATUSES),
    )
)
_KNOWN_STATUSES = (*range(tiers.UNSCORED + 1), *range(tiers.WATCH + 1, 128))
_TIER_STATUSES = np.full(128, None, dtype=object)
_TIER_STATUSES[list(_KNOWN_STATUSES)] = [tiers.status_code(status) for status in _KNOWN_STATUSES]

_POINTS = [FIELDS.index(f"score_{name}") for name in INDICATORS]
_TENS = np.array([10_000, 1_000, 100, 10, 1])

#: Months of the little line in a list, and its height in steps.
_TREND_MONTHS, _TREND_TOP = 13, 99
#: The last one is that of -1, a month without known assets.
_STEPS = np.array([*(f"{step}," for step in range(_TREND_TOP + 1)), ""], dtype=object)


def signature(result: MonthResult) -> Ints:
    """Everything of a result that a row stores, as whole numbers: rows are written where it changes."""
    state = result.state
    parts = (
        *(state.own_rank, state.own_stage),
        *(result.is_present, state.tier.rank, state.tier.counter, state.tier.mark, state.tier.status, result.raw_rank),
        *(state.stage.stage, state.stage.status, state.stage.cycle, result.signals, result.dormancy),
        *(result.is_scored, result.segment, result.score, result.hv, result.cv, result.pv, result.phase, result.is_new),
    )
    columns = np.stack([np.asarray(part, dtype=np.int64) for part in parts], axis=1)
    return np.concatenate([columns, result.evidence], axis=1)


def write_rows(connection: Connection, people: People, result: MonthResult, run_id: int, keep: Bools) -> int:
    """Insert the classification of the clients in ``keep``; how many rows."""
    at = np.flatnonzero(keep)
    state, size = result.state, len(at)
    columns = {
        "client_id": people.ids[at].tolist(),
        "as_of": [result.day] * size,
        "run_id": [run_id] * size,
        **_standing(result, at),
        "tier_raw": _where(result.is_scored[at], _TIERS[result.raw_rank[at]]),
        "tier_own": _where(state.own_rank[at] != state.tier.rank[at], _TIERS[state.own_rank[at]]),
        "stage_own": _where(state.own_stage[at] != state.stage.stage[at], _STAGES[state.own_stage[at]]),
        "tier_counter": state.tier.counter[at].tolist(),
        "tier_mark": state.tier.mark[at].tolist(),
        "tier_since": state.tier_since[at].tolist(),
        "stage_since": state.stage_since[at].tolist(),
        "stage_rules": result.signals[at].tolist(),
        "cycle_no": state.stage.cycle[at].tolist(),
        "cycle_on": state.cycle_on[at].tolist(),
        "segment": _where(result.is_scored[at], _SEGMENTS[result.segment[at]]),
        "hv": result.hv[at].tolist(),
        "cv": result.cv[at].tolist(),
        "pv": result.pv[at].tolist(),
        "clv": (result.hv + result.pv)[at].tolist(),
        "clv_phase": _PHASES[result.phase[at]].tolist(),
        "is_new": result.is_new[at].tolist(),
        "evidence": encode(result.evidence[at]),
        "points": _where(result.is_scored[at], points(result.evidence[at])),
        "is_near": result.is_near[at].tolist(),
        "idle_on": result.idle_on[at].tolist(),
        "assets": _or_none(result.assets[at]),
    }
    return insert_columns(connection, classification, columns)


def points(evidence: Ints) -> NDArray[np.object_]:
    """Points of R F M A S as one text per client, such as ``54321``."""
    digits = evidence[:, _POINTS]
    return np.array([*map("%05d".__mod__, (digits @ _TENS).tolist())], dtype=object)


def _standing(result: MonthResult, at: Ints) -> dict[str, list[Any]]:
    """What a classification and the client's own columns both say."""
    tier, stage = result.state.tier, result.state.stage
    return {
        "tier": _TIERS[tier.rank[at]].tolist(),
        "tier_status": _TIER_STATUSES[tier.status[at]].tolist(),
        "stage": _STAGES[stage.stage[at]].tolist(),
        "stage_status": _STATUSES[stage.status[at]].tolist(),
        "dormancy": _DORMANCY[result.dormancy[at]].tolist(),
        "score": _where(result.is_scored[at], result.score[at]),
    }


def _where(chosen: Bools, values: NDArray[Any]) -> list[Any]:
    """The values that are chosen, None for the others."""
    found = values.astype(object)
    found[~chosen] = None
    return list(found.tolist())


def read_state(connection: Connection, people: People, before: object) -> State:
    """The newest classification of each client up to the day ``before``; new where there is none."""
    state = State.new(len(people.ids))
    if not len(people.ids) or before is None:
        return state
    c, newer = classification.c, classification.alias("newer")
    newest = (
        select(newer.c.client_id, func.max(newer.c.as_of).label("as_of"))
        .where(newer.c.client_id.between(int(people.ids[0]), int(people.ids[-1])), newer.c.as_of <= before)
        .group_by(newer.c.client_id)
        .subquery("newest")
    )
    names = ("client_id", "tier", "tier_counter", "tier_mark", "tier_status", "stage", "stage_status", "cycle_no")
    own = (func.coalesce(c.tier_own, c.tier), func.coalesce(c.stage_own, c.stage))
    days = ("tier_since", "stage_since", "cycle_on")
    query = select(*(c[name] for name in names), *own, *(c[name] for name in days)).join(
        newest, (newest.c.client_id == c.client_id) & (newest.c.as_of == c.as_of)
    )
    rows = driver_rows(connection, query)
    if rows:
        _fill_state(state, people, list(zip(*rows, strict=True)))
    return state


_RANKS = {code: rank for rank, code in tiers.codes_by_rank().items()}
_STATUS_NUMBERS = {_TIER_STATUSES[status]: status for status in _KNOWN_STATUSES}
_STAGE_NUMBERS = {code: number for number, code in enumerate(lifecycle.STAGES)}
_STAGE_STATUS_NUMBERS = {code: number for number, code in enumerate(lifecycle.STATUSES)}


def _fill_state(state: State, people: People, columns: list[tuple[Any, ...]]) -> None:
    at = np.searchsorted(people.ids, np.array(columns[0]))
    tier, stage = state.tier, state.stage
    tier.rank[at] = [*map(_RANKS.__getitem__, columns[1])]
    tier.counter[at], tier.mark[at] = columns[2], columns[3]
    tier.status[at] = [*map(_STATUS_NUMBERS.__getitem__, columns[4])]
    stage.stage[at] = [*map(_STAGE_NUMBERS.__getitem__, columns[5])]
    stage.status[at] = [*map(_STAGE_STATUS_NUMBERS.__getitem__, columns[6])]
    stage.cycle[at] = columns[7]
    state.own_rank[at] = [*map(_RANKS.__getitem__, columns[8])]
    state.own_stage[at] = [*map(_STAGE_NUMBERS.__getitem__, columns[9])]
    for days, column in zip((state.tier_since, state.stage_since, state.cycle_on), columns[10:], strict=True):
        days[at] = as_days(column)


def shown_ranks(connection: Connection, people: People) -> tiers.Ranks:
    """The tiers in the clients' own columns, by rank; ``NO_TIER`` where there is none yet."""
    query = select(client.c.id, func.coalesce(client.c.tier_rank, tiers.NO_TIER))
    found = driver_rows(connection, query.where(client.c.id.between(*_ends(people))).order_by(client.c.id))
    return np.array([rank for _, rank in found], dtype=np.int8)


def _ends(people: People) -> tuple[int, int]:
    return (int(people.ids[0]), int(people.ids[-1])) if len(people.ids) else (0, -1)


def trend(window: Window, at: Ints) -> list[str | None]:
    """Month-end assets of the last 13 months scaled to 0–99, comma separated; None where nothing is known.

    Of the clients ``at``.
    """
    end = window.end[at, -_TREND_MONTHS:]
    known = ~np.isnan(end)
    top = np.where(known, end, 0).max(axis=1, initial=1.0)
    scaled = np.where(known, np.floor(np.clip(np.where(known, end, 0), 0, None) / top[:, None] * _TREND_TOP + 0.5), -1)
    return ["".join(steps)[:-1] or None for steps in _STEPS[scaled.astype(np.int64)].tolist()]


def _or_none(values: Floats) -> list[int | None]:
    """Whole cents, halves to even, None where not known."""
    is_known = ~np.isnan(values)
    return _where(is_known, np.rint(np.where(is_known, values, 0)).astype(np.int64))


def write_clients(connection: Connection, window: Window, result: MonthResult) -> None:
    """Set the derived columns of every client in the population."""
    at = np.flatnonzero(result.is_present)
    values: Mapping[str, Sequence[Any]] = {
        "id": window.people.ids[at].tolist(),
        "as_of": [result.day] * len(at),
        **_standing(result, at),
        "tier_rank": result.state.tier.rank[at].tolist(),
        "stage_rank": result.state.stage.stage[at].tolist(),
        "assets": _or_none(result.assets[at]),
        "contribution": result.cv[at].tolist(),
        "is_near": result.is_near[at].tolist(),
        "trend": trend(window, at),
    }
    update_columns(connection, client, "id", values)
