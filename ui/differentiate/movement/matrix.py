"""A migration matrix: rows before, columns after; moves up and down in colour and shape, sums at the edges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy

from crmdesk.codes import code_words
from crmdesk.i18n import tr
from ui.framework.chips import Chip, ChipKind, chip_width, paint_chip, stage_chip, tier_chip
from ui.framework.spots import Spot, SpotPicture
from ui.framework.theme import theme

Move = tuple[str | None, str | None]
_ROW = 31
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_LOOKS: dict[str, tuple[str, str]] = {
    "up": ("state.ok.soft", "state.ok"),
    "down": ("state.warn.soft", "stage.decline"),
    "same": ("bg.hover", "text.primary"),
    "edge": ("bg.surface", "text.primary"),
}


@dataclass(frozen=True)
class Moves:
    """``codes`` in rising order; None before is new, None after is lost. ``worse`` turns the direction of a stage."""

    kind: ChipKind
    codes: Sequence[str]
    counts: Mapping[Move, int]
    lost: str

    def before(self, old: str | None) -> int:
        return sum(self.counts.get((old, new), 0) for new in (*self.codes, None))

    def after(self, new: str | None) -> int:
        return sum(self.counts.get((old, new), 0) for old in (*self.codes, None))

    def direction(self, old: str | None, new: str | None) -> Literal["up", "down", "same", "edge"]:
        """A stage has no up and down: only tiers rise."""
        if old is None or new is None:
            return "edge"
        if old == new:
            return "same"
        if self.kind == "stage":
            return "edge"
        return "up" if self.codes.index(new) > self.codes.index(old) else "down"


class MoveMatrix(SpotPicture):
    """``chosen`` tells (before, after) of a cell. With ``shares`` a row's cells are shares of its sum."""

    def __init__(self) -> None:
        super().__init__()
        self._moves = Moves("tier", (), {}, "")
        self._shares = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_moves(self, moves: Moves, *, shares: bool) -> None:
        self._moves, self._shares = moves, shares
        said = [f"{self._name(old)} → {self._name(new)}: {n}" for (old, new), n in moves.counts.items() if n]
        self.setAccessibleName("; ".join(said))
        self.updateGeometry()
        self.update()

    # -- what stands where

    def _rows(self) -> list[str | None]:
        return [*self._moves.codes, None]

    def _heads(self) -> list[str]:
        last = [self._moves.lost, tr("Total"), tr("Moved")]
        return [*(str(code_words(self._moves.kind, code)) for code in self._moves.codes), *last]

    def _name(self, code: str | None) -> str:
        return str(code_words(self._moves.kind, code)) if code is not None else tr("outside")

    def cell_text(self, old: str | None, new: str | None) -> str:
        count = self._moves.counts.get((old, new), 0)
        if not count:
            return "·"
        whole = self._moves.before(old)
        return f"{count / whole:.1%}" if self._shares and old is not None and whole else f"{count:,}"

    def moved_share(self, old: str) -> str:
        """How many of a row's clients are elsewhere now, the lost included."""
        whole = self._moves.before(old)
        return f"{1 - self._moves.counts.get((old, old), 0) / whole:.1%}" if whole else "–"

    # -- where things are

    def _left(self) -> float:
        chips = [chip_width(self._chip(code)) for code in self._moves.codes]
        return max([*chips, float(theme.metrics("caption").horizontalAdvance(tr("before ╲ after")))], default=60) + 16

    def _chip(self, code: str) -> Chip:
        return tier_chip(code) if self._moves.kind == "tier" else stage_chip(code)

    def _least(self) -> list[float]:
        """What each column needs: its head, and the longest number with its triangle."""
        numbers = ["100.0%", *(f"{n:,}" for n in self._moves.counts.values())]
        number = max(theme.metrics("strong").horizontalAdvance(text) for text in numbers) + 34
        return [float(max(number, theme.metrics("caption").horizontalAdvance(head) + 20)) for head in self._heads()]

    def _edges(self) -> list[float]:
        """The left edges of the columns and the right one of the last; what is free is shared."""
        least = self._least()
        spare = max(0.0, self.width() - self._left() - sum(least)) / max(1, len(least))
        return list(accumulate((width + spare for width in least), initial=self._left()))

    def _box(self, row: int, column: int) -> QRectF:
        edges = self._edges()
        return QRectF(edges[column], row * _ROW, edges[column + 1] - edges[column], _ROW)

    def sizeHint(self) -> QSize:
        return QSize(round(self._left() + sum(self._least())), _ROW * (len(self._moves.codes) + 3))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def spots(self) -> list[Spot]:
        columns: list[str | None] = [*self._moves.codes, None]
        return [
            Spot(self._box(row, column).adjusted(1, 1, -1, -1), (old, new), self._words(old, new))
            for row, old in enumerate(self._rows(), 1)
            for column, new in enumerate(columns)
            if self._moves.counts.get((old, new), 0)
        ]

    def _words(self, old: str | None, new: str | None) -> str:
        count, whole = self._moves.counts.get((old, new), 0), self._moves.before(old)
        share = f" · {count / whole:.2%}" if old is not None and whole else ""
        return f"{self._name(old)} → {self._name(new)}: {count:,}{share}"

    # -- drawing

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_head(painter)
        for row, old in enumerate(self._rows(), 1):
            self._paint_row(painter, row, old)
        self._paint_foot(painter, len(self._rows()) + 1)
        self.paint_marks(painter)

    def _paint_head(self, painter: QPainter) -> None:
        painter.fillRect(QRectF(0, 0, self.width(), _ROW), theme.color("bg.subtle"))
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("text.secondary"))
        painter.drawText(QRectF(6, 0, self._left(), _ROW), _LEFT, tr("before ╲ after"))
        for column, text in enumerate(self._heads()):
            painter.drawText(self._box(0, column).adjusted(0, 0, -10, 0), _RIGHT, text)

    def _paint_row(self, painter: QPainter, row: int, old: str | None) -> None:
        if old is not None:
            paint_chip(painter, self._chip(old), QRectF(6, row * _ROW, self._left() - 6, _ROW))
        else:
            self._write(painter, QRectF(6, row * _ROW, self._left() - 6, _ROW), tr("New"), "text.secondary", side=_LEFT)
        columns: list[str | None] = [*self._moves.codes, None]
        for column, new in enumerate(columns):
            if old is not None or new is not None:
                self._paint_cell(painter, self._box(row, column), old, new)
        total = self._box(row, len(columns)).adjusted(0, 0, -10, 0)
        self._write(painter, total, f"{self._moves.before(old):,}", "text.secondary")
        if old is not None:
            last = self._box(row, len(columns) + 1).adjusted(0, 0, -10, 0)
            self._write(painter, last, self.moved_share(old), "text.primary")
        painter.fillRect(QRectF(0, (row + 1) * _ROW - 1, self.width(), 1), theme.color("line.default"))

    def _paint_cell(self, painter: QPainter, box: QRectF, old: str | None, new: str | None) -> None:
        count = self._moves.counts.get((old, new), 0)
        text = self.cell_text(old, new)
        if not count:
            self._write(painter, box.adjusted(0, 0, -10, 0), text, "text.tertiary")
            return
        direction = self._moves.direction(old, new)
        ground, ink = _LOOKS[direction]
        painter.fillRect(box.adjusted(0, 0, 0, -1), theme.color(ground))
        self._write(painter, box.adjusted(0, 0, -10, 0), text, ink)
        if direction in ("up", "down"):
            right = box.right() - 16 - painter.fontMetrics().horizontalAdvance(text)
            _paint_triangle(painter, QRectF(right - 10, box.center().y() - 4, 10, 8), is_up=direction == "up", ink=ink)

    def _paint_foot(self, painter: QPainter, row: int) -> None:
        left = QRectF(6, row * _ROW, self._left(), _ROW)
        self._write(painter, left, tr("At the end"), "text.primary", role="strong", side=_LEFT)
        columns: list[str | None] = [*self._moves.codes, None]
        whole = sum(self._moves.before(old) for old in self._moves.codes)
        sums = [self._moves.after(new) for new in columns]
        for column, total in enumerate([*sums, sum(sums[:-1])]):
            box = self._box(row, column).adjusted(0, 0, -10, 0)
            self._write(painter, box, f"{total:,}", "text.primary", role="strong")
        stayed = sum(self._moves.counts.get((code, code), 0) for code in self._moves.codes)
        moved = f"{1 - stayed / whole:.1%}" if whole else "–"
        box = self._box(row, len(columns) + 1).adjusted(0, 0, -10, 0)
        self._write(painter, box, moved, "text.primary", role="strong")

    @staticmethod
    def _write(painter: QPainter, box: QRectF, text: str, ink: str, *, role: str = "body", side: int = _RIGHT) -> None:
        painter.setFont(theme.font(role))
        painter.setPen(theme.color(ink))
        painter.drawText(box, side, text)


def _paint_triangle(painter: QPainter, box: QRectF, *, is_up: bool, ink: str) -> None:
    top, bottom = (box.top(), box.bottom()) if is_up else (box.bottom(), box.top())
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(ink))
    corners = (QPointF(box.center().x(), top), QPointF(box.left(), bottom), QPointF(box.right(), bottom))
    painter.drawPolygon(QPolygonF(corners))
