"""Classification runs on a real store: population, states over months, history, determinism."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import func, select

from crmdesk import dates
from crmdesk.codes import code_list
from crmdesk.differentiate import explaining, queries, rulebooks
from crmdesk.differentiate.runs import classify
from crmdesk.differentiate.tables import classification, run
from crmdesk.errors import Cancelled, CrmError
from crmdesk.identify.tables import client
from crmdesk.progress import Progress

MARCH = date(2024, 3, 31)


@dataclass(frozen=True)
class Signals:
    no_response: int = 0
    complaint_days: int | None = None
    has_left: bool = False


def month(text):
    return dates.month_index(date.fromisoformat(f"{text}-01"))


def one(store, client_id=1, as_of=None):
    with store.read() as connection:
        return queries.standing(connection, client_id, as_of=as_of)


def dump(store):
    """Everything a run writes except its own id and clock."""
    with store.read() as connection:
        columns = [c for c in classification.c if c.name != "run_id"]
        rows = connection.execute(select(*columns).order_by(classification.c.client_id, classification.c.as_of))
        derived = [c for c in client.c if c.info.get("derived")]
        clients = connection.execute(select(client.c.id, *derived).order_by(client.c.id))
        return [tuple(row) for row in rows], [tuple(row) for row in clients]


def bank_book(ledger, assets, *, first="2023-11", client_id=1):
    """A bank client with these month-end assets (yuan) and a movement every month."""
    at = month(first)
    for number, yuan in enumerate(assets):
        day = dates.month_last(at + number).isoformat()
        if yuan is not None:
            ledger.hold(client_id, day, {"deposit_demand": yuan})
        ledger.move(client_id, day)


def test_a_tier_by_average_assets_with_hysteresis(ledger, store):
    ledger.clients("2020-01-01")
    bank_book(ledger, [600_000, 480_000, 440_000, 430_000, 420_000])
    result = classify(store, as_of=MARCH, from_month=month("2023-11"), rulebook="bank")
    with store.read() as connection:
        history = queries.standing_history(connection, 1)
    assert [(s.tier, s.tier_status) for s in history] == [
        ("platinum", "normal"),
        ("platinum", "buffer"),
        ("platinum", "watch1"),
        ("platinum", "watch2"),
        ("gold", "normal"),
    ]
    assert [(spell.code, spell.until) for spell in queries.spells(history, "tier")] == [
        ("platinum", MARCH),
        ("gold", None),
    ]
    assert result.tiers["gold"] == 1
    assert history[-1].tier_since == MARCH


def test_counts_are_in_the_fixed_order_and_add_up(ledger, store):
    ledger.clients("2020-01-01", "2024-03-01", "2024-04-02")
    ledger.clients(None, status="prospect", first=9)
    bank_book(ledger, [600_000] * 5)
    result = classify(store, as_of=MARCH, rulebook="bank")
    assert list(result.tiers) == list(code_list("tier"))
    assert list(result.stages) == list(code_list("stage"))
    assert result.clients == sum(result.tiers.values()) == sum(result.stages.values()) == 3


def test_who_opens_later_is_not_a_client_yet(ledger, store):
    ledger.clients("2020-01-01", "2024-04-02")
    bank_book(ledger, [600_000] * 5)
    classify(store, as_of=MARCH, rulebook="bank")
    assert one(store, 2) is None
    classify(store, as_of=date(2024, 4, 30), rulebook="bank")
    assert one(store, 2).stage == "acquisition"
    assert one(store, 2, as_of=MARCH) is None


def test_a_prospect_is_in_acquisition_and_not_scored(ledger, store):
    ledger.clients(None, status="prospect")
    classify(store, as_of=MARCH)
    found = one(store)
    assert (found.stage, found.signals, found.tier_status, found.score) == ("acquisition", ("A1",), "unscored", None)


def test_a_closed_client_ends(ledger, store):
    ledger.clients("2020-01-01")
    bank_book(ledger, [600_000] * 4)
    with store.unlogged() as connection:
        connection.execute(client.update().values(status="closed", closed_on=date(2024, 2, 10)))
    classify(store, as_of=MARCH, from_month=month("2024-01"), rulebook="bank")
    assert one(store, as_of=date(2024, 1, 31)).stage != "termination"
    assert one(store).stage == "termination"
    assert one(store).dormancy == "closed"


def test_dormant_by_the_rule(ledger, store):
    ledger.clients("2015-01-01", "2015-01-01")
    ledger.move(1, "2021-03-15")
    ledger.move(2, "2021-03-15")
    ledger.hold(2, "2023-12-31", {"cash": 0, "equity": 380_000})
    ledger.hold(2, "2024-01-31", {"cash": 0, "equity": 380_000})
    classify(store, as_of=date(2023, 12, 31), rulebook="securities")
    assert (one(store, 1).tier, one(store, 1).dormancy) == ("base", "pre_dormant")
    classify(store, as_of=date(2024, 1, 31), rulebook="securities")
    assert (one(store, 1).tier, one(store, 1).stage) == ("dormant", "termination")
    asleep = one(store, 2)
    assert (asleep.dormancy, asleep.stage_status, asleep.tier_status) == ("sleeping", "normal", "normal")
    assert asleep.stage == "decline"
    assert "D3" in asleep.signals


def test_a_month_without_statements_wakes_nobody(ledger, store):
    """Who has no balance has none until the next export says otherwise; who opens after the last one is not known."""
    ledger.clients("2015-01-01", "2015-01-01", "2024-02-10")
    ledger.move(1, "2021-03-15")
    ledger.hold(2, "2024-01-31", {"cash": 0, "equity": 380_000})
    classify(store, as_of=date(2024, 1, 31), rulebook="securities")
    assert one(store, 1).dormancy == "dormant"
    classify(store, as_of=MARCH, rulebook="securities", approve="test")
    assert (one(store, 1).dormancy, one(store, 1).evidence["end_assets"]) == ("dormant", 0)
    assert (one(store, 3).evidence["end_assets"], one(store, 3).tier_status) == (None, "missing")


def test_decline_is_confirmed_by_the_next_run(ledger, store):
    ledger.clients("2015-01-01")
    bank_book(ledger, [500_000] * 5)
    classify(store, as_of=date(2024, 1, 31), rulebook="bank")
    signals = {1: Signals(no_response=2, complaint_days=20)}
    classify(store, as_of=date(2024, 2, 29), rulebook="bank", signals=signals)
    assert one(store).stage_status == "warning"
    classify(store, as_of=MARCH, rulebook="bank", signals=signals)
    assert (one(store).stage, one(store).signals) == ("decline", ("D6", "D7"))


def test_a_second_run_in_the_month_does_not_count_as_a_month(ledger, store):
    ledger.clients("2015-01-01")
    bank_book(ledger, [500_000] * 5)
    signals = {1: Signals(no_response=2, complaint_days=20)}
    for day in (15, 20, 31):
        classify(store, as_of=date(2024, 3, day), rulebook="bank", signals=signals)
    assert one(store).stage_status == "warning"


def test_win_back_starts_a_new_cycle(ledger, store):
    ledger.clients("2015-01-01")
    ledger.hold(1, "2022-12-31", {"deposit_demand": 0})
    ledger.move(1, "2020-01-05")
    bank_book(ledger, [20_000, 20_000, 20_000], first="2024-01")
    classify(store, as_of=MARCH, from_month=month("2022-12"), rulebook="bank")
    with store.read() as connection:
        history = queries.standing_history(connection, 1)
    assert history[0].tier == "dormant"
    ribbon = {
        item.decided_on.month: (item.stage, item.stage_status) for item in history if item.decided_on.year == 2024
    }
    assert ribbon == {1: ("termination", "returning"), 2: ("acquisition", "normal"), 3: ("acquisition", "normal")}
    assert (history[-1].cycle_no, history[-1].stage_since) == (2, date(2024, 2, 29))


def test_missing_month_keeps_the_tier(ledger, store):
    ledger.clients("2015-01-01")
    bank_book(ledger, [600_000, None, 600_000])
    classify(store, as_of=date(2024, 1, 31), rulebook="bank")
    assert one(store, as_of=date(2023, 12, 31)).tier_status == "missing"
    assert one(store, as_of=date(2023, 12, 31)).tier == "platinum"
    assert one(store).tier_status == "normal"


def test_a_data_date_inside_a_month_does_not_see_later_days(ledger, store):
    ledger.clients("2015-01-01")
    ledger.hold(1, "2024-02-29", {"cash": 100})
    ledger.hold(1, "2024-03-10", {"cash": 200})
    ledger.hold(1, "2024-03-31", {"cash": 999_999})
    ledger.move(1, "2024-03-05", turnover=10, income=1)
    ledger.move(1, "2024-03-25", turnover=10, income=50)
    classify(store, as_of=date(2024, 3, 15))
    found = one(store)
    assert (found.evidence["F"], found.evidence["M"], found.evidence["end_assets"]) == (1, 1_00 + 8 + 17, 200_00)
    classify(store, as_of=MARCH)
    assert one(store).evidence["F"] == 2


# -- history and repetition


def test_the_same_run_twice_gives_the_same_store(ledger, store):
    ledger.clients("2020-01-01", "2023-12-20", "2021-05-05")
    bank_book(ledger, [600_000, 480_000, 440_000, 430_000, 420_000])
    bank_book(ledger, [5_000] * 4, client_id=2, first="2023-12")
    classify(store, as_of=MARCH, from_month=month("2023-11"), rulebook="bank")
    first = dump(store)
    classify(store, as_of=MARCH, from_month=month("2023-11"), rulebook="bank")
    assert dump(store) == first


def test_month_by_month_equals_all_at_once(ledger, store):
    ledger.clients("2020-01-01", "2023-12-20", "2015-05-05")
    bank_book(ledger, [600_000, 480_000, 440_000, 430_000, 420_000])
    bank_book(ledger, [5_000, 60_000, 4_000, 90_000], client_id=2, first="2023-12")
    ledger.move(3, "2021-01-01")
    for at in range(month("2023-11"), month("2024-03") + 1):
        classify(store, as_of=dates.month_last(at), rulebook="bank")
    step_by_step = [one(store, client_id, as_of=day) for client_id in (1, 2, 3) for day in _ends()]
    classify(store, as_of=MARCH, from_month=month("2023-11"), rulebook="bank")
    at_once = [one(store, client_id, as_of=day) for client_id in (1, 2, 3) for day in _ends()]
    skip = ("decided_on", "evidence")
    for a, b in zip(step_by_step, at_once, strict=True):
        assert _plain(a, skip) == _plain(b, skip)


def _ends():
    return [dates.month_last(at) for at in range(month("2023-11"), month("2024-03") + 1)]


def _plain(standing, skip):
    return standing and {key: value for key, value in vars(standing).items() if key not in skip}


def test_unchanged_months_take_no_row(ledger, store):
    ledger.clients("2015-01-01")
    ledger.hold(1, "2020-01-31", {"cash": 0.5})
    ledger.move(1, "2020-01-05")
    classify(store, as_of=date(2023, 12, 31), from_month=month("2023-01"))
    with store.read() as connection:
        stored = connection.execute(select(func.count()).select_from(classification)).scalar_one()
    assert stored == 2
    found = one(store, as_of=date(2023, 6, 30))
    assert (found.as_of, found.decided_on) == (date(2023, 6, 30), date(2023, 1, 31))
    assert "1272 days" in str(explaining.why(found, rulebooks.load(found.rulebook)).tier)


def test_the_clients_columns_are_the_latest_class(ledger, store):
    ledger.clients("2020-01-01")
    bank_book(ledger, [100_000, 200_000, 400_000, 600_000, 600_000])
    classify(store, as_of=MARCH, rulebook="bank")
    with store.read() as connection:
        row = connection.execute(select(client)).one()
    assert (row.tier, row.tier_rank, row.tier_status) == ("platinum", 3, "normal")
    assert (row.stage, row.stage_rank) == (one(store).stage, list(code_list("stage")).index(one(store).stage) + 1)
    assert row.assets == 600_000_00
    assert row.trend == "17,33,66,99,99"
    assert row.as_of == MARCH
    assert row.contribution == one(store).cv


def test_a_run_is_recorded_and_announced(ledger, store):
    ledger.clients("2020-01-01")
    seen = []
    store.subscribe(seen.append)
    classify(store, as_of=MARCH, rulebook="bank")
    with store.read() as connection:
        row = connection.execute(select(run)).one()
    assert (row.as_of, row.rulebook, row.clients) == (MARCH, "bank", 1)
    assert seen[-1].is_batch


def test_cancel_leaves_everything_as_it_was(ledger, store):
    ledger.clients("2020-01-01")
    bank_book(ledger, [600_000] * 5)
    classify(store, as_of=MARCH, rulebook="bank")
    before = dump(store)
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        classify(store, as_of=MARCH, rulebook="securities", progress=progress)
    assert dump(store) == before


def test_unknown_rulebook_and_turned_months(store):
    with pytest.raises(CrmError, match="no rulebook"):
        classify(store, as_of=MARCH, rulebook="nonsense")
    with pytest.raises(CrmError, match="after the data date"):
        classify(store, as_of=MARCH, from_month=month("2024-04"))


def test_an_empty_store(store):
    result = classify(store, as_of=MARCH)
    assert result.clients == 0
    assert sum(result.tiers.values()) == 0


def test_months_carry_assets_over_gaps(ledger, store):
    ledger.clients("2020-01-01")
    ledger.hold(1, "2023-11-30", {"cash": 700})
    ledger.move(1, "2024-02-05", flow=50)
    classify(store, as_of=MARCH)
    with store.read() as connection:
        facts = queries.months(connection, 1, 6)
    assert [dates.month_text(fact.month) for fact in facts] == [
        "2023-10", "2023-11", "2023-12", "2024-01", "2024-02", "2024-03",
    ]  # fmt: skip
    assert [fact.end_assets for fact in facts] == [None] + [700_00] * 5
    assert [fact.net_flow for fact in facts] == [0, 0, 0, 0, 50_00, 0]
