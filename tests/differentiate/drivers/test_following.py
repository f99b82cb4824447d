"""Records of the drivers go along with their client: merged and taken apart, into the trash and back."""

from datetime import date

import pytest
from sqlalchemy import select

from crmdesk.differentiate.drivers.records import concessions, contracts, costs, debts, opportunities
from crmdesk.differentiate.tables import concession, cost_line, opportunity, opportunity_step, overdue, service_contract
from crmdesk.identify.clients import create_client
from crmdesk.identify.merging import merge_clients, unmerge
from crmdesk.identify.trash import restore_trashed, trash_clients, trashed

DAY = date(2026, 3, 2)
TABLES = (opportunity, opportunity_step, cost_line, concession, service_contract, overdue)


@pytest.fixture
def two(store):
    """Two clients; everything that can be recorded is recorded about the second."""
    first, second = (create_client(store, kind="person", values={"name": name}) for name in ("张三", "张叁"))
    one = opportunities.add_opportunity(store, second, title="x", amount=1, opened_on=DAY)
    opportunities.move_opportunity(store, one, stage="lost", on=DAY, reason="price")
    costs.add_cost(store, day=DAY, kind="gift", purpose="service", amount=1, client_id=second)
    concessions.add_concession(store, second, kind="fee", amount=1, from_on=DAY, approver="主管")
    contracts.add_contract(store, second, kind="advisory", begins_on=DAY, ends_on=DAY)
    debts.note_debt(store, second, day=DAY, kind="fee", amount=1)
    return first, second


def owners(store):
    with store.read() as connection:
        return {
            table.name: connection.execute(select(table.c.client_id)).scalars().all()
            for table in TABLES
            if "client_id" in table.c
        }


def every_row(store):
    with store.read() as connection:
        return {table.name: connection.execute(select(table).order_by(table.c.id)).all() for table in TABLES}


def test_a_merge_takes_them_along_and_taking_apart_gives_them_back(store, two):
    first, second = two
    before = every_row(store)
    merge_id = merge_clients(store, first, [second])
    assert set(map(tuple, owners(store).values())) == {(first,)}
    unmerge(store, merge_id)
    assert every_row(store) == before


def test_the_trash_keeps_them_and_gives_them_back(store, two):
    _first, second = two
    before = every_row(store)
    trash_clients(store, [second], reason="x")
    assert every_row(store)["opportunity"] == every_row(store)["opportunity_step"] == []
    with store.read() as connection:
        (entry,) = trashed(connection)
    restore_trashed(store, entry.id)
    assert every_row(store) == before
