"""``Ctrl+Z`` in a text field takes back what was typed there; with nothing typed it is the window's."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget


class UndoKeys(QObject):
    """Watches only the widget with the focus. Qt's fields claim the keys even when they have nothing to take back."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus)

    def _on_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None:
            old.removeEventFilter(self)
        if new is not None and _text_of(new) is not None:
            new.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.ShortcutOverride:
            return False
        field = _text_of(watched)
        if field is None or not _is_idle(field, event):
            return False
        event.ignore()
        return True


def _text_of(widget: QObject) -> QLineEdit | QPlainTextEdit | None:
    if isinstance(widget, QComboBox):
        return widget.lineEdit()
    return widget if isinstance(widget, QLineEdit | QPlainTextEdit) else None


def _is_idle(field: QLineEdit | QPlainTextEdit, event: QKeyEvent) -> bool:
    """Whether the key asks for an undo or redo that the field does not have."""
    history = field.document() if isinstance(field, QPlainTextEdit) else field
    if event.matches(QKeySequence.StandardKey.Undo):
        return not history.isUndoAvailable()
    return event.matches(QKeySequence.StandardKey.Redo) and not history.isRedoAvailable()
