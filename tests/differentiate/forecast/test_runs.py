"""Forecast runs on a store: what is read, what is written, what is said when the data is not enough."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from sqlalchemy import delete, func, select

from crmdesk import dates
from crmdesk.demo import Branch, fill_store
from crmdesk.differentiate import rulebooks
from crmdesk.differentiate.facts import update_facts
from crmdesk.differentiate.forecast import sentences
from crmdesk.differentiate.forecast.expected import p_alive
from crmdesk.differentiate.forecast.panel import read_panels
from crmdesk.differentiate.forecast.phases import phase_clients, phase_table
from crmdesk.differentiate.forecast.queries import (
    book_outlook,
    client_forecast,
    latest_forecast_run,
    most_at_stake,
    tenth_clients,
)
from crmdesk.differentiate.forecast.retention import measured_retention
from crmdesk.differentiate.forecast.rules import ForecastRules
from crmdesk.differentiate.forecast.runs import run_forecast
from crmdesk.differentiate.runs import classify
from crmdesk.differentiate.tables import classification, forecast, forecast_run
from crmdesk.errors import Cancelled, CrmError
from crmdesk.identify.tables import client
from crmdesk.progress import Progress
from crmdesk.store import keys
from crmdesk.store.opening import create_store, open_store
from tests.conftest import PASSPHRASE

OCTOBER = date(2026, 10, 31)
RULES = rulebooks.load("securities").forecast


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("forecast") / "branch.crm"
    store = create_store(path, PASSPHRASE, actor="tester")
    fill_store(store, Branch(clients=400, months=30, seed=3, as_of=OCTOBER))
    store.close()
    return path


@pytest.fixture
def branch(made, tmp_path):
    path = tmp_path / "branch.crm"
    shutil.copy(made, path)
    shutil.copy(keys.keys_path(made), keys.keys_path(path))
    opened = open_store(path, PASSPHRASE, actor="tester")
    yield opened
    opened.close()


def rows(store):
    """Everything a run wrote, apart from when and its number."""
    with store.read() as connection:
        runs = connection.execute(select(forecast_run).order_by(forecast_run.c.as_of)).mappings().all()
        told = connection.execute(select(forecast).order_by(forecast.c.as_of, forecast.c.client_id)).mappings().all()
    plain = [{k: v for k, v in row.items() if k not in ("id", "at")} for row in runs]
    return plain, [{k: v for k, v in row.items() if k != "run_id"} for row in told]


# -- what is read


def test_days_and_months_of_one_client(ledger, store):
    """Active on 10 Jan, 20 Jan and 5 Mar 2024; a transfer is no activity; observed to the end of March 2025."""
    ledger.clients("2020-01-01", "2020-01-01")
    for day, yuan in (("2024-01-10", 5), ("2024-01-20", 7), ("2024-03-05", 9)):
        ledger.move(1, day, income=yuan, turnover=1000)
    ledger.move(1, "2024-06-01", active=False, flow=100, income=3)
    ledger.move(2, "2025-03-31", income=1, turnover=10)
    update_facts(store, rulebooks.load("securities"))
    with store.read() as connection:
        days, months = (
            read_panels(connection, ForecastRules(event=event), as_of=date(2025, 3, 31)) for event in ("day", "month")
        )
    assert days.now.ids.tolist() == [1, 2]
    assert (days.now.units[0], days.now.events[0]) == (3, 2)
    assert (days.now.recency[0], days.now.age[0]) == (55, (date(2025, 3, 31) - date(2024, 1, 10)).days)
    assert (days.now.ahead, days.now.most) == (365 / 7, 365)
    assert (months.now.units[0], months.now.recency[0], months.now.age[0]) == (2, 2, 14)
    assert days.now.income[0] == 2_100
    assert days.past.tolist() == [0, 100]
    assert days.months == months.months == 15
    assert (days.held_out, days.before.until) == (7, date(2024, 8, 31))
    assert days.before.ids.tolist() == [1]
    assert (days.done_units.tolist(), days.done_income.tolist()) == ([0], [0])
    assert days.contribution == 100 + 300


def test_the_latest_year_says_what_a_day_is_worth(ledger, store):
    ledger.clients("2020-01-01")
    for month in range(1, 13):
        ledger.move(1, f"2022-{month:02d}-05", income=100, turnover=1000)
        ledger.move(1, f"2024-{month:02d}-05", income=10, turnover=1000)
    update_facts(store, rulebooks.load("securities"))
    with store.read() as connection:
        found = read_panels(connection, RULES, as_of=date(2024, 12, 31))
    assert (found.now.units[0], found.now.paid_units[0], found.now.mean[0]) == (24, 12, 1_000)
    assert (found.before.paid_units[0], found.before.mean[0]) == (12, 10_000)


# -- a run


def test_what_a_run_says_of_the_branch(branch):
    run = run_forecast(branch, as_of=OCTOBER)
    assert (run.as_of, run.ahead_until, run.event, run.income) == (OCTOBER, date(2027, 10, 31), "day", "trade")
    assert run.activity is not None
    assert run.spending is not None
    expected, low, high = run.total
    assert 0 < low < expected < high
    assert 0.9 * expected < run.present < expected
    assert 0 < run.share < 1
    assert run.back_test.months == 12
    assert run.back_test.since == date(2025, 10, 31)
    assert 6_000 < run.back_test.inside <= 10_000
    assert run.back_test.correlation > 8_000
    assert sentences.missing(run) == []


def test_where_nobody_leaves_it_names_no_share(branch):
    run = run_forecast(branch, as_of=OCTOBER)
    assert "% of clients stop" in " ".join(sentences.in_words(run))
    stays = replace(run, activity=replace(run.activity, a=1e-5, b=1e5))
    assert "nobody has stopped" in " ".join(sentences.in_words(stays))


def test_what_it_says_of_the_clients(branch):
    run = run_forecast(branch, as_of=OCTOBER)
    _, told = rows(branch)
    assert len(told) == run.clients
    assert abs(sum(row["expected"] for row in told) - run.total[0]) < len(told)
    for row in told:
        assert 0 <= row["alive"] <= 10_000
        assert 0 <= row["low"] <= row["high"]
        assert row["recency"] <= row["age"]
    with branch.read() as connection:
        book = book_outlook(connection, run)
        assert (book.clients, book.tried) == (run.clients, run.back_test.clients)
        assert book.inside == pytest.approx(run.back_test.inside * book.tried / 10_000, abs=2)
        managers = connection.execute(select(client.c.manager).distinct()).scalars().all()
        parts = [book_outlook(connection, run, manager=one) for one in managers if one]
        assert sum(one.expected for one in parts) <= book.expected
        tenths = [tenth_clients(connection, run, place) for place in range(10)]
    assert sorted(len(ids) for ids in tenths) == sorted(one.clients for one in run.back_test.tenths)


def test_the_same_day_again_gives_the_same_rows(branch):
    run_forecast(branch, as_of=OCTOBER)
    first = rows(branch)
    run_forecast(branch, as_of=OCTOBER)
    assert rows(branch) == first
    with branch.unlogged() as connection:
        connection.execute(delete(forecast))
        connection.execute(delete(forecast_run))
    run_forecast(branch, as_of=OCTOBER)
    assert rows(branch) == first


def test_a_past_day_does_not_see_what_came_later(branch):
    """The forecast of April is the same whether made before or after that of October, and says nothing of later."""
    april = date(2026, 4, 30)
    run_forecast(branch, as_of=april)
    first = rows(branch)
    run_forecast(branch, as_of=OCTOBER)
    run_forecast(branch, as_of=april)
    runs, told = rows(branch)
    assert ([runs[0]], [row for row in told if row["as_of"] == april]) == first
    with branch.read() as connection:
        assert latest_forecast_run(connection).as_of == OCTOBER
        assert latest_forecast_run(connection, date(2026, 9, 30)).as_of == april
        assert latest_forecast_run(connection, date(2026, 3, 31)) is None


def test_inside_a_month_the_last_whole_one_counts(branch):
    assert run_forecast(branch, as_of=date(2026, 10, 30)).as_of == date(2026, 9, 30)
    assert run_forecast(branch, as_of=OCTOBER + timedelta(days=9)).as_of == OCTOBER


def test_a_classification_after_it_reads_no_row_again(branch):
    """A forecast run takes nothing away: facts stay, and the next run does not count tens of millions of rows."""
    run_forecast(branch, as_of=OCTOBER)
    assert update_facts(branch, rulebooks.load("securities")).rows == 0


def test_stopped_midway_nothing_is_written(branch):
    progress = Progress(lambda done, _total, _text: progress.cancel() if done == 1 else None)
    with pytest.raises(Cancelled):
        run_forecast(branch, as_of=OCTOBER, progress=progress)
    assert rows(branch) == ([], [])


# -- one client


def test_one_clients_forecast(branch):
    run = run_forecast(branch, as_of=OCTOBER)
    with branch.read() as connection:
        best = connection.execute(select(forecast.c.client_id).order_by(forecast.c.expected.desc())).scalars().first()
        told = client_forecast(connection, best)
    one = told.outlook
    assert told.run == run
    assert one.low <= one.expected <= one.high
    assert told.path[-1][0] == OCTOBER
    assert told.path[-1][1] == pytest.approx(one.alive / 10_000, abs=1e-4)
    weeks = (one.recency / 7, one.age / 7)
    assert told.path[-1][1] == pytest.approx(float(p_alive(run.activity, one.events, *weeks)))
    assert len(told.path) <= 36
    assert sentences.client_line(told)
    assert sentences.tried(told)


def test_who_was_never_active(branch):
    run_forecast(branch, as_of=OCTOBER)
    with branch.read() as connection:
        known = select(forecast.c.client_id)
        stranger = connection.execute(select(client.c.id).where(client.c.id.not_in(known))).scalars().first()
        told = client_forecast(connection, stranger)
    assert told.outlook is None
    assert told.path == ()
    assert "Never active" in sentences.client_line(told) or "从未活跃" in sentences.client_line(told)


def test_before_the_first_run_there_is_nothing(branch):
    with branch.read() as connection:
        assert client_forecast(connection, 1) is None
        assert latest_forecast_run(connection) is None


def test_those_at_stake_come_by_what_is_lost(branch):
    run = run_forecast(branch, as_of=OCTOBER)
    with branch.read() as connection:
        found = most_at_stake(connection, run, below=10_001, limit=50)
        manager = connection.execute(select(client.c.manager).where(client.c.id == found[0].client_id)).scalar_one()
        mine = most_at_stake(connection, run, manager=manager, below=10_001, limit=50)
    assert [one.at_stake for one in found] == sorted((one.at_stake for one in found), reverse=True)
    assert found[0].client_id == mine[0].client_id
    for one in found:
        assert one.at_stake == pytest.approx(one.past * (1 - one.alive / 10_000), abs=one.past / 10_000 + 1)


# -- not enough


def test_a_young_store_says_what_is_missing(store):
    fill_store(store, Branch(clients=60, months=8, seed=3, as_of=OCTOBER))
    with store.unlogged() as connection:
        connection.execute(delete(classification))
    run = run_forecast(store, as_of=OCTOBER)
    assert (run.activity, run.spending, run.total, run.back_test) == (None, None, None, None)
    assert rows(store)[1] == []
    assert "100" in " ".join(sentences.missing(run))
    assert sentences.headline(run) in {"数据不足，暂无预测", "No forecast: the data is not enough for one"}
    with store.read() as connection:
        told = client_forecast(connection, 1)
    assert told.outlook is None
    assert sentences.missing(run)[0] in sentences.client_line(told)


def test_an_empty_store_and_a_day_beyond_the_data(store, branch):
    with pytest.raises(CrmError) as refused:
        run_forecast(store, as_of=OCTOBER)
    assert refused.value.field == "as_of"
    with pytest.raises(CrmError) as refused:
        run_forecast(branch, as_of=date(2027, 6, 30))
    assert "2026-10-31" in refused.value.message


def test_activity_without_income(branch):
    """A bank whose movements bring nothing: how active clients will be can be said, what they bring cannot."""
    with branch.unlogged() as connection:
        connection.exec_driver_sql("UPDATE client_month SET trade_income = 0")
    run = run_forecast(branch, as_of=OCTOBER)
    assert run.activity is not None
    assert (run.spending, run.total, run.spenders) == (None, None, 0)
    assert not run.back_test.is_income
    assert run.back_test.inside == run.back_test.inside_events
    assert len(sentences.missing(run)) == 1
    with branch.read() as connection:
        told = client_forecast(connection, int(connection.execute(select(forecast.c.client_id)).scalars().first()))
    assert told.outlook.expected is None
    assert sentences.client_line(told)


def test_a_bank_counts_active_months(branch):
    run = run_forecast(branch, as_of=OCTOBER, rulebook="bank")
    assert (run.rulebook, run.event, run.income) == ("bank", "month", "contribution")
    assert run.spoken > 0
    _, told = rows(branch)
    assert max(row["events_ahead"] for row in told) <= 1_200


def test_it_follows_the_rulebook_of_the_classification(branch):
    """Classified as a bank, forecast as a bank: the facts are the bank's, and stay."""
    classify(branch, as_of=OCTOBER, rulebook="bank", approve="tried as a bank")
    run = run_forecast(branch, as_of=OCTOBER)
    assert (run.rulebook, run.event) == ("bank", "month")
    assert update_facts(branch, rulebooks.load("bank")).rows == 0


