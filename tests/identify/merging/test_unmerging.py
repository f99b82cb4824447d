"""Taking merges apart, at once and long after: everything back where it belongs, nothing lost or invented."""

from datetime import date

import pytest
from sqlalchemy import select, update

from crmdesk.differentiate import facts, rulebooks
from crmdesk.differentiate.tables import client_month
from crmdesk.errors import CrmError
from crmdesk.identify.children import add_child, remove_child
from crmdesk.identify.clients import client_id_by_no, create_client, edit_client
from crmdesk.identify.matching.pairs import open_pairs
from crmdesk.identify.merging import merge_clients, merges, unmerge, unmerge_preview
from crmdesk.identify.search import find_clients
from crmdesk.identify.tables import (
    account,
    client,
    contact_point,
    document,
    import_conflict,
    provenance,
    source_key,
    txn,
)
from crmdesk.identify.tables.matching import match_pair
from crmdesk.interact.contacts import correct_contact, log_contact
from crmdesk.interact.needs import change_need
from crmdesk.interact.tables import contact, need, need_change
from crmdesk.store.search import search_is_whole
from crmdesk.store.tables import operation_row
from tests.identify.merging.below import LABEL, everything_below


def owners(store, table, column="id"):
    """``{row id: client id}``, or by another column."""
    with store.read() as connection:
        return {row[0]: row[1] for row in connection.execute(select(table.c[column], table.c.client_id))}


def preview(store, merge_id):
    with store.read() as connection:
        return unmerge_preview(connection, merge_id)


def test_at_once_everything_is_as_before(store, people, content):
    for one, its in zip(people, (people[1], people[2], people[0]), strict=True):
        everything_below(store, one, its)
    with store.batch(LABEL) as connection:
        connection.execute(update(client).values(tier="gold", assets=client.c.id * 100))
        connection.execute(
            client_month.insert(), [{"client_id": one, "month": 24_000, "movements": one} for one in people]
        )
    before = content(derived=True)
    merge_id = merge_clients(store, people[0], people[1:], choices={"mobile": people[1]})
    result = unmerge(store, merge_id)
    assert content(derived=True) == before
    assert (result.keep_id, result.client_ids, result.again) == (people[0], tuple(people[1:]), ())
    with store.unlogged() as connection:
        assert search_is_whole(connection)
    with store.read() as connection:
        assert client_id_by_no(connection, "C00000002") == people[1]
        assert [one.client_id for one in find_clients(connection, "章三")] == [people[1]]
        assert merges(connection)[0].undone_at is not None


def test_undo_and_redo_of_taking_apart(store, people, content):
    everything_below(store, people[1], people[2])
    merge_id = merge_clients(store, people[0], [people[1]])
    merged = content()
    unmerge(store, merge_id)
    apart = content()
    store.undo()
    assert content() == merged
    store.redo()
    assert content() == apart
    store.undo()
    unmerge(store, merge_id)
    assert content() == apart


def test_what_somebody_changed_since_stays_with_the_kept_client(store, people, read):
    keep, drop, _ = people
    merge_id = merge_clients(store, keep, [drop], choices={"mobile": drop})
    edit_client(store, keep, {"mobile": "13600136000", "occupation": "90001", "id_no": ""}, source="meeting")
    shown = {one.field: one for one in preview(store, merge_id).fields}
    assert (shown["mobile"].what, shown["mobile"].keep, dict(shown["mobile"].drops)) == (
        "stays",
        "13600136000",
        {drop: "13900139000"},
    )
    unmerge(store, merge_id)
    kept, dropped = read(keep), read(drop)
    assert (kept.values["mobile"], kept.values["occupation"], kept.provenance["mobile"].source) == (
        "13600136000",
        "90001",
        "meeting",
    )
    assert kept.values["id_no"] is None
    assert (dropped.values["mobile"], dropped.values["id_no"]) == ("13900139000", "11010519491231002X")
    assert dropped.provenance["mobile"].source == "phone"
    assert kept.values["email"] == "zhang@example.com"


