"""Merging: which value survives, what moves, what finds the client afterwards; the preview is what happens."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from crmdesk.customize import codec
from crmdesk.customize.plans import draft_plan
from crmdesk.customize.tables import plan
from crmdesk.errors import CrmError
from crmdesk.identify.clients import client_id_by_no, create_client, edit_client
from crmdesk.identify.importing.trust import set_trust
from crmdesk.identify.lineage import lineage
from crmdesk.identify.merging import merge_clients, merge_preview, merges
from crmdesk.identify.search import find_clients
from crmdesk.identify.tables import FORM_TABLES, client, contact_point, provenance, relation, source_key
from crmdesk.interact.contacts import log_contact
from crmdesk.interact.tables import contact
from crmdesk.store.schema import metadata
from crmdesk.store.search import search_is_whole
from tests.identify.merging.below import LABEL, everything_below


def preview(store, keep, drops, **options):
    with store.read() as connection:
        return merge_preview(connection, keep, drops, **options)


def choice(store, keep, drops, field, **options):
    found = {one.field: one for one in preview(store, keep, drops, **options).fields}
    return found[field]


def rows(store, table, client_id):
    with store.read() as connection:
        return connection.execute(select(table).where(table.c.client_id == client_id)).mappings().all()


def test_the_kept_client_has_what_it_lacked_and_the_rest_stays_known(store, people, read):
    keep, other, third = people
    merge_clients(store, keep, [other, third])
    values = read(keep).values
    assert (values["name"], values["mobile"], values["email"]) == ("张三", "13800138000", "zhang@example.com")
    assert (values["id_no"], values["phone_home"], values["occupation"]) == (
        "11010519491231002X",
        "027-88888888",
        "90002",
    )
    points = [(row["kind"], row["value"], row["valid_to"]) for row in rows(store, contact_point, keep)]
    assert points == [("mobile", "13900139000", None)]
    with store.read() as connection:
        assert connection.execute(select(client.c.id)).scalars().all() == [keep]


def test_old_numbers_and_names_find_the_kept_client(store, people):
    keep, other, third = people
    numbers = ["C00000002", "C00000003"]
    merge_clients(store, keep, [other, third])
    with store.read() as connection:
        for number in numbers:
            assert client_id_by_no(connection, number) == keep
            assert [one.client_id for one in find_clients(connection, number)] == [keep]
        for name in ("章三", "张三丰", "13900139000", "zhangsanfeng"):
            assert [one.client_id for one in find_clients(connection, name)] == [keep], name
    with store.unlogged() as connection:
        assert search_is_whole(connection)
    with pytest.raises(CrmError, match="already belongs to"):
        create_client(store, kind="person", values={"name": "李四"}, client_no=numbers[0])
    edit_client(store, keep, {"name": "张三三"})
    with store.read() as connection:
        assert [one.client_id for one in find_clients(connection, "章三")] == [keep]


@pytest.mark.parametrize(
    ("first", "second", "survivor"),
    [
        ({"source": "crm"}, {"source": "phone"}, 1),  # a system against a person
        ({"source": "phone"}, {"source": "crm"}, 0),
        ({"source": "phone"}, {"source": "meeting", "verified_how": "document"}, 1),  # typed against verified
        ({"source": "crm", "verified_how": "document"}, {"source": "phone"}, 0),
    ],
)
def test_what_a_person_said_survives(store, first, second, survivor):
    ids = []
    for number, how in enumerate((first, second)):
        ids.append(create_client(store, kind="person", values={"name": "张三"}, source="crm"))
        edit_client(store, ids[-1], {"mobile": f"1380013800{number}"}, **how)
    found = choice(store, ids[0], ids[1:], "mobile")
    assert (found.chosen, found.is_conflict) == (ids[survivor], True)


def test_of_two_systems_the_more_trusted_then_the_newer_survives(store, imported):
    imported("客户号,客户姓名,手机", "K1,张三,13800138000", source="low")
    imported("客户号,客户姓名,手机", "K2,张三,13800138001", source="high")
    with store.read() as connection:
        low, high = connection.execute(select(source_key.c.client_id).order_by(source_key.c.id)).scalars()
    assert choice(store, low, [high], "mobile").chosen == low  # alike: the kept one
    set_trust(store, "high", "", 4)
    found = choice(store, low, [high], "mobile")
    assert (found.chosen, [one.trust for one in found.options]) == (high, [2, 4])
    set_trust(store, "low", "mobile", 5)
    assert choice(store, low, [high], "mobile").chosen == low


def test_the_user_decides_against_the_rule(store, people, read):
    keep, other, _ = people
    assert choice(store, keep, [other], "mobile", choices={"mobile": other}).chosen == other
    merge_clients(store, keep, [other], choices={"mobile": other, "name": other})
    values = read(keep).values
    assert (values["mobile"], values["name"], read(keep).name) == ("13900139000", "章三", "章三")
    assert [row["value"] for row in rows(store, contact_point, keep)] == ["13800138000"]


def test_what_is_said_about_a_phone_goes_with_the_phone(store, read):
    ids = [
        create_client(store, kind="person", values={"name": "张三", "mobile": "13800138000"}, source="crm"),
        create_client(
            store,
            kind="person",
            values={"name": "张三", "mobile": "13900139000", "contact_status": "1", "mobile_owner": "self"},
            source="crm",
        ),
    ]
    edit_client(store, ids[0], {"mobile_owner": "spouse"}, source="phone")
    merge_clients(store, ids[0], [ids[1]], choices={"mobile": ids[1]})
    values = read(ids[0]).values
    assert (values["mobile_owner"], values["contact_status"]) == ("self", "1")


def test_lineage_goes_with_the_value_and_names_the_merged_client(store, people):
    keep, other, _ = people
    edit_client(store, other, {"id_no": "11010519491231002X"}, source="document", verified_how="document")
    merge_clients(store, keep, [other])
    with store.read() as connection:
        found = lineage(connection, keep)
        note = connection.execute(select(provenance).where(provenance.c.field == "id_no")).mappings().one()
    assert (found["id_no"].source, found["id_no"].verified_how) == ("document", "document")
    assert note["merged_from"] == "C00000002"
    assert found["email"].source == "phone"
    edit_client(store, keep, {"id_no": "110105194912310038"}, source="phone")
    with store.read() as connection:
        note = connection.execute(select(provenance).where(provenance.c.field == "id_no")).mappings().one()
    assert note["merged_from"] is None, "typed since"


def test_a_value_without_a_note_says_where_its_record_came_from(store, imported, people):
    imported("客户号,客户姓名,手机,电子邮箱", "K1,王五,13700137000,w@example.com")
    with store.read() as connection:
        drop = connection.execute(select(source_key.c.client_id)).scalar_one()
    merge_clients(store, people[1], [drop])
    with store.read() as connection:
        found = lineage(connection, people[1])["email"]
    assert (found.source, found.file, found.row) == ("core", "核心系统.csv", 2)


def test_everything_that_points_to_a_client_moves(store, people):
    keep, other, third = people
    for one, its in ((keep, third), (other, third)):
        everything_below(store, one, its)
    shown = preview(store, keep, [other])
    merge_clients(store, keep, [other])
    counts = {one.table: sum(one.counts.values()) for one in shown.children}
    for name in ("account", "txn", "document", "contact", "need", "need_change", "source_key", "relation"):
        table = metadata.tables[name]
        assert counts[name] == len(rows(store, table, keep)), name
    assert {str(one.label) for one in shown.children} >= {"contacts", "needs", "movements"}
    with store.read() as connection:
        for name, table in metadata.tables.items():
            for column in table.c:
                if column.name.endswith("client_id") and column.foreign_keys:
                    left = select(func.count()).select_from(table).where(column == other)
                    assert connection.execute(left).scalar_one() == 0, name


def test_a_relation_between_the_two_is_none_any_more(store, people):
    keep, other, third = people
    with store.write(LABEL) as unit:
        for a, b in ((keep, other), (other, keep), (third, other), (other, third)):
            unit.add(relation, {"client_id": a, "other_client_id": b, "relation": "spouse"})
    merge_clients(store, keep, [other])
    with store.read() as connection:
        pairs = connection.execute(select(relation.c.client_id, relation.c.other_client_id)).all()
    assert sorted(map(tuple, pairs)) == sorted([(third, keep), (keep, third)])


def test_undo_and_redo_of_a_merge(store, people, content):
    everything_below(store, people[0], people[2])
    everything_below(store, people[1], people[0])
    before = content()
    merge_clients(store, people[0], people[1:])
    after = content()
    assert before != after
    store.undo()
    assert content() == before
    store.redo()
    assert content() == after
    store.undo()
    assert content() == before
    with store.read() as connection:
        assert merges(connection) == []


def test_the_log_of_merges(store, people):
    keep, other, third = people
    first = merge_clients(store, other, [third], rule="safe", probability=0.99)
    second = merge_clients(store, keep, [other])
    with store.read() as connection:
        newest, oldest = merges(connection)
        assert [one.id for one in merges(connection, client_id=third)] == [first]
        assert [one.id for one in merges(connection, client_id=keep)] == [second, first]
    assert (newest.id, newest.keep_no, newest.dropped) == (second, "C00000001", ((other, "C00000002", "章三"),))
    assert (oldest.rule, oldest.probability, oldest.keep_no, oldest.undone_at) == ("safe", 0.99, "", None)


def test_what_cannot_be_merged_is_refused(store, people):
    keep = people[0]
    firm = create_client(store, kind="organisation", values={"name": "某公司"})
    for drops, said in (
        ([], "at least two"),
        ([keep], "with itself"),
        ([people[1], people[1]], "with itself"),
        ([999], "no longer in the store"),
        ([firm], "one kind"),
    ):
        with pytest.raises(CrmError, match=said):
            merge_clients(store, keep, drops)
        with pytest.raises(CrmError, match=said):
            preview(store, keep, drops)
    for choices in ({"shoe_size": keep}, {"mobile": people[2]}):
        with pytest.raises(CrmError, match="no such choice"):
            merge_clients(store, keep, [people[1]], choices=choices)


def test_a_plan_keeps_its_number_and_its_digest(store, people):
    plan_id = draft_plan(store, people[1])
    with store.write(LABEL) as unit:
        found = unit.connection.execute(select(plan)).mappings().one()
        unit.change(plan, plan_id, {"status": "approved", "digest": codec.digest(found["content"])})
    merge_clients(store, people[0], [people[1]])
    with store.read() as connection:
        now = connection.execute(select(plan)).mappings().one()
    assert (now["client_id"], now["plan_no"], now["status"]) == (people[0], found["plan_no"], "approved")
    assert now["digest"] == codec.digest(now["content"])


def test_last_and_next_contact_are_those_of_both(store, people):
    keep, other, _ = people
    log_contact(store, other, channel="01", outcome="10", note="谈了理财产品到期后的安排", next_on=date(2027, 3, 1))
    with store.read() as connection:
        theirs = select(client.c.last_contact_on, client.c.next_contact_on)
        expected = connection.execute(theirs.where(client.c.id == other)).one()
    merge_clients(store, keep, [other])
    with store.read() as connection:
        assert connection.execute(theirs.where(client.c.id == keep)).one() == expected
        assert connection.execute(select(func.count()).select_from(contact)).scalar_one() == 1


VALUES = st.fixed_dictionaries(
    {"name": st.sampled_from(["张三", "章三", "张 三"])},
    optional={
        "mobile": st.sampled_from(["13800138000", "13900139000"]),
        "contact_status": st.sampled_from(["0", "1", "8"]),
        "email": st.sampled_from(["a@example.com", "b@example.com"]),
        "occupation": st.sampled_from(["90001", "90002"]),
        "addr_home": st.sampled_from(["武汉市一号", "武汉市二号"]),
        "interests": st.sampled_from(["sport", "travel"]),
    },
)
CLIENT = st.tuples(VALUES, st.sampled_from(["", "crm", "core", "phone"]), st.booleans())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(CLIENT, min_size=2, max_size=4), data=st.data())
def test_the_preview_is_what_happens(store, told, data):
    ids = []
    for values, source, is_verified in told:
        ids.append(create_client(store, kind="person", values=values, source=source))
        if is_verified and "mobile" in values:
            edit_client(store, ids[-1], {"mobile": values["mobile"]}, source="phone", verified_how="document")
    fields = [one.field for one in preview(store, ids[0], ids[1:]).fields]
    choices = data.draw(st.dictionaries(st.sampled_from(fields), st.sampled_from(ids), max_size=3))
    shown = preview(store, ids[0], ids[1:], choices=choices)
    points = len(rows(store, contact_point, ids[0]))
    merge_clients(store, ids[0], ids[1:], choices=choices)
    with store.read() as connection:
        core = connection.execute(select(client).where(client.c.id == ids[0])).mappings().one()
        form = FORM_TABLES["person"]
        kept = dict(connection.execute(select(form).where(form.c.client_id == ids[0])).mappings().one())
    values = {name: core[name] or None for name in ("name", "manager", "branch")} | kept
    assert {one.field: one.value for one in shown.fields} == {
        name: values[name] for one in shown.fields for name in [one.field]
    }
    told_now = {name for name, value in values.items() if value not in (None, "") and name != "client_id"}
    assert told_now == {one.field for one in shown.fields if one.value is not None}
    losing = {
        (one.field, option.value)
        for one in shown.fields
        if one.field in ("mobile", "email", "addr_home")
        for option in one.options
        if option.value != one.value
    }
    assert {(row["kind"], row["value"]) for row in rows(store, contact_point, ids[0])[points:]} == losing
