"""The indicators of a client's tier as the panel lists them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class ScoreLine:
    """One indicator: letter, name, value in words, points 0–5."""

    letter: str
    name: str
    value: str
    points: int


def score_lines(_connection: Any, _client_id: int) -> tuple[ScoreLine, ...]:
    return ()


def reasons(_connection: Any, _client_id: int) -> tuple[str, ...]:
    return ()
