"""The field a filter is typed in: it holds the whole filter, offers what could follow, shows where it is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView

from crmdesk.i18n import language, tr
from ui.framework.labels import restyle

if TYPE_CHECKING:
    from crmdesk.book.filters.suggestions import Suggestion

#: Offers wait for a pause in typing, so that fast typing never flickers.
_PAUSE_MS = 80


class FilterField(QLineEdit):
    """``applied`` with the text on Enter; Esc brings back the filter that holds and leaves the field."""

    applied = Signal(str)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.names: Mapping[str, Sequence[str]] = {}
        self._held = ""
        self._offers: list[Suggestion] = []
        self.setPlaceholderText(tr("name, or tier:gold assets:>500k"))
        self.setAccessibleName(tr("Filter by text or expression"))
        self._list = QStringListModel(self)
        self._completer = QCompleter(self._list, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(10)
        self._completer.setWidget(self)
        self._popup = QListView()
        self._popup.setProperty("offers", True)  # noqa: FBT003
        self._completer.setPopup(self._popup)
        self._popup.installEventFilter(self)
        self._completer.activated.connect(lambda _text: self._take(self._popup.currentIndex().row()))
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._soon.timeout.connect(self.offer)
        self.textEdited.connect(self._on_edited)
        self.returnPressed.connect(self._on_return)

    # -- what it holds

    def hold(self, text: str) -> None:
        """The filter changed elsewhere: show it, unless something else is being typed."""
        is_untouched = self.text() == self._held
        self._held = text
        if is_untouched or not self.hasFocus():
            self.setText(text)
            self.setCursorPosition(len(text) if self.hasFocus() else 0)

    def accept_typed(self) -> None:
        """What is typed became the filter."""
        self._held = self.text()

    @property
    def is_touched(self) -> bool:
        return self.text() != self._held

    def start(self, begun: str = "") -> None:
        """To the end, ready for a further condition."""
        self.setFocus()
        text = self.text().rstrip()
        self.setText(f"{text} {begun}" if text else begun)
        self.setCursorPosition(len(self.text()))

    def show_fault(self, start: int, end: int) -> None:
        """Select what is not understood."""
        self.setFocus()
        if start < len(self.text()):
            self.setSelection(start, max(1, end - start))
        else:
            self.setCursorPosition(len(self.text()))

    def set_invalid(self, *, is_invalid: bool) -> None:
        restyle(self, invalid=is_invalid)

    # -- offers

    def _on_edited(self, _text: str) -> None:
        self._soon.start()

    def offer(self) -> None:
        """Show what could continue the word before the cursor."""
        from crmdesk.book.filters.suggestions import suggestions

        self._offers = suggestions(self.text(), self.cursorPosition(), language=language(), names=self.names)
        self._list.setStringList([one.shown for one in self._offers])
        if not self._offers or not self.hasFocus():
            self._popup.hide()
            return
        width = max(220, self._popup.sizeHintForColumn(0) + 56)
        at = self.cursorRect()
        at.setWidth(min(width, 460))
        self._completer.complete(at)

    def _take(self, row: int) -> None:
        if not 0 <= row < len(self._offers):
            return
        one = self._offers[row]
        typed = self.text()
        self.setText(typed[: one.start] + one.text + typed[one.end :])
        self.setCursorPosition(one.start + len(one.text))
        self._popup.hide()
        if one.text.endswith(":"):
            self._soon.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """In the open list Tab takes the marked offer, or the first; Enter without a marked one is the field's."""
        if watched is self._popup and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            row = self._popup.currentIndex().row()
            if event.key() == Qt.Key.Key_Tab:
                self._take(max(row, 0))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row < 0:
                self._popup.hide()
                self._on_return()
                return True
        return super().eventFilter(watched, event)

    # -- keys

    def _on_return(self) -> None:
        self._soon.stop()
        self._popup.hide()
        self.applied.emit(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.setText(self._held)
            self.set_invalid(is_invalid=False)
            self.left.emit()
        elif event.key() == Qt.Key.Key_Down or (
            event.key() == Qt.Key.Key_Space and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.offer()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._soon.stop()
