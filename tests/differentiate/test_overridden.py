"""What a person set stands before the rules; the rules go on beside it and decide again when it ends."""

from __future__ import annotations

from datetime import date

import pytest

from crmdesk.differentiate import overrides, queries
from crmdesk.differentiate.runs import classify
from crmdesk.differentiate.tables import run
from tests.differentiate.test_runs import MARCH, bank_book, month, one

WHY = {"reason": "Moves her parents' deposits here", "approver": "Wu"}


@pytest.fixture
def client_of_gold(ledger, store):
    ledger.clients("2020-01-01")
    bank_book(ledger, [300_000, 300_000, 150_000, 150_000, 150_000])
    return store


def history(store):
    with store.read() as connection:
        return queries.standing_history(connection, 1)


def all_again(store):
    return classify(store, as_of=MARCH, from_month=month("2023-11"), rulebook="bank")


def test_a_tier_that_was_set_stands_until_its_last_day(client_of_gold):
    overrides.set_override(
        client_of_gold, 1, what="tier", code="diamond", today=date(2023, 12, 5), expires_on=date(2024, 2, 28), **WHY
    )
    result = all_again(client_of_gold)
    found = [(s.tier, s.tier_own, s.tier_since.isoformat()) for s in history(client_of_gold)]
    assert found == [
        ("gold", None, "2023-11-30"),
        ("diamond", "gold", "2023-12-31"),
        ("diamond", "gold", "2023-12-31"),
        ("gold", None, "2024-02-29"),
        ("silver", None, "2024-03-31"),
    ]
    assert result.tiers["silver"] == 1


def test_the_rules_count_their_months_beside_it(client_of_gold):
    all_again(client_of_gold)
    without = [(s.tier, s.tier_raw, s.tier_status, s.tier_counter) for s in history(client_of_gold)]
    overrides.set_override(
        client_of_gold, 1, what="tier", code="private", today=date(2024, 1, 5), expires_on=date(2024, 12, 1), **WHY
    )
    all_again(client_of_gold)
    beside = [(s.tier_own or s.tier, s.tier_raw, s.tier_status, s.tier_counter) for s in history(client_of_gold)]
    assert beside == without
    assert one(client_of_gold).evidence["tier_override"] == 1


def test_month_by_month_as_at_once(client_of_gold):
    overrides.set_override(
        client_of_gold, 1, what="stage", code="decline", today=date(2023, 12, 5), expires_on=date(2024, 2, 10), **WHY
    )
    for day in (date(2023, 11, 30), date(2023, 12, 31), date(2024, 1, 31), date(2024, 2, 29), MARCH):
        classify(client_of_gold, as_of=day, rulebook="bank")
    step_by_step = history(client_of_gold)
    assert [(s.stage, s.stage_own) for s in step_by_step] == [
        ("maturity", None),
        ("decline", "maturity"),
        ("decline", "maturity"),
        ("maturity", None),
        ("decline", None),  # half of the money left, twice in a row, by the rules alone
    ]
    all_again(client_of_gold)
    assert history(client_of_gold) == step_by_step


def test_withdrawn_it_ends_with_that_day(client_of_gold):
    number = overrides.set_override(
        client_of_gold, 1, what="tier", code="diamond", today=date(2023, 12, 5), expires_on=date(2024, 11, 1), **WHY
    )
    overrides.withdraw_override(client_of_gold, number, what="tier", today=date(2024, 1, 10))
    all_again(client_of_gold)
    assert [s.tier for s in history(client_of_gold)] == ["gold", "diamond", "gold", "gold", "silver"]


def test_too_many_that_move_stop_the_run(ledger, store):
    from crmdesk.differentiate.run_stop import RunStopped

    ledger.clients(*["2020-01-01"] * 4)
    for number in (1, 2, 3, 4):
        bank_book(ledger, [300_000] * 4 + [700_000], client_id=number)
    classify(store, as_of=date(2024, 2, 29), rulebook="bank")
    with pytest.raises(RunStopped):
        classify(store, as_of=MARCH, rulebook="bank")
    assert one(store).tier == "gold"
    classify(store, as_of=MARCH, rulebook="bank", approve="All sold their flats")
    assert one(store).tier == "platinum"
    with store.read() as connection:
        assert len(connection.execute(run.select()).all()) == 5
