"""Breakpoints proposed from the clients of today, and how many of them sit on each cut-off."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk.differentiate import rulebooks
from crmdesk.differentiate.rulebooks.calibration import calibrate, calibration_of
from crmdesk.differentiate.rulebooks.problems import problems
from crmdesk.differentiate.runs import classify
from crmdesk.differentiate.scores import NEVER
from crmdesk.errors import CrmError
from tests.differentiate.rulebooks.documents import with_value

BOOK = rulebooks.load("securities")
DAY = date(2024, 12, 31)


def branch(ledger, count, *, opened="2015-03-01"):
    """Client n has n × 1,000 yuan, traded n % 50 + 1 days this autumn, the last time n % 60 days before the end."""
    ledger.clients(*([opened] * count))
    for number in range(1, count + 1):
        for month in ("2024-10-31", "2024-11-30", "2024-12-31"):
            ledger.hold(number, month, {"equity": 1_000 * number})
    ledger.moves(
        ledger.movement(number, f"2024-{10 + at // 28}-{1 + at % 28:02d}", turnover=1_000, income=number)
        for number in range(1, count + 1)
        for at in range(number % 50 + 1)
    )


def calibrated(store, **choice):
    with store.read() as connection:
        return calibrate(connection, BOOK, as_of=DAY, **choice)


def test_fifths_become_numbers_of_the_series(store, ledger):
    branch(ledger, 200)
    classify(store, as_of=DAY)
    found = calibrated(store)
    by = {one.indicator: one for one in found.indicators}
    assert (found.clients, found.as_of) == (200, DAY)
    assert found.left_out == {"other_kind": 0, "dormant": 0, "new": 0, "unscored": 0}
    assert by["A"].quantiles == (40_000, 80_000, 120_000, 160_000)
    assert by["A"].cuts == [10_000, 50_000, 70_000, 100_000, 150_000]
    assert by["F"].quantiles == (10, 20, 30, 40)
    assert by["F"].cuts == [1, 10, 20, 30, 50]
    assert [(one.points, one.cut, one.exactly) for one in by["F"].proposed][:3] == [(1, 1, 4), (2, 10, 4), (3, 20, 4)]
    assert [one.reached for one in by["A"].present] == [191, 101, 0, 0, 0]
    assert by["S"].cuts == [1, 2, 3, 4, 5]
    assert len(by["R"].cuts) == 4
    document = found.applied(rulebooks.shipped_document("securities"))
    assert problems(document) == []
    assert rulebooks.parse(document).breakpoints.assets == (1_000_000, 5_000_000, 7_000_000, 10_000_000, 15_000_000)


def test_everybody_counts_though_nothing_changed_that_month(store, ledger):
    branch(ledger, 120)
    classify(store, as_of=DAY)
    ledger.hold(1, "2025-01-31", {"equity": 2_000_000})
    classify(store, as_of=date(2025, 3, 31))
    with store.read() as connection:
        assert calibrate(connection, BOOK, as_of=date(2025, 2, 28)).as_of == DAY
        found = calibrate(connection, BOOK, as_of=date(2025, 3, 31))
    assert (found.as_of, found.clients) == (date(2025, 3, 31), 120)


def test_below_a_hundred_clients_thirds_are_used(store, ledger):
    branch(ledger, 60)
    classify(store, as_of=DAY)
    by = {one.indicator: one for one in calibrated(store).indicators}
    assert by["A"].is_by_thirds
    assert by["A"].quantiles == (20_000, 40_000)
    assert by["A"].cuts == [10_000, 15_000, 20_000, 30_000, 50_000]


def test_dormant_and_new_clients_and_institutions_stay_out(store, ledger):
    branch(ledger, 120)
    ledger.clients("2015-03-01", "2015-03-01", first=121)  # never traded, no assets: dormant
    ledger.clients("2024-11-15", first=123)  # a client for six weeks
    ledger.hold(123, "2024-12-31", {"equity": 9_000_000})
    ledger.clients(None, first=124)  # a prospect
    classify(store, as_of=DAY)
    found = calibrated(store)
    assert found.clients == 120
    assert found.left_out == {"other_kind": 0, "dormant": 2, "new": 1, "unscored": 1}
    with pytest.raises(CrmError, match="no client to calibrate on"):
        calibrated(store, population="organisation")


def test_nothing_to_calibrate_on_is_said(store):
    with pytest.raises(CrmError, match="classify first"):
        calibrated(store)


@given(
    st.sampled_from("RFMAS"),
    st.lists(st.integers(0, 30) | st.integers(0, 3_000) | st.integers(0, 10**10), max_size=250),
    st.booleans(),
)
def test_whatever_the_values_the_proposal_is_in_order(name, values, has_idle):
    """Ties, zeros, few or many: cut-offs rise, fit the schema, and every count is one of clients."""
    if name in "RFS":
        values = [value % 3_000 for value in values]
    given_values = np.array([*values, *([NEVER] if has_idle and name == "R" else [])], dtype=np.float64)
    found = calibration_of(name, given_values, BOOK.breakpoints.of(name))
    assert problems(with_value(f"scores.breakpoints.{name}", found.cuts)) == []
    reached = [one.reached for one in found.proposed]
    assert reached == sorted(reached, reverse=name != "R")
    assert all(0 <= one.exactly <= one.reached <= found.counted for one in found.proposed)
