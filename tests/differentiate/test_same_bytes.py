"""Derived tables are the same bytes whenever they are made again: a past data date, or all after they were deleted."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import delete, select

from crmdesk import dates
from crmdesk.demo.branch import Branch, fill_store
from crmdesk.differentiate import overrides, rulebooks
from crmdesk.differentiate.runs import classify
from crmdesk.differentiate.tables import class_count, classification, client_month, run
from crmdesk.identify.tables import client
from crmdesk.interact.contacts import log_contact
from crmdesk.interact.signals import signals_by_day
from crmdesk.store.dump import table_lines
from crmdesk.store.tables import meta

LAST = date(2026, 10, 31)
DAYS = [dates.month_last(dates.month_index(LAST) - ago) for ago in (3, 2, 1, 0)]


@pytest.fixture
def branch(store):
    """Sixty clients, rules that change in August, an override, and calls in vain in September."""
    fill_store(store, Branch(clients=60, months=14, as_of=LAST))
    forget(store)
    document = rulebooks.shipped_document("securities") | {"version": "2026.8"}
    document["facts"]["spread"]["cash"] = 0.012
    document["tiers"]["score"]["silver"] = 25
    draft = rulebooks.keep_draft(store, document)
    rulebooks.approve(store, draft, approver="Wu", effective_from=date(2026, 8, 1), is_backdated=True)
    words = {"reason": "A family of the branch", "approver": "Wu", "expires_on": date(2026, 10, 15)}
    overrides.set_override(store, 2, what="tier", code="diamond", today=date(2026, 8, 20), **words)
    for day in (3, 9, 20):
        at = datetime(2026, 9, day, 3, tzinfo=UTC)
        log_contact(store, 3, channel="01", outcome="20", note="Nobody answered the telephone.", at=at)
    return store


def forget(store):
    """All that runs and facts wrote."""
    with store.unlogged() as connection:
        for table in (classification, run, class_count, client_month):
            connection.execute(delete(table))
        connection.execute(delete(meta).where(meta.c.key.like("facts%")))
        names = [column.name for column in client.c if column.info.get("derived")]
        connection.execute(client.update().values(dict.fromkeys(names)))


def run_of(store, day, **given):
    with store.read() as connection:
        signals = signals_by_day(connection)
    return classify(store, as_of=day, signals=signals, approve="test", **given)


def derived(store):
    with store.read() as connection:
        tables = (classification, run, class_count, client_month, client)
        return [line for table in tables for line in table_lines(connection, table, select(table), has_derived=True)]


def test_a_past_data_date_again(branch):
    for day in DAYS:
        run_of(branch, day)
    before = derived(branch)
    for day in (DAYS[1], DAYS[0], DAYS[3]):
        run_of(branch, day)
        assert derived(branch) == before


def test_all_made_anew(branch):
    for _ in range(2):
        forget(branch)
        for day in DAYS:
            run_of(branch, day)
        made = derived(branch)
        forget(branch)
        run_of(branch, LAST, all_months=True)
        at_once = derived(branch)
        run_of(branch, LAST, all_months=True)
        assert derived(branch) == at_once
    forget(branch)
    for day in DAYS:
        run_of(branch, day)
    assert derived(branch) == made


def test_every_month_since_the_first_facts(branch):
    run_of(branch, LAST, all_months=True)
    with branch.read() as connection:
        first = connection.execute(select(run.c.as_of).order_by(run.c.as_of).limit(1)).scalar_one()
        facts = connection.execute(select(client_month.c.month).order_by(client_month.c.month).limit(1)).scalar_one()
        named = connection.execute(select(run.c.as_of, run.c.rulebook_version, run.c.is_data_date)).all()
    assert dates.month_index(first) == facts
    versions = {day.isoformat(): version for day, version, _ in named if day >= DAYS[0]}
    assert versions == {DAYS[0].isoformat(): "2026.1", **{day.isoformat(): "2026.8" for day in DAYS[1:]}}
    assert [day for day, _, is_data_date in named if is_data_date] == [LAST]


def test_a_past_data_date_leaves_the_clients_columns(branch):
    run_of(branch, LAST)
    run_of(branch, DAYS[1])
    with branch.read() as connection:
        assert set(connection.execute(select(client.c.as_of)).scalars()) == {LAST}
