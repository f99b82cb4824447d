"""A ribbon: what held from when to when, as one row of chips on a time axis."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.framework import shapes
from ui.framework.chips import ChipKind
from ui.framework.labels import plain_tooltip
from ui.framework.theme import theme

_GLYPH, _PAD, _GAP = 10.0, 6.0, 5.0


@dataclass(frozen=True)
class Stretch:
    """A code that held over ``first`` … ``last`` on the axis (both included, whole steps)."""

    first: int
    last: int
    code: str
    text: str
    tooltip: str = ""


class Ribbon(QWidget):
    """Stretches of one kind on an axis from ``start`` to ``end``; the margins are those of the chart above.

    A step can be chosen: by a click, or with the arrow keys, Home and End; ``chosen`` tells it.
    """

    chosen = Signal(int)

    def __init__(self, kind: ChipKind, *, name: str, left: int = 0, right: int = 0) -> None:
        super().__init__()
        self._kind: ChipKind = kind
        self._name, self._left, self._right = name, left, right
        self._start, self._end = 0, 1
        self._stretches: list[Stretch] = []
        self._chosen: int | None = None
        self.setFixedHeight(24)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_stretches(self, stretches: list[Stretch], *, start: int, end: int) -> None:
        self._stretches, self._start, self._end = stretches, start, max(end, start + 1)
        self.setAccessibleName(f"{self._name}: " + ", ".join(s.tooltip or s.text for s in stretches))
        self.update()

    def show_chosen(self, step: int | None) -> None:
        """Mark a step; None marks nothing."""
        self._chosen = step
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, 24)

    # -- choosing

    def _step_at(self, x: float) -> int | None:
        """The step under a point: a month reaches from its point on the axis to the next one."""
        scale = (self.width() - self._left - self._right) / (self._end - self._start)
        step = self._start + floor((x - self._left) / scale)
        return step if self._start <= step <= self._end else None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        step = self._step_at(event.position().x())
        if step is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(step)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        now = self._end if self._chosen is None else self._chosen
        wanted = {
            Qt.Key.Key_Left: now - 1,
            Qt.Key.Key_Right: now + 1,
            Qt.Key.Key_Home: self._start,
            Qt.Key.Key_End: self._end,
        }.get(Qt.Key(event.key()))
        if wanted is None:
            super().keyPressEvent(event)
        else:
            self.chosen.emit(min(max(wanted, self._start), self._end))

    def box_of(self, stretch: Stretch) -> QRectF:
        """A stretch ends where the next begins: a month reaches from its point on the axis to the next one."""
        scale = (self.width() - self._left - self._right) / (self._end - self._start)
        left = self._left + (max(stretch.first, self._start) - self._start) * scale
        right = self._left + (min(stretch.last + 1, self._end) - self._start) * scale
        if right - left < 14:
            left = max(float(self._left), right - 14) if right >= self.width() - self._right - 1 else left
            right = max(right, left + 14)
        return QRectF(round(left), 0, round(right) - round(left) - 2, self.height())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = [s for s in self._stretches if self.box_of(s).contains(event.pos().toPointF())]
            QToolTip.showText(
                event.globalPos(), plain_tooltip(found[0].tooltip or found[0].text) if found else "", self
            )
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("text.secondary"))
        whole = QRectF(0, 0, self._left - 8, self.height())
        painter.drawText(whole, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), self._name)
        for stretch in self._stretches:
            self._paint_stretch(painter, stretch, self.box_of(stretch))
        self._paint_chosen(painter)

    def _paint_chosen(self, painter: QPainter) -> None:
        """A frame around the step that is shown, or around the whole ribbon while it has the keys."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.hasFocus():
            painter.setPen(QPen(theme.color("accent"), 1))
            whole = QRectF(self._left, 0, self.width() - self._left - self._right, self.height())
            painter.drawRoundedRect(whole.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        if self._chosen is not None and self._start <= self._chosen <= self._end:
            painter.setPen(QPen(theme.color("accent"), 2))
            box = self.box_of(Stretch(self._chosen, self._chosen, "", ""))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 4, 4)

    def _paint_stretch(self, painter: QPainter, stretch: Stretch, box: QRectF) -> None:
        is_tier = self._kind == "tier"
        outlined = not is_tier or stretch.code == "dormant"
        dashed = Qt.PenStyle.DashLine if stretch.code == "dormant" else Qt.PenStyle.SolidLine
        painter.setPen(QPen(theme.color("line.strong"), 1, dashed) if outlined else Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(f"tier.{stretch.code}.soft") if is_tier else Qt.BrushStyle.NoBrush)
        half = 0.5 if outlined else 0.0
        painter.drawRoundedRect(box.adjusted(half, half, -half, -half), 4, 4)
        color = theme.color(f"{self._kind}.{stretch.code}")
        room = box.width() - 2 * _PAD - _GLYPH - _GAP
        left = box.left() + (_PAD if room > 20 else (box.width() - _GLYPH) / 2)
        glyph = QRectF(left, box.center().y() - _GLYPH / 2, _GLYPH, _GLYPH)
        (shapes.paint_tier if is_tier else shapes.paint_stage)(painter, stretch.code, glyph, color)
        if room > 20:
            painter.setPen(color)
            shown = QFontMetricsF(painter.font()).elidedText(stretch.text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(box.adjusted(_PAD + _GLYPH + _GAP, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), shown)
