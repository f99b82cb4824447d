"""Units with composite keys, sets of rows, columns that follow another row, derived columns and rows."""

from datetime import date

import pytest
from sqlalchemy import select, update

from crmdesk.differentiate.tables import client_month
from crmdesk.errors import CrmError
from crmdesk.i18n import Words
from crmdesk.identify.tables import account, balance, client, contact_point, txn
from crmdesk.store import followers, history
from crmdesk.store.tables import stale_client
from tests.store.rows import new_client

LABEL = Words("改", "Change")
DAY = date(2026, 1, 31)


@pytest.fixture
def people(store):
    with store.write(LABEL) as unit:
        return [unit.add(client, new_client(number)) for number in range(3)]


@pytest.fixture
def holder(store, people):
    """An account of the first client with a balance and some movements."""
    with store.write(LABEL) as unit:
        key = unit.add(account, {"client_id": people[0], "system": "a", "account_no": "1", "kind": "n", "status": "n"})
    with store.batch(LABEL) as connection:
        row = {"account_id": key, "client_id": people[0], "day": DAY}
        moved = row | {"kind": "buy", "is_active": True, "amount": 1}
        connection.execute(txn.insert(), [moved | {"ref": str(number)} for number in range(1_200)])
        connection.execute(
            balance.insert(),
            row | {"asset_class": "cash", "amount": 5, "operation_id": connection.info["operation_id"]},
        )
    return key


def owners(store, table):
    with store.read() as connection:
        return set(connection.execute(select(table.c.client_id)).scalars())


def stale(store):
    return owners(store, stale_client)


def test_rows_with_a_composite_key_go_and_come_back(store, people, holder):
    key = (holder, DAY, "cash")
    before = row(store, balance)
    with store.write(LABEL) as unit:
        assert unit.change(balance, key, {"amount": 6})
        unit.remove(balance, key)
    assert row(store, balance) is None
    with store.write(LABEL) as unit:
        unit.add(balance, before | {"amount": 7})
    store.undo()
    store.undo()
    assert row(store, balance) == before
    store.redo()
    store.redo()
    assert row(store, balance)["amount"] == 7
    with pytest.raises(KeyError), store.write(LABEL) as unit:
        unit.remove(balance, (holder, date(2020, 1, 1), "cash"))


def row(store, table, key=None):
    with store.read() as connection:
        query = select(table) if key is None else select(table).where(history.has_key(table, key))
        found = connection.execute(query).mappings().one_or_none()
        return None if found is None else dict(found)


def test_a_removed_row_brings_its_derived_columns_back(store, people):
    with store.batch(LABEL) as connection:
        connection.execute(update(client).where(client.c.id == people[0]).values(tier="gold", assets=100))
    before = row(store, client, people[0])
    with store.write(LABEL) as unit:
        unit.remove(client, people[0])
    store.undo()
    assert row(store, client, people[0]) == before
    with store.batch(LABEL) as connection:
        connection.execute(update(client).where(client.c.id == people[0]).values(tier="base"))
    assert store.redo() is None, "a batch ends what could be done again"


def test_a_run_between_does_not_stand_in_the_way(store, people):
    with store.write(LABEL) as unit:
        unit.change(client, people[0], {"tier": "gold", "branch": "东"})
    with store.batch(LABEL) as connection:
        connection.execute(update(client).where(client.c.id == people[0]).values(tier="base"))
    store.undo()
    assert row(store, client, people[0])["branch"] == ""


def test_what_was_worked_out_goes_with_its_client(store):
    with store.write(LABEL) as unit:
        key = unit.add(client, new_client(9))
    with store.batch(LABEL) as connection:
        connection.execute(client_month.insert().values(client_id=key, month=5))
    store.undo()
    assert owners(store, client_month) == set()


def test_removed_facts_come_back_over_those_made_since(store, people):
    with store.batch(LABEL) as connection:
        connection.execute(client_month.insert().values(client_id=people[0], month=5, movements=3))
    with store.write(LABEL) as unit:
        assert unit.remove_all(client_month, client_month.c.client_id == people[0]) == 1
    with store.batch(LABEL) as connection:
        connection.execute(client_month.insert().values(client_id=people[0], month=5, movements=4))
    store.undo()
    assert row(store, client_month)["movements"] == 3


def test_a_set_of_rows_moves_and_returns(store, people):
    rows = [{"client_id": people[0], "kind": "mobile", "value": str(number)} for number in range(1_100)]
    with store.batch(LABEL) as connection:
        connection.execute(contact_point.insert(), rows)
    with store.write(LABEL) as unit:
        where = contact_point.c.client_id == people[0]
        assert unit.change_all(contact_point, where, {"client_id": people[1]}) == 1_100
        assert unit.change_all(contact_point, where, {"client_id": people[1]}) == 0
    assert owners(store, contact_point) == {people[1]}
    assert store.undo().client_ids == {people[0]}
    assert owners(store, contact_point) == {people[0]}
    store.redo()
    with store.batch(LABEL) as connection:
        one = select(contact_point.c.id).limit(1).scalar_subquery()
        connection.execute(update(contact_point).where(contact_point.c.id == one).values(client_id=people[2]))
    with pytest.raises(CrmError, match="changed or used since"):
        store.undo()
    assert owners(store, contact_point) == {people[1], people[2]}


def test_movements_and_balances_follow_their_account(store, people, holder):
    def where():
        return owners(store, txn), owners(store, balance)

    with store.write(LABEL) as unit:
        unit.change(account, holder, {"client_id": people[1]})
        assert len(unit.rows) == 1
    assert where() == ({people[1]}, {people[1]})
    store.undo()
    assert where() == ({people[0]}, {people[0]})
    store.redo()
    assert where() == ({people[1]}, {people[1]})
    with store.batch(LABEL) as connection:
        connection.execute(update(account).values(client_id=people[2]))
        followers.follow_rows(connection, account, [holder])
    assert where() == ({people[2]}, {people[2]})


def test_facts_of_both_clients_are_stale_when_an_account_moves(store, people, holder):
    with store.unlogged() as connection:
        connection.execute(stale_client.delete())
    with store.write(LABEL) as unit:
        unit.change(account, holder, {"client_id": people[1]})
        unit.change(client, people[2], {"branch": "西"})
    assert stale(store) == {people[0], people[1]}
    with store.unlogged() as connection:
        connection.execute(stale_client.delete())
    store.undo()
    assert stale(store) == {people[0], people[1]}


def test_a_witness_keeps_a_row_and_stops_no_undo(store, people):
    with store.write(LABEL) as unit:
        unit.witness(client, [history.row_image(unit.connection, client, people[0])])
        unit.change(client, people[1], {"branch": "北"})
        operation_id = unit.operation_id
    with store.batch(LABEL) as connection:
        connection.execute(update(client).where(client.c.id == people[0]).values(name="改名"))
    with store.read() as connection:
        witness = history.load_images(connection, operation_id)[0]
    assert witness.before == witness.after
    assert witness.before["name"] == "张0"
    store.undo()
    assert (row(store, client, people[0])["name"], row(store, client, people[1])["branch"]) == ("改名", "")
