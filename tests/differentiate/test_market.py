"""The market's part in clients' assets: new money without transfers, and tiers that a falling market does not take."""

from __future__ import annotations

from datetime import date

import pytest

from crmdesk import dates
from crmdesk.differentiate import market, queries, rulebooks
from crmdesk.differentiate.runs import classify
from crmdesk.errors import CrmError
from tests.differentiate.test_runs import MARCH, month, one

ENDS = [dates.month_last(at) for at in range(month("2022-09"), month("2024-03") + 1)]


@pytest.fixture
def levels(store, tmp_path):
    def keep(*points, code="000300"):
        path = tmp_path / "levels.csv"
        rows = [f"{code},{day},{level}" for day, level in zip(ENDS[-len(points) :], points, strict=True)]
        path.write_text("\n".join(["指数代码,日期,收盘", *rows]), encoding="gb18030")
        return market.import_levels(store, path)

    return keep


def shares(ledger, *yuan, client_id=1, cash=0):
    """Equity at the last month-ends, without any movement."""
    for day, amount in zip(ENDS[-len(yuan) :], yuan, strict=True):
        ledger.hold(client_id, day.isoformat(), {"equity": amount, "cash": cash})


def flows(store):
    classify(store, as_of=MARCH, from_month=month("2024-03"), rulebook="securities", approve="test")
    found = one(store).evidence
    return found["nf3"], found["nf12"], found["flow_estimated"]


def test_what_the_market_added_is_no_new_money(ledger, store, levels):
    ledger.clients("2015-01-01")
    shares(ledger, 400_000, 440_000, 396_000, 500_000)
    levels(4_000, 4_400, 3_960, 3_960)
    assert flows(store) == (104_000_00, None, 1)


def test_without_levels_it_is_not_known(ledger, store):
    ledger.clients("2015-01-01")
    shares(ledger, 400_000, 440_000, 396_000, 500_000)
    assert flows(store) == (None, None, None)


def test_deposits_need_no_market(ledger, store):
    ledger.clients("2015-01-01")
    for day, yuan in zip(ENDS[-4:], (50_000, 20_000, 30_000, 30_000), strict=True):
        ledger.hold(1, day.isoformat(), {"deposit_demand": yuan})
    assert flows(store) == (-20_000_00, None, 1)


def test_a_mixed_fund_moves_in_part(ledger, store, levels):
    ledger.clients("2015-01-01")
    for day, yuan in zip(ENDS[-4:], (100_000, 100_000, 100_000, 106_000), strict=True):
        ledger.hold(1, day.isoformat(), {"mixed": yuan})
    levels(4_000, 4_000, 4_000, 4_400)
    assert flows(store) == (0, None, 1)


def test_imported_transfers_are_taken_as_they_are(ledger, store, levels):
    ledger.clients("2015-01-01")
    shares(ledger, 400_000, 440_000, 396_000, 500_000)
    ledger.move(1, "2023-12-05", flow=1_000, active=False)
    ledger.move(1, "2024-02-05", flow=7_000, active=False)
    levels(4_000, 4_400, 3_960, 3_960)
    assert flows(store) == (7_000_00, 8_000_00, 0)


def fallen(ledger, store, levels, **rules):
    """Platinum by ¥1.2 m of shares, through a fall of the market by 30 %; the index is known."""
    ledger.clients("2015-01-01")
    shares(ledger, *[1_200_000] * 15, 1_000_000, 900_000, 840_000, 840_000)
    levels(*[4_000] * 15, 3_333, 3_000, 2_800, 2_800)
    document = rulebooks.shipped_document("bank") | {"version": "2023.1"}
    document["market"] |= rules
    document["tiers"]["assets"] |= {"platinum": 1_000_000}
    draft = rulebooks.keep_draft(store, document)
    rulebooks.approve(store, draft, approver="Wu", effective_from=date(2023, 1, 1), is_backdated=True)
    classify(store, as_of=MARCH, from_month=month("2023-03"), approve="test")
    with store.read() as connection:
        found = queries.standing_history(connection, 1)
    return [(s.tier, s.tier_raw, s.tier_status) for s in found[-4:]], one(store).evidence


def test_a_falling_market_alone_takes_no_tier(ledger, store, levels):
    found, evidence = fallen(ledger, store, levels, is_neutral=True)
    assert found == [
        ("platinum", "platinum", "normal"),
        ("platinum", "gold", "buffer"),
        ("platinum", "gold", "buffer"),
        ("platinum", "gold", "buffer"),
    ]
    assert evidence["neutral_assets"] == pytest.approx(1_200_000_00, abs=2)
    assert evidence["market_change"] == -3_000


def test_without_the_option_it_does(ledger, store, levels):
    found, evidence = fallen(ledger, store, levels, is_neutral=False)
    assert [status for _, _, status in found] == ["normal", "buffer", "watch1", "watch2"]
    assert evidence["neutral_assets"] is None


def test_a_small_fall_shields_nobody(ledger, store, levels):
    found, _ = fallen(ledger, store, levels, is_neutral=True, fall=0.35)
    assert found[-1] == ("platinum", "gold", "watch2")


def test_a_new_level_takes_the_next_run_back(ledger, store, levels):
    ledger.clients("2015-01-01")
    shares(ledger, 400_000, 440_000, 396_000, 500_000)
    levels(4_000, 4_400, 3_960, 3_960)
    february = date(2024, 2, 29)
    classify(store, as_of=february, from_month=month("2023-12"), approve="test")
    levels(4_000, 4_400, 4_400, 4_400)
    classify(store, as_of=MARCH, approve="test")
    step_by_step = [one(store, as_of=day).evidence for day in ENDS[-4:]]
    classify(store, as_of=MARCH, from_month=month("2023-12"), approve="test")
    assert [one(store, as_of=day).evidence for day in ENDS[-4:]] == step_by_step


def test_the_file_is_kept_whole_or_not_at_all(store, levels, tmp_path):
    assert levels(4_000, 4_100) == market.LevelsKept(added=2, changed=0)
    assert levels(4_000, 4_200) == market.LevelsKept(added=0, changed=1)
    path = tmp_path / "broken.csv"
    path.write_text("code,day,level\n000300,2024-01-02,4000\n000300,2024-01-03,none\n", encoding="utf-8")
    with pytest.raises(CrmError, match="Line 3"):
        market.import_levels(store, path)
    path.write_text("code,day\n000300,2024-01-02\n", encoding="utf-8")
    with pytest.raises(CrmError, match="no column level"):
        market.import_levels(store, path)
    with store.read() as connection:
        assert [(one.code, one.days) for one in market.known_levels(connection)] == [("000300", 2)]
