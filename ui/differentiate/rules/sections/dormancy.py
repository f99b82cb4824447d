"""Dormancy: one of the presets, its conditions in words, all of which must hold."""

from __future__ import annotations

from typing import Any, ClassVar

from crmdesk.i18n import Words, tr
from ui.differentiate.rules.section import RulesSection
from ui.differentiate.rules.view import RulesView
from ui.framework.frames import Card
from ui.framework.labels import WrappedLabel

_UNITS = {
    "calendar_years": Words("年", "years"),
    "rolling_years": Words("年", "years"),
    "rolling_days": Words("天", "days"),
    "rolling_months": Words("个月", "months"),
}
_SENTENCES = {
    "calendar_years": Words(
        "连续 {length} 个完整自然年无主动交易：自最后一次交易所在年份之后满 {length} 年的次年 1 月 1 日起。",
        "No active trade in {length} full calendar years: from 1 January after {length} whole years without one.",
    ),
    "rolling_years": Words("超过 {length} 年无主动交易。", "No active trade for more than {length} years."),
    "rolling_days": Words("{length} 天或更久无主动交易。", "No active trade for {length} days or more."),
    "rolling_months": Words("超过 {length} 个月无主动动账。", "No active movement for more than {length} months."),
}
_LIMITS = ("cash_max", "assets_below", "holdings_max")


class DormancySection(RulesSection):
    name: ClassVar[str] = "dormancy"
    title: ClassVar[Words] = Words("休眠口径", "Dormancy")
    about: ClassVar[Words] = Words(
        "全部条件同时满足才算休眠；有持仓而无交易的是“沉睡有资产”，仍参与评分。柜面或总部的休眠标志优先。",
        "All conditions must hold. Who holds assets without trading is asleep, not dormant, and stays scored. "
        "What head office says comes first.",
    )

    def structure(self, view: RulesView) -> Any:
        preset = view.value("dormancy", "preset")
        entry = view.value("dormancy", "presets", str(preset)) or {}
        return preset, entry.get("kind"), tuple(entry), tuple(view.value("dormancy", "presets"))

    def build(self, view: RulesView) -> None:
        self.body.addWidget(self.labelled(self.choice(("dormancy", "preset")), width=120))
        preset = str(view.value("dormancy", "preset"))
        path = ("dormancy", "presets", preset)
        entry = view.value(*path) or {}
        card = Card(tr("Conditions of this rule"))
        self._said = WrappedLabel(tone="secondary")
        card.body.addWidget(self._said)
        card.body.addWidget(self.labelled(self.choice((*path, "kind")), label=tr("Time is counted in")))
        unit = _UNITS.get(entry.get("kind", ""))
        card.body.addWidget(self.labelled(self.number((*path, "length"), width=72, unit=unit), label=tr("How long")))
        for key in _LIMITS:
            if key in entry:
                field = view.field((*path, key))
                label = str(field.declared.words) if field is not None else ""
                card.body.addWidget(self.labelled(self.number((*path, key), width=124), label=label))
        self.body.addWidget(card)
        flagged = Card(tr("Confirmed by head office"))
        flagged.body.addWidget(self.labelled(self.ticks(("dormancy", "flagged_statuses"))))
        self.body.addWidget(flagged)

    def follow(self, view: RulesView) -> None:
        entry = view.value("dormancy", "presets", str(view.value("dormancy", "preset"))) or {}
        sentence = _SENTENCES.get(entry.get("kind", ""), Words("", ""))
        self._said.setText(str(sentence).format(length=entry.get("length", "…")))
