"""What the Plan tab reads: the versions of a client's plan, the one in view, what may be proposed in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crmdesk.customize.content import Check, ProductLine
from crmdesk.customize.facts import client_facts
from crmdesk.customize.plans import findings, plans_of
from crmdesk.customize.queries import Plan
from crmdesk.i18n import Words


@dataclass(frozen=True)
class PlanView:
    """``current`` None: the client has no plan yet. ``obstacles``: what stands in the way of approval."""

    client_id: int
    plans: tuple[Plan, ...]
    current: Plan | None
    catalogue: tuple[ProductLine, ...]
    obstacles: tuple[Words, ...]

    def check_of(self, number: str) -> Check | None:
        """What matching found of an action; None for one without a product."""
        if self.current is None:
            return None
        return next((check for check in self.current.content.suitability.checks if check.number == number), None)


def read_plans(connection: Any, client_id: int, plan_id: int = 0) -> PlanView:
    """``plan_id`` 0: the newest version."""
    plans = tuple(plans_of(connection, client_id))
    current = next((plan for plan in plans if plan.id == plan_id), plans[0] if plans else None)
    if current is None:
        return PlanView(client_id, (), None, (), ())
    catalogue = client_facts(connection, client_id, as_of=current.data_date).catalogue if current.is_draft else ()
    obstacles = tuple(findings(current.content)) if current.is_draft else ()
    return PlanView(client_id, plans, current, catalogue, obstacles)
