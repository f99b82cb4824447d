"""The threshold of merging by itself, by what was decided."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk.identify.matching.threshold import LOWEST, START, learned_threshold, wilson_bound


def test_before_any_decision():
    assert learned_threshold([]).value == START


def test_few_right_decisions_change_nothing():
    assert learned_threshold([(0.995, True)] * 380).value == START


def test_381_right_decisions_lower_it_to_where_they_were_made():
    found = learned_threshold([(0.995, True)] * 381)
    assert (found.value, found.decisions, found.contradictions) == (0.995, 381, 0)


def test_it_never_falls_below_its_floor():
    assert learned_threshold([(0.95, True)] * 5000).value == START
    assert learned_threshold([(0.991, True)] * 400 + [(0.95, True)] * 5000).value == 0.991


def test_a_contradiction_lifts_it_at_once():
    found = learned_threshold([(0.9996, False)])
    assert 0.9996 < found.value < 1
    assert found.contradictions == 1
    assert learned_threshold([(0.995, True)] * 5000 + [(0.9996, False)]).value > 0.9996


def test_a_contradiction_below_it_does_no_harm():
    assert learned_threshold([(0.7, False)]).value == START


@pytest.mark.parametrize(
    ("right", "count", "bound"), [(10, 10, 0.7225), (99, 100, 0.9455), (381, 381, 0.99002), (0, 5, 0.0)]
)
def test_the_lower_end_of_the_score_interval(right, count, bound):
    """Wilson (1927); the first two as R's binom.confint(method="wilson") gives them."""
    assert wilson_bound(right, count) == pytest.approx(bound, abs=1e-4)


DECISIONS = st.lists(st.tuples(st.floats(0.5, 0.9999999), st.booleans()), max_size=60)


@given(DECISIONS)
def test_it_stands_above_every_contradiction_and_between_its_bounds(decided):
    value = learned_threshold(decided).value
    assert LOWEST <= value < 1
    assert all(probability < value for probability, is_same in decided if not is_same)


@given(DECISIONS, st.floats(0.5, 0.9999999))
def test_one_more_contradiction_never_lowers_it(decided, probability):
    assert learned_threshold([*decided, (probability, False)]).value >= learned_threshold(decided).value
