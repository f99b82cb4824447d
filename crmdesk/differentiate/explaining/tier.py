"""The tier in words: what was reached, what the hysteresis does, and the way to the next tier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crmdesk.differentiate.explaining.changes import cheapest_line, keep_line, lose_line
from crmdesk.differentiate.explaining.record import words_json, yuan
from crmdesk.differentiate.queries import Standing
from crmdesk.differentiate.rulebooks import Rulebook
from crmdesk.differentiate.tiers import TIERS
from crmdesk.differentiate.what_if import Smallest
from crmdesk.differentiate.wording import amount, days_since, fill, name, percent, points
from crmdesk.i18n import Words

# -- metric


@dataclass(frozen=True)
class Metric:
    """What a tier is measured by: its name, the client's value (None = not known), and the bound of each rank."""

    words: Words
    value: int | None
    bounds: tuple[int, ...]
    is_score: bool
    currency: str

    def as_json(self) -> dict[str, Any]:
        def plain(value: int | None) -> str | None:
            return None if value is None else points(value) if self.is_score else yuan(value)

        return {
            "by": "score" if self.is_score else "assets",
            "words": words_json(self.words),
            "value": plain(self.value),
            "bounds": {tier: plain(bound) for tier, bound in zip(TIERS[1:], self.bounds, strict=False)},
        }

    def shown(self, value: int) -> Words:
        return Words(points(value), points(value)) if self.is_score else amount(value, self.currency)


def _assets(standing: Standing, rulebook: Rulebook) -> Metric:
    is_month = rulebook.thresholds.mode == "AUM"
    words = (
        Words("月日均资产", "average assets of the month")
        if is_month
        else Words("近 3 个月日均资产", "average assets of 3 months")
    )
    value = standing.evidence["month_assets" if is_month else "A"]
    return Metric(words, value, rulebook.thresholds.assets, is_score=False, currency=rulebook.currency)


def _score(standing: Standing, rulebook: Rulebook) -> Metric:
    bounds = rulebook.thresholds.score
    return Metric(Words("综合分", "score"), standing.score, bounds, is_score=True, currency=rulebook.currency)


def metric_for(standing: Standing, rulebook: Rulebook, rank: int) -> Metric:
    """The metric that decides about a rank: assets by AUM and above the score's last tier; with MAX the better one."""
    mode = rulebook.thresholds.mode
    assets, score = _assets(standing, rulebook), _score(standing, rulebook)
    if mode == "AUM" or rank > len(score.bounds):
        return assets
    if mode == "MAX" and _rank(assets) > _rank(score):
        return assets
    return score


def _rank(metric: Metric) -> int:
    return 0 if metric.value is None else sum(metric.value >= bound for bound in metric.bounds)


# -- reasons


@dataclass(frozen=True)
class TierReasons:
    """``rule``: what decided. ``metric``: what the tier is measured by; None where it is not. ``held``: what keeps
    another tier than this month's figures alone would give. ``close``: the smallest way up and the nearest loss.
    ``also``: what else is to be known of it."""

    rule: Words
    metric: Metric | None = None
    held: tuple[Words, ...] = ()
    close: tuple[Words, ...] = ()
    also: tuple[Words, ...] = ()

    @property
    def lines(self) -> tuple[Words, ...]:
        return (self.rule, *self.held, *self.also, *self.close)


def tier_reasons(standing: Standing, rulebook: Rulebook, smallest: Smallest) -> TierReasons:
    if standing.tier == "dormant":
        return TierReasons(_dormant_line(standing, rulebook))
    if standing.tier_status == "unscored":
        return TierReasons(_unscored_line(standing))
    new = Words("开户不足 90 天：新客户观察期", "New client, less than 90 days: under observation")
    return TierReasons(
        rule=_reached_line(standing, rulebook),
        metric=metric_for(standing, rulebook, TIERS.index(standing.tier)),
        held=_known(_held_line(standing, rulebook), _shield_line(standing, rulebook)),
        close=_known(
            _next_line(standing, rulebook),
            cheapest_line(smallest, standing, rulebook),
            keep_line(smallest, standing, rulebook),
            lose_line(smallest, rulebook),
        ),
        also=_known(new if standing.is_new else None, _sleeping_line(standing, rulebook)),
    )


def _known(*lines: Words | None) -> tuple[Words, ...]:
    return tuple(line for line in lines if line is not None)


# -- lines


def _reached_line(standing: Standing, rulebook: Rulebook) -> Words:
    rank = TIERS.index(standing.tier)
    metric = metric_for(standing, rulebook, rank)
    if metric.value is None:
        return fill(
            Words("{tier}：本月没有资产数据，层级不变", "{tier}: no assets are known for the month, the tier stays"),
            tier=name("tier", standing.tier),
        )
    template = Words("{tier}：{metric} {value}", "{tier}: {metric} {value}")
    line = fill(template, tier=name("tier", standing.tier), metric=metric.words, value=metric.shown(metric.value))
    return Words(line.zh + _bounds(metric, rank).zh, line.en + _bounds(metric, rank).en)


def _bounds(metric: Metric, rank: int) -> Words:
    """ ", reaches 50, not yet 65": the tier's own bounds as far as they say something."""
    value = metric.value or 0
    lower = metric.bounds[rank - 1] if 0 < rank <= len(metric.bounds) else None
    if lower is not None and value < lower:
        return fill(Words("，低于 {x}", ", below {x}"), x=metric.shown(lower))
    parts = [] if lower is None else [fill(Words("，达到 {x}", ", reaches {x}"), x=metric.shown(lower))]
    if rank < len(metric.bounds):
        upper = metric.bounds[rank]
        words = Words("，未到 {x}", ", not yet {x}") if value < upper else Words("，高于 {x}", ", above {x}")
        parts.append(fill(words, x=metric.shown(upper)))
    return Words("".join(part.zh for part in parts), "".join(part.en for part in parts))


