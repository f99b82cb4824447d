"""Section 3: what the client has, by class, by product, over 13 months."""

from __future__ import annotations

from datetime import date

from crmdesk.codes import code_words
from crmdesk.customize.content import ClassLine, DebtLine, HoldingLine, Position
from crmdesk.customize.facts import ClientFacts
from crmdesk.customize.frame import OTHER, class_words, classes, is_debt, plan_class
from crmdesk.customize.shares import tenths
from crmdesk.i18n import Words


def position_of(facts: ClientFacts) -> Position:
    amounts = class_amounts(facts)
    order = [code for code in (*classes(), OTHER) if amounts.get(code)]
    shares = tenths([amounts[code] for code in order])
    lines = tuple(
        ClassLine(code, amounts[code], share, _top_level(facts, code), _next_maturity(facts, code))
        for code, share in zip(order, shares, strict=True)
    )
    total = sum(amounts.values())
    return Position(
        total=total,
        classes=lines,
        months=facts.months,
        holdings=_holdings(facts, total),
        debts=tuple(
            DebtLine(code_words("asset_class", code), abs(amount))
            for code, amount in facts.balances
            if is_debt(code) and amount
        ),
        tier_floor=facts.tier_floor,
    )


def class_amounts(facts: ClientFacts) -> dict[str, int]:
    """Cents per printed class. A class that balances report counts from them, else from its holdings."""
    stored: dict[str, int] = {}
    for code, amount in facts.balances:
        if not is_debt(code):
            stored[code] = stored.get(code, 0) + amount
    for held in facts.held:
        code = held.product.asset_class
        if code not in dict(facts.balances):
            stored[code] = stored.get(code, 0) + held.amount
    amounts: dict[str, int] = {}
    for code, amount in stored.items():
        amounts[plan_class(code)] = amounts.get(plan_class(code), 0) + max(amount, 0)
    return amounts


def _top_level(facts: ClientFacts, code: str) -> str:
    levels = [held.product.level for held in facts.held if plan_class(held.product.asset_class) == code]
    if code == "cash":
        levels.append("R1")
    return max(levels, default="")


def _next_maturity(facts: ClientFacts, code: str) -> date | None:
    days = [held.matures_on for held in facts.held if held.matures_on and plan_class(held.product.asset_class) == code]
    return min(days, default=None)


def _holdings(facts: ClientFacts, total: int) -> tuple[HoldingLine, ...]:
    """Products and what of a class is in none, largest first."""
    named: dict[str, int] = {}
    rows: list[tuple[Words, str, str, int, date | None, bool]] = []
    for held in facts.held:
        code = plan_class(held.product.asset_class)
        named[code] = named.get(code, 0) + held.amount
        rows.append((held.product.name, code, held.product.level, held.amount, held.matures_on, True))
    for code, amount in class_amounts(facts).items():
        rest = amount - named.get(code, 0)
        if rest > 0:
            level = "R1" if code in ("cash", "money") else ""
            rows.append((_unnamed(code), code, level, rest, None, False))
    rows.sort(key=lambda row: -row[3])
    return tuple(
        HoldingLine(name, code, level, amount, round(amount * 1000 / total) if total else 0, matures_on, is_product)
        for name, code, level, amount, matures_on, is_product in rows
    )


def _unnamed(code: str) -> Words:
    if code == "cash":
        return Words("账户资金", "Cash in the accounts")
    words = class_words(code)
    return Words(f"{words.zh}（未列产品）", f"{words.en} (no product named)")
