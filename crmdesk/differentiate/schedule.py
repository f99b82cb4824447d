"""Which rules hold in which month: one rulebook for all, or the versions that came into force one after the other."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from crmdesk.differentiate.rulebooks import FactRules, Rulebook, schedule

#: Months that versions may come into force in: so wide that facts made under a schedule never depend on a data date.
_FIRST, _LAST = 1990 * 12, 2100 * 12


@dataclass(frozen=True)
class Schedule:
    """(first month, rules) in the order of the months; the first rules hold for everything before, too."""

    starts: tuple[tuple[int, Rulebook], ...]

    @classmethod
    def always(cls, rules: Rulebook) -> Schedule:
        return cls(((_FIRST, rules),))

    @classmethod
    def in_force(cls, connection: Connection) -> Schedule:
        return cls(tuple(schedule(connection, _FIRST, _LAST)))

    def at(self, month: int) -> Rulebook:
        return self.starts[max(bisect_right(self._months, month) - 1, 0)][1]

    @property
    def _months(self) -> Sequence[int]:
        return [month for month, _ in self.starts]

    def facts(self) -> tuple[tuple[int, FactRules], ...]:
        """(first month, rules for facts): a start only where these change."""
        found: list[tuple[int, FactRules]] = []
        for month, rules in self.starts:
            if not found or found[-1][1].digest != rules.facts.digest:
                found.append((month, rules.facts))
        return tuple(found)

    @property
    def digest(self) -> str:
        """Changes whenever stored facts would: then they are made anew."""
        (_, first), *others = self.facts()
        return ",".join([first.digest, *(f"{month}:{rules.digest}" for month, rules in others)])
