"""A real bank: the Berka files imported, classified month by month, every client explained."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from crmdesk.differentiate import explaining, queries, rulebooks
from crmdesk.differentiate.forecast import sentences
from crmdesk.differentiate.forecast.retention import measured_retention
from crmdesk.differentiate.forecast.runs import run_forecast
from crmdesk.differentiate.runs import classify
from crmdesk.identify.importing import import_files
from crmdesk.identify.tables import account, client, txn
from crmdesk.store import keys
from crmdesk.store.opening import create_store

FILES = sorted((Path(__file__).parents[1] / "data" / "berka").glob("*.csv.gz"))
MARCH = date(1994, 3, 31)


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    keys.KDF.update(time_cost=1, memory_cost=8192, parallelism=1)
    store = create_store(tmp_path_factory.mktemp("berka") / "berka.crm", "correct horse 正确", actor="tester")
    import_files(store, FILES, recipe="berka")
    yield store, classify(store, as_of=MARCH, from_month=1993 * 12, rulebook="berka")
    store.close()


def test_several_tiers_and_stages(bank):
    _, result = bank
    assert sum(count > 10 for count in result.tiers.values()) >= 5
    assert sum(count > 10 for count in result.stages.values()) >= 4
    assert sum(result.tiers.values()) == sum(result.stages.values()) == result.clients


def test_the_population_is_who_was_a_client_then(bank):
    store, result = bank
    with store.read() as connection:
        opened = connection.execute(select(client.c.id).where(client.c.opened_on <= MARCH)).all()
        later = connection.execute(select(client.c.tier).where(client.c.opened_on > MARCH)).scalars().all()
    assert result.clients == len(opened)
    assert set(later) == {None}


def test_facts_agree_with_the_movements(bank):
    """One client counted by hand from the movements themselves."""
    store, _ = bank
    with store.read() as connection:
        owner = connection.execute(select(txn.c.client_id).order_by(txn.c.id).limit(1)).scalar_one()
        moves = connection.execute(select(txn).where(txn.c.client_id == owner)).all()
        found = queries.standing(connection, owner)
        months = queries.months(connection, owner, 15)
    recent = [move for move in moves if date(1993, 4, 1) <= move.day <= MARCH]
    assert found is not None
    assert found.evidence["F"] == sum(move.is_active for move in recent)
    assert sum(fact.net_flow for fact in months) == sum(move.flow for move in moves)
    assert sum(fact.movements for fact in months) == sum(move.is_active for move in moves)


@pytest.mark.parametrize("as_of", [date(1993, 6, 30), date(1993, 12, 31), MARCH])
def test_every_client_is_explained_at_any_past_month(bank, as_of):
    store, _ = bank
    rulebook = rulebooks.load("berka")
    with store.read() as connection:
        ids = connection.execute(select(client.c.id).where(client.c.opened_on <= as_of)).scalars().all()
        for client_id in ids[::7]:
            found = queries.standing(connection, client_id, as_of=as_of)
            assert found is not None
            why = explaining.why(found, rulebook)
            for line in (*why.tier, *why.stage, *why.values):
                assert line.zh
                assert line.en
                assert "{" not in line.zh + line.en


def test_users_of_anothers_account_are_not_scored(bank):
    store, _ = bank
    owners = select(account.c.client_id)
    with store.read() as connection:
        query = select(client.c.stage, client.c.score).where(client.c.opened_on <= MARCH, client.c.id.not_in(owners))
        found = connection.execute(query).all()
    assert {tuple(row) for row in found} == {("acquisition", None)}


def test_the_forecast_says_how_far_it_was_off(bank):
    """Fifteen months of a bank that grows: everybody comes every month, balances still build up, and it says so."""
    store, _ = bank
    run = run_forecast(store, as_of=MARCH, rulebook="berka")
    assert (run.event, run.income, run.currency, run.months) == ("month", "contribution", "CZK", 15)
    assert run.activity is not None
    assert run.activity.a / run.activity.b < 1e-3
    test = run.back_test
    assert test is not None
    assert (test.since, test.months, test.inside_events) == (date(1993, 8, 31), 7, 10_000)
    assert test.actual > test.high
    assert test.error < test.plain_error
    assert "of 755 clients" in sentences.coverage(run) or "755 位客户" in sentences.coverage(run)
    with store.read() as connection:
        found = measured_retention(connection, as_of=MARCH)
    assert found is None or found.everybody.retention > 0.9
