"""Stages: every rule a sentence whose limit is filled in where it is read."""

from __future__ import annotations

from itertools import groupby
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from crmdesk.differentiate.rule_fields.sentences import Group, Sentence, stage_groups
from crmdesk.i18n import Words, tr
from ui.differentiate.rules.section import RulesSection
from ui.differentiate.rules.view import RulesView
from ui.framework.frames import Card, row
from ui.framework.labels import PlainLabel, TagLabel


class StagesSection(RulesSection):
    name: ClassVar[str] = "stages"
    title: ClassVar[Words] = Words("阶段规则", "Stages")
    about: ClassVar[Words] = Words(
        "自上而下，先符合者为准。衰退看净流入与行为，不看市值涨跌：熊市不会让所有人进入衰退。",
        "From the top, the first that holds decides. Decline looks at flows and behaviour, not at the market.",
    )

    def structure(self, view: RulesView) -> Any:
        return view.value("stages", "preset")

    def build(self, view: RulesView) -> None:
        self.body.addWidget(self.labelled(self.choice(("stages", "preset")), width=120))
        for group in stage_groups(view.document):
            self.body.addWidget(self._group(group))

    def _group(self, group: Group) -> QWidget:
        unused = () if group.is_used else (TagLabel(tr("not in use")),)
        card = Card(str(group.title), right=unused)
        for signal, sentences in groupby(enumerate(group.sentences), key=lambda one: one[1].signal or one[0]):
            card.body.addWidget(self._line(str(signal), [sentence for _at, sentence in sentences]))
        return card

    def _line(self, signal: str, sentences: list[Sentence]) -> QWidget:
        """Conditions of one signal read on in one line."""
        mark = PlainLabel("" if signal.isdecimal() else signal, tone="tertiary")
        mark.setFixedWidth(24)
        parts: list[QWidget] = [mark]
        for sentence in sentences:
            before, _place, after = str(sentence.text).partition("{value}")
            box = self.number(sentence.field.path, width=108 if sentence.field.is_amount else 64)
            box.unit_after(after.strip())
            parts += [PlainLabel(before.strip()), box]
        line = QWidget()
        line.setLayout(row(*parts, None, gap=2))
        return line
