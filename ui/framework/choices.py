"""A few choices as pills that break into lines: one of them, or any number."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QWidget

from ui.framework.editors import Choice
from ui.framework.flow import FlowLayout
from ui.framework.frames import row
from ui.framework.theme import theme


class Pill(QAbstractButton):
    """One choice: outlined, tinted when taken."""

    def __init__(self, value: str, text: str) -> None:
        super().__init__()
        self.value = value
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        width = QFontMetrics(theme.font("strong")).horizontalAdvance(self.text())
        return QSize(width + 20, theme.size("control.s"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_on = self.isChecked()
        painter.setPen(QPen(theme.color("accent" if is_on else "line.strong"), 1))
        painter.setBrush(theme.color("bg.selected" if is_on else "bg.hover" if self.underMouse() else "bg.surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        font = theme.font("strong" if is_on else "body")
        painter.setFont(font)
        painter.setPen(theme.color("accent" if is_on else "text.primary"))
        shown = QFontMetrics(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width() - 8)
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), shown)


class _Flow(QWidget):
    """Pills that break into lines; as high as its lines are at its width."""

    def __init__(self, pills: Sequence[Pill]) -> None:
        super().__init__()
        self._lines = FlowLayout(gap=2)
        self.setLayout(self._lines)
        for pill in pills:
            self._lines.addWidget(pill)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setFixedHeight(self._lines.heightForWidth(self.width()))


class PillChoices(QWidget):
    """One of many, as pills that break into lines; the arrow keys move between them."""

    chosen = Signal(str)

    def __init__(self, choices: Sequence[Choice], *, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._on_click)
        self.pills = [Pill(value, text) for value, text in choices]
        for pill in self.pills:
            self._group.addButton(pill)
        self.setLayout(row(_Flow(self.pills)))

    def _on_click(self, button: QAbstractButton) -> None:
        assert isinstance(button, Pill)
        self.chosen.emit(button.value)

    def value(self) -> str:
        """The choice taken; ``""`` = none."""
        taken = self._group.checkedButton()
        return taken.value if isinstance(taken, Pill) else ""

    def choose(self, value: str) -> None:
        """Take a choice without telling; ``""`` takes none."""
        self._group.setExclusive(False)
        for pill in self.pills:
            pill.setChecked(pill.value == value)
        self._group.setExclusive(True)


class PillTicks(QWidget):
    """Any number of choices, as pills that break into lines; ``changed`` after a click."""

    changed = Signal()

    def __init__(self, choices: Sequence[Choice], *, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.pills = [Pill(value, text) for value, text in choices]
        for pill in self.pills:
            pill.clicked.connect(self.changed)
        self.setLayout(row(_Flow(self.pills)))

    def values(self) -> tuple[str, ...]:
        return tuple(pill.value for pill in self.pills if pill.isChecked())

    def choose(self, values: Sequence[str]) -> None:
        for pill in self.pills:
            pill.setChecked(pill.value in values)
