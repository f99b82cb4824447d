"""Dormancy (§3.7): the table of calendar years, the other presets, and the states beside dormant."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk.differentiate import rulebooks
from crmdesk.differentiate.dormancy import (
    CODES,
    DormancyFacts,
    DormancyRule,
    dormancy,
    full_years_without,
    idle_on,
    is_idle,
)

PRESETS = rulebooks.load("securities").dormancy_presets
NEVER = "NaT"


def facts(last, *, opened="2015-05-05", cash=0.0, holdings=0.0, is_flagged=False):
    yuan = [np.array([amount * 100.0]) for amount in (cash, holdings, cash + holdings)]
    days = [np.array([day], dtype="M8[D]") for day in (last, opened)]
    return DormancyFacts(*days, *yuan, np.array([is_flagged]))


def state(preset, last, as_of, **given):
    return CODES[int(dormancy(facts(last, **given), PRESETS[preset], date.fromisoformat(as_of))[0])]


@pytest.mark.parametrize(
    ("last", "as_of", "years", "is_dormant"),
    [
        ("2021-03-15", "2023-12-31", 1, False),
        ("2021-03-15", "2024-01-01", 2, True),
        ("2021-12-31", "2024-01-01", 2, True),
        ("2022-01-01", "2024-01-01", 1, False),
        ("2022-01-01", "2024-12-31", 1, False),
        ("2022-01-01", "2025-01-01", 2, True),
    ],
)
def test_two_full_calendar_years(last, as_of, years, is_dormant):
    day = date.fromisoformat(as_of)
    assert full_years_without(np.array([last], dtype="M8[D]"), day).tolist() == [years]
    assert (state("SEC-SEED", last, as_of) == "dormant") is is_dormant


def test_never_traded_counts_from_the_opening():
    assert state("SEC-SEED", NEVER, "2024-01-01", opened="2021-06-01") == "dormant"
    assert state("SEC-SEED", NEVER, "2024-01-01", opened="2022-06-01") == "pre_dormant"
    assert state("SEC-SEED", NEVER, "2024-01-01", opened="2023-06-01") == "active"


@pytest.mark.parametrize(
    ("cash", "holdings", "expected"),
    [(0, 0, "dormant"), (0, 1_000, "dormant"), (0, 1_000.01, "sleeping"), (0.01, 0, "active"), (5_000, 0, "sleeping"),
     (0, 380_000, "sleeping")],
)  # fmt: skip
def test_money_decides_between_dormant_and_asleep(cash, holdings, expected):
    assert state("SEC-SEED", "2020-02-02", "2024-01-01", cash=cash, holdings=holdings) == expected


def test_about_to_be_dormant_at_the_next_first_of_january():
    assert state("SEC-SEED", "2022-01-01", "2024-12-31") == "pre_dormant"
    assert state("SEC-SEED", "2022-01-01", "2023-12-31") == "active"
    assert state("SEC-SEED", "2022-01-01", "2024-12-31", holdings=5_000) == "active"


def test_head_office_flag_wins():
    assert state("SEC-SEED", "2023-12-30", "2024-01-01", cash=9_000, is_flagged=True) == "dormant"


def test_what_is_not_known_is_not_empty():
    unknown = DormancyFacts(
        np.array(["2018-01-01"], dtype="M8[D]"), np.array(["2015-01-01"], dtype="M8[D]"),
        *(np.array([np.nan]),) * 3, np.array([False]),
    )  # fmt: skip
    assert CODES[int(dormancy(unknown, PRESETS["SEC-SEED"], date(2024, 1, 1))[0])] == "active"


@pytest.mark.parametrize(
    ("last", "cash", "holdings", "expected"),
    [
        ("2020-12-31", 100, 0, "dormant"),
        ("2021-01-01", 100, 0, "pre_dormant"),
        ("2020-12-31", 100.01, 0, "active"),
        ("2020-12-31", 0, 0.01, "active"),
        ("2020-12-31", 0, 2_000, "sleeping"),
    ],
)
def test_national_clearing_rule(last, cash, holdings, expected):
    assert state("SEC-CSDC", last, "2024-01-01", cash=cash, holdings=holdings) == expected


@pytest.mark.parametrize(("last", "expected"), [("2022-01-01", "dormant"), ("2022-01-02", "pre_dormant")])
def test_rolling_days(last, expected):
    assert state("SEC-ROLL", last, "2024-01-01") == expected


@pytest.mark.parametrize(
    ("last", "assets", "expected"),
    [("2022-12-31", 99.99, "dormant"), ("2022-12-31", 100, "active"), ("2023-01-01", 0, "pre_dormant"),
     ("2022-12-31", 5_000, "sleeping")],
)  # fmt: skip
def test_bank_rule(last, assets, expected):
    assert state("BANK-1", last, "2024-01-01", holdings=assets) == expected


def test_presets_are_the_four():
    assert set(PRESETS) == {"SEC-SEED", "SEC-CSDC", "SEC-ROLL", "BANK-1"}
    assert rulebooks.load("securities").dormancy.name == "SEC-SEED"
    assert rulebooks.load("bank").dormancy.name == "BANK-1"


@given(
    st.dates(date(1999, 1, 1), date(2030, 12, 31)),
    st.sampled_from([("calendar_years", 2), ("rolling_years", 3), ("rolling_days", 730), ("rolling_months", 6)]),
)
def test_the_day_dormancy_counts_from_is_the_first_idle_one(last, kind):
    rule = DormancyRule("x", kind[0], kind[1], None, 0, None)
    since = np.array([last], dtype="M8[D]")
    found = idle_on(since, since, rule)[0].item()
    assert is_idle(since, rule, found)[0]
    assert not is_idle(since, rule, found - timedelta(days=1))[0]
