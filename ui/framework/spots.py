"""A painted picture whose parts can be pointed at, clicked, and walked through with the keyboard."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from ui.framework.labels import plain_tooltip
from ui.framework.theme import theme


@dataclass(frozen=True)
class Spot:
    """A part: where it is, what a click tells (``key``), and what it says when pointed at."""

    box: QRectF
    key: object
    words: str


class SpotPicture(QWidget):
    """Subclasses say where their parts are (``spots``) and call ``paint_marks`` last. ``chosen`` tells a part's key."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._at: object = None
        self._pointed: object = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def spots(self) -> list[Spot]:
        """The parts in the order in which the arrow keys go through them."""
        raise NotImplementedError

    def spot_at(self, point: QPoint) -> Spot | None:
        """The last one drawn lies on top."""
        return next((spot for spot in reversed(self.spots()) if spot.box.contains(point.toPointF())), None)

    def spot_of(self, key: object) -> Spot | None:
        return next((spot for spot in self.spots() if spot.key == key), None)

    def paint_marks(self, painter: QPainter) -> None:
        """An outline on the part under the pointer, and a stronger one where the keyboard is."""
        keyboard = self._at if self.hasFocus() else None
        for key, token, width in ((self._pointed, "line.field", 1.0), (keyboard, "accent", 2.0)):
            spot = None if key is None else self.spot_of(key)
            if spot is not None:
                painter.setPen(QPen(theme.color(token), width))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(spot.box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)

    # -- pointing

    def _point(self, key: object) -> None:
        if key != self._pointed:
            self._pointed = key
            self.setCursor(Qt.CursorShape.ArrowCursor if key is None else Qt.CursorShape.PointingHandCursor)
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        spot = self.spot_at(event.position().toPoint())
        self._point(spot.key if spot is not None else None)

    def leaveEvent(self, event: QEvent) -> None:
        self._point(None)
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        spot = self.spot_at(event.position().toPoint())
        if spot is not None and event.button() == Qt.MouseButton.LeftButton:
            self._at = spot.key
            self.chosen.emit(spot.key)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            spot = self.spot_at(event.pos())
            QToolTip.showText(event.globalPos(), plain_tooltip(spot.words) if spot is not None else "", self)
            return True
        return super().event(event)

    # -- the keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
        by = steps.get(Qt.Key(event.key()))
        if by is not None:
            self._walk(by)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._at is not None:
            self.chosen.emit(self._at)
        else:
            super().keyPressEvent(event)

    def _walk(self, by: int) -> None:
        found = self.spots()
        keys = [spot.key for spot in found]
        if not keys:
            return
        place = keys.index(self._at) + by if self._at in keys else 0
        spot = found[max(0, min(place, len(keys) - 1))]
        self._at = spot.key
        self.setAccessibleDescription(spot.words)
        self.update()
