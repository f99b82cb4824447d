"""Old class against new: who stays on the diagonal, who rises above it with ▲, who falls below it with ▼."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy

from crmdesk.codes import code_words
from crmdesk.i18n import tr
from ui.framework import shapes
from ui.framework.chips import Chip, ChipKind, paint_chip
from ui.framework.spots import Spot, SpotPicture
from ui.framework.theme import theme

Pair = tuple[str, str]
_ROW, _TOTAL, _SHARE = 32, 60, 60
#: Width of the chips at the left; below ``_NARROW`` a column's head is its shape alone.
_CHIPS: dict[ChipKind, int] = {"tier": 100, "stage": 116}
_NARROW, _PAD = 56, 6
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class RehearsalMatrix(SpotPicture):
    """``counts[(old, new)]`` over ``codes``, worst class first; ``chosen`` tells (old, new) of a cell with movers.

    Nobody is new or lost here as between two month-ends: the same clients stand under two rulebooks.
    """

    def __init__(self, kind: ChipKind) -> None:
        super().__init__()
        self._kind: ChipKind = kind
        self._chip = _CHIPS[kind]
        self._codes: Sequence[str] = ()
        self._counts: Mapping[Pair, int] = {}
        self._beyond: frozenset[str] = frozenset()
        self._ordered = True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_counts(
        self, codes: Sequence[str], counts: Mapping[Pair, int], *, beyond: Sequence[str] = (), ordered: bool = True
    ) -> None:
        """``beyond``: rows past the stop line. ``ordered``: whether later codes are better; stages are not."""
        self._codes, self._counts, self._beyond, self._ordered = codes, counts, frozenset(beyond), ordered
        moved = (pair for pair in counts if pair[0] != pair[1])
        spoken = [f"{self._word(old)} → {self._word(new)} {counts[old, new]:,}" for old, new in moved]
        self.setAccessibleName("; ".join(spoken) or tr("Nobody moves."))
        self.updateGeometry()
        self.update()

    def _word(self, code: str) -> str:
        return str(code_words(self._kind, code))

    # -- sums

    def count(self, old: str, new: str) -> int:
        return self._counts.get((old, new), 0)

    def _before(self, code: str) -> int:
        return sum(self.count(code, new) for new in self._codes)

    def _after(self, code: str) -> int:
        return sum(self.count(old, code) for old in self._codes)

    def _moved(self) -> int:
        return sum(count for (old, new), count in self._counts.items() if old != new)

    # -- places

    def sizeHint(self) -> QSize:
        return QSize(700, _ROW * (len(self._codes) + 2) + 1)

    def _width(self) -> float:
        return (self.width() - self._chip - _TOTAL - _SHARE) / max(len(self._codes), 1)

    def _cell(self, row: int, column: int) -> QRectF:
        return QRectF(self._chip + column * self._width(), _ROW * (row + 1), self._width(), _ROW)

    def spots(self) -> list[Spot]:
        """The cells with movers; who stays is no news and cannot be chosen."""
        return [
            Spot(self._cell(row, column).adjusted(1, 1, -1, -1), (old, new), self._sentence(old, new))
            for row, old in enumerate(self._codes)
            for column, new in enumerate(self._codes)
            if row != column and self.count(old, new)
        ]

    def _sentence(self, old: str, new: str) -> str:
        return tr(
            "{count} clients: {old} → {new}. Click to list them.",
            count=f"{self.count(old, new):,}",
            old=self._word(old),
            new=self._word(new),
        )

    # -- painting

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_head(painter)
        for row, code in enumerate(self._codes):
            self._paint_row(painter, row, code)
        self._paint_foot(painter)
        self.paint_marks(painter)

    def _paint_head(self, painter: QPainter) -> None:
        painter.fillRect(QRectF(0, 0, self.width(), _ROW), theme.color("bg.subtle"))
        self._rule(painter, _ROW)
        painter.setPen(theme.color("text.secondary"))
        painter.setFont(theme.font("caption"))
        painter.drawText(QRectF(12, 0, self._chip, _ROW), _LEFT, tr("old ╲ new"))
        for column, code in enumerate(self._codes):
            self._paint_column_head(painter, self._cell(-1, column).adjusted(2, 0, -self._pad(), 0), code)
        for box, text in zip(self._ends(-1), (tr("Total"), tr("Moved")), strict=True):
            painter.drawText(box, _RIGHT, text)

    def _paint_column_head(self, painter: QPainter, box: QRectF, code: str) -> None:
        if self._width() >= _NARROW:
            word = painter.fontMetrics().elidedText(self._word(code), Qt.TextElideMode.ElideRight, int(box.width()))
            painter.drawText(box, _RIGHT, word)
            return
        paint = shapes.paint_tier if self._kind == "tier" else shapes.paint_stage
        glyph = QRectF(box.right() - 11, box.center().y() - 5, 10, 10)
        paint(painter, code, glyph, theme.color(f"{self._kind}.{code}"))

    def _pad(self) -> int:
        return 10 if self._width() >= _NARROW else _PAD

    def _ends(self, row: int) -> tuple[QRectF, QRectF]:
        """Boxes of the total and of the share at the end of a row."""
        top = _ROW * (row + 1)
        left = self.width() - _TOTAL - _SHARE
        return QRectF(left, top, _TOTAL - 10, _ROW), QRectF(left + _TOTAL, top, _SHARE - 12, _ROW)

    def _rule(self, painter: QPainter, y: float) -> None:
        painter.setPen(QPen(theme.color("line.default"), 1))
        painter.drawLine(QPointF(0, y + 0.5), QPointF(self.width(), y + 0.5))

    def _paint_row(self, painter: QPainter, row: int, code: str) -> None:
        for column in range(len(self._codes)):
            self._paint_cell(painter, row, column)
        self._rule(painter, _ROW * (row + 2))
        chip = Chip(self._kind, code, self._word(code))
        paint_chip(painter, chip, QRectF(12, _ROW * (row + 1), self._chip - 14, _ROW))
        total, share = self._ends(row)
        before = self._before(code)
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("text.secondary"))
        painter.drawText(total, _RIGHT, f"{before:,}")
        is_beyond = code in self._beyond
        painter.setPen(theme.color("state.bad" if is_beyond else "text.primary"))
        painter.setFont(theme.font("strong" if is_beyond else "body"))
        moved = before - self.count(code, code)
        painter.drawText(share, _RIGHT, f"{moved / before:.1%}" if before else "–")

    def _paint_cell(self, painter: QPainter, row: int, column: int) -> None:
        box = self._cell(row, column)
        count = self.count(self._codes[row], self._codes[column])
        is_up = column > row
        if row == column:
            painter.fillRect(box, theme.color("bg.hover"))
        elif count:
            token = ("state.ok.soft" if is_up else "state.warn.soft") if self._ordered else "heat.1"
            painter.fillRect(box, theme.color(token))
        text = box.adjusted(0, 0, -self._pad(), 0)
        painter.setFont(theme.font("body"))
        if row == column or not count:
            painter.setPen(theme.color("text.primary" if count else "text.tertiary"))
            painter.drawText(text, _RIGHT, f"{count:,}" if count else "·")
            return
        token = ("state.ok" if is_up else "stage.decline") if self._ordered else "text.primary"
        painter.setPen(theme.color(token))
        painter.drawText(text, _RIGHT, f"{count:,}")
        if self._ordered:
            width = painter.fontMetrics().horizontalAdvance(f"{count:,}")
            middle = QPointF(text.right() - width - 11, box.center().y())
            if middle.x() - 5 >= box.left():
                paint_arrow(painter, middle, is_up=is_up)

    def _paint_foot(self, painter: QPainter) -> None:
        row = len(self._codes)
        painter.setPen(theme.color("text.primary"))
        painter.setFont(theme.font("strong"))
        painter.drawText(QRectF(12, _ROW * (row + 1), self._chip, _ROW), _LEFT, tr("New total"))
        for column, code in enumerate(self._codes):
            painter.drawText(self._cell(row, column).adjusted(0, 0, -self._pad(), 0), _RIGHT, f"{self._after(code):,}")
        everybody = sum(self._counts.values())
        total, share = self._ends(row)
        painter.drawText(total, _RIGHT, f"{everybody:,}")
        painter.drawText(share, _RIGHT, f"{self._moved() / everybody:.1%}" if everybody else "–")


def paint_arrow(painter: QPainter, middle: QPointF, *, is_up: bool) -> None:
    """▲ or ▼, 9 px, in the colour of the pen: drawn, because not every font has both at one size."""
    turn = 1 if is_up else -1
    points = [QPointF(middle.x() + x, middle.y() + turn * y) for x, y in ((0, -4), (5, 4), (-5, 4))]
    painter.save()
    painter.setBrush(painter.pen().color())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawPolygon(QPolygonF(points))
    painter.restore()
