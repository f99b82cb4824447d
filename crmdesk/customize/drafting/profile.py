"""Section 1: who the client is to us, and section 2: what the client needs."""

from __future__ import annotations

from datetime import date

from crmdesk.codes import code_words
from crmdesk.customize.content import NOTHING, NeedLine, Profile, ProfileLine, Suitability
from crmdesk.customize.drafting.terms import DASH, code, codes, joined, wan
from crmdesk.customize.facts import ClientFacts
from crmdesk.customize.matching import age_on
from crmdesk.i18n import Words
from crmdesk.identify.masking import masked_mobile
from crmdesk.identify.quality import Quality, quality
from crmdesk.interact.needs import Need

#: The level in words, as risk questionnaires name it.
LEVEL_WORDS = {
    "C0": Words("最低类别", "lowest category"),
    "C1": Words("保守型", "conservative"),
    "C2": Words("谨慎型", "cautious"),
    "C3": Words("稳健型", "balanced"),
    "C4": Words("积极型", "growth"),
    "C5": Words("进取型", "aggressive"),
}
#: Stages whose names never stand on the client's copy.
UNSPOKEN = ("decline", "termination")
_PRIORITY = {"high": 0, "medium": 1, "low": 2}


def level_text(suitability: Suitability) -> Words:
    if not suitability.level:
        return Words("未测评", "not assessed")
    words = LEVEL_WORDS[suitability.level]
    until = Words("，有效至{d}", ", valid until {d}")
    if suitability.state == "expired":
        until = Words("，已于{d}到期", ", expired on {d}")
    tail = until.format(d=suitability.valid_to)
    return Words(f"{suitability.level} {words.zh}{tail.zh}", f"{suitability.level} {words.en}{tail.en}")


def quality_of(facts: ClientFacts, on: date) -> Quality:
    """Completeness of the record by the profile of the client's tier."""
    tier = facts.standing.tier if facts.standing else None
    return quality(facts.record, on=on, tier=tier, needs={need.kind for need in facts.needs})


def missing_fields(facts: ClientFacts, on: date) -> tuple[Words, ...]:
    return tuple(field.label for field in quality_of(facts, on).missing)


def profile_of(facts: ClientFacts, suitability: Suitability, *, tier: str, stage: str, on: date) -> Profile:
    missing = missing_fields(facts, on)
    spoken = stage not in UNSPOKEN
    return Profile(
        lead=_lead(suitability, tier, stage),
        client_lead=_lead(suitability, tier, stage if spoken else ""),
        lines=tuple(_lines(facts, suitability, tier=tier, stage=stage, on=on)),
        note=_missing_note(missing),
    )


def _lead(suitability: Suitability, tier: str, stage: str) -> Words:
    grade = code("tier", tier)
    rating = {
        "ok": Words(f"风险承受能力{suitability.level}，测评有效", f"risk level {suitability.level}, rating valid"),
        "expired": Words("风险测评已过期", "risk rating expired"),
        "missing": Words("尚无风险测评", "no risk rating yet"),
    }[suitability.state]
    if not tier:
        return Words(f"{rating.zh}。", f"{rating.en.capitalize()}.")
    if not stage:
        return Words(f"{grade.zh}客户，{rating.zh}。", f"{grade.en} client, {rating.en}.")
    step = code("stage", stage)
    return Words(
        f"处于{step.zh}阶段的{grade.zh}客户，{rating.zh}。",
        f"{grade.en} client in the {step.en.lower()} stage, {rating.en}.",
    )


def _lines(facts: ClientFacts, suitability: Suitability, *, tier: str, stage: str, on: date) -> list[ProfileLine]:
    values = facts.values
    standing = facts.standing
    lines = [
        ProfileLine(
            Words("关系阶段", "Stage"),
            _stage_text(facts, stage),
            client_label=Words("开户日期", "Client since") if stage in UNSPOKEN else NOTHING,
            for_client=_since(facts) if stage in UNSPOKEN else NOTHING,
        ),
        ProfileLine(Words("服务层级", "Tier"), _tier_text(facts, tier)),
        ProfileLine(Words("风险等级", "Risk level"), level_text(suitability)),
        ProfileLine(
            Words("客户细分", "Segment"),
            code("segment", standing.segment) if standing is not None else DASH,
            is_internal=True,
            client_label=Words("服务渠道", "Service channel"),
            for_client=Words("客户经理与APP", "Account manager and app"),
        ),
        ProfileLine(Words("投资目标", "Objective"), code("objective", values.get("objective"))),
        ProfileLine(Words("投资期限", "Horizon"), code("horizon", values.get("horizon"))),
        ProfileLine(Words("可接受损失", "Acceptable loss"), code("max_loss", values.get("max_loss"))),
        ProfileLine(Words("投资经验", "Experience"), _experience(facts)),
        ProfileLine(Words("职业与家庭", "Work and family"), _life(facts, on)),
        ProfileLine(Words("联系偏好", "Contact"), _contact(facts)),
        ProfileLine(Words("收入来源", "Income"), codes("income_source", values.get("income_source"))),
        ProfileLine(Words("资料完整度", "Completeness"), _completeness(facts, on)),
    ]
    lines += _reasons(facts)
    return lines if facts.client.kind == "person" else _without_person(lines)


