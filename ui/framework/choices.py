"""A few choices side by side: joined in one bar, or as pills that break into lines."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from ui.framework.editors import Choice
from ui.framework.flow import FlowLayout
from ui.framework.theme import theme


class Pill(QAbstractButton):
    """One choice: outlined, tinted when taken."""

    def __init__(self, value: str, text: str, *, is_joined: bool = False) -> None:
        super().__init__()
        self.value = value
        self._is_joined = is_joined
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        wide = QSizePolicy.Policy.Expanding if is_joined else QSizePolicy.Policy.Fixed
        self.setSizePolicy(wide, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        width = QFontMetrics(theme.font("strong")).horizontalAdvance(self.text())
        return QSize(width + 20, theme.size("control.s"))

    def minimumSizeHint(self) -> QSize:
        return QSize(40, theme.size("control.s")) if self._is_joined else self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_on = self.isChecked()
        if not self._is_joined:
            painter.setPen(QPen(theme.color("accent" if is_on else "line.strong"), 1))
            painter.setBrush(theme.color("bg.selected" if is_on else "bg.hover" if self.underMouse() else "bg.surface"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        font = theme.font("strong" if is_on else "body")
        painter.setFont(font)
        painter.setPen(theme.color("accent" if is_on else "text.primary"))
        shown = QFontMetrics(font).elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width() - 8)
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), shown)


class _Choices(QWidget):
    """What bars and pills share: exclusive buttons, arrow keys between them, a value."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._group = QButtonGroup(self)
        self._group.buttonClicked.connect(self._on_click)

    @property
    def pills(self) -> list[Pill]:
        return [button for button in self._group.buttons() if isinstance(button, Pill)]

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


class SegmentBar(_Choices):
    """Two to five choices joined in one outlined bar."""

    def __init__(self, choices: Sequence[Choice], *, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(1)
        for value, text in choices:
            pill = Pill(value, text, is_joined=True)
            self._group.addButton(pill)
            layout.addWidget(pill, 1)
            pill.toggled.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        outline = QPainterPath()
        outline.addRoundedRect(frame, 6, 6)
        painter.setClipPath(outline)
        for pill in self.pills:
            if pill.isChecked():
                painter.fillRect(pill.geometry(), theme.color("bg.selected"))
        painter.setPen(QPen(theme.color("line.default"), 1))
        for pill in self.pills[1:]:
            painter.drawLine(pill.x() - 1, 1, pill.x() - 1, self.height() - 2)
        painter.setClipping(False)
        painter.setPen(QPen(theme.color("line.field"), 1))
        painter.drawPath(outline)


class PillChoices(_Choices):
    """One of many, as pills that break into lines."""

    def __init__(self, choices: Sequence[Choice], *, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        layout = FlowLayout(gap=2)
        self.setLayout(layout)
        for value, text in choices:
            pill = Pill(value, text)
            self._group.addButton(pill)
            layout.addWidget(pill)


class PillTicks(QWidget):
    """Any number of choices, as pills that break into lines; ``changed`` after a click."""

    changed = Signal()

    def __init__(self, choices: Sequence[Choice], *, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        layout = FlowLayout(gap=2)
        self.setLayout(layout)
        self.pills = [Pill(value, text) for value, text in choices]
        for pill in self.pills:
            pill.clicked.connect(self.changed)
            layout.addWidget(pill)

    def values(self) -> tuple[str, ...]:
        return tuple(pill.value for pill in self.pills if pill.isChecked())

    def choose(self, values: Sequence[str]) -> None:
        for pill in self.pills:
            pill.setChecked(pill.value in values)
