"""First page: which files; an import that was under way; sources met before; what was imported until now."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.framework.frames import Scroll
from ui.framework.page import Desk
from ui.identify.importing.files.drop_zone import DropZone
from ui.identify.importing.files.taken_files import TakenFiles
from ui.identify.importing.journey import Journey
from ui.identify.importing.step import Step


class FilesStep(Step):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.zone = DropZone()
        self.taken = TakenFiles()
        scroll = Scroll("window", margin=6, gap=4)
        for widget in (self.zone, self.taken):
            scroll.body.addWidget(widget)
        scroll.body.addStretch(1)
        self.body.addWidget(scroll)

    def show_journey(self, journey: Journey) -> None:
        self.zone.show_taken(len(journey.entries))
        self.taken.show_journey(journey)

    def start(self) -> QWidget:
        return self.zone.button
