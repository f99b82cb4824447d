"""What holds a tier: a preset, its figures, and what it makes of a series of months."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from crmdesk.i18n import Words, tr
from ui.differentiate.rules.section import RulesSection
from ui.differentiate.rules.series_card import SeriesCard
from ui.differentiate.rules.view import RulesView
from ui.framework.frames import Card

_KEYS = ("up_months", "buffer", "score_buffer", "down_months", "private_down_months", "silent_months")


class HysteresisSection(RulesSection):
    name: ClassVar[str] = "hysteresis"
    title: ClassVar[Words] = Words("升降缓冲", "Rising and falling")
    about: ClassVar[Words] = Words(
        "达标即升，降级要连续几个月未达标才生效：一次波动不改变服务。下表随参数即时变化。",
        "Up at once, down only after months below: one swing changes nothing. The series below follows as you type.",
    )

    series_asked = Signal(str)

    def structure(self, view: RulesView) -> Any:
        return view.value("tiers", "preset"), tuple(view.value("tiers", "presets"))

    def build(self, view: RulesView) -> None:
        self.body.addWidget(self.labelled(self.choice(("tiers", "preset")), width=168))
        self.body.addWidget(self._figures(view))
        self.series = SeriesCard()
        self.series.client_asked.connect(self.series_asked)
        self.body.addWidget(self.series)

    def _figures(self, view: RulesView) -> QWidget:
        preset = str(view.value("tiers", "preset"))
        card = Card(tr("Figures of this rule"))
        for key in _KEYS:
            path = ("tiers", "presets", preset, key)
            card.body.addWidget(self.labelled(self.number(path, width=72), label=self._words(view, path), width=300))
        path = ("tiers", "presets", preset, "falls_to")
        card.body.addWidget(self.labelled(self.choice(path), label=self._words(view, path), width=300))
        return card

    def _words(self, view: RulesView, path: tuple[str, ...]) -> str:
        field = view.field(path)
        return str(field.declared.words) if field is not None else ""

    def follow(self, view: RulesView) -> None:
        self.series.show_rules(view)

    def show_client(self, name: str, assets: Sequence[int | None]) -> None:
        """The months of a client take the place of the example."""
        self.series.show_client(name, assets)
        if self.view is not None:
            self.follow(self.view)
