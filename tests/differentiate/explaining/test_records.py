"""The records behind the figures: they are what the run counted, on every day, and they say when they no longer are."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import event, select

from crmdesk.demo import Branch, fill_store
from crmdesk.differentiate.explaining.movements import active_days
from crmdesk.differentiate.runs import classify
from crmdesk.differentiate.tables import classification
from crmdesk.interact.contacts import log_contact
from crmdesk.interact.explanation import explanation, signal_records
from crmdesk.store import keys
from crmdesk.store.opening import create_store

DAY = date(2024, 6, 30)


@pytest.fixture
def client_id(ledger):
    """A client of two accounts, who trades, saves, holds a fund and took money out."""
    ledger.clients("2023-01-10")
    ledger.account(2, 1, "2023-05-02", kind="margin")
    ledger.products(hope=("wealth", "wealth"), wild=("private", "other"))
    for day, income in (("2023-08-03", 12), ("2024-02-20", 30.5), ("2024-06-11", 8), ("2024-06-11", 4.25)):
        ledger.move(1, day, turnover=50_000, income=income)
    ledger.move(1, "2024-03-05", active=False, flow=90_000)
    ledger.move(1, "2024-05-15", active=False, flow=-260_000)
    for month in range(1, 7):
        ledger.hold(1, f"2024-{month:02d}-28", {"cash": 20_000, "equity": 400_000, "wealth": 150_000})
    ledger.hold(1, "2024-06-28", {"margin_debt": 60_000}, account_id=2)
    ledger.position(1, "2024-06-28", 2, 30_000)
    return 1


def explained(store, client_id, as_of=DAY):
    with store.read() as connection:
        return explanation(connection, client_id, as_of=as_of)


@pytest.fixture
def why(store, client_id):
    classify(store, as_of=DAY, from_month=2023 * 12)
    return explained(store, client_id)


def rows(why, indicator, kind):
    (found,) = (one for one in why.inputs if one.indicator == indicator)
    return [row for row in found.records.rows if row.kind == kind]


def test_recency_names_the_trades_of_the_last_day(why):
    last = rows(why, "R", "movement")
    assert [(row.when, row.words.en, row.account, row.amount) for row in last] == [
        ("2024-06-11", "Buy", "*", 50_000_00)
    ] * 2


def test_frequency_counts_the_days_month_by_month(store, why):
    assert [(row.when, row.count) for row in rows(why, "F", "month")] == [
        ("2024-06", 1), ("2024-02", 1), ("2023-08", 1)
    ]  # fmt: skip
    with store.read() as connection:
        days = active_days(connection, 1, DAY, 12)
    assert [(row.when, row.count, row.amount) for row in days] == [
        ("2024-06-11", 2, 100_000_00), ("2024-02-20", 1, 50_000_00), ("2023-08-03", 1, 50_000_00)
    ]  # fmt: skip


def test_contribution_is_told_by_kind_and_by_month(why):
    kinds, months = rows(why, "M", "income"), rows(why, "M", "month")
    (contribution,) = (one.value for one in why.inputs if one.indicator == "M")
    assert kinds[0].amount == 54_75
    assert sum(row.amount for row in kinds) == sum(row.amount for row in months) == contribution
    assert months[0].when == "2024-06"


def test_assets_are_three_months_and_the_balances_of_the_newest(why):
    (assets,) = (one for one in why.inputs if one.indicator == "A")
    averages, balances = rows(why, "A", "month"), rows(why, "A", "balance")
    assert [row.when for row in averages] == ["2024-06", "2024-05", "2024-04"]
    assert assets.value == round(sum(row.amount for row in averages) / 3)
    told = {row.words.en: row.amount for row in balances}
    assert told["Equity"] == 400_000_00
    assert told["Margin debt (counts at -100%)"] == 60_000_00
    assert told["wild"] == 30_000_00


def test_strategy_points_say_where_they_come_from(why):
    points = {row.words.en: row.count for row in rows(why, "S", "point")}
    assert points == {
        "Holds a wealth product": 1, "Wealth products make a fifth of the assets or more": 1,
        "Has an advisory contract": 0, "Holds three product lines or more": 1, "Holds two strategic lines": 1,
    }  # fmt: skip
    lines = [row.words.en for row in rows(why, "S", "line")]
    assert any(line.startswith("Margin trading: Margin") for line in lines)
    assert any("wild" in line for line in lines)


def test_a_net_flow_names_its_transfers(why):
    signals = {one.code: one for one in why.signals}
    out = signals["D1"].records
    assert [(row.when, row.words.en, row.amount) for row in out.rows] == [("2024-05-15", "Transfer in", -260_000_00)]
    assert out.total == why.standing.evidence["nf3"] == -260_000_00
    assert signals["G1"].records.total == why.standing.evidence["nf12"] == -170_000_00
    assert signals["D1"].value == pytest.approx(-260_000_00 / why.standing.evidence["a3p"])
    assert signals["D1"].limit == -0.3


def test_a_later_import_is_noticed(ledger, store, why):
    assert not why.is_behind
    ledger.move(1, "2024-06-20", turnover=9_000, income=2)
    changed = {one.indicator for one in explained(store, 1).inputs if one.is_behind}
    assert "R" in changed
    classify(store, as_of=DAY)
    assert not explained(store, 1).is_behind


def test_a_day_inside_a_month_does_not_see_what_came_later(ledger, store, client_id):
    ledger.move(1, "2024-06-29", turnover=9_000, income=2)
    classify(store, as_of=date(2024, 6, 20), from_month=2023 * 12)
    early = explained(store, 1, date(2024, 6, 20))
    assert not early.is_behind
    assert rows(early, "R", "movement")[0].when == "2024-06-11"


# -- what the contact log adds


def test_failed_attempts_and_open_complaints_are_named(store, why):
    reached, missed = (datetime(2024, 6, day, 2, tzinfo=UTC) for day in (3, 12))
    note = "谈了持仓与后续安排，客户愿意再看"
    log_contact(store, 1, channel="10", outcome="10", note=note, at=reached)
    log_contact(store, 1, channel="10", outcome="20", note="", at=missed)
    with store.read() as connection:
        found = signal_records(connection, 1, DAY)
        before = signal_records(connection, 1, date(2024, 6, 10))
    assert [row.when for row in found["D7"].rows] == ["2024-06-12"]
    assert before["D7"].rows == ()


# -- every client of a branch


@pytest.fixture(scope="module")
def branch(tmp_path_factory):
    keys.KDF.update(time_cost=1, memory_cost=8192, parallelism=1)
    store = create_store(tmp_path_factory.mktemp("branch") / "branch.crm", "correct horse 正确", actor="tester")
    fill_store(store, Branch(clients=60, months=18, seed=5))
    yield store
    store.close()


def test_the_records_make_the_figures_of_every_client_on_every_day(branch):
    c = classification.c
    with branch.read() as connection:
        stood = connection.execute(select(c.client_id, c.as_of).order_by(c.client_id, c.as_of)).all()
        for client_id, day in stood[::7]:
            why = explanation(connection, client_id, as_of=day)
            behind = [(one.indicator, one.value, one.records.total) for one in why.inputs if one.is_behind]
            assert not behind, (client_id, day)
            assert why.worth.earned.total == why.standing.hv
            assert why.worth.months.total == why.standing.cv
            assert why.worth.years[-1].total == pytest.approx(why.standing.pv, abs=1)
            signals = {one.code: one.records.total for one in why.signals}
            assert signals["D1"] in (why.standing.evidence["nf3"], signals["G2"])
            assert (signals["D8"] or 0) == (why.standing.evidence["lines"] or 0)
            assert why.as_json()["tier"]["code"] == why.standing.tier


def test_an_explanation_costs_a_fixed_number_of_statements(branch):
    counts = set()
    statements = []

    def note(*given):
        statements.append(given[2])

    with branch.read() as connection:
        ids = connection.execute(select(classification.c.client_id).distinct()).scalars().all()
        event.listen(branch.engine, "before_cursor_execute", note)
        for client_id in ids[:20]:
            statements.clear()
            explanation(connection, client_id)
            counts.add(len(statements))
        event.remove(branch.engine, "before_cursor_execute", note)
    assert max(counts) <= 45
