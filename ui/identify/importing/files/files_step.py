"""First page: which files; an import that was under way; sources met before; what was imported until now."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from crmdesk.identify.importing import Batch, Unfinished
from ui.framework.frames import Scroll
from ui.framework.page import Desk
from ui.identify.importing.files.drop_zone import DropZone
from ui.identify.importing.files.history import History
from ui.identify.importing.files.recent import RecentSources
from ui.identify.importing.files.taken_files import TakenFiles
from ui.identify.importing.files.unfinished_card import UnfinishedCard
from ui.identify.importing.journey import Journey
from ui.identify.importing.step import Step
from ui.identify.importing.take_back_dialog import TakeBackDialog


class FilesStep(Step):
    #: Another way to choose files: those of a recipe.
    browse_asked = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.left = UnfinishedCard(desk)
        self.zone = DropZone()
        self.taken = TakenFiles()
        self.recent = RecentSources(desk)
        self.history = History(desk)
        scroll = Scroll("window", margin=6, gap=3)
        for widget in (self.left, self.zone, self.taken, self.recent, self.history):
            scroll.body.addWidget(widget)
        scroll.body.addStretch(1)
        self.body.addWidget(scroll)
        self._connect()

    def _connect(self) -> None:
        self.zone.browse_asked.connect(lambda: self.browse_asked.emit("auto"))
        self.recent.chosen.connect(self.browse_asked)
        self.zone.chosen.connect(self._take)
        self.taken.dropped.connect(self._drop)
        self.taken.unlocked.connect(self._unlock)
        self.left.resumed.connect(self._resume)
        self.history.take_back_asked.connect(self.ask_take_back)

    def _take(self, files: list[Path]) -> None:
        self.journey.take_files(files)

    def _drop(self, path: Path) -> None:
        self.journey.drop_file(path)

    def _unlock(self, path: Path, password: str) -> None:
        self.journey.unlock(path, password)

    def _resume(self, left: Unfinished) -> None:
        self.journey.resume(left)

    def ask_take_back(self, batch: Batch) -> None:
        """Say what it does and let it be confirmed."""
        TakeBackDialog(self.desk, batch, parent=self).open()

    def take_journey(self, journey: Journey) -> None:
        super().take_journey(journey)
        if not journey.entries:
            self.left.read()

    def show_journey(self, journey: Journey) -> None:
        if journey.entries:
            self.left.show_left(None)
        self.zone.show_taken(len(journey.entries))
        self.taken.show_journey(journey)

    def start(self) -> QWidget:
        return self.left.go_on if self.left.isVisible() else self.zone.button
