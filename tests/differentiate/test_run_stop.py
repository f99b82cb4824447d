"""The stop: more than 15 % of a tier, and at least three clients."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk.differentiate import run_stop
from crmdesk.differentiate.tiers import DORMANT, NO_TIER

SILVER, GOLD, PLATINUM = 1, 2, 3


def ranks(**clients):
    """``ranks(gold_to_silver=3, gold=17)``: ranks before and after."""
    numbers = {"none": NO_TIER, "dormant": DORMANT, "base": 0, "silver": SILVER, "gold": GOLD, "platinum": PLATINUM}
    pairs = []
    for move, count in clients.items():
        old, _, new = move.partition("_to_")
        pairs += [(numbers[old], numbers[new or old])] * count
    return tuple(np.array(column, dtype=np.int8) for column in zip(*pairs, strict=True))


@pytest.mark.parametrize(
    ("clients", "expected"),
    [
        ({"gold": 85, "gold_to_silver": 15}, []),  # the line itself passes
        ({"gold": 84, "gold_to_silver": 16}, [("gold", 0.16)]),
        ({"gold": 84, "gold_to_silver": 8, "gold_to_platinum": 8}, [("gold", 0.16)]),  # up and down both move
        ({"platinum": 1, "platinum_to_gold": 2}, []),  # two of three: below three clients nobody is asked
        ({"platinum_to_gold": 3}, [("platinum", 1.0)]),
        ({"none_to_gold": 50}, []),  # a first run
        ({"none_to_gold": 50, "gold": 4, "gold_to_base": 4}, [("gold", 0.5)]),
        ({"base": 80, "base_to_dormant": 20}, [("base", 0.2)]),
        ({"dormant": 10, "dormant_to_base": 5}, [("dormant", 1 / 3)]),
        ({"gold_to_silver": 5, "gold": 5, "silver": 5, "silver_to_gold": 15}, [("silver", 0.75), ("gold", 0.5)]),
    ],
)
def test_more_than_15_percent_of_a_tier_stop(clients, expected):
    found = run_stop.stopped_tiers(*ranks(**clients))
    assert [tier for tier, _ in found] == [tier for tier, _ in expected]
    assert [share for _, share in found] == pytest.approx([share for _, share in expected])


def test_moves_counts_by_old_and_new_tier():
    counts = run_stop.moves(*ranks(dormant=2, base_to_silver=3, none_to_gold=4))
    assert counts.shape == (7, 7)
    assert counts[0, 0] == 2
    assert counts[1, 2] == 3
    assert counts.sum() == 5


def test_shares_of_all_tiers_the_largest_first():
    counts = run_stop.moves(*ranks(gold=9, gold_to_silver=1, silver=3, silver_to_gold=1))
    assert run_stop.moved_shares(counts) == [("silver", 0.25), ("gold", 0.1)]


def test_a_reason_lets_it_pass():
    counts = run_stop.moves(*ranks(gold_to_silver=5))
    with pytest.raises(run_stop.RunStopped, match=r"Gold 100\.0% .*15%.*reason") as stopped:
        run_stop.demand_approval(counts, "  ")
    assert stopped.value.tiers == (("gold", 1.0),)
    assert stopped.value.field == "approve"
    run_stop.demand_approval(counts, "New strategy of head office")
    run_stop.demand_approval(np.zeros((7, 7), dtype=np.int64), None)


@given(st.lists(st.tuples(st.integers(-1, 5), st.integers(-1, 5)), max_size=60), st.integers(1, 5))
def test_counts_of_slices_add_up(pairs, parts):
    """A run adds slice after slice; where they are cut does not matter."""
    before, after = (np.array([pair[side] for pair in pairs], dtype=np.int8) for side in (0, 1))
    cuts = zip(np.array_split(before, parts), np.array_split(after, parts), strict=True)
    total = sum(run_stop.moves(old, new) for old, new in cuts)
    assert (total == run_stop.moves(before, after)).all()
    assert run_stop.stopped(total) == run_stop.stopped_tiers(before, after)
