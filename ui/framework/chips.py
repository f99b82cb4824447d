"""Chips for tier and stage: as a widget, and as a painter for table cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from crmdesk.codes import code_words
from crmdesk.i18n import Words
from ui.framework import shapes
from ui.framework.labels import plain_tooltip
from ui.framework.theme import theme

ChipKind = Literal["tier", "stage"]
_WARNING = Words("预警", "Warning")
_MIDDLE = int(Qt.AlignmentFlag.AlignVCenter)
_GLYPH, _LEFT, _GAP, _RIGHT = 10.0, 6.0, 5.0, 7.0


@dataclass(frozen=True)
class Chip:
    """What a chip shows; ``is_warning`` draws the dashed outline of one month's evidence."""

    kind: ChipKind
    code: str
    text: str
    is_warning: bool = False


def tier_chip(code: str) -> Chip:
    return Chip("tier", code, str(code_words("tier", code)))


def stage_chip(code: str, *, is_warning: bool = False) -> Chip:
    """``is_warning``: one month of evidence for decline, drawn as such whatever the stage still is."""
    if is_warning:
        return Chip("stage", "decline", str(_WARNING), is_warning)
    return Chip("stage", code, str(code_words("stage", code)))


def chip_width(chip: Chip) -> float:
    return _LEFT + _GLYPH + _GAP + theme.metrics("caption").horizontalAdvance(chip.text) + _RIGHT


def paint_chip(painter: QPainter, chip: Chip, rect: QRectF) -> None:
    """Draw a chip at the left of ``rect``, centred in its height."""
    height = float(theme.size("chip"))
    box = QRectF(rect.left(), rect.center().y() - height / 2, min(chip_width(chip), rect.width()), height)
    color = theme.color(f"{chip.kind}.{chip.code}")
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint_ground(painter, chip, box)
    glyph = QRectF(box.left() + _LEFT, box.center().y() - _GLYPH / 2, _GLYPH, _GLYPH)
    (shapes.paint_tier if chip.kind == "tier" else shapes.paint_stage)(painter, chip.code, glyph, color)
    painter.setPen(color)
    painter.setFont(theme.font("caption"))
    text = box.adjusted(_LEFT + _GLYPH + _GAP, 0, 0, 0)
    painter.drawText(text, _MIDDLE, chip.text)
    painter.restore()


def _paint_ground(painter: QPainter, chip: Chip, box: QRectF) -> None:
    outlined = chip.kind == "stage" or chip.code == "dormant"
    dashed = chip.is_warning or chip.code == "dormant"
    pen = QPen(theme.color("line.strong"), 1, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine)
    painter.setPen(pen if outlined else Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(f"tier.{chip.code}.soft") if chip.kind == "tier" else Qt.BrushStyle.NoBrush)
    half = 0.5 if outlined else 0.0
    radius = theme.size("radius.s")
    painter.drawRoundedRect(box.adjusted(half, half, -half, -half), radius, radius)


class ChipLabel(QWidget):
    """A tier or stage chip in a layout. Empty (and of no width) until ``show_chip``."""

    def __init__(self, chip: Chip | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chip: Chip | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_chip(chip)

    def show_chip(self, chip: Chip | None, *, tooltip: str = "") -> None:
        self._chip = chip
        self.setAccessibleName(chip.text if chip else "")
        self.setToolTip(plain_tooltip(tooltip))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        width = 0 if self._chip is None else round(chip_width(self._chip) + 0.5)
        return QSize(width, theme.size("chip"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._chip is not None:
            paint_chip(QPainter(self), self._chip, QRectF(self.rect()))
