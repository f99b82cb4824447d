"""The twelve sections of a first draft together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crmdesk.codes import code_words
from crmdesk.customize.content import Identity, Party, PlanContent, Position, Suitability
from crmdesk.customize.drafting.actions import Draft, actions_of
from crmdesk.customize.drafting.allocation import allocation_of
from crmdesk.customize.drafting.diagnosis import Case, findings_of
from crmdesk.customize.drafting.position import position_of
from crmdesk.customize.drafting.profile import missing_fields, needs_of, profile_of
from crmdesk.customize.drafting.services import services_of
from crmdesk.customize.drafting.tracking import fees_of, tracking_of
from crmdesk.customize.facts import ClientFacts
from crmdesk.customize.frame import frame_data
from crmdesk.customize.matching import checked, investor_of, summary
from crmdesk.customize.playbook import play
from crmdesk.i18n import Words

#: Actions and services that the one-page form has room for.
SHORT_LINES = 4


@dataclass(frozen=True)
class Occasion:
    """When and why a plan is made: the day, the period it runs, the author."""

    on: date
    start: date
    end: date
    author: str
    reason: Words
    is_short: bool = False


def first_content(facts: ClientFacts, occasion: Occasion) -> PlanContent:
    investor = investor_of(facts, occasion.on)
    suitable = summary(facts, investor, occasion.on)
    position = position_of(facts)
    tier, stage = _class(facts)
    case = Case(facts, position, suitable, occasion.on)
    draft = Draft(
        case=case,
        investor=investor,
        allocation=allocation_of(position, suitable, investor.age),
        findings=findings_of(case),
        needs=needs_of(facts),
        start=occasion.start,
        manager=_manager(facts, occasion),
        missing_fields=missing_fields(facts, occasion.on),
        tier=tier,
        stage=stage,
    )
    content = _content(draft, occasion)
    return checked(content, investor, occasion.on)


def _class(facts: ClientFacts) -> tuple[str, str]:
    """Tier and stage; before the first classification those of a newcomer."""
    if facts.standing is None:
        return "", ""
    return facts.standing.tier, facts.standing.stage


def _manager(facts: ClientFacts, occasion: Occasion) -> str:
    return facts.client.manager or occasion.author


def _content(draft: Draft, occasion: Occasion) -> PlanContent:
    facts = draft.case.facts
    tier, stage = draft.tier or "base", draft.stage or "acquisition"
    actions = actions_of(draft)
    services = services_of(tier, stage, draft.manager, start=occasion.start, end=occasion.end)
    if occasion.is_short:
        actions, services = actions[:SHORT_LINES], services[:SHORT_LINES]
    return PlanContent(
        identity=identity_of(facts, occasion, age=draft.investor.age),
        profile=profile_of(facts, draft.case.suitability, tier=draft.tier, stage=draft.stage, on=occasion.on),
        needs=draft.needs,
        quote="",
        quote_source=Words("", ""),
        proposition=_proposition(draft, tier, stage),
        position=draft.case.position,
        findings=draft.findings,
        allocation=draft.allocation,
        services=services,
        actions=actions,
        suitability=draft.case.suitability,
        fees=fees_of(facts.profile),
        tracking=tracking_of(draft.allocation, actions, tier=tier, start=occasion.start),
        sources=_sources(facts, draft.case.position, draft.case.suitability, occasion),
        reason=occasion.reason,
    )


def identity_of(facts: ClientFacts, occasion: Occasion, *, age: int | None) -> Identity:
    values = facts.values
    tier, stage = _class(facts)
    return Identity(
        client_no=_tail(facts.client.client_no),
        name=facts.client.name,
        name_latin=values.get("name_latin") or "",
        title=_title(values),
        institution=facts.institution,
        branch=facts.client.branch or "",
        manager=Party(_manager(facts, occasion)),
        adviser=None,
        reviewer=None,
        id_tail=_tail(values.get("id_no") or ""),
        branch_phone=facts.branch_phone,
        tier=tier,
        stage=stage,
        age=age,
        currency=facts.currency,
    )


def _title(values: dict[str, object]) -> Words:
    """How the client is addressed: the form's word, else by sex."""
    salutation = str(values.get("salutation") or "")
    if salutation == "own":
        own = str(values.get("salutation_own") or "")
        return Words(own, own)
    chosen = salutation or {"1": "mr", "2": "ms"}.get(str(values.get("sex") or ""), "")
    return code_words("salutation", chosen) if chosen else Words("", "")


def _tail(number: str) -> str:
    return f"****{number[-4:]}" if len(number) > 4 else number


def _proposition(draft: Draft, tier: str, stage: str) -> Words:
    if not draft.needs:
        goal = play(stage, tier).goal
        return Words(
            f"{goal.zh}。所有建议先过适当性匹配再呈现。", f"{goal.en}. Every proposal passes suitability first."
        )
    need = draft.needs[0]
    return Words(
        f"以“{need.kind.zh}”为主线安排资金与服务：急用的钱放在随取随用处，长期的钱在您的风险等级之内分散；所有建议先过适当性匹配再呈现。",
        f"{need.kind.en} comes first: money needed soon stays at hand, money for later is spread within your risk "
        "level; every proposal passes suitability first.",
    )


def _sources(
    facts: ClientFacts, position: Position, suitable: Suitability, occasion: Occasion
) -> tuple[tuple[Words, Words, str], ...]:
    rows = [
        (
            Words("持仓与资金", "Holdings and cash"),
            Words("柜台或核心系统导出", "Export of the counter system"),
            str(facts.as_of),
        )
    ]
    if suitable.assessed_on:
        rows.append(
            (Words("风险测评", "Risk rating"), Words("测评记录", "Assessment record"), str(suitable.assessed_on))
        )
    if facts.standing is not None:
        rows.append(
            (Words("层级与阶段", "Tier and stage"), Words("客户分类", "Classification"), str(facts.standing.as_of))
        )
    if position.holdings:
        rows.append((Words("产品等级", "Product levels"), Words("机构产品库", "Product catalogue"), str(occasion.on)))
    data = frame_data()
    version = Words(f"第{data['version']}版", f"version {data['version']}")
    rows.append((Words("参考框架", "Reference frame"), version, str(data["since"])))
    return tuple(rows)
