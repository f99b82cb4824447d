"""A labelled field of a dialog: label above, hint or error below, the typed text kept."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from crmdesk.i18n import tr
from ui.framework.icons import icon
from ui.framework.labels import PlainLabel, WrappedLabel, restyle


class LabelledField(QWidget):
    """``label`` over ``editor``; under it a hint that gives way to an error."""

    def __init__(self, label: str, editor: QWidget, *, hint: str = "", extra: QWidget | None = None) -> None:
        super().__init__()
        self.editor = editor
        self._hint = hint
        self._label = PlainLabel(label, tone="secondary")
        self._label.setBuddy(editor)
        editor.setAccessibleName(label)
        self._note = WrappedLabel(hint, role="caption", tone="tertiary")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for widget in (self._label, extra or editor, self._note):
            layout.addWidget(widget)
        self._note.setVisible(bool(hint))

    def show_error(self, message: str) -> None:
        """Say what is wrong under the field and put the focus there."""
        self._note.setText(message)
        self._note.set_tone("bad")
        self._note.show()
        restyle(self.editor, invalid=True)
        self.editor.setAccessibleDescription(message)
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def clear_error(self) -> None:
        self.show_hint(self._hint)
        restyle(self.editor, invalid=False)
        self.editor.setAccessibleDescription(self._hint)

    def show_hint(self, text: str) -> None:
        self._note.setText(text)
        self._note.set_tone("tertiary")
        self._note.setVisible(bool(text))

    def error(self) -> str:
        return self._note.text() if self.editor.property("invalid") else ""


class SecretEdit(QLineEdit):
    """A passphrase: dots, with an eye that shows the text while it is pressed in."""

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self._eye = QAction(icon("eye", "text.secondary"), tr("Show the passphrase"), self)
        self._eye.setCheckable(True)
        self._eye.toggled.connect(self._reveal)
        self.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)

    def _reveal(self, shown: bool) -> None:  # noqa: FBT001
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
