"""The smallest change of one figure that moves the tier, up or down.

A tier changes only where a figure crosses a cut-off, a bound (lowered by the buffer or not), or a limit of the
dormancy rule. These few values are all decided at once; the nearest that moves the tier is the smallest change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import reduce
from math import ceil
from operator import add

import numpy as np

from crmdesk import dates
from crmdesk.differentiate.dormancy import DormancyRule
from crmdesk.differentiate.queries import Standing
from crmdesk.differentiate.rulebooks import Rulebook
from crmdesk.differentiate.tiers import tier_code
from crmdesk.differentiate.what_if.figures import by_rules, figures_of, present
from crmdesk.differentiate.what_if.outcome import Decided, decide, lost_to_market, own_rank


@dataclass(frozen=True)
class Change:
    """One figure changed from ``value_now`` (None = none yet) to ``value``: the tier it settles at, the score it gives
    (tenths), and after how many month-ends."""

    name: str
    value_now: int | None
    value: int
    tier: str
    score: int
    months: int

    @property
    def change(self) -> int:
        return self.value - (self.value_now or 0)


@dataclass(frozen=True)
class Smallest:
    """Per figure the smallest change that lifts the tier (``up``), that loses it (``lose``), and, for a client who is
    about to lose it with the figures as they are, that keeps it (``keep``). The least effort first."""

    up: tuple[Change, ...]
    keep: tuple[Change, ...]
    lose: tuple[Change, ...]


def smallest_changes(standing: Standing, rulebook: Rulebook) -> Smallest:
    """A tier counts as moved where it settles when the changed figures stay: what hysteresis only delays is lost.

    By the rules alone: what a person set is left out.
    """
    standing = by_rules(standing)
    now = figures_of(standing, {})
    tries = list(_tries(standing, rulebook))
    if not tries:
        return Smallest((), (), ())
    alternatives = [now.tried(name, np.array([value])) for name, value in tries]
    found = decide(standing, rulebook, reduce(add, alternatives, now))
    rank, as_it_is = own_rank(standing), int(found.settled[0])
    moved = _Tried(standing, tries, found)
    return Smallest(
        up=moved.nearest(lambda settled: settled > max(rank, as_it_is), is_better=True),
        keep=moved.nearest(lambda settled: settled >= rank, is_better=True) if as_it_is < rank else (),
        lose=moved.nearest(lambda settled: settled < rank, is_better=False) if as_it_is >= rank else (),
    )


@dataclass(frozen=True)
class _Tried:
    """What was tried and what came of it; alternative 0 is the client as they are."""

    standing: Standing
    tries: list[tuple[str, int]]
    found: Decided

    def nearest(self, moves: Callable[[int], bool], *, is_better: bool) -> tuple[Change, ...]:
        """Per figure the nearest value in one direction that moves the tier."""
        values = present(self.standing)
        nearest: dict[str, tuple[int, int]] = {}
        for place, (name, value) in enumerate(self.tries, 1):
            now = values[name]
            if _is_better(name, value, now) != is_better or not moves(int(self.found.settled[place])):
                continue
            distance = _distance(value, now)
            nearest[name] = min(nearest.get(name, (distance, place)), (distance, place))
        places = sorted((place for _, place in nearest.values()), key=self._effort)
        return tuple(self._change(place) for place in places)

    def _effort(self, place: int) -> tuple[int, int, float]:
        """The nearest tier first, then the fewest score steps (a bound of assets alone takes none of them: it comes
        last), then the change against the figure."""
        name, value = self.tries[place - 1]
        now = present(self.standing)[name]
        tiers_away = abs(int(self.found.settled[place]) - own_rank(self.standing))
        steps = int(np.abs(self.found.scores[place] - self.found.scores[0]).sum())
        return tiers_away, steps or 99, _distance(value, now) / max(abs(now or 0), 1)

    def _change(self, place: int) -> Change:
        name, value = self.tries[place - 1]
        return Change(
            name=name,
            value_now=present(self.standing)[name],
            value=value,
            tier=tier_code(int(self.found.settled[place])),
            score=int(self.found.total[place]),
            months=int(self.found.months[place]),
        )


def _is_better(name: str, value: int, now: int | None) -> bool:
    if now is None:
        return True
    return value < now if name == "R" else value > now


def _distance(value: int, now: int | None) -> int:
    return abs(value - (now or 0))


def _tries(standing: Standing, rulebook: Rulebook) -> Iterator[tuple[str, int]]:
    """Every value next to a point at which the rules may decide otherwise, without the present one."""
    if standing.dormancy == "closed":
        return
    for name, now in present(standing).items():
        if name == "R" and now is None:
            yield name, 0  # the first trade is one of today
            continue
        if name in ("A", "month") and now is None:
            yield name, 0  # to know that there is nothing is a change, too
        for value in sorted({one for point in _points(name, standing, rulebook) for one in (point, point - 1)}):
            if value != now and (value >= 0 or name == "M"):
                yield name, value


def cuts(name: str, rulebook: Rulebook) -> tuple[int, ...]:
    """The values of a figure at which the rules look, ascending; recency: the most days of each score."""
    limits = rulebook.thresholds
    if name == "month":
        return limits.assets
    if name != "A":
        return rulebook.breakpoints.of(name)
    return tuple(sorted({*rulebook.breakpoints.assets, *limits.assets, *limits.floors}))


def _points(name: str, standing: Standing, rulebook: Rulebook) -> Iterable[int]:
    """The smallest values of each side: what is at least so much, and one less."""
    found = cuts(name, rulebook)
    if name == "R":
        return [*(cut + 1 for cut in found), _first_idle_day(rulebook.dormancy, standing.figures_on)]
    if name not in ("A", "month"):
        return found
    every = [*found, *_with_buffer(found, rulebook)]
    lost = lost_to_market(standing, rulebook) or 0
    return [*every, *(point - lost for point in every)] if lost else every


def _with_buffer(bounds: Iterable[int], rulebook: Rulebook) -> list[int]:
    share = (100 - rulebook.hysteresis.buffer_percent) / 100
    return [ceil(bound * share) for bound in bounds]


def _first_idle_day(rule: DormancyRule, day: date) -> int:
    """The smallest recency at which the trade part of the dormancy rule is met."""
    if rule.kind == "rolling_days":
        return rule.length
    if rule.kind == "calendar_years":
        return (day - date(day.year - 1 - rule.length, 12, 31)).days
    months = rule.length * (12 if rule.kind == "rolling_years" else 1)
    return (day - dates.add_months(day, -months)).days + 1
