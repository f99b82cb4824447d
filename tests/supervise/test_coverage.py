from __future__ import annotations

from datetime import date

import pytest

from crmdesk.supervise.coverage import TierCoverage, WeekCoverage, contact_coverage, week_coverage

ON = date(2026, 11, 24)  # a Tuesday


@pytest.fixture
def book(add_client):
    for last in (date(2026, 11, 23), date(2026, 10, 25), date(2026, 10, 24), None):
        add_client(tier="platinum", stage="maturity", last_contact_on=last)
    add_client(tier="gold", stage="growth", last_contact_on=date(2026, 9, 30), manager="沈若岚")
    add_client(tier="gold", stage="termination")
    add_client(tier="dormant", stage="termination")
    add_client()


def test_a_tier_is_reached_where_the_last_contact_lies_within_its_standard(store, book):
    with store.read() as connection:
        found = {c.tier: c for c in contact_coverage(connection, on=ON)}
    assert found["platinum"] == TierCoverage("platinum", 4, 2, 4)
    assert found["gold"] == TierCoverage("gold", 1, 1, 1)
    assert found["private"] == TierCoverage("private", 0, 0, 0)
    assert found["platinum"].rate == 0.5
    assert not found["platinum"].is_met
    assert found["private"].rate is None
    assert list(found) == ["private", "diamond", "platinum", "gold", "silver", "base"]


def test_coverage_of_one_manager(store, book):
    with store.read() as connection:
        found = {c.tier: c.clients for c in contact_coverage(connection, on=ON, manager="沈若岚")}
    assert (found["platinum"], found["gold"]) == (0, 1)


def test_the_week_counts_who_was_reached_and_who_is_still_due(store, book):
    """Platinum owes a contact every 30 days: by Sunday the 29th those last reached by the 30th of October."""
    with store.read() as connection:
        found = {w.tier: w for w in week_coverage(connection, on=ON)}
    assert found["platinum"] == WeekCoverage("platinum", 1, 4)
    assert found["gold"] == WeekCoverage("gold", 0, 1)
