"""How much of the assets the richest clients hold: a Lorenz curve that says any share under the pointer."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPointF, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crmdesk.differentiate.concentration import Concentration
from crmdesk.i18n import tr
from ui.framework.plots import Pointing, dress, dress_box, make_plot, pen
from ui.framework.theme import theme

#: The share whose holding is the answer of the chart.
TOP = 0.02
_LEFT, _RIGHT = 48, 32
_PERCENTS = (0, 20, 40, 60, 80, 100)


def percent(share: float) -> str:
    """``2%``; between whole ones with a decimal."""
    return f"{share * 100:.1f}".removesuffix(".0") + "%"


class LorenzChart(QWidget):
    """``chosen`` tells the share of the clients (0 … 1) up to the place that was clicked."""

    chosen = Signal(float)

    def __init__(self, *, height: int = 260) -> None:
        super().__init__()
        self.setFixedHeight(height)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._plot: Any = None
        self._items: dict[str, Any] = {}
        self._found: Concentration | None = None
        theme.changed.connect(self._redraw)

    def show_concentration(self, found: Concentration) -> None:
        self._found = found
        said = [self.words(share) for share in (0.01, TOP, 0.05, 0.2, 0.5)]
        self.setAccessibleName("; ".join(said))
        if self._plot is None:
            self._make()
        self._redraw()

    def words(self, share: float) -> str:
        """``The top 2% (24 clients) hold 45.3%``."""
        assert self._found is not None
        return tr(
            "The top {share} ({count} clients) hold {held}",
            share=percent(self._found.whole(share)),
            count=f"{self._found.count(share):,}",
            held=percent(self._found.held(share)),
        )

    def _make(self) -> None:
        import pyqtgraph

        self._plot = make_plot(left=_LEFT, right=_RIGHT)
        self._items = {
            "even": pyqtgraph.PlotDataItem(),
            "curve": pyqtgraph.PlotDataItem(),
            "top": pyqtgraph.ScatterPlotItem(size=9),
            "line": pyqtgraph.InfiniteLine(angle=90),
            "box": pyqtgraph.TextItem(""),
        }
        for item in self._items.values():
            self._plot.addItem(item, ignoreBounds=True)
        self._items["box"].setZValue(9)
        self._items["box"].setFont(theme.font("caption"))
        self._pointing = Pointing(self._plot, moved=self._on_move, left=self._hide_hover, clicked=self._on_click)
        self._layout.addWidget(self._plot)

    def _redraw(self) -> None:
        found = self._found
        if self._plot is None or found is None:
            return
        ticks = [(number / 100, f"{number}%") for number in _PERCENTS]
        dress(self._plot, left=ticks, bottom=ticks)
        self._plot.setXRange(0, 1, padding=0)
        self._plot.setYRange(0, 1.02, padding=0)
        clients, held = found.curve()
        self._items["even"].setData([0, 1], [0, 1])
        self._items["even"].setPen(pen("text.tertiary", 1.5, [4, 3]))
        self._items["curve"].setData(clients, held)
        self._items["curve"].setPen(pen("accent", 2))
        self._items["top"].setData([found.whole(TOP)], [found.held(TOP)])
        self._items["top"].setPen(pen("accent", 2))
        self._items["top"].setBrush(theme.color("bg.surface"))
        self._items["line"].setPen(pen("line.strong", 1))
        dress_box(self._items["box"])
        self._hide_hover()

    # -- pointing

    def _on_move(self, at: QPointF) -> None:
        if self._found is None or not 0 <= at.x() <= 1:
            self._hide_hover()
            return
        line, box = self._items["line"], self._items["box"]
        line.setValue(at.x())
        box.setText(self.words(at.x()))
        box.setAnchor((1.03 if at.x() > 0.5 else -0.03, 0))
        box.setPos(at.x(), 0.55)
        line.show()
        box.show()

    def _hide_hover(self) -> None:
        for name in ("line", "box"):
            self._items[name].hide()

    def _on_click(self, at: QPointF) -> None:
        if self._found is not None and 0 < at.x() <= 1:
            self.chosen.emit(at.x())
