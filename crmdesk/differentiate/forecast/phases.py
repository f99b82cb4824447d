"""CLV phase × lifecycle stage of a data date, with what is lost should the clients slip into decline (§4.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, func, select

from crmdesk.codes import code_list
from crmdesk.differentiate.lifetime_value import PHASES, ValueRules, yearly_parts
from crmdesk.differentiate.tables import classification
from crmdesk.identify.tables import client

#: Who is in one of these stages has nothing more to lose by slipping into decline.
_LOST = ("decline", "termination")


@dataclass(frozen=True)
class PhaseCell:
    """Clients of one stage and phase: how many, what the last twelve months brought, what may still come (cents), and
    how much of it decline would take."""

    clients: int
    cv: int
    pv: int
    at_risk: int


NOTHING = PhaseCell(0, 0, 0, 0)


@dataclass(frozen=True)
class PhaseTable:
    """``cells`` by (stage, phase); pairs without a client are missing."""

    as_of: date
    cells: Mapping[tuple[str, str], PhaseCell]

    def cell(self, stage: str, phase: str) -> PhaseCell:
        return self.cells.get((stage, phase), NOTHING)

    @property
    def at_risk(self) -> int:
        return sum(cell.at_risk for cell in self.cells.values())

    @property
    def pv(self) -> int:
        return sum(cell.pv for cell in self.cells.values())


def phase_table(connection: Connection, rules: ValueRules, *, as_of: date, manager: str | None = None) -> PhaseTable:
    """Stages and phases as the run of the data date ``as_of`` left them."""
    c = classification.c
    query = select(c.stage, c.clv_phase, func.count(), func.sum(c.cv), func.sum(c.pv))
    rows = connection.execute(_of(query, as_of, manager).group_by(c.stage, c.clv_phase))
    left = sum(yearly_parts(1.0, rules.risk_growth, rules.risk_retention, discount=rules.discount, years=rules.years))
    cells = {
        (stage, phase): PhaseCell(count, int(cv), int(pv), _at_risk(stage, int(cv), int(pv), left))
        for stage, phase, count, cv, pv in rows
    }
    order = [(stage, phase) for stage in code_list("stage") for phase in PHASES]
    return PhaseTable(as_of, {pair: cells[pair] for pair in order if pair in cells})


def _at_risk(stage: str, cv: int, pv: int, left: float) -> int:
    """Every client's loss is PV − CV · Σ (…)^t, so that their sum is that of the sums."""
    return 0 if stage in _LOST else round(pv - cv * left)


def phase_clients(
    connection: Connection, as_of: date, pair: tuple[str, str], *, manager: str | None = None
) -> list[int]:
    """Ids of the clients of one stage and phase, the most valuable first."""
    c = classification.c
    query = _of(select(c.client_id), as_of, manager).where(c.stage == pair[0], c.clv_phase == pair[1])
    return list(connection.execute(query.order_by(c.pv.desc(), c.client_id)).scalars())


def _of(query: Select[Any], as_of: date, manager: str | None) -> Select[Any]:
    query = query.where(classification.c.as_of == as_of)
    if manager is None:
        return query
    return query.join(client, client.c.id == classification.c.client_id).where(client.c.manager == manager)
