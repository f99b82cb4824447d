"""Why this tier: the indicators with their points, and the reasons in sentences."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crmdesk.codes import code_words
from crmdesk.i18n import tr
from ui.framework.frames import Panel, clear_layout
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.page import Desk
from ui.framework.section import PanelSection
from ui.framework.shown import HIDDEN
from ui.framework.theme import theme
from ui.identify.panel_data import PanelData
from ui.identify.panel_scores import ScoreLine

_LINE, _MOST = 24, 5


class _ScoreRow(QWidget):
    """Letter, name, value, five squares, points."""

    def __init__(self, line: ScoreLine) -> None:
        super().__init__()
        self._line = line
        self.setFixedHeight(_LINE)
        points = tr("{count} points", count=line.points)
        self.setAccessibleName(f"{line.name} {line.value} {points}")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box, middle = QRectF(self.rect()), Qt.AlignmentFlag.AlignVCenter
        right = Qt.AlignmentFlag.AlignRight | middle
        painter.setFont(theme.font("strong"))
        painter.setPen(theme.color("text.primary"))
        painter.drawText(box, int(middle), self._line.letter)
        painter.setFont(theme.font("body"))
        painter.drawText(box.adjusted(0, 0, -104, 0), int(right), self._line.value)
        painter.setPen(theme.color("text.secondary"))
        painter.drawText(box.adjusted(20, 0, -180, 0), int(middle), self._line.name)
        painter.setPen(theme.color("text.tertiary"))
        painter.drawText(box, int(right), tr("{count} pt", count=self._line.points))
        self._paint_squares(painter, box.right() - 92, box.center().y() - 4)

    def _paint_squares(self, painter: QPainter, left: float, top: float) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        for place in range(_MOST):
            painter.setBrush(theme.color("accent" if place < self._line.points else "line.default"))
            painter.drawRoundedRect(QRectF(left + place * 10, top, 8, 8), 1, 1)


class PanelWhy(PanelSection):
    def __init__(self, desk: Desk) -> None:
        self._score = PlainLabel("", tone="secondary")
        super().__init__(tr("Why"), right=self._score)
        self._desk = desk
        self._lines = QVBoxLayout()
        self._lines.setSpacing(0)
        self._reasons = Panel("hover", margin=2, gap=1)
        self.body.addLayout(self._lines)
        self.body.addSpacing(theme.space(1))
        self.body.addWidget(self._reasons)

    def show_data(self, data: PanelData) -> None:
        card = data.card
        tier = str(code_words("tier", card.tier.code)) if card.tier else ""
        self.title.setText(tr("Why {tier}", tier=tier) if tier else tr("Not classified yet"))
        score = "" if card.score is None else tr("score {score}", score=f"{card.score / 10:.1f}")
        self._score.setText(score)
        clear_layout(self._lines)
        for line in data.why.scores:
            hidden = self._desk.shown.is_private and line.is_money
            self._lines.addWidget(_ScoreRow(replace(line, value=HIDDEN) if hidden else line))
        clear_layout(self._reasons.body)
        for sentence in data.why.sentences:
            self._reasons.body.addWidget(WrappedLabel(sentence, role="caption", tone="secondary"))
        self._reasons.setVisible(bool(data.why.sentences) and not self._desk.shown.is_private)
