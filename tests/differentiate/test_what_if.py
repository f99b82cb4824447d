"""What if: the rules of a run on one client, and the smallest change against trying every value."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from crmdesk.differentiate import rulebooks
from crmdesk.differentiate.evidence import FIELDS
from crmdesk.differentiate.queries import Standing
from crmdesk.differentiate.scores import NEVER, Indicators, composite, score_all
from crmdesk.differentiate.tiers import TIERS, TierState, rank_of, status_number, step, tier_code
from crmdesk.differentiate.what_if import smallest_changes, what_if
from crmdesk.differentiate.what_if.figures import figures_of, present

DAY = date(2026, 10, 31)
_TODAY = (DAY - date(1970, 1, 1)).days
BOOK = rulebooks.load("securities")
MODES = ("AUM", "SCORE", "MAX", "SCORE_FLOOR")
#: Rank by code, the dormant below all others.
RANK = {"dormant": -1} | {code: rank for rank, code in enumerate(TIERS)}


def standing(**given_):
    """A client with assets who traded lately: gold by 61.0 points."""
    figures = {"R": 12, "F": 18, "M": 2_680_00, "A": 612_000_00, "S": 2, "month": 612_000_00} | given_.pop(
        "figures", {}
    )
    evidence = dict.fromkeys(FIELDS) | {
        "last_active": None if figures["R"] is None else _TODAY - figures["R"],
        **{name: figures[name] for name in "FMAS"},
        "month_assets": figures["month"], "end_assets": 612_000_00, "cash": 12_000_00, "opened": _TODAY - 2_800,
        "activated": _TODAY - 2_790, "last_moved": _TODAY - 5, "a3": figures["A"], "a3p": 600_000_00,
        "peak": 650_000_00, "nf3": 10_000_00, "nf12": 20_000_00, "assets_12_ago": 590_000_00, "t3": 5, "t3p": 5,
        "trades_before": 20, "lines": 3, "lines_change": 0, "c12": figures["M"], "c12p": 2_600_00,
        "growth": 300, "retention": 8_900, "at_risk": 0, "flagged": 0, **given_.pop("evidence", {}),
    }  # fmt: skip
    plain = {
        "client_id": 1, "as_of": DAY, "decided_on": DAY, "rulebook": "securities", "rulebook_version": "2026.1",
        "tier": "gold", "tier_raw": "gold", "tier_status": "normal", "tier_counter": 0, "tier_mark": 2,
        "tier_since": DAY, "stage": "maturity", "stage_status": "normal", "stage_since": DAY, "signals": (),
        "cycle_no": 1, "dormancy": "active", "segment": "100", "score": 610, "hv": 0, "cv": figures["M"], "pv": 0,
        "clv": 0, "clv_phase": "mature", "is_new": False,
    }  # fmt: skip
    return Standing(**(plain | given_), evidence=evidence)


def book(mode="SCORE", preset="default"):
    return replace(BOOK, thresholds=replace(BOOK.thresholds, mode=mode), hysteresis=BOOK.presets[preset])


# -- the answer


def test_nothing_changed_gives_what_the_rules_say_now():
    found = what_if(standing(), book(), {})
    assert (found.score, found.alone, found.tier, found.settled, found.months) == (610, "gold", "gold", "gold", 0)


@pytest.mark.parametrize(
    ("changes", "score", "tier", "status", "settled", "months"),
    [
        ({"M": 3_000_00}, 670, "platinum", "normal", "platinum", 1),
        ({"A": 10_000_000_00}, 730, "private", "normal", "private", 1),
        ({"M": 999_99}, 550, "gold", "normal", "gold", 0),
        ({"M": 0}, 430, "gold", "watch1", "silver", 3),
        ({"S": 0, "F": 11}, 520, "gold", "normal", "gold", 0),
        ({"A": 299_999_99, "S": 1}, 520, "gold", "normal", "gold", 0),
        ({"A": 299_999_99, "S": 0}, 490, "gold", "buffer", "gold", 0),
    ],
)
def test_examples(changes, score, tier, status, settled, months):
    found = what_if(standing(), book(), changes)
    assert (found.score, found.tier, found.tier_status) == (score, tier, status)
    assert (found.settled, found.months) == (settled, months)


def test_a_month_already_below_counts():
    watched = standing(tier_status="watch2", tier_counter=2, tier_mark=1)
    assert (what_if(watched, book(), {"M": 0}).tier, what_if(watched, book(), {"M": 0}).months) == ("silver", 1)


def test_stages_follow_the_figures():
    before = what_if(standing(), book(), {})
    rich = what_if(standing(), book(), {"M": 3_200_00})
    assert "G4" in rich.signals
    assert "G4" not in before.signals
    assert rich.stage == "growth"
    idle = standing(evidence={"last_moved": _TODAY - 200}, figures={"R": 200})
    assert "D3" in what_if(idle, book(), {}).signals
    assert "D3" not in what_if(idle, book(), {"R": 3}).signals


def test_a_trade_wakes_the_dormant():
    asleep = standing(
        tier="dormant", tier_raw=None, tier_status="unscored", dormancy="dormant", segment=None, score=None,
        figures={"R": 1_500, "F": 0, "M": 0, "A": 0, "S": 0, "month": 0},
        evidence={"end_assets": 0, "cash": 0},
    )  # fmt: skip
    assert what_if(asleep, book(), {}).tier == "dormant"
    assert what_if(asleep, book(), {"R": 1}).tier == "base"
    (up,) = smallest_changes(asleep, book()).up
    assert up.name == "R"
    assert what_if(asleep, book(), {"R": up.value + 1}).tier == "dormant"


def test_a_prospect_is_taken_to_open_an_account():
    unknown = {"R": None, "F": 0, "M": 0, "A": None, "S": 0, "month": None}
    prospect = standing(
        tier="base", tier_raw=None, tier_status="unscored", segment=None, score=None, signals=("A1",),
        figures=unknown, evidence={"opened": None, "activated": None, "last_moved": None, "end_assets": None},
    )  # fmt: skip
    assert what_if(prospect, book(), {"A": 10_000_000_00}).tier == "private"
    assert not smallest_changes(replace(prospect, dormancy="closed"), book()).up


def test_everything_unknown_is_answered():
    unknown = standing(figures=dict.fromkeys(("R", "A", "month")) | {"F": 0, "M": 0, "S": 0},
                       evidence=dict.fromkeys(FIELDS))  # fmt: skip
    assert what_if(unknown, book("AUM"), {}).tier == "gold"
    assert what_if(unknown, book("AUM"), {"month": 3_000_000_00}).tier == "diamond"


def test_what_a_person_set_is_left_out():
    by_hand = standing(tier="diamond", tier_own="gold")
    assert what_if(by_hand, book(), {}).tier == "gold"
    assert smallest_changes(by_hand, book()) == smallest_changes(standing(), book())


def test_a_falling_market_takes_no_tier():
    """Platinum of a bank at 4.2 m a year ago: the fall of the market alone leaves 3.0 m at 700 k."""
    fallen = {"tier": "platinum", "tier_raw": "gold", "figures": {"month": 700_000_00, "A": 700_000_00}}
    lost = what_if(standing(**fallen), book("AUM"), {})
    assert (lost.tier_status, lost.settled) == ("watch1", "gold")
    shielded = standing(**fallen, evidence={"neutral_assets": 1_000_000_00, "market_change": -2_500})
    assert (what_if(shielded, book("AUM"), {}).tier_status, what_if(shielded, book("AUM"), {}).settled) == (
        "buffer", "platinum",
    )  # fmt: skip
    (lose,) = smallest_changes(shielded, book("AUM")).lose
    assert lose.value == 600_000_00 - 1


# -- against the rules of a run, by hand


@settings(max_examples=60, deadline=None)
@given(
    mode=st.sampled_from(MODES),
    preset=st.sampled_from(tuple(BOOK.presets)),
    recency=st.integers(0, 600),
    counts=st.tuples(st.integers(0, 90), st.integers(0, 5)),
    money=st.tuples(st.integers(-100_00, 20_000_00), st.integers(0, 12_000_000_00), st.integers(0, 12_000_000_00)),
    rank=st.integers(0, 5),
    below=st.integers(0, 2),
)
def test_one_client_is_an_array_of_length_1(mode, preset, recency, counts, money, rank, below):
    rules = book(mode, preset)
    figures = {"R": recency, "F": counts[0], "S": counts[1], "M": money[0], "A": money[1], "month": money[2]}
    now = standing(tier=TIERS[rank], tier_counter=below, tier_mark=max(rank - 1, 0))
    found = what_if(now, rules, figures)
    ints = {name: np.array([figures[name]]) for name in "RFMS"}
    values = Indicators(ints["R"], ints["F"], ints["M"], np.array([float(money[1])]), ints["S"])
    total = composite(score_all(values, rules.breakpoints), rules.profile.weights)
    metric = np.array([float(money[2] if mode == "AUM" else money[1])])
    alone = rank_of(metric, total, rules.thresholds)
    held = rank_of(metric, total, rules.thresholds, give=rules.hysteresis)
    before = TierState(*(np.array([one], dtype=np.int8)
                         for one in (rank, below, now.tier_mark, status_number("normal"))))  # fmt: skip
    after = step(before, alone, held, np.array([True]), rules.hysteresis)
    assert (found.score, found.alone) == (int(total[0]), tier_code(int(alone[0])))
    assert found.tier == tier_code(int(after.rank[0]))


# -- the smallest change

#: Every value that a slider could try, money by what the rules can tell apart and one cent beside it.
_MONEY_STOPS = sorted(
    {
        *BOOK.breakpoints.monetary, *BOOK.breakpoints.assets, *BOOK.thresholds.assets, *BOOK.thresholds.floors,
        *(bound * 9 // 10 for bound in (*BOOK.thresholds.assets, *BOOK.thresholds.floors)),
    }
)  # fmt: skip
_MONEY = st.one_of(
    st.integers(0, 12_000_000_00),
    st.builds(lambda stop, by: max(stop + by, 0), st.sampled_from(_MONEY_STOPS), st.integers(-2, 2)),
)


@st.composite
def standings(draw):
    counter = draw(st.integers(0, 2))
    rank = draw(st.integers(0, 5))
    figures = {
        "R": draw(st.one_of(st.none(), st.integers(0, 500))), "F": draw(st.integers(0, 80)),
        "M": draw(st.integers(-50_00, 12_000_00)), "A": draw(st.one_of(st.none(), _MONEY)),
        "S": draw(st.integers(0, 5)), "month": draw(st.one_of(st.none(), _MONEY)),
    }  # fmt: skip
    empty = {"end_assets": 0, "cash": 0} if draw(st.booleans()) else {}
    mark = draw(st.integers(0, max(rank - 1, 0)))
    counted = {"tier_counter": counter if rank else 0, "tier_mark": mark}
    return standing(tier=TIERS[rank], figures=figures, evidence=empty, **counted)


def settles(now, rules, name, value):
    return RANK[what_if(now, rules, {name: value}).settled]


@settings(max_examples=80, deadline=None)
@given(now=standings(), mode=st.sampled_from(MODES), preset=st.sampled_from(("default", "CCB", "CBHB", "none")))
def test_one_step_less_does_not_move_the_tier(now, mode, preset):
    rules = book(mode, preset)
    found = smallest_changes(now, rules)
    rank, as_it_is = RANK[now.tier], RANK[what_if(now, rules, {}).settled]
    for kind, moves in (
        ("up", lambda settled: settled > max(rank, as_it_is)),
        ("keep", lambda settled: settled >= rank),
        ("lose", lambda settled: settled < rank),
    ):
        for change in getattr(found, kind):
            assert moves(settles(now, rules, change.name, change.value)), (kind, change)
            if change.name == "R" and change.value_now is None:
                assert change.value == 0  # the first trade is one of today
                continue
            is_more = change.value_now is None or change.value > change.value_now
            before = change.value + (-1 if is_more else 1)
            if before >= 0 or change.name == "M":
                assert not moves(settles(now, rules, change.name, before)), (kind, change)


@settings(max_examples=25, deadline=None)
@given(now=standings(), mode=st.sampled_from(MODES), name=st.sampled_from(("R", "F", "S")))
def test_the_smallest_change_is_that_of_trying_every_value(now, mode, name):
    rules = book(mode)
    rank, as_it_is = RANK[now.tier], RANK[what_if(now, rules, {}).settled]
    value = present(now)[name]
    every = range(1 if name == "R" and value is None else {"R": 1_500, "F": 90, "S": 6}[name])
    settled = {one: settles(now, rules, name, one) for one in every}
    sign = -1 if name == "R" else 1
    better = [one for one in every if value is None or sign * (one - value) > 0]
    worse = [one for one in every if value is not None and sign * (one - value) < 0]
    ups = [one for one in better if settled[one] > max(rank, as_it_is)]
    losses = [one for one in worse if settled[one] < rank] if as_it_is >= rank else []
    found = smallest_changes(now, rules)
    up = next((change.value for change in found.up if change.name == name), None)
    lose = next((change.value for change in found.lose if change.name == name), None)
    assert up == ((max if name == "R" else min)(ups) if ups else None)
    assert lose == ((min if name == "R" else max)(losses) if losses else None)


@settings(max_examples=25, deadline=None)
@given(now=standings(), mode=st.sampled_from(MODES), name=st.sampled_from(("M", "A", "month")), data=st.data())
def test_no_amount_nearer_than_the_smallest_change_moves_the_tier(now, mode, name, data):
    rules, value = book(mode), present(now)[name]
    found = smallest_changes(now, rules)
    rank, as_it_is = RANK[now.tier], RANK[what_if(now, rules, {}).settled]
    up = next((change.value for change in found.up if change.name == name), 20_000_000_00)
    least = 0 if value is None else value
    assume(up > least)
    nearer = data.draw(st.integers(least, up - 1))
    assert settles(now, rules, name, nearer) <= max(rank, as_it_is)


def test_who_never_traded_has_no_points_for_it():
    nobody = standing(figures={"R": None})
    assert figures_of(nobody, {}).recency.tolist() == [NEVER]
    assert what_if(nobody, book(), {}).scores[0] == 0


def test_one_answer_takes_less_than_five_milliseconds():
    import time

    now, rules = standing(), book()
    what_if(now, rules, {})
    best = min(_timed(lambda: what_if(now, rules, {"M": 3_000_00}), time.perf_counter) for _ in range(20))
    assert best < 0.005


def _timed(work, clock):
    start = clock()
    work()
    return clock() - start
