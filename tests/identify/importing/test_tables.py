"""Tables as people send them: several to a file, headers of two rows, merged cells, totals, and what is said of it."""

import io

import pytest
import xlsxwriter
from sqlalchemy import select

from crmdesk.errors import CrmError
from crmdesk.identify.importing import KINDS, import_files
from crmdesk.identify.importing.chosen import Asked, Chosen
from crmdesk.identify.importing.header import find_header
from crmdesk.identify.importing.looking import look_at
from crmdesk.identify.importing.preparing import prepare_all
from crmdesk.identify.importing.table import forget_surveys
from crmdesk.identify.tables import FORM_TABLES, account, balance, client, import_file
from crmdesk.sheets.sheet import FROM_ABOVE, FROM_LEFT
from tests.sheets import samples

CLIENTS = [["客户号", "客户姓名", "手机号"], ["000101", "张三", "13800138000"], ["000102", "李四", ""]]
ACCOUNTS = [["资金账号", "客户号", "账户状态", "开户日期"], ["A1", "000101", "正常", "2024-01-31"]]
KNOWN = {"客户号", "客户姓名", "手机", "地址", "总资产", "市值", "证件号码", "交易量", "本年交易量"}


@pytest.fixture(autouse=True)
def _surveys_forgotten():
    yield
    forget_surveys()


def write(folder, name, content):
    path = folder / name
    path.write_bytes(content)
    return path


def test_sheets_of_a_workbook_are_tables_of_their_own(store, tmp_path, rows):
    sheets = [("账户", ACCOUNTS), ("客户", CLIENTS), ("说明", [["本表由系统导出"]]), ("旧", CLIENTS), ("空", [])]
    path = write(tmp_path, "book.xlsx", samples.workbook(sheets, hidden=("旧",)))
    result = import_files(store, [path])
    assert [(one.file, one.kind, one.created) for one in result.files] == [
        ("book.xlsx › 账户", "accounts", 1),
        ("book.xlsx › 客户", "clients", 2),
    ]
    said = [str(problem) for problem in result.files[0].problems]
    assert any("说明" in text and "no header row" in text for text in said)
    assert any("旧 is a hidden sheet" in text for text in said)
    assert not any("空" in text for text in said)
    assert {row["name"] for row in rows(import_file)} == {"book.xlsx › 账户", "book.xlsx › 客户"}
    assert len({row["sha256"] for row in rows(import_file)}) == 2


def test_one_sheet_is_asked_for_also_a_hidden_one(store, tmp_path, rows):
    path = write(tmp_path, "book.xlsx", samples.workbook([("客户", CLIENTS), ("旧", CLIENTS[:2])], hidden=("旧",)))
    assert [one.file for one in import_files(store, [Asked(path, "旧")], dry_run=True).files] == ["book.xlsx › 旧"]
    with pytest.raises(CrmError, match="empty"):
        import_files(store, [Asked(path, "no such sheet")])


def test_a_zip_of_tables(store, tmp_path, rows):
    members = {
        "导出/客户.csv": samples.text().encode("gb18030"),
        "账户.xlsx": samples.workbook([("账户", ACCOUNTS)]),
        "说明.pdf": b"%PDF-1.4",
    }
    path = write(tmp_path, "file.zip", samples.archive(members))
    result = import_files(store, [path])
    assert [one.file for one in result.files] == ["file.zip › 导出/客户.csv", "file.zip › 账户.xlsx › 账户"]
    assert [one.rejected for one in result.files] == [0, 0]
    assert any("说明.pdf is a PDF" in str(problem) for problem in result.files[0].problems)
    again = import_files(store, [path])
    assert (again.batch, [one.unchanged for one in again.files]) == (0, [3, 1])


def test_a_password_is_handed_on(store, tmp_path, rows):
    path = write(tmp_path, "客户.xlsx", samples.locked(samples.workbook([("a", CLIENTS)]), "s3"))
    with pytest.raises(CrmError, match="has a password") as caught:
        import_files(store, [path])
    assert caught.value.field == "password"
    assert import_files(store, [Asked(path, password="s3")]).files[0].created == 2
    assert "s3" not in repr(Asked(path, password="s3"))


