"""The 80 %: on clients that the model made, it holds what it says; it does not depend on how clients are grouped."""

import json

import numpy as np
import pytest

from crmdesk.differentiate.forecast import predictive
from crmdesk.differentiate.forecast.back_test import BackTest, compare, gini_ratio
from crmdesk.differentiate.forecast.bg_nbd import Parameters
from crmdesk.differentiate.forecast.bootstrap import REFITS, refits
from crmdesk.differentiate.forecast.model import expect, fit_model, present_value
from crmdesk.differentiate.forecast.panel import Panels
from crmdesk.differentiate.forecast.rules import ForecastRules
from tests.differentiate.forecast.drawn import TRUE, WORTH, histories, panel

RULES = ForecastRules()


@pytest.fixture(scope="module")
def made():
    """Clients, the model fitted to them, what it expects, and what they did then."""
    clients, coming, came = panel(6_000)
    model = fit_model(clients, RULES)
    return clients, model, expect(model, clients), coming, came


def test_the_model_is_found_again(made):
    _, model, *_ = made
    assert model.activity.parameters.array() == pytest.approx(TRUE.array(), rel=0.2)
    assert model.spending.parameters.q == pytest.approx(WORTH.q, rel=0.2)


def test_coverage_is_what_it_says(made):
    """Discrete numbers cannot be cut at 80 % exactly: among those with something to come it is near, never below."""
    _, _, told, coming, came = made
    inside = (came >= np.floor(told.low)) & (came <= np.ceil(told.high))
    assert 0.80 <= inside.mean() <= 0.93
    busy = told.low > 0
    assert busy.sum() > 200
    assert inside[busy].mean() == pytest.approx(0.80, abs=0.06)
    by_events = (coming >= told.events_low) & (coming <= told.events_high)
    assert 0.80 <= by_events.mean() <= 0.95


def test_means_are_right(made):
    _, _, told, coming, came = made
    assert told.events.sum() == pytest.approx(coming.sum(), rel=0.06)
    assert told.income.sum() == pytest.approx(came.sum(), rel=0.08)


def test_the_total_lies_between(made):
    _, _, told, _, came = made
    expected, low, high = told.total
    assert low < expected < high
    assert expected == pytest.approx(told.income.sum())
    assert low * 0.97 < came.sum() < high * 1.03


def test_the_total_of_the_branch_covers_over_many_branches():
    """Twenty branches of 400 clients: about four fifths of their totals fall inside."""
    hits = 0
    for seed in range(20):
        clients, _, came = panel(400, seed=seed * 7 + 1)
        _, low, high = expect(fit_model(clients, RULES), clients).total
        hits += low <= came.sum() <= high
    assert 12 <= hits <= 20


def test_the_same_numbers_every_time(made):
    clients, model, told, *_ = made
    again = expect(fit_model(clients, RULES), clients)
    for name in ("alive", "events", "income", "low", "high"):
        assert np.array_equal(getattr(again, name), getattr(told, name))
    assert again.total == told.total
    assert model.refits.activity.shape == (REFITS, 4)


def test_rounded_classes_say_nearly_the_same(made, monkeypatch):
    """What a million clients get: the interval of rounded x, T and k, sized by the client's own mean."""
    clients, model, told, *_ = made
    monkeypatch.setattr(predictive, "_CLASSES", 300)
    rough = expect(model, clients)
    worth = told.high > 1_000
    assert np.median(np.abs(rough.high[worth] / told.high[worth] - 1)) < 0.05
    assert rough.high.sum() == pytest.approx(told.high.sum(), rel=0.02)


def test_discounting_takes_a_little(made):
    clients, model, told, *_ = made
    plain, tenth = (present_value(model, clients, told, discount=rate) for rate in (0.0, 0.10))
    assert plain == pytest.approx(told.income.sum(), rel=0.01)
    assert 0.93 * plain < tenth < 0.97 * plain


def test_refits_spread_less_with_more_clients():
    spreads = []
    for size in (500, 60_000):
        _, _, age, _ = histories(size)
        found = refits(TRUE, None, age=age, unit=7.0, paid=np.zeros(0, dtype=np.int64), seed=1)
        spreads.append(np.log(found.activity).std(axis=0))
    assert (spreads[1] < spreads[0] / 5).all()


# -- degenerate panels


@pytest.mark.parametrize("size", [1, 2, 30])
def test_hardly_any_clients(size):
    clients, *_ = panel(size)
    told = expect(fit_model(clients, ForecastRules(least_clients=1)), clients)
    assert np.isfinite(told.events).all()
    assert told.income is None or (np.isfinite(told.income) & (told.low <= told.high)).all()


def test_nobody_pays():
    clients, *_ = panel(500)
    free = clients.part(np.arange(500))
    object.__setattr__(free, "income", np.zeros(500, dtype=np.int64))
    told = expect(fit_model(free, RULES), free)
    assert told.income is None
    assert told.total is None
    assert told.events.sum() > 0


def test_those_who_never_pay_are_expected_to_pay_nothing():
    clients, *_ = panel(1_000)
    some = clients.part(np.arange(1_000))
    object.__setattr__(some, "income", np.where(np.arange(1_000) % 3, some.income, 0))
    told = expect(fit_model(some, RULES), some)
    assert told.income[::3].tolist() == told.high[::3].tolist() == [0.0] * 334
    assert (told.income[1::3] > 0).all()


def test_nobody_leaves_and_all_alike():
    clients, *_ = panel(800, true=Parameters(500.0, 1_000.0, 1e-4, 10.0))
    told = expect(fit_model(clients, RULES), clients)
    assert told.alive.min() > 0.9
    assert (told.low < told.high).all()


# -- the back-test itself


def tried(clients, told, coming, came, *, plain=0):
    nothing = np.full(len(came), plain)
    panels = Panels(clients, came, clients, coming, came, nothing, nothing, 36, 12, 0)
    return compare(panels, told)


def test_the_comparison(made):
    clients, _, told, coming, came = made
    test = tried(clients, told, coming, came)
    assert test.is_income
    assert test.actual == came.sum()
    assert abs(test.bias) < 0.08
    assert test.correlation > 5_000
    assert 5_000 < test.gini <= 10_000
    assert sum(one.clients for one in test.tenths) == test.clients == len(came)
    means = [one.expected for one in test.tenths]
    assert means == sorted(means)
    assert test.plain_error == round(came.mean())
    assert BackTest.from_text(json.dumps(test.as_json())) == test


def test_nothing_came(made):
    clients, _, told, coming, came = made
    test = tried(clients, told, coming * 0, came * 0)
    assert (test.bias, test.correlation, test.gini, test.actual) == (None, 0, 0, 0)


def test_ranking():
    actual = np.array([0.0, 1, 2, 3, 10])
    assert gini_ratio(actual, actual) == pytest.approx(1)
    assert gini_ratio(-actual, actual) == pytest.approx(-1)
    assert gini_ratio(np.ones(5), actual) == pytest.approx(0)
