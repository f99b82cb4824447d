"""Laws of the rules: more assets never lower the raw tier, no flapping inside the buffer, no order matters."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crmdesk.differentiate import rulebooks, tiers
from crmdesk.differentiate.rulebooks import rulebook_names
from crmdesk.differentiate.runs import classify
from crmdesk.differentiate.scores import Indicators, composite, score_all
from crmdesk.differentiate.tiers import Hysteresis, TierState
from crmdesk.identify.tables import account, balance, client, txn
from tests.differentiate.conftest import Ledger
from tests.differentiate.test_incremental import (
    LAST,
    MONTHS,
    derived_away,
    forget,
    holds,
    is_new,
    moves,
    standings,
)

cents = st.integers(-10_000_00, 20_000_000_00)
names = st.sampled_from(rulebook_names())
modes = st.sampled_from(["AUM", "SCORE", "MAX", "SCORE_FLOOR"])
behaviours = st.tuples(*(st.integers(-1, 900), st.integers(0, 300), st.integers(-500_00, 30_000_00), st.integers(0, 5)))


def raw_ranks(rules, assets, behaviour):
    """Raw tiers of clients who differ in their assets alone."""
    size = len(assets)
    recency, frequency, monetary, strategy = (np.full(size, value) for value in behaviour)
    values = Indicators(recency, frequency, monetary, assets, strategy)
    total = composite(score_all(values, rules.breakpoints), rules.profile.weights)
    return tiers.rank_of(assets, total, rules.thresholds)


@given(name=names, mode=modes, assets=st.lists(cents, min_size=2, max_size=12), behaviour=behaviours)
def test_more_assets_never_lower_the_raw_tier(name, mode, assets, behaviour):
    rules = rulebooks.load(name)
    rules = replace(rules, thresholds=replace(rules.thresholds, mode=mode))
    found = raw_ranks(rules, np.array(sorted(assets), dtype=np.float64), behaviour)
    assert (np.diff(found) >= 0).all()


@given(name=names, behaviour=behaviours, more=st.integers(0, 5), assets=cents)
def test_more_of_any_indicator_never_lowers_the_raw_tier(name, behaviour, more, assets):
    rules, here = rulebooks.load(name), np.array([float(assets)])
    recency, frequency, monetary, strategy = behaviour
    better = (max(recency - more, 0) if recency >= 0 else recency, frequency + more, monetary + more * 100_00,
              min(strategy + more, 5))  # fmt: skip
    assert raw_ranks(rules, here, better)[0] >= raw_ranks(rules, here, behaviour)[0]


@given(
    name=names,
    rank=st.integers(1, 5),
    shares=st.lists(st.integers(0, 999).map(lambda n: n / 1000), min_size=1, max_size=30),
)
def test_inside_the_buffer_nothing_flaps(name, rank, shares):
    """By assets: from the reduced bound of the own tier up to below that of the next the tier stays what it is."""
    rules = rulebooks.load(name)
    bounds, limits = rules.thresholds.assets, replace(rules.thresholds, mode="AUM")
    low = bounds[rank - 1] * (100 - rules.hysteresis.buffer_percent) / 100
    high = bounds[rank] if rank < len(bounds) else bounds[-1] * 2
    state = replace(TierState.new(1), rank=np.array([rank], dtype=np.int8))
    nothing = np.array([0])
    for share in shares:
        assets = np.array([low + (high - low) * share])
        raw, held = (tiers.rank_of(assets, nothing, limits, give=give) for give in (None, rules.hysteresis))
        state = tiers.step(state, raw, held, np.array([True]), rules.hysteresis)
        assert (int(state.rank[0]), int(state.status[0]) < tiers.WATCH) == (rank, True)


presets = st.builds(
    Hysteresis,
    up_months=st.integers(1, 3),
    buffer_percent=st.sampled_from([0, 10, 20]),
    down_months=st.integers(1, 6).map(lambda months: (months,) * 6),
    falls_to=st.sampled_from(["best", "last"]),
)


@given(preset=presets, ranks=st.lists(st.integers(0, 5), min_size=1, max_size=40))
def test_a_tier_falls_after_its_months_and_to_what_was_reached(preset, ranks):
    """It never falls before the months below are full, nor below the lowest or above the highest of what was seen."""
    state, below = TierState.new(1), 0
    for rank in ranks:
        before = int(state.rank[0])
        raw = np.array([rank], dtype=np.int8)
        state = tiers.step(state, raw, raw, np.array([True]), preset)
        now = int(state.rank[0])
        below = below + 1 if before >= 0 and rank < before else 0
        if before >= 0 and now < before:
            assert below >= preset.down_months[before]
            below = 0
        assert min(ranks) <= now <= max(ranks)
        if before >= 0 and now > before:
            assert rank >= now


@pytest.mark.parametrize("rulebook", ["securities"])
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(story=st.lists(moves | holds, min_size=3, max_size=16), data=st.data())
def test_the_order_of_import_does_not_matter(store, rulebook, story, data):
    story = [event for event in story if is_new(story, event)]
    found = []
    for order in (story, data.draw(st.permutations(story))):
        derived_away(store)
        forget(store, balance, txn, account, client)
        ledger = Ledger(store)
        ledger.clients("2015-03-01", "2022-05-05", "2023-02-10")
        for event in order:
            event.put(ledger)
        classify(store, as_of=LAST, from_month=MONTHS[0], rulebook=rulebook)
        found.append(standings(store))
    assert found[0] == found[1]
