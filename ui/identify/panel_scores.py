"""Why a client has its tier, as the panel says it: the indicators with their points, then sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crmdesk.differentiate.explaining.indicators import Input


@dataclass(frozen=True)
class ScoreLine:
    """One indicator: letter, name, value in words, points 0–5. ``is_money`` values are masked in privacy mode."""

    letter: str
    name: str
    value: str
    points: int
    is_money: bool


@dataclass(frozen=True)
class Reason:
    """Empty before the first classification."""

    scores: tuple[ScoreLine, ...] = ()
    sentences: tuple[str, ...] = ()


def reason(connection: Any, client_id: int) -> Reason:
    from crmdesk.differentiate.explaining import why
    from crmdesk.differentiate.overrides import overrides_at
    from crmdesk.differentiate.queries import standing
    from crmdesk.differentiate.rulebooks import of_standing

    found = standing(connection, client_id)
    if found is None:
        return Reason()
    rules = of_standing(connection, found.rulebook, found.rulebook_version)
    overrides = tuple(overrides_at(connection, (client_id, client_id), found.decided_on))
    told = why(found, rules, overrides=overrides)
    sentences = (*told.tier_answer, told.stage[0])
    return Reason(tuple(_line(one) for one in told.inputs), tuple(str(words) for words in sentences))


def _line(bar: Input) -> ScoreLine:
    return ScoreLine(bar.indicator, str(bar.words), str(bar.shown), bar.score, is_money=bar.indicator in "MA")
