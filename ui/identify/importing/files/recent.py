"""Sources that files came from lately: one click, and the next file of theirs is read in the same way."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal

from crmdesk.dates import CHINA
from crmdesk.i18n import tr
from crmdesk.identify.importing.recent import RecentSource, recent_sources
from ui.framework.buttons import Button
from ui.framework.flow import FlowLayout
from ui.framework.frames import Card, clear_layout
from ui.framework.labels import plain_tooltip
from ui.framework.page import Desk
from ui.identify.importing.trial.values import source_words


class RecentSources(Card):
    """``chosen`` with the recipe by which the next file is to be read."""

    chosen = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(tr("Sources met before"))
        self._desk = desk
        self._flow = FlowLayout(gap=2)
        self.body.addLayout(self._flow)
        self.buttons: list[Button] = []
        desk.changes.changed.connect(lambda _change: self.read())
        self.hide()
        self.read()

    def read(self) -> None:
        def newest(connection: Any) -> list[RecentSource]:
            return recent_sources(connection)

        self._desk.runner.read(newest, then=self.show_sources, owner=self, key="recent")

    def show_sources(self, found: list[RecentSource]) -> None:
        clear_layout(self._flow)
        self.buttons = [self._button(one) for one in found]
        for button in self.buttons:
            self._flow.addWidget(button)
        self.setVisible(bool(found))

    def _button(self, one: RecentSource) -> Button:
        words = source_words(one.source)
        if one.recipe not in ("", one.source) and not _is_shipped(one.recipe):
            words = f"{words} · {one.recipe}"
        button = Button(words, icon="file-spreadsheet", is_small=True)
        last = tr("Last: {file}, {day}", file=one.file, day=f"{one.at.astimezone(CHINA):%Y-%m-%d}")
        button.setToolTip(plain_tooltip(last))
        button.setAccessibleDescription(last)
        button.clicked.connect(lambda: self.chosen.emit(one.recipe))
        return button


def _is_shipped(recipe: str) -> bool:
    from crmdesk.identify.importing import shipped_recipes

    return recipe in {one.name for one in shipped_recipes()}
