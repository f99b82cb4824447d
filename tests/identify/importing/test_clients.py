"""Rows find their client; values survive as they should; the same again changes nothing."""

from datetime import date

import pytest
from sqlalchemy import select

from crmdesk.identify.clients import create_client, edit_client
from crmdesk.identify.importing import import_files
from crmdesk.identify.search import find_clients
from crmdesk.identify.tables import (
    FORM_TABLES,
    account,
    balance,
    client,
    contact_point,
    provenance,
    risk_assessment,
    source_key,
)
from crmdesk.store.tables import operation_row

PERSON = FORM_TABLES["person"]


def test_a_wide_export_fills_client_account_balances_and_risk(counted, counter_file, rows):
    assert counted(counter_file) == [(3, 3, 0, 0, 0)]
    first, second, _third = rows(PERSON)
    assert (first["mobile"], first["addr_home"]) == ("13800138000", "北京市东城区东华门大街1号")
    assert (second["note"], second["id_type"], second["birth_date"]) == ("已故", "resident_id", date(1880, 1, 1))
    assert [row["manager"] for row in rows(client)] == ["沈若岚", "沈若岚", "何志远"]
    assert [str(row["opened_on"]) for row in rows(client)] == ["2010-01-05", "2011-02-03", "2012-03-04"]
    assert [row["account_no"] for row in rows(account)] == ["0001000101", "0001000102", "0001000103"]
    assert {(row["asset_class"], row["amount"]) for row in rows(balance)} == {
        ("equity", 1_000_000_00),
        ("cash", 234_000_00),
        ("cash", 5_000_00),
    }
    assert [(row["level"], row["line"], str(row["valid_to"])) for row in rows(risk_assessment)] == [
        ("C3", "securities", "2027-03-01"),
        ("C4", "securities", "2027-03-01"),
        ("C3", "securities", "2028-09-30"),
    ]
    assert [(row["value"], row["client_id"]) for row in rows(contact_point)] == [("13700137000", 2)]


def test_the_same_content_again_changes_nothing(counted, counter_file, store, tmp_path):
    counted(counter_file)
    other = tmp_path / "other name.csv"
    other.write_bytes(counter_file.read_bytes())
    with store.engine.connect() as connection:
        before = connection.exec_driver_sql("SELECT * FROM client").all()
    assert counted(other) == [(3, 0, 0, 3, 0)]
    assert import_files(store, [counter_file]).batch == 0
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT * FROM client").all() == before


def test_every_client_is_found(counted, counter_file, store):
    counted(counter_file)
    with store.read() as connection:
        for text in ("张三", "zhangsan", "zs", "8001", "002X", "0001000101"):
            assert "000101" in [found.client_no for found in find_clients(connection, text)], text


def test_changed_values_leave_their_images(counted, write_table, rows, id_of):
    header = ["客户号", "客户姓名", "手机号", "客户经理"]
    counted(write_table("a.csv", header, ["1", "张三", "13800138000", "甲"], ["2", "李四", "13800138001", "甲"]))
    assert counted(write_table("b.csv", header, ["1", "张三", "13900139000", "乙"], ["2", "李四", "", ""])) == [
        (2, 0, 1, 1, 0)
    ]
    assert rows(PERSON)[0]["mobile"] == "13900139000"
    assert rows(PERSON)[1]["mobile"] == "13800138001"
    images = {row["table_name"]: (row["before"], row["client_id"]) for row in rows(operation_row)}
    assert images == {"client": ({"manager": "甲"}, id_of("1")), "person": ({"mobile": "13800138000"}, id_of("1"))}
    assert [(row["value"], row["valid_to"] is not None) for row in rows(contact_point)] == [("13800138000", True)]


