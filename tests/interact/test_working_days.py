from __future__ import annotations

from datetime import date

import pytest

from crmdesk.interact.working_days import add_working_days, is_working_day, working_day_from


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 24), True),
        (date(2026, 11, 28), False),
        (date(2026, 10, 1), False),
        (date(2026, 10, 10), True),  # a Saturday worked for the National Day week
        (date(2025, 1, 26), True),
        (date(2030, 10, 1), True),  # not announced: Monday to Friday
    ],
)
def test_official_days(day, works):
    assert is_working_day(day) is works


def test_the_first_working_day_from_a_day():
    assert working_day_from(date(2026, 11, 28)) == date(2026, 11, 30)
    assert working_day_from(date(2026, 2, 15)) == date(2026, 2, 24)


def test_counting_skips_holidays():
    assert add_working_days(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert add_working_days(date(2026, 11, 20), 10) == date(2026, 12, 4)
