"""The why in words: the numbers, the cut-offs, the way up, in both languages."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from crmdesk.differentiate import rulebooks
from crmdesk.differentiate.evidence import FIELDS
from crmdesk.differentiate.explaining import why
from crmdesk.differentiate.explaining.indicators import inputs
from crmdesk.differentiate.queries import Standing
from crmdesk.differentiate.what_if import smallest_changes
from crmdesk.differentiate.wording import amount

BOOK, BANK = rulebooks.load("securities"), rulebooks.load("bank")
DAY = date(2026, 11, 23)
EPOCH = date(1970, 1, 1)


def days_ago(number):
    return (DAY - EPOCH).days - number


def standing(**given):
    """A gold client of 61.0 points: the one of the value page's picture."""
    evidence = dict.fromkeys(FIELDS) | {
        "last_active": days_ago(12), "F": 18, "M": 2_680_00, "A": 612_000_00, "S": 2,
        "score_R": 5, "score_F": 3, "score_M": 3, "score_A": 3, "score_S": 2,
        "month_assets": 612_000_00, "end_assets": 612_000_00, "opened": days_ago(2800), "activated": days_ago(2790),
        "last_moved": days_ago(12), "a3": 612_000_00, "a3p": 600_000_00, "peak": 650_000_00, "nf3": 10_000_00,
        "nf12": 123_000_00, "assets_12_ago": 500_000_00, "t3": 5, "trades_before": 20, "lines": 3, "lines_change": 1,
        "c12": 2_680_00, "c12p": 2_400_00, "first_month": 2019 * 12 + 2, "growth": 800, "retention": 9_000,
        "at_risk": 900_00, "flagged": 0,
    }  # fmt: skip
    plain = {
        "client_id": 1, "as_of": DAY, "decided_on": DAY, "rulebook": "securities", "rulebook_version": "2026.1",
        "tier": "gold", "tier_raw": "gold", "tier_status": "normal", "tier_counter": 0, "tier_mark": 2,
        "tier_since": date(2026, 5, 31), "stage": "growth", "stage_status": "normal", "stage_since": DAY,
        "signals": ("G1", "G3"), "cycle_no": 1, "dormancy": "active", "segment": "100", "score": 610, "hv": 11_460_00,
        "cv": 2_680_00, "pv": 9_388_00, "clv": 20_848_00, "clv_phase": "rise", "is_new": False,
    }  # fmt: skip
    evidence |= given.pop("evidence", {})
    return Standing(**(plain | given), evidence=evidence)


def zh(lines):
    return [line.zh for line in lines]


def test_tier_lines():
    lines = zh(why(standing(), BOOK).tier)
    assert lines[0] == "黄金：综合分 61.0，达到 50.0，未到 65.0"
    assert lines[1] == "距白金还差 4.0（起点 65.0）"
    assert "R 最近交易间隔：12 天 ≤ 30 天，得 5 分" in lines
    assert "M 综合贡献：2,680 元 ≥ 1,000 元，得 3 分" in lines
    assert "综合分（均衡方案）：20 × (5×0.10 + 3×0.15 + 3×0.30 + 3×0.30 + 2×0.15) = 61.0" in lines
    assert lines[-1].startswith("客群：一般发展客户（R 高、F 低、M 低）")


def test_the_smallest_single_changes():
    steps = {step.name: (step.value, step.score) for step in smallest_changes(standing(), BOOK).up}
    assert steps["M"] == (3_000_00, 670)
    assert steps["A"] == (1_000_000_00, 670)
    assert steps["S"] == (4, 670)
    assert steps["F"] == (60, 670)
    assert "R" not in steps


def test_bars_carry_the_arithmetic():
    bars = inputs(standing(), BOOK)
    assert [bar.points for bar in bars] == [1000, 900, 1800, 1800, 600]
    assert sum(bar.points for bar in bars) == 61_00


