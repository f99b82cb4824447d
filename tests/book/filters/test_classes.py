"""Filters by the class of the newest run and by named lists, on classes that runs wrote."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from crmdesk.book.client_list import client_ids, count
from crmdesk.book.filters import ClientFilter
from crmdesk.book.these import keep_these
from crmdesk.book.views import View, save_view
from crmdesk.differentiate import queries
from crmdesk.differentiate.runs import classify
from crmdesk.differentiate.tables import classification
from crmdesk.errors import CrmError
from crmdesk.i18n import Words
from tests.differentiate.conftest import Ledger
from tests.differentiate.test_runs import bank_book

MARCH, APRIL = date(2024, 3, 31), date(2024, 4, 30)
SIX = range(1, 7)


@pytest.fixture
def branch(store):
    """Six clients of a bank; in April the third one rises to silver and the fifth is on the way down."""
    ledger = Ledger(store)
    ledger.clients(*["2020-01-01"] * 6)
    for number, yuan in enumerate((44_999, 45_000, 49_999.99, 50_000, 700_000, 0), 1):
        bank_book(ledger, [yuan] * 3, first="2024-01", client_id=number)
    ledger.move(2, "2024-03-20", turnover=5_000)
    classify(store, as_of=MARCH, rulebook="bank")
    bank_book(ledger, [60_000], first="2024-04", client_id=3)
    classify(store, as_of=APRIL, rulebook="bank")
    return store


def kept(store, expression):
    with store.read() as connection:
        chosen = ClientFilter.parse(expression)
        found = sorted(client_ids(connection, chosen, sort="name"))
        assert count(connection, chosen) == len(found)
    return found


def standing(store, number, day=None):
    with store.read() as connection:
        return queries.standing(connection, number, as_of=day)


def test_segment(branch):
    for code in ("000", "100", "011"):
        assert kept(branch, f"segment:{code}") == [n for n in SIX if standing(branch, n).segment == code]
    assert kept(branch, "segment:empty") == [n for n in SIX if standing(branch, n).segment is None]


@pytest.mark.parametrize("indicator", list("RFMAS"))
def test_points_of_each_indicator(branch, indicator):
    def points(number):
        found = standing(branch, number)
        return found.evidence[f"score_{indicator}"] if found.segment is not None else None

    for low in range(6):
        expected = [n for n in SIX if points(n) is not None and points(n) >= low]
        assert kept(branch, f"points-{indicator.lower()}:>={low}") == expected
    assert kept(branch, f"{indicator}分:0") == [n for n in SIX if points(n) == 0]


def test_who_moved(branch):
    assert kept(branch, "tier-move:up") == kept(branch, "层级变动:升级") == [3]
    assert kept(branch, "tier-move:down") == []
    assert kept(branch, "tier-before:base tier:silver") == [3]
    for number in SIX:
        was = standing(branch, number, MARCH)
        assert number in kept(branch, f"tier-before:{was.tier}")
        assert number in kept(branch, f"stage-before:{was.stage}")


def test_the_opposite_is_the_opposite(branch):
    for expression in ("tier-move:up", "segment:000", "points-r:>=1", "tier-before:base", "idle-on:>2023-01-01"):
        inside, outside = kept(branch, expression), kept(branch, f"not {expression}")
        assert sorted([*inside, *outside]) == list(SIX), expression


def test_the_day_dormancy_counts_from(branch):
    c = classification.c
    with branch.read() as connection:
        days = dict(connection.execute(select(c.client_id, c.idle_on).where(c.as_of == APRIL)).all())
    for day in set(days.values()):
        assert kept(branch, f"idle-on:>={day}") == [n for n in SIX if days[n] >= day]
        assert kept(branch, f"休眠日:<={day}") == [n for n in SIX if days[n] <= day]


def test_a_named_list_is_a_filter_like_others(branch):
    expression = keep_these([5, 3, 4], Words("三位", "three of them"))
    assert kept(branch, expression) == [3, 4, 5]
    assert kept(branch, f"{expression} tier:silver") == [3, 4]
    assert kept(branch, f"not {expression}") == [1, 2, 6]
    (chip,) = ClientFilter.parse(expression).describe()
    assert (chip.label, chip.value) == (Words("名单", "List"), Words("三位", "three of them"))
    for language in ("zh", "en"):
        text = ClientFilter.parse(expression).to_text(language)
        assert ClientFilter.parse(text) == ClientFilter.parse(expression)


def test_a_list_of_very_many(branch):
    expression = keep_these(range(3, 200_003), "many")
    assert kept(branch, expression) == [3, 4, 5, 6]
    assert kept(branch, keep_these([], "none")) == []


def test_a_list_that_is_gone_is_refused():
    with pytest.raises(CrmError, match="List"):
        ClientFilter.parse("these:999999")


def test_a_view_cannot_keep_a_list_that_goes(branch):
    with pytest.raises(CrmError, match="remove its chip"):
        save_view(branch, View("", Words("", ""), ClientFilter.parse(keep_these([1], "x"))), name="mine")
