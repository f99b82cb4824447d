"""The three values in words: since when, over which months, and by which rates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crmdesk import dates
from crmdesk.differentiate.explaining.record import NO_RECORDS, Records, words_json, yuan
from crmdesk.differentiate.lifetime_value import ValueRules, yearly_parts
from crmdesk.differentiate.queries import Standing
from crmdesk.differentiate.rulebooks import Rulebook
from crmdesk.differentiate.wording import amount, day_of, fill, name
from crmdesk.i18n import Words


@dataclass(frozen=True)
class Year:
    """One year of the potential value: CV·(1+g)^t in cents, r^t, 1/(1+d)^t, their product, and the sum so far."""

    number: int
    contribution: float
    kept: float
    discount: float
    value: float
    total: float


@dataclass(frozen=True)
class Worth:
    """The arithmetic of the three values. Money in cents; rates as fractions.

    ``earned``: contribution by calendar year, oldest first; it adds up to HV. ``months``: the twelve months of CV.
    ``years`` add up to PV. ``rates`` says where growth and retention come from.
    """

    hv: int
    cv: int
    pv: int
    clv: int
    phase: str
    growth: float
    retention: float
    discount: float
    rates: Words
    years: tuple[Year, ...]
    at_risk: int | None
    earned: Records = NO_RECORDS
    months: Records = NO_RECORDS

    def as_json(self) -> dict[str, Any]:
        money = {key: yuan(getattr(self, key)) for key in ("hv", "cv", "pv", "clv")}
        return money | {
            "phase": self.phase,
            "growth": self.growth,
            "retention": self.retention,
            "discount": self.discount,
            "rates": words_json(self.rates),
            "at_risk": None if self.at_risk is None else yuan(self.at_risk),
            "years": [
                {"year": year.number, "value": yuan(round(year.value)), "total": yuan(round(year.total))}
                for year in self.years
            ],
            "earned": self.earned.as_json(),
            "months": self.months.as_json(),
        }


def worth(standing: Standing, rulebook: Rulebook, *, earned: Records, months: Records) -> Worth:
    growth, retention = ((standing.evidence[key] or 0) / 10_000 for key in ("growth", "retention"))
    return Worth(
        hv=standing.hv,
        cv=standing.cv,
        pv=standing.pv,
        clv=standing.clv,
        phase=standing.clv_phase,
        growth=growth,
        retention=retention,
        discount=rulebook.values.discount,
        rates=_rates(standing),
        years=_years(standing.cv, growth, retention, rulebook.values),
        at_risk=standing.evidence["at_risk"],
        earned=earned,
        months=months,
    )


def _years(cv: int, growth: float, retention: float, rules: ValueRules) -> tuple[Year, ...]:
    parts = yearly_parts(cv, growth, retention, discount=rules.discount, years=rules.years)
    return tuple(
        Year(t, cv * (1 + growth) ** t, retention**t, (1 + rules.discount) ** -t, part, sum(parts[:t]))
        for t, part in enumerate(parts, 1)
    )


def _rates(standing: Standing) -> Words:
    """Why this growth and this retention."""
    stage = name("stage", standing.stage)
    measured = day_of(standing.evidence["retention_measured"])
    if measured is not None:
        words = Words(
            "增长按{stage}阶段的规则；留存为本网点截至 {day} 的实测值",
            "Growth by the rules for the {stage} stage; retention as measured here up to {day}",
        )
        return fill(words, stage=stage, day=measured.isoformat())
    if standing.stage == "maturity":
        words = Words(
            "增长按{stage}阶段，留存按{tier}层级，均为规则默认值",
            "Growth for the {stage} stage and retention for the {tier} tier: the rulebook's defaults",
        )
        return fill(words, stage=stage, tier=name("tier", standing.tier))
    words = Words(
        "增长与留存按{stage}阶段的规则默认值", "Growth and retention: the rulebook's defaults for the {stage} stage"
    )
    return fill(words, stage=stage)


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
            "潜在价值 {pv}：{years} 年，年增长 g {growth:+.0f}%、留存 r {retention}、折现 d {discount:.0f}%"
            "，Σ CV·(1+g)^t·r^t/(1+d)^t",
            "Potential value {pv}: {years} years at growth g {growth:+.0f}%, retention r {retention}, "
            "discount d {discount:.0f}%, Σ CV·(1+g)^t·r^t/(1+d)^t",
        ),
        pv=amount(standing.pv, rulebook.currency),
        years=rules.years,
        growth=growth,
        retention=_rate(retention),
        discount=rules.discount * 100,
    )


def _rate(share: float) -> str:
    """``0.90``, and as many places as a measured one has: ``0.9983`` is not 1.00."""
    text = f"{share:.4f}".rstrip("0")
    return text.ljust(len("0.00"), "0")


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
