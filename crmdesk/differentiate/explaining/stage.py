"""The stage in words: the signals that fired with their numbers, the nearest that did not, and the confirmation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crmdesk.differentiate.explaining.readings import READINGS, reading
from crmdesk.differentiate.explaining.record import NO_RECORDS, Records, words_json
from crmdesk.differentiate.lifecycle import WEAK
from crmdesk.differentiate.queries import Standing
from crmdesk.differentiate.rulebooks import Rulebook
from crmdesk.differentiate.signals import preset_codes
from crmdesk.differentiate.wording import fill, name
from crmdesk.i18n import Words


@dataclass(frozen=True)
class Signal:
    """A rule of the stages as the client stands to it. ``decides``: it fired and asks for the stage held.

    ``value`` and ``limit`` as in ``Reading``; ``figures`` are empty where the signal is its own reason or an input is
    not known.
    """

    code: str
    words: Words
    is_fired: bool
    decides: bool
    is_strong: bool
    figures: Words
    value: float | None
    limit: float | None
    nearness: float | None
    records: Records = NO_RECORDS

    @property
    def has_figures(self) -> bool:
        """Measured against a limit, not a fact by itself."""
        return self.code in READINGS

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "words": words_json(self.words),
            "fired": self.is_fired,
            "decides": self.decides,
            "figures": words_json(self.figures),
            "value": self.value,
            "limit": self.limit,
            "records": self.records.as_json(),
        }


def stage_signals(standing: Standing, rulebook: Rulebook, records: Mapping[str, Records]) -> tuple[Signal, ...]:
    """Every signal of the rulebook's preset in rule order."""
    return tuple(_signal(standing, rulebook, code, records) for code in preset_codes(rulebook.stages))


def _signal(standing: Standing, rulebook: Rulebook, code: str, records: Mapping[str, Records]) -> Signal:
    found = reading(standing, rulebook, code)
    is_fired = code in standing.signals
    return Signal(
        code=code,
        words=name("signal", code),
        is_fired=is_fired,
        decides=is_fired and code in _RELEVANT[standing.stage],
        is_strong=code not in WEAK,
        figures=found.words,
        value=found.value,
        limit=found.limit,
        nearness=found.nearness,
        records=records.get(code, NO_RECORDS),
    )


def stage_lines(standing: Standing, rulebook: Rulebook) -> tuple[Words, ...]:
    deciding = [code for code in standing.signals if code in _RELEVANT[standing.stage]]
    others = [code for code in standing.signals if code not in deciding]
    head = _headline(standing, rulebook, deciding)
    lines = [head, *(_signal_line(standing, rulebook, code) for code in deciding[1:])]
    lines += [_also_line(standing, rulebook, code) for code in others]
    lines += _confirmation(standing, rulebook)
    nearest = _nearest(standing, rulebook)
    return tuple([*lines, nearest] if nearest is not None else lines)


#: Signals further away than half their cut-off are not worth a line.
_NEAR = 0.5

_RELEVANT = {
    "termination": ("T1", "T2", "T3", "T4", "T5", "F5"),
    "acquisition": ("A1", "A2", "A3", "F1"),
    "decline": ("D1", "D2", "D3", *WEAK, "F4"),
    "growth": ("G1", "G2", "G3", "G4", "G5", "F2"),
    "maturity": ("F3",),
}


def _headline(standing: Standing, rulebook: Rulebook, deciding: list[str]) -> Words:
    stage = name("stage", standing.stage)
    if deciding:
        line = _signal_line(standing, rulebook, deciding[0])
        return fill(Words("{stage}：{line}", "{stage}: {line}"), stage=stage, line=line)
    reasons = {
        "maturity": Words("没有增长信号，也不满足衰退规则", "no growth signal, and the decline rule is not met"),
        "decline": Words("信号已消失，恢复尚待确认", "the signals are gone, recovery is not confirmed yet"),
        "termination": Words("终止后尚未确认回流", "ended before, not confirmed as won back"),
        "acquisition": Words("赢回后的新周期", "a new cycle after being won back"),
    }
    kept = Words("维持上月阶段", "kept from the month before")
    is_kept = standing.stage_status == "warning" or (standing.stage == "acquisition" and standing.cycle_no == 1)
    reason = kept if is_kept else reasons.get(standing.stage, kept)
    return fill(Words("{stage}：{reason}", "{stage}: {reason}"), stage=stage, reason=reason)


def _signal_line(standing: Standing, rulebook: Rulebook, code: str) -> Words:
    figures = reading(standing, rulebook, code).words
    template = Words("{code} {signal}", "{code} {signal}")
    if figures.zh:
        template = Words("{code} {signal}：{figures}", "{code} {signal}: {figures}")
    return fill(template, code=code, signal=name("signal", code), figures=figures)


def _also_line(standing: Standing, rulebook: Rulebook, code: str) -> Words:
    line = _signal_line(standing, rulebook, code)
    if code in WEAK and standing.stage != "decline":
        return fill(
            Words("弱信号 {line}（单独一项不算衰退）", "Weak signal {line} (one alone is no decline)"), line=line
        )
    return fill(Words("同时 {line}", "Also {line}"), line=line)


def _confirmation(standing: Standing, rulebook: Rulebook) -> list[Words]:
    months = rulebook.stages.confirm_months
    lines = []
    if standing.stage_status == "warning":
        words = Words(
            "衰退预警：衰退规则首次满足，连续 {months} 个月末满足才进入衰退",
            "Decline warning: the rule is met for the first time; decline needs {months} month-ends in a row",
        )
        lines.append(fill(words, months=months))
    if standing.stage_status == "recovering":
        words = Words(
            "恢复中：再有一个月末无信号即离开衰退", "Recovering: one more month-end without a signal ends decline"
        )
        lines.append(words)
    if standing.stage_status == "returning":
        words = Words(
            "回流观察：下月末仍活跃且资产达标即为赢回",
            "Coming back: active with enough assets next month-end too, and it is a win-back",
        )
        lines.append(words)
    if standing.cycle_no > 1:
        lines.append(
            Words(
                f"第 {standing.cycle_no} 个关系周期（曾赢回）",
                f"Cycle {standing.cycle_no}: won back before",
            )
        )
    return lines


def _nearest(standing: Standing, rulebook: Rulebook) -> Words | None:
    """The signal of another stage that lacks least."""
    if standing.stage in ("termination", "acquisition"):
        return None
    codes = [code for code in READINGS if code[0] in "DG" and code not in standing.signals]
    readings = [(reading(standing, rulebook, code), code) for code in codes]
    near = [(r.nearness, code) for r, code in readings if r.nearness is not None and _NEAR <= r.nearness < 1]
    if not near:
        return None
    _, code = max(near)
    line = _signal_line(standing, rulebook, code)
    return fill(Words("最接近但未触发：{line}", "Nearest that did not fire: {line}"), line=line)
