"""Amounts: exact in, exact out."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk import money
from crmdesk.errors import CrmError


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("50万", "500000"),
        ("1.2亿", "120000000"),
        ("500k", "500000"),
        ("1.5M", "1500000"),
        ("3百万", "3000000"),
        ("2千万元", "20000000"),
        ("1,234.56", "1234.56"),
        ("¥300", "300"),
        ("￥１，２３４．５", "1234.5"),
        ("300元", "300"),
        ("-5万", "-50000"),
        ("(20.00)", "-20"),
        ("0.005", "0.01"),
        (".5", "0.5"),
    ],
)
def test_an_amount_is_read_as_people_type_it(text, yuan):
    assert money.parse_amount(text) == money.to_cents(Decimal(yuan))


@pytest.mark.parametrize("text", ["", "abc", "1..2", "5x", "万", "1e5", "--3", "12 34 ab"])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(CrmError, match="is not an amount"):
        money.parse_amount(text)


@given(st.integers(-(10**15), 10**15))
def test_cents_survive_the_way_to_text_and_back(cents):
    assert money.to_cents(money.to_yuan(cents)) == cents
    assert money.parse_amount(money.exact(cents)) == cents


@pytest.mark.parametrize(
    ("cents", "zh", "en"),
    [
        (61_200_000, "61.2 万", "612.0 k"),
        (1_284_000_000_00, "12.84 亿", "1,284.00 m"),
        (999_900, "9,999", "9,999"),
        (-5_000_000, "-5.0 万", "-50.0 k"),
    ],
)
def test_short_amounts(cents, zh, en):
    assert (money.short(cents, "zh"), money.short(cents, "en")) == (zh, en)