def _reasons(facts: ClientFacts) -> list[ProfileLine]:
    """Why this tier and this stage, in the words of the client's page: for the retained copy alone."""
    if facts.why is None:
        return []
    day, number = facts.as_of.isoformat(), facts.client.client_no
    return [
        ProfileLine(
            Words("层级依据", "Why this tier"),
            facts.why.tier[0],
            is_internal=True,
            client_label=Words("数据日期", "Data date"),
            for_client=Words(day, day),
        ),
        ProfileLine(
            Words("阶段依据", "Why this stage"),
            facts.why.stage[0],
            is_internal=True,
            client_label=Words("客户号", "Client number"),
            for_client=Words(number, number),
        ),
    ]


def _without_person(lines: list[ProfileLine]) -> list[ProfileLine]:
    personal = ("职业与家庭", "收入来源", "投资经验", "联系偏好")
    return [line for line in lines if line.label.zh not in personal]


def _since(facts: ClientFacts) -> Words:
    opened = facts.client.opened_on
    return Words(str(opened), str(opened)) if opened else DASH


def _stage_text(facts: ClientFacts, stage: str) -> Words:
    if facts.standing is None or not stage:
        return Words("尚未评定", "not classified yet")
    words = code("stage", stage)
    since = facts.standing.stage_since
    return Words(f"{words.zh}（自{since:%Y-%m}起）", f"{words.en} (since {since:%Y-%m})")


def _tier_text(facts: ClientFacts, tier: str) -> Words:
    if facts.standing is None or not tier:
        return Words("尚未评定", "not classified yet")
    words = code("tier", tier)
    assets = facts.client.assets
    if assets is None:
        return words
    amount = wan(assets)
    return Words(f"{words.zh}（日均资产{amount.zh}）", f"{words.en} (average assets {amount.en})")


def _experience(facts: ClientFacts) -> Words:
    years = facts.values.get("experience_years")
    products = codes("experience_products", facts.values.get("experience_products"))
    parts = []
    if years is not None:
        parts.append(Words(f"{years}年", f"{years} years"))
    if products is not DASH:
        parts.append(products)
    return joined(parts) if parts else DASH


def _life(facts: ClientFacts, on: date) -> Words:
    values = facts.values
    parts = [code("occupation", values["occupation"])] if values.get("occupation") else []
    age = age_on(values.get("birth_date"), on)
    if age is not None:
        parts.append(Words(f"{age}岁", f"{age} years old"))
    if values.get("marital"):
        parts.append(code("marital", values["marital"]))
    children = values.get("children")
    if children:
        parts.append(Words(f"子女{children}人", f"{children} {'child' if children == 1 else 'children'}"))
    return joined(parts) if parts else DASH


def _contact(facts: ClientFacts) -> Words:
    """Preferred way and times, the mobile number masked."""
    values = facts.values
    parts = [codes("contact_window", values["contact_window"])] if values.get("contact_window") else []
    mobile = values.get("mobile") or ""
    if mobile:
        masked = masked_mobile(mobile)
        parts.append(Words(f"手机{masked}", f"mobile {masked}"))
    return joined(parts) if parts else DASH


def _completeness(facts: ClientFacts, on: date) -> Words:
    found = quality_of(facts, on)
    return Words(f"{found.completeness}%，标准≥ {found.target}%", f"{found.completeness}%, standard ≥ {found.target}%")


def _missing_note(missing: tuple[Words, ...]) -> Words:
    if not missing:
        return NOTHING
    shown = missing[:6]
    zh = "、".join(label.zh for label in shown) + ("等" if len(missing) > len(shown) else "")
    en = ", ".join(label.en.lower() for label in shown) + (" and others" if len(missing) > len(shown) else "")
    return Words(f"待补资料{len(missing)}项：{zh}。", f"{len(missing)} fields to be completed: {en}.")


# -- needs


def needs_of(facts: ClientFacts) -> tuple[NeedLine, ...]:
    """Active needs, most urgent first; N1, N2 …"""
    return tuple(_need_line(f"N{number}", need) for number, need in enumerate(ordered_needs(facts), 1))


def ordered_needs(facts: ClientFacts) -> list[Need]:
    return sorted(facts.needs, key=lambda need: (_PRIORITY.get(need.priority, 9), need.due_on or date.max, need.id))


def _need_line(number: str, need: Need) -> NeedLine:
    return NeedLine(
        number=number,
        kind=code_words("need_kind", need.kind),
        text=need.description,
        amount=need.amount,
        horizon=Words(f"{need.due_on:%Y-%m}", f"{need.due_on:%Y-%m}") if need.due_on else code("horizon", need.horizon),
        priority=code_words("need_priority", need.priority),
        measure=_measure(need),
    )


def _measure(need: Need) -> Words:
    if need.amount:
        return Words("对应安排累计额 ÷ 目标额，每季", "Sum arranged ÷ target, every quarter")
    return Words("需求满足后由客户确认", "The client confirms that it is met")
