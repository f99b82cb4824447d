"""What the tab Forecast reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crmdesk.differentiate.forecast.phases import PhaseTable
    from crmdesk.differentiate.forecast.queries import AtStake, BookOutlook, ForecastRun

#: Clients in the list of those whose income is at stake.
LISTED = 100


@dataclass(frozen=True)
class ForecastView:
    """``newest`` is the data date of the newest classification, from which a forecast can be made; ``run`` None before
    the first one up to the day shown."""

    newest: date
    run: ForecastRun | None
    book: BookOutlook | None
    at_stake: list[AtStake]
    phases: PhaseTable


def read_forecast(connection: Any, *, manager: str | None, as_of: date | None) -> ForecastView | None:
    """None before the first classification."""
    from crmdesk.differentiate import rulebooks
    from crmdesk.differentiate.forecast.phases import phase_table
    from crmdesk.differentiate.forecast.queries import book_outlook, latest_forecast_run, most_at_stake
    from crmdesk.differentiate.overview import latest_run

    newest = latest_run(connection)
    if newest is None:
        return None
    day = as_of or newest.as_of
    run = latest_forecast_run(connection, day)
    rules = rulebooks.in_force(connection, day).values
    return ForecastView(
        newest=day,
        run=run,
        book=None if run is None else book_outlook(connection, run, manager=manager),
        at_stake=[] if run is None else most_at_stake(connection, run, manager=manager, limit=LISTED),
        phases=phase_table(connection, rules, as_of=day, manager=manager),
    )
