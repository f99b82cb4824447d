"""Creating, changing, confirming and undoing records."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import insert, update

from crmdesk import dates
from crmdesk.errors import CrmError
from crmdesk.identify.children import add_child, change_child, remove_child
from crmdesk.identify.clients import (
    assign_manager,
    client_id_by_no,
    create_client,
    edit_client,
    next_client_no,
    record,
)
from crmdesk.identify.history import field_history
from crmdesk.identify.masking import MASKS, masked, masked_values, private_value, reveal, reveal_child
from crmdesk.identify.tables import FORM_TABLES, balance
from tests.identify.conftest import PERSON


def test_a_record_is_read_as_it_was_stored(person, read):
    found = read(person)
    assert (found.client_no, found.name, found.manager, found.kind) == ("K0001", "张三", "李经理", "person")
    assert found.values["mobile"] == "13800138000"
    assert found.values["birth_date"] == date(1949, 12, 31)
    assert found.values["id_to"] == date(9999, 12, 31)
    assert found.values["email"] is None
    assert found.provenance["mobile"].entered_by == "tester"


def test_every_kind_is_created_from_a_name_alone(store, read):
    for kind, name in (("person", "李四"), ("organisation", "晨星（上海）有限公司"), ("product", "示范一号")):
        found = read(create_client(store, kind=kind, values={"name": name}))
        assert (found.kind, found.name, found.status) == (kind, name, "prospect")


def test_numbers_are_given_in_order_and_never_twice(store):
    first, second = (create_client(store, kind="person", values={"name": "李四"}) for _ in range(2))
    with store.read() as connection:
        assert [record(connection, key).client_no for key in (first, second)] == ["C00000001", "C00000002"]
        assert next_client_no(connection) == "C00000003"
    with pytest.raises(CrmError, match="already belongs to 李四") as refusal:
        create_client(store, kind="person", values={"name": "王五"}, client_no="C00000001")
    assert refusal.value.field == "client_no"


def test_an_unknown_number_is_said_plainly(store, person):
    with store.read() as connection:
        assert client_id_by_no(connection, " K0001 ") == person
        with pytest.raises(CrmError, match="no client with number X9"):
            client_id_by_no(connection, "X9")


def test_a_name_of_300_characters_is_refused_beside_its_field(store, person, read):
    with pytest.raises(CrmError) as refusal:
        edit_client(store, person, {"name": "张" * 300})
    assert refusal.value.field == "name"
    with pytest.raises(CrmError) as refusal:
        create_client(store, kind="person", values={"name": ""})
    assert refusal.value.field == "name"
    assert read(person).name == "张三"


def test_text_is_text(store, person, read):
    for text in ("<img src=x onerror=alert(1)>", "=cmd|'/C calc'!A0", "Robert'); DROP TABLE client;--"):
        edit_client(store, person, {"note": text, "employer": text})
        assert read(person).values["note"] == text
        assert read(person).values["employer"] == text


def test_an_edit_is_one_step_and_can_be_undone(store, person, read):
    before = read(person)
    assert edit_client(store, person, {"mobile": "13912345679", "email": "z@example.com"}, source="phone") == (
        "mobile",
        "email",
        "contact_status",
        "contact_verified_at",
    )
    after = read(person)
    assert after.values["mobile"] == "13912345679"
    assert after.values["contact_status"] == "0"
    assert after.values["contact_verified_at"] is None
    assert after.provenance["mobile"].source == "phone"
    (former,) = after.children["contact_point"]
    assert (former["kind"], former["value"], former["status"]) == ("mobile", "13800138000", "1")
    assert former["valid_to"] == dates.local_today()
    store.undo()
    assert read(person) == before
    store.redo()
    assert read(person).values == after.values


def test_saving_what_stands_changes_nothing(store, person):
    label = store.undo_label()
    assert edit_client(store, person, {"mobile": "138-0013-8000", "sex": "女"}) == ()
    assert store.undo_label() == label


def test_a_confirmed_value_is_fresh_though_unchanged(store, person, read):
    edit_client(store, person, {"addr_home": PERSON["addr_home"]}, source="meeting", verified_how="meeting")
    known = read(person).provenance["addr_home"]
    assert (known.verified_on, known.verified_how, known.source) == (dates.local_today(), "meeting", "meeting")


def test_an_old_error_does_not_stop_another_edit(store, person, read):
    with store.unlogged() as connection:
        connection.execute(update(FORM_TABLES["person"]).values(id_no="110105194912310021", id_from=date(2020, 1, 1)))
    edit_client(store, person, {"email": "z@example.com"})
    assert read(person).values["email"] == "z@example.com"
    with pytest.raises(CrmError) as refusal:
        edit_client(store, person, {"id_to": "2019-12-31"})
    assert refusal.value.field == "id_to"


def test_what_only_imports_deliver_cannot_be_typed(store, person, read):
    with pytest.raises(CrmError) as refusal:
        edit_client(store, person, {"aml_level": "low"})
    assert refusal.value.field == "aml_level"
    edit_client(store, person, {"aml_level": "low"}, source="counter system")
    assert read(person).values["aml_level"] == "low"


def test_the_history_of_a_field(store, person):
    edit_client(store, person, {"mobile": "13912345679"})
    edit_client(store, person, {"mobile": "13712345679"})
    edit_client(store, person, {"mobile": "13612345679"})
    store.undo()
    with store.read() as connection:
        changes = field_history(connection, person, "mobile")
        names = field_history(connection, person, "name")
    assert [(c.before, c.after) for c in changes] == [
        ("13912345679", "13712345679"),
        ("13800138000", "13912345679"),
        (None, "13800138000"),
    ]
    assert changes[0].actor == "tester"
    assert changes[0].label.en == "Change mobile phone of 张三"
    assert [c.after for c in names] == ["张三"]


def test_clients_are_handed_on_in_one_step(store, person, read):
    other = create_client(store, kind="person", values={"name": "李四"})
    assert assign_manager(store, [person, other], "何志远") == 2
    assert read(other).manager == "何志远"
    store.undo()
    assert (read(person).manager, read(other).manager) == ("李经理", "")


def test_accounts_make_a_client_active(store, person, read):
    key = add_child(store, person, "account", {"account_no": "00012345", "opened_on": "2015-03-02"})
    found = read(person)
    assert (found.status, found.opened_on) == ("active", date(2015, 3, 2))
    assert found.children["account"][0]["account_no"] == "00012345"
    change_child(store, "account", key, {"status": "closed"})
    assert read(person).status == "closed"
    with pytest.raises(CrmError, match="already belongs to 张三") as refusal:
        add_child(store, person, "account", {"account_no": "00012345"})
    assert refusal.value.field == "account_no"
    remove_child(store, "account", key)
    assert read(person).status == "prospect"


def test_an_account_in_use_is_closed_not_removed(store, person, read):
    key = add_child(store, person, "account", {"account_no": "1"})
    row = {"account_id": key, "client_id": person, "day": date(2024, 1, 2), "asset_class": "cash"}
    with store.unlogged() as connection:
        connection.execute(insert(balance).values(**row, amount=100, operation_id=1))
    with pytest.raises(CrmError, match="Close it"):
        remove_child(store, "account", key)
    assert len(read(person).children["account"]) == 1


def test_a_risk_assessment_runs_for_the_months_of_the_profile(store, person, read):
    values = {"line": "securities", "level": "C3", "assessed_on": "2024-01-31", "score": "52"}
    add_child(store, person, "risk_assessment", values)
    add_child(store, person, "risk_assessment", {"line": "fund", "level": "C2", "assessed_on": "2023-01-31"})
    assert read(person).risk("securities")["valid_to"] == date(2026, 1, 31)
    assert read(person).risk()["level"] == "C3"
    with pytest.raises(CrmError) as refusal:
        add_child(store, person, "risk_assessment", {**values, "valid_to": "2024-01-31"})
    assert refusal.value.field == "valid_to"
    with pytest.raises(CrmError) as refusal:
        add_child(store, person, "risk_assessment", {**values, "level": "C6"})
    assert refusal.value.field == "level"


def test_of_small_children_only_the_year_is_kept(store, person, read):
    year = dates.local_today().year - 5
    with pytest.raises(CrmError, match="under 14"):
        add_child(store, person, "relation", {"relation": "20", "name": "张小宝", "birth_year": year})
    add_child(store, person, "relation", {"relation": "20", "birth_year": year})
    assert read(person).relations("family")[0]["birth_year"] == year
    with pytest.raises(CrmError) as refusal:
        add_child(store, person, "relation", {"relation": "10"})
    assert refusal.value.field == "name"


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        ("name", "王明", "王*"),
        ("name", "李小明", "李*明"),
        ("name", "欧阳娜娜", "欧**娜"),
        ("name", "John Smith", "J*** S****"),
        ("id_strict", "11010519491231002X", "1****************X"),
        ("id", "11010519491231002X", "110105********002X"),
        ("mobile", "13812341234", "138****1234"),
        ("landline", "027-88888678", "027-*****678"),
        ("card", "6228480402564890018", "622848*********0018"),
        ("account", "25105132", "****5132"),
        ("address", "湖北省武汉市江汉区解放大道1号", "湖北省武汉市江汉区******"),
        ("email", "zhang@example.com", "z***@example.com"),
        ("birthday", "1949-12-31", "**-12-31"),
    ],
)
def test_masks(kind, text, shown):
    assert masked(kind, text) == shown


def test_a_mask_never_shows_a_short_text_whole():
    for mask in MASKS.values():
        for text in ("12", "123", "张", "张三"):
            assert mask(text) != text


def test_values_are_masked_and_revealed_on_the_record(store, person, read):
    shown = masked_values(read(person))
    assert shown["Mobile phone"] == "138****8000"
    assert shown["ID number"] == "110105********002X"
    assert shown["Client number"] == "K0001"
    assert shown["Sex"] == "Female"
    assert shown["ID valid until"] == "No expiry"
    found = read(person)
    assert private_value(found.form.field("sex"), "2") == "***"
    assert private_value(found.form.field("contact_status"), "1") == "Valid"
    assert private_value(found.form.field("client_no"), "K00012345") == "****2345"
    assert reveal(store, person, "mobile") == "13800138000"
    with store.read() as connection:
        event = connection.exec_driver_sql("SELECT event, detail FROM audit ORDER BY seq DESC LIMIT 1").one()
    assert event[0] == "reveal"
    assert "mobile" in event[1]
    assert "13800138000" not in event[1]


def test_a_number_below_the_record_is_revealed_with_a_trace_too(store, person):
    key = add_child(store, person, "account", {"account_no": "00012345"})
    assert reveal_child(store, "account", key, "account_no") == "00012345"
    with store.read() as connection:
        detail = connection.exec_driver_sql("SELECT detail FROM audit ORDER BY seq DESC LIMIT 1").scalar()
    assert "account_no" in detail
    assert "00012345" not in detail
    with pytest.raises(CrmError):
        reveal_child(store, "account", 99, "account_no")
