"""Numbers shown in part, wrong numbers and cells that cannot be read cost at most themselves, never the client."""

import pytest

from crmdesk import dates
from crmdesk.errors import CrmError
from crmdesk.i18n import Words
from crmdesk.identify.checks import check_values
from crmdesk.identify.clients import edit_client
from crmdesk.identify.importing import conflict_count, import_files, set_trust
from crmdesk.identify.quality.scores import quality
from crmdesk.identify.record import record
from crmdesk.identify.search import find_clients
from crmdesk.identify.tables import FORM_TABLES, balance, client, contact_point, risk_assessment, source_key

PERSON = FORM_TABLES["person"]
HEADER = ["客户号", "客户姓名", "证件类型", "证件号码", "手机号"]
ID, OLD_ID, MASKED_ID = "11010519491231002X", "110105491231002", "110105********002X"
PHONE, MASKED = "13800138000", "138****8000"


@pytest.fixture
def load(store, write_table):
    def run(recipe, *, name="张三", id_no="", phone="", number="1"):
        path = write_table(
            f"{recipe}{id_no}{phone}.csv".replace("*", "_"), HEADER, [number, name, "身份证", id_no, phone]
        )
        return import_files(store, [path], recipe=recipe).files[0]

    return run


@pytest.mark.parametrize(
    ("given", "phone", "number"),
    [
        ("138****8000", MASKED, ""),
        ("138＊＊＊＊8000", MASKED, ""),
        ("138××××8000", MASKED, ""),
        ("138XXXX8000", MASKED, ""),
        ("+86 138****8000", MASKED, ""),
        ("*******8000", "*******8000", ""),
        ("", None, "110105********002X"),
        ("", None, "110105＊＊＊＊＊＊＊＊002x"),
        ("", None, "110105XXXXXXXX002X"),
    ],
)
def test_a_number_in_part_is_kept_as_it_is_shown(load, rows, given, phone, number):
    file = load("securities_counter", id_no=number, phone=given)
    assert (file.created, file.rejected, file.problems) == (1, 0, ())
    kept = rows(PERSON)[0]
    assert (kept["mobile"], kept["id_no"]) == (phone, MASKED_ID if number else None)
    assert (kept["sex"], kept["birth_date"], kept["contact_status"]) == (None, None, None)


@pytest.mark.parametrize("trust", [(1, 5), (5, 1)])
@pytest.mark.parametrize("order", [(MASKED, PHONE), (PHONE, MASKED), (MASKED_ID, ID), (ID, MASKED_ID), (OLD_ID, ID)])
def test_the_full_number_stays_whatever_the_trust(store, rows, id_of, trust, order):
    for source, value in zip(("counter", "bank"), trust, strict=True):
        set_trust(store, source, "", value)
    full = PHONE if PHONE in order else ID
    field = "mobile" if full == PHONE else "id_no"
    header = ["客户号", "客户姓名", "资金账号", {"mobile": "手机号", "id_no": "证件号码"}[field]]
    for number, value in enumerate(order):
        if number:
            with store.write(Words("并", "Join")) as unit:
                unit.add(source_key, {"client_id": id_of("1"), "source": "bank", "key": "1"})
        path = store.path.with_name(f"{number}.csv")
        path.write_text("\n".join([",".join(header), f"1,张三,,{value}"]), "utf-8")
        import_files(store, [path], recipe=("securities_counter", "bank_export")[number], kind="clients")
    assert [row[field] for row in rows(PERSON)] == [full]
    assert rows(contact_point) == []
    with store.read() as connection:
        assert conflict_count(connection) == 0


def test_a_masked_number_that_shows_another_one_is_a_conflict(store, load, rows):
    load("securities_counter", phone=PHONE)
    file = load("securities_counter", phone="139****1111")
    assert (file.unchanged, file.updated) == (1, 0)
    assert "masked" in file.problems[0].reason
    assert rows(PERSON)[0]["mobile"] == PHONE
    with store.read() as connection:
        assert conflict_count(connection) == 1


def test_a_masked_id_finds_nobody(load, rows):
    load("securities_counter", id_no=ID)
    load("bank_export", id_no=MASKED_ID, number="7")
    assert [row["id_no"] for row in rows(PERSON)] == [ID, MASKED_ID]


def test_two_people_who_show_the_same_digits_in_a_file_without_numbers(counted, write_table, rows):
    path = write_table("a.csv", ["客户姓名", "证件号码", "手机号"], ["张三", MASKED_ID, PHONE], ["李四", MASKED_ID, ""])
    assert counted(path, kind="clients") == [(2, 2, 0, 0, 0)]
    assert counted(path, kind="clients") == [(2, 0, 0, 2, 0)]
    assert len({row["client_no"] for row in rows(client)}) == 2


