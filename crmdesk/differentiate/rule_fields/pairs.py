"""Pairwise comparisons of the indicators on Saaty's scale, and the proposal for the pair that fits least (§3.6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Any

from crmdesk.differentiate.ahp import Judgement
from crmdesk.differentiate.rulebooks.weighing import comparison, judgement

#: 1/9 … 1 … 9 as a document writes them.
SCALE = (*(f"1/{count}" for count in range(9, 1, -1)), *(str(count) for count in range(1, 10)))

Matrix = list[list[Any]]


@dataclass(frozen=True)
class Proposal:
    """Instead of ``given`` the pair would fit with ``better``; the consistency ratio it then has."""

    row: int
    column: int
    given: str
    better: str
    ratio: float


def written(value: Any) -> str:
    """A comparison as the scale writes it: whole, one over a whole, or the number itself."""
    found = comparison(value)
    if found is None:
        return str(value)
    if found.denominator == 1:
        return str(found.numerator)
    return f"1/{found.denominator}" if found.numerator == 1 else f"{float(found):g}"


def stored(text: str) -> Any:
    """As a document keeps it: whole numbers as numbers."""
    return int(text) if text.isdecimal() else text


def mirrored(text: str) -> str:
    """The comparison seen from the other side."""
    if text.startswith("1/"):
        return text.removeprefix("1/")
    return "1" if text == "1" else f"1/{text}" if text.isdecimal() else f"{1 / float(text):g}"


def with_pair(matrix: Sequence[Sequence[Any]], row: int, column: int, text: str) -> Matrix:
    """A copy in which ``row`` against ``column`` is ``text``, and the other way round its reciprocal."""
    copy = [list(line) for line in matrix]
    copy[row][column], copy[column][row] = stored(text), stored(mirrored(text))
    return copy


def of_weights(weights: Sequence[float]) -> Matrix:
    """The comparisons on the scale that come nearest to given weights."""
    floor = max(max(weights) / 9, 1e-6)
    parts = [max(weight, floor) for weight in weights]
    matrix: Matrix = [[1] * len(parts) for _ in parts]
    for row, mine in enumerate(parts):
        for column, other in enumerate(parts):
            if column > row:
                matrix = with_pair(matrix, row, column, nearest(mine / other))
    return matrix


def nearest(ratio: float) -> str:
    """The step of the scale that a ratio comes nearest to."""
    return min(SCALE, key=lambda text: abs(log(float(comparison(text) or 1)) - log(ratio)))


def proposal(matrix: Sequence[Sequence[Any]], found: Judgement | None = None) -> Proposal | None:
    """The step of the scale for the worst pair that makes the comparisons most consistent; None when it has it."""
    found = found or judgement(matrix)
    row, column = found.worst_pair
    given = written(matrix[row][column])
    ratios = {text: judgement(with_pair(matrix, row, column, text)).consistency_ratio for text in SCALE}
    better = min(ratios, key=lambda text: ratios[text])
    if better == given or ratios[better] >= found.consistency_ratio:
        return None
    return Proposal(row, column, given, better, ratios[better])
