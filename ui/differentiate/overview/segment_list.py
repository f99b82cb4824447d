"""The eight segments with their pattern of high and low, as a legend with counts."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from crmdesk.codes import code_list, code_words
from crmdesk.i18n import language
from ui.framework.spots import Spot, SpotPicture
from ui.framework.theme import theme

_ROW, _CODE = 28, 52
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


class SegmentList(SpotPicture):
    """``chosen`` tells the code of a segment; pointing at it says what to do with its clients."""

    def __init__(self) -> None:
        super().__init__()
        self._counts: Mapping[str, int] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_counts(self, counts: Mapping[str, int]) -> None:
        self._counts = counts
        self.setAccessibleName("; ".join(f"{code_words('segment', c)} {n}" for c, n in counts.items()))
        self.update()

    def sizeHint(self) -> QSize:
        metrics = theme.metrics("body")
        names = max(metrics.horizontalAdvance(str(code_words("segment", code))) for code in code_list("segment"))
        return QSize(_CODE + names + 64, _ROW * len(code_list("segment")))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def spots(self) -> list[Spot]:
        codes = code_list("segment")
        return [
            Spot(
                QRectF(-4, top * _ROW, self.width() + 8, _ROW),
                code,
                f"{code_words('segment', code)}: {count:,}\n{codes[code].extra[f'do_{language()}']}",
            )
            for top, (code, count) in enumerate(self._counts.items())
        ]

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        for top, (code, count) in enumerate(self._counts.items()):
            box = QRectF(0, top * _ROW, self.width(), _ROW)
            for place, digit in enumerate(code):
                painter.setFont(theme.font("strong" if digit == "1" else "body"))
                painter.setPen(theme.color("text.primary" if digit == "1" else "text.tertiary"))
                painter.drawText(box.adjusted(place * 14, 0, 0, 0), _LEFT, digit)
            painter.setFont(theme.font("body"))
            painter.setPen(theme.color("text.primary"))
            painter.drawText(box.adjusted(_CODE, 0, -56, 0), _LEFT, str(code_words("segment", code)))
            painter.setFont(theme.font("strong"))
            painter.drawText(box, _RIGHT, f"{count:,}")
        self.paint_marks(painter)
