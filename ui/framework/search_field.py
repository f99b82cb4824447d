"""A field that narrows a list while typing: Ctrl+F goes there, Esc empties it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.framework.icons import icon

_PAUSE_MS = 180


class SearchField(QLineEdit):
    """``searched`` with the text after a short pause in typing, at once on Enter."""

    searched = Signal(str)

    def __init__(self, hint: str, *, within: QWidget) -> None:
        """``within``: the widget in which Ctrl+F works."""
        super().__init__()
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setFixedWidth(208)
        self.addAction(QAction(icon("search", "text.tertiary"), "", self), QLineEdit.ActionPosition.LeadingPosition)
        self.setTextMargins(-6, 0, 0, 0)  # Qt leaves more room beside the icon than the icon needs
        self._told = ""
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._tell)
        self.textChanged.connect(lambda _text: self._pause.start())
        self.returnPressed.connect(self._tell)
        shortcut = QShortcut(QKeySequence("Ctrl+F"), within)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.setFocus)

    def _tell(self) -> None:
        self._pause.stop()
        text = self.text().strip()
        if text != self._told:
            self._told = text
            self.searched.emit(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self._tell()
            return
        super().keyPressEvent(event)
