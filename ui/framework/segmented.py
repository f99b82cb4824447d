"""A row of choices of which one is taken, drawn as one control."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.framework.theme import theme


class Segmented(QWidget):
    """``choices``: (value, label). Arrow keys and a click choose; ``chosen`` tells the value."""

    chosen = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, str]], *, name: str, value: str = "") -> None:
        super().__init__()
        self._choices = list(choices)
        self._name = name
        self._value = value or self._choices[0][0]
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._describe()

    @property
    def value(self) -> str:
        return self._value

    def choose(self, value: str) -> None:
        if value == self._value or value not in (choice for choice, _label in self._choices):
            return
        self._value = value
        self._describe()
        self.update()
        self.chosen.emit(value)

    def _describe(self) -> None:
        self.setAccessibleName(f"{self._name}: {dict(self._choices)[self._value]}")

    def _place(self) -> int:
        return [value for value, _label in self._choices].index(self._value)

    # -- size and paint

    def _widths(self) -> list[float]:
        metrics = QFontMetrics(theme.font("caption"))
        natural = [metrics.horizontalAdvance(label) + 20.0 for _value, label in self._choices]
        spare = max(0.0, self.width() - sum(natural)) / len(natural)
        return [width + spare for width in natural]

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(theme.font("caption"))
        width = sum(metrics.horizontalAdvance(label) + 20 for _value, label in self._choices)
        return QSize(width, theme.size("control.s"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _boxes(self) -> list[QRectF]:
        left, boxes = 0.0, []
        for width in self._widths():
            boxes.append(QRectF(left, 0, width, self.height()))
            left += width
        return boxes

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        boxes = self._boxes()
        outline = QRectF(0.5, 0.5, boxes[-1].right() - 1, self.height() - 1)
        clip = QPainterPath()
        clip.addRoundedRect(outline, theme.size("radius.m"), theme.size("radius.m"))
        painter.fillPath(clip, theme.color("bg.surface"))
        painter.save()
        painter.setClipPath(clip)
        for number, box in enumerate(boxes):
            self._paint_choice(painter, number, box)
        painter.restore()
        painter.setPen(QPen(theme.color("line.field"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(clip)

    def _paint_choice(self, painter: QPainter, number: int, box: QRectF) -> None:
        value, label = self._choices[number]
        is_taken = value == self._value
        if is_taken:
            painter.fillRect(box, theme.color("bg.selected"))
        if number:
            painter.fillRect(QRectF(round(box.left()), 0, 1, box.height()), theme.color("line.default"))
        font = theme.font("caption")
        font.setBold(is_taken)
        painter.setFont(font)
        painter.setPen(theme.color("accent" if is_taken else "text.primary"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), label)

    # -- choosing

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for (value, _label), box in zip(self._choices, self._boxes(), strict=True):
            if box.contains(event.position()):
                self.choose(value)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        place = self._place() + step
        if 0 <= place < len(self._choices):
            self.choose(self._choices[place][0])
