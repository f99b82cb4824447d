"""CLV phase across, lifecycle stage down: clients in each pair, the ground as dark as the value at risk."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from crmdesk.codes import code_list, code_words
from crmdesk.differentiate.forecast.phases import PhaseTable
from crmdesk.differentiate.lifetime_value import PHASES
from crmdesk.i18n import tr
from ui.framework.shown import Shown
from ui.framework.spots import Spot, SpotPicture
from ui.framework.theme import theme

_HEAD, _ROW, _LEFT = 24, 40, 84
_CENTRE = int(Qt.AlignmentFlag.AlignCenter)


class PhaseGrid(SpotPicture):
    """``chosen`` tells (stage, phase)."""

    def __init__(self) -> None:
        super().__init__()
        self._table: PhaseTable | None = None
        self._shown: Shown | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_table(self, table: PhaseTable, shown: Shown) -> None:
        self._table, self._shown = table, shown
        self.setAccessibleName("; ".join(spot.words.replace("\n", ", ") for spot in self.spots()))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_LEFT + 4 * 72, _HEAD + _ROW * len(code_list("stage")))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def spots(self) -> list[Spot]:
        table, shown = self._table, self._shown
        if table is None or shown is None:
            return []
        found = []
        for down, stage in enumerate(code_list("stage")):
            for across, phase in enumerate(PHASES):
                cell = table.cell(stage, phase)
                if cell.clients:
                    words = tr(
                        "{stage} × {phase}\n{clients} clients\nlast twelve months {cv}\npotential value {pv}\n"
                        "of it at risk {risk}",
                        stage=code_words("stage", stage), phase=code_words("clv_phase", phase),
                        clients=f"{cell.clients:,}", cv=shown.amount(cell.cv), pv=shown.amount(cell.pv),
                        risk=shown.amount(cell.at_risk),
                    )  # fmt: skip
                    found.append(Spot(self._box(down, across), (stage, phase), words))
        return found

    def _box(self, down: int, across: int) -> QRectF:
        width = (self.width() - _LEFT) / len(PHASES)
        return QRectF(_LEFT + across * width, _HEAD + down * _ROW, width - 2, _ROW - 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._table is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_heads(painter)
        most = max([cell.at_risk for cell in self._table.cells.values()], default=0) or 1
        for down, stage in enumerate(code_list("stage")):
            for across, phase in enumerate(PHASES):
                self._paint_cell(painter, self._box(down, across), (stage, phase), most)
        self.paint_marks(painter)

    def _paint_heads(self, painter: QPainter) -> None:
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("text.secondary"))
        for across, phase in enumerate(PHASES):
            painter.drawText(
                self._box(0, across).translated(0, -_HEAD - 2), _CENTRE, str(code_words("clv_phase", phase))
            )
        side = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for down, stage in enumerate(code_list("stage")):
            box = QRectF(0, _HEAD + down * _ROW, _LEFT - 8, _ROW - 2)
            painter.drawText(box, side, str(code_words("stage", stage)))

    def _paint_cell(self, painter: QPainter, box: QRectF, pair: tuple[str, str], most: int) -> None:
        assert self._table is not None
        assert self._shown is not None
        cell = self._table.cell(*pair)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("bg.subtle"))
        painter.drawRoundedRect(box, 3, 3)
        if cell.at_risk > 0:
            ground = theme.color("state.warn")
            ground.setAlphaF(0.06 + 0.30 * cell.at_risk / most)
            painter.setBrush(ground)
            painter.drawRoundedRect(box, 3, 3)
        if not cell.clients:
            return
        half = QRectF(box.left(), box.top() + 3, box.width(), box.height() / 2 - 2)
        painter.setFont(theme.font("strong"))
        painter.setPen(theme.color("text.primary"))
        painter.drawText(half, _CENTRE, f"{cell.clients:,}")
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("text.secondary"))
        text = self._shown.amount(cell.at_risk) if cell.at_risk > 0 else "–"
        painter.drawText(half.translated(0, box.height() / 2 - 3), _CENTRE, text)