def _held_line(standing: Standing, rulebook: Rulebook) -> Words | None:
    """What the hysteresis is doing, if anything."""
    rank, preset = TIERS.index(standing.tier), rulebook.hysteresis
    months = preset.down_months[rank]
    raw = name("tier", standing.tier_raw or "base")
    if standing.tier_status == "buffer":
        return fill(
            Words(
                "缓冲：单看本月为{raw}，仍在缓冲带内（{buffer}），层级不变、不计月",
                "Buffer: alone this month would be {raw}; within {buffer} the tier stays",
            ),
            raw=raw,
            buffer=_buffer(standing, rulebook, rank),
        )
    if standing.tier_counter > 0:
        target = TIERS[standing.tier_mark] if preset.falls_to == "best" else standing.tier_raw or "base"
        return fill(
            Words(
                "{status}：单看本月为{raw}，已连续不达标 {done} 个月，满 {months} 个月降为{target}",
                "{status}: this month alone would be {raw}; {done} of {months} months below, then down to {target}",
            ),
            status=_watch_words(standing),
            raw=raw,
            done=standing.tier_counter,
            months=months,
            target=name("tier", target),
        )
    if standing.tier_counter < 0:
        return fill(
            Words(
                "单看本月为{raw}，满 {months} 个月升级",
                "This month alone would be {raw}; up after {months} such months",
            ),
            raw=raw,
            months=preset.up_months,
        )
    return None


def _shield_line(standing: Standing, rulebook: Rulebook) -> Words | None:
    """What the market took, where the rulebook does not let it take a tier."""
    neutral, change = standing.evidence["neutral_assets"], standing.evidence["market_change"]
    if neutral is None or change is None or standing.tier_status != "buffer":
        return None
    return fill(
        Words(
            "行情保护：指数 {months} 个月 {change}，按下跌前的价格资产为 {assets}，不因行情降级",
            "Shielded from the market: the index moved {change} in {months} months; at the prices before it assets "
            "are {assets}, and the fall alone takes no tier",
        ),
        months=str(rulebook.market.months),
        change=percent(change / 10_000),
        assets=amount(neutral, rulebook.currency),
    )


def _watch_words(standing: Standing) -> Words:
    if standing.tier_status.startswith("watch"):
        return name("tier_status", standing.tier_status)
    return Words("未达标", "Below")


def _buffer(standing: Standing, rulebook: Rulebook, rank: int) -> Words:
    metric, preset = metric_for(standing, rulebook, rank), rulebook.hysteresis
    bound = metric.bounds[rank - 1]
    low = bound - preset.score_buffer if metric.is_score else bound * (100 - preset.buffer_percent) // 100
    return fill(Words("{low} – {high}", "{low} – {high}"), low=metric.shown(low), high=metric.shown(bound))


def _next_line(standing: Standing, rulebook: Rulebook) -> Words | None:
    """How far the next tier is; nothing while the present one is not reached."""
    if standing.tier_raw != standing.tier:
        return None
    rank = TIERS.index(standing.tier) + 1
    if rank >= len(TIERS):
        return None
    metric = metric_for(standing, rulebook, rank)
    if metric.value is None or metric.value >= metric.bounds[rank - 1]:
        return None
    bound = metric.bounds[rank - 1]
    return fill(
        Words("距{tier}还差 {gap}（起点 {bound}）", "{gap} short of {tier} (from {bound})"),
        tier=name("tier", TIERS[rank]),
        gap=metric.shown(bound - metric.value),
        bound=metric.shown(bound),
    )


def _unscored_line(standing: Standing) -> Words:
    if standing.dormancy == "closed":
        return Words("账户已全部销户，不参与评分", "All accounts are closed: not scored")
    return Words("名下没有账户，不参与评分", "No account of their own: not scored")


def _idle(standing: Standing) -> Words:
    days = days_since(standing.evidence["last_active"], standing.figures_on)
    if days is None:
        return Words("从未交易", "never traded")
    return Words(f"{days} 天无主动交易", f"no active trade for {days} days")


def _dormant_line(standing: Standing, rulebook: Rulebook) -> Words:
    if standing.evidence["flagged"]:
        return Words("休眠：总部确认", "Dormant: confirmed by head office")
    return fill(
        Words("休眠（规则 {rule}）：{idle}，资产 {assets}", "Dormant (rule {rule}): {idle}, assets {assets}"),
        rule=rulebook.dormancy.name,
        idle=_idle(standing),
        assets=amount(standing.evidence["end_assets"] or 0, rulebook.currency),
    )


def _sleeping_line(standing: Standing, rulebook: Rulebook) -> Words | None:
    if standing.dormancy not in ("sleeping", "pre_dormant"):
        return None
    return fill(
        Words("{state}（规则 {rule}）：{idle}，资产 {assets}", "{state} (rule {rule}): {idle}, assets {assets}"),
        state=name("dormancy", standing.dormancy),
        rule=rulebook.dormancy.name,
        idle=_idle(standing),
        assets=amount(standing.evidence["end_assets"] or 0, rulebook.currency),
    )
