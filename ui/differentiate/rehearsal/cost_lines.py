"""What the rehearsed rules cost and ask for: service hours, the largest share moved, when they could begin."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from crmdesk.differentiate.rehearsal.comparison import Comparison
from crmdesk.differentiate.rehearsal.rehearse import Rehearsal
from crmdesk.i18n import tr
from ui.differentiate.rehearsal.result_card import shares_words, stop_words
from ui.framework.labels import PlainLabel, WrappedLabel

_RIGHT = Qt.AlignmentFlag.AlignRight


class CostLines(QWidget):
    def __init__(self) -> None:
        super().__init__()
        titles = (tr("Service hours"), tr("Largest tier moved"), tr("Could begin"))
        self.hours, self.largest, self.start = (PlainLabel(role="strong") for _ in titles)
        self.stop = WrappedLabel(tone="bad", role="caption")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        for line, (title, value) in enumerate(zip(titles, (self.hours, self.largest, self.start), strict=True)):
            grid.addWidget(PlainLabel(title, tone="secondary"), line, 0)
            value.setAccessibleName(title)
            grid.addWidget(value, line, 1)
            grid.setAlignment(value, _RIGHT)
        grid.addWidget(self.stop, len(titles), 0, 1, 2)
        self.stop.hide()

    def show_cost(self, found: Rehearsal, shown: Comparison, start: date) -> None:
        """``shown``: the side in view; the stop speaks of both."""
        hours = tr("{hours} hours a year", hours=f"{shown.hours_after:,.0f}")
        self.hours.setText(f"{shown.hours_before:,.0f} → {hours}")
        self.largest.setText(stop_words(shown))
        self.largest.set_tone("bad" if shown.stopped else "primary")
        self.start.setText(tr("{day} · reversible", day=start))
        self.stop.setVisible(found.stops)
        self.stop.setText(tr("Beyond the line: {shares}. Approval needs a reason.", shares=shares_words(found.beyond)))
