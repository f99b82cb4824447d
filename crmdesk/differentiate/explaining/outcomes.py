"""What a what-if came to, in words: the tier at the next month-end and later, signals, stage, potential value."""

from __future__ import annotations

from crmdesk import dates
from crmdesk.differentiate.queries import Standing
from crmdesk.differentiate.rulebooks import Rulebook
from crmdesk.differentiate.what_if import WhatIf
from crmdesk.differentiate.wording import amount, fill, name
from crmdesk.i18n import Words


def outcome_lines(standing: Standing, found: WhatIf, before: WhatIf) -> tuple[Words, ...]:
    """``before``: the same with the figures as they are. The first line says what hysteresis does next month; no line
    holds an amount."""
    lines = (_tier_line(standing, found), _stage_line(found, before), _signal_line(found, before))
    return tuple(line for line in lines if line is not None)


def potential_line(rulebook: Rulebook, found: WhatIf, before: WhatIf) -> Words | None:
    """What becomes of the potential value; None where it stays."""
    if found.pv == before.pv:
        return None
    old, new = (amount(one.pv, rulebook.currency) for one in (before, found))
    return fill(Words("潜在价值 {old} → {new}", "Potential value {old} → {new}"), old=old, new=new)


def month_end(standing: Standing, months: int) -> str:
    """The month ``months`` month-ends after the one that was decided."""
    return dates.month_text(dates.month_index(standing.figures_on) + months)


#: What the next month-end brings, by what happens to the tier.
_TIER_WORDS = {
    "unscored": Words("账户已全部销户，不参与评分", "All accounts are closed: not scored"),
    "missing": Words("{month} 月末：没有资产数据，仍为{tier}", "End of {month}: no assets are known, {tier} stays"),
    "dormant": Words("{month} 月末：休眠", "End of {month}: dormant"),
    "moved": Words("{month} 月末即为{tier}", "{tier} at the end of {month}"),
    "later": Words(
        "{month} 月末仍为{tier}（{status}）；一直如此，到 {later} 月末为{settled}",
        "{tier} stays at the end of {month} ({status}); if it goes on so, {settled} at the end of {later}",
    ),
    "buffer": Words(
        "单看为{alone}，在缓冲带内：{month} 月末仍为{tier}，不计月",
        "{alone} on its own, within the buffer: {tier} stays at the end of {month}, no month is counted",
    ),
    "stays": Words("{month} 月末仍为{tier}", "{tier} stays at the end of {month}"),
}


def _tier_line(standing: Standing, found: WhatIf) -> Words:
    return fill(
        _TIER_WORDS[_tier_case(standing, found)],
        month=month_end(standing, 1),
        tier=name("tier", found.tier),
        status=name("tier_status", found.tier_status),
        alone=name("tier", found.alone),
        settled=name("tier", found.settled),
        later=month_end(standing, found.months),
    )


def _tier_case(standing: Standing, found: WhatIf) -> str:
    if found.tier_status in ("unscored", "missing") and found.tier != "dormant":
        return found.tier_status
    if found.tier != standing.tier:
        return "dormant" if found.tier == "dormant" else "moved"
    if found.settled != found.tier:
        return "later"
    return "buffer" if found.tier_status == "buffer" else "stays"


def _stage_line(found: WhatIf, before: WhatIf) -> Words | None:
    if (found.stage, found.stage_status) == (before.stage, before.stage_status):
        return None
    words = Words("下月末阶段：{stage}", "Stage next month-end: {stage}")
    stage = name("stage", found.stage)
    if found.stage_status != "normal":
        both = Words("{stage}（{status}）", "{stage} ({status})")
        stage = fill(both, stage=stage, status=name("stage_status", found.stage_status))
    return fill(words, stage=stage)


def _signal_line(found: WhatIf, before: WhatIf) -> Words | None:
    """Signals that fire now, and those that no longer do."""
    parts = [
        fill(template, signals=_named(codes))
        for template, codes in (
            (Words("触发 {signals}", "fires: {signals}"), [one for one in found.signals if one not in before.signals]),
            (Words("不再触发 {signals}", "no longer: {signals}"),
             [one for one in before.signals if one not in found.signals]),
        )
        if codes
    ]  # fmt: skip
    if not parts:
        return None
    return Words("；".join(part.zh for part in parts), "; ".join(part.en for part in parts))


def _named(codes: list[str]) -> Words:
    words = [name("signal", code) for code in codes]
    zh = "、".join(f"{code} {one.zh}" for code, one in zip(codes, words, strict=True))
    return Words(zh, ", ".join(f"{code} {one.en}" for code, one in zip(codes, words, strict=True)))
