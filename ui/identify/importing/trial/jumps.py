"""Suspicious jumps, as a colleague would mention them: each has to be ticked before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QCheckBox

from crmdesk.i18n import tr
from crmdesk.identify.importing.report.shapes import Jump, ValueChange
from ui.framework.frames import Card, Panel, clear_layout, row
from ui.framework.icons import IconLabel
from ui.framework.labels import ElidedLabel, PlainLabel, WrappedLabel
from ui.identify.importing.journey import Journey, jump_key
from ui.identify.importing.trial.values import name_words, value_words

_SAMPLES = 3


class Jumps(Panel):
    def __init__(self) -> None:
        super().__init__("window", gap=3)
        self._shown: tuple[Sequence[Jump], bool] | None = None
        self.ticks: list[QCheckBox] = []

    def show_journey(self, journey: Journey, *, is_private: bool) -> None:
        jumps = journey.trial.report.jumps if journey.trial else ()
        self.setVisible(bool(jumps))
        if self._shown is not None and jumps is self._shown[0] and is_private == self._shown[1]:
            return
        self._shown = jumps, is_private
        clear_layout(self.body)
        self.ticks = []
        for jump in jumps:
            self.body.addWidget(self._card(jump, journey, is_private=is_private))

    def _card(self, jump: Jump, journey: Journey, *, is_private: bool) -> Card:
        card = Card(gap=2)
        sentence = WrappedLabel(jump.text, role="strong")
        line = row(IconLabel("triangle-alert", "state.warn"), sentence)
        line.setStretch(1, 1)
        card.body.addLayout(line)
        for sample in jump.samples[:_SAMPLES]:
            card.body.addWidget(ElidedLabel(_sample_words(sample, is_private=is_private), tone="secondary"))
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


def _sample_words(change: ValueChange, *, is_private: bool) -> str:
    who = name_words(change.name, is_private=is_private) or change.client_no
    if change.old is None and change.new is None:
        return who
    old, new = (_value_words(change.field, value, is_private=is_private) for value in (change.old, change.new))
    return f"{who}  {old} → {new}"


def _value_words(field: str, value: Any, *, is_private: bool) -> str:
    """Of a date of birth the year, which the usual mask covers: it is what jumps."""
    if field == "birth_date" and value and not is_private:
        return str(value)[:4]
    return value_words(field, value, is_private=is_private)
