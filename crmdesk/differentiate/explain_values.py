"""The three values in words: since when, over which months, and by which rates."""

from __future__ import annotations

from crmdesk import dates
from crmdesk.differentiate.queries import Standing
from crmdesk.differentiate.rulebooks import Rulebook
from crmdesk.differentiate.wording import amount, fill, name
from crmdesk.i18n import Words


def value_lines(standing: Standing, rulebook: Rulebook) -> tuple[Words, ...]:
    lines = [_historical(standing, rulebook), _current(standing, rulebook), _potential(standing, rulebook)]
    lines.append(
        fill(
            Words("生命周期价值 {clv} = 历史价值 + 潜在价值", "Lifetime value {clv} = historical + potential"),
            clv=amount(standing.clv, rulebook.currency),
        )
    )
    at_risk = standing.evidence["at_risk"]
    if at_risk and at_risk > 0 and standing.stage not in ("decline", "termination"):
        words = Words("若转入衰退，潜在价值将减少 {lost}", "If the client slips into decline, {lost} of it is lost")
        lines.append(fill(words, lost=amount(at_risk, rulebook.currency)))
    return (*lines, _phase(standing))


def _historical(standing: Standing, rulebook: Rulebook) -> Words:
    first = standing.evidence["first_month"]
    if first is None:
        return Words("历史价值：尚无贡献记录", "Historical value: no contribution recorded yet")
    return fill(
        Words("历史价值 {hv}：{first} 至今各月贡献之和", "Historical value {hv}: all contribution since {first}"),
        hv=amount(standing.hv, rulebook.currency),
        first=dates.month_text(first),
    )


def _current(standing: Standing, rulebook: Rulebook) -> Words:
    return fill(
        Words(
            "当前价值 {cv}：近 12 个月，已含在历史价值内",
            "Current value {cv}: last 12 months, part of the historical",
        ),
        cv=amount(standing.cv, rulebook.currency),
    )


def _potential(standing: Standing, rulebook: Rulebook) -> Words:
    rules, evidence = rulebook.values, standing.evidence
    growth, retention = (evidence["growth"] or 0) / 100, (evidence["retention"] or 0) / 10_000
    return fill(
        Words(
            "潜在价值 {pv}：{years} 年，年增长 g {growth:+.0f}%、留存 r {retention:.2f}、折现 d {discount:.0f}%"
            "，Σ CV·(1+g)^t·r^t/(1+d)^t",
            "Potential value {pv}: {years} years at growth g {growth:+.0f}%, retention r {retention:.2f}, "
            "discount d {discount:.0f}%, Σ CV·(1+g)^t·r^t/(1+d)^t",
        ),
        pv=amount(standing.pv, rulebook.currency),
        years=rules.years,
        growth=growth,
        retention=retention,
        discount=rules.discount * 100,
    )


def _phase(standing: Standing) -> Words:
    phase, before = name("clv_phase", standing.clv_phase), standing.evidence["c12p"]
    if before is None or before <= 0:
        return fill(Words("价值阶段：{phase}", "Value phase: {phase}"), phase=phase)
    ratio = standing.cv / before
    words = Words(
        "价值阶段：{phase}（近 12 个月贡献为上一年的 {ratio:.0%}）",
        "Value phase: {phase} (contribution of 12 months is {ratio:.0%} of the year before)",
    )
    return fill(words, phase=phase, ratio=ratio)
