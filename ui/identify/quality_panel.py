"""The right side of the record: how good the data are, and what to ask next to make them better."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from crmdesk.i18n import language, tr
from ui.framework.bars import ShareBar
from ui.framework.frames import Card, Line, Panel, clear_layout, column, row
from ui.framework.labels import PlainLabel, TagLabel, WrappedLabel


@dataclass(frozen=True)
class Ask:
    """A question a person could ask on the phone: the field it fills, why, and the points it brings."""

    field: str
    question: str
    reason: str
    points: float


@dataclass(frozen=True)
class Scores:
    """In per cent; ``target`` is the completeness expected of the client's tier."""

    kyc: int
    completeness: int
    freshness: int
    target: int


class _AskLine(QWidget):
    """One question; a click leads to its field."""

    chosen = Signal(str)

    def __init__(self, number: int, ask: Ask) -> None:
        super().__init__()
        self._field = ask.field
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        words = column(
            WrappedLabel(ask.question, role="strong"),
            WrappedLabel(ask.reason, role="caption", tone="secondary"),
            gap=0,
        )
        figure = PlainLabel(str(number), tone="tertiary")
        figure.setFixedWidth(16)
        points = TagLabel(f"+ {ask.points:.1f}")
        line = row(figure, words, points, gap=2)
        line.setStretch(1, 1)
        for item in (figure, points):
            line.setAlignment(item, Qt.AlignmentFlag.AlignTop)
        line.setContentsMargins(12, 8, 12, 8)
        self.setLayout(line)
        self.setAccessibleName(f"{number}. {ask.question} {ask.reason}")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(self._field)


class QualityPanel(Panel):
    """Two cards; ``field_chosen`` when a question is clicked."""

    field_chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__("subtle", margin=4, gap=4)
        self._total = PlainLabel(role="title")
        self._score_card = Card(tr("Data quality"), right=(self._total, PlainLabel("/ 100", tone="tertiary")))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(8)
        self._score_card.body.addLayout(self._grid)
        self._bars = [self._bar_row(place, name) for place, name in enumerate((tr("Complete"), tr("Fresh")))]
        self._target = PlainLabel(role="caption", tone="tertiary")
        self._score_card.body.addWidget(self._target)
        self._ask_card = Card(tr("What to ask next"))
        self._ask_card.body.setContentsMargins(0, 12, 0, 0)
        self._ask_card.title.setContentsMargins(16, 0, 16, 0)
        self._asks = column(gap=0)
        self._ask_card.body.addLayout(self._asks)
        self.body.addWidget(self._score_card)
        self.body.addWidget(self._ask_card)

    def _bar_row(self, place: int, name: str) -> tuple[ShareBar, PlainLabel]:
        label, bar, figure = PlainLabel(name, tone="secondary"), ShareBar(name=name), PlainLabel()
        label.setFixedWidth(48 if language() == "zh" else 72)
        figure.setAlignment(Qt.AlignmentFlag.AlignRight)
        figure.setFixedWidth(40)
        for column_, widget in enumerate((label, bar, figure)):
            self._grid.addWidget(widget, place, column_)
        return bar, figure

    def show_scores(self, scores: Scores) -> None:
        self._total.setText(str(scores.kyc))
        for (bar, figure), percent in zip(self._bars, (scores.completeness, scores.freshness), strict=True):
            bar.show_share(percent / 100)
            figure.setText(f"{percent} %")
        is_reached = scores.completeness >= scores.target
        words = tr("Target of the tier: {target} % complete", target=scores.target)
        self._target.setText(words + (" ✓" if is_reached else ""))

    def show_asks(self, asks: list[Ask]) -> None:
        clear_layout(self._asks)
        self._ask_card.setVisible(bool(asks))
        for number, ask in enumerate(asks, 1):
            self._asks.addWidget(Line())
            line = _AskLine(number, ask)
            line.chosen.connect(self.field_chosen)
            self._asks.addWidget(line)
