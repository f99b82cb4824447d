"""The cases L01–L15 of §4.2, confirmation, transitions, win-back, and the fast preset."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest

from crmdesk.differentiate import lifecycle, rulebooks
from crmdesk.differentiate.lifecycle import STAGES, STATUSES, StageState, raw_stage, step
from crmdesk.differentiate.signals import SIGNALS, Features, mask_codes, signal_mask, signals

RULES = rulebooks.load("securities").stages
FLAGS = {"has_account": True, "is_closed": False, "is_dormant": False, "has_left": False, "is_active_now": False}
MONEY = ("a3", "a3p", "peak", "nf3", "nf12", "assets_12_ago", "c12", "c12p", "end_assets")


def client(**given):
    """Features of one settled client with nothing special; money given in yuan."""
    plain = {
        "opened_days": 2200, "tenure_months": 72, "activated_days": 2100, "a3": 500_000, "a3p": 500_000,
        "peak": 520_000, "nf3": 0, "nf12": 0, "assets_12_ago": 500_000, "t3": 8, "t3p": 8, "t12q": 8, "idle": 12,
        "lines_change": 0, "c12": 3_000, "c12p": 3_000, "noresp": 0, "matured_unrenewed": 0.0, "nps": 9,
        "complaint_days": np.nan, "end_assets": 500_000,
    }  # fmt: skip
    values = {**FLAGS, **plain, **given}
    arrays = {}
    for field in fields(Features):
        value = values[field.name]
        if field.name in FLAGS:
            arrays[field.name] = np.array([value], dtype=bool)
        else:
            arrays[field.name] = np.array([value * 100.0 if field.name in MONEY else value], dtype=np.float64)
    return Features(**arrays)


NO_ASSETS = dict.fromkeys((*MONEY, "lines_change", "idle"), np.nan)
CASES = {
    "L01": ({"has_account": False, "activated_days": np.nan, "opened_days": np.nan, "tenure_months": np.nan,
             **NO_ASSETS}, "acquisition", {"A1"}),
    "L02": ({"opened_days": 40, "tenure_months": 1, "activated_days": np.nan, "a3": 0, "peak": 0, "idle": 40,
             "assets_12_ago": 0, "a3p": 0}, "acquisition", {"A2"}),
    "L03": ({"opened_days": 200, "tenure_months": 6, "activated_days": np.nan, "a3": 0, "peak": 0, "idle": 200,
             "assets_12_ago": 0, "a3p": 0}, "termination", {"T5"}),
    "L04": ({"opened_days": 70, "tenure_months": 2, "activated_days": 60, "a3": 50_000}, "acquisition", {"A3"}),
    "L05": ({"opened_days": 310, "tenure_months": 10, "activated_days": 300, "a3": 120_000, "a3p": 120_000,
             "peak": 120_000, "nf12": 20_000, "assets_12_ago": 0, "c12p": np.nan}, "growth", {"G1", "G5"}),
    "L06": ({"tenure_months": 60, "assets_12_ago": 1_000_000, "nf12": 300_000, "nf3": 90_000, "a3p": 1_150_000,
             "a3": 1_240_000, "peak": 1_300_000}, "growth", {"G1"}),
    "L07": ({"a3": 325_000, "a3p": 500_000, "peak": 560_000, "nf12": 0, "nf3": 0}, "maturity", set()),
    "L08": ({"a3p": 800_000, "nf3": -320_000, "nf12": -320_000, "peak": 900_000, "a3": 520_000}, "decline",
            {"D1", "D2"}),
    "L09": ({"a3": 380_000, "peak": 380_000, "idle": 200, "t3": 0, "t12q": 1}, "decline", {"D3"}),
    "L10": ({"t12q": 8, "t3": 2, "noresp": 2}, "decline", {"D4", "D7"}),
    "L11": ({"nps": 5}, "maturity", {"D6"}),
    "L12": ({"is_dormant": True, "a3": 0, "peak": 0, "idle": 900}, "termination", {"T2"}),
    "L13": ({"a3": 300, "peak": 400, "idle": 400}, "termination", {"T3"}),
    "L14": ({"lines_change": 1}, "growth", {"G3"}),
    "L15": ({}, "maturity", set()),
}  # fmt: skip


@pytest.mark.parametrize("case", list(CASES))
def test_vectors(case):
    given, stage, expected = CASES[case]
    fired = signals(client(**given), RULES)
    assert STAGES[int(raw_stage(fired)[0])] == stage
    assert expected <= {code for code, hit in fired.items() if hit[0]}


def test_l07_has_no_decline_signal():
    given, _, _ = CASES["L07"]
    fired = signals(client(**given), RULES)
    assert not any(hit[0] for code, hit in fired.items() if code[0] == "D")


def test_all_vectors_at_once_give_the_same():
    clients = [client(**given) for given, _, _ in CASES.values()]
    columns = {f.name: np.concatenate([getattr(c, f.name) for c in clients]) for f in fields(Features)}
    stages = raw_stage(signals(Features(**columns), RULES))
    assert [STAGES[int(number)] for number in stages] == [stage for _, stage, _ in CASES.values()]


# -- each signal at its edge

EDGES = [
    ("T3", {"a3": 999.99, "idle": 365}, {"a3": 999.99, "idle": 364}),
    ("T3", {"a3": 999.99, "idle": 365}, {"a3": 1_000, "idle": 365}),
    ("T5", {"opened_days": 181, "activated_days": np.nan}, {"opened_days": 180, "activated_days": np.nan}),
    ("A2", {"opened_days": 180, "activated_days": np.nan}, {"opened_days": 181, "activated_days": np.nan}),
    ("A3", {"activated_days": 89}, {"activated_days": 90}),
    ("D1", {"nf3": -150_000}, {"nf3": -149_999}),
    ("D2", {"a3": 312_000, "nf12": -1}, {"a3": 312_000, "nf12": 0}),
    ("D2", {"a3": 312_000, "nf12": -1}, {"a3": 312_001, "nf12": -1}),
    ("D3", {"idle": 180}, {"idle": 179}),
    ("D3", {"idle": 180, "a3": 1_000}, {"idle": 180, "a3": 999}),
    ("D4", {"t12q": 3, "t3": 1}, {"t12q": 2.75, "t3": 1}),
    ("D4", {"t12q": 8, "t3": 4}, {"t12q": 8, "t3": 5}),
    ("D5", {"matured_unrenewed": 0.5}, {"matured_unrenewed": 0.49}),
    ("D6", {"nps": 6}, {"nps": 7}),
    ("D6", {"complaint_days": 16}, {"complaint_days": 15}),
    ("D7", {"noresp": 2}, {"noresp": 1}),
    ("D8", {"lines_change": -2}, {"lines_change": -1}),
    ("G1", {"nf12": 100_000}, {"nf12": 99_999}),
    ("G2", {"nf3": 50_000}, {"nf3": 49_999}),
    ("G3", {"lines_change": 1}, {"lines_change": 0}),
    ("G4", {"c12": 3_600}, {"c12": 3_599}),
    ("G5", {"tenure_months": 11}, {"tenure_months": 12}),
]


@pytest.mark.parametrize(("code", "hit", "miss"), EDGES)
def test_edges(code, hit, miss):
    assert signals(client(**hit), RULES)[code][0]
    assert not signals(client(**miss), RULES)[code][0]


def test_small_bases_count_as_ten_thousand():
    assert signals(client(nf3=1_000, a3p=100), RULES)["G2"][0]
    assert not signals(client(nf3=999, a3p=100), RULES)["G2"][0]


def test_what_is_not_known_fires_nothing():
    unknown = {f.name: np.nan for f in fields(Features) if f.name not in FLAGS}
    fired = signals(client(**{**unknown, "activated_days": 400, "opened_days": 500, "tenure_months": 60}), RULES)
    assert [code for code, hit in fired.items() if hit[0]] == []


def test_mask_keeps_every_signal():
    every = {code: np.array([True]) for code in SIGNALS}
    assert mask_codes(int(signal_mask(every)[0])) == SIGNALS


# -- months

CALM: dict = {}
DOWN = {"nf3": -200_000, "nf12": -200_000}
UP = {"lines_change": 1}


def ribbon(*months, rules=RULES, start=None):
    """(stage, status) after each month, from a new client or the state given."""
    state = start or StageState.new(1)
    for month in months:
        features = client(**month)
        state = step(state, signals(features, rules), features, rules)
        yield STAGES[int(state.stage[0])], STATUSES[int(state.status[0])]


def settled(stage, status="normal"):
    return replace(
        StageState.new(1),
        stage=np.array([STAGES.index(stage)], dtype=np.int8),
        status=np.array([STATUSES.index(status)], dtype=np.int8),
    )


def test_decline_needs_two_months():
    assert list(ribbon(CALM, DOWN, DOWN)) == [("maturity", "normal"), ("maturity", "warning"), ("decline", "normal")]


def test_a_single_bad_month_is_forgotten():
    assert list(ribbon(CALM, DOWN, CALM, DOWN))[-2:] == [("maturity", "normal"), ("maturity", "warning")]


def test_leaving_decline_needs_two_clear_months_without_outflow():
    start = settled("decline")
    assert list(ribbon(CALM, CALM, start=start)) == [("decline", "recovering"), ("maturity", "normal")]
    assert list(ribbon({"nf3": -1}, {"nf3": -1}, start=start)) == [("decline", "normal")] * 2
    assert list(ribbon(CALM, {"nps": 3}, CALM, CALM, start=start))[-2:] == [
        ("decline", "recovering"),
        ("maturity", "normal"),
    ]


def test_recovery_with_growth_leads_to_growth():
    assert list(ribbon(UP, UP, start=settled("decline")))[-1] == ("growth", "normal")


def test_growth_ends_after_one_month_without_reason():
    assert list(ribbon(UP, CALM)) == [("growth", "normal"), ("maturity", "normal")]


def test_acquisition_to_growth_takes_effect_at_once():
    new = {"activated_days": 60, "opened_days": 70, "tenure_months": 2}
    grown = {"activated_days": 90, "opened_days": 100, "tenure_months": 3}
    assert list(ribbon(new, grown)) == [("acquisition", "normal"), ("growth", "normal")]


def test_from_acquisition_only_a_strong_signal_leads_to_decline():
    start = settled("acquisition")
    weak = {"noresp": 3, "nps": 2}
    assert list(ribbon(weak, weak, start=start))[-1] == ("maturity", "warning")
    assert list(ribbon(DOWN, DOWN, start=start)) == [("acquisition", "warning"), ("decline", "normal")]


@pytest.mark.parametrize("why", [{"is_closed": True}, {"is_dormant": True}, {"has_left": True}])
@pytest.mark.parametrize("stage", ["acquisition", "growth", "maturity", "decline"])
def test_the_end_takes_effect_at_once(why, stage):
    assert list(ribbon(why, start=settled(stage))) == [("termination", "normal")]


@pytest.mark.parametrize("stage", ["growth", "maturity", "decline"])
def test_no_way_back_to_acquisition(stage):
    (found,) = ribbon({"activated_days": 30}, start=settled(stage))
    assert found[0] != "acquisition"


def test_termination_is_left_by_win_back_alone():
    start = settled("termination")
    active, poor = {"is_active_now": True, "end_assets": 10_000}, {"is_active_now": True, "end_assets": 9_999}
    assert list(ribbon(UP, CALM, poor, start=start)) == [("termination", "normal")] * 3
    assert list(ribbon(active, active, start=start)) == [("termination", "returning"), ("acquisition", "normal")]
    assert list(ribbon(active, CALM, active, start=start))[-1] == ("termination", "returning")


def test_win_back_counts_the_cycle():
    state, features = settled("termination", "returning"), client(is_active_now=True, end_assets=20_000)
    after = step(state, signals(features, RULES), features, RULES)
    assert after.cycle.tolist() == [2]


def test_a_closed_account_is_not_won_back():
    back = {"is_active_now": True, "end_assets": 50_000, "is_closed": True}
    assert list(ribbon(back, back, start=settled("termination"))) == [("termination", "normal")] * 2


# -- the fast preset

FAST = replace(RULES, preset="fast", confirm_months=1)


@pytest.mark.parametrize(
    ("given", "stage"),
    [
        ({"opened_days": 30}, "acquisition"),
        ({"opened_days": 31}, "growth"),
        ({"opened_days": 180}, "growth"),
        ({"opened_days": 181}, "maturity"),
        ({"opened_days": 540}, "maturity"),
        ({"opened_days": 400, "t3": 7, "t3p": 10}, "decline"),
        ({"opened_days": 400, "t3": 8, "t3p": 10}, "maturity"),
        ({"opened_days": 400, "idle": 180}, "termination"),
        ({"opened_days": 400, "idle": 179}, "maturity"),
        ({"is_closed": True}, "termination"),
        ({"has_account": False}, "acquisition"),
    ],
)
def test_fast_preset(given, stage):
    assert STAGES[int(raw_stage(signals(client(**given), FAST))[0])] == stage
    assert list(ribbon(given, rules=FAST)) == [(stage, "normal")]


def test_stage_codes_agree_with_the_code_list():
    from crmdesk.codes import code_list

    assert tuple(code_list("stage")) == STAGES[1:]
    assert tuple(code_list("stage_status")) == STATUSES
    assert set(code_list("signal")) == set(SIGNALS)
    assert lifecycle.TERMINATION == 5
