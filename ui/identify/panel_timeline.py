"""The short timeline: what comes above today, what was below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crmdesk.i18n import tr
from ui.framework.frames import clear_layout
from ui.framework.icons import paint_icon
from ui.framework.labels import WrappedLabel
from ui.framework.links import Link
from ui.framework.page import Desk
from ui.framework.section import PanelSection
from ui.framework.theme import theme
from ui.identify.panel_data import PanelData

if TYPE_CHECKING:
    from crmdesk.book.timeline import Event

_ICONS = {
    "follow_up": "calendar",
    "contact": "phone",
    "need": "target",
    "plan": "file-text",
    "classification": "layers",
    "record": "id-card",
}
_LINE, _TODAY, _DAY, _DOT, _TEXT = 46, 26, 44, 52.0, 64


class _EventRow(QWidget):
    """Date, dot on the line of time, icon and title, one line of detail."""

    def __init__(self, event: Event, day: str) -> None:
        super().__init__()
        self._event, self._day = event, day
        self.setFixedHeight(_LINE)
        self.setAccessibleName(f"{day} {event.title}. {event.detail}")
        self.setToolTip("")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRectF(_DOT - 0.5, 0, 1, self.height()), theme.color("line.strong"))
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("text.secondary"))
        painter.drawText(QRectF(0, 2, _DAY, 20), middle, self._day)
        self._paint_dot(painter)
        paint_icon(painter, _ICONS[self._event.kind], QRectF(_TEXT, 5, 14, 14), "text.tertiary")
        self._paint_line(
            painter, str(self._event.title), QRectF(_TEXT + 20, 2, self.width() - _TEXT - 20, 20), "strong"
        )
        self._paint_line(painter, str(self._event.detail), QRectF(_TEXT, 22, self.width() - _TEXT, 16), "caption")

    def _paint_dot(self, painter: QPainter) -> None:
        box = QRectF(_DOT - 4, 8, 8, 8)
        if self._event.is_open:
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.setBrush(theme.color("bg.surface"))
            box = box.adjusted(1, 1, -1, -1)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("line.strong"))
        painter.drawEllipse(box)

    def _paint_line(self, painter: QPainter, text: str, box: QRectF, role: str) -> None:
        painter.setFont(theme.font(role))
        painter.setPen(theme.color("text.primary" if role == "strong" else "text.secondary"))
        first = text.split("\n", 1)[0]
        shown = painter.fontMetrics().elidedText(first, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), shown)


class _Today(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(_TODAY)
        self.setAccessibleName(tr("Today"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRectF(_DOT - 0.5, 0, 1, self.height()), theme.color("line.strong"))
        font = theme.font("caption")
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(theme.color("accent"))
        painter.drawText(QRectF(0, 0, _DAY, 20), int(Qt.AlignmentFlag.AlignVCenter), tr("Today"))
        painter.setPen(QPen(theme.color("accent"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(_TEXT, 10, self.width(), 10)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        painter.drawEllipse(QRectF(_DOT - 4, 6, 8, 8))


class PanelTimeline(PanelSection):
    def __init__(self, desk: Desk) -> None:
        self._all = Link("")
        super().__init__(tr("Timeline"), right=self._all)
        self._desk = desk
        self._client_id = 0
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self.body.addSpacing(theme.space(1))
        self.body.addLayout(self._lines)
        self._all.clicked.connect(self._open_timeline)

    def show_data(self, data: PanelData) -> None:
        self._client_id = data.card.id
        clear_layout(self._lines)
        self._all.set_text(tr("All {count}", count=data.event_count))
        self._all.setVisible(data.event_count > len(data.events))
        for event in (event for event in data.events if event.is_open):
            self._add(event)
        self._lines.addWidget(_Today())
        past = [event for event in data.events if not event.is_open]
        for event in past:
            self._add(event)
        if not past:
            hint = tr("No contact yet. Press L to log the first one.")
            self._lines.addWidget(WrappedLabel(hint, role="caption", tone="tertiary"))

    def _add(self, event: Event) -> None:
        self._lines.addWidget(_EventRow(event, self._desk.shown.short_day(event.day)))

    def _open_timeline(self) -> None:
        self._desk.navigate.open_client(self._client_id, tab="timeline")
