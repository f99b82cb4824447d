"""Section 7: the actions a draft begins with. Each names the need or the finding it serves, and none is a mismatch."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from crmdesk.customize.content import Action, Allocation, AllocationLine, Finding, HoldingLine, NeedLine, ProductLine
from crmdesk.customize.drafting.diagnosis import Case, above_level, largest, limits, maturing
from crmdesk.customize.facts import Held
from crmdesk.customize.frame import OTHER, plan_class
from crmdesk.customize.matching import match_action
from crmdesk.customize.playbook import play
from crmdesk.customize.suitability import Investor
from crmdesk.dates import add_months
from crmdesk.i18n import Words

_LEAST = 1_000_00  # amounts below 1,000 yuan are not worth an action
_ROUND = 100_00
_NOTICE_DAYS = 15
_TASKS = 2


@dataclass(frozen=True)
class Draft:
    """What actions are drafted from; ``start`` is the first day of the plan's period."""

    case: Case
    investor: Investor
    allocation: Allocation
    findings: tuple[Finding, ...]
    needs: tuple[NeedLine, ...]
    start: date
    manager: str
    missing_fields: tuple[Words, ...]
    tier: str
    stage: str

    def finding(self, code: str) -> tuple[str, ...]:
        return tuple(found.number for found in self.findings if found.code == code and not found.is_fine)

    def need(self, *kinds: str) -> tuple[str, ...]:
        """Numbers of needs of one of the kinds, in order; the first need when none is of them."""
        wanted = [need.number for need, kind in zip(self.needs, self._kinds(), strict=True) if kind in kinds]
        return tuple(wanted or [need.number for need in self.needs[:1]])

    def _kinds(self) -> list[str]:
        return [need.kind for need in self.case.facts.needs]


def actions_of(draft: Draft) -> tuple[Action, ...]:
    found: list[Action] = []
    if draft.case.suitability.state == "ok":
        found += _reduce_above_level(draft)
        found += _reduce_concentration(draft, {action.product.code for action in found if action.product})
        found += _purchases(draft)
    else:
        found.append(_renew_rating(draft))
    found += _maturities(draft)
    found += _complete_record(draft)
    found += _tasks(draft)
    return tuple(found)


def _held(draft: Draft, line: HoldingLine) -> Held | None:
    return next((held for held in draft.case.facts.held if held.product.name == line.name), None)


def _reduce_above_level(draft: Draft) -> Iterator[Action]:
    level = draft.case.suitability.level
    for line in above_level(draft.case)[:2]:
        held = _held(draft, line)
        if held is not None:
            effect = Words(f"持仓回到{level}以内", f"Holdings back within {level}")
            yield _reduction(draft, held, held.amount, (effect, draft.finding("risk_drift")))


