"""Encodings, separators, headers, totals, workbooks: what arrives is the same table."""

import gzip

import pytest
import xlsxwriter

from crmdesk.identify.importing import KINDS, import_files
from crmdesk.identify.importing.preparing import prepare_all
from crmdesk.identify.tables import FORM_TABLES, account, client

from .conftest import COUNTER_HEADER, COUNTER_ROWS, table_text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "gbk"])
@pytest.mark.parametrize("separator", [",", "\t", "|", ";", "^"])
def test_any_encoding_and_separator(store, tmp_path, encoding, separator, rows):
    path = tmp_path / "clients.txt"
    path.write_bytes(table_text(COUNTER_HEADER, COUNTER_ROWS, separator).encode(encoding))
    (seen,) = prepare_all(path, kinds=KINDS)
    assert (seen.table.separator, seen.kind.name, seen.table.header_row) == (separator, "clients", 1)
    assert import_files(store, [path]).files[0].created == 3
    assert [row["name"] for row in rows(client)] == ["张三", "王小明", "欧阳娜娜"]


def test_utf16_big_endian(store, tmp_path):
    path = tmp_path / "clients.txt"
    path.write_bytes(b"\xfe\xff" + table_text(COUNTER_HEADER, COUNTER_ROWS, "\t").encode("utf-16-be"))
    assert import_files(store, [path]).files[0].created == 3


def test_an_encoding_that_shows_only_late(store, tmp_path, write_table):
    header = ["客户号", "客户姓名"]
    lines = [f"{number:07d},A{number}" for number in range(30_000)]
    path = tmp_path / "late.csv"
    path.write_bytes("\n".join(["client_no,name", *lines, "9999999,张三"]).encode("gb18030"))
    assert prepare_all(path, kinds=KINDS)[0].table.encoding == "gb18030"
    assert import_files(store, [path]).files[0].created == 30_001
    assert header


def test_gzip(store, tmp_path):
    path = tmp_path / "clients.csv.gz"
    path.write_bytes(gzip.compress(table_text(COUNTER_HEADER, COUNTER_ROWS).encode("gb18030")))
    assert import_files(store, [path]).files[0].created == 3


def test_titles_above_and_totals_below(counted, tmp_path):
    text = "××证券××营业部客户资料查询,打印日期:2026-09-30\n\n" + table_text(COUNTER_HEADER, COUNTER_ROWS)
    path = tmp_path / "titled.csv"
    path.write_text(text + "合计,3\n共3条\n,,,,\n打印:管理员\n", "gb18030")
    assert prepare_all(path, kinds=KINDS)[0].table.header_row == 3
    assert counted(path) == [(3, 3, 0, 0, 0)]


def test_mixed_line_ends_quotes_and_padding(counted, tmp_path, rows):
    path = tmp_path / "mixed.csv"
    path.write_bytes(
        '"客户号\t","客户姓名\t"\r\n"000201\t","李四\t"\n"000202\t","赵\n六"\r"=""000203""","钱七"\r\n'.encode()
    )
    assert counted(path, kind="clients")[0][:2] == (3, 3)
    assert [row["client_no"] for row in rows(client)] == ["000201", "000202", "000203"]
    assert [row["name"] for row in rows(client)] == ["李四", "赵六", "钱七"]


def make_workbook(path, header, table, formats=()):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "客户资料")
        sheet.write_row(2, 0, header)
        for at, row in enumerate(table, start=3):
            for place, cell in enumerate(row):
                sheet.write(at, place, cell, formats[place] if formats else None)


def test_a_workbook(counted, tmp_path, rows):
    path = tmp_path / "clients.xlsx"
    make_workbook(path, ["客户号", "客户姓名", "手机号", "开户日期"], [["000301", "张三", 13800138000, 45322]])
    assert counted(path) == [(1, 1, 0, 0, 0)]
    assert rows(FORM_TABLES["person"])[0]["mobile"] == "13800138000"
    assert str(rows(client)[0]["opened_on"]) == "2024-01-31"


def test_a_formula_is_never_run(counted, tmp_path, rows):
    path = tmp_path / "formula.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["客户号", "客户姓名", "资金账号"])
        sheet.write_string(1, 0, "000401")
        sheet.write_formula(1, 1, '=WEBSERVICE("http://x")', None, "存值")
        sheet.write_formula(1, 2, "=1+1", None, 77)
    assert counted(path) == [(1, 1, 0, 0, 0)]
    assert (rows(client)[0]["name"], rows(account)[0]["account_no"]) == ("存值", "77")


def test_numbers_of_a_workbook_keep_their_cents(counted, tmp_path, rows):
    path = tmp_path / "assets.xlsx"
    from crmdesk.identify.tables import balance

    make_workbook(path, ["客户号", "客户姓名", "资金账号", "资金余额"], [["1", "张三", "A1", 1234567.89]])
    counted(path)
    assert rows(balance)[0]["amount"] == 1_234_567_89
