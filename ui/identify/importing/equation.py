"""Trust comes from an equation: read = created + updated + unchanged + rejected, in figures and as one bar."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget

from crmdesk.i18n import tr
from crmdesk.identify.importing import FileResult
from ui.framework.frames import Panel
from ui.framework.theme import theme

_COLUMN, _SIGN, _BAR = 116, 28, 8
_TOKENS = ("accent", "heat.3", "line.strong", "state.bad")


class Equation(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._numbers: tuple[int, ...] = (0, 0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_files(self, files: Sequence[FileResult]) -> None:
        names = ("read", "created", "updated", "unchanged", "rejected")
        self._numbers = tuple(sum(getattr(file, name) for file in files) for name in names)
        self.setAccessibleName("; ".join(f"{t} {n}" for t, n in zip(self._titles(), self._numbers, strict=True)))
        self.update()

    @property
    def is_reconciled(self) -> bool:
        return self._numbers[0] == sum(self._numbers[1:])

    def _titles(self) -> tuple[str, ...]:
        return (tr("Read"), tr("Created"), tr("Updated"), tr("Unchanged"), tr("Rejected"))

    def sizeHint(self) -> QSize:
        return QSize(760, 84)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = 0
        for index, (title, number) in enumerate(zip(self._titles(), self._numbers, strict=True)):
            if index:
                self._write(painter, QRectF(left, 24, _SIGN, 28), "=" if index == 1 else "+", "title", "text.tertiary")
                left += _SIGN
            self._paint_number(painter, left, index, title, number)
            left += _COLUMN
        self._paint_bar(painter, QRectF(0, 66, self.width(), _BAR))

    def _paint_number(self, painter: QPainter, left: int, index: int, title: str, number: int) -> None:
        start = left
        if index:
            painter.fillRect(QRectF(left, 6, 8, 8), theme.color(_TOKENS[index - 1]))
            start += 14
        self._write(painter, QRectF(start, 0, _COLUMN, 20), title, "body", "text.secondary")
        token = "state.bad" if index == 4 and number else "text.primary"
        self._write(painter, QRectF(left, 24, _COLUMN, 28), f"{number:,}", "display", token)

    def _write(self, painter: QPainter, box: QRectF, text: str, role: str, token: str) -> None:
        painter.setFont(theme.font(role))
        painter.setPen(theme.color(token))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)

    def _paint_bar(self, painter: QPainter, box: QRectF) -> None:
        painter.fillRect(box, theme.color("line.default"))
        total = self._numbers[0]
        if not total:
            return
        left = box.left()
        for token, number in zip(_TOKENS, self._numbers[1:], strict=True):
            width = max(box.width() * number / total, 3.0 if number else 0.0)
            painter.fillRect(QRectF(left, box.top(), max(width - 1, 0), box.height()), theme.color(token))
            left += width


class EquationHead(Panel):
    """The equation over the whole width, and what is said about it at its right end."""

    def __init__(self, equation: Equation, *lines: QLayout) -> None:
        super().__init__("surface")
        self.body.setContentsMargins(theme.space(6), theme.space(3), theme.space(6), theme.space(2))
        grid = QGridLayout()
        grid.addWidget(equation, 0, 0)
        verdict = QVBoxLayout()
        verdict.setSpacing(theme.space(1))
        for line in lines:
            verdict.addLayout(line)
            verdict.setAlignment(line, Qt.AlignmentFlag.AlignRight)
        grid.addLayout(verdict, 0, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        self.body.addLayout(grid)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
