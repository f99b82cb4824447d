"""Which past day is shown, and the way back to today."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from crmdesk.i18n import tr
from ui.framework.frames import row
from ui.framework.icons import IconLabel
from ui.framework.labels import PlainLabel
from ui.framework.links import Link


class PastBanner(QWidget):
    """Hidden while today is shown; its margins go with it."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = PlainLabel(role="strong")
        self.back = Link(tr("Back to today"), role="body")
        box = QFrame()
        box.setProperty("card", True)  # noqa: FBT003
        line = row(IconLabel("history", "accent", size=16), self.words, None, self.back)
        line.setContentsMargins(16, 8, 16, 8)
        box.setLayout(line)
        around = row(box)
        around.setContentsMargins(24, 12, 24, 0)
        self.setLayout(around)
        self.back.clicked.connect(self.left)
        self.hide()

    def show_day(self, day: date | None) -> None:
        self.setVisible(day is not None)
        if day is not None:
            self.words.setText(tr("As of {day}: everything here is as it was on that day", day=day.isoformat()))
            self.setAccessibleName(self.words.text())
