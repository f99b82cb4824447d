"""Incremental = from scratch: whatever came in which order, runs on the way leave what one run over all would leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from crmdesk import dates
from crmdesk.differentiate import queries
from crmdesk.differentiate.runs import classify
from crmdesk.differentiate.tables import class_count, classification, client_month, run
from crmdesk.identify.tables import account, balance, client, txn
from crmdesk.store.tables import meta, stale_client
from tests.differentiate.conftest import Ledger

FIRST, LAST = date(2023, 1, 31), date(2023, 8, 31)
CLIENTS = (1, 2, 3)
MONTHS = range(dates.month_index(FIRST), dates.month_index(LAST) + 1)
ENDS = [dates.month_last(month) for month in MONTHS]
QUIET = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@dataclass(frozen=True)
class Move:
    client_id: int
    day: date
    yuan: int
    is_flow: bool

    def put(self, ledger):
        flow = self.yuan if self.is_flow else 0
        turnover = 0 if self.is_flow else abs(self.yuan)
        ledger.move(
            self.client_id, self.day.isoformat(), active=not self.is_flow, flow=flow, turnover=turnover, income=9
        )


@dataclass(frozen=True)
class Hold:
    client_id: int
    day: date
    yuan: int

    def put(self, ledger):
        ledger.hold(self.client_id, self.day.isoformat(), {"deposit_demand": self.yuan})


@dataclass(frozen=True)
class Classify:
    """A run of a day up to which the months before were classified, or not."""

    month: int
    is_inside: bool

    @property
    def day(self):
        return dates.month_first(self.month) + timedelta(days=11) if self.is_inside else dates.month_last(self.month)


days = st.integers(0, (LAST - date(2022, 1, 1)).days).map(lambda n: date(2022, 1, 1) + timedelta(days=n))
yuan = st.sampled_from((50, 900, 5_000, 30_000, 90_000, 260_000, 700_000))
moves = st.builds(Move, st.sampled_from(CLIENTS), days, yuan | yuan.map(lambda n: -n), st.booleans())
holds = st.builds(Hold, st.sampled_from(CLIENTS), days, yuan)
runs = st.builds(Classify, st.sampled_from(MONTHS), st.booleans())
stories = st.lists(moves | holds | holds | runs, min_size=4, max_size=24)


def forget(store, *tables):
    with store.unlogged() as connection:
        for table in tables:
            connection.execute(delete(table))


def derived_away(store):
    """All that runs and facts write, as if it had never been."""
    forget(store, classification, run, class_count, client_month, stale_client)
    with store.unlogged() as connection:
        connection.execute(delete(meta).where(meta.c.key.like("facts%")))
        names = [column.name for column in client.c if column.info.get("derived")]
        connection.execute(client.update().values(dict.fromkeys(names)))


def standings(store):
    with store.read() as connection:
        found = [queries.standing(connection, one, as_of=day) for one in CLIENTS for day in ENDS]
    return [one and {key: value for key, value in vars(one).items() if key != "decided_on"} for one in found]


def clients_own(store):
    with store.read() as connection:
        return connection.execute(select(client).order_by(client.c.id)).all()


def told(store, story, rulebook):
    """Put the facts and make the runs in their order; then one more to the end."""
    ledger = Ledger(store)
    ledger.clients("2015-03-01", "2022-05-05", "2023-02-10")
    newest = dates.month_index(FIRST) - 1
    for event in story:
        if not isinstance(event, Classify):
            event.put(ledger)
        elif event.month >= newest:
            classify(store, as_of=event.day, rulebook=rulebook, approve="law", **_begin(newest))
            newest = event.month
    classify(store, as_of=LAST, rulebook=rulebook, approve="law", **_begin(newest))


def _begin(newest):
    return {} if newest >= MONTHS[0] else {"from_month": MONTHS[0]}


@pytest.mark.parametrize("rulebook", ["bank", "securities"])
@QUIET
@given(story=stories)
def test_runs_on_the_way_change_nothing(store, rulebook, story):
    derived_away(store)
    forget(store, balance, txn, account, client)
    told(store, [event for event in story if is_new(story, event)], rulebook)
    step_by_step = standings(store), clients_own(store)
    derived_away(store)
    classify(store, as_of=LAST, from_month=MONTHS[0], rulebook=rulebook)
    assert step_by_step[0] == standings(store)
    assert step_by_step[1] == clients_own(store)


def is_new(story, event):
    """One balance per client and day."""
    same = [
        other
        for other in story
        if isinstance(other, Hold)
        and isinstance(event, Hold)
        and (other.client_id, other.day) == (event.client_id, event.day)
    ]
    return not same or same[0] is event
