"""Review: all that differs from the version in force, all that is wrong, and on to the rehearsal."""

from __future__ import annotations

from itertools import groupby
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from crmdesk.differentiate.rule_fields import Difference, section_of
from crmdesk.i18n import Words, tr
from ui.differentiate.rules.section import RulesSection
from ui.differentiate.rules.view import RulesView
from ui.framework.frames import Card
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.links import Link

_NAME = 260


class ReviewSection(RulesSection):
    """``place_asked`` gives the path of a line that was chosen."""

    name: ClassVar[str] = "review"
    title: ClassVar[Words] = Words("改动与提交", "Changes")
    about: ClassVar[Words] = Words(
        "与现行规则逐项对比。无误后先预演：看谁会换层、要多少工时，再提交审批，自下月起生效。",
        "Figure by figure against the rules in force. Then rehearse: who moves, what it costs in hours, and submit it "
        "for approval from the next month on.",
    )

    place_asked = Signal(object)

    def structure(self, view: RulesView) -> object:
        changes = tuple((one.path, str(one.after), str(one.before)) for one in view.editing.changes())
        wrong = tuple((path, str(words)) for path, words in view.problems.items())
        return changes, wrong, tuple(view.editing.unread.items())

    def build(self, view: RulesView) -> None:
        self._problems(view)
        changes = view.editing.changes()
        if not changes:
            self.body.addWidget(WrappedLabel(tr("Nothing differs from the rules in force."), tone="secondary"))
        for section, group in groupby(changes, key=lambda one: one.section):
            self.body.addWidget(self._changes(str(section.title) if section else tr("Rulebook"), list(group), view))

    def _problems(self, view: RulesView) -> None:
        unread = {path: tr("“{text}” cannot be read.", text=text) for path, text in view.editing.unread.items()}
        wrong = {**{path: str(words) for path, words in view.problems.items()}, **unread}
        if not wrong:
            return
        card = Card(tr("{count} things to put right", count=len(wrong)))
        grid = self._grid(card)
        for line, (path, said) in enumerate(wrong.items()):
            field, section = view.field(path), section_of(path)
            place = str(field.label) if field is not None else str(section.title) if section else ".".join(path)
            link = Link(place, role="body")
            link.clicked.connect(lambda _on=False, path=path: self.place_asked.emit(path))
            grid.addWidget(link, line, 0)
            grid.addWidget(WrappedLabel(said, tone="bad"), line, 1)
        grid.setColumnStretch(1, 1)
        self.body.addWidget(card)

    def _changes(self, title: str, changes: list[Difference], view: RulesView) -> QWidget:
        card = Card(title)
        grid = self._grid(card)
        for line, one in enumerate(changes):
            link = Link(str(one.label), role="body")
            link.clicked.connect(lambda _on=False, path=one.path: self.place_asked.emit(path))
            grid.addWidget(link, line, 0)
            grid.addWidget(WrappedLabel(str(one.before), tone="tertiary"), line, 1)
            grid.addWidget(PlainLabel("→", tone="tertiary"), line, 2)
            grid.addWidget(WrappedLabel(str(one.after), role="strong"), line, 3)
            if view.lock(one.path) is None:
                back = Link(tr("Restore"), name=tr("Restore {name}", name=one.label))
                back.clicked.connect(lambda _on=False, path=one.path: self.restored.emit(path))
                grid.addWidget(back, line, 4)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 2)
        return card

    @staticmethod
    def _grid(card: Card) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnMinimumWidth(0, _NAME)
        card.body.addLayout(grid)
        return grid