def test_a_client_is_found_by_a_former_phone_after_any_further_import(counted, write_table, store):
    header = ["客户号", "客户姓名", "手机号", "资金账号"]
    for name, row in (
        ("a.csv", ["1", "张三", "13800138000", "600001"]),
        ("b.csv", ["1", "张三", "13900139000", "600001"]),
        ("c.csv", ["1", "张三", "13700137000", "600002"]),
        ("d.csv", ["1", "张三", "", "600003"]),
    ):
        counted(write_table(name, header, row))
    with store.read() as connection:
        for text in ("13800138000", "13900139000", "13700137000", "600001", "600003"):
            assert [found.client_no for found in find_clients(connection, text)] == ["1"], text


def test_a_changed_name_is_found_under_its_new_form(counted, write_table, store):
    header = ["客户号", "客户姓名"]
    counted(write_table("a.csv", header, ["1", "张三"]), kind="clients")
    counted(write_table("b.csv", header, ["1", "单雄信"]), kind="clients")
    with store.read() as connection:
        assert [found.client_no for found in find_clients(connection, "sxx")] == ["1"]


def test_matching_by_id_number_across_systems(counted, write_table, rows):
    counted(write_table("a.csv", ["客户号", "客户姓名", "证件号码"], ["K1", "张三", "11010519491231002X"]))
    path = write_table(
        "b.csv", ["客户号", "客户中文姓名", "证件号码", "AUM余额"], ["B9", "张三", "11010519491231002x", "5万"]
    )
    assert counted(path, recipe="bank_export") == [(1, 0, 1, 0, 0)]
    assert {(row["source"], row["key"], row["client_id"]) for row in rows(source_key)} == {
        ("counter", "K1", 1),
        ("bank", "B9", 1),
    }
    assert rows(balance)[0]["amount"] == 50_000_00


OLD_ID, NEW_ID = "110105491231002", "11010519491231002X"


@pytest.mark.parametrize(("first", "second"), [(OLD_ID, NEW_ID), (NEW_ID, OLD_ID), (NEW_ID, NEW_ID)])
@pytest.mark.parametrize("name", ["张三", "张珊", "ZHANG SAN"])
def test_an_id_number_finds_its_client_in_either_form(counted, write_table, rows, first, second, name):
    header = ["客户号", "客户姓名", "证件号码"]
    counted(write_table("a.csv", header, ["K1", "张三", first]))
    assert counted(write_table("b.csv", header, ["B9", name, second]), recipe="bank_export") == [(1, 0, 1, 0, 0)]
    assert [row["id_no"] for row in rows(PERSON)] == [NEW_ID]


@pytest.mark.parametrize("second", [OLD_ID, NEW_ID])
def test_an_entirely_different_name_is_a_client_of_its_own_to_be_looked_at(store, write_table, rows, second):
    header = ["客户号", "客户姓名", "证件号码"]
    import_files(store, [write_table("a.csv", header, ["K1", "张三", NEW_ID])])
    other = write_table("c.csv", header, ["K7", "李四", second])
    file = import_files(store, [other], recipe="securities_counter").files[0]
    assert (file.created, file.rejected, file.problems[0].row, file.problems[0].is_rejection) == (1, 0, 2, False)
    assert "another name" in file.problems[0].reason
    assert [row["name"] for row in rows(client)] == ["张三", "李四"]
    third = write_table("d.csv", header, ["Z1", "李四", NEW_ID], ["Z2", "王五", NEW_ID])
    file = import_files(store, [third], recipe="bank_export").files[0]
    assert (file.created, file.updated) == (1, 1), "Z1 is 李四; whose number Z2 has is not clear"
    assert ["2 clients" in one.reason for one in file.problems] == [True]


def test_one_person_with_both_forms_of_the_number_in_one_file(counted, write_table, rows):
    path = write_table("a.csv", ["客户号", "客户姓名", "证件号码"], ["K1", "张三", OLD_ID], ["K2", "张三", NEW_ID])
    assert counted(path) == [(2, 1, 1, 0, 0)]
    assert [row["id_no"] for row in rows(PERSON)] == [NEW_ID]


