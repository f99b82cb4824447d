"""The plotting library behind our tokens: a bare plot, its axes and pens. Imported where a chart is first drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QPen

from ui.framework.theme import theme

_OVER = 40
Ticks = Sequence[tuple[float, str]]


def make_plot(*, left: int, right: int, bottom: int = 24) -> Any:
    """A plot that neither moves nor shows buttons; axes of ``left`` and ``bottom`` pixels, ``right`` free."""
    import pyqtgraph

    pyqtgraph.setConfigOptions(antialias=True)
    plot = pyqtgraph.PlotWidget(enableMenu=False)
    plot.setMouseEnabled(x=False, y=False)
    plot.hideButtons()
    plot.setFrameShape(plot.Shape.NoFrame)
    plot.getPlotItem().layout.setContentsMargins(0, 8, right, 0)
    plot.getAxis("left").setWidth(left)
    plot.getAxis("bottom").setHeight(bottom)
    plot.getViewBox().setDefaultPadding(0)
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return plot


def dress(plot: Any, *, left: Ticks, bottom: Ticks) -> None:
    """Ground and axes in the colours of the theme, with these labels."""
    plot.setBackground(theme.color("bg.surface"))
    for side, ticks in (("left", left), ("bottom", bottom)):
        axis = plot.getAxis(side)
        # The number: how far a label may stand out over the end of its axis.
        axis.setStyle(tickLength=0, tickFont=theme.font("caption"), tickTextOffset=8, hideOverlappingLabels=_OVER)
        axis.setPen(QPen(Qt.PenStyle.NoPen))
        # A tick of no length is still a dot: drawn in the colour of the ground it cannot be seen.
        axis.setTickPen(QPen(theme.color("bg.surface")))
        axis.setTextPen(QPen(theme.color("text.secondary")))
        axis.setTicks([list(ticks)])


def pen(token: str, width: float, dashes: Sequence[float] = ()) -> QPen:
    """As wide on screen whatever the scale."""
    made = QPen(theme.color(token), width)
    made.setCosmetic(True)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dashes:
        made.setDashPattern(list(dashes))
    return made


def dress_box(box: Any) -> None:
    """The small box that says the value under the pointer."""
    box.setColor(theme.color("text.primary"))
    box.fill.setColor(theme.color("bg.surface"))
    box.fill.setStyle(Qt.BrushStyle.SolidPattern)
    box.border = pen("line.strong", 1)


class Pointing(QObject):
    """Tells ``moved`` and ``clicked`` where the pointer is, in the plot's own values, and ``left`` when it goes."""

    def __init__(
        self,
        plot: Any,
        *,
        moved: Callable[[QPointF], None],
        left: Callable[[], None],
        clicked: Callable[[QPointF], None] | None = None,
    ) -> None:
        super().__init__(plot)
        self._plot, self._moved, self._left, self._clicked = plot, moved, left, clicked
        plot.scene().sigMouseMoved.connect(self._on_move)
        plot.scene().sigMouseClicked.connect(self._on_click)
        plot.installEventFilter(self)

    def _on_move(self, at: QPointF) -> None:
        view = self._plot.getViewBox()
        if view.sceneBoundingRect().contains(at):
            self._moved(view.mapSceneToView(at))
        else:
            self._left()

    def _on_click(self, event: Any) -> None:
        view = self._plot.getViewBox()
        if self._clicked is not None and view.sceneBoundingRect().contains(event.scenePos()):
            self._clicked(view.mapSceneToView(event.scenePos()))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._left()
        return False