def test_a_dbf_of_the_regulator(store, tmp_path, rows):
    path = write(tmp_path, "khzl_20260930.dbf", samples.dbf())
    assert import_files(store, [path]).files[0].created == 3
    assert str(rows(import_file)[0]["data_date"]) == "2026-09-30"
    (table,) = look_at(Asked(path), kinds=KINDS).tables
    assert (table.ready.table.format.en, table.ready.table.encoding) == ("dBASE table", "gb18030")


HEADERS = [
    ("客户号,客户姓名,联系方式,|,,手机,地址", "客户号,客户姓名,手机,地址", (1, 2)),
    ("客户信息,,资产信息,|客户号,客户姓名,总资产,市值", "客户号,客户姓名,总资产,市值", (2,)),
    (f"客户号,联系,{FROM_LEFT}联系|{FROM_ABOVE}客户号,手机,地址", "客户号,手机,地址", (2,)),
    ("客户号,客户姓名,联系,,资产,|,,手机,地址,总资产,市值", "客户号,客户姓名,手机,地址,总资产,市值", (1, 2)),
    ("客户号,基本/客户姓名,联系方式/手机", "客户号,客户姓名,手机", (1,)),
    ("××证券营业部 打印日期:2026-09-30|客户号,,手机,手机", "客户号,,手机,手机 2", (2,)),
    ("客户号,客户姓名,手机|000101,张三,13800138000", "客户号,客户姓名,手机", (1,)),
    ("客户号,客户姓名,本月,本年|,,交易量,交易量", "客户号,客户姓名,交易量,本年交易量", (1, 2)),
    ("客户号,客户姓名,证件|,,号码", "客户号,客户姓名,证件号码", (1, 2)),
]


@pytest.mark.parametrize(("above", "names", "at"), HEADERS)
def test_headers_of_one_and_two_rows(above, names, at):
    found = find_header([*(row.split(",") for row in above.split("|")), list("123456")], KNOWN.__contains__)
    assert found.rows == at
    assert ",".join(found.names) == names


def test_the_user_says_where_the_header_is(store, tmp_path):
    path = write(tmp_path, "x.csv", "甲,乙\n客户号,客户姓名\n1,张三\n".encode())
    (ready,) = prepare_all(path, kinds=KINDS, chosen=Chosen(kind="clients", header_row=1), must_fit=False)
    assert ready.table.columns == ("甲", "乙")
    (two,) = prepare_all(path, kinds=KINDS, chosen=Chosen(kind="clients", header_row=1, header_rows=2), must_fit=False)
    assert (two.table.header_rows, two.table.sample) == ((1, 2), [["1", "张三"]])


