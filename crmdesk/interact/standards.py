"""How often a client of each tier is owed an effective contact (§5.6 of the domain specification)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from crmdesk.resources import resource_toml

_FILE = ("standards", "contact.toml")


@dataclass(frozen=True)
class Standard:
    """``days``: an effective contact at least every so often; ``share``: part of the tier that must have had it."""

    tier: str
    days: int
    year: int
    face: int
    share: float
    decline_days: int
    call: int
    meeting: int


@cache
def standards() -> dict[str, Standard]:
    """Per tier, highest first. Dormant clients have none."""
    return {tier: Standard(tier, **values) for tier, values in resource_toml(*_FILE)["tier"].items()}


def standard_of(tier: str | None) -> Standard:
    """The standard of a tier; of a client without one, that of the lowest."""
    return standards().get(tier or "base", standards()["base"])


def first_contact_days() -> tuple[int, ...]:
    """Days after opening on which a new client is contacted."""
    return tuple(resource_toml(*_FILE)["acquisition"]["days"])
