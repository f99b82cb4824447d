"""The arithmetic of the lifetime value: what was earned year by year, and how the coming years add up."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from crmdesk.differentiate.explaining.values import Worth
from crmdesk.i18n import tr
from ui.differentiate.value.record_lines import RecordLines
from ui.differentiate.value.view import ValueView
from ui.framework.frames import Card, Line, clear_layout, column
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.links import Link
from ui.framework.shown import Shown

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class WorthCard(Card):
    """Historical + potential; the current value is part of the historical one and stands apart."""

    def __init__(self) -> None:
        self.months = Link(tr("Month by month"))
        super().__init__(" ", right=(self.months,), gap=2)
        self._parts = column(gap=2)
        self.body.addLayout(self._parts)
        self._shows_months = False
        self._shown: tuple[ValueView, Shown] | None = None
        self.months.clicked.connect(self._toggle)

    def _toggle(self) -> None:
        self._shows_months = not self._shows_months
        self.months.set_text(tr("Year by year") if self._shows_months else tr("Month by month"))
        if self._shown is not None:
            self.show_view(*self._shown)

    def show_view(self, view: ValueView, shown: Shown) -> None:
        self._shown = (view, shown)
        clear_layout(self._parts)
        if view.why is None:
            return
        worth = view.why.worth
        self.title.setText(
            tr("Lifetime value {clv}: {hv} earned and {pv} to come", clv=shown.whole(worth.clv),
               hv=shown.whole(worth.hv), pv=shown.whole(worth.pv))
        )  # fmt: skip
        if worth.cv > 0 and worth.pv:
            self._parts.addWidget(_years(worth, shown))
        else:
            none = tr("Nothing is projected: no contribution in the last 12 months, or none is expected at this stage.")
            self._parts.addWidget(WrappedLabel(none, tone="secondary"))
        self._parts.addWidget(WrappedLabel(str(worth.rates), role="caption", tone="secondary"))
        if worth.at_risk and view.why.standing.stage not in ("decline", "termination"):
            lost = shown.whole(worth.at_risk)
            words = tr("{amount} of it would be lost if the client slipped into decline.", amount=lost)
            self._parts.addWidget(WrappedLabel(words, role="caption", tone="secondary"))
        self._parts.addWidget(Line())
        title = tr("Earned so far")
        if self._shows_months:
            title = tr("Earned in 12 months (current value {cv})", cv=shown.whole(worth.cv))
        self._parts.addWidget(PlainLabel(title, role="strong"))
        self._parts.addWidget(RecordLines(worth.months if self._shows_months else worth.earned, shown))


def _years(worth: Worth, shown: Shown) -> QWidget:
    """The years of the potential value: contribution, kept, discounted, and the sum so far."""
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(2)
    heads = (tr("Year"), tr("CV·(1+g)^t"), tr("kept r^t"), tr("discount"), tr("worth today"), tr("sum"))
    for place, head in enumerate(heads):
        grid.addWidget(_cell(head, tone="tertiary"), 0, place)
        grid.setColumnStretch(place, 1 if place else 0)
    for line, year in enumerate(worth.years, 1):
        cells = (
            str(year.number),
            shown.whole(round(year.contribution)),
            f"{year.kept:.4f}",
            f"{year.discount:.4f}",
            shown.whole(round(year.value)),
            shown.whole(round(year.total)),
        )
        for place, text in enumerate(cells):
            grid.addWidget(_cell(text), line, place)
    return box


def _cell(text: str, *, tone: str = "primary") -> PlainLabel:
    label = PlainLabel(text, role="caption", tone="tertiary" if tone == "tertiary" else "primary")
    label.setAlignment(_RIGHT)
    return label
