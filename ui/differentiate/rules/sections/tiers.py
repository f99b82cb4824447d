"""Tiers: what decides, and the bounds of each tier with the clients that lie near them."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtWidgets import QGridLayout, QWidget

from crmdesk.differentiate.tiers import TIERS
from crmdesk.i18n import Words, tr
from ui.differentiate.rules.section import RulesSection
from ui.differentiate.rules.view import RulesView
from ui.framework.chips import ChipLabel, tier_chip
from ui.framework.frames import Card
from ui.framework.labels import PlainLabel

_PARTS = ("assets", "score", "floors")


class TiersSection(RulesSection):
    name: ClassVar[str] = "tiers"
    title: ClassVar[Words] = Words("层级标准", "Tiers")
    about: ClassVar[Words] = Words(
        "层级决定服务权益。标准要逐级提高；改动前后的人数变化请看预演。",
        "The tier decides the service a client gets. Bounds rise from tier to tier; rehearse what a change moves.",
    )

    def structure(self, view: RulesView) -> Any:
        return self._parts(view)

    def _parts(self, view: RulesView) -> tuple[str, ...]:
        """The columns that count by the mode: a column that decides nothing would only mislead."""
        mode = view.value("tiers", "mode")
        return {"AUM": ("assets",), "SCORE_FLOOR": _PARTS}.get(mode, ("assets", "score"))

    def build(self, view: RulesView) -> None:
        self.body.addWidget(self.labelled(self.choice(("tiers", "mode")), width=168))
        self._near: dict[tuple[str, str], PlainLabel] = {}
        self.body.addWidget(self._table(view))
        card = Card(tr("Clients near the next tier"))
        card.body.addWidget(self.labelled(self.number(("tiers", "near"), width=72), width=360))
        self.body.addWidget(card)

    def _table(self, view: RulesView) -> QWidget:
        card = Card(tr("Bounds"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(10)
        heads = {"assets": tr("Average assets from"), "score": tr("Score from"), "floors": tr("and assets of")}
        column = 1
        for part in self._parts(view):
            grid.addWidget(PlainLabel(heads[part], role="caption", tone="secondary"), 0, column)
            if part != "floors":
                near = PlainLabel(tr("within 5 %"), role="caption", tone="secondary")
                grid.addWidget(near, 0, column + 1)
            column += 2
        for line, tier in enumerate(reversed(TIERS[1:]), 1):
            self._line(grid, view, tier, line)
        grid.addWidget(ChipLabel(tier_chip("base")), len(TIERS), 0)
        grid.addWidget(PlainLabel(tr("the rest"), tone="tertiary"), len(TIERS), 1)
        grid.setColumnStretch(8, 1)
        card.body.addLayout(grid)
        return card

    def _line(self, grid: QGridLayout, view: RulesView, tier: str, line: int) -> None:
        grid.addWidget(ChipLabel(tier_chip(tier)), line, 0)
        column = 1
        for part in self._parts(view):
            if tier in (view.value("tiers", part) or {}):
                grid.addWidget(self.number(("tiers", part, tier), width=72 if part == "score" else 124), line, column)
                self._near[part, tier] = PlainLabel(tone="tertiary")
                grid.addWidget(self._near[part, tier], line, column + 1)
            else:
                grid.addWidget(PlainLabel(tr("by assets"), tone="tertiary"), line, column)
            column += 2

    def follow(self, view: RulesView) -> None:
        for (part, tier), label in self._near.items():
            bound = view.value("tiers", part, tier)
            if view.figures is None or part == "floors" or not isinstance(bound, int | float):
                label.setText("")
                continue
            figure, unit = ("assets", 100) if part == "assets" else ("score", 10)
            _exactly, near = view.figures.on_cut(figure, bound * unit)
            label.setText(tr("{count} clients", count=f"{near:,}") if near else "—")
            label.set_tone("warn" if near >= 0.02 * view.figures.clients > 0 else "tertiary")
