"""A forecast run: the branch's model of a data date, each client's next twelve months, and the trial on the past."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Connection, delete, func, insert, select

from crmdesk import dates
from crmdesk.differentiate.facts import update_facts
from crmdesk.differentiate.forecast.back_test import BackTest, compare
from crmdesk.differentiate.forecast.model import Expectation, Model, expect, fit_model, present_value, spenders
from crmdesk.differentiate.forecast.panel import Panel, Panels, last_whole_month, read_panels
from crmdesk.differentiate.forecast.queries import ForecastRun, forecast_run_at
from crmdesk.differentiate.forecast.rules import ForecastRules
from crmdesk.differentiate.overview import latest_run
from crmdesk.differentiate.rulebooks import Rulebook, load, of_standing
from crmdesk.differentiate.schedule import Schedule
from crmdesk.differentiate.scores import Floats
from crmdesk.differentiate.tables import client_month, forecast, forecast_run
from crmdesk.differentiate.watermark import FORECAST_LABEL
from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.progress import Progress
from crmdesk.store.bulk import insert_columns
from crmdesk.store.history import inserted_key
from crmdesk.store.store import Store

#: Rows written at once.
_ROWS = 50_000


@dataclass(frozen=True)
class _Findings:
    """What a run worked out; parts are None for want of data."""

    panels: Panels
    model: Model | None
    told: Expectation | None
    tried: Expectation | None
    back_test: BackTest | None


def run_forecast(
    store: Store, *, as_of: date, rulebook: str | None = None, progress: Progress | None = None
) -> ForecastRun:
    """Forecast the twelve months after the newest whole month up to ``as_of``, by the rulebook in force then
    (or by the one of the newest classification, if that was made by another).

    ``rulebook`` names a shipped one instead.

    A forecast of that month-end is replaced: the same run twice gives the same rows. With too little data a run is
    written that says so. Raises ``CrmError`` when there is nothing up to that day, or the data ends long before it;
    ``Cancelled`` leaves everything as it was.
    """
    progress = progress or Progress()
    until = dates.month_last(last_whole_month(as_of))
    with store.read() as connection:
        schedule = _schedule(connection) if rulebook is None else Schedule.always(load(rulebook))
    rules = schedule.at(dates.month_index(until))
    update_facts(store, schedule, progress)
    with store.batch(FORECAST_LABEL, detail={"as_of": until.isoformat()}) as connection:
        _check_reach(connection, until)
        progress.at(0, 3, tr("Reading what clients did"))
        found = _worked_out(connection, rules.forecast, until, progress)
        progress.at(2, 3, tr("Writing the forecast"))
        _write(connection, rules, until, found)
        return forecast_run_at(connection, until)


def _schedule(connection: Connection) -> Schedule:
    """The rulebooks in force; where the newest classification was made by another one, that one: facts are its."""
    schedule, newest = Schedule.in_force(connection), latest_run(connection)
    if newest is None:
        return schedule
    rules = schedule.at(dates.month_index(newest.as_of))
    if (rules.name, rules.version) == (newest.rulebook, newest.rulebook_version):
        return schedule
    return Schedule.always(of_standing(connection, newest.rulebook, newest.rulebook_version))


def _check_reach(connection: Connection, until: date) -> None:
    first, last = connection.execute(select(func.min(client_month.c.month), func.max(client_month.c.month))).one()
    month = dates.month_index(until)
    if first is None or month < first:
        raise CrmError(tr("There is no data up to {day} to forecast from.", day=until), field="as_of")
    if month > last:
        newest = dates.month_last(last)
        text = tr("The data ends with {month}. Choose a day up to {day}.", month=dates.month_text(last), day=newest)
        raise CrmError(text, field="as_of")


def _worked_out(connection: Connection, rules: ForecastRules, until: date, progress: Progress) -> _Findings:
    panels = read_panels(connection, rules, as_of=until)
    if not is_enough(panels.now, panels.months, rules):
        return _Findings(panels, None, None, None, None)
    progress.at(1, 3, tr("Fitting the model"))
    model = fit_model(panels.now, rules)
    told = expect(model, panels.now)
    if not is_enough(panels.before, panels.months, rules):
        return _Findings(panels, model, told, None, None)
    tried = expect(fit_model(panels.before, rules), panels.before)
    return _Findings(panels, model, told, tried, compare(panels, tried))


def is_enough(panel: Panel, months: int, rules: ForecastRules) -> bool:
    """Whether a model may be fitted: months of history, and clients who came back."""
    return months >= rules.least_months and int((panel.events > 0).sum()) >= rules.least_clients


def _write(connection: Connection, rulebook: Rulebook, until: date, found: _Findings) -> None:
    connection.execute(delete(forecast).where(forecast.c.as_of == until))
    connection.execute(delete(forecast_run).where(forecast_run.c.as_of == until))
    values = _run_values(rulebook, until, found)
    run_id = inserted_key(connection.execute(insert(forecast_run).values(values)))
    if found.told is None:
        return
    columns = _columns(found.panels, found.told) | _tried_columns(found)
    for start in range(0, len(found.panels.now.ids), _ROWS):
        part = {name: values[start : start + _ROWS] for name, values in columns.items()}
        size = len(part["client_id"])
        insert_columns(connection, forecast, {**part, "as_of": [until] * size, "run_id": [run_id] * size})


def _run_values(rulebook: Rulebook, until: date, found: _Findings) -> dict[str, Any]:
    panels, rules = found.panels, rulebook.forecast
    return {
        "as_of": until,
        "at": dates.now(),
        "rulebook": rulebook.name,
        "rulebook_version": rulebook.version,
        "event": rules.event,
        "income": rules.income,
        "least_clients": rules.least_clients,
        "least_months": rules.least_months,
        "months": panels.months,
        "clients": len(panels.now.ids),
        "repeaters": int((panels.now.events > 0).sum()),
        "spenders": int(spenders(panels.now).sum()),
        "spoken": int(panels.past.sum()),
        "contribution": panels.contribution,
        "back_test": None if found.back_test is None else json.dumps(found.back_test.as_json()),
        **_fitted_values(found, discount=rulebook.values.discount),
    }


def _fitted_values(found: _Findings, *, discount: float) -> dict[str, Any]:
    """Parameters, likelihoods and the branch's total, of what was fitted."""
    if found.model is None or found.told is None:
        return {}
    activity, spending, total = found.model.activity, found.model.spending, found.told.total
    values: dict[str, Any] = {**vars(activity.parameters), "log_likelihood": activity.log_likelihood}
    if spending is not None and total is not None:
        values |= {**vars(spending.parameters), "spend_log_likelihood": spending.log_likelihood}
        present = present_value(found.model, found.panels.now, found.told, discount=discount) or 0.0
        values |= dict(zip(("expected", "low", "high", "present"), map(round, (*total, present)), strict=True))
    return values


