"""Each signal's figures in words: the client's number, the cut-off, and how near it is to firing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from crmdesk.differentiate.queries import Standing
from crmdesk.differentiate.rulebooks import Rulebook
from crmdesk.differentiate.wording import amount, days_since, fill, percent
from crmdesk.i18n import Words

#: Below this, net flows are measured against ¥10,000.
_SMALL_BASE = 10_000_00


@dataclass(frozen=True)
class Reading:
    """A signal's figures: in words, how near it is to firing (1 = at the cut-off, None = not comparable), and the
    client's number beside the rulebook's limit: shares as fractions, ages in days, money in cents."""

    words: Words
    nearness: float | None = None
    value: float | None = None
    limit: float | None = None


def reading(standing: Standing, rulebook: Rulebook, code: str) -> Reading:
    """The figures behind a signal; empty words where the signal is its own reason or an input is not known."""
    make = READINGS.get(code)
    return make(standing, rulebook) if make is not None else Reading(Words("", ""))


def _unknown() -> Reading:
    return Reading(Words("", ""))


def _compared(label: Words, value: Words | str, sign: str, cut: Words | str) -> Words:
    template = Words("{label} {value} {sign} {cut}", "{label} {value} {sign} {cut}")
    return fill(template, label=label, value=value, sign=sign, cut=cut)


def _sign(value: float, cut: float, *, at_least: bool) -> str:
    if at_least:
        return "≥" if value >= cut else "<"
    return "≤" if value <= cut else ">"


def _flow(standing: Standing, flow: str, base: str) -> float | None:
    moved, before = standing.evidence[flow], standing.evidence[base]
    return None if moved is None or before is None else moved / max(before, _SMALL_BASE)


_NF3 = Words("3 个月净流入占比", "net inflow of 3 months")
_NF12 = Words("12 个月净流入占比", "net inflow of 12 months")


def _share(value: float | None, cut: float, label: Words) -> Reading:
    if value is None:
        return _unknown()
    at_least = cut > 0
    nearness = value / cut if cut else None
    words = _compared(label, percent(value), _sign(value, cut, at_least=at_least), percent(cut))
    return Reading(words, nearness, value, cut)


def _flow_reading(s: Standing, span: str, cut: float, label: Words) -> Reading:
    """Where transfers are not imported, new money is worked out from assets and the market: that is said."""
    found = _share(_flow(s, *_FLOWS[span]), cut, label)
    if not s.evidence["flow_estimated"] or not found.words.zh:
        return found
    return replace(found, words=fill(Words("{words}（估算）", "{words} (estimated)"), words=found.words))


_FLOWS = {"nf3": ("nf3", "a3p"), "nf12": ("nf12", "assets_12_ago")}


def _d1(s: Standing, r: Rulebook) -> Reading:
    return _flow_reading(s, "nf3", r.stages.decline_nf3, _NF3)


def _g1(s: Standing, r: Rulebook) -> Reading:
    return _flow_reading(s, "nf12", r.stages.growth_g12, _NF12)


def _g2(s: Standing, r: Rulebook) -> Reading:
    return _flow_reading(s, "nf3", r.stages.growth_nf3, _NF3)


def _d2(s: Standing, r: Rulebook) -> Reading:
    a3, peak, nf12 = (s.evidence[key] for key in ("a3", "peak", "nf12"))
    if a3 is None or not peak or nf12 is None:
        return _unknown()
    share, cut = a3 / peak, r.stages.decline_peak
    words = fill(
        Words(
            "近 3 个月日均 {a3}，为 24 个月高点 {peak} 的 {share}%（界 {cut}%），12 个月净流入 {flow}",
            "average {a3} is {share}% of the 24-month peak {peak} (cut-off {cut}%), net inflow of 12 months {flow}",
        ),
        a3=amount(a3, r.currency),
        peak=amount(peak, r.currency),
        share=f"{share * 100:.0f}",
        cut=f"{cut * 100:.0f}",
        flow=amount(nf12, r.currency),
    )
    return Reading(words, min(cut / share, 0.99) if share > 0 and nf12 < 0 else None, share, cut)


def _days(label: Words, value: int | None, cut: int) -> Reading:
    if value is None:
        return _unknown()
    days, limit = (Words(f"{x} 天", f"{x} days") for x in (value, cut))
    words = _compared(label, days, _sign(value, cut, at_least=True), limit)
    return Reading(words, value / cut, value, cut)


def _idle_days(s: Standing) -> int | None:
    evidence = s.evidence
    moved = evidence["last_moved"] if evidence["last_moved"] is not None else evidence["opened"]
    return days_since(moved, s.figures_on)


def _d3(s: Standing, r: Rulebook) -> Reading:
    found = _days(Words("无主动行为", "no activity for"), _idle_days(s), r.stages.decline_idle)
    a3 = s.evidence["a3"]
    if a3 is None or not found.words.zh:
        return _unknown()
    words = fill(Words("{words}，资产 {a3}", "{words}, assets {a3}"), words=found.words, a3=amount(a3, r.currency))
    nearness = found.nearness if a3 >= r.stages.decline_idle_assets else None
    return Reading(words, nearness, found.value, found.limit)


def _d4(s: Standing, r: Rulebook) -> Reading:
    t3, before = s.evidence["t3"], s.evidence["trades_before"]
    if t3 is None or before is None:
        return _unknown()
    quarter = before / 4
    cut = r.stages.decline_trades * quarter
    words = Words(
        f"近 3 个月活跃 {t3} 天，此前每季平均 {quarter:.1f} 天（界 {cut:.1f}）",
        f"{t3} active days in 3 months against {quarter:.1f} a quarter before (cut-off {cut:.1f})",
    )
    return Reading(words, min(cut / t3, 0.99) if t3 and quarter >= 3 else None, t3, cut)


def _d5(s: Standing, r: Rulebook) -> Reading:
    stored = s.evidence["matured_unrenewed"]
    if stored is None:
        return _unknown()
    share, cut = stored / 10_000, r.stages.decline_matured
    sign = _sign(share, cut, at_least=True)
    words = _compared(Words("到期未承接", "not renewed"), f"{share:.0%}", sign, f"{cut:.0%}")
    return Reading(words, share / cut, share, cut)


def _d6(s: Standing, r: Rulebook) -> Reading:
    parts = []
    if (days := s.evidence["complaint_days"]) is not None:
        limit = r.stages.decline_complaint_days
        parts.append(Words(f"投诉未结 {days} 天（界 {limit}）", f"complaint open for {days} days (cut-off {limit})"))
    if (nps := s.evidence["nps"]) is not None:
        limit = r.stages.decline_nps
        parts.append(Words(f"NPS {nps}（界 {limit}）", f"NPS {nps} (cut-off {limit})"))
    return Reading(Words("，".join(part.zh for part in parts), ", ".join(part.en for part in parts)))


def _d7(s: Standing, r: Rulebook) -> Reading:
    failed = s.evidence["noresp"]
    if failed is None:
        return _unknown()
    limit = r.stages.decline_noresp
    words = Words(f"连续 {failed} 次未联系上（界 {limit}）", f"{failed} attempts in a row failed (cut-off {limit})")
    return Reading(words, value=failed, limit=limit)


def _lines(s: Standing) -> Reading:
    now, change = s.evidence["lines"], s.evidence["lines_change"]
    if now is None or change is None:
        return _unknown()
    words = Words(f"6 个月内产品线 {now - change} → {now}", f"product lines {now - change} → {now} in 6 months")
    return Reading(words, value=change)


def _d8(s: Standing, r: Rulebook) -> Reading:
    return replace(_lines(s), limit=-r.stages.decline_lines)


def _g3(s: Standing, r: Rulebook) -> Reading:
    return replace(_lines(s), limit=r.stages.growth_lines)


def _g4(s: Standing, r: Rulebook) -> Reading:
    c12, before = s.evidence["c12"], s.evidence["c12p"]
    if c12 is None or not before or before < 0:
        return _unknown()
    ratio, cut = c12 / before, r.stages.growth_contribution
    words = fill(
        Words(
            "12 个月贡献 {now}，上一年 {before}，{ratio} 倍 {sign} {cut} 倍",
            "contribution {now} against {before} the year before: × {ratio} {sign} × {cut}",
        ),
        now=amount(c12, r.currency),
        before=amount(before, r.currency),
        ratio=f"{ratio:.2f}",
        sign=_sign(ratio, cut, at_least=True),
        cut=f"{cut:.2f}",
    )
    return Reading(words, ratio / cut, ratio, cut)


def _opened_days(s: Standing) -> int | None:
    return days_since(s.evidence["opened"], s.figures_on)


def _g5(s: Standing, r: Rulebook) -> Reading:
    days, months = _opened_days(s), r.stages.growth_months
    if days is None:
        return _unknown()
    words = Words(f"开户 {days} 天（界 {months} 个月）", f"opened {days} days ago (limit {months} months)")
    return Reading(words, value=days)


def _t3(s: Standing, r: Rulebook) -> Reading:
    idle, a3 = _idle_days(s), s.evidence["a3"]
    if idle is None or a3 is None:
        return _unknown()
    words = Words(
        "日均资产 {a3} {sign} {cut}，{idle} 天无主动行为",
        "average assets {a3} {sign} {cut}, no activity for {idle} days",
    )
    cut = r.stages.gone_assets
    sign = _sign(a3, cut, at_least=True)
    words = fill(words, a3=amount(a3, r.currency), sign=sign, cut=amount(cut, r.currency), idle=idle)
    return Reading(words, value=a3, limit=cut)


def _opened(s: Standing, r: Rulebook) -> Reading:
    return _since_opening(s, r.stages.max_unactivated)


def _f1(s: Standing, r: Rulebook) -> Reading:
    return _since_opening(s, r.stages.fast_new_days)


def _f2(s: Standing, r: Rulebook) -> Reading:
    return _since_opening(s, r.stages.fast_growth_days)


def _since_opening(s: Standing, limit: int) -> Reading:
    days = _opened_days(s)
    if days is None:
        return _unknown()
    words = Words(f"开户 {days} 天（界 {limit} 天）", f"opened {days} days ago (limit {limit} days)")
    return Reading(words, value=days, limit=limit)


def _a3(s: Standing, r: Rulebook) -> Reading:
    days, limit = days_since(s.evidence["activated"], s.figures_on), r.stages.activation_days
    if days is None:
        return Reading(Words("尚未激活", "not activated yet"), limit=limit)
    sign = _sign(days, limit, at_least=True)
    return Reading(Words(f"激活 {days} 天 {sign} {limit} 天", f"activated {days} days ago {sign} {limit} days"),
                   value=days, limit=limit)  # fmt: skip


def _f4(s: Standing, _: Rulebook) -> Reading:
    now, before = s.evidence["t3"], s.evidence["t3p"]
    return Reading(
        Words(
            f"近 3 个月活跃 {now} 天，前 3 个月 {before} 天", f"{now} active days in 3 months, {before} in the 3 before"
        )
    )


def _f5(s: Standing, r: Rulebook) -> Reading:
    return _days(Words("无主动行为", "no activity for"), _idle_days(s), r.stages.fast_gone_idle)


READINGS: dict[str, Callable[[Standing, Rulebook], Reading]] = {
    "T3": _t3, "T5": _opened, "A2": _opened, "A3": _a3,
    "D1": _d1, "D2": _d2, "D3": _d3, "D4": _d4, "D5": _d5, "D6": _d6, "D7": _d7, "D8": _d8,
    "G1": _g1, "G2": _g2, "G3": _g3, "G4": _g4, "G5": _g5,
    "F1": _f1, "F2": _f2, "F3": _f2, "F4": _f4, "F5": _f5,
}  # fmt: skip
