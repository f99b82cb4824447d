"""Figures of a rulebook changed one at a time."""

from copy import deepcopy

from hypothesis import given
from hypothesis import strategies as st

from crmdesk.differentiate import rulebooks
from crmdesk.differentiate.rehearsal import trial

BOOK = rulebooks.shipped_document("securities")


def test_the_weights_of_the_profile_in_use():
    assert trial.weights(BOOK) == (10, 15, 30, 30, 15)
    assert trial.weights(trial.with_profile(BOOK, "wealth")) == (8, 12, 20, 35, 25)


def test_a_change_leaves_the_original_alone():
    before = deepcopy(BOOK)
    changed = trial.with_weights(trial.with_bound(BOOK, "assets", "gold", 600_000), (20, 20, 20, 20, 20))
    assert before == BOOK
    rules = rulebooks.parse(changed)
    assert rules.profile.weights == (2000,) * 5
    assert rules.thresholds.assets[1] == 600_000_00
    assert trial.bounds(changed, "assets")["silver"] == 100_000


def test_hysteresis_is_one_of_the_presets():
    assert rulebooks.parse(trial.with_hysteresis(BOOK, "CCB")).hysteresis_name == "CCB"


def test_weights_matter_where_scores_decide():
    assert trial.uses_score(BOOK)
    assert not trial.uses_score(rulebooks.shipped_document("bank"))


def test_others_share_what_is_left_as_they_stand_to_each_other():
    assert trial.rebalanced((10, 15, 30, 30, 15), 3, 30) == (10, 15, 30, 30, 15)
    assert trial.rebalanced((10, 15, 30, 30, 15), 3, 65) == (5, 8, 15, 65, 7)
    assert trial.rebalanced((0, 0, 100, 0, 0), 2, 60) == (10, 10, 60, 10, 10)


weights = st.lists(st.integers(0, 100), min_size=5, max_size=5).filter(any)


@given(weights, st.integers(0, 4), st.integers(-10, 120))
def test_weights_always_sum_to_one(parts, at, value):
    found = trial.rebalanced(parts, at, value)
    assert sum(found) == 100
    assert found[at] == min(max(value, 0), 100)
    assert min(found) >= 0
    rulebooks.parse(trial.with_weights(BOOK, found))


def test_bounds_that_decide():
    by_score = trial.used_bounds(BOOK)
    assert by_score == {
        ("score", "silver"): 30, ("score", "gold"): 50, ("score", "platinum"): 65, ("score", "diamond"): 80,
        ("assets", "private"): 10_000_000,
    }  # fmt: skip
    assert {metric for metric, _ in trial.used_bounds(rulebooks.shipped_document("bank"))} == {"assets"}
    both = trial.used_bounds(trial.replaced(BOOK, ("tiers", "mode"), "MAX"))
    assert len(both) == 9
    floors = trial.used_bounds(trial.replaced(BOOK, ("tiers", "mode"), "SCORE_FLOOR"))
    assert floors["floors", "gold"] == 250_000
    assert ("assets", "gold") not in floors
