"""How many clients have which score (or assets), with the lower bounds of the tiers as lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPointF, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from crmdesk.codes import code_words
from crmdesk.differentiate.distribution import Spread
from crmdesk.i18n import tr
from ui.framework.line_chart import nice_ticks
from ui.framework.plots import Pointing, dress, dress_box, make_plot, pen
from ui.framework.theme import theme

_LEFT, _RIGHT = 48, 32
#: Bars between two labels of the axis of assets: one per power of ten.
_LABEL_EVERY = 5
_MOST_BOUNDS = 6


class SpreadChart(QWidget):
    """Bars of equal width. ``chosen`` tells the number of a bar that was clicked."""

    chosen = Signal(int)

    def __init__(self, write: Callable[[int], str], *, height: int = 260) -> None:
        super().__init__()
        self.setFixedHeight(height)
        self._write = write
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._plot: Any = None
        self._items: dict[str, Any] = {}
        self._bounds: list[tuple[Any, Any]] = []
        self._spread: Spread | None = None
        theme.changed.connect(self._redraw)

    def show_spread(self, spread: Spread) -> None:
        self._spread = spread
        self.setAccessibleName("; ".join(self.words(bar) for bar, count in enumerate(spread.counts) if count))
        if self._plot is None:
            self._make()
        self._redraw()

    def words(self, bar: int) -> str:
        """``48 – 49.9 points: 61 clients``."""
        assert self._spread is not None
        low, high = self._spread.edges[bar], self._spread.edges[bar + 1]
        count = f"{self._spread.counts[bar]:,}"
        return tr("{low} – {high}: {count} clients", low=self._label(low), high=self._label(high), count=count)

    def _label(self, edge: int) -> str:
        assert self._spread is not None
        return self._write(edge) if self._spread.by_assets else f"{edge / 10:g}"

    def place_of(self, value: int) -> float:
        """Where a value stands among the bars, in bars from the left."""
        assert self._spread is not None
        edges = self._spread.edges
        bar = next((place for place in range(len(edges) - 1) if value < edges[place + 1]), len(edges) - 2)
        return bar + max(0.0, (value - edges[bar]) / (edges[bar + 1] - edges[bar]))

    def _make(self) -> None:
        import pyqtgraph

        self._plot = make_plot(left=_LEFT, right=_RIGHT)
        self._items = {"bars": pyqtgraph.BarGraphItem(x=[], height=[], width=0.84), "box": pyqtgraph.TextItem("")}
        self._bounds = [
            (pyqtgraph.InfiniteLine(angle=90), pyqtgraph.TextItem("", anchor=(0, 0))) for _bound in range(_MOST_BOUNDS)
        ]
        for item in (*self._items.values(), *(part for bound in self._bounds for part in bound)):
            self._plot.addItem(item, ignoreBounds=True)
        self._items["box"].setZValue(9)
        self._items["box"].setFont(theme.font("caption"))
        self._pointing = Pointing(self._plot, moved=self._on_move, left=self._hide_hover, clicked=self._on_click)
        self._layout.addWidget(self._plot)

    def _redraw(self) -> None:
        spread = self._spread
        if self._plot is None or spread is None:
            return
        ticks = nice_ticks(0, max(1, *spread.counts), 4)
        whole = [(tick, f"{tick:,.0f}") for tick in ticks if tick == int(tick)]
        dress(self._plot, left=whole, bottom=self._bottom(spread))
        top = ticks[-1] * 1.18  # room for the names of the tiers
        self._plot.setXRange(0, len(spread.counts), padding=0)
        self._plot.setYRange(0, top, padding=0)
        middles = [bar + 0.5 for bar in range(len(spread.counts))]
        colors = theme.color("accent")
        self._items["bars"].setOpts(x=middles, height=list(spread.counts), brush=colors, pen=pen("bg.surface", 0))
        self._place_bounds(spread, top)
        dress_box(self._items["box"])
        self._hide_hover()

    def _bottom(self, spread: Spread) -> list[tuple[float, str]]:
        if spread.by_assets:
            edges = enumerate(spread.edges)
            return [(place, self._write(edge)) for place, edge in edges if place % _LABEL_EVERY == 0]
        return [(place, f"{edge // 10}") for place, edge in enumerate(spread.edges) if edge % 100 == 0]

    def _place_bounds(self, spread: Spread, top: float) -> None:
        for place, (line, name) in enumerate(self._bounds):
            is_there = place < len(spread.bounds)
            line.setVisible(is_there)
            name.setVisible(is_there)
            if is_there:
                tier, bound = spread.bounds[place]
                line.setValue(self.place_of(bound))
                line.setPen(pen(f"tier.{tier}", 1.5, [4, 3]))
                name.setText(f"{code_words('tier', tier)} {self._label(bound)}")
                name.setColor(theme.color(f"tier.{tier}"))
                name.setFont(theme.font("caption"))
                name.setPos(self.place_of(bound), top)

    # -- pointing

    def _bar_at(self, at: QPointF) -> int | None:
        bar = int(at.x() // 1)
        return bar if self._spread is not None and 0 <= bar < len(self._spread.counts) else None

    def _on_move(self, at: QPointF) -> None:
        bar = self._bar_at(at)
        if bar is None or self._spread is None:
            self._hide_hover()
            return
        box = self._items["box"]
        box.setText(self.words(bar))
        box.setAnchor((1.03 if bar > len(self._spread.counts) / 2 else -0.03, 0.5))
        box.setPos(bar + 0.5, self._plot.getViewBox().viewRange()[1][1] / 2)
        box.show()

    def _hide_hover(self) -> None:
        self._items["box"].hide()

    def _on_click(self, at: QPointF) -> None:
        bar = self._bar_at(at)
        if bar is not None and self._spread is not None and self._spread.counts[bar]:
            self.chosen.emit(bar)