@pytest.fixture
def two_of_a_kind(store, imported):
    """Two clients of one system, each with an account, that turn out to be the same."""
    imported("客户号,客户姓名,手机,电子邮箱", "K1,张三,13800138000,", "K2,章三,13900139000,z@example.com")
    imported(
        "客户号,资金账号,账户状态,开户日期",
        "K1,A1,正常,2020-01-01",
        "K2,A2,正常,2021-01-01",
        kind="accounts",
        name="账户.csv",
    )
    with store.read() as connection:
        return connection.execute(select(source_key.c.client_id).order_by(source_key.c.key)).scalars().all()


def test_what_was_imported_since_goes_where_its_number_belongs(store, imported, two_of_a_kind, read):
    keep, drop = two_of_a_kind
    merge_id = merge_clients(store, keep, [drop])
    imported("客户号,客户姓名,电子邮箱,手机", "K2,张三,new@example.com,13900139999", name="新.csv")
    imported("客户号,资金账号,账户状态", "K2,A3,正常", "K1,A4,正常", kind="accounts", name="新账户.csv")
    imported(
        "资金账号,日期,发生金额,摘要,流水号",
        "A2,2026-01-05,100,买入,9",
        "A3,2026-01-06,5,买入,10",
        kind="transactions",
        name="流水.csv",
    )
    assert read(keep).values["email"] == "new@example.com"
    assert set(owners(store, account).values()) == {keep}
    shown = preview(store, merge_id)
    assert {one.field: (one.what, one.to) for one in shown.fields if one.what != "unchanged"} == {
        "email": ("goes", drop),
        "mobile": ("goes", drop),
    }
    unmerge(store, merge_id)
    assert owners(store, account, "account_no") == {"A1": keep, "A2": drop, "A3": drop, "A4": keep}
    assert sorted(owners(store, txn).values()) == [drop, drop]
    kept, dropped = read(keep).values, read(drop).values
    assert (kept["mobile"], kept["email"]) == ("13800138000", None)
    assert (dropped["mobile"], dropped["email"], dropped["name"]) == ("13900139999", "new@example.com", "章三")
    with store.read() as connection:
        points = connection.execute(select(contact_point.c.client_id, contact_point.c.value)).all()
        notes = connection.execute(select(provenance.c.client_id, provenance.c.merged_from)).all()
    assert [tuple(row) for row in points] == [(drop, "13900139000")]
    assert {tuple(row) for row in notes} <= {(drop, None), (keep, None)}


def test_two_numbers_of_one_client_do_not_contradict_each_other_with_every_file(store, imported, two_of_a_kind, read):
    keep, drop = two_of_a_kind
    merge_id = merge_clients(store, keep, [drop])
    both = ("K1,张三,13811110000,x@example.com", "K2,章三,13822220000,y@example.com")
    imported("客户号,客户姓名,手机,电子邮箱", *both, name="二月.csv")
    values = read(keep).values
    assert (values["mobile"], values["email"]) == ("13811110000", "y@example.com")  # each from where it came before
    again = imported("客户号,客户姓名,手机,电子邮箱", *both, name="二月再次.csv")
    assert again.files[0].unchanged == 2
    unmerge(store, merge_id)
    kept, dropped = read(keep).values, read(drop).values
    assert (kept["mobile"], kept["email"]) == ("13811110000", None)
    assert (dropped["mobile"], dropped["email"]) == ("13900139000", "y@example.com")
    waiting = owners(store, import_conflict, "new")
    assert (waiting['"x@example.com"'], waiting['"13822220000"']) == (keep, drop)


