"""What the tab Forecast reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from crmdesk import dates

if TYPE_CHECKING:
    from crmdesk.differentiate.forecast.phases import PhaseTable
    from crmdesk.differentiate.forecast.queries import AtStake, BookOutlook, ForecastRun

#: Clients in the list of those whose income is at stake.
LISTED = 100


@dataclass(frozen=True)
class ForecastView:
    """``newest`` is the day shown, from which a forecast can be made; ``run`` the newest one up to it, None before the
    first; ``is_newest``: it is of the last month that had ended. ``book``: of one account manager."""

    newest: date
    is_newest: bool
    run: ForecastRun | None
    book: BookOutlook | None
    at_stake: list[AtStake]
    phases: PhaseTable


def read_forecast(connection: Any, *, manager: str | None, as_of: date | None) -> ForecastView | None:
    """None before the first classification."""
    from crmdesk.differentiate import rulebooks
    from crmdesk.differentiate.forecast.panel import last_whole_month
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
        is_newest=run is not None and dates.month_index(run.as_of) == last_whole_month(day),
        run=run,
        book=None if run is None or manager is None else book_outlook(connection, run, manager=manager),
        at_stake=[] if run is None else most_at_stake(connection, run, manager=manager, limit=LISTED),
        phases=phase_table(connection, rules, as_of=day, manager=manager),
    )
