"""Lifetime value by measured retention: once a whole calendar year is classified, the next is valued by it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from crmdesk import dates
from crmdesk.demo.branch import Branch, fill_store
from crmdesk.differentiate import queries, rulebooks
from crmdesk.differentiate.evidence import decode
from crmdesk.differentiate.forecast.retention import measured_retention
from crmdesk.differentiate.runs import classify
from crmdesk.differentiate.tables import classification
from crmdesk.identify.tables import client
from tests.differentiate.test_same_bytes import forget

LAST, NEW_YEAR = date(2026, 3, 31), date(2025, 12, 31)
EPOCH = date(1970, 1, 1)


@pytest.fixture
def branch(store):
    fill_store(store, Branch(clients=220, months=34, as_of=LAST))
    forget(store)
    classify(store, as_of=LAST, all_months=True, approve="test")
    return store


def standings(store, day):
    with store.read() as connection:
        ids = connection.execute(select(client.c.id)).scalars().all()
        return [queries.standing(connection, one, as_of=day) for one in ids]


def values(standing):
    return standing and {**standing.evidence, "pv": standing.pv}


def test_from_the_new_year_on(branch):
    assumed = rulebooks.load("securities").values.retention
    with branch.read() as connection:
        found = measured_retention(connection, as_of=NEW_YEAR)
    for one in filter(None, standings(branch, NEW_YEAR)):
        assert one.evidence["retention_measured"] == (date(2024, 12, 31) - EPOCH).days
    seen = 0
    for one in filter(None, standings(branch, LAST)):
        if one.stage == "growth":
            seen += 1
            assert one.evidence["retention"] == round(found.stages["growth"].retention * 10_000)
            assert one.evidence["retention_measured"] == (NEW_YEAR - EPOCH).days
        if one.stage == "termination":
            assert one.evidence["retention"] == assumed[4] * 10_000
    assert seen


def test_month_by_month_values_alike(branch):
    at_once = standings(branch, LAST)
    forget(branch)
    classify(branch, as_of=date(2025, 11, 30), all_months=True, approve="test")
    for month in range(dates.month_index(date(2025, 12, 1)), dates.month_index(LAST) + 1):
        classify(branch, as_of=dates.month_last(month), approve="test")
    assert [values(one) for one in standings(branch, LAST)] == [values(one) for one in at_once]


def test_without_a_whole_year_the_rulebook_holds(branch):
    forget(branch)
    classify(branch, as_of=LAST, from_month=dates.month_index(date(2025, 1, 1)), approve="test")
    with branch.read() as connection:
        rows = connection.execute(select(classification.c.evidence).where(classification.c.as_of == LAST)).scalars()
        assert {decode(text)["retention_measured"] for text in rows} == {None}