def _reduce_concentration(draft: Draft, done: set[str]) -> Iterator[Action]:
    line = largest(draft.case)
    numbers = draft.finding("concentration")
    held = _held(draft, line) if line is not None and numbers else None
    if held is None or held.product.code in done:
        return
    excess = held.amount - int(limits()["concentration"] * draft.case.position.total)
    amount = -(-excess // _ROUND) * _ROUND
    yield _reduction(draft, held, amount, (Words("单一产品回到30%以内", "Single product back to 30%"), numbers))


def _reduction(draft: Draft, held: Held, amount: int, why: tuple[Words, tuple[str, ...]]) -> Action:
    name = held.product.name
    left = held.amount - amount
    return Action(
        text=Words(f"减持{name.zh}，分期进行", f"Reduce {name.en} in steps"),
        direction="reduce",
        initiated_by="manager",
        starts_on=draft.start,
        due_on=add_months(draft.start, 6) - timedelta(days=1),
        effect=why[0],
        serves=why[1],
        product=held.product,
        amount=-amount,
        share_after=_share(draft, left),
        who=draft.manager,
    )


def _share(draft: Draft, amount: int) -> int:
    total = draft.case.position.total
    return round(amount * 1000 / total) if total else 0


def _purchases(draft: Draft) -> Iterator[Action]:
    for line in draft.allocation.lines:
        if line.change < _LEAST or line.code in ("cash", OTHER):
            continue
        action = _purchase(draft, line)
        if action is not None:
            yield action


def _purchase(draft: Draft, line: AllocationLine) -> Action | None:
    """The first product of the class, held ones before others, that matches with the amount it can take."""
    for product in _candidates(draft, line.code):
        already = sum(held.amount for held in draft.case.facts.held if held.product.code == product.code)
        room = int(limits()["concentration"] * draft.case.position.total) - already
        amount = min(line.change, room) // _ROUND * _ROUND
        if amount < _LEAST:
            continue
        action = _buying(draft, product, amount, already)
        matched = match_action(draft.investor, action, draft.case.on)
        if matched is not None and matched.result == "match" and matched.is_resolved:
            return action
    return None


def _candidates(draft: Draft, code: str) -> list[ProductLine]:
    held = [one.product for one in draft.case.facts.held]
    return [
        product
        for product in [*held, *(one for one in draft.case.facts.catalogue if one not in held)]
        if plan_class(product.asset_class) == code
    ]


def _buying(draft: Draft, product: ProductLine, amount: int, already: int) -> Action:
    code = plan_class(product.asset_class)
    serves = draft.need(*_NEEDS_OF.get(code, ())) + draft.finding("idle_cash")
    return Action(
        text=Words(f"分期买入{product.name.zh}", f"Buy {product.name.en} in instalments"),
        direction="buy",
        initiated_by="manager",
        starts_on=draft.start,
        due_on=add_months(draft.start, 3) - timedelta(days=1),
        effect=_EFFECTS[code],
        serves=serves,
        product=product,
        amount=amount,
        share_after=_share(draft, already + amount),
        who=draft.manager,
    )


_NEEDS_OF = {
    "money": ("cash", "business"),
    "bond": ("stable", "education", "housing"),
    "mixed": ("pension", "education", "stable"),
    "equity": ("equity", "pension"),
}
_EFFECTS = {
    "money": Words("资金随用随取，货币类回到区间", "Money at hand, money class back in range"),
    "bond": Words("债券类回到区间", "Bond class back in range"),
    "mixed": Words("混合类回到区间", "Mixed class back in range"),
    "equity": Words("权益类回到区间", "Equity class back in range"),
}


def _renew_rating(draft: Draft) -> Action:
    return Action(
        text=Words("重新进行风险承受能力测评", "New risk assessment"),
        direction="none",
        initiated_by="manager",
        due_on=draft.start + timedelta(days=29),
        effect=Words("恢复适当性匹配", "Suitability can be matched again"),
        serves=draft.finding("rating"),
        who=draft.manager,
    )


def _maturities(draft: Draft) -> Iterator[Action]:
    for line in maturing(draft.case)[:2]:
        assert line.matures_on is not None
        due = max(line.matures_on - timedelta(days=_NOTICE_DAYS), draft.case.on)
        yield Action(
            text=Words(f"{line.name.zh}到期前承接沟通", f"Talk before {line.name.en} matures"),
            direction="none",
            initiated_by="manager",
            due_on=due,
            effect=Words("避免到期后闲置", "No idle money after maturity"),
            serves=draft.finding("maturity"),
            amount=line.amount,
            who=draft.manager,
        )


def _complete_record(draft: Draft) -> Iterator[Action]:
    names = draft.missing_fields
    if not names:
        return
    shown = names[:3]
    more = len(names) > len(shown)
    zh = f"补全资料{len(names)}项：{'、'.join(name.zh for name in shown)}{'等' if more else ''}"
    en = f"Complete {len(names)} fields: {', '.join(name.en for name in shown)}{' and others' if more else ''}"
    yield Action(
        text=Words(zh, en),
        direction="none",
        initiated_by="manager",
        due_on=draft.start + timedelta(days=29),
        effect=Words("资料完整，匹配有据", "A complete record to match against"),
        who=draft.manager,
        serves=draft.need(),
    )


def _tasks(draft: Draft) -> Iterator[Action]:
    """Dated tasks of the playbook for this tier and stage."""
    tasks = [action for action in play(draft.stage, draft.tier).actions if action.kind == "task"]
    for action in tasks[:_TASKS]:
        yield Action(
            text=action.words,
            direction="none",
            initiated_by="manager",
            due_on=draft.start + timedelta(days=action.timing.due_days or 30),
            effect=Words("落实服务标准", "Service standard kept"),
            who=draft.manager,
            serves=draft.need(),
        )
