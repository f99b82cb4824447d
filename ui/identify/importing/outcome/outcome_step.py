"""Fifth page: what is in the store now, what to do with it next, and how to take it back."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ui.framework.frames import Panel
from ui.framework.page import Desk
from ui.identify.importing.equation import Equation
from ui.identify.importing.journey import Journey
from ui.identify.importing.step import Step


class OutcomeStep(Step):
    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.equation = Equation()
        head = Panel("surface", margin=4)
        head.body.addWidget(self.equation)
        self.body.addWidget(head)
        self.body.addStretch(1)

    def show_journey(self, journey: Journey) -> None:
        if journey.written is not None:
            self.equation.show_files(journey.written.files)

    def start(self) -> QWidget:
        return self.equation
