"""What the five pages of an import have in common."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.framework.frames import Panel
from ui.framework.page import Desk
from ui.identify.importing.journey import Journey


class Step(Panel):
    """A page shows a journey and tells it what the user wants; it keeps nothing that the journey does not know."""

    journey: Journey

    def __init__(self, desk: Desk) -> None:
        super().__init__("window")
        self.body.setSpacing(0)
        self.desk = desk

    def take_journey(self, journey: Journey) -> None:
        self.journey = journey

    def show_journey(self, journey: Journey) -> None:
        raise NotImplementedError

    def start(self) -> QWidget:
        """Where the keyboard begins on this page."""
        raise NotImplementedError
