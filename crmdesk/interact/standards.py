"""How often a client of each tier is owed an effective contact (§5.6 of the domain specification)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from crmdesk.resources import resource_toml

_FILE = ("standards", "contact.toml")


@dataclass(frozen=True)
class Standard:
    """``days``: an effective contact at least every so often; ``share``: part of the tier that must have had it.

    ``year`` contacts a year, ``face`` of them face to face, with the ``sample`` of the tier that is contacted one by
    one; ``call`` and ``meeting`` are minutes.
    """

    tier: str
    days: int
    year: int
    face: int
    share: float
    decline_days: int
    call: int
    meeting: int
    sample: float = 1.0

    @property
    def hours(self) -> float:
        """Service hours a year of one client: what is not face to face is a call."""
        return self.sample * ((self.year - self.face) * self.call + self.face * self.meeting) / 60


@cache
def standards() -> dict[str, Standard]:
    """Per tier, highest first. Dormant clients have none."""
    return {tier: Standard(tier, **values) for tier, values in resource_toml(*_FILE)["tier"].items()}


def standard_of(tier: str | None) -> Standard:
    """The standard of a tier; of a client without one, that of the lowest."""
    return standards().get(tier or "base", standards()["base"])


def service_hours() -> dict[str, float]:
    """Hours a year by tier that one client of it is owed; the dormant are owed none."""
    return {tier: standard.hours for tier, standard in standards().items()}


@dataclass(frozen=True)
class Workload:
    """What the standards ask of a portfolio in a year: hours and contacts."""

    hours: float
    contacts: float

    @property
    def hours_a_week(self) -> float:
        return self.hours / WORKING_WEEKS


#: Weeks a year in which clients are served.
WORKING_WEEKS = 46


def workload(clients: Mapping[str, int]) -> Workload:
    """The workload planner of §5.6, of a portfolio given as clients by tier."""
    owed = [(standard_of(tier), count) for tier, count in clients.items() if tier in standards()]
    return Workload(
        sum(standard.hours * count for standard, count in owed),
        sum(standard.year * standard.sample * count for standard, count in owed),
    )


def first_contact_days() -> tuple[int, ...]:
    """Days after opening on which a new client is contacted."""
    return tuple(resource_toml(*_FILE)["acquisition"]["days"])
