"""Every classified day on a ribbon, and the two that are compared; a click moves the nearer end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import ceil

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from crmdesk.i18n import tr
from ui.framework.spots import Spot, SpotPicture
from ui.framework.theme import theme

_HEIGHT, _LEAST, _LABEL = 32, 20, 46
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


class MonthRange(SpotPicture):
    """``ranged`` tells both days once another one is chosen."""

    ranged = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self._days: list[date] = []
        self.first: date | None = None
        self.second: date | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.chosen.connect(self._choose)

    def show_days(self, days: Sequence[date], first: date | None, second: date | None) -> None:
        """``days`` in any order; the ends are among them, or None where there are not two."""
        self._days, self.first, self.second = sorted(days), first, second
        self.setAccessibleName(tr("{first} to {second}", first=first or "–", second=second or "–"))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(max(240, _LEAST * len(self._days)), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, _HEIGHT)

    def _box(self, place: int) -> QRectF:
        width = self.width() / max(1, len(self._days))
        return QRectF(place * width, 4, width, _HEIGHT - 8)

    def spots(self) -> list[Spot]:
        return [Spot(self._box(place).adjusted(1, 0, -1, 0), day, str(day)) for place, day in enumerate(self._days)]

    def _choose(self, key: object) -> None:
        assert isinstance(key, date)
        first, second = self.first, self.second
        if first is None or second is None or key in (first, second):
            return
        is_first_nearer = abs((key - first).days) < abs((key - second).days)
        ends = (key, second) if key < first or (is_first_nearer and key < second) else (first, key)
        self.ranged.emit(*ends)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("caption"))
        step = max(1, ceil(_LABEL * len(self._days) / max(1, self.width())))
        for place, day in enumerate(self._days):
            self._paint_day(painter, self._box(place), day, has_text=(len(self._days) - 1 - place) % step == 0)
        self.paint_marks(painter)

    def _paint_day(self, painter: QPainter, box: QRectF, day: date, *, has_text: bool) -> None:
        is_end = day in (self.first, self.second)
        is_inside = self.first is not None and self.second is not None and self.first <= day <= self.second
        ground = "accent.fill" if is_end else "bg.selected" if is_inside else "bg.hover"
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(ground))
        painter.drawRoundedRect(box.adjusted(1, 0, -1, 0), 3, 3)
        painter.setPen(theme.color("on.accent" if is_end else "text.secondary"))
        text = f"{day:%y-%m}"
        if (has_text or is_end) and painter.fontMetrics().horizontalAdvance(text) <= box.width() + 8:
            painter.drawText(box.adjusted(-8, 0, 8, 0), _CENTRE, text)
