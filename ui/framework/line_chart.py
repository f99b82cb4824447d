"""One line over months, with a comparison: the plotting library behind our tokens, made on first use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.framework.theme import theme

#: Left and right of the plotted area: axis numbers, and the labels at the lines' ends.
LEFT, RIGHT = 44, 76


@dataclass(frozen=True)
class Lines:
    """Values by step of the axis; None where nothing is known. ``write`` gives the words of a value for labels.

    ``is_hidden`` leaves the numbers of the axis away: the shape stays, the amounts do not.
    """

    ticks: Sequence[str]
    main: Sequence[float | None]
    other: Sequence[float | None]
    write: Callable[[float], str]
    hover: Callable[[int], str]
    lowest: str = ""
    is_hidden: bool = False


def nice_ticks(low: float, high: float, count: int = 5) -> list[float]:
    """About ``count`` round numbers from at most ``low`` to at least ``high`` (steps 1, 2, 2.5, 5 × 10ⁿ)."""
    if high <= low:
        low, high = (low - 1, low + 1) if low else (0.0, 1.0)
    raw = (high - low) / count
    power = 10.0 ** floor(log10(raw))
    step = next(nice * power for nice in (1, 2, 2.5, 5, 10) if nice * power >= raw * 0.999)
    first, last = floor(low / step), ceil(high / step)
    return [round(i * step, 10) for i in range(first, last + 1)]


class LineChart(QWidget):
    """Its plotted area begins ``LEFT`` and ends ``RIGHT`` pixels from the edges, whatever it shows."""

    def __init__(self, *, height: int = 232) -> None:
        super().__init__()
        self.setFixedHeight(height)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._plot: Any = None
        self._lines: Lines | None = None
        self._hover: list[Any] = []
        theme.changed.connect(self._redraw)

    def show_lines(self, lines: Lines, *, spoken: str) -> None:
        self._lines = lines
        self.setAccessibleName(spoken)
        if self._plot is None:
            self._make_plot()
        self._redraw()

    def _make_plot(self) -> None:
        import pyqtgraph

        pyqtgraph.setConfigOptions(antialias=True)
        self._plot = pyqtgraph.PlotWidget(enableMenu=False)
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.hideButtons()
        self._plot.setFrameShape(self._plot.Shape.NoFrame)
        self._plot.getPlotItem().layout.setContentsMargins(0, 8, RIGHT, 0)
        self._plot.getAxis("left").setWidth(LEFT)
        self._plot.getAxis("bottom").setHeight(24)
        self._plot.getViewBox().setDefaultPadding(0)
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.scene().sigMouseMoved.connect(self._on_mouse)
        self._plot.installEventFilter(self)
        self._layout.addWidget(self._plot)

    # -- drawing

    def _redraw(self) -> None:
        lines = self._lines
        if self._plot is None or lines is None:
            return
        self._plot.clear()
        self._hover = []
        self._plot.setBackground(theme.color("bg.surface"))
        known = [value for value in (*lines.main, *lines.other) if value is not None]
        if not known:
            return
        low, high = min(known), max(known)
        # Room below the lowest point for its label.
        self._draw_axes(lines, nice_ticks(low - 0.12 * (high - low), high))
        self._draw_line(lines.other, QPen(theme.color("text.tertiary"), 1.5), dashes=[4, 3])
        self._draw_line(lines.main, QPen(theme.color("accent"), 2), dashes=[])
        self._label_ends(lines)
        self._label_lowest(lines)
        self._make_hover()

    def _draw_axes(self, lines: Lines, ticks: list[float]) -> None:
        last = max(1, len(lines.main) - 1)
        self._plot.setXRange(0, last, padding=0)
        self._plot.setYRange(ticks[0], ticks[-1], padding=0)
        rule = QPen(theme.color("line.default"), 1)
        rule.setCosmetic(True)
        for value in ticks:
            self._plot.addLine(y=value, pen=rule)
        for side in ("left", "bottom"):
            axis = self._plot.getAxis(side)
            axis.setStyle(tickLength=0, tickFont=theme.font("caption"), tickTextOffset=8, hideOverlappingLabels=False)
            axis.setPen(QPen(Qt.PenStyle.NoPen))
            # A tick of no length is still a dot: drawn in the colour of the ground it cannot be seen.
            axis.setTickPen(QPen(theme.color("bg.surface")))
            axis.setTextPen(QPen(theme.color("text.secondary")))
        numbers = [(value, "" if lines.is_hidden else f"{value:,.10g}") for value in ticks]
        self._plot.getAxis("left").setTicks([numbers])
        self._plot.getAxis("bottom").setTicks([[(i, text) for i, text in enumerate(lines.ticks) if text]])

    def _draw_line(self, values: Sequence[float | None], pen: QPen, *, dashes: list[float]) -> None:
        known = [(index, value) for index, value in enumerate(values) if value is not None]
        if not known:
            return
        pen.setCosmetic(True)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if dashes:
            pen.setDashPattern(dashes)
        self._plot.plot([i for i, _value in known], [value for _i, value in known], pen=pen)

    def _dot(self, index: int, value: float, *, is_open: bool) -> None:
        import pyqtgraph

        pen = QPen(theme.color("accent"), 2)
        pen.setCosmetic(True)
        ground = theme.color("bg.surface" if is_open else "accent")
        dot = pyqtgraph.ScatterPlotItem([index], [value], size=8, pen=pen, brush=ground)
        dot.setZValue(5)
        self._plot.addItem(dot)

    def _text(self, text: str, at: QPointF, *, tone: str, role: str, anchor: tuple[float, float]) -> Any:
        import pyqtgraph

        item = pyqtgraph.TextItem(text, color=theme.color(tone), anchor=anchor)
        item.setFont(theme.font(role))
        item.setPos(at)
        item.setZValue(6)
        self._plot.addItem(item, ignoreBounds=True)
        # Labels stand beside the plotted area, so they must not be cut at its edge.
        item.setParentItem(self._plot.getViewBox().childGroup)
        self._plot.getViewBox().setFlag(self._plot.getViewBox().GraphicsItemFlag.ItemClipsChildrenToShape, False)  # noqa: FBT003
        return item

    def _label_ends(self, lines: Lines) -> None:
        last = len(lines.main) - 1
        end, other = lines.main[last], lines.other[last] if lines.other else None
        if end is not None:
            self._dot(last, end, is_open=False)
            self._text(" " + lines.write(end), QPointF(last, end), tone="text.primary", role="strong", anchor=(0, 0.5))
        if other is not None and (end is None or self._is_apart(end, other)):
            text = " " + lines.write(other)
            self._text(text, QPointF(last, other), tone="text.secondary", role="caption", anchor=(0, 0.5))

    def _is_apart(self, one: float, other: float) -> bool:
        """Whether two labels at these heights would not run into each other."""
        low, high = self._plot.getViewBox().viewRange()[1]
        return bool(abs(one - other) / (high - low) * max(self.height(), 160) > 18)

    def _label_lowest(self, lines: Lines) -> None:
        known = [(value, index) for index, value in enumerate(lines.main) if value is not None]
        value, index = min(known, default=(0.0, 0))
        if not lines.lowest or index in (0, len(lines.main) - 1):
            return
        self._dot(index, value, is_open=True)
        self._text(lines.lowest, QPointF(index, value), tone="text.secondary", role="caption", anchor=(0.5, -0.15))

    # -- hovering

    def _make_hover(self) -> None:
        import pyqtgraph

        pen = QPen(theme.color("line.strong"), 1)
        pen.setCosmetic(True)
        line = pyqtgraph.InfiniteLine(angle=90, pen=pen)
        box = pyqtgraph.TextItem(
            "", color=theme.color("text.primary"), fill=theme.color("bg.surface"), border=theme.color("line.strong")
        )
        box.setFont(theme.font("caption"))
        box.setZValue(9)
        for item in (line, box):
            item.hide()
            self._plot.addItem(item, ignoreBounds=True)
        self._hover = [line, box]

    def _on_mouse(self, at: QPointF) -> None:
        if self._lines is None or not self._hover:
            return
        view = self._plot.getViewBox()
        index = round(view.mapSceneToView(at).x())
        if not 0 <= index < len(self._lines.main) or not self._plot.sceneBoundingRect().contains(at):
            self._hide_hover()
            return
        line, box = self._hover
        line.setPos(index)
        box.setText(self._lines.hover(index))
        box.setAnchor((1.05 if index > len(self._lines.main) / 2 else -0.05, 0))
        box.setPos(index, view.viewRange()[1][1])
        line.show()
        box.show()

    def _hide_hover(self) -> None:
        for item in self._hover:
            item.hide()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hide_hover()
        return False