# -- retention and phases


def test_measured_retention(branch):
    with branch.read() as connection:
        found = measured_retention(connection, as_of=OCTOBER)
    assert found.since == date(2025, 10, 31)
    assert found.everybody.clients == sum(one.clients for one in found.stages.values())
    assert set(found.stages) <= {"acquisition", "growth", "maturity", "decline"}
    everybody = found.everybody.retention
    assert everybody == pytest.approx(found.everybody.kept / found.everybody.clients, abs=0.02)
    for group in (*found.stages.values(), *found.tiers.values()):
        own = group.kept / group.clients
        assert min(own, everybody) - 0.02 <= group.retention <= max(own, everybody) + 0.02


def test_no_retention_before_twelve_months(branch, store):
    with branch.read() as connection:
        first = connection.execute(select(func.min(classification.c.as_of))).scalar_one()
        early = dates.month_last(dates.month_index(first) + 11)
        assert measured_retention(connection, as_of=early) is None
    with store.read() as connection:
        assert measured_retention(connection, as_of=OCTOBER) is None


def test_phases_by_stage(branch):
    rules = rulebooks.load("securities").values
    with branch.read() as connection:
        table = phase_table(connection, rules, as_of=OCTOBER)
        pair, cell = max(table.cells.items(), key=lambda entry: entry[1].at_risk)
        ids = phase_clients(connection, OCTOBER, pair)
        pv = connection.execute(select(func.sum(classification.c.pv)).where(classification.c.as_of == OCTOBER)).scalar()
    assert len(ids) == cell.clients
    assert table.pv == pv
    assert 0 < table.at_risk < table.pv
    assert all(one.at_risk == 0 for (stage, _), one in table.cells.items() if stage in {"decline", "termination"})


def test_value_at_risk_is_the_clients_sum(branch):
    """Summed over a cell it is what each client's own comes to, but for their rounding."""
    from crmdesk.differentiate.lifetime_value import value_at_risk

    rules = rulebooks.load("securities").values
    with branch.read() as connection:
        table = phase_table(connection, rules, as_of=OCTOBER)
        query = select(classification.c.cv, classification.c.pv).where(
            classification.c.as_of == OCTOBER, classification.c.stage == "maturity"
        )
        cv, pv = np.array(connection.execute(query).all(), dtype=np.int64).T
    expected = int(value_at_risk(cv, pv, rules).sum())
    found = sum(cell.at_risk for (stage, _), cell in table.cells.items() if stage == "maturity")
    assert abs(found - expected) <= len(cv)


def test_facts_are_kept_for_a_classification(branch):
    before = classify(branch, as_of=OCTOBER)
    run_forecast(branch, as_of=OCTOBER)
    assert classify(branch, as_of=OCTOBER).tiers == before.tiers
