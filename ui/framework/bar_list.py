"""A short list of counts as bars: each row a label, a bar and its numbers; rows can be opened with mouse and keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.framework.theme import theme

_ROW, _NUMBER, _NOTE, _GAP = 28, 64, 88, 10
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True)
class BarRow:
    """``key`` is told when the row is opened; ``share`` of the bar 0 … 1, ``second`` of a paler bar behind it."""

    key: str
    label: str
    number: str
    note: str = ""
    share: float = 0.0
    second: float = 0.0
    colour: str = "accent"


class BarList(QWidget):
    """Arrow keys move, Enter or a click opens. ``label_share`` of the width belongs to the labels."""

    opened = Signal(str)

    def __init__(self, name: str, *, label_share: float = 0.42) -> None:
        super().__init__()
        self._rows: Sequence[BarRow] = ()
        self._current, self._hovered = 0, -1
        self._label_share = label_share
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_rows(self, rows: Sequence[BarRow]) -> None:
        self._rows = rows
        self._current = min(self._current, max(0, len(rows) - 1))
        self.setAccessibleDescription("; ".join(f"{row.label} {row.number} {row.note}" for row in rows))
        self.updateGeometry()
        self.update()

    @property
    def rows(self) -> Sequence[BarRow]:
        return self._rows

    def sizeHint(self) -> QSize:
        return QSize(360, _ROW * len(self._rows))

    # -- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, row in enumerate(self._rows):
            self._paint_row(painter, row, QRectF(0, index * _ROW, self.width(), _ROW), index)

    def _paint_row(self, painter: QPainter, row: BarRow, box: QRectF, index: int) -> None:
        if index == self._hovered or (self.hasFocus() and index == self._current):
            painter.fillRect(box, theme.color("bg.hover"))
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("text.primary"))
        label = QRectF(4, box.top(), box.width() * self._label_share - _GAP, _ROW)
        metrics = QFontMetricsF(theme.font("body"))
        painter.drawText(label, _LEFT, metrics.elidedText(row.label, Qt.TextElideMode.ElideRight, label.width()))
        left, right = box.width() * self._label_share, box.width() - _NUMBER - _NOTE - _GAP
        self._paint_bar(painter, row, QRectF(left, box.top() + 9, max(20.0, right - left), _ROW - 18))
        painter.setFont(theme.font("strong"))
        painter.setPen(theme.color("text.primary"))
        painter.drawText(QRectF(right + _GAP, box.top(), _NUMBER - 4, _ROW), _RIGHT, row.number)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("text.secondary"))
        painter.drawText(QRectF(box.width() - _NOTE, box.top(), _NOTE - 4, _ROW), _RIGHT, row.note)

    def _paint_bar(self, painter: QPainter, row: BarRow, box: QRectF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        for token, share in (("line.default", 1.0), ("chart.band", row.second), (row.colour, row.share)):
            if share > 0:
                painter.setBrush(theme.color(token))
                painter.drawRoundedRect(
                    QRectF(box.left(), box.top(), box.width() * min(1.0, share), box.height()), 2, 2
                )

    # -- choosing

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        if key in steps and self._rows:
            self._current = min(max(0, self._current + steps[key]), len(self._rows) - 1)
            self.update()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._rows:
            self.opened.emit(self._rows[self._current].key)
        else:
            super().keyPressEvent(event)

    def _at(self, event: QMouseEvent) -> int:
        index = int(event.position().y()) // _ROW
        return index if 0 <= index < len(self._rows) else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hovered = self._at(event)
        self.setCursor(Qt.CursorShape.PointingHandCursor if self._hovered >= 0 else Qt.CursorShape.ArrowCursor)
        self.update()

    def leaveEvent(self, _event: QEvent) -> None:
        self._hovered = -1
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        index = self._at(event)
        if index >= 0 and event.button() == Qt.MouseButton.LeftButton:
            self._current = index
            self.opened.emit(self._rows[index].key)
