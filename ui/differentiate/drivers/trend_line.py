"""The trend of a card: a line without axes over the last twelve months, gaps left open."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.framework.theme import theme

_EDGE = 4.0


class TrendLine(QWidget):
    def __init__(self, values: Sequence[float | None], *, spoken: str) -> None:
        super().__init__()
        self._values = list(values)
        self.setAccessibleName(spoken)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        return QSize(120, 36)

    def corners(self) -> QPolygonF:
        """The known points inside the widget; a constant line lies in the middle."""
        known = [(place, value) for place, value in enumerate(self._values) if value is not None]
        if not known:
            return QPolygonF()
        low, high = min(value for _at, value in known), max(value for _at, value in known)
        box = QRectF(self.rect()).adjusted(_EDGE, _EDGE, -_EDGE, -_EDGE)
        step = box.width() / max(len(self._values) - 1, 1)
        spread = (high - low) or 1.0
        lift = 0.5 if high == low else 0.0
        return QPolygonF(
            [
                QPointF(box.left() + step * at, box.bottom() - ((value - low) / spread + lift) * box.height())
                for at, value in known
            ]
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        line = self.corners()
        if line.isEmpty():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.color("accent"), 1.5)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        painter.drawPolyline(line)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        painter.drawEllipse(line.at(line.size() - 1), 2.5, 2.5)
