"""Indicator lines: value, the cut-off reached, the score, and the arithmetic of the composite."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from crmdesk.differentiate.explaining.record import NO_RECORDS, Records, words_json, yuan
from crmdesk.differentiate.queries import Standing
from crmdesk.differentiate.rulebooks import Rulebook
from crmdesk.differentiate.scores import INDICATORS
from crmdesk.differentiate.wording import amount, counted, days_since, fill, name, points
from crmdesk.i18n import Words


@dataclass(frozen=True)
class Input:
    """One indicator. ``value`` in days, counts or cents, None = not known or never; ``cuts`` ascending; ``weight`` in
    ten-thousandths; ``points`` in hundredths of a point of V; ``records`` what it is made of."""

    indicator: str
    words: Words
    value: int | None
    shown: Words
    cuts: tuple[int, ...]
    score: int
    weight: int
    points: int
    records: Records = NO_RECORDS

    @property
    def unit(self) -> str:
        return {"R": "days", "F": "times", "M": "money", "A": "money"}.get(self.indicator, "points")

    @property
    def is_behind(self) -> bool:
        """The records of today no longer make the figure of the run."""
        return self.value is not None and not self.records.is_current(self.value)

    def as_json(self) -> dict[str, Any]:
        def plain(value: int | None) -> int | str | None:
            return yuan(value) if self.unit == "money" and value is not None else value

        return {
            "indicator": self.indicator,
            "words": words_json(self.words),
            "value": plain(self.value),
            "unit": self.unit,
            "cuts": [plain(cut) for cut in self.cuts],
            "score": self.score,
            "weight": self.weight,
            "points": self.points,
            "records": self.records.as_json(),
        }


def value_of(standing: Standing, indicator: str) -> int | None:
    evidence = standing.evidence
    return days_since(evidence["last_active"], standing.figures_on) if indicator == "R" else evidence[indicator]


def shown(indicator: str, value: int, rulebook: Rulebook) -> Words:
    """A value with its unit."""
    if indicator in ("M", "A", "month"):
        return amount(value, rulebook.currency)
    if indicator == "F" and rulebook.frequency == "movements":
        return counted(value, "笔", "movements")
    if indicator in "RF":
        return counted(value, "天", "days")
    return counted(value, "项", "points")


def _missing(indicator: str) -> Words:
    return Words("从未交易", "never traded") if indicator == "R" else Words("未知", "not known")


def indicator_name(indicator: str, rulebook: Rulebook) -> Words:
    if indicator == "F" and rulebook.frequency == "movements":
        return Words("主动动账笔数", "Active movements")
    if indicator == "month":
        return Words("月日均资产", "Average assets of the month")
    return name("indicator", indicator)


def inputs(
    standing: Standing, rulebook: Rulebook, records: Mapping[str, Records] = MappingProxyType({})
) -> tuple[Input, ...]:
    found = []
    for indicator, weight in zip(INDICATORS, rulebook.profile.weights, strict=True):
        value = value_of(standing, indicator)
        score = standing.evidence[f"score_{indicator}"] or 0
        found.append(
            Input(
                indicator=indicator,
                words=indicator_name(indicator, rulebook),
                value=value,
                shown=_missing(indicator) if value is None else shown(indicator, value, rulebook),
                cuts=rulebook.breakpoints.of(indicator),
                score=score,
                weight=weight,
                points=weight * score // 5,
                records=records.get(indicator, NO_RECORDS),
            )
        )
    return tuple(found)


def indicator_lines(standing: Standing, rulebook: Rulebook) -> tuple[Words, ...]:
    return tuple(_line(bar, rulebook) for bar in inputs(standing, rulebook))


def _line(bar: Input, rulebook: Rulebook) -> Words:
    label = fill(Words("{code} {name}", "{code} {name}"), code=bar.indicator, name=bar.words)
    if bar.value is None:
        words = Words("{label}：{missing}，得 0 分", "{label}: {missing}, 0 points")
        return fill(words, label=label, missing=_missing(bar.indicator))
    sign, cut = _cut(bar)
    return fill(
        Words("{label}：{value} {sign} {cut}，得 {score}", "{label}: {value} {sign} {cut}, {score}"),
        label=label,
        value=bar.shown,
        sign=sign,
        cut=shown(bar.indicator, cut, rulebook),
        score=counted(bar.score, "分", "points"),
    )


def _cut(bar: Input) -> tuple[str, int]:
    """The sign and cut-off that decided the score."""
    if bar.indicator == "R":
        return ("≤", bar.cuts[5 - bar.score]) if bar.score > 1 else (">", bar.cuts[-1])
    return ("≥", bar.cuts[bar.score - 1]) if bar.score else ("<", bar.cuts[0])


def total_line(standing: Standing, rulebook: Rulebook) -> Words:
    """``20 × (5×0.10 + …) = 61.0``: how the score comes about."""
    parts = " + ".join(
        f"{standing.evidence[f'score_{indicator}'] or 0}×{weight / 10_000:.2f}"
        for indicator, weight in zip(INDICATORS, rulebook.profile.weights, strict=True)
    )
    return fill(
        Words(
            "综合分（{profile}方案）：20 × ({parts}) = {total}", "Score ({profile} profile): 20 × ({parts}) = {total}"
        ),
        profile=rulebook.profile.words,
        parts=parts,
        total=points(standing.score or 0),
    )
