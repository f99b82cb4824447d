"""The command that forecasts the clients' next twelve months and says how it would have done on the past."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from crmdesk import money
from crmdesk.commands.arguments import day
from crmdesk.commands.grammar import Commands
from crmdesk.commands.session import opened, print_json, progress_line
from crmdesk.i18n import tr

if TYPE_CHECKING:
    from crmdesk.differentiate.forecast.back_test import BackTest
    from crmdesk.differentiate.forecast.queries import ForecastRun


def declare(commands: Commands) -> None:
    ahead = commands.add("forecast", tr("the clients' next twelve months, and how sure that is"), forecast, json=True)
    ahead.add_argument("--as-of", type=day, required=True, metavar="D", help=tr("from the month-end up to this day"))
    ahead.add_argument("--rulebook", metavar="NAME")


def forecast(options: Namespace) -> int:
    from crmdesk.differentiate.forecast.runs import run_forecast

    with opened(options) as store:
        run = run_forecast(store, as_of=options.as_of, rulebook=options.rulebook, progress=progress_line())
    if options.json:
        return print_json(as_json(run))
    _print(run)
    return 0


def as_json(run: ForecastRun) -> dict[str, Any]:
    """Parameters, log-likelihood, clients, the branch's total in yuan, the back-test; null where data is missing."""
    from crmdesk.differentiate.forecast.sentences import missing

    total = (None, None, None) if run.total is None else tuple(map(_yuan, run.total))
    plain = ("rulebook", "rulebook_version", "event", "income", "months", "clients", "repeaters", "spenders")
    return {
        "as_of": run.as_of.isoformat(),
        "until": run.ahead_until.isoformat(),
        **{name: getattr(run, name) for name in plain},
        "missing": missing(run),
        "activity": None if run.activity is None else vars(run.activity),
        "log_likelihood": run.log_likelihood,
        "spending": None if run.spending is None else vars(run.spending) | {"gamma": run.spending.gamma / 100},
        "spending_log_likelihood": run.spend_log_likelihood,
        **dict(zip(("expected", "low", "high"), total, strict=True)),
        "present_value": None if run.present is None else _yuan(run.present),
        "share_of_contribution": run.share,
        "back_test": None if run.back_test is None else _tried(run.back_test),
    }


def _yuan(cents: int) -> str:
    return str(money.to_yuan(cents))


def _hundredths(count: int) -> float:
    return count / 100


def _tried(test: BackTest) -> dict[str, Any]:
    """Shares as fractions; money in yuan, or events where there is no income."""
    unit: Callable[[int], str | float] = _yuan if test.is_income else _hundredths
    return {
        "since": test.since.isoformat(),
        "months": test.months,
        "clients": test.clients,
        "measure": "income" if test.is_income else "events",
        "coverage": test.inside / 10_000,
        "coverage_events": test.inside_events / 10_000,
        **{name: unit(getattr(test, name)) for name in ("expected", "low", "high", "actual")},
        "bias": test.bias,
        "correlation": test.correlation / 10_000,
        "gini": test.gini / 10_000,
        "mean_error": unit(test.error),
        "plain_error": unit(test.plain_error),
        "tenths": [
            {
                "clients": one.clients,
                "expected": unit(one.expected),
                "actual": unit(one.actual),
                "inside": one.inside / 10_000,
            }
            for one in test.tenths
        ],
    }


def _print(run: ForecastRun) -> None:
    from crmdesk.differentiate.forecast import sentences

    print(sentences.headline(run))
    for line in (*sentences.missing(run), *sentences.in_words(run), sentences.parameters(run), sentences.spoken(run)):
        print(f"  {line}")
    if run.activity is None:
        return
    print(sentences.coverage(run))
    if run.back_test is not None:
        for line in (sentences.bias(run.back_test, run.currency), sentences.ranking(run.back_test)):
            print(f"  {line}")
    print(f"  {sentences.method()}")
