"""Counting clients against other cut-offs gives what scoring them gives."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from crmdesk.differentiate.rulebooks import load
from crmdesk.differentiate.runs import classify
from crmdesk.differentiate.scores import NEVER, score_at_least, score_recency
from crmdesk.differentiate.standing_figures import StandingFigures, standing_figures

DAY = date(2026, 3, 31)
values = st.one_of(st.just(float("nan")), st.integers(0, 400).map(float))
rising = st.sets(st.integers(1, 400), min_size=4, max_size=5).map(sorted)


def figures(column, figure):
    some = np.array(column, dtype=np.float64)
    columns = {name: some if name == figure else np.zeros(len(some)) for name in ("R", "F", "score")}
    return StandingFigures.of(DAY, columns)


@given(st.lists(values, min_size=1, max_size=60), rising)
def test_counts_are_those_of_the_scores(column, cuts):
    points = score_at_least(np.array(column), cuts)
    assert figures(column, "F").counts("F", cuts) == np.bincount(points, minlength=len(cuts) + 1).tolist()


@given(st.lists(st.integers(-1, 400), min_size=1, max_size=60), rising.filter(lambda cuts: len(cuts) == 4))
def test_recency_counts_are_those_of_the_scores(column, cuts):
    points = score_recency(np.array(column), cuts)
    assert figures(column, "R").counts("R", cuts) == np.bincount(points, minlength=6).tolist()


@given(st.lists(values, min_size=1, max_size=60), st.integers(1, 400))
def test_on_the_cut_and_near_it(column, cut):
    known = [value for value in column if not np.isnan(value)]
    exactly, near = figures(column, "F").on_cut("F", cut)
    assert exactly == known.count(cut)
    assert near == sum(cut * 0.95 <= value <= cut * 1.05 for value in known)


def test_nobody_classified_has_no_figures(store):
    with store.read() as connection:
        assert standing_figures(connection) is None


def test_of_a_store_they_are_those_of_the_newest_run(ledger):
    ledger.clients("2024-01-01", "2024-01-01", "2024-01-01")
    ledger.move(1, "2026-03-11", income=500)
    ledger.move(2, "2025-11-01", income=20)
    for client_id, yuan in ((1, 800_000), (2, 20_000), (3, 3_000)):
        ledger.hold(client_id, "2026-03-31", {"cash": yuan})
    classify(ledger.store, as_of=DAY)
    with ledger.store.read() as connection:
        found = standing_figures(connection)
    assert (found.as_of, found.clients, found.ever_traded) == (DAY, 3, 2)
    assert found.values["R"].tolist() == [20, 150]
    cuts = load("securities").breakpoints
    assert found.counts("R", cuts.of("R")) == [1, 0, 0, 1, 0, 1]
    assert sum(found.counts("A", cuts.of("A"))) == 3
    assert NEVER not in found.values["R"].tolist()
