"""Small painted bars: a share, and an indicator on its five bands."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.framework.theme import theme


class ShareBar(QWidget):
    """A 4-px bar filled to a share of 0 … 1."""

    def __init__(self, share: float = 0.0, *, name: str = "") -> None:
        super().__init__()
        self._share, self._name = 0.0, name
        self.setFixedHeight(4)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_share(share)

    def show_share(self, share: float) -> None:
        self._share = min(1.0, max(0.0, share))
        self.setAccessibleName(f"{self._name} {self._share:.0%}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        for token, width in (("line.default", whole.width()), ("accent", whole.width() * self._share)):
            painter.setBrush(theme.color(token))
            painter.drawRoundedRect(QRectF(0, 0, width, whole.height()), 2, 2)


@dataclass(frozen=True)
class Bands:
    """An indicator on its scale.

    ``labels`` are the cut-offs printed under the left edge of each band, lowest band first; ``reached`` bands are
    filled, the last of them in the accent; ``position`` is where the client stands, 0 … number of bands, or None.
    """

    labels: tuple[str, ...]
    reached: int
    position: float | None
    spoken: str = ""


def band_position(value: float, edges: tuple[float, ...], *, is_logarithmic: bool = False) -> float:
    """Where ``value`` stands on bands whose left edges rise: 2.5 is the middle of the third band.

    Below the first edge it is 0. The last band has no right edge: it is drawn as wide as the band before it, and
    a value beyond stops just inside. Inside a band amounts are placed logarithmically, but not from (nearly) nothing.
    """
    if value < edges[0]:
        return 0.0
    band = max(i for i, edge in enumerate(edges) if value >= edge)
    left = edges[band]
    right = edges[band + 1] if band + 1 < len(edges) else _open_end(edges)
    if is_logarithmic and left > 1:
        from math import log

        inside = log(value / left) / log(right / left)
    else:
        inside = (value - left) / (right - left)
    return band + min(0.97, max(0.0, inside))


def _open_end(edges: tuple[float, ...]) -> float:
    last, before = edges[-1], edges[-2]
    return last * last / before if before > 0 else 2 * last - before


class IndicatorBar(QWidget):
    """Equal bands with their cut-offs below and a marker for the client above."""

    _BAR, _TOP, _GAP = 8, 10, 1

    def __init__(self, bands: Bands, *, name: str = "") -> None:
        super().__init__()
        self._bands = bands
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(180)
        self.setAccessibleName(f"{name}: {bands.spoken}" if bands.spoken else name)

    def sizeHint(self) -> QSize:
        return QSize(392, self._TOP + self._BAR + 20)

    def _band_width(self) -> float:
        return self.width() / max(1, len(self._bands.labels))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        for index in range(len(self._bands.labels)):
            painter.fillRect(self._band_box(index), theme.color(self._token(index)))
        self._paint_labels(painter)
        if self._bands.position is not None:
            self._paint_marker(painter, self._bands.position * self._band_width())

    def _token(self, index: int) -> str:
        if index >= self._bands.reached:
            return "line.default"
        return "accent" if index == self._bands.reached - 1 else "chart.band"

    def _band_box(self, index: int) -> QRectF:
        left, right = round(index * self._band_width()), round((index + 1) * self._band_width())
        return QRectF(left, self._TOP, right - left - self._GAP, self._BAR)

    def _paint_labels(self, painter: QPainter) -> None:
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("text.secondary"))
        metrics = QFontMetricsF(theme.font("caption"))
        for index, label in enumerate(self._bands.labels):
            box = QRectF(round(index * self._band_width()), self._TOP + self._BAR + 4, self._band_width() - 4, 16)
            shown = metrics.elidedText(label, Qt.TextElideMode.ElideRight, box.width())
            painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), shown)

    def _paint_marker(self, painter: QPainter, x: float) -> None:
        x = min(max(x, 4.0), self.width() - 5.0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("bg.surface"), 4))
        painter.drawLine(QPointF(x, self._TOP), QPointF(x, self._TOP + self._BAR))
        painter.setPen(QPen(theme.color("text.primary"), 2))
        painter.drawLine(QPointF(x, self._TOP - 2), QPointF(x, self._TOP + self._BAR))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("text.primary"))
        top = self._TOP - 8
        painter.drawPolygon(QPolygonF([QPointF(x - 4.5, top), QPointF(x + 4.5, top), QPointF(x, top + 6)]))


class ScoreSquares(QWidget):
    """Five squares, the first ``score`` filled."""

    def __init__(self, score: int) -> None:
        super().__init__()
        self._score = score
        self.setFixedSize(48, 8)
        self.setAccessibleName(f"{score}/5")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        for index in range(5):
            token = "accent" if index < self._score else "line.default"
            painter.fillRect(QRectF(index * 10, 0, 8, 8), theme.color(token))
