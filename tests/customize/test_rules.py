"""Shares, the reference frame, forbidden words, the codec."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk.customize import codec
from crmdesk.customize.content import Action, ProductLine
from crmdesk.customize.frame import band, classes, frame_level, high_risk_cap, plan_class, state, targets
from crmdesk.customize.shares import percent, portions, tenths
from crmdesk.customize.wording import flagged_words
from crmdesk.i18n import Words

AMOUNTS = st.lists(st.integers(0, 10**14), min_size=1, max_size=8)


@given(AMOUNTS)
def test_shares_sum_to_the_whole(amounts):
    shares = tenths(amounts)
    assert sum(shares) == (1000 if sum(amounts) else 0)
    if sum(amounts):
        assert all(
            abs(share - amount * 1000 / sum(amounts)) <= 1 for share, amount in zip(shares, amounts, strict=True)
        )


@given(AMOUNTS, st.integers(0, 10**9))
def test_portions_sum_to_the_whole(amounts, whole):
    assert sum(portions(amounts, whole)) == (whole if sum(amounts) else 0)


def test_shares_of_the_example():
    assert tenths([229_600, 77_240, 126_400, 52_300, 152_860]) == [360, 121, 198, 82, 239]
    assert percent(239) == "23.9%"


@pytest.mark.parametrize("level", ["C0", "C1", "C2", "C3", "C4", "C5"])
def test_every_frame_sums_to_100(level):
    assert sum(targets(level).values()) == 100
    assert high_risk_cap(level) == {"C4": 40, "C5": 55}.get(level, 0)


@pytest.mark.parametrize(
    ("level", "age", "frame"),
    [("C3", 64, "C3"), ("C3", 65, "C2"), ("C1", 80, "C1"), ("C0", 70, "C0"), ("C5", None, "C5")],
)
def test_from_65_the_frame_is_one_level_lower(level, age, frame):
    assert frame_level(level, age) == frame


@pytest.mark.parametrize(
    ("share", "target", "expected"),
    [(36.0, 20, "above"), (30.0, 20, "in"), (12.1, 30, "below"), (20.0, 30, "in"), (8.2, 10, "in"), (15.1, 5, "above")],
)
def test_state_of_a_class(share, target, expected):
    assert state(share, target) == expected


def test_bands_stay_inside_0_and_100():
    assert band(5) == (0, 15)
    assert band(95) == (85, 100)


def test_stored_classes_find_their_printed_class():
    assert plan_class("deposit_demand") == "cash"
    assert plan_class("wealth") == "bond"
    assert plan_class("insurance") == "other"
    assert list(classes()) == ["equity", "mixed", "bond", "money", "cash"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("该产品保本且稳赚", ["保本", "稳赚"]),
        ("目标：保本保值", []),
        ("不保证本金，不承诺保本", []),
        ("This is Risk-Free", ["risk-free"]),
        ("无风险套利", ["无风险"]),
        ("稳健增值", []),
    ],
)
def test_forbidden_words(text, words):
    assert flagged_words(text) == words


def test_json_and_back():
    action = Action(
        text=Words("买入", "Buy"), direction="buy", initiated_by="manager", due_on=date(2026, 12, 1),
        effect=Words("", ""),
        product=ProductLine("P1", Words("甲", "A"), "fund", "bond", "R2"), serves=("N1", "D2"), amount=-100,
    )  # fmt: skip
    assert codec.from_json(Action, codec.to_json(action)) == action


def test_the_digest_does_not_depend_on_the_order_of_keys():
    assert codec.digest({"a": 1, "b": [1, 2]}) == codec.digest({"b": [1, 2], "a": 1})
    assert codec.digest({"a": 1}) != codec.digest({"a": 2})
