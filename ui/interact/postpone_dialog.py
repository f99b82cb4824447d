"""To another day: typed as people type days, or one of the usual ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from crmdesk.dates import local_today
from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from ui.framework.buttons import Button
from ui.framework.editors import DayEditor
from ui.framework.fields import LabelledField
from ui.framework.focus_ring import FocusRing
from ui.framework.frames import row
from ui.framework.labels import ElidedLabel, PlainLabel


class PostponeDialog(QDialog):
    """``postpone(day)`` when the day typed is a day, today or later."""

    def __init__(self, what: str, postpone: Callable[[date], None], *, parent: QWidget) -> None:
        super().__init__(parent)
        self._postpone = postpone
        self.setWindowTitle(tr("Postpone"))
        self.day = DayEditor()
        self.field = LabelledField(tr("To"), self.day, hint=tr("For example 11-25, 下周一, 3天后 or +2w"))
        self.save_button = Button(tr("Postpone"), icon="clock-arrow-down", kind="primary")
        self.cancel_button = Button(tr("Cancel"), key="Esc")
        self.usual = [Button(f"{words} · {day:%m-%d}", is_small=True) for words, day in usual_days(local_today())]
        self._arrange(what)
        self._connect()
        self.day.setFocus(Qt.FocusReason.OtherFocusReason)
        FocusRing(self)

    def _arrange(self, what: str) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(16)
        layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        self.field.setFixedWidth(480)
        layout.addLayout(row(PlainLabel(tr("Postpone"), role="title"), ElidedLabel(what, tone="secondary"), None))
        layout.addLayout(row(*self.usual, None))
        layout.addWidget(self.field)
        layout.addLayout(row(None, self.cancel_button, self.save_button))

    def _connect(self) -> None:
        for button, (_words, day) in zip(self.usual, usual_days(local_today()), strict=True):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _on=False, day=day: self._take(day))
        self.cancel_button.setAutoDefault(False)
        self.cancel_button.clicked.connect(self.reject)
        self.save_button.setDefault(True)
        self.save_button.clicked.connect(self.save)
        self.day.textEdited.connect(lambda _text: self.field.clear_error())

    def _take(self, day: date) -> None:
        self.day.show_value(day)
        self.save()

    def save(self) -> None:
        try:
            day = self._checked()
        except CrmError as error:
            self.field.show_error(error.message)
            return
        self.accept()
        self._postpone(day)

    def _checked(self) -> date:
        day: date | None = self.day.value()
        if day is None:
            raise CrmError(tr("Type a day, or choose one above."))
        if day < local_today():
            raise CrmError(tr("{day} has passed. Choose today or a later day.", day=day))
        return day


def usual_days(today: date) -> tuple[tuple[str, date], ...]:
    return (
        (tr("Tomorrow"), today + timedelta(days=1)),
        (tr("In 3 days"), today + timedelta(days=3)),
        (tr("Next Monday"), today + timedelta(days=7 - today.weekday())),
        (tr("In two weeks"), today + timedelta(days=14)),
    )
