"""Scans, the queue and decisions on a real store."""

import pytest

from crmdesk.identify import matching
from crmdesk.identify.clients import create_client, edit_client

ZHANG = {"name": "张伟", "id_no": "11010519491231002X", "mobile": "13800138001", "addr_home": "建国路12号3栋502室"}


def add(store, kind="person", **values):
    return create_client(store, kind=kind, values=values)


@pytest.fixture
def pair(store):
    """One client who stands in the store twice, and two who do not."""
    first = add(store, **ZHANG)
    second = add(store, name="張偉", id_no="110105491231002", addr_home="北京市朝阳区建国路12-3-502")
    add(store, name="李娜", id_no="440524188001010014", mobile="13900139001")
    add(store, name="王芳", birth_date="1990-02-01", mobile="13900139001")
    return first, second


def test_a_scan_finds_the_pair_and_no_other(store, pair):
    result = matching.scan_clients(store)
    with store.read() as connection:
        (found,) = matching.open_pairs(connection)
        assert matching.pair_count(connection) == 1
    assert (found.a, found.b) == pair
    assert found.probability > 0.99
    assert not found.has_conflict
    assert (found.a_name, found.b_name, found.status) == ("张伟", "張偉", "open")
    assert (result.clients, result.pairs) == (4, 1)


def test_the_reasons_say_what_agrees(store, pair):
    matching.scan_clients(store)
    with store.read() as connection:
        reasons = {reason.field: reason for reason in matching.pair_reasons(connection, *pair)}
    assert reasons["id_no"].agreement == "same"
    assert reasons["name"].level.en == "The same in another script or spacing"
    assert reasons["id_no"].weight > 8
    assert reasons["phone"].agreement == "missing"
    assert "1949" not in reasons["id_no"].a_value


def test_many_pairs_have_the_reasons_of_each(store, pair):
    matching.scan_clients(store)
    with store.read() as connection:
        ids = connection.exec_driver_sql("SELECT id FROM client ORDER BY id").scalars().all()
        pairs = [pair, (ids[2], ids[3]), pair[::-1], (ids[0], ids[3])]
        together = matching.pairs_reasons(connection, "person", pairs)
        assert together == [matching.pair_reasons(connection, *one) for one in pairs]


def test_the_weight_is_the_sum_of_the_reasons_and_the_prior(store, pair):
    matching.scan_clients(store)
    with store.read() as connection:
        (found,) = matching.open_pairs(connection)
        total = sum(reason.weight for reason in matching.pair_reasons(connection, *pair))
        from crmdesk.identify.matching.models import model_of

        assert found.weight == pytest.approx(total + model_of(connection, "person").prior_bits)


def test_different_is_remembered_for_every_scan_to_come(store, pair):
    matching.scan_clients(store)
    with store.read() as connection:
        (found,) = matching.open_pairs(connection)
    matching.decide(store, found.id, "different")
    matching.scan_clients(store)
    with store.read() as connection:
        assert matching.open_pairs(connection) == []
        assert matching.open_pairs(connection, status="different")[0].id == found.id
    store.undo()
    with store.read() as connection:
        assert [one.id for one in matching.open_pairs(connection)] == [found.id]


def test_an_incremental_scan_finds_what_a_full_one_finds(store, pair):
    matching.scan_clients(store)
    third = add(store, name="李娜", id_no="440524188001010014", mobile="13700137001")
    result = matching.scan_clients(store, is_full=False)
    assert result.clients == 1
    with store.read() as connection:
        found = {(one.a, one.b) for one in matching.open_pairs(connection)}
    assert found == {pair, (third - 2, third)}
    matching.scan_clients(store)
    with store.read() as connection:
        assert {(one.a, one.b) for one in matching.open_pairs(connection)} == found


def test_an_edit_that_parts_two_clients_takes_the_pair_away(store, pair):
    matching.scan_clients(store)
    edit_client(store, pair[1], {"name": "赵云", "id_no": "320106850505123"})
    matching.scan_clients(store, is_full=False)
    with store.read() as connection:
        assert matching.open_pairs(connection) == []


def test_a_hint_while_typing_before_and_after_a_scan(store, pair):
    for _scan in range(2):
        with store.read() as connection:
            found = matching.likely_clients(connection, "person", {"name": "章伟", "mobile": "138 0013 8001"})
        assert [one.client_id for one in found] == [pair[0]]
        matching.scan_clients(store)
