"""Which day the record is shown of: today unless another is asked for."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent

from crmdesk import dates
from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from ui.framework.buttons import Button
from ui.framework.editors import DayEditor
from ui.framework.frames import Panel, row
from ui.framework.icons import IconLabel
from ui.framework.labels import ElidedLabel, PlainLabel, restyle


class PastBar(Panel):
    """Hidden until asked for. ``asked`` tells the day (end of it, China), None for today."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__("surface", gap=0)
        restyle(self, banner="warn")
        self.day = DayEditor()
        self.day.setAccessibleName(tr("The record as it was on"))
        self.day.setFixedWidth(150)
        self.day.returnPressed.connect(self.show_day)
        self.words = ElidedLabel(tone="secondary")
        self.show_button = Button(tr("Show"), is_small=True, key="Enter")
        self.show_button.clicked.connect(self.show_day)
        self.back_button = Button(tr("Back to today"), icon="undo-2", is_small=True, key="Esc")
        self.back_button.clicked.connect(self.back)
        label = PlainLabel(tr("The record as it was on"))
        line = row(IconLabel("history", "state.warn"), label, self.day, self.show_button, self.words)
        line.setStretch(4, 1)
        line.addWidget(self.back_button)
        line.setContentsMargins(20, 6, 16, 6)
        self.body.addLayout(line)
        self.hide()

    def ask(self) -> None:
        self.show()
        self.day.selectAll()
        self.day.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_day(self) -> None:
        try:
            day: date | None = self.day.value()
        except CrmError as error:
            self.refuse(error)
            return
        if day is None:
            self.day.setFocus()
        elif day > dates.local_today():
            self.refuse(CrmError(tr("This day has not come yet.")))
        else:
            self.asked.emit(day)

    def say(self, on: date) -> None:
        restyle(self.day, invalid=False)
        self.words.set_tone("secondary")
        self.words.setText(tr("As at the end of {day}; it can be read, not changed.", day=on))

    def refuse(self, error: CrmError) -> None:
        restyle(self.day, invalid=True)
        self.words.set_tone("bad")
        self.words.setText(error.message)
        self.day.setFocus()

    def back(self) -> None:
        self.forget()
        self.asked.emit(None)

    def forget(self) -> None:
        self.day.show_value(None)
        restyle(self.day, invalid=False)
        self.words.setText("")
        self.hide()

    def event(self, event: QEvent) -> bool:
        """Esc leads back to today before it leads back to the list."""
        is_override = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride
        if is_override and event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back()
        else:
            super().keyPressEvent(event)
