"""Pairwise comparisons as a table: above the diagonal a choice from 1/9 to 9, below it what follows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from crmdesk.codes import code_words
from crmdesk.differentiate.ahp import Judgement
from crmdesk.differentiate.rule_fields import pairs
from crmdesk.differentiate.scores import INDICATORS
from crmdesk.i18n import Words, tr
from ui.framework.labels import PlainLabel, plain_tooltip, restyle
from ui.framework.pick import ChoiceBox

_WIDTH = 84
_MEANING = {1: Words("同等", "equal"), 3: Words("略重", "a little more"), 5: Words("明显", "clearly more"),
            7: Words("强烈", "far more"), 9: Words("绝对", "utterly more")}  # fmt: skip


class PairsTable(QWidget):
    """``chosen`` gives the whole matrix after a choice; the worst pair of a contradiction is outlined."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._matrix: pairs.Matrix = []
        self.choices: dict[tuple[int, int], ChoiceBox] = {}
        self._mirrors: dict[tuple[int, int], PlainLabel] = {}
        self._weights = [PlainLabel(role="strong") for _ in INDICATORS]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        for at, code in enumerate(INDICATORS):
            grid.addWidget(PlainLabel(f"{code} {code_words('indicator', code)}"), at + 1, 0)
            head = PlainLabel(code, role="caption", tone="secondary")
            grid.addWidget(head, 0, at + 1, Qt.AlignmentFlag.AlignHCenter)
            self._add_row(grid, at)
        grid.addWidget(PlainLabel(tr("Its weight"), role="caption", tone="secondary"), 0, len(INDICATORS) + 1)
        grid.setColumnStretch(len(INDICATORS) + 2, 1)

    def _add_row(self, grid: QGridLayout, row: int) -> None:
        for column in range(len(INDICATORS)):
            cell = self._cell(row, column)
            grid.addWidget(cell, row + 1, column + 1, Qt.AlignmentFlag.AlignHCenter)
        grid.addWidget(self._weights[row], row + 1, len(INDICATORS) + 1)

    def _cell(self, row: int, column: int) -> QWidget:
        if row >= column:
            label = PlainLabel("1" if row == column else "", tone="tertiary")
            self._mirrors[row, column] = label
            return label
        box = ChoiceBox()
        box.setFixedWidth(_WIDTH)
        first, second = (str(code_words("indicator", INDICATORS[at])) for at in (row, column))
        box.setAccessibleName(tr("{first} against {second}", first=first, second=second))
        for text in pairs.SCALE:
            box.addItem(text, text)
            box.setItemData(box.count() - 1, plain_tooltip(_said(text, first, second)), Qt.ItemDataRole.ToolTipRole)
        box.activated.connect(lambda _at, box=box: self._choose(row, column, str(box.currentData())))
        self.choices[row, column] = box
        return box

    def _choose(self, row: int, column: int, text: str) -> None:
        self._matrix = pairs.with_pair(self._matrix, row, column, text)
        self.chosen.emit(self._matrix)

    def show_matrix(self, matrix: Sequence[Sequence[Any]], found: Judgement, *, lock: Words | None) -> None:
        self._matrix = [list(line) for line in matrix]
        for (row, column), box in self.choices.items():
            text = pairs.written(matrix[row][column])
            if box.findData(text) < 0:
                box.addItem(text, text)
            box.setCurrentIndex(box.findData(text))
            box.setEnabled(lock is None)
            restyle(box, invalid=not found.is_acceptable and (row, column) == found.worst_pair)
        for (row, column), label in self._mirrors.items():
            label.setText(pairs.written(matrix[row][column]))
        for label, weight in zip(self._weights, found.weights, strict=True):
            label.setText(f"{weight:.2%}")


def _said(text: str, first: str, second: str) -> str:
    """``3``: the first matters a little more than the second."""
    is_less = text.startswith("1/")
    strength = int(text.removeprefix("1/"))
    known = min((one for one in _MEANING if one >= strength), default=9)
    more, less = (second, first) if is_less else (first, second)
    if strength == 1:
        return tr("{first} and {second} matter alike", first=first, second=second)
    return tr("{more} matters {strength} than {less}", more=more, less=less, strength=_MEANING[known])
