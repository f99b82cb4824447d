"""The workload planner of §5.6 of the domain specification, with its worked example."""

import pytest

from crmdesk.interact.standards import service_hours, standards, workload

PORTFOLIO = {"private": 6, "diamond": 14, "platinum": 40, "gold": 70, "silver": 120}


@pytest.mark.parametrize(
    ("tier", "hours"), [("private", 162.0), ("diamond", 116.7), ("platinum", 180.0), ("gold", 122.5), ("silver", 32.0)]
)
def test_hours_a_year_of_a_tier(tier, hours):
    assert PORTFOLIO[tier] * service_hours()[tier] == pytest.approx(hours, abs=0.05)


def test_the_worked_example():
    found = workload(PORTFOLIO)
    assert found.hours == pytest.approx(613.2, abs=0.05)
    assert found.contacts == 1452
    assert found.hours_a_week == pytest.approx(13.3, abs=0.05)


def test_a_tenth_of_the_base_tier_is_called():
    """One call of eight minutes with one client in ten; the others are greeted in batches."""
    assert workload({"base": 1000}).hours == pytest.approx(100 * 8 / 60)
    assert workload({"base": 1000}).contacts == pytest.approx(100)


def test_the_dormant_are_owed_nothing():
    assert "dormant" not in standards()
    assert workload({"dormant": 500}).hours == 0
