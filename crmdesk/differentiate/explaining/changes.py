"""The smallest changes that move a tier, in words and as plain values."""

from __future__ import annotations

from typing import Any

from crmdesk.differentiate.explaining.indicators import indicator_name, shown
from crmdesk.differentiate.explaining.record import words_json, yuan
from crmdesk.differentiate.queries import Standing
from crmdesk.differentiate.rulebooks import Rulebook
from crmdesk.differentiate.what_if import Change, Smallest
from crmdesk.differentiate.wording import counted, fill, name, points
from crmdesk.i18n import Words


def is_money(change: Change) -> bool:
    return change.name in ("M", "A", "month")


def change_words(change: Change, rulebook: Rulebook) -> Words:
    """``M 综合贡献 ≥ 3,000 元``: what a change asks of a figure. Money that falls is below a bound."""
    label = fill(Words("{code} {name}", "{code} {name}"), code="" if change.name == "month" else change.name,
                 name=indicator_name(change.name, rulebook))  # fmt: skip
    label = Words(label.zh.strip(), label.en.strip())
    if change.name == "R" and change.value_now is None:
        return fill(Words("{label}：一笔交易即可", "{label}: one trade does it"), label=label)
    is_more = change.value > (change.value_now or 0)
    is_below = is_money(change) and not is_more and change.value > 0
    template = Words("{label} {sign} {value}", "{label} {sign} {value}")
    if change.name == "R" and not is_more:
        template = Words("{label} ≤ {value}（一笔交易即可）", "{label} ≤ {value} (one trade does it)")
    value = shown(change.name, change.value + is_below, rulebook)
    return fill(template, label=label, sign="≥" if is_more else "<" if is_below else "≤", value=value)


def smallest_json(smallest: Smallest, rulebook: Rulebook) -> dict[str, Any]:
    return {
        "up": [_json(one, rulebook) for one in smallest.up],
        "keep": [_json(one, rulebook) for one in smallest.keep],
        "lose": [_json(one, rulebook) for one in smallest.lose],
    }


def _json(change: Change, rulebook: Rulebook) -> dict[str, Any]:
    has_amounts = is_money(change)
    return {
        "figure": change.name,
        "words": words_json(change_words(change, rulebook)),
        "value": yuan(change.value) if has_amounts else change.value,
        "change": yuan(change.change) if has_amounts else change.change,
        "tier": change.tier,
        "score": change.score / 10,
        "months": change.months,
    }


def _first(changes: tuple[Change, ...]) -> Change | None:
    return changes[0] if changes else None


def loss_words(change: Change) -> Words:
    """``3 个月后黄金`` / ``Gold after 3 months``."""
    months = counted(change.months, "个月", "months")
    return fill(Words("{months}后{tier}", "{tier} after {months}"), months=months, tier=name("tier", change.tier))


def cheapest_line(smallest: Smallest, standing: Standing, rulebook: Rulebook) -> Words | None:
    change = _first(smallest.up)
    if change is None or change.name == "month" or standing.tier_raw != standing.tier:
        return None
    return fill(
        Words(
            "最小的单项改变：{change}，综合分到 {score}", "Smallest single change: {change} gives a score of {score}"
        ),
        change=change_words(change, rulebook),
        score=points(change.score),
    )


def keep_line(smallest: Smallest, standing: Standing, rulebook: Rulebook) -> Words | None:
    change = _first(smallest.keep)
    if change is None:
        return None
    return fill(
        Words("保住{tier}的最小改变：{change}", "Smallest change that keeps {tier}: {change}"),
        tier=name("tier", standing.tier),
        change=change_words(change, rulebook),
    )


def lose_line(smallest: Smallest, rulebook: Rulebook) -> Words | None:
    change = _first(smallest.lose)
    if change is None:
        return None
    return fill(
        Words(
            "最易失去层级的单项：{change}，持续 {months}末即为{tier}",
            "The nearest loss: {change}; {tier} after {months} of it",
        ),
        change=change_words(change, rulebook),
        months=counted(change.months, "个月", "month-ends"),
        tier=name("tier", change.tier),
    )
