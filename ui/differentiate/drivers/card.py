"""One driver on the board: value, light, last year, target, trend, two figures, and the clients behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QSizePolicy

from crmdesk.book.drivers.wording import LIGHTS
from crmdesk.dates import month_text
from crmdesk.i18n import tr
from ui.differentiate.drivers.figures import LIGHT_TAGS, aimed, compared, written
from ui.differentiate.drivers.trend_line import TrendLine
from ui.framework.frames import Card, column, row
from ui.framework.labels import ElidedLabel, PlainLabel, TagLabel, WrappedLabel
from ui.framework.links import Link
from ui.framework.shown import Shown

if TYPE_CHECKING:
    from crmdesk.book.drivers.model import Driver

_FIGURES = 2


class DriverCard(Card):
    """A click or Enter opens the driver; the words at its foot open its clients."""

    opened = Signal(str)
    clients_asked = Signal(str)

    def __init__(self, one: Driver, shown: Shown) -> None:
        title = str(one.words)
        light = TagLabel(str(LIGHTS[one.light]), tag=LIGHT_TAGS[one.light])
        super().__init__(title, right=(light,) if one.target is not None else (), gap=1)
        self.code = one.code
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        if one.missing is not None:
            self._teach(one)
        else:
            self._show(one, shown)
        self.body.addStretch(1)

    def _teach(self, one: Driver) -> None:
        self.setAccessibleDescription(str(one.missing))
        self.body.addWidget(PlainLabel(tr("not known"), role="display", tone="tertiary"))
        self.body.addWidget(WrappedLabel(str(one.missing), tone="secondary"))

    def _show(self, one: Driver, shown: Shown) -> None:
        value = written(shown, one.value, one.unit, one.currency)
        beside = " · ".join(filter(None, (compared(shown, one), aimed(shown, one))))
        self.setAccessibleDescription(f"{value}. {beside}. {LIGHTS[one.light]}")
        trend = TrendLine(one.sparkline, spoken=tr("Trend of twelve months"))
        self.body.addLayout(row(PlainLabel(value, role="display"), trend, gap=4))
        self.body.addWidget(ElidedLabel(beside, role="caption", tone="secondary"))
        if one.since is not None:
            known = tr("records only since {month}", month=month_text(one.since))
            self.body.addWidget(PlainLabel(known, role="caption", tone="warn"))
        for figure in one.figures[:_FIGURES]:
            amount = PlainLabel(written(shown, figure.value, figure.unit, one.currency))
            self.body.addLayout(row(ElidedLabel(str(figure.words), tone="secondary"), None, amount))
        link = Link(tr("the clients behind it"))
        link.clicked.connect(lambda: self.clients_asked.emit(self.code))
        self.body.addLayout(column(1, row(link, None)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.opened.emit(self.code)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self.code)
        else:
            super().keyPressEvent(event)
