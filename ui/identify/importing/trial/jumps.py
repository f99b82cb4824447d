"""Suspicious jumps, as a colleague would mention them: each has to be ticked before anything is written."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox

from crmdesk.i18n import tr
from crmdesk.identify.importing.report.shapes import Jump, ValueChange
from ui.framework.frames import Card, Panel, clear_layout, row
from ui.framework.icons import IconLabel
from ui.framework.labels import ElidedLabel, PlainLabel, WrappedLabel
from ui.identify.importing.journey import Journey, jump_key
from ui.identify.importing.trial.values import value_words

_SAMPLES = 3


class Jumps(Panel):
    def __init__(self) -> None:
        super().__init__("window", gap=3)
        self._shown: Sequence[Jump] | None = None
        self.ticks: list[QCheckBox] = []

    def show_journey(self, journey: Journey) -> None:
        jumps = journey.trial.report.jumps if journey.trial else ()
        self.setVisible(bool(jumps))
        if jumps is self._shown:
            return
        self._shown = jumps
        clear_layout(self.body)
        self.ticks = []
        for jump in jumps:
            self.body.addWidget(self._card(jump, journey))

    def _card(self, jump: Jump, journey: Journey) -> Card:
        card = Card(gap=2)
        sentence = WrappedLabel(jump.text, role="strong")
        line = row(IconLabel("triangle-alert", "state.warn"), sentence)
        line.setStretch(1, 1)
        card.body.addLayout(line)
        for sample in jump.samples[:_SAMPLES]:
            card.body.addWidget(ElidedLabel(_sample_words(sample), tone="secondary"))
        if jump.count > _SAMPLES:
            more = tr("{count} cases in all", count=f"{jump.count:,}")
            card.body.addWidget(PlainLabel(more, role="caption", tone="tertiary"))
        tick = QCheckBox(tr("Checked, this is right"))
        tick.setAccessibleName(f"{jump.text} {tick.text()}")
        tick.setChecked(jump_key(jump) in journey.checked)
        tick.toggled.connect(lambda is_on: journey.check(jump, is_checked=is_on))
        self.ticks.append(tick)
        card.body.addWidget(tick)
        return card


def _sample_words(change: ValueChange) -> str:
    who = change.name or change.client_no
    if change.old is None and change.new is None:
        return who
    return f"{who}  {value_words(change.field, change.old)} → {value_words(change.field, change.new)}"
