"""Lifetime value: horizon, discount, growth and retention by stage and tier, with a worked example below."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from PySide6.QtWidgets import QGridLayout, QWidget

from crmdesk.codes import code_list
from crmdesk.differentiate.lifetime_value import ValueRules, potential
from crmdesk.differentiate.tiers import TIERS
from crmdesk.i18n import Words, tr
from ui.differentiate.rules.section import RulesSection
from ui.differentiate.rules.view import RulesView
from ui.framework.chips import ChipLabel, stage_chip, tier_chip
from ui.framework.frames import Card
from ui.framework.labels import PlainLabel, WrappedLabel

#: The example of the specification (§4.4): contribution of twelve months, in cents.
_EXAMPLE = 3_600_00
_FORECAST = ("least_clients", "least_months")


class LifetimeSection(RulesSection):
    name: ClassVar[str] = "lifetime"
    title: ClassVar[Words] = Words("客户价值", "Lifetime value")
    about: ClassVar[Words] = Words(
        "潜在价值 = 近 12 个月贡献按增长与留存逐年折现。满 12 个月历史后，以本机构实测留存率代替下列默认值。",
        "Potential value discounts the contribution of 12 months by growth and retention, year by year. Once 12 months "
        "of history exist, measured retention takes the place of these.",
    )

    def build(self, view: RulesView) -> None:
        card = Card(tr("Horizon and discount"))
        for key in ("years", "discount", "acquisition_cost"):
            card.body.addWidget(self.labelled(self.number(("lifetime", key), width=96)))
        self.body.addWidget(card)
        self._worth: dict[str, PlainLabel] = {}
        self.body.addWidget(self._stages())
        self.body.addWidget(self._tiers())
        self.body.addWidget(self._risk())
        if view.value("forecast"):
            self.body.addWidget(self._forecast(view))

    def _stages(self) -> QWidget:
        example = PlainLabel(tr("of a client who brings ¥3,600 a year"), role="caption", tone="tertiary")
        card = Card(tr("By stage"), right=(example,))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        for column, text in enumerate((tr("Growth a year"), tr("Kept a year"), tr("Potential value")), 1):
            grid.addWidget(PlainLabel(text, role="caption", tone="secondary"), 0, column)
        for line, stage in enumerate(code_list("stage"), 1):
            grid.addWidget(ChipLabel(stage_chip(stage)), line, 0)
            grid.addWidget(self.number(("lifetime", "growth", stage), width=72), line, 1)
            grid.addWidget(self.number(("lifetime", "retention", stage), width=72), line, 2)
            self._worth[stage] = PlainLabel(role="strong")
            grid.addWidget(self._worth[stage], line, 3)
        grid.setColumnStretch(4, 1)
        card.body.addLayout(grid)
        return card

    def _tiers(self) -> QWidget:
        card = Card(tr("In maturity, kept a year by tier"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        for at, tier in enumerate(TIERS):
            line, column = divmod(at, 3)
            grid.addWidget(ChipLabel(tier_chip(tier)), line, 2 * column)
            grid.addWidget(self.number(("lifetime", "maturity_retention", tier), width=72), line, 2 * column + 1)
        grid.setColumnStretch(6, 1)
        card.body.addLayout(grid)
        return card

    def _risk(self) -> QWidget:
        card = Card(tr("If the client slips into decline"))
        self._loss = WrappedLabel(tone="secondary")
        for key in ("growth", "retention"):
            card.body.addWidget(self.labelled(self.number(("lifetime", "at_risk", key), width=72)))
        card.body.addWidget(self._loss)
        return card

    def _forecast(self, view: RulesView) -> QWidget:
        card = Card(tr("Forecast"))
        for key in ("event", "income"):
            if view.value("forecast", key):
                card.body.addWidget(self.labelled(self.choice(("forecast", key))))
        for key in _FORECAST:
            if view.value("forecast", key):
                card.body.addWidget(self.labelled(self.number(("forecast", key), width=96)))
        return card

    def follow(self, view: RulesView) -> None:
        rules = view.rulebook.values if view.rulebook is not None else None
        for at, (stage, label) in enumerate(self._worth.items()):
            value = None if rules is None else _worth(rules, rules.growth[at], rules.retention[at])
            label.setText("—" if value is None else f"¥{value / 100:,.2f}")
            label.setAccessibleName(f"{stage} {label.text()}")
        if rules is None:
            self._loss.setText("")
            return
        kept = _worth(rules, rules.growth[2], rules.retention[2])
        left = _worth(rules, rules.risk_growth, rules.risk_retention)
        words = {"kept": f"¥{kept / 100:,.2f}", "left": f"¥{left / 100:,.2f}", "lost": f"¥{(kept - left) / 100:,.2f}"}
        self._loss.setText(tr("In maturity {kept}, slipping into decline {left}: {lost} at risk.", **words))


def _worth(rules: ValueRules, growth: float, retention: float) -> int:
    rates = np.array([growth]), np.array([retention])
    return int(potential(np.array([_EXAMPLE]), *rates, discount=rules.discount, years=rules.years)[0])
