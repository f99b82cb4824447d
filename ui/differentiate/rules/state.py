"""What the editor begins with: the rules that hold next, the versions of the store, what head office locked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import dropwhile
from typing import TYPE_CHECKING, Any

from crmdesk import dates
from crmdesk.differentiate.rulebooks import (
    Document,
    VersionRow,
    document_in_force,
    next_start,
    version_in_force,
    versions,
)
from crmdesk.i18n import Words

if TYPE_CHECKING:
    from crmdesk.differentiate.market import KnownLevels
    from crmdesk.differentiate.overrides import NamedOverride, OverrideShare
    from crmdesk.differentiate.rulebooks import Rulebook
    from crmdesk.differentiate.rulebooks.calibration import Calibrations
    from crmdesk.differentiate.rulebooks.practicality import Coverage
    from crmdesk.differentiate.standing_figures import StandingFigures


@dataclass(frozen=True)
class RulesState:
    """``base`` holds in the month that begins on ``start``, the first that may have other rules; ``row`` is its
    version, None for the shipped rulebook. ``lock``: the signed version that binds, ``trusted``: the key it
    accepts, ``levels``: what is kept of market indexes."""

    base: Document
    row: VersionRow | None
    start: date
    versions: tuple[VersionRow, ...]
    lock: VersionRow | None
    trusted: str
    levels: tuple[KnownLevels, ...]

    @property
    def base_words(self) -> Words:
        return Words(f"{self.base['zh']} {self.base['version']}", f"{self.base['en']} {self.base['version']}")

    @property
    def locked(self) -> tuple[tuple[str, ...], ...]:
        return () if self.lock is None else tuple(tuple(path.split(".")) for path in self.lock.locked)

    def version(self, number: int) -> VersionRow | None:
        return next((one for one in self.versions if one.id == number), None)


def read_state(connection: Any) -> RulesState:
    from crmdesk.differentiate.market import known_levels
    from crmdesk.differentiate.rulebooks.keys import trusted_key
    from crmdesk.differentiate.rulebooks.locks import locking_version
    from crmdesk.differentiate.rulebooks.signing import shown_fingerprint

    start = next_start(connection, dates.local_today())
    key = trusted_key(connection)
    return RulesState(
        base=document_in_force(connection, start),
        row=version_in_force(connection, start),
        start=start,
        versions=tuple(versions(connection)),
        lock=locking_version(connection, start),
        trusted=shown_fingerprint(key) if key else "",
        levels=tuple(known_levels(connection)),
    )


def read_overridden(connection: Any, manager: str | None) -> tuple[list[NamedOverride], OverrideShare]:
    """What is set by hand today, of one account manager or of all; the share is of all."""
    from crmdesk.differentiate.overrides import override_share, overrides_in_force

    today = dates.local_today()
    return overrides_in_force(connection, today, manager=manager), override_share(connection, today)


@dataclass(frozen=True)
class Known:
    """What is known of the clients: slow to read with a million, and the same until the next run.

    ``coverage``: by indicator, how many clients have its data.
    """

    figures: StandingFigures | None
    coverage: dict[str, Coverage]


def read_known(connection: Any) -> Known:
    from crmdesk.differentiate.rulebooks.practicality import coverage
    from crmdesk.differentiate.standing_figures import standing_figures

    return Known(standing_figures(connection), coverage(connection))


def read_calibration(connection: Any, rules: Rulebook) -> Calibrations:
    from crmdesk.differentiate.rulebooks.calibration import calibrate

    return calibrate(connection, rules, as_of=dates.local_today())


#: Months of a client's own series, as many as the example has.
_SERIES = 15


def read_series(connection: Any, number: str) -> tuple[str, tuple[int | None, ...]]:
    """Name and month-average assets of a client from the first known one on; nothing for no number.

    Raises ``CrmError`` for a number that nobody has.
    """
    if not number:
        return "", ()
    from crmdesk.differentiate.queries import months
    from crmdesk.identify.clients import client_id_by_no
    from crmdesk.identify.record import record

    client_id = client_id_by_no(connection, number)
    found = [one.avg_assets for one in months(connection, client_id, _SERIES)]
    known = dropwhile(lambda cents: cents is None, found)
    return record(connection, client_id).name, tuple(known)
