"""The quick log: outcome, a sentence, done. Reached with ``L`` without leaving the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout, QWidget

from crmdesk.codes import code_list
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from ui.framework.buttons import Button
from ui.framework.frames import row
from ui.framework.labels import PlainLabel, WrappedLabel, restyle
from ui.framework.page import Desk
from ui.framework.segmented import Segmented
from ui.framework.theme import theme

if TYPE_CHECKING:
    from crmdesk.interact.contact_points import Number
    from crmdesk.store.store import Store

#: Four outcomes that cover most calls; the full form has all.
OUTCOMES = (
    ("10", Words("有效沟通", "Talked")),
    ("11", Words("简短", "Short")),
    ("20", Words("无人接听", "No answer")),
    ("50", Words("有意向", "Interested")),
)


class QuickLog(QWidget):
    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._client_id = 0
        self.setProperty("bar", "panelfoot")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        channel = str(code_list("contact_channel")["01"].words)
        self.outcome = Segmented([(code, str(words)) for code, words in OUTCOMES], name=tr("Outcome"))
        self.note = QLineEdit()
        self.note.setPlaceholderText(tr("What was said, what the client needs …"))
        self.note.setAccessibleName(tr("Note"))
        self.note.textEdited.connect(lambda _text: self._show_problem(""))
        self.note.returnPressed.connect(self.save)
        self.number = QComboBox()
        self.number.setAccessibleName(tr("Number called"))
        self.number.hide()
        self.problem = WrappedLabel("", role="caption", tone="bad")
        self.problem.hide()
        self.save_button = Button(tr("Log contact"), icon="phone", kind="primary", key="L")
        self.save_button.clicked.connect(self.save)
        self.plan_button = Button(tr("Service plan"), icon="file-text", key="P")
        self.plan_button.clicked.connect(self._open_plan)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.space(4), theme.space(3), theme.space(4), theme.space(3))
        layout.setSpacing(theme.space(2))
        now = PlainLabel(f"{channel} · {tr('now')}", role="caption", tone="tertiary")
        layout.addLayout(row(PlainLabel(tr("Quick log"), role="section"), None, now))
        for widget in (self.outcome, self.number, self.note, self.problem):
            layout.addWidget(widget)
        layout.addSpacing(theme.space(1))
        layout.addLayout(row(self.save_button, self.plan_button, None))

    def set_client(self, client_id: int) -> None:
        if client_id != self._client_id:
            self.note.clear()
            self._show_problem("")
            self.show_numbers(client_id, ())
        self._client_id = client_id
        self.setEnabled(bool(client_id))

    def show_numbers(self, client_id: int, numbers: Sequence[Number]) -> None:
        """Asked for only where there are several; what was chosen for a client stays chosen."""
        if [self.number.itemData(at) for at in range(self.number.count())] != [one.value for one in numbers]:
            self.number.clear()
            for one in numbers:
                self.number.addItem(f"{one.label} {one.masked}", one.value)
        self.number.setVisible(client_id == self._client_id and len(numbers) > 1)

    def start(self) -> None:
        self.note.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def save(self) -> None:
        """Write the contact; what follows from the outcome is written with it."""
        client_id, outcome, note = self._client_id, self.outcome.value, self.note.text().strip()
        number = str(self.number.currentData()) if self.number.count() > 1 else None
        if not client_id:
            return

        def operation(store: Store) -> int:
            from crmdesk.interact.contacts import log_contact

            return log_contact(store, client_id, channel="01", outcome=outcome, note=note, number=number)

        self._desk.runner.write(operation, then=self._saved, owner=self, failed=self._refused)

    def _saved(self, _contact_id: int) -> None:
        self.note.clear()
        self._show_problem("")

    def _refused(self, error: CrmError) -> None:
        self._show_problem(error.message)
        self.note.setFocus()

    def _show_problem(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
        restyle(self.note, invalid=bool(text))

    def _open_plan(self) -> None:
        if self._client_id:
            self._desk.navigate.open_client(self._client_id, tab="plan")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc in the note leads back to the list."""
        if event.key() == Qt.Key.Key_Escape:
            self.focusPreviousChild()
            return
        super().keyPressEvent(event)