def test_matching_by_account_number(counted, write_table, rows):
    counted(write_table("a.csv", ["客户号", "客户姓名", "资金账号"], ["K1", "张三", "A1"]))
    assert counted(write_table("b.csv", ["资金账号", "客户姓名", "手机号"], ["A1", "张三", "13800138000"])) == [
        (1, 0, 1, 0, 0)
    ]
    assert len(rows(client)) == 1


def test_the_same_number_in_another_system_is_another_client(counted, write_table, rows):
    counted(write_table("a.csv", ["客户号", "客户姓名"], ["1", "张三"]), recipe="securities_counter", kind="clients")
    counted(write_table("b.csv", ["客户号", "客户姓名"], ["1", "李四"]), recipe="bank_export", kind="clients")
    assert [row["client_no"] for row in rows(client)] == ["1", "bank-1"]


def test_one_client_twice_in_a_file(counted, write_table, rows):
    path = write_table(
        "a.csv",
        ["客户号", "客户姓名", "手机号"],
        ["1", "张三", ""],
        ["1", "张三", "13800138000"],
        ["1", "张三", "13800138000"],
    )
    assert counted(path) == [(3, 1, 1, 1, 0)]
    assert rows(PERSON)[0]["mobile"] == "13800138000"


def test_two_numbers_of_one_person_in_a_file(counted, write_table, rows):
    path = write_table(
        "a.csv",
        ["客户号", "客户姓名", "证件号码"],
        ["1", "张三", "11010519491231002X"],
        ["2", "张三", "11010519491231002X"],
    )
    assert counted(path) == [(2, 1, 1, 0, 0)]
    assert [row["key"] for row in rows(source_key)] == ["1", "2"]


def test_a_verified_value_stays(counted, write_table, rows, store, id_of):
    header = ["客户号", "客户姓名", "手机号", "电子邮箱"]
    counted(write_table("a.csv", header, ["1", "张三", "13800138000", "a@x.cn"]))
    edit_client(store, id_of("1"), {"mobile": "13700137000"}, source="phone", verified_how="call")
    path = write_table("b.csv", header, ["1", "张三", "13900139000", "b@x.cn"])
    result = import_files(store, [path])
    assert result.files[0].updated == 1
    assert (rows(PERSON)[0]["mobile"], rows(PERSON)[0]["email"]) == ("13700137000", "b@x.cn")
    assert "keeps its value" in str(result.files[0].problems[0])
    assert result.files[0].problems[0].column == "手机号"


def test_a_better_source_wins(counted, write_table, rows, tmp_path):
    weak = tmp_path / "weak.toml"
    weak.write_text('name = "weak"\nsource = "weak"\ntrust = 1\nuse_aliases = true\n', "utf-8")
    header = ["客户号", "客户姓名", "证件号码", "手机号"]
    counted(write_table("a.csv", header, ["1", "张三", "11010519491231002X", "13800138000"]))
    path = write_table("b.csv", header, ["w1", "张三", "11010519491231002X", "13900139000"])
    assert counted(path, recipe=weak) == [(1, 0, 1, 0, 0)]
    assert rows(PERSON)[0]["mobile"] == "13800138000"
    bank = write_table("c.csv", header, ["b1", "张三", "11010519491231002X", "13600136000"])
    counted(bank, recipe="bank_export")
    assert rows(PERSON)[0]["mobile"] == "13600136000"
    assert [(row["field"], row["source"]) for row in rows(provenance)] == [("mobile", "bank")]


def test_what_was_typed_by_hand_meets_an_import(store, counted, write_table, rows):
    create_client(store, kind="person", values={"name": "张三", "id_no": "11010519491231002X"}, client_no="HAND-1")
    path = write_table("a.csv", ["客户号", "客户姓名", "证件号码", "性别"], ["1", "张三", "11010519491231002X", "女"])
    assert counted(path) == [(1, 0, 1, 0, 0)]
    assert len(rows(client)) == 1


