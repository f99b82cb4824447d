"""Results of a slice as rows of ``classification`` and as the derived columns of ``client``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sqlalchemy import Connection, func, select

from crmdesk.differentiate import dormancy, lifecycle, lifetime_value, tiers
from crmdesk.differentiate.evidence import encode
from crmdesk.differentiate.reading import People
from crmdesk.differentiate.scores import Bools, Floats, Ints
from crmdesk.differentiate.segments import CODES as SEGMENTS
from crmdesk.differentiate.slices import MonthResult, State
from crmdesk.differentiate.tables import classification
from crmdesk.differentiate.window import Window
from crmdesk.identify.tables import client
from crmdesk.store.bulk import insert_columns, update_columns

#: Months of the little line in a list, and its height in steps.
_TREND_MONTHS, _TREND_TOP = 13, 99


def signature(result: MonthResult) -> Ints:
    """Everything of a result that a row stores, as whole numbers: rows are written where it changes."""
    state = result.state
    parts = (
        *(result.is_present, state.tier.rank, state.tier.counter, state.tier.mark, state.tier.status, result.raw_rank),
        *(state.stage.stage, state.stage.status, state.stage.cycle, result.signals, result.dormancy),
        *(result.is_scored, result.segment, result.score, result.hv, result.cv, result.pv, result.phase, result.is_new),
    )
    columns = np.stack([np.asarray(part, dtype=np.int64) for part in parts], axis=1)
    return np.concatenate([columns, result.evidence], axis=1)


def write_rows(connection: Connection, people: People, result: MonthResult, run_id: int, keep: Bools) -> int:
    """Insert the classification of the clients in ``keep``; how many rows."""
    return insert_columns(connection, classification, _columns(people, result, run_id, np.flatnonzero(keep)))


def _columns(people: People, result: MonthResult, run_id: int, at: Ints) -> dict[str, Sequence[Any]]:
    tier, stage, state = result.state.tier, result.state.stage, result.state
    scored = result.is_scored[at].tolist()
    size = len(at)
    return {
        "client_id": people.ids[at].tolist(),
        "as_of": [result.day] * size,
        "run_id": [run_id] * size,
        "tier": [tiers.tier_code(rank) for rank in tier.rank[at].tolist()],
        "tier_raw": _where(scored, [tiers.tier_code(rank) for rank in result.raw_rank[at].tolist()]),
        "tier_status": [tiers.status_code(status) for status in tier.status[at].tolist()],
        "tier_counter": tier.counter[at].tolist(),
        "tier_mark": tier.mark[at].tolist(),
        "tier_since": state.tier_since[at].tolist(),
        "stage": [lifecycle.STAGES[number] for number in stage.stage[at].tolist()],
        "stage_status": [lifecycle.STATUSES[number] for number in stage.status[at].tolist()],
        "stage_since": state.stage_since[at].tolist(),
        "stage_rules": result.signals[at].tolist(),
        "cycle_no": stage.cycle[at].tolist(),
        "cycle_on": state.cycle_on[at].tolist(),
        "dormancy": [dormancy.CODES[number] for number in result.dormancy[at].tolist()],
        "segment": _where(scored, [SEGMENTS[number] for number in result.segment[at].tolist()]),
        "score": _where(scored, result.score[at].tolist()),
        "hv": result.hv[at].tolist(),
        "cv": result.cv[at].tolist(),
        "pv": result.pv[at].tolist(),
        "clv": (result.hv + result.pv)[at].tolist(),
        "clv_phase": [lifetime_value.PHASES[number] for number in result.phase[at].tolist()],
        "is_new": result.is_new[at].tolist(),
        "evidence": encode(result.evidence[at]),
    }


def _where(chosen: list[bool], values: list[Any]) -> list[Any]:
    return [value if is_chosen else None for value, is_chosen in zip(values, chosen, strict=True)]


def read_state(connection: Connection, people: People, before: object) -> State:
    """The newest classification of each client up to the day ``before``; new where there is none."""
    state = State.new(len(people.ids))
    if not len(people.ids) or before is None:
        return state
    c, newer = classification.c, classification.alias("newer")
    newest = (
        select(func.max(newer.c.as_of))
        .where(newer.c.client_id == c.client_id, newer.c.as_of <= before)
        .scalar_subquery()
    )
    names = ("client_id", "tier", "tier_counter", "tier_mark", "tier_status", "stage", "stage_status", "cycle_no")
    days = ("tier_since", "stage_since", "cycle_on")
    rows = connection.execute(
        select(*(c[name] for name in (*names, *days))).where(
            c.client_id.between(int(people.ids[0]), int(people.ids[-1])), c.as_of == newest
        )
    ).fetchall()
    if rows:
        _fill_state(state, people, list(zip(*rows, strict=True)))
    return state


def _fill_state(state: State, people: People, columns: list[tuple[Any, ...]]) -> None:
    at = np.searchsorted(people.ids, np.array(columns[0]))
    ranks = {code: rank for rank, code in tiers.codes_by_rank().items()}
    tier, stage = state.tier, state.stage
    tier.rank[at] = [ranks[code] for code in columns[1]]
    tier.counter[at], tier.mark[at] = columns[2], columns[3]
    tier.status[at] = [tiers.status_number(code) for code in columns[4]]
    stage.stage[at] = [lifecycle.STAGES.index(code) for code in columns[5]]
    stage.status[at] = [lifecycle.STATUSES.index(code) for code in columns[6]]
    stage.cycle[at] = columns[7]
    for days, column in zip((state.tier_since, state.stage_since, state.cycle_on), columns[8:], strict=True):
        days[at] = np.array(column, dtype="M8[D]")


def trend(window: Window) -> list[str | None]:
    """Month-end assets of the last 13 months scaled to 0–99, comma separated; None where nothing is known."""
    end = window.end[:, -_TREND_MONTHS:]
    known = ~np.isnan(end)
    top = np.where(known, end, 0).max(axis=1, initial=1.0)
    scaled = np.where(known, np.floor(np.clip(np.where(known, end, 0), 0, None) / top[:, None] * _TREND_TOP + 0.5), -1)
    return [_trend_text(row) for row in scaled.astype(np.int64).tolist()]


def _trend_text(steps: list[int]) -> str | None:
    shown = [str(step) for step in steps if step >= 0]
    return ",".join(shown) if shown else None


def _or_none(values: Floats) -> list[int | None]:
    return [None if value != value else round(value) for value in values.tolist()]  # noqa: PLR0124 NaN is unlike itself


def write_clients(connection: Connection, window: Window, result: MonthResult) -> None:
    """Set the derived columns of every client in the population."""
    at = np.flatnonzero(result.is_present)
    if not len(at):
        return
    columns = _columns(window.people, result, 0, at)
    assets, trends = _or_none(result.assets), trend(window)
    values: Mapping[str, Sequence[Any]] = {
        "id": columns["client_id"],
        "as_of": columns["as_of"],
        "tier": columns["tier"],
        "tier_rank": result.state.tier.rank[at].tolist(),
        "tier_status": columns["tier_status"],
        "stage": columns["stage"],
        "stage_rank": result.state.stage.stage[at].tolist(),
        "stage_status": columns["stage_status"],
        "assets": [assets[row] for row in at.tolist()],
        "contribution": columns["cv"],
        "score": columns["score"],
        "dormancy": columns["dormancy"],
        "is_near": result.is_near[at].tolist(),
        "trend": [trends[row] for row in at.tolist()],
    }
    update_columns(connection, client, "id", values)
