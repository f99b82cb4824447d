"""The tabs of a page: words on a line, the taken one underlined; a mark may stand behind a word."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from ui.framework.labels import plain_tooltip
from ui.framework.marks import Mark, paint_mark
from ui.framework.theme import theme

_PADDING, _MARK = 12, 10


class TabButton(QAbstractButton):
    def __init__(self, text: str) -> None:
        super().__init__()
        self._mark: Mark = ""
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_mark(self, mark: Mark, *, reason: str = "") -> None:
        self._mark = mark
        self.setToolTip(plain_tooltip(reason))
        self.setAccessibleDescription(reason)
        self.updateGeometry()
        self.update()

    def _text_width(self) -> int:
        """Of the bold words, so that nothing moves when the tab is taken."""
        return QFontMetrics(theme.font("strong")).horizontalAdvance(self.text())

    def sizeHint(self) -> QSize:
        extra = _MARK + 6 if self._mark else 0
        return QSize(self._text_width() + 2 * _PADDING + extra, theme.size("bar.tabs"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        is_taken = self.isChecked()
        hovered = "text.primary" if self.underMouse() else "text.secondary"
        painter.setFont(theme.font("strong" if is_taken else "body"))
        painter.setPen(theme.color("accent" if is_taken else hovered))
        words = QRectF(_PADDING, 0, self._text_width(), self.height())
        painter.drawText(words, int(Qt.AlignmentFlag.AlignCenter), self.text())
        if self._mark:
            paint_mark(painter, self._mark, QRectF(words.right() + 6, self.height() / 2 - 5, _MARK, _MARK))
        if is_taken:
            painter.fillRect(QRectF(0, self.height() - 2, self.width(), 2), theme.color("accent"))


class Tabs(QWidget):
    """``tabs``: (name, label). ``chosen`` when another tab is taken, by a click or by ``choose``."""

    chosen = Signal(str)

    def __init__(self, tabs: Sequence[tuple[str, str]], *, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._current = ""
        self.buttons = {key: TabButton(label) for key, label in tabs}
        group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.space(6) - _PADDING, 0, theme.space(6), 0)
        layout.setSpacing(0)
        for key, button in self.buttons.items():
            group.addButton(button)
            layout.addWidget(button)
            button.clicked.connect(lambda _checked=False, key=key: self.choose(key))
        layout.addStretch(1)

    def current(self) -> str:
        """Empty before the first choice."""
        return self._current

    def choose(self, name: str) -> None:
        if name == self._current:
            return
        self._current = name
        self.buttons[name].setChecked(True)
        self.chosen.emit(name)
