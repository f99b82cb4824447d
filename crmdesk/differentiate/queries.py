"""What others read of a client's class: standing now and as of any day, its history, the months behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, func, select

from crmdesk import dates
from crmdesk.differentiate.evidence import decode
from crmdesk.differentiate.signals import mask_codes
from crmdesk.differentiate.tables import classification, client_month, run


@dataclass(frozen=True)
class Standing:
    """A client's class on ``as_of``. Money in cents, ``score`` in tenths; ``evidence`` by ``evidence.FIELDS``.

    ``decided_on`` is the month-end whose figures these are; nothing changed from then to ``as_of``. ``tier_own`` and
    ``stage_own`` are the rules' own where a person set another.
    """

    client_id: int
    as_of: date
    decided_on: date
    rulebook: str
    rulebook_version: str
    tier: str
    tier_raw: str | None
    tier_status: str
    tier_counter: int
    tier_mark: int
    tier_since: date
    stage: str
    stage_status: str
    stage_since: date
    signals: tuple[str, ...]
    cycle_no: int
    dormancy: str
    segment: str | None
    score: int | None
    hv: int
    cv: int
    pv: int
    clv: int
    clv_phase: str
    is_new: bool
    evidence: dict[str, int | None]
    tier_own: str | None = None
    stage_own: str | None = None

    @property
    def figures_on(self) -> date:
        """The month-end (or data date) ages are counted to: the last one up to ``as_of``."""
        month = dates.month_index(self.as_of)
        end = dates.month_last(month)
        return max(self.decided_on, end if end == self.as_of else dates.month_last(month - 1))


_PLAIN = (
    *("client_id", "tier", "tier_raw", "tier_own", "tier_status", "tier_counter", "tier_mark", "tier_since"),
    *("stage", "stage_own", "stage_status", "stage_since", "cycle_no", "dormancy", "segment", "score"),
    *("hv", "cv", "pv", "clv", "clv_phase", "is_new"),
)


def _standings(client_id: int) -> Select[Any]:
    c = classification.c
    return (
        select(
            *(c[name] for name in _PLAIN), c.as_of, c.stage_rules, c.evidence, run.c.rulebook, run.c.rulebook_version
        )
        .join(run, run.c.id == c.run_id)
        .where(c.client_id == client_id)
    )


def _standing(row: Any, day: date) -> Standing:
    return Standing(
        **{name: getattr(row, name) for name in _PLAIN},
        as_of=day,
        decided_on=row.as_of,
        rulebook=row.rulebook,
        rulebook_version=row.rulebook_version,
        signals=mask_codes(row.stage_rules),
        evidence=decode(row.evidence),
    )


def standing(connection: Connection, client_id: int, *, as_of: date | None = None) -> Standing | None:
    """The class on a day, or by the latest run; None when the client was not classified by then."""
    query = _standings(client_id).order_by(classification.c.as_of.desc()).limit(1)
    if as_of is not None:
        query = query.where(classification.c.as_of <= as_of)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    newest: date = connection.execute(select(func.max(run.c.as_of))).scalar_one()
    day = row.as_of if as_of is None else max(row.as_of, min(as_of, newest))
    return _standing(row, day)


def standing_history(connection: Connection, client_id: int) -> list[Standing]:
    """Every stored class, oldest first: a row per month-end at which anything changed, and per run's data date."""
    rows = connection.execute(_standings(client_id).order_by(classification.c.as_of)).all()
    return [_standing(row, row.as_of) for row in rows]


@dataclass(frozen=True)
class Spell:
    """A tier or stage held from a day to the next spell's begin (None = still)."""

    code: str
    first: date
    until: date | None


def spells(history: list[Standing], what: str) -> list[Spell]:
    """The ribbon: spells of ``"tier"`` or ``"stage"``, oldest first."""
    starts: list[tuple[str, date]] = []
    for item in history:
        code = getattr(item, what)
        if not starts or starts[-1][0] != code:
            since = getattr(item, f"{what}_since")
            starts.append((code, since if not starts else item.decided_on))
    ends = [*(first for _, first in starts), None][1:]
    return [Spell(code, first, until) for (code, first), until in zip(starts, ends, strict=True)]


@dataclass(frozen=True)
class MonthFact:
    """A client's month. Money in cents; assets are carried forward over months without a balance, None before."""

    month: int
    active_days: int
    movements: int
    turnover: int
    contribution: int
    inflow: int
    outflow: int
    end_assets: int | None
    avg_assets: int | None
    product_lines: int | None

    @property
    def net_flow(self) -> int:
        return self.inflow - self.outflow


def months(connection: Connection, client_id: int, count: int, *, until: date | None = None) -> list[MonthFact]:
    """The last ``count`` months up to ``until`` (the newest month any client was classified for), oldest first."""
    if until is None:
        until = connection.execute(select(func.max(run.c.as_of))).scalar()
    m = client_month.c
    rows = connection.execute(select(client_month).where(m.client_id == client_id).order_by(m.month)).all()
    if until is None and not rows:
        return []
    last = dates.month_index(until) if until is not None else rows[-1].month
    by_month = {row.month: row for row in rows}
    known = [row for row in rows if row.month <= last - count and row.end_assets is not None]
    facts: list[MonthFact] = []
    carried = known[-1] if known else None
    for month in range(last - count + 1, last + 1):
        row = by_month.get(month)
        facts.append(_fact(month, row, carried))
        carried = row if row is not None and row.end_assets is not None else carried
    return facts


def _fact(month: int, row: Any, carried: Any) -> MonthFact:
    stock = row if row is not None and row.end_assets is not None else carried
    has_own = stock is not None and stock is row
    return MonthFact(
        month=month,
        active_days=row.active_days if row is not None else 0,
        movements=row.movements if row is not None else 0,
        turnover=row.turnover if row is not None else 0,
        contribution=_contribution(row) if row is not None else 0,
        inflow=row.inflow if row is not None else 0,
        outflow=row.outflow if row is not None else 0,
        end_assets=stock.end_assets if stock is not None else None,
        avg_assets=None if stock is None else stock.avg_assets if has_own else stock.end_assets,
        product_lines=stock.product_lines if stock is not None else None,
    )


def _contribution(row: Any) -> int:
    return int(row.trade_income + row.spread_income + row.product_income - row.cost)


def data_date(connection: Connection) -> date | None:
    """The data date of the newest run; None before the first."""
    found: date | None = connection.execute(select(func.max(run.c.as_of))).scalar()
    return found