def test_organisations(counted, write_table, rows):
    path = write_table(
        "firms.csv",
        ["客户号", "客户名称", "客户类型", "统一社会信用代码", "办公电话"],
        ["1", "上海某某(集团)有限公司", "机构", "91350100M000100Y43", "021-88886666"],
    )
    assert counted(path, recipe="securities_counter") == [(1, 1, 0, 0, 0)]
    assert rows(client)[0]["kind"] == "organisation"
    assert rows(FORM_TABLES["organisation"])[0]["phone_office"] == "021-88886666"


def test_an_unknown_code_is_left_out_with_a_remark(store, write_table, rows):
    path = write_table("a.csv", ["客户号", "客户姓名", "学历"], ["1", "张三", "博导"])
    file = import_files(store, [path]).files[0]
    assert file.created == 1
    assert str(file.problems[0]) == "row 2, 学历: 博导 is not a known code."
    assert not file.problems[0].is_rejection


@pytest.mark.parametrize(
    ("text", "code"), [("本科", "21"), ("2", "21"), ("本科毕业", "21"), ("研究生", "14"), ("21", "21")]
)
def test_codes_in_many_words(counted, write_table, rows, text, code):
    counted(write_table("a.csv", ["客户号", "客户姓名", "学历"], ["1", "张三", text]))
    assert rows(PERSON)[0]["education"] == code


def test_an_import_is_one_audited_operation(store, counter_file):
    result = import_files(store, [counter_file])
    store.verify_audit()
    with store.read() as connection:
        last = connection.exec_driver_sql("SELECT detail FROM audit ORDER BY seq DESC LIMIT 1").scalar_one()
    assert "sha256" in last
    assert result.batch == 1


def test_many_clients_build_the_index_anew(store, write_table):
    path = write_table(
        "many.csv", ["客户号", "客户姓名"], *([f"{n:06d}", f"张{chr(0x4E00 + n)}"] for n in range(4_000))
    )
    assert import_files(store, [path], kind="clients").files[0].created == 4_000
    with store.read() as connection:
        assert find_clients(connection, "003999")[0].client_no == "003999"
        assert connection.execute(select(client.c.name).where(client.c.client_no == "000001")).scalar_one() == "张丁"


@pytest.mark.parametrize(("codes", "stored"), [(("1", "0"), ["2", "1"]), (("0", "1"), ["2", "1"])])
def test_sex_as_zero_and_one_is_told_by_the_ids(counted, write_table, rows, codes, stored):
    path = write_table(
        "a.csv",
        ["客户号", "客户姓名", "证件号码", "性别"],
        ["1", "张三", "11010519491231002X", codes[0]],
        ["2", "李四", "440524188001010014", codes[1]],
    )
    counted(path)
    female_then_male = [row["sex"] for row in rows(PERSON)]
    assert female_then_male == stored


def test_a_text_too_long_for_its_field_is_left_out(store, write_table):
    path = write_table("a.csv", ["客户号", "客户姓名", "客户经理"], ["1", "张三", "经" * 61])
    file = import_files(store, [path]).files[0]
    assert (file.created, file.rejected, file.problems[0].column) == (1, 0, "客户经理")
    assert "longer than 60" in file.problems[0].reason


def test_duplicates_among_what_came_are_counted(store, write_table):
    header = ["客户号", "客户姓名", "手机号", "出生日期"]
    people = [
        [str(n), f"王{chr(0x4E00 + 7 * n)}{chr(0x5B50 + n)}", f"138{n:08d}", f"19{60 + n % 40}0{n % 9 + 1}15"]
        for n in range(60)
    ]
    first = import_files(store, [write_table("a.csv", header, *people)], kind="clients", match=True)
    assert first.possible_duplicates == 0
    again = [["B7", *people[7][1:]], ["B8", "赵无忌", "13700137000", "19500101"]]
    second = import_files(
        store, [write_table("b.csv", header, *again)], recipe="bank_export", kind="clients", match=True
    )
    assert [(one.created, one.updated) for one in second.files] == [(2, 0)]
    assert second.possible_duplicates == 1
    assert (
        import_files(
            store, [write_table("c.csv", header, ["B9", "钱多多", "", ""])], kind="clients"
        ).possible_duplicates
        is None
    )
