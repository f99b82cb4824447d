"""Toasts: a short note at the foot of the window, with Undo where a change can be taken back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QFrame, QWidget

from crmdesk.i18n import tr
from ui.framework.buttons import Button
from ui.framework.frames import row
from ui.framework.icons import IconLabel
from ui.framework.labels import ElidedLabel
from ui.framework.theme import theme

_STAYS_MS = 6_000
_ERROR_STAYS_MS = 12_000


class Toast(QFrame):
    """One note at a time, above the foot of the page; a new one takes the place of the old."""

    def __init__(self, window: QWidget, *, undo: Callable[[], None]) -> None:
        super().__init__(window)
        self._window = window
        self.setProperty("toast", True)  # noqa: FBT003
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._icon = IconLabel("circle-check", "state.ok")
        self._text = ElidedLabel()
        self._undo = Button(tr("Undo"), icon="undo-2", kind="quiet", key="Ctrl+Z", is_small=True)
        self._close = Button(icon="x", kind="quiet", is_small=True, name=tr("Close this note"))
        self._close.set_tone("text.tertiary")
        self._undo.clicked.connect(undo)
        self._undo.clicked.connect(self.hide)
        self._close.clicked.connect(self.hide)
        line = row(self._icon, self._text, 1, self._undo, self._close)
        line.setContentsMargins(theme.space(3), theme.space(2), theme.space(2), theme.space(2))
        self.setLayout(line)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.hide)
        window.installEventFilter(self)
        self.hide()

    def say(self, text: str, *, can_undo: bool = False, is_error: bool = False) -> None:
        self._icon.show_icon(*(("circle-alert", "state.bad") if is_error else ("circle-check", "state.ok")))
        self._text.setText(text)
        self.setAccessibleName(text)
        self._undo.setVisible(can_undo)
        self._place()
        self.show()
        self.raise_()
        self._timer.start(_ERROR_STAYS_MS if is_error else _STAYS_MS)

    def text(self) -> str:
        return self._text.text()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _place(self) -> None:
        window = self._window
        words = self._text.fontMetrics().horizontalAdvance(self._text.text())
        extra = self._undo.sizeHint().width() + 12 if self._undo.isVisibleTo(self) else 0
        width = min(words + extra + 110, window.width() - 160)
        height = 44
        left = (window.width() - width) // 2
        foot = theme.size("bar.status") + theme.size("bar.foot") + theme.space(3)
        self.setGeometry(left, window.height() - foot - height, width, height)
