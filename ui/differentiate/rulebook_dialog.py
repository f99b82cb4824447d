"""The rules as they are: the text of a rulebook, to be read."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from crmdesk.differentiate.rulebooks import rulebook_names
from crmdesk.i18n import tr
from crmdesk.resources import resource_text
from ui.framework.buttons import Button
from ui.framework.focus_ring import FocusRing
from ui.framework.frames import row
from ui.framework.labels import PlainLabel
from ui.framework.page import Desk


class RulebookDialog(QDialog):
    def __init__(self, desk: Desk, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Rules"))
        self.resize(820, 640)
        self.pick = QComboBox()
        self.pick.setAccessibleName(tr("Rulebook"))
        self.pick.addItems(rulebook_names())
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(tr("Rules"))
        close = Button(tr("Close"), key="Esc")
        close.clicked.connect(self.accept)
        self.pick.currentTextChanged.connect(self._show)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addLayout(row(PlainLabel(tr("Rules"), role="title"), None, self.pick))
        layout.addWidget(self.text, 1)
        layout.addLayout(row(None, close))
        self.pick.setCurrentText(desk.store.meta("profile", "securities"))
        self._show(self.pick.currentText())
        FocusRing(self)

    def _show(self, name: str) -> None:
        self.text.setPlainText(resource_text("rulebooks", f"{name}.toml"))
