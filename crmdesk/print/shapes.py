"""Marks that no shipped font has, drawn as vectors in the place of a character one em wide."""

from __future__ import annotations

import math

Point = tuple[float, float]

#: Corners of filled shapes; the first stands straight up, or half a step beside it (flat top).
_CORNERS = {"⬟": (5, 0.0), "⬢": (6, 0.5)}
CRESCENT = "☾"
MARKS = frozenset((*_CORNERS, CRESCENT))
_RADIUS = 0.42
#: The middle of a mark above the baseline: that of the full-width shapes of the font.
MIDDLE = 0.38


def corners(mark: str, size: float) -> list[Point]:
    """Corners around the middle of a mark, y downwards, for a type size."""
    count, turn = _CORNERS[mark]
    angles = [(index + turn) * 2 * math.pi / count for index in range(count)]
    return [(math.sin(angle) * _RADIUS * size, -math.cos(angle) * _RADIUS * size) for angle in angles]


def crescent(size: float) -> list[Point]:
    """An outer half circle and a flatter inner arc, open to the right."""
    radius = _RADIUS * size
    outer = [(-math.sin(step) * radius, -math.cos(step) * radius) for step in _steps()]
    inner = [(-math.sin(step) * radius * 0.45, math.cos(step) * radius) for step in _steps()]
    return outer + inner


def _steps() -> list[float]:
    return [math.pi * index / 16 for index in range(17)]
