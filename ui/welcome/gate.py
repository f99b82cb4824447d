"""What stands before the desk: the first-run page and the lock. It ends with an open store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crmdesk.i18n import language, tr
from ui.framework.frames import Panel
from ui.framework.jobs import Background
from ui.framework.links import Link
from ui.welcome.demo_form import DemoForm
from ui.welcome.new_form import NewStoreForm
from ui.welcome.open_form import OpenStoreForm
from ui.welcome.start import StartForm

if TYPE_CHECKING:
    from crmdesk.settings import Settings


class Gate(Panel):
    """One card in the middle; the forms hand over a ``Store`` through ``opened``."""

    opened = Signal(object)
    language_asked = Signal()

    def __init__(self, background: Background, settings: Settings, *, path: Path | None) -> None:
        super().__init__("window")
        self.setAccessibleName(tr("Welcome"))
        known = path or (Path(settings.last_store) if settings.last_store else None)
        self.start = StartForm()
        self.new = NewStoreForm(background)
        self.open = OpenStoreForm(background, known)
        self.demo = DemoForm(background)
        self._forms: tuple[QWidget, ...] = (self.start, self.new, self.open, self.demo)
        self._arrange()
        self._connect()
        self.show_form(self.open if known is not None and known.is_file() else self.start)

    def _arrange(self) -> None:
        switch = Link("English" if language() == "zh" else "中文", role="body")
        switch.clicked.connect(self.language_asked)
        corner = QHBoxLayout()
        corner.addStretch(1)
        corner.addWidget(switch)
        corner.setContentsMargins(0, 16, 24, 0)
        middle = QVBoxLayout()
        middle.addStretch(2)
        for form in self._forms:
            middle.addWidget(form, 0, Qt.AlignmentFlag.AlignHCenter)
        middle.addStretch(3)
        self.body.addLayout(corner)
        self.body.addLayout(middle, 1)

    def _connect(self) -> None:
        self.start.new_asked.connect(lambda: self.show_form(self.new))
        self.start.open_asked.connect(lambda: self.show_form(self.open))
        self.start.demo_asked.connect(lambda: self.show_form(self.demo))
        for form in (self.new, self.open, self.demo):
            form.opened.connect(self.opened)
            form.back_asked.connect(lambda: self.show_form(self.start))

    def show_form(self, form: QWidget) -> None:
        for one in self._forms:
            one.setVisible(one is form)
        self.setFocusProxy(form)
        form.setFocus()

    def say(self, text: str) -> None:
        """An error that belongs to no field."""
        self.open.say(text)