def _columns(panels: Panels, told: Expectation) -> dict[str, list[Any]]:
    now = panels.now
    return {
        "client_id": now.ids.tolist(),
        "events": now.events.tolist(),
        "recency": now.recency.tolist(),
        "age": now.age.tolist(),
        "alive": _whole(told.alive * 10_000),
        "events_ahead": _whole(told.events * 100),
        **_money("", told, len(now.ids)),
        "past": panels.past.tolist(),
        "at_stake": _whole(np.maximum(panels.past, 0) * (1 - told.alive)),
    }


def _tried_columns(found: _Findings) -> dict[str, list[Any]]:
    """What was expected before the months held out of those who were known then, and what came."""
    size = len(found.panels.now.ids)
    if found.tried is None or found.tried.income is None:
        return {f"back_{name}": [None] * size for name in ("expected", "low", "high", "actual")}
    at = np.searchsorted(found.panels.now.ids, found.panels.before.ids)
    told = _money("back_", found.tried, len(at)) | {"back_actual": found.panels.done_income.tolist()}
    columns = {}
    for name, values in told.items():
        column: list[int | None] = [None] * size
        for place, value in zip(at.tolist(), values, strict=True):
            column[place] = value
        columns[name] = column
    return columns


def _money(prefix: str, told: Expectation, size: int) -> dict[str, list[Any]]:
    """Expected, low and high in whole cents, the interval widened to them."""
    if told.income is None or told.low is None or told.high is None:
        return {f"{prefix}{name}": [None] * size for name in ("expected", "low", "high")}
    columns = (_whole(told.income), _whole(np.floor(told.low)), _whole(np.ceil(told.high)))
    return {f"{prefix}{name}": values for name, values in zip(("expected", "low", "high"), columns, strict=True)}


def _whole(values: Floats) -> list[int]:
    return list(np.rint(values).astype(np.int64).tolist())
