"""Expected against what came, tenth by tenth of the clients: on the diagonal the forecast was right."""

from __future__ import annotations

from math import log10
from typing import Any

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crmdesk.differentiate.forecast.back_test import BackTest, Tenth
from crmdesk.differentiate.forecast.sentences import share
from crmdesk.differentiate.wording import short_amount
from crmdesk.i18n import tr
from ui.framework.labels import PlainLabel
from ui.framework.plots import dress, make_plot, pen
from ui.framework.theme import theme

_DOT, _LEFT = 11, 52
#: A tenth with fewer than this inside its 80 % stands out, in ten-thousandths.
POOR = 7_000


class CalibrationPlot(QWidget):
    """Both axes are logarithmic from zero (log of 1 + yuan). ``chosen`` tells a tenth, 0 the lowest."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._plot: Any = None
        self._dots: Any = None
        self._diagonal: Any = None
        self._test: BackTest | None = None
        self._currency, self._is_hidden = "CNY", False
        self.came = PlainLabel(role="caption", tone="secondary")
        self.expected = PlainLabel(role="caption", tone="secondary")
        self.expected.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(2)
        self._box.addWidget(self.came)
        self._box.addWidget(self.expected)
        self.setFixedHeight(300)
        theme.changed.connect(self._redraw)

    def show_test(self, test: BackTest, *, currency: str, is_hidden: bool = False) -> None:
        self._test, self._currency, self._is_hidden = test, currency, is_hidden
        unit = currency if test.is_income else tr("active units")
        self.came.setText(tr("Came, mean of a tenth of the clients ({unit})", unit=unit))
        self.expected.setText(tr("Expected, mean of a tenth of the clients ({unit})", unit=unit))
        self.setAccessibleName("; ".join(self.words(place) for place in range(len(test.tenths))))
        if self._plot is None:
            self._make()
        self._redraw()

    def words(self, place: int) -> str:
        """What a dot says."""
        assert self._test is not None
        one = self._test.tenths[place]
        if self._is_hidden:
            return tr("Tenth {place}: {share} of {clients} inside", place=place + 1, share=share(one.inside),
                      clients=f"{one.clients:,}")  # fmt: skip
        return tr(
            "Tenth {place}: {expected} expected, {actual} came, {share} of {clients} inside",
            place=place + 1, expected=self._amount(one.expected), actual=self._amount(one.actual),
            share=share(one.inside), clients=f"{one.clients:,}",
        )  # fmt: skip

    def _amount(self, hundredths: int) -> str:
        assert self._test is not None
        return str(short_amount(hundredths, self._currency)) if self._test.is_income else f"{hundredths / 100:.1f}"

    def _make(self) -> None:
        import pyqtgraph

        self._plot = make_plot(left=_LEFT, right=0)
        self._diagonal = pyqtgraph.PlotDataItem()
        self._dots = pyqtgraph.ScatterPlotItem(size=_DOT, hoverable=True, tip=None)
        self._dots.sigClicked.connect(self._on_click)
        self._dots.sigHovered.connect(self._on_hover)
        for item in (self._diagonal, self._dots):
            self._plot.addItem(item)
        self._box.insertWidget(1, self._plot, 1)

    def _redraw(self) -> None:
        test = self._test
        if self._plot is None or test is None:
            return
        points = [QPointF(_log(one.expected), _log(one.actual)) for one in test.tenths]
        most = max([1.0, *(max(point.x(), point.y()) for point in points)]) * 1.06
        self._plot.setXRange(-0.1, most, padding=0)
        self._plot.setYRange(-0.1, most, padding=0)
        self._dress_axes(most)
        self._diagonal.setData([0, most], [0, most])
        self._diagonal.setPen(pen("line.strong", 1, [4, 3]))
        self._dots.setData([self._dot(place, point) for place, point in enumerate(points)])

    def _dot(self, place: int, point: QPointF) -> dict[str, Any]:
        assert self._test is not None
        tone = "state.warn" if is_poor(self._test.tenths[place]) else "accent"
        return {
            "pos": (point.x(), point.y()),
            "data": place,
            "brush": theme.color(tone),
            "pen": pen("bg.surface", 1),
        }

    def _dress_axes(self, most: float) -> None:
        ticks = [(_log(100 * 10**power), f"{10**power:,}") for power in range(12) if _log(100 * 10**power) <= most]
        shown = [(0.0, "0"), *ticks] if not self._is_hidden else []
        dress(self._plot, left=shown, bottom=shown)

    def _on_click(self, _item: object, points: Any, _event: object) -> None:
        if len(points):
            self.chosen.emit(int(points[0].data()))

    def _on_hover(self, _item: object, points: Any, _event: object) -> None:
        self._plot.setToolTip(self.words(int(points[0].data())) if len(points) else "")
        self._plot.setCursor(Qt.CursorShape.PointingHandCursor if len(points) else Qt.CursorShape.ArrowCursor)


def is_poor(one: Tenth) -> bool:
    return one.inside < POOR


def _log(cents: int) -> float:
    return log10(1 + max(cents, 0) / 100)
