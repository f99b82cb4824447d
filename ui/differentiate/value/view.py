"""What the Value tab reads at once, and the words and scales made of it: no widget here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from crmdesk import dates, money
from crmdesk.codes import code_words
from crmdesk.differentiate.explaining import Explanation, Record
from crmdesk.differentiate.explaining.indicators import Input
from crmdesk.differentiate.explaining.movements import active_days
from crmdesk.differentiate.queries import MonthFact, Spell, Standing, months, spells, standing_history
from crmdesk.differentiate.rulebooks import Rulebook
from crmdesk.differentiate.tiers import TIERS
from crmdesk.differentiate.wording import unit_word
from crmdesk.i18n import language, tr
from crmdesk.interact.explanation import explanation
from ui.framework.bars import Bands, band_position

if TYPE_CHECKING:
    from crmdesk.differentiate.forecast.queries import ClientForecast

MONTHS = (13, 24)


@dataclass(frozen=True)
class ValueView:
    """``why`` None: not classified by the day shown. ``as_of`` is set while a past day is shown.

    ``months`` end with the newest data date, oldest first, as many as the longest choice; ``tiers`` and ``stages`` are
    the whole history whatever day is shown.
    """

    client_id: int
    why: Explanation | None
    as_of: date | None
    months: tuple[MonthFact, ...]
    tiers: tuple[Spell, ...]
    stages: tuple[Spell, ...]
    forecast: ClientForecast | None

    @property
    def standing(self) -> Standing | None:
        return None if self.why is None else self.why.standing

    @property
    def rulebook(self) -> Rulebook | None:
        return None if self.why is None else self.why.rulebook


def read_value(connection: Any, client_id: int, *, as_of: date | None = None) -> ValueView:
    """``as_of``: the class as it was on that day."""
    from crmdesk.differentiate.forecast.queries import client_forecast

    history = standing_history(connection, client_id)
    tiers, stages = (tuple(spells(history, what)) for what in ("tier", "stage"))
    return ValueView(
        client_id=client_id,
        why=explanation(connection, client_id, as_of=as_of),
        as_of=as_of,
        months=tuple(months(connection, client_id, max(MONTHS))),
        tiers=tiers,
        stages=stages,
        forecast=client_forecast(connection, client_id, as_of=as_of),
    )


def read_days(connection: Any, why: Explanation) -> tuple[Record, ...]:
    """Every active day in the window of the rulebook, up to the day explained."""
    found = why.standing
    return active_days(connection, found.client_id, found.figures_on, why.rulebook.window_months)


# -- scales of the bars


def bands_of(bar: Input) -> Bands:
    """The five bands of an indicator; recency runs the other way: fewer days are better."""
    if bar.indicator == "R":
        labels = (f"> {bar.cuts[-1]}", *(str(cut) for cut in reversed(bar.cuts)))
        position = None if bar.value is None else _recency_position(bar.value, bar.cuts)
    else:
        labels = tuple(_cut_text(bar.indicator, cut) for cut in bar.cuts)
        position = None if bar.value is None else _position(bar)
    unit = {"R": tr("d"), "F": tr("times"), "S": tr("points")}.get(bar.indicator, "")
    labels = (*labels[:-1], f"{labels[-1]} {unit}".strip())
    return Bands(labels, bar.score, position, spoken=f"{bar.shown}, {bar.score}/5")


def _position(bar: Input) -> float:
    assert bar.value is not None
    if bar.indicator == "S":
        # A whole number of points stands in the middle of its band.
        return min(bar.value, len(bar.cuts)) - 0.5 if bar.value else 0.0
    return band_position(bar.value, tuple(float(cut) for cut in bar.cuts), is_logarithmic=bar.indicator in "MA")


def _recency_position(days: int, cuts: Sequence[int]) -> float:
    """0 … 5: in the last band at 0 days, at its left edge at the best cut-off."""
    edges = (0, *cuts)
    for place, (low, high) in enumerate(zip(edges, cuts, strict=False)):
        if days <= high:
            return len(cuts) - place + (high - days) / max(1, high - low)
    return max(0.05, 1 - (days - cuts[-1]) / cuts[-1])


def _cut_text(indicator: str, cut: int) -> str:
    if indicator not in "MA":
        return str(cut)
    return "> 0" if cut <= 1 else money.short(cut, language()).replace(".0 ", " ")


def ladder_of(rulebook: Rulebook, assets: int | None) -> Bands:
    """Tiers by assets: the bound of each under its left edge."""
    bounds = rulebook.thresholds.assets
    names = [str(code_words("tier", tier)) for tier in TIERS[: len(bounds) + 1]]
    texts = ["0", *(money.short(bound, language()).replace(".0 ", " ") for bound in bounds)]
    labels = tuple(f"{name} {text}" for name, text in zip(names, texts, strict=True))
    if assets is None:
        return Bands(labels, 0, None)
    edges = (1.0, *(float(bound) for bound in bounds))
    reached = 1 + sum(assets >= bound for bound in bounds)
    first = min(0.97, max(assets, 0) / bounds[0]) if assets < bounds[0] else None
    position = first if first is not None else band_position(assets, edges, is_logarithmic=True)
    return Bands(labels, reached, position, spoken=names[reached - 1])


# -- the answer of the chart


def course(values: Sequence[int | None]) -> str:
    """What the assets did, in one sentence; empty without two known months."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return ""
    first, last, low, high = known[0], known[-1], min(known), max(known)
    words = {
        "count": len(known),
        "first": _short(first),
        "last": _short(last),
        "low": _short(low),
        "high": _short(high),
    }
    if high - low <= 0.05 * max(high, 1):
        return tr("Assets steady at about {last} over {count} months", **words)
    if low < 0.9 * min(first, last):
        return tr("Assets fell and came back: lowest {low}, now {last}, over {count} months", **words)
    if high > 1.1 * max(first, last):
        return tr("Assets rose and fell again: highest {high}, now {last}, over {count} months", **words)
    if last >= first:
        return tr("Assets rose from {first} to {last} in {count} months", **words)
    return tr("Assets fell from {first} to {last} in {count} months", **words)


def _short(cents: int) -> str:
    return money.short(cents, language())


def without_market(facts: Sequence[MonthFact]) -> list[int | None]:
    """Month-end assets had only the client's money moved: the first known figure plus the net flows since."""
    found: list[int | None] = []
    level: int | None = None
    for fact in facts:
        if level is None:
            level = fact.end_assets
        else:
            level += fact.net_flow
        found.append(level)
    return found


def axis_of(values: Sequence[int | None], currency: str = "CNY") -> tuple[float, str]:
    """What to divide cents by for the axis, and the unit's words."""
    top = max((abs(value) for value in values if value is not None), default=0)
    word = str(unit_word(currency))
    if language() == "zh":
        if top >= 20_000_000_000:
            return 1e10, f"亿{word}"
        return (1e6, f"万{word}") if top >= 1_000_000 else (100.0, word)
    if top >= 200_000_000:
        return 1e8, f"{word} m"
    return (1e5, f"{word} k") if top >= 1_000_000 else (100.0, word)


def month_ticks(facts: Sequence[MonthFact]) -> list[str]:
    """A label every third month: ``25-03``; the last one is always there."""
    last = len(facts) - 1
    step = 3 if len(facts) > 8 else 1
    return [dates.month_text(fact.month)[2:] if (last - i) % step == 0 else "" for i, fact in enumerate(facts)]
