"""Empty states teach: what this place is for, and the one thing to do next."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.framework.buttons import Button
from ui.framework.icons import IconLabel
from ui.framework.labels import PlainLabel, WrappedLabel

_WIDTH = 380


class EmptyState(QWidget):
    def __init__(self, icon: str, title: str, sentence: str, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(8)
        self._layout.addStretch(2)
        self._title = PlainLabel(title, role="section")
        self._sentence = WrappedLabel(sentence, tone="secondary")
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._sentence.setFixedWidth(_WIDTH)
        for widget in (IconLabel(icon, "text.tertiary", size=32), self._title, self._sentence):
            self._layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        self._layout.addSpacing(8)
        self._layout.addStretch(3)
        self.say(title, sentence)

    def say(self, title: str, sentence: str) -> None:
        self._title.setText(title)
        self._sentence.setText(sentence)
        self._sentence.ensurePolished()
        self._sentence.setFixedHeight(max(0, self._sentence.heightForWidth(_WIDTH)))
        self.setAccessibleName(f"{title}. {sentence}")

    def add_action(self, button: Button, act: Callable[[], None]) -> None:
        button.clicked.connect(act)
        self._layout.insertWidget(self._layout.count() - 1, button, 0, Qt.AlignmentFlag.AlignHCenter)
