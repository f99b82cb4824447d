"""``8 / 312`` with two arrows: through the list without going back to it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from crmdesk.i18n import tr
from ui.framework.buttons import Button
from ui.framework.frames import row
from ui.framework.labels import PlainLabel


class Stepper(QWidget):
    stepped = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.label = PlainLabel("", tone="secondary")
        self.up = Button(icon="chevron-up", kind="quiet", is_small=True, name=tr("Previous client (Alt+Up)"))
        self.down = Button(icon="chevron-down", kind="quiet", is_small=True, name=tr("Next client (Alt+Down)"))
        self.up.clicked.connect(lambda: self.stepped.emit(-1))
        self.down.clicked.connect(lambda: self.stepped.emit(1))
        for button in (self.up, self.down):
            button.set_tone("text.secondary")
        self.setLayout(row(self.label, self.up, self.down, gap=1))

    def show_place(self, place: tuple[int, int] | None) -> None:
        """Hidden when the page was not opened from a list."""
        self.setVisible(place is not None)
        if place is not None:
            index, count = place
            self.label.setText(f"{index + 1:,} / {count:,}")
            self.up.setEnabled(index > 0)
            self.down.setEnabled(index + 1 < count)
