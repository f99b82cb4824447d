"""Weights of the five indicators: stated, or worked out from pairwise comparisons (§3.6 of the domain specification).

An indicator that is not counted has no weight; those of the others grow in proportion.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from crmdesk.differentiate.ahp import ACCEPTABLE, Judgement, judge
from crmdesk.differentiate.rulebooks.model import Document
from crmdesk.differentiate.scores import INDICATORS
from crmdesk.differentiate.wording import fill, name
from crmdesk.i18n import Words

#: A comparison and its mirror image may be written with two decimals: 0.71 and 1.41.
_MIRROR = 0.02
_WHOLE = 10_000


def comparison(value: Any) -> Fraction | None:
    """A comparison as it is written, a number or ``"1/3"``; None for anything but 0.01 … 100."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = Fraction(str(value).replace(" ", ""))
    except (ValueError, ZeroDivisionError):
        return None
    return found if Fraction(1, 100) <= found <= 100 else None


def judgement(matrix: Sequence[Sequence[Any]]) -> Judgement:
    """The weights of a matrix without problems of shape, and how well its comparisons agree."""
    numbers = [[float(comparison(value) or 0) for value in row] for row in matrix]
    return judge(np.asarray(numbers, dtype=np.float64))


def matrix_problems(value: Any, size: int) -> Iterator[tuple[tuple[str, ...], Words]]:
    """(row and column, what is wrong): no number, no mirror image, or comparisons that contradict each other."""
    if not isinstance(value, list) or len(value) != size or any(not _is_row(row, size) for row in value):
        yield (), fill(Words("此处应为 {size}×{size} 的矩阵", "A matrix of {size} by {size} stands here"), size=size)
        return
    cells = {(row, column): comparison(value[row][column]) for row in range(size) for column in range(size)}
    wrong = [at for at, one in cells.items() if one is None]
    for row, column in wrong:
        yield (str(row), str(column)), Words("请填大于 0 的数，如 3 或 1/3", "Give a number above 0, such as 3 or 1/3")
    for row, column in [] if wrong else _not_mirrored(cells):
        yield (str(row), str(column)), _mirror_words(row, column)
    if not wrong and not any(True for _ in _not_mirrored(cells)):
        yield from _contradiction(judgement(value))


def _is_row(row: Any, size: int) -> bool:
    return isinstance(row, list) and len(row) == size


def _not_mirrored(cells: dict[tuple[int, int], Fraction | None]) -> Iterator[tuple[int, int]]:
    """Cells below the diagonal that do not answer those above it, and a diagonal that is not 1."""
    for (row, column), value in cells.items():
        mirrored = cells[column, row]
        if row >= column and value and mirrored and abs(float(value * mirrored) - 1) > _MIRROR:
            yield row, column


def _mirror_words(row: int, column: int) -> Words:
    if row == column:
        return Words("自身比较须为 1", "An indicator against itself is 1")
    return fill(
        Words("须为“{second}对{first}”的倒数", "This must be the reciprocal of {second} against {first}"),
        first=name("indicator", INDICATORS[row]),
        second=name("indicator", INDICATORS[column]),
    )


def _contradiction(found: Judgement) -> Iterator[tuple[tuple[str, ...], Words]]:
    if found.consistency_ratio < ACCEPTABLE:
        return
    row, column = found.worst_pair
    yield (
        (str(row), str(column)),
        fill(
            Words(
                "判断前后矛盾：一致性比率 {ratio}，须小于 0.1；最不一致的是“{first}对{second}”",
                "The comparisons contradict each other: ratio {ratio}, below 0.1 is needed; the pair that fits least "
                "is {first} against {second}",
            ),
            ratio=f"{found.consistency_ratio:.3f}",
            first=name("indicator", INDICATORS[row]),
            second=name("indicator", INDICATORS[column]),
        ),
    )


# -- weights


def counted(document: Document) -> frozenset[str]:
    """The indicators a document counts."""
    said = document.get("indicators", {})
    return frozenset(one for one in INDICATORS if said.get(one, {}).get("is_on", True))


def weights_of(profile: Document, counted: Collection[str]) -> tuple[int, ...]:
    """Ten-thousandths that sum to 10,000, in the order of the indicators; all 0 when nothing counted has a weight."""
    stated = judgement(profile["matrix"]).weights if "matrix" in profile else _stated(profile)
    return apportioned([share if one in counted else 0.0 for one, share in zip(INDICATORS, stated, strict=True)])


def _stated(profile: Document) -> tuple[float, ...]:
    return tuple(float(profile.get(one, 0)) for one in INDICATORS)


def apportioned(shares: Sequence[float]) -> tuple[int, ...]:
    """Ten-thousandths by the largest remainder, the earlier first of equal ones; all 0 for shares that are."""
    total = sum(shares)
    if total <= 0:
        return (0,) * len(shares)
    exact = [round(share / total * _WHOLE, 6) for share in shares]
    parts = [int(part) for part in exact]
    by_remainder = sorted(range(len(parts)), key=lambda at: parts[at] - exact[at])
    for at in by_remainder[: _WHOLE - sum(parts)]:
        parts[at] += 1
    return tuple(parts)
