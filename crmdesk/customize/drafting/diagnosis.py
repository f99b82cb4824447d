"""Section 4: what is found in the accounts, each with the numbers it rests on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from crmdesk.customize.content import Finding, HoldingLine, Position, Suitability
from crmdesk.customize.drafting.terms import yuan
from crmdesk.customize.facts import ClientFacts
from crmdesk.customize.frame import frame_data
from crmdesk.customize.suitability import allows
from crmdesk.i18n import Words

_RENEWAL_DAYS = 30


@dataclass(frozen=True)
class Case:
    """What a rule looks at. ``on`` is the day the plan is made."""

    facts: ClientFacts
    position: Position
    suitability: Suitability
    on: date

    def share(self, amount: int) -> str:
        return f"{amount * 100 / self.position.total:.1f}%" if self.position.total else "0.0%"

    def of_total(self, amount: int) -> str:
        return f"{yuan(amount)} ÷ {yuan(self.position.total)} = {self.share(amount)}"


Verdict = tuple[bool, Words, Words]


def limits() -> dict[str, float]:
    return dict(frame_data()["diagnosis"])


def findings_of(case: Case) -> tuple[Finding, ...]:
    """Every rule that applies, in fixed order; D1, D2 …"""
    found: list[Finding] = []
    for code, rule in _RULES.items():
        verdict = rule(case)
        if verdict is not None:
            found.append(Finding(f"D{len(found) + 1}", code, *verdict))
    return tuple(found)


def above_level(case: Case) -> list[HoldingLine]:
    """Holdings whose risk level the client's rating does not allow."""
    level = case.suitability.level
    if case.suitability.state != "ok":
        return []
    return [line for line in case.position.holdings if line.level and not allows(level, line.level)]


def maturing(case: Case) -> list[HoldingLine]:
    """Holdings that mature within the window, soonest first."""
    days = int(limits()["maturity_days"])
    lines = [
        line for line in case.position.holdings if line.matures_on and 0 <= (line.matures_on - case.on).days <= days
    ]
    return sorted(lines, key=lambda line: (line.matures_on, line.name.zh))


def largest(case: Case) -> HoldingLine | None:
    """The largest single product; cash is none."""
    return next((line for line in case.position.holdings if line.is_product and line.code not in ("cash",)), None)


def idle_cash(case: Case) -> int:
    return next((line.amount for line in case.position.classes if line.code == "cash"), 0)


def _risk_drift(case: Case) -> Verdict | None:
    if case.suitability.state != "ok" or not case.position.total:
        return None
    above = above_level(case)
    standard = Words("0%", "0%")
    level = case.suitability.level
    if not above:
        return True, Words(f"没有高于{level}的持仓", f"No holding above {level}"), standard
    amount = sum(line.amount for line in above)
    first = above[0]
    sums = case.of_total(amount)
    zh = f"{first.name.zh}（{first.level}）{sums}，高于{level}"
    en = f"{first.name.en} ({first.level}) {sums}, above {level}"
    if len(above) > 1:
        zh, en = f"{len(above)}项持仓{sums}，高于{level}", f"{len(above)} holdings {sums}, above {level}"
    return False, Words(zh, en), standard


def _idle_cash(case: Case) -> Verdict | None:
    if not case.position.total:
        return None
    amount, limit = idle_cash(case), limits()["idle_cash"]
    sums = case.of_total(amount)
    return amount <= limit * case.position.total, Words(f"现金{sums}", f"Cash {sums}"), _at_most(limit)


def _maturity(case: Case) -> Verdict | None:
    if not case.position.total:
        return None
    lines = maturing(case)
    standard = Words("有承接安排", "Arranged")
    if not lines:
        return True, Words("90日内没有到期", "Nothing matures within 90 days"), standard
    amount = sum(line.amount for line in lines)
    days = (lines[0].matures_on - case.on).days if lines[0].matures_on else 0
    zh = f"{lines[0].name.zh}：{yuan(amount)}元，占{case.share(amount)}，{days}日后到期"
    en = f"{lines[0].name.en}: {yuan(amount)}, {case.share(amount)}, matures in {days} days"
    if len(lines) > 1:
        zh = f"{len(lines)}项共{yuan(amount)}元，占{case.share(amount)}，最早{days}日后到期"
        en = f"{len(lines)} holdings, {yuan(amount)}, {case.share(amount)}, the first in {days} days"
    return False, Words(zh, en), standard


def _concentration(case: Case) -> Verdict | None:
    line = largest(case)
    if line is None:
        return None
    limit = limits()["concentration"]
    sums = case.of_total(line.amount)
    evidence = Words(f"最大单一产品{line.name.zh}：{sums}", f"Largest product {line.name.en}: {sums}")
    return line.amount <= limit * case.position.total, evidence, _at_most(limit)


def _debt(case: Case) -> Verdict | None:
    amount = sum(line.amount for line in case.position.debts)
    if not amount or not case.position.total:
        return None
    sums = case.of_total(amount)
    limit = 0.5
    return amount <= limit * case.position.total, Words(f"负债{sums}", f"Debts {sums}"), _at_most(limit)


def _rating(case: Case) -> Verdict | None:
    valid_to = case.suitability.valid_to
    standard = Words("余期 > 30日", "> 30 days left")
    if valid_to is None:
        return False, Words("没有风险测评记录", "No risk rating on record"), standard
    left = (valid_to - case.on).days
    if left < 0:
        return False, Words(f"已于{valid_to}到期", f"Expired on {valid_to}"), standard
    return (
        left > _RENEWAL_DAYS,
        Words(f"有效至{valid_to}，余{left}日", f"Valid until {valid_to}, {left} days left"),
        standard,
    )


def _at_most(limit: float) -> Words:
    return Words(f"≤ {limit:.0%}", f"≤ {limit:.0%}")


_RULES: dict[str, Callable[[Case], Verdict | None]] = {
    "risk_drift": _risk_drift,
    "idle_cash": _idle_cash,
    "maturity": _maturity,
    "concentration": _concentration,
    "debt": _debt,
    "rating": _rating,
}
