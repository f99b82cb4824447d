"""XLSX and XLS: sheets, merged cells, passwords, and what damages or inflates them."""

import io
import zipfile

import pytest
import xlsxwriter

from crmdesk.errors import CrmError
from crmdesk.sheets.sheet import FROM_ABOVE, FROM_LEFT

from . import samples


def test_every_sheet_and_which_are_hidden(seen):
    found = seen(samples.workbook([("客户", samples.TABLE), ("说明", []), ("旧", samples.TABLE)], hidden=("旧",)))
    assert [(one.parts, one.is_hidden, len(one.beginning.rows)) for one in found.sheets] == [
        (("客户",), False, 4),
        (("说明",), False, 0),
        (("旧",), True, 4),
    ]


def test_sheets_of_an_old_workbook(seen):
    found = seen(samples.old_workbook([("客户", samples.TABLE), ("账户", [["资金账号"], ["1"]])]))
    assert [one.parts for one in found.sheets] == [("客户",), ("账户",)]
    assert found.sheets[1].format == "xls"


def merged_book():
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 2, "客户")
        sheet.write_row(1, 0, ["号", "名", "额"])
        sheet.merge_range(2, 0, 4, 0, "000101")
        for row in (2, 3, 4):
            sheet.write_row(row, 1, [f"甲{row}", row])
    return file.getvalue()


def test_merged_cells_say_what_covers_them(rows_of):
    rows = rows_of(merged_book())
    assert rows[0] == ["客户", f"{FROM_LEFT}客户", f"{FROM_LEFT}客户"]
    assert [row[0] for row in rows[2:]] == ["000101", f"{FROM_ABOVE}000101", f"{FROM_ABOVE}000101"]


def test_merged_cells_of_an_old_workbook(rows_of):
    rows = rows_of(samples.old_workbook([("a", [["1", "2"], [None, "3"]])], merged=[(0, 1, 0, 0)]))
    assert rows == [["1", "2"], [f"{FROM_ABOVE}1", "3"]]


def test_a_formula_is_text_or_its_stored_value(rows_of):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_formula(0, 0, '=DDE("cmd";"/C calc";"x")', None, "stored")
        sheet.write_string(0, 1, "=cmd|' /C calc'!A0")
    assert rows_of(file.getvalue()) == [["stored", "=cmd|' /C calc'!A0"]]


def test_a_password_is_asked_for_tried_and_used(seen, sheets_of):
    content = samples.locked(samples.workbook(), "密码123")
    with pytest.raises(CrmError, match="has a password") as caught:
        seen(content, "客户.xlsx")
    assert caught.value.field == "password"
    with pytest.raises(CrmError, match="password is not right") as caught:
        seen(content, password="wrong")
    assert caught.value.field == "password"
    ((rows, _faults, _remarks),) = sheets_of(content, password="密码123")
    assert rows == samples.TABLE


def test_a_password_that_is_not_needed_does_no_harm(sheets_of):
    assert len(sheets_of(samples.workbook(), password="x")[0][0]) == 4
    assert len(sheets_of(samples.old_workbook(), password="x")[0][0]) == 4


def bomb(entries):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in entries.items():
            packed.writestr(name, content)
    return file.getvalue()


def replaced(name, change):
    """A workbook with one part changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(samples.workbook())) as old, zipfile.ZipFile(file, "w") as new:
        for member in old.namelist():
            content = old.read(member)
            new.writestr(member, change(content) if member == name else content)
    return file.getvalue()


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">' + b"".join(
    b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12)
)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (bomb({"xl/workbook.xml": b"0" * (64 << 20)}), "far more than its size"),
        (bomb({f"xl/{n}.xml": b"" for n in range(2_001)} | {"xl/workbook.xml": b"<a/>"}), "far more than its size"),
        (bomb({"xl/workbook.xml": b"<workbook/>"}), "damaged"),
        (samples.workbook()[:-300], "damaged"),
        (samples.workbook()[:2_000], "damaged"),
        (samples.old_workbook()[:3_000], "not a workbook"),
        (replaced("xl/workbook.xml", lambda xml: xml[: len(xml) // 2]), "damaged"),
        (bomb({"mimetype": b"x", "content.xml": b"<a/>"}), "OpenDocument"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") + b"\x00" * 2_000, "not a workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le") + b"\x00" * 2_000, "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 2_000, "password"),
    ],
)
def test_hostile_and_damaged_workbooks_are_refused(seen, content, sentence):
    with pytest.raises(CrmError, match=sentence) as caught:
        seen(content, "客户.xlsx")
    assert "客户.xlsx" in caught.value.message


def test_entities_of_a_workbook_are_not_followed(sheets_of):
    strings = LAUGHS + b"]><sst><si><t>&m;</t></si></sst>"
    outside = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><sst><si><t>&x;</t></si></sst>'
    for hostile in (strings, outside):
        with pytest.raises(CrmError, match="damaged"):
            sheets_of(replaced("xl/sharedStrings.xml", lambda _xml, new=hostile: new))


def test_a_wrong_checksum_inside_is_a_sentence(seen):
    content = bytearray(samples.workbook())
    at = content.find(b"xl/worksheets/sheet1.xml") + 60
    content[at : at + 8] = b"\xff" * 8
    with pytest.raises(CrmError, match="damaged"):
        seen(bytes(content))