def test_a_workbook_with_everything(store, tmp_path, rows):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("明细")
        sheet.merge_range(0, 0, 0, 5, "××证券××营业部客户资料查询  打印日期:2026-09-30")
        sheet.merge_range(1, 0, 2, 0, "客户号")
        sheet.merge_range(1, 1, 2, 1, "客户姓名")
        sheet.merge_range(1, 2, 1, 3, "账户信息")
        sheet.write_row(2, 2, ["资金账号", "资金余额"])
        sheet.merge_range(3, 0, 4, 0, "000101")
        sheet.merge_range(3, 1, 4, 1, "张三")
        sheet.write_row(3, 2, ["A1", 10.5])
        sheet.write_row(4, 2, ["A2", 20])
        sheet.write_row(5, 0, ["客户号", "客户姓名", "资金账号", "资金余额"])
        sheet.write_row(6, 0, ["000102", "李四", "A3"])
        sheet.merge_range(6, 3, 7, 3, 40)
        sheet.write_row(7, 0, ["000102", "李四", "A4"])
        sheet.write_row(8, 0, ["小计", "", "", 70.5])
        sheet.write_row(9, 0, ["第 1 页 共 1 页"])
    path = write(tmp_path, "明细.xlsx", file.getvalue())
    (seen,) = look_at(Asked(path), kinds=KINDS).tables
    table = seen.ready.table
    assert table.columns == ("客户号", "客户姓名", "资金账号", "资金余额")
    assert (table.header_rows, table.format.en, table.part) == ((2, 3), "Excel workbook", "明细")
    assert table.titles[0].startswith("××证券××营业部客户资料查询")
    assert [row for row, _text in table.left_out] == [6, 9, 10]
    assert [(one.field, one.certainty) for one in seen.columns][:2] == [("client_no", 1.0), ("name", 1.0)]
    result = import_files(store, [path]).files[0]
    assert (result.read, result.rejected) == (4, 0)
    assert {row["account_no"] for row in rows(account)} == {"A1", "A2", "A3", "A4"}
    assert sorted(row["amount"] for row in rows(balance)) == [1050, 2000, 4000]
    remarks = {problem.row: problem.reason for problem in result.problems if problem.row > 5}
    assert sorted(remarks) == [6, 9, 10]
    assert "header stands here once more" in remarks[6]
    assert "小计 70.5" in remarks[9]


def test_repeated_titles_and_headers_of_printed_pages(counted, tmp_path):
    page = "××证券客户查询\n客户号,客户姓名,手机号\n{0},张三,\n第 1 页,,\n"
    path = write(tmp_path, "x.csv", "".join(page.format(n) for n in range(400)).encode("gbk"))
    assert counted(path) == [(400, 400, 0, 0, 0)]


def test_a_row_of_another_encoding_is_rejected_and_the_rest_read(store, tmp_path):
    content = "客户号,客户姓名\n1,张三\n".encode() * 30 + "2,王小明\n".encode("gbk") + "3,赵六\n".encode()
    found = import_files(store, [write(tmp_path, "x.csv", content)]).files[0]
    assert (found.created, found.rejected) == (2, 1)
    (problem,) = [one for one in found.problems if one.is_rejection]
    assert problem.row == 61
    assert "bytes" in problem.reason


def test_short_rows_of_a_spreadsheet_are_whole_and_those_of_a_text_are_cut_off(store, tmp_path, rows):
    table = [["客户号", "客户姓名", "手机号"], ["1", "张三"]]
    page = write(tmp_path, "x.xls", samples.page(table=table).encode("gbk"))
    assert import_files(store, [page], dry_run=True).files[0].created == 1
    text = write(tmp_path, "x.csv", "\n".join(map(",".join, table)).encode())
    assert import_files(store, [text], dry_run=True).files[0].rejected == 1


def test_deleted_records_of_a_dbf_are_said(store, tmp_path):
    fields = [("客户号", "C", 8, 0), ("客户姓名", "C", 20, 0)]
    records = [(" ", ["1", "张三"]), ("*", ["2", "李四"]), (" ", ["3", "王五"])]
    found = import_files(store, [write(tmp_path, "x.dbf", samples.dbf(fields, records))]).files[0]
    assert (found.read, found.created) == (2, 2)
    assert [one.row for one in found.problems if "deleted" in one.reason] == [3]


def test_dry_run_and_import_read_the_same_rows(store, tmp_path, rows):
    lines = "".join(f"{n},张{n},\n" for n in range(3_000))
    path = write(tmp_path, "x.csv", ("客户号,客户姓名,手机号\n" + lines + '9999,"赵六,\n合计,3001,\n').encode())
    dry, real = import_files(store, [path], dry_run=True), import_files(store, [path])
    assert dry.files == real.files
    with store.read() as connection:
        assert len(connection.execute(select(client.c.id)).all()) == 3_001
    assert rows(FORM_TABLES["person"])


def test_a_total_that_fills_every_column_is_no_client(store, tmp_path):
    path = write(tmp_path, "total.csv", "客户号,客户姓名\n77,赵一\n合计,1\n".encode())
    assert import_files(store, [path]).files[0].created == 1
