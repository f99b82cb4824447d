"""One line over months, with a comparison: the plotting library behind our tokens, made on first use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.framework.plots import dress, dress_box, make_plot, pen
from ui.framework.theme import theme

#: Left and right of the plotted area: axis numbers, and the labels at the lines' ends.
LEFT, RIGHT = 44, 76


@dataclass(frozen=True)
class Lines:
    """Values by step of the axis; None where nothing is known. ``write`` gives the words of a value for labels.

    ``is_hidden`` leaves the numbers of the axis away: the shape stays, the amounts do not. ``marked``: the step the
    page around shows. ``span``: what the axis shows whatever the values are, such as 0 and 100 for percent.
    """

    ticks: Sequence[str]
    main: Sequence[float | None]
    other: Sequence[float | None]
    write: Callable[[float], str]
    hover: Callable[[int], str]
    lowest: str = ""
    is_hidden: bool = False
    marked: int | None = None
    span: tuple[float, float] | None = None


def nice_ticks(low: float, high: float, count: int = 5) -> list[float]:
    """About ``count`` round numbers from at most ``low`` to at least ``high`` (steps 1, 2, 2.5, 5 × 10ⁿ)."""
    if high <= low:
        low, high = (low - 1, low + 1) if low else (0.0, 1.0)
    raw = (high - low) / count
    power = 10.0 ** floor(log10(raw))
    step = next(nice * power for nice in (1, 2, 2.5, 5, 10) if nice * power >= raw * 0.999)
    first, last = floor(low / step), ceil(high / step)
    return [round(i * step, 10) for i in range(first, last + 1)]


@dataclass(frozen=True)
class _Label:
    """Words at a point of the chart, right of it or centred below it; ``ground`` fills a dot on the point."""

    at: QPointF
    text: str
    tone: str
    role: str
    is_below: bool = False
    ground: str = ""


class _Labels(QWidget):
    """Drawn over the plot, because they stand beside its area and nothing may cut them."""

    def __init__(self, parent: QWidget, place: Callable[[QPointF], QPointF]) -> None:
        super().__init__(parent)
        self._place = place
        self.labels: list[_Label] = []
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        for label in self.labels:
            at, font = self._place(label.at), theme.font(label.role)
            width = QFontMetricsF(font).horizontalAdvance(label.text)
            left = at.x() - width / 2 if label.is_below else at.x() + 8
            painter.setFont(font)
            painter.setPen(theme.color(label.tone))
            top = at.y() + 4 if label.is_below else at.y() - 10
            painter.drawText(QRectF(left, top, width + 2, 20), int(Qt.AlignmentFlag.AlignVCenter), label.text)
            if label.ground:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(theme.color("accent"), 2))
                painter.setBrush(theme.color(label.ground))
                painter.drawEllipse(at, 4, 4)


class LineChart(QWidget):
    """Its plotted area begins ``LEFT`` and ends ``RIGHT`` pixels from the edges, whatever it shows.

    The items of the plot are made once and only change: one taken away while it waits to be painted would be painted.
    """

    _RULES = 12

    def __init__(self, *, height: int = 232) -> None:
        super().__init__()
        self.setFixedHeight(height)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._plot: Any = None
        self._items: dict[str, Any] = {}
        self._rules: list[Any] = []
        self._lines: Lines | None = None
        self._labels = _Labels(self, self._on_screen)
        theme.changed.connect(self._redraw)

    def show_lines(self, lines: Lines, *, spoken: str) -> None:
        self._lines = lines
        self.setAccessibleName(spoken)
        if self._plot is None:
            self._make_plot()
            self._make_items()
        self._redraw()

    # -- making, once

    def _make_plot(self) -> None:
        self._plot = make_plot(left=LEFT, right=RIGHT)
        self._plot.scene().sigMouseMoved.connect(self._on_mouse)
        self._plot.installEventFilter(self)
        self._layout.addWidget(self._plot)
        self._labels.raise_()

    def _make_items(self) -> None:
        import pyqtgraph

        self._rules = [pyqtgraph.InfiniteLine(angle=0) for _number in range(self._RULES)]
        self._items = {
            "other": pyqtgraph.PlotDataItem(),
            "main": pyqtgraph.PlotDataItem(),
            "mark": pyqtgraph.InfiniteLine(angle=90),
            "line": pyqtgraph.InfiniteLine(angle=90),
            "box": pyqtgraph.TextItem(""),
        }
        for item in (*self._rules, *self._items.values()):
            self._plot.addItem(item, ignoreBounds=True)
        self._items["box"].setZValue(9)
        self._items["box"].setFont(theme.font("caption"))
        self._hide_hover()

    # -- drawing

    def _redraw(self) -> None:
        lines = self._lines
        if self._plot is None or lines is None:
            return
        known = [value for value in (*lines.main, *lines.other) if value is not None]
        low, high = min(known, default=0.0), max(known, default=1.0)
        # Room below the lowest point for its label.
        self._draw_axes(lines, nice_ticks(*(lines.span or (low - 0.12 * (high - low), high))))
        self._draw_line("other", lines.other, pen("text.tertiary", 1.5, [4, 3]))
        self._draw_line("main", lines.main, pen("accent", 2))
        self._items["mark"].setPen(pen("accent", 1.5, [2, 3]))
        self._items["mark"].setVisible(lines.marked is not None)
        self._items["mark"].setValue(lines.marked or 0)
        self._labels.labels = [*self._end_labels(lines), *self._lowest_label(lines)]
        self._labels.update()
        self._dress_hover()

    def _draw_axes(self, lines: Lines, ticks: list[float]) -> None:
        self._plot.setXRange(0, max(1, len(lines.main) - 1), padding=0)
        self._plot.setYRange(ticks[0], ticks[-1], padding=0)
        for place, rule in enumerate(self._rules):
            rule.setVisible(place < len(ticks))
            rule.setPen(pen("line.default", 1))
            if place < len(ticks):
                rule.setValue(ticks[place])
        numbers = [(value, "" if lines.is_hidden else f"{value:,.10g}") for value in ticks]
        dress(self._plot, left=numbers, bottom=[(i, text) for i, text in enumerate(lines.ticks) if text])

    def _draw_line(self, name: str, values: Sequence[float | None], pen: QPen) -> None:
        known = [(index, value) for index, value in enumerate(values) if value is not None]
        self._items[name].setPen(pen)
        self._items[name].setData([index for index, _value in known], [value for _index, value in known])

    def _end_labels(self, lines: Lines) -> list[_Label]:
        last = len(lines.main) - 1
        end, other = lines.main[last], lines.other[last] if lines.other else None
        labels = []
        if end is not None:
            labels.append(_Label(QPointF(last, end), lines.write(end), "text.primary", "strong", ground="accent"))
        if other is not None and (end is None or self._is_apart(end, other)):
            labels.append(_Label(QPointF(last, other), lines.write(other), "text.secondary", "caption"))
        return labels

    def _is_apart(self, one: float, other: float) -> bool:
        """Whether two labels at these heights would not run into each other."""
        low, high = self._plot.getViewBox().viewRange()[1]
        return bool(abs(one - other) / (high - low) * (self.height() - 32) > 18)

    @staticmethod
    def _lowest_label(lines: Lines) -> list[_Label]:
        known = [(value, index) for index, value in enumerate(lines.main) if value is not None]
        value, index = min(known, default=(0.0, 0))
        if not lines.lowest or index in (0, len(lines.main) - 1):
            return []
        at = QPointF(index, value)
        return [_Label(at, lines.lowest, "text.secondary", "caption", is_below=True, ground="bg.surface")]

    def _on_screen(self, at: QPointF) -> QPointF:
        """A point of the plot in pixels of this widget."""
        spot = self._plot.mapFromScene(self._plot.getViewBox().mapViewToScene(at))
        return QPointF(self._plot.mapTo(self, spot))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._labels.setGeometry(self.rect())

    # -- hovering

    def _dress_hover(self) -> None:
        self._items["line"].setPen(pen("line.strong", 1))
        dress_box(self._items["box"])
        self._hide_hover()

    def _on_mouse(self, at: QPointF) -> None:
        if self._lines is None:
            return
        view = self._plot.getViewBox()
        index = round(view.mapSceneToView(at).x())
        if not 0 <= index < len(self._lines.main) or not self._plot.sceneBoundingRect().contains(at):
            self._hide_hover()
            return
        line, box = self._items["line"], self._items["box"]
        line.setValue(index)
        box.setText(self._lines.hover(index))
        box.setAnchor((1.05 if index > len(self._lines.main) / 2 else -0.05, 0))
        box.setPos(index, view.viewRange()[1][1])
        line.show()
        box.show()

    def _hide_hover(self) -> None:
        for name in ("line", "box"):
            self._items[name].hide()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._hide_hover()
        return False