def test_a_masked_number_is_shown_as_such_and_stops_no_edit(store, load, id_of):
    load("securities_counter", id_no=MASKED_ID, phone=MASKED)
    with store.read() as connection:
        found = record(connection, id_of("1"))
    told = quality(found, on=found.recorded_at.date())
    assert {problem.field for problem in told.invalid} == {"id_no", "mobile"}
    assert not any(problem.is_error for problem in told.invalid)
    assert "masked" in told.reasons["mobile"].en
    assert edit_client(store, id_of("1"), {"email": "a@x.cn"}) == ("email",)
    with store.read() as connection:
        assert [one.client_no for one in find_clients(connection, "8000")] == ["1"]
        assert [one.client_no for one in find_clients(connection, "002X")] == ["1"]


def test_a_typed_masked_number_is_warned_of(store):
    values = {"mobile": "138＊＊＊＊8000", "id_no": MASKED_ID, "id_type": "resident_id"}
    found = check_values("person", values, on=dates.local_today())
    assert {(one.field, one.is_error) for one in found} == {("mobile", False), ("id_no", False)}


@pytest.mark.parametrize("wrong", ["110105194912310021", "110105194913310021"])
def test_a_wrong_id_is_kept_with_its_error(store, load, rows, id_of, wrong):
    file = load("securities_counter", id_no=wrong, phone=PHONE)
    assert (file.created, file.rejected) == (1, 0)
    assert [(one.column, one.is_rejection) for one in file.problems] == [("证件号码", False)]
    assert [(row["id_no"], row["mobile"], row["birth_date"]) for row in rows(PERSON)] == [(wrong, PHONE, None)]
    assert edit_client(store, id_of("1"), {"email": "a@x.cn"}) == ("email",)
    with pytest.raises(CrmError) as caught:
        edit_client(store, id_of("1"), {"id_no": "110105194912310022"})
    assert caught.value.field == "id_no"
    with store.read() as connection:
        found = record(connection, id_of("1"))
    assert [one.field for one in quality(found, on=found.recorded_at.date()).invalid] == ["id_no"]
    load("bank_export", id_no=wrong, number="7")
    assert len(rows(client)) == 2, "a wrong number finds nobody"


def test_what_means_nothing_without_a_cell_goes_with_it(store, write_table, rows):
    header = ["客户号", "客户姓名", "手机号", "风险等级", "测评日期", "资金余额", "数据日期"]
    path = write_table("a.csv", header, ["1", "张三", "1380013800", "C3", "2025.13.1", "500", "2026-99-01"])
    file = import_files(store, [path], recipe="securities_counter", kind="clients").files[0]
    assert (file.read, file.created, file.rejected) == (1, 1, 0)
    assert {one.column for one in file.problems} == {"手机号", "测评日期", "数据日期", "风险等级", "资金余额"}
    assert rows(balance) == rows(risk_assessment) == []


def test_a_name_in_traditional_writing_joins_by_the_old_number(store, write_table, rows):
    header = ["客户号", "客户姓名", "手机号", "总资产", "证件号码", "出生日期"]
    lines = ["9002", "张伟", "", "", ID, "1949-12-31"], ["9003", "張偉", "13900001234", "", OLD_ID, "1949-12-31"]
    path = write_table("a.csv", header, *lines)
    for counts in ((1, 1, 0), (0, 0, 2)):
        file = import_files(store, [path], recipe="securities_counter", kind="clients").files[0]
        assert (file.created, file.updated, file.unchanged) == counts
        assert file.problems == ()
    assert [(row["name"], row["id_no"], row["mobile"]) for row in _joined(rows)] == [("张伟", ID, "13900001234")]


def test_another_name_with_the_same_id_in_a_file_is_a_client_of_its_own(store, write_table, rows):
    path = write_table("a.csv", HEADER, ["1", "张三", "", ID, ""], ["2", "张珊", "", ID, ""])
    for counts in ((2, 0, 0), (0, 0, 2)):
        file = import_files(store, [path], recipe="securities_counter", kind="clients").files[0]
        assert (file.created, file.updated, file.unchanged) == counts
        assert file.rejected == 0
    assert [row["name"] for row in rows(client)] == ["张三", "张珊"]


def _joined(rows):
    return [one | other for one, other in zip(rows(client), rows(PERSON), strict=True)]
