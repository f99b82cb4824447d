"""Matching the actions of a plan: what suitability says of each, and the numbers A1 … and X1 … that follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from crmdesk.customize import suitability
from crmdesk.customize.content import Action, Check, PlanContent, ProductLine, Suitability
from crmdesk.customize.facts import ClientFacts
from crmdesk.customize.suitability import Investor, Match, Offer, Proposal, Rating
from crmdesk.i18n import Words


def age_on(birth: date | None, day: date) -> int | None:
    if birth is None:
        return None
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def investor_of(facts: ClientFacts, on: date) -> Investor:
    """The client as matching sees it."""
    values = facts.values
    roles = tuple(role for role in (values.get("special_role") or "").split(",") if role)
    qualified_to = values.get("qualified_to")
    return Investor(
        ratings=tuple(Rating(r.line, r.level, r.assessed_on, r.valid_to) for r in facts.ratings),
        horizon=values.get("horizon"),
        max_loss=values.get("max_loss"),
        age=age_on(values.get("birth_date"), on),
        investor_class=values.get("investor_class") or "ordinary",
        is_qualified=bool(values.get("qualified_investor")) and (qualified_to is None or qualified_to >= on),
        special_roles=roles,
    )


def summary(facts: ClientFacts, investor: Investor, on: date) -> Suitability:
    """The state of the client's ratings on a day, without checks."""
    rating = suitability.general_rating(investor)
    state = "missing" if rating is None else "expired" if rating.valid_to < on else "ok"
    return Suitability(
        state=state,
        level=rating.level if rating else "",
        assessed_on=rating.assessed_on if rating else None,
        valid_to=rating.valid_to if rating else None,
        horizon=investor.horizon or "",
        max_loss=investor.max_loss or "",
        ratings=facts.ratings,
    )


def offer_of(product: ProductLine) -> Offer:
    return Offer(
        name=product.name.zh,
        line=product.line,
        level=product.level or None,
        horizon=product.horizon or None,
        loss_class=product.loss_class or None,
        asset_class=product.asset_class,
        is_private_fund=product.is_private_fund,
        is_complex=product.is_complex,
    )


def match_action(investor: Investor, action: Action, on: date) -> Match | None:
    """None for an action without a product."""
    if action.product is None or action.direction == "none":
        return None
    proposal = Proposal(
        offer=offer_of(action.product),
        initiated_by="client" if action.initiated_by == "client" else "manager",
        direction="reduce" if action.direction == "reduce" else "hold" if action.direction == "hold" else "buy",
        share_after=None if action.share_after is None else action.share_after / 1000,
        warning_record=action.warning_record,
        confirmation=action.confirmation,
    )
    return suitability.match(investor, proposal, on=on)


def checked(content: PlanContent, investor: Investor, on: date) -> PlanContent:
    """The content with its actions numbered and every product matched anew."""
    numbered: list[Action] = []
    checks: list[Check] = []
    counts = {"A": 0, "X": 0}
    for action in content.actions:
        found = match_action(investor, action, on)
        letter = "X" if action.is_withdrawn or (found is not None and found.result == "blocked") else "A"
        counts[letter] += 1
        named = replace(action, number=f"{letter}{counts[letter]}")
        numbered.append(named)
        if found is not None:
            checks.append(_check(named, found))
    suitable = replace(content.suitability, checks=tuple(checks))
    return replace(content, actions=tuple(numbered), suitability=suitable)


def _check(action: Action, found: Match) -> Check:
    assert action.product is not None
    return Check(
        number=action.number,
        product=action.product.name,
        result=found.result,
        product_level=found.product_level or "",
        client_level=found.client_level or "",
        horizon=found.horizon,
        loss=found.loss,
        share_after=action.share_after,
        product_horizon=action.product.horizon,
        reasons=found.reasons,
        conditions=found.conditions,
        is_resolved=found.is_resolved or action.is_withdrawn,
        is_existing=action.direction in ("hold", "reduce"),
    )


def unresolved(content: PlanContent) -> list[Check]:
    return [check for check in content.suitability.checks if not check.is_resolved]


def because(check: Check) -> Words:
    """The reasons of a result in one sentence each language."""
    parts = check.reasons + check.conditions
    return Words("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))
