"""The demo branch: believable, the same for the same seed, and complete enough for a tour."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from crmdesk.codes import code_list
from crmdesk.demo import Branch, fill_store, make_tour
from crmdesk.errors import CrmError
from crmdesk.identify.checks import check_values
from crmdesk.identify.matching import open_pairs
from crmdesk.identify.record import client_id_by_no, record
from crmdesk.identify.search import find_clients
from crmdesk.identify.tables import account, balance, client, holding, txn
from crmdesk.interact.tables import contact, follow_up, need

AS_OF = date(2026, 10, 31)
SMALL = Branch(clients=400, months=25, seed=3, as_of=AS_OF)


@pytest.fixture(scope="module")
def branch_store(store_template, tmp_path_factory):
    import shutil

    from crmdesk.store import keys
    from crmdesk.store.opening import open_store
    from tests.conftest import PASSPHRASE

    path = tmp_path_factory.mktemp("branch") / "branch.crm"
    shutil.copy(store_template, path)
    shutil.copy(keys.keys_path(store_template), keys.keys_path(path))
    store = open_store(path, PASSPHRASE, actor="tester")
    fill_store(store, SMALL)
    yield store
    store.close()


def counts(connection, column):
    return dict(connection.execute(select(column, func.count()).group_by(column)).all())


def test_every_tier_and_stage_is_there(branch_store):
    with branch_store.read() as connection:
        assert set(counts(connection, client.c.tier)) == set(code_list("tier"))
        assert set(counts(connection, client.c.stage)) == set(code_list("stage"))


def test_two_years_of_months(branch_store):
    with branch_store.read() as connection:
        first, last = connection.execute(select(func.min(balance.c.day), func.max(balance.c.day))).one()
    assert last == AS_OF
    assert (last.year - first.year) * 12 + last.month - first.month == 24


def test_known_names_are_found_as_people_type_them(branch_store):
    with branch_store.read() as connection:
        for typed, name in (
            ("zs", "张三"),
            ("sxx", "单雄信"),
            ("zgf", "曾国藩"),
            ("zhangsan", "张三"),
            ("欧阳", "欧阳静姝"),
        ):
            assert name in [found.name for found in find_clients(connection, typed)]


def test_the_records_pass_the_form_but_for_the_dirt(branch_store):
    with branch_store.read() as connection:
        ids = connection.execute(select(client.c.id).limit(60)).scalars().all()
        for client_id in ids:
            found = record(connection, client_id)
            problems = check_values("person", found.values, on=AS_OF)
            assert [problem for problem in problems if problem.is_error] == []


def tables_of(store):
    tables = (client, account, txn, balance, holding, contact, follow_up, need)
    with store.read() as connection:
        return [connection.execute(select(table).order_by(*table.primary_key.columns)).all() for table in tables]


def test_the_same_seed_makes_the_same_store(branch_store, store):
    fill_store(store, SMALL)
    assert tables_of(store) == tables_of(branch_store)


def test_a_store_with_clients_is_left_alone(branch_store):
    before = tables_of(branch_store)
    with pytest.raises(CrmError, match="needs an empty one"):
        fill_store(branch_store, SMALL)
    assert tables_of(branch_store) == before


def test_one_in_a_hundred_came_from_a_second_system_and_is_found(store):
    make_tour(store, SMALL)
    with store.read() as connection:
        second = set(connection.execute(select(client.c.client_no).where(client.c.source == "bank")).scalars())
        pairs = {(one.a_no, one.b_no) for one in open_pairs(connection)}
        problems = [one for number in second for one in errors_of(connection, number)]
    assert len(second) == SMALL.clients // 100
    assert {b for _a, b in pairs} == second
    assert all(int(b) - int(a) == 37 for a, b in pairs)
    assert problems == []


def errors_of(connection, client_no):
    found = record(connection, client_id_by_no(connection, client_no))
    return [problem for problem in check_values("person", found.values, on=AS_OF) if problem.is_error]
