"""The models beyond the published figures: laws, and cases in which a fit has nothing to hold on to."""

from dataclasses import astuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmdesk.differentiate.forecast import bg_nbd, gamma_gamma, sbg
from crmdesk.differentiate.forecast.bg_nbd import Parameters
from crmdesk.differentiate.forecast.expected import (
    expected_events,
    expected_new,
    if_alive,
    p_alive,
    probability,
    tracked,
)
from crmdesk.differentiate.forecast.gamma_gamma import Spending, expected_amount
from crmdesk.differentiate.forecast.statistics import group, group_rows
from tests.differentiate.forecast.drawn import TRUE, histories

positive = st.floats(0.05, 20.0)
parameters = st.builds(Parameters, positive, positive, positive, positive)


def whole(*values):
    return tuple(np.array(column, dtype=np.int64) for column in values)


# -- the fit


def test_the_fit_finds_what_made_the_clients():
    events, recency, age, _ = histories(60_000)
    found = bg_nbd.fit(group(events, recency, age, unit=7.0)).parameters
    assert found.array() == pytest.approx(TRUE.array(), rel=0.06)


def test_gradient_and_hessian_are_those_of_the_likelihood():
    events, recency, age, _ = histories(400)
    function = bg_nbd._Likelihood(group(events, recency, age, unit=7.0))
    _check_derivatives(function, TRUE.array())


def test_those_of_spending_and_leaving_too():
    rng = np.random.default_rng(3)
    events = rng.integers(1, 9, size=300)
    _check_derivatives(gamma_gamma._Likelihood(events, rng.gamma(2.0, 1.0, size=300)), np.array([3.0, 2.0, 1.5]))
    _check_derivatives(sbg._Likelihood(np.array([30.0, 20, 9]), 100.0), np.array([0.7, 2.0]))


def _check_derivatives(function, at):
    """Central differences of the value give the gradient, those of the gradient the Hessian."""
    _, gradient, hessian = function(at)
    for place, size in enumerate(at):
        step = np.zeros_like(at)
        step[place] = size * 1e-5
        (up, up_slope, _), (down, down_slope, _) = function(at + step), function(at - step)
        assert gradient[place] == pytest.approx((up - down) / (2 * step[place]), rel=1e-5, abs=1e-6)
        assert hessian[place] == pytest.approx((up_slope - down_slope) / (2 * step[place]), rel=1e-5, abs=1e-5)


def test_row_order_does_not_matter():
    events, recency, age, _ = histories(3_000)
    order = np.random.default_rng(5).permutation(len(events))
    one = bg_nbd.fit(group(events, recency, age, unit=7.0))
    other = bg_nbd.fit(group(events[order], recency[order], age[order], unit=7.0))
    assert one == other


def test_a_warm_start_ends_where_the_cold_one_does():
    events, recency, age, _ = histories(50_000)
    statistics = group(events, recency, age, unit=7.0)
    warm, cold = bg_nbd.fit(statistics), bg_nbd.fit(statistics, start=Parameters(0.5, 1.0, 0.8, 2.5))
    assert warm.log_likelihood == pytest.approx(cold.log_likelihood, rel=1e-9)
    assert warm.passes < cold.passes


def test_equal_clients_are_one_row():
    grouped = group_rows(*whole([2, 0, 2, 0], [5, 3, 5, 0], [9, 9, 9, 9]))
    assert grouped.statistics.count.tolist() == [2, 2]
    assert grouped.row.tolist() == [1, 0, 1, 0]
    assert (grouped.statistics.clients, grouped.statistics.repeaters) == (4, 2)


# -- degenerate data


def everything_is_sensible(statistics):
    """A fit, P(alive) in 0 … 1, and a finite, non-negative number of events to come; warnings are errors here."""
    found = bg_nbd.fit(statistics)
    recency, age = statistics.times()
    alive = p_alive(found.parameters, statistics.events, recency, age)
    ahead = expected_events(found.parameters, 52.0, statistics.events, recency, age)
    assert np.isfinite(astuple(found.parameters)).all()
    assert np.isfinite(found.log_likelihood)
    assert ((alive >= 0) & (alive <= 1)).all()
    assert (np.isfinite(ahead) & (ahead >= 0)).all()
    return found, alive, ahead


def test_nobody_leaves():
    """Everybody acts to the very end: a goes to nothing, everybody is alive."""
    rng = np.random.default_rng(1)
    age = rng.integers(300, 700, size=2_000)
    events = np.maximum(rng.poisson(age / 14), 1)
    found, alive, ahead = everything_is_sensible(group(events, age, age, unit=7.0))
    assert found.parameters.a / found.parameters.b < 1e-3
    assert alive.min() > 0.99
    assert ahead == pytest.approx(np.full(len(ahead), 26), rel=0.25)


def test_nobody_came_back():
    _, alive, ahead = everything_is_sensible(group(*whole([0] * 500, [0] * 500, [400] * 500), unit=7.0))
    assert alive.tolist() == [1.0]
    assert ahead[0] < 0.02


def test_nothing_at_all():
    found, alive, ahead = everything_is_sensible(group(*whole([], [], [])))
    assert (found.clients, found.log_likelihood, len(alive), len(ahead)) == (0, 0.0, 0, 0)


