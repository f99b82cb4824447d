"""Hostile and broken files: a sentence with file, row and column, and nothing half-written."""

import csv
import gzip
import zipfile

import pytest
import xlsxwriter
from sqlalchemy import func, select

from crmdesk.errors import Cancelled, CrmError
from crmdesk.identify.importing import import_files, save_rejects
from crmdesk.identify.tables import FORM_TABLES, account, balance, client, import_batch, txn
from crmdesk.progress import Progress
from crmdesk.store.tables import operation

from .conftest import COUNTER_HEADER, COUNTER_ROWS, table_text

HEADER = ["客户号", "客户姓名", "证件号码", "手机号", "开户日期", "资金账号", "资金余额"]


@pytest.fixture
def untouched(store):
    """Nothing is in the store after the test."""
    yield
    with store.read() as connection:
        for table in (client, FORM_TABLES["person"], account, balance, txn, import_batch, operation):
            assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 0, table.name


def refused(store, path, match, **options):
    with pytest.raises(CrmError, match=match) as caught:
        import_files(store, [path], **options)
    assert path.name in caught.value.message
    return caught.value


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    ("content", "match"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\r\n", "is empty"),
        ("é à ü ö ñ caféteria,naïve\n".encode("latin-1") * 3, "encoding is not known"),
        ("客户号,客户姓名\n1,张三\n2,李明朗".encode()[:-1], "cut off"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is a picture"),
        (b"\x00\x01\x02\x03" * 50, "not a text table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "not a workbook"),
        ("<html><table><tr><td>甲</td></tr></table>".encode("gb18030"), "no header row"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"1,2,3\n4,5,6\n", "no header row"),
        ("甲,乙,丙\n1,2,3\n".encode(), "no header row"),
    ],
)
def test_files_that_are_no_table(store, tmp_path, content, match):
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    refused(store, path, match)


@pytest.mark.usefixtures("untouched")
def test_no_such_file(store, tmp_path):
    refused(store, tmp_path / "missing.csv", "does not exist")


@pytest.mark.usefixtures("untouched")
def test_a_bomb_of_gzip(store, tmp_path):
    path = tmp_path / "bomb.csv.gz"
    path.write_bytes(gzip.compress(b"client_no,name\n" + b"1,a\n" * 8_000_000))
    refused(store, path, "far more than its size")


@pytest.mark.usefixtures("untouched")
def test_a_bomb_of_zip(store, tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (64 << 20))
    refused(store, path, "far more than its size")


@pytest.mark.usefixtures("untouched")
def test_a_cell_at_the_end_of_the_sheet(store, tmp_path):
    path = tmp_path / "corner.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["客户号", "客户姓名"])
    sheet.write(1_048_575, 16_383, "x")
    book.close()
    refused(store, path, "1048576 rows and 16384 columns")


@pytest.mark.usefixtures("untouched")
def test_damaged_archives(store, tmp_path):
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04" + b"\x00" * 500)
    refused(store, broken, "damaged")
    half = tmp_path / "half.csv.gz"
    half.write_bytes(gzip.compress(table_text(COUNTER_HEADER, COUNTER_ROWS).encode())[:-20])
    refused(store, half, "damaged")
    other = tmp_path / "other.xlsx"
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("a.csv", "1")
    refused(store, other, "no header row")


@pytest.mark.usefixtures("untouched")
def test_one_broken_file_stops_all_of_them(store, tmp_path, counter_file):
    path = tmp_path / "late.csv.gz"
    path.write_bytes(gzip.compress(table_text(["客户号", "客户姓名"], [["1", "张三"]]).encode())[:-4])
    with pytest.raises(CrmError, match=r"late\.csv\.gz is damaged"):
        import_files(store, [counter_file, path])


@pytest.mark.usefixtures("untouched")
def test_cancelling_writes_nothing(store, counter_file):
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        import_files(store, [counter_file], progress=progress)


@pytest.mark.usefixtures("untouched")
def test_a_dry_run_writes_nothing(store, counter_file):
    result = import_files(store, [counter_file], dry_run=True)
    assert (result.batch, result.is_dry_run, result.files[0].created) == (0, True, 3)


@pytest.mark.usefixtures("untouched")
def test_a_needed_column_is_missing(store, write_table):
    path = write_table("bad.csv", ["资金账号", "成交日期", "证券代码"], ["1", "20240131", "600000"])
    error = refused(store, path, "no column fills", kind="transactions")
    assert error.field == "amount"


@pytest.mark.usefixtures("untouched")
def test_unknown_recipes_and_kinds(store, counter_file, tmp_path):
    with pytest.raises(CrmError, match="There is no recipe nonsense"):
        import_files(store, [counter_file], recipe="nonsense")
    with pytest.raises(CrmError, match="There is no kind of import nonsense"):
        import_files(store, [counter_file], kind="nonsense")
    recipe = tmp_path / "own.toml"
    recipe.write_text("name = 'x'\nwhat = 1\n", "utf-8")
    with pytest.raises(CrmError, match=r"own\.toml is not right"):
        import_files(store, [counter_file], recipe=str(recipe))


def test_forty_columns_that_mean_nothing(store, write_table, rows):
    further = [f"字段{n}" for n in range(40)]
    path = write_table("wide.csv", ["客户号", "客户姓名", *further], ["1", "张三", *["x"] * 40])
    file = import_files(store, [path]).files[0]
    assert (file.created, file.unmapped) == (1, tuple(further))
    assert "字段39" in str(file.problems[0])


def test_broken_rows_are_named_and_the_others_come_in(store, tmp_path, rows):
    good = ["1", "张三", "", "13800138000", "2024-1-31", "A1", "1.2亿"]
    bad = [
        (["2", "李四", "1.10105E+17", "", "", "", ""], "证件号码", "cut by Excel"),
        (["3", "王五", "110105194912310021", "", "", "", ""], "证件号码", ""),
        (["4", "赵六", "", "1380013800", "", "", ""], "手机号", "not a phone number"),
        (["5", "钱七", "", "", "2026.13.05", "", ""], "开户日期", "not a date"),
        (["6", "孙八", "", "", "", "A6", "12..5"], "资金余额", "not a number"),
        (["7", "名" * 300, "", "", "", "", ""], "客户姓名", "300 characters"),
        (["8", "", "", "", "", "", ""], "客户姓名", "name is missing"),
        (["", "", "", "13800138001", "", "", ""], "客户号", "client number is missing"),
        (["1", "别人", "", "", "", "", ""], "客户姓名", "another name"),
        (["9", "吴十"], "", "cut off: 2 of 7"),
        (["9", "吴十", "", "", "", "", "", "more"], "", "has 8 columns"),
    ]
    path = tmp_path / "mixed.csv"
    path.write_text(table_text(HEADER, [good, *(row for row, _column, _reason in bad)]), "utf-8")
    result = import_files(store, [path], recipe="securities_counter", kind="clients")
    file = result.files[0]
    assert (file.read, file.created, file.rejected) == (12, 6, 6)
    for number, (_row, column, reason) in enumerate(bad, start=3):
        told = [problem for problem in file.problems if problem.row == number and problem.column == column]
        assert any(reason in problem.reason for problem in told), number
    kept = sorted(problem.row for problem in file.problems if not problem.is_rejection)
    assert kept == [3, 4, 5, 6, 7, 8], "a cell that cannot be used costs the cell, not the client"
    assert rows(balance)[0]["amount"] == 120_000_000_00
    rejects = tmp_path / "rejects.csv"
    assert save_rejects(result, rejects) == 6
    with rejects.open(encoding="utf-8-sig", newline="") as saved:
        header, *saved_rows = csv.reader(saved)
    assert header == [*HEADER, "reason", "file", "row"]
    by_row = {int(row[-1]): row for row in saved_rows}
    assert by_row[11][:3] == ["1", "别人", ""]
    assert by_row[11][-2] == "mixed.csv"


def test_hostile_names_are_only_text(store, write_table, rows, tmp_path):
    names = [
        "<img src=x onerror=alert(1)>",
        "=cmd|' /C calc'!A0",
        "Robert'); DROP TABLE client;--",
        "{client_no}",
        "%s%n",
    ]
    path = write_table(
        "names.csv", ["客户号", "客户姓名", "手机号"], *([str(n), name, ""] for n, name in enumerate(names))
    )
    assert import_files(store, [path]).files[0].created == 5
    assert [row["name"] for row in rows(client)] == names


def test_rejected_rows_come_back_without_formulas_and_secrets(store, write_table, tmp_path):
    path = write_table(
        "secret.csv", ["客户号", "客户姓名", "手机号", "交易密码"], ["1E+10", "=cmd|' /C calc'!A0", "12", "123456"]
    )
    result = import_files(store, [path])
    save_rejects(result, tmp_path / "rejects.csv")
    saved = (tmp_path / "rejects.csv").read_text("utf-8-sig")
    assert "'=cmd" in saved
    assert "123456" not in saved
    assert "secrets" in str(result.files[0].problems[0])


def test_secrets_are_read_nowhere(store, counter_file):
    import_files(store, [counter_file])
    with store.engine.connect() as connection:
        script = "".join(map(str, connection.exec_driver_sql("SELECT * FROM person").all()))
    assert "654321" not in script


@pytest.mark.parametrize("before", [3, 4_096, 5_000])
def test_an_open_quotation_mark_costs_one_row(store, write_table, before):
    path = write_table("open.csv", HEADER[:2], *([str(n), "张三"] for n in range(before)))
    with path.open("a") as file:
        file.write('x,"李四\n')
        file.writelines(f"y{n},王五\n" for n in range(100))
    found = import_files(store, [path]).files[0]
    assert (found.read, found.created) == (before + 101, before + 101)
    assert [one.row for one in found.problems if "quotation mark" in one.reason] == [before + 2]


@pytest.mark.parametrize("before", [3, 5_000])
def test_a_line_without_end_is_rejected_and_the_rest_is_read(store, write_table, before):
    path = write_table("endless.csv", HEADER[:2], *([str(n), "张三"] for n in range(before)))
    with path.open("a") as file:
        file.write('x,"' + "x" * (3 << 20) + "\nz,赵六\n")
    found = import_files(store, [path]).files[0]
    assert (found.read, found.created, found.rejected) == (before + 2, before + 1, 1)
    assert [one.row for one in found.problems if one.is_rejection] == [before + 2]