def test_what_was_done_since_stays_but_for_what_hangs_on_the_old(store, people):
    keep, drop, _ = people
    first = everything_below(store, drop, people[2])
    merge_id = merge_clients(store, keep, [drop])
    later = log_contact(store, keep, channel="01", outcome="10", note="合并之后又谈了理财产品")
    correction = correct_contact(store, first, note="更正：谈的是到期后的安排")
    with store.read() as connection:
        need_id = connection.execute(select(need.c.id)).scalar_one()
    change_need(store, need_id, priority="high")
    add_child(store, keep, "document", {"kind": "agreement", "title": "新协议"})
    unmerge(store, merge_id)
    assert owners(store, contact) == {first: drop, later: keep, correction: drop}
    assert set(owners(store, need_change).values()) == {drop}
    assert owners(store, document, "title") == {"身份证": drop, "新协议": keep}


def test_last_contacts_are_counted_again(store, people):
    keep, drop, _ = people
    log_contact(store, drop, channel="01", outcome="10", note="谈了理财产品到期后的安排", next_on=date(2030, 3, 1))
    merge_id = merge_clients(store, keep, [drop])
    log_contact(store, keep, channel="01", outcome="10", note="合并之后又谈了理财产品", next_on=date(2031, 3, 1))
    unmerge(store, merge_id)
    with store.read() as connection:
        query = select(client.c.id, client.c.next_contact_on).order_by(client.c.id)
        found = {row[0]: row[1] for row in connection.execute(query)}
    assert (found[keep], found[drop]) == (date(2031, 3, 1), date(2030, 3, 1))


def test_what_was_removed_since_stays_removed(store, people):
    keep, drop, _ = people
    everything_below(store, drop, people[2])
    merge_id = merge_clients(store, keep, [drop])
    with store.read() as connection:
        key = connection.execute(select(document.c.id)).scalar_one()
    remove_child(store, "document", key)
    unmerge(store, merge_id)
    assert owners(store, document) == {}


def test_a_contact_point_worked_on_since_goes_to_whom_the_phone_is_of(store, people, read):
    keep, drop, _ = people
    merge_id = merge_clients(store, keep, [drop])
    with store.write(LABEL) as unit:
        key = unit.connection.execute(select(contact_point.c.id)).scalar_one()
        unit.change(contact_point, key, {"status": "2"})
    unmerge(store, merge_id)
    assert owners(store, contact_point) == {key: drop}
    assert read(drop).values["mobile"] == "13900139000"


def looks(store):
    with store.read() as connection:
        rows = connection.execute(select(client.c.id, client.c.name)).all()
    return {row.id: row.name for row in rows}


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_chain_comes_apart_in_either_order(store, people, content, read, order):
    """章三 into 张三, then 张三 into 张三丰."""
    first, second, third = people
    for one, its in zip(people, (third, first, second), strict=True):
        everything_below(store, one, its)
    before = content()
    numbers = [merge_clients(store, first, [second]), merge_clients(store, third, [first])]
    assert read(third).values["id_no"] == "11010519491231002X"
    shown = preview(store, numbers[order[0]])
    assert [one.id for one in shown.above] == (numbers[1:] if order == (0, 1) else [])
    if order == (0, 1):
        promised = {one.field: (one.what, one.keep, dict(one.drops)) for one in shown.fields}
        assert promised["id_no"] == ("unchanged", "", {second: "11010519491231002X"})
        assert {one.table for one in shown.children} >= {"document", "contact", "account"}
    result = unmerge(store, numbers[order[0]])
    assert result.again == tuple(one.id for one in shown.above)
    if order == (0, 1):
        assert looks(store).keys() == {second, third}
        assert read(third).values["id_no"] is None
        assert set(owners(store, document).values()) == {second, third}
        with store.read() as connection:
            assert client_id_by_no(connection, "C00000001") == third
            assert client_id_by_no(connection, "C00000002") == second
    else:
        assert looks(store).keys() == {first, third}
        assert read(first).values["id_no"] == "11010519491231002X"
    merged_once = content()
    store.undo()
    store.redo()
    assert content() == merged_once
    unmerge(store, numbers[order[1]])
    assert content() == before


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_merges_into_one_client_come_apart_in_either_order(store, people, content, read, order):
    first, second, third = people
    edit_client(store, third, {"id_no": "110105194912310038", "id_type": "passport"}, source="phone")
    before = content()
    numbers = [merge_clients(store, first, [second]), merge_clients(store, first, [third], choices={"id_no": third})]
    unmerge(store, numbers[order[0]])
    left = third if order == (0, 1) else second
    assert read(first).values["id_no"] == {third: "110105194912310038", second: "11010519491231002X"}[left]
    unmerge(store, numbers[order[1]])
    assert content() == before