@pytest.mark.parametrize("client", [(0, 0, 0), (0, 0, 90), (3, 60, 90), (1, 0, 0), (5, 90, 90)])
def test_one_client(client):
    everything_is_sensible(group(*whole(*([value] for value in client)), unit=7.0))


def test_a_thousand_events():
    events, recency, age, _ = histories(2_000)
    statistics = group(*(np.append(column, more) for column, more in
                         zip((events, recency, age), (1000, 700, 700), strict=True)), unit=7.0)  # fmt: skip
    _, alive, ahead = everything_is_sensible(statistics)
    assert alive[-1] > 0.5
    assert ahead[-1] == pytest.approx(1000 / 100 * 52, rel=0.25)


def test_observed_for_no_time():
    events, recency, age, _ = histories(1_000)
    everything_is_sensible(group(np.append(events, [0, 2]), np.append(recency, [0, 0]), np.append(age, [0, 0])))


def test_all_clients_alike():
    found, _, ahead = everything_is_sensible(group(*whole([10] * 1000, [95] * 1000, [100] * 1000), unit=7.0))
    assert found.parameters.r > 100
    assert ahead[0] == pytest.approx(10 / 100 * 7 * 52, rel=0.05)


def test_spending_all_alike_or_of_one():
    for size in (1, 500):
        found = gamma_gamma.fit(np.full(size, 4), np.full(size, 2_500.0), least_q=gamma_gamma.FINITE_MEAN)
        amount = expected_amount(found.parameters, 4, 2_500.0)
        assert np.isfinite(astuple(found.parameters)).all()
        assert float(amount) == pytest.approx(2_500, rel=0.5 if size == 1 else 0.05)


def test_no_spending():
    nobody = gamma_gamma.fit(np.zeros(0, dtype=np.int64), np.zeros(0))
    assert nobody.clients == 0
    assert not gamma_gamma.usable(np.array([0, 3]), np.array([5.0, 0.0])).any()


def test_the_unit_of_money_does_not_matter():
    rng = np.random.default_rng(2)
    events, mean = rng.integers(1, 9, size=800), rng.gamma(3.0, 10.0, size=800)
    yuan, cents = (gamma_gamma.fit(events, mean * unit).parameters for unit in (1, 100))
    assert cents.array() == pytest.approx(yuan.array() * [1, 1, 100], rel=1e-6)


def test_nobody_lost_and_all_lost():
    kept = sbg.fit([0, 0, 0], 200).parameters
    lost = sbg.fit([200, 0, 0], 0).parameters
    assert sbg.survival(kept, 3) > 0.99
    assert sbg.survival(lost, 3) < 0.01


# -- laws of the closed forms


@given(parameters, st.floats(0.5, 80.0))
def test_the_distribution_adds_up(p, weeks):
    chances = probability(p, np.arange(4_000), weeks)
    assert (chances >= 0).all()
    assert chances.sum() <= 1 + 1e-9


@settings(max_examples=60)
@given(parameters, st.integers(0, 60), st.floats(1.0, 60.0))
def test_the_mean_of_the_distribution_is_the_closed_form(p, events, weeks):
    """Given that a client is alive, her future follows the law of a new one with her own parameters."""
    own = Parameters(p.r + events, p.alpha + 40.0, p.a, p.b + events)
    numbers = np.arange(6_000)
    chances = probability(own, numbers, weeks)
    if chances.sum() > 1 - 1e-9:
        assert float(chances @ numbers) == pytest.approx(float(if_alive(p, weeks, events, 40.0)), rel=1e-5, abs=1e-7)


@given(parameters, st.integers(1, 1000), st.floats(0.1, 100.0), st.floats(0.0, 1.0))
def test_longer_silence_is_worse(p, events, age, share):
    """The later the last event, the likelier alive; nothing is expected that a client who never stops would not do."""
    seen = np.array([share * age, age])
    alive = p_alive(p, events, seen, age)
    assert alive[0] <= alive[1] + 1e-12
    ahead = expected_events(p, 52.0, np.full(2, float(events)), seen, age)
    assert (ahead <= (p.r + events) * 52 / (p.alpha + age) * (1 + 1e-6)).all()


@given(st.floats(0.999, 1.001), positive)
def test_the_pole_at_one_is_no_pole(a, b):
    """a = 1 is nowhere special: between its neighbours."""
    sides = [float(expected_new(Parameters(0.5, 4.0, near, b), 30.0)) for near in (0.998, a, 1.002)]
    assert sides[0] >= sides[1] >= sides[2]


def test_tracking_ends_at_the_sum_of_expectations():
    events, recency, age, _ = histories(500)
    statistics = group(events, recency, age, unit=7.0)
    weeks = float(age.max()) / 7
    assert tracked(TRUE, statistics, np.array([weeks]))[0] == pytest.approx(
        float(expected_new(TRUE, statistics.age / 7) @ statistics.count)
    )


def test_a_client_like_none_other_is_drawn_to_the_mean():
    s = Spending(6.0, 4.0, 120.0)
    mean = s.p * s.gamma / (s.q - 1)
    few, many = (float(expected_amount(s, events, 1_000.0)) for events in (1, 100))
    assert mean < few < many < 1_000
