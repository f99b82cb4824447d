"""Breakpoints proposed from how the branch's own clients lie: fifths, at round numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from crmdesk.codes import code_words
from crmdesk.i18n import tr
from ui.differentiate.rules.view import RulesView
from ui.framework.buttons import Button
from ui.framework.frames import Card, clear_layout
from ui.framework.labels import PlainLabel, WrappedLabel, plain_tooltip

if TYPE_CHECKING:
    from crmdesk.differentiate.rule_fields import Path
    from crmdesk.differentiate.rulebooks.calibration import Calibration, Calibrations

#: Points of a list are their own cut-offs.
_LEFT_ALONE = "S"


class CalibrationCard(Card):
    """``asked`` for a proposal; ``taken`` gives breakpoints by path, of one indicator or of all."""

    asked = Signal()
    taken = Signal(object)

    def __init__(self) -> None:
        self.ask = Button(tr("Propose"), icon="sparkles", is_small=True)
        super().__init__(tr("Breakpoints from our own clients"), right=(self.ask,))
        self._about = WrappedLabel(
            tr("A fifth of the active clients in each step, at round numbers. Nothing changes until you take it."),
            tone="secondary",
        )
        self._table = QWidget()
        self._grid = QGridLayout(self._table)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(20)
        self._grid.setVerticalSpacing(6)
        self._table.hide()
        self.body.addWidget(self._about)
        self.body.addWidget(self._table)
        self.ask.clicked.connect(self.asked)
        self.buttons: dict[str, Button] = {}
        self._view: RulesView | None = None

    def show_view(self, view: RulesView) -> None:
        self._view = view
        can_ask = view.rulebook is not None and view.figures is not None and view.figures.clients > 0
        self.ask.setEnabled(can_ask)
        for code, button in self.buttons.items():
            button.setEnabled(view.lock(("scores", "breakpoints", code)) is None)

    def show_proposal(self, found: Calibrations) -> None:
        clear_layout(self._grid)
        self.buttons.clear()
        left_out = sum(found.left_out.values())
        words = {"clients": f"{found.clients:,}", "day": found.as_of, "left": f"{left_out:,}"}
        self._about.setText(
            tr("From {clients} scored clients as of {day}; {left} are left out: dormant, new, institutions.", **words)
        )
        useful = [one for one in found.indicators if one.indicator != _LEFT_ALONE]
        for line, one in enumerate(useful):
            self._line(line, one)
        every = Button(tr("Take all"), icon="check", is_small=True)
        every.clicked.connect(lambda: self._take(useful))
        self._grid.addWidget(every, len(useful), 3)
        self._grid.setColumnStretch(2, 1)
        self._table.show()

    def _line(self, line: int, one: Calibration) -> None:
        self._grid.addWidget(PlainLabel(f"{one.indicator} {code_words('indicator', one.indicator)}"), line, 0)
        now = [cut.cut for cut in one.present]
        self._grid.addWidget(PlainLabel(_written(now), tone="tertiary"), line, 1)
        proposed = PlainLabel(f"→  {_written(one.cuts)}")
        sitting = [tr("{points} points: {count} just on it", points=c.points, count=c.exactly) for c in one.proposed]
        proposed.setToolTip(plain_tooltip("\n".join(sitting)))
        self._grid.addWidget(proposed, line, 2)
        button = Button(tr("Take"), is_small=True, name=tr("Take {name}", name=one.indicator))
        button.clicked.connect(lambda: self._take([one]))
        button.setEnabled(one.cuts != now)
        self.buttons[one.indicator] = button
        self._grid.addWidget(button, line, 3)

    def _take(self, found: list[Calibration]) -> None:
        assert self._view is not None
        values: dict[Path, Any] = {("scores", "breakpoints", one.indicator): one.cuts for one in found}
        self.taken.emit({path: cuts for path, cuts in values.items() if self._view.lock(path) is None})


def _written(cuts: list[float]) -> str:
    return " · ".join(f"{cut:,g}" if cut < 1e6 else f"{cut:,.0f}" for cut in cuts)