def test_a_chain_with_edits_between(store, people, read):
    first, second, third = people
    inner = merge_clients(store, first, [second])
    merge_clients(store, third, [first])
    edit_client(store, third, {"email": "new@example.com"}, source="meeting")
    unmerge(store, inner)
    assert read(third).values["email"] == "new@example.com"
    assert read(third).values["mobile"] == "13800138000"
    assert read(second).values["mobile"] == "13900139000"


@pytest.mark.parametrize("is_undone", [False, True])
def test_facts_are_made_anew_for_both(store, people, content, is_undone):
    for one, its in zip(people, (people[1], people[2], people[0]), strict=True):
        everything_below(store, one, its)
    rules = rulebooks.load("securities")
    facts.update_facts(store, rules)
    before = content(derived=True)
    merge_id = merge_clients(store, people[0], [people[1]])
    assert not facts.update_facts(store, rules).is_rebuilt
    assert set(owners(store, client_month, "client_id")) == {people[0], people[2]}
    if is_undone:
        store.undo()
    else:
        unmerge(store, merge_id)
    assert not facts.update_facts(store, rules).is_rebuilt
    assert content(derived=True) == before


def test_pairs_are_as_before_and_the_two_are_different(store, people):
    keep, drop, third = people
    row = {"kind": "person", "weight": 9.0, "levels": "1", "has_conflict": False, "is_safe": True, "scan_id": 1}
    with store.batch(LABEL) as connection:
        connection.execute(
            match_pair.insert(),
            [
                row | {"a": keep, "b": drop, "probability": 0.999, "status": "open"},
                row | {"a": drop, "b": third, "probability": 0.9, "status": "later"},
            ],
        )
    merge_id = merge_clients(store, keep, [drop])
    with store.read() as connection:
        assert [(pair.a, pair.b) for pair in open_pairs(connection, status="later")] == [(keep, third)]
    unmerge(store, merge_id)
    with store.read() as connection:
        assert [(pair.a, pair.b) for pair in open_pairs(connection, status="later")] == [(drop, third)]
        assert [(pair.a, pair.b) for pair in open_pairs(connection, status="different")] == [(keep, drop)]


def test_what_cannot_be_taken_apart_is_said(store, people):
    keep, drop, _ = people
    merge_id = merge_clients(store, keep, [drop])
    with pytest.raises(CrmError, match="no merge number 99"):
        unmerge(store, 99)
    unmerge(store, merge_id)
    for what in (unmerge, preview):
        with pytest.raises(CrmError, match="taken apart already"):
            what(store, merge_id)
    again = merge_clients(store, keep, [drop])
    with store.batch(LABEL) as connection:
        connection.execute(update(client).where(client.c.id == keep).values(client_no="C00000002"))
    for what in (unmerge, preview):
        with pytest.raises(CrmError, match="Client number C00000002 belongs to 张三"):
            what(store, again)


def test_an_erased_merge_is_final(store, people):
    merge_id = merge_clients(store, people[0], [people[1]])
    with store.batch(LABEL) as connection:
        connection.execute(operation_row.delete())
    for what in (unmerge, preview):
        with pytest.raises(CrmError, match="cannot be taken apart any more"):
            what(store, merge_id)


def test_a_client_made_since_does_not_get_an_old_id(store, people):
    keep, drop, third = people
    merge_clients(store, keep, [third])
    assert create_client(store, kind="person", values={"name": "新客户"}) > third
    assert drop < third
