"""How the KYC scores spread: ten columns, the number of clients above each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from crmdesk.i18n import tr
from ui.framework.theme import theme

_HEIGHT, _TEXT = 132, 18
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


class ScoreBars(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._counts: Sequence[int] = (0,) * 10
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_counts(self, counts: Sequence[int]) -> None:
        self._counts = counts
        spoken = "; ".join(f"{10 * at}–{_upper(at)}: {count:,}" for at, count in enumerate(counts))
        self.setAccessibleName(tr("Clients by KYC score") + ": " + spoken)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(360, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("caption"))
        most = max(self._counts) or 1
        width = self.width() / len(self._counts)
        room = self.height() - 2 * _TEXT
        for at, count in enumerate(self._counts):
            bar = room * count / most
            box = QRectF(at * width + 3, _TEXT + room - bar, width - 6, bar)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("accent" if at >= 8 else "chart.band"))
            painter.drawRoundedRect(box, 2, 2)
            painter.setPen(theme.color("text.primary"))
            if count:
                painter.drawText(QRectF(at * width, box.top() - _TEXT, width, _TEXT), _CENTRE, f"{count:,}")
            painter.setPen(theme.color("text.secondary"))
            label = QRectF(at * width, self.height() - _TEXT, width, _TEXT)
            painter.drawText(label, _CENTRE, f"{10 * at}–{_upper(at)}")


def _upper(at: int) -> int:
    return 100 if at == 9 else 10 * at + 9
