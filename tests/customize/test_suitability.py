"""Suitability: the whole table of levels, and every other rule (§6.4 of the domain specification)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from crmdesk.customize.suitability import (
    LEVELS,
    PRODUCT_LEVELS,
    Investor,
    Offer,
    Proposal,
    Rating,
    allows,
    general_rating,
    match,
    rating_for,
)

DAY = date(2026, 11, 21)
ALLOWED = {"C0": 1, "C1": 1, "C2": 2, "C3": 3, "C4": 4, "C5": 5}


def rating(level="C3", line="fund", valid_to=date(2027, 9, 14), assessed_on=date(2025, 9, 15)):
    return Rating(line, level, assessed_on, valid_to)


def investor(level="C3", **values):
    known = {"horizon": "5y", "max_loss": "20", "age": 42}
    return Investor(ratings=(rating(level),), **(known | values))


def offer(level="R3", **values):
    return Offer("产品", **({"line": "fund", "level": level, "asset_class": "mixed"} | values))


def result(who, what, **values):
    return match(who, Proposal(what, **values), on=DAY).result


@pytest.mark.parametrize("client", LEVELS)
@pytest.mark.parametrize("product", PRODUCT_LEVELS)
@pytest.mark.parametrize("initiated_by", ["manager", "client"])
def test_every_pair_of_levels(client, product, initiated_by):
    fits = int(product[1]) <= ALLOWED[client]
    expected = "match" if fits else "blocked"
    if not fits and initiated_by == "client" and client != "C0":
        expected = "on_request"
    assert result(investor(client), offer(product), initiated_by=initiated_by) == expected
    assert allows(client, product) == fits


def test_the_lowest_category_is_never_lifted_by_a_warning():
    proposal = Proposal(offer("R2"), initiated_by="client", warning_record="W-1 录音 0417")
    found = match(investor("C0"), proposal, on=DAY)
    assert found.result == "blocked"
    assert not found.is_resolved


def test_an_application_of_the_client_needs_its_warning_record():
    asked = Proposal(offer("R4"), initiated_by="client")
    assert not match(investor(), asked, on=DAY).is_resolved
    assert match(investor(), replace(asked, warning_record="W-1 录音 0417"), on=DAY).is_resolved


def test_a_warning_record_does_not_help_the_manager():
    found = match(investor(), Proposal(offer("R4"), warning_record="W-1"), on=DAY)
    assert found.result == "blocked"
    assert not found.is_resolved
    assert "R4" in found.reasons[0].zh
    assert "C3" in found.reasons[0].en


@pytest.mark.parametrize("level", PRODUCT_LEVELS)
def test_a_professional_investor_may_buy_every_level(level):
    who = Investor(ratings=(), investor_class="pro2", age=50)
    assert result(who, offer(level)) == "match"


def test_a_professional_still_meets_the_admission_rules():
    who = Investor(investor_class="pro1", age=50)
    assert result(who, offer("R5", is_private_fund=True)) == "blocked"
    assert result(replace(who, is_qualified=True), offer("R5", is_private_fund=True)) == "match"


def test_rating_missing_or_expired():
    assert result(Investor(horizon="5y", max_loss="20"), offer()) == "missing"
    old = Investor(ratings=(rating(valid_to=date(2026, 11, 20)),), horizon="5y", max_loss="20")
    assert result(old, offer()) == "expired"
    last_day = Investor(ratings=(rating(valid_to=DAY),), horizon="5y", max_loss="20")
    assert result(last_day, offer()) == "match"


def test_each_line_needs_a_rating_that_counts_for_it():
    who = investor()
    assert result(who, offer(line="insurance")) == "missing"
    broker = replace(who, ratings=(rating(line="securities"),))
    assert result(broker, offer(line="fund")) == "match"
    own = replace(who, ratings=(rating("C5", "securities"), rating("C1", "fund")))
    assert rating_for(own, "fund").level == "C1"
    assert result(own, offer("R3", line="fund")) == "blocked"


def test_the_newest_rating_of_a_line_is_active():
    older, newer = rating("C5", assessed_on=date(2024, 1, 1)), rating("C2", assessed_on=date(2025, 1, 1))
    who = Investor(ratings=(older, newer), horizon="5y", max_loss="20")
    assert rating_for(who, "fund") == newer
    assert general_rating(who) == newer
    assert general_rating(Investor()) is None


@pytest.mark.parametrize(
    ("client", "product", "check"),
    [("5y", "3y", "ok"), ("5y", "5y", "ok"), ("12m", "3y", "over"), ("6m", "long", "over"), ("5y", None, "none")],
)
def test_horizon(client, product, check):
    found = match(investor(horizon=client), Proposal(offer(horizon=product)), on=DAY)
    assert found.horizon == check
    assert found.result == ("blocked" if check == "over" else "match")


@pytest.mark.parametrize(
    ("client", "product", "check"), [("20", "20", "ok"), ("10", "20", "over"), ("0", "5", "over"), ("100", "40", "ok")]
)
def test_loss(client, product, check):
    found = match(investor(max_loss=client), Proposal(offer(loss_class=product)), on=DAY)
    assert found.loss == check
    assert found.result == ("blocked" if check == "over" else "match")


@pytest.mark.parametrize("gap", ["horizon", "max_loss"])
def test_a_silent_form_is_data_missing(gap):
    assert result(investor(**{gap: None}), offer()) == "missing"
    assert result(investor(), offer(level=None)) == "missing"


@pytest.mark.parametrize(("level", "share", "expected"), [
    ("C3", 0.30, "match"), ("C3", 0.301, "blocked"), ("C1", 0.5, "blocked"), ("C4", 0.5, "match"),
    ("C3", None, "match"),
])  # fmt: skip
def test_single_product_share(level, share, expected):
    assert result(investor(level), offer("R1"), share_after=share) == expected


@pytest.mark.parametrize(("age", "level", "is_complex", "owed"), [
    (64, "R4", False, False), (65, "R4", False, True), (70, "R3", False, False), (70, "R2", True, True),
    (None, "R5", True, False),
])  # fmt: skip
def test_extra_confirmation_from_65(age, level, is_complex, owed):
    who, what = investor("C5", age=age), offer(level, is_complex=is_complex)
    found = match(who, Proposal(what), on=DAY)
    assert bool(found.conditions) == owed
    assert found.is_resolved == (not owed)
    assert match(who, Proposal(what, confirmation="已确认 0417"), on=DAY).is_resolved


def test_the_higher_of_both_ratings_counts():
    assert offer("R2", issuer_level="R4").governing_level == "R4"
    assert offer("R4", issuer_level="R2").governing_level == "R4"
    assert result(investor(), offer("R2", issuer_level="R4")) == "blocked"


def test_existing_holdings_may_be_reduced_but_not_increased():
    what = offer("R4")
    for direction in ("hold", "reduce"):
        found = match(investor(), Proposal(what, direction=direction), on=DAY)
        assert found.result == "reduce_only"
        assert found.is_resolved
    assert result(investor(), offer("R3"), direction="reduce") == "match"


def test_special_positions_and_minors():
    shares = offer("R3", line="securities", asset_class="equity")
    who = replace(investor(), ratings=(rating(line="securities"),))
    assert result(who, shares) == "match"
    assert result(replace(who, special_roles=("staff",)), shares) == "blocked"
    assert result(replace(who, age=17), shares, initiated_by="client") == "blocked"


def test_deposits_are_no_investment_product():
    assert result(Investor(), offer("R1", line="deposit")) == "match"