def test_stage_lines():
    lines = zh(why(standing(), BOOK).stage)
    assert lines[0] == "提升：G1 十二个月净流入高：12 个月净流入占比 +24.6% ≥ +20.0%"
    assert lines[1] == "G3 产品线增加：6 个月内产品线 2 → 3"
    assert lines[2].startswith("最接近但未触发：G4 贡献增长：12 个月贡献 2,680 元，上一年 2,400 元，1.12 倍 < 1.20 倍")


def test_value_lines():
    lines = zh(why(standing(), BOOK).values)
    assert lines[0] == "历史价值 11,460 元：2019-03 至今各月贡献之和"
    assert lines[1] == "当前价值 2,680 元：近 12 个月，已含在历史价值内"
    assert lines[2].startswith("潜在价值 9,388 元：5 年，年增长 g +8%、留存 r 0.90、折现 d 10%")
    assert lines[3] == "生命周期价值 20,848 元 = 历史价值 + 潜在价值"
    assert lines[4] == "若转入衰退，潜在价值将减少 900 元"


def test_a_measured_rate_is_not_rounded_away():
    measured = standing(evidence={"retention": 9_983})
    assert "留存 r 0.9983、" in zh(why(measured, BOOK).values)[2]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"tier_status": "buffer", "tier_raw": "silver", "score": 470},
         "缓冲：单看本月为白银，仍在缓冲带内（45.0 – 50.0），层级不变、不计月"),
        ({"tier_status": "watch2", "tier_raw": "silver", "tier_counter": 2, "tier_mark": 1, "score": 400},
         "关注2：单看本月为白银，已连续不达标 2 个月，满 3 个月降为白银"),
        ({"is_new": True}, "开户不足 90 天：新客户观察期"),
        ({"tier_status": "unscored", "dormancy": "closed"}, "账户已全部销户，不参与评分"),
        ({"tier_status": "unscored"}, "名下没有账户，不参与评分"),
    ],
)  # fmt: skip
def test_states_of_the_tier(given, sentence):
    assert sentence in zh(why(standing(**given), BOOK).tier)


def test_by_assets():
    found = standing(tier="platinum", tier_raw="platinum", evidence={"month_assets": 612_000_00})
    lines = why(found, BANK).tier
    assert lines[0].zh == "白金：月日均资产 612,000 元，达到 500,000 元，未到 2,000,000 元"
    assert lines[0].en == "Platinum: average assets of the month ¥612,000, reaches ¥500,000, not yet ¥2,000,000"
    assert lines[1].zh == "距钻石还差 1,388,000 元（起点 2,000,000 元）"


def test_unknown_is_said_to_be_unknown():
    found = standing(evidence={"A": None, "score_A": 0, "last_active": None, "score_R": 0})
    lines = zh(why(found, BOOK).tier)
    assert "R 最近交易间隔：从未交易，得 0 分" in lines
    assert "A 日均资产：未知，得 0 分" in lines


@pytest.mark.parametrize("status", ["warning", "recovering", "returning"])
def test_confirmation_is_explained(status):
    plain = why(standing(), BOOK).stage
    assert len(why(standing(stage_status=status), BOOK).stage) == len(plain) + 1


def test_ages_are_counted_to_the_day_that_is_asked():
    found = replace(standing(), as_of=date(2026, 12, 31), decided_on=date(2026, 11, 30))
    assert any("50 天" in line for line in zh(why(found, BOOK).tier))


@pytest.mark.parametrize(
    ("cents", "words"), [(2_680_00, "2,680 元"), (29_55, "29.55 元"), (-866_00, "-866 元"), (5_00, "5 元"), (0, "0 元")]
)
def test_amounts(cents, words):
    assert amount(cents).zh == words


def test_amounts_in_english_and_crowns():
    assert amount(-10_111_00).en == "-¥10,111"
    assert amount(30_000_00, "CZK").en == "CZK 30,000"
