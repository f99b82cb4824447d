"""Breakpoints: for each indicator where the points begin, how many clients get them, and how many sit on the cut."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from crmdesk.codes import code_words
from crmdesk.differentiate.rule_fields.field import points_at
from crmdesk.differentiate.scores import INDICATORS
from crmdesk.i18n import Words, tr
from ui.differentiate.rules.calibration import CalibrationCard
from ui.differentiate.rules.section import RulesSection
from ui.differentiate.rules.view import RulesView
from ui.framework.frames import Card, row
from ui.framework.labels import PlainLabel, WrappedLabel
from ui.framework.theme import theme

_CELL = {"R": 62, "F": 62, "M": 84, "A": 92, "S": 62}
_MONEY = ("M", "A")
#: From this share of the scored clients on, those near a cut-off are worth a second look.
MANY = 0.02


class BreakpointsSection(RulesSection):
    name: ClassVar[str] = "breakpoints"
    title: ClassVar[Words] = Words("评分分段", "Breakpoints")
    about: ClassVar[Words] = Words(
        "固定分段：客户的得分只因自身变化而变化。修改后立即看到每一分段的人数，以及多少客户正好压在线上。",
        "Fixed cut-offs: a client's points change only when the client does. Counts follow as you type.",
    )

    calibration_asked = Signal()

    def structure(self, view: RulesView) -> Any:
        return tuple(len(view.value("scores", "breakpoints", code) or ()) for code in INDICATORS)

    def build(self, view: RulesView) -> None:
        self._counts: dict[tuple[str, int], PlainLabel] = {}
        self._near = {code: WrappedLabel(role="caption", tone="tertiary") for code in INDICATORS}
        for code in INDICATORS:
            self.body.addWidget(self._indicator(view, code))
        self.calibration = CalibrationCard()
        self.calibration.taken.connect(self.put_all)
        self.calibration.asked.connect(self.calibration_asked)
        self.body.addWidget(self.calibration)
        card = Card(tr("How it is counted"))
        card.body.addWidget(self.labelled(self.choice(("frequency",))))
        card.body.addWidget(self.labelled(self.number(("window_months",), width=72)))
        card.body.addWidget(self.labelled(self.number(("scores", "high_cut"), width=72)))
        self.body.addWidget(card)

    def _indicator(self, view: RulesView, code: str) -> QWidget:
        words = code_words("indicator", code)
        rule = tr("at most") if code == "R" else tr("at least")
        card = Card(f"{code} {words}", right=(PlainLabel(rule, role="caption", tone="tertiary"),), gap=1)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.space(3))
        grid.setVerticalSpacing(2)
        steps = len(view.value("scores", "breakpoints", code) or ())
        places = range(steps) if code == "R" else range(steps - 1, -1, -1)
        for column, place in enumerate(places):
            self._step(grid, code, place, column)
        self._rest(grid, code, steps)
        grid.setColumnStretch(steps + 2, 1)
        card.body.addLayout(grid)
        card.body.addWidget(self._near[code])
        return card

    def _step(self, grid: QGridLayout, code: str, place: int, column: int) -> None:
        points = points_at(code, place)
        head = PlainLabel(tr("{points} pt", points=points), role="caption", tone="secondary")
        count = PlainLabel(role="caption", tone="tertiary")
        self._counts[code, points] = count
        grid.addLayout(row(head, None, count), 0, column)
        unit = {"R": Words("天", "d"), "S": Words("分", "pt")}.get(code, Words("", ""))
        box = self.number(("scores", "breakpoints", code, str(place)), width=_CELL[code], unit=unit)
        grid.addWidget(box, 1, column, Qt.AlignmentFlag.AlignTop)

    def _rest(self, grid: QGridLayout, code: str, steps: int) -> None:
        """What lies beyond the last cut-off has fewest points."""
        for offset, points in enumerate((1, 0) if code == "R" else (0,)):
            head = PlainLabel(tr("{points} pt", points=points), role="caption", tone="secondary")
            count = PlainLabel(role="caption", tone="tertiary")
            self._counts[code, points] = count
            said = tr("never traded") if code == "R" and not points else tr("the rest")
            grid.addLayout(row(head, count, None), 0, steps + offset)
            rest = PlainLabel(said, tone="tertiary")
            rest.setFixedHeight(theme.size("control"))
            grid.addWidget(rest, 1, steps + offset, Qt.AlignmentFlag.AlignTop)

    # -- following

    def follow(self, view: RulesView) -> None:
        self.calibration.show_view(view)
        for code in INDICATORS:
            self._show_counts(view, code)

    def _show_counts(self, view: RulesView, code: str) -> None:
        cuts = view.value("scores", "breakpoints", code)
        is_right = not view.problems_below(("scores", "breakpoints", code))
        if view.figures is None or not is_right:
            for (mine, _points), label in self._counts.items():
                if mine == code:
                    label.setText("")
            self._near[code].setText(tr("Counting…") if view.is_reading else "")
            self._near[code].setVisible(view.is_reading)
            return
        scaled = [round(cut * 100) if code in _MONEY else cut for cut in cuts]
        for points, count in enumerate(view.figures.counts(code, scaled)):
            if (code, points) in self._counts:
                self._counts[code, points].setText(f"{count:,}")
        self._show_near(view, code, scaled)

    def _show_near(self, view: RulesView, code: str, cuts: list[float]) -> None:
        assert view.figures is not None
        found = [(points_at(code, place), *view.figures.on_cut(code, cut)) for place, cut in enumerate(cuts)]
        points, exactly, near = max(found, key=lambda one: one[2])
        share = near / view.figures.clients if view.figures.clients else 0
        self._near[code].setVisible(near > 0)
        self._near[code].setText(
            tr(
                "{near} clients lie within 5 % of the cut for {points} points, {exactly} just on it.",
                near=f"{near:,}",
                points=points,
                exactly=f"{exactly:,}",
            )
        )
        self._near[code].set_tone("warn" if share >= MANY else "tertiary")
