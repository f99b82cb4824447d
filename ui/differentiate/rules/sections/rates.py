"""Rate card: what an asset class counts for and earns a year, and which lines of products mean what."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QGridLayout, QWidget

from crmdesk.codes import code_list
from crmdesk.i18n import Words, tr
from ui.differentiate.rules.section import RulesSection
from ui.differentiate.rules.view import RulesView
from ui.framework.frames import Card
from ui.framework.labels import PlainLabel

_RATES = ("asset_factor", "spread", "product_share", "exposure")
#: What is meant where nothing is given.
_ABSENT = {"asset_factor": "1", "spread": "0", "product_share": "0", "exposure": "0"}
_LISTS = ("strategy", "cash_classes", "wealth_lines", "advisory_lines", "strategic_lines")


class RatesSection(RulesSection):
    name: ClassVar[str] = "rates"
    title: ClassVar[Words] = Words("费率与口径", "Rate card")
    about: ClassVar[Words] = Words(
        "空着的系数按 1 计入资产，空着的费率按 0 计。修改后，历史贡献会按新费率重新计算。",
        "An empty factor counts as 1, an empty rate as 0. After a change the contributions are worked out anew.",
    )

    def build(self, view: RulesView) -> None:
        card = Card(tr("By asset class"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(6)
        heads = (tr("Counts as assets"), tr("Spread a year"), tr("Share of fees a year"), tr("Moves with the market"))
        for column, text in enumerate(heads, 1):
            grid.addWidget(PlainLabel(text, role="caption", tone="secondary"), 0, column)
        for line, (name, code) in enumerate(code_list("asset_class").items(), 1):
            grid.addWidget(PlainLabel(str(code.words)), line, 0)
            for column, key in enumerate(_RATES, 1):
                box = self.number(("facts", key, name), width=72)
                box.show_default(_ABSENT[key])
                grid.addWidget(box, line, column)
        grid.setColumnStretch(len(_RATES) + 1, 1)
        card.body.addLayout(grid)
        self.body.addWidget(card)
        self.body.addWidget(self._lists(view))
        self.body.addWidget(self._account_lines(view))

    def _lists(self, view: RulesView) -> QWidget:
        card = Card(tr("What counts as what"))
        for key in _LISTS:
            if view.field(("facts", key)) is not None:
                card.body.addWidget(self.labelled(self.ticks(("facts", key)), width=168))
        return card

    def _account_lines(self, view: RulesView) -> QWidget:
        card = Card(tr("Product lines that follow from an open account"))
        for kind in view.value("facts", "account_lines") or ():
            box = self.choice(("facts", "account_lines", kind))
            words = code_list("account_kind")
            label = str(words[kind].words) if kind in words else kind
            card.body.addWidget(self.labelled(box, label=label, width=168))
        return card
