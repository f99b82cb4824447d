"""Text tables: encodings, quotation marks, line ends, and rows that are broken."""

import pytest

from crmdesk.errors import CrmError

HEADER = "客户号,客户姓名"


def lines(count, start=0):
    return "".join(f"{n:06d},张三\n" for n in range(start, start + count))


def test_mixed_line_ends_empty_lines_and_zero_bytes(rows_of):
    content = b"a,b\r\n1,2\n\n3,4\r5,\x006\r\n"
    assert rows_of(content) == [["a", "b"], ["1", "2"], [""], ["3", "4"], ["5", "6"]]


def test_a_mark_of_byte_order_in_the_middle(rows_of):
    content = b"\xef\xbb\xbf" + "客户号,姓名\n1,张三\n".encode() + b"\xef\xbb\xbf" + "2,李四\n".encode()
    assert rows_of(content)[2] == ["2", "李四"]


def test_quoted_cells(rows_of):
    content = 'a,b\n"1\t","x, ""y"""\n "2" ,"多\n行"\n'.encode()
    assert rows_of(content) == [["a", "b"], ["1\t", 'x, "y"'], ["2 ", "多\n行"]]


def test_rows_across_pieces_of_the_file(rows_of):
    """A quoted cell of several lines lies across the place where one mebibyte ends and the next begins."""
    before = (1 << 20) // len("000000,张三\n".encode())
    content = (HEADER + "\n" + lines(before - 3) + "".join(f'{n},"甲\n乙"\n' for n in range(300))).encode()
    rows = rows_of(content)
    assert len(rows) == 1 + before - 3 + 300
    assert rows[-300:] == [[str(n), "甲\n乙"] for n in range(300)]


@pytest.mark.parametrize("after", [1, 19, 20, 21, 5_000])
def test_a_quotation_mark_that_is_never_closed(sheets_of, after):
    ((rows, _faults, remarks),) = sheets_of(f'{HEADER}\n{lines(30)}x,"李四\n{lines(after)}'.encode())
    assert rows[31:] == [["x", "李四"], *(line.split(",") for line in lines(after).splitlines())]
    assert list(remarks) == [32]
    assert "quotation mark is not closed" in remarks[32]


def test_two_open_quotation_marks_far_apart(sheets_of):
    text = f'{HEADER}\n1,"甲\n{lines(100)}2,"乙\n{lines(100)}3,"丙"\n'
    ((rows, _faults, remarks),) = sheets_of(text.encode())
    assert len(rows) == 204
    assert sorted(remarks) == [2, 103]
    assert rows[-1] == ["3", "丙"]


def test_nothing_but_quotation_marks(sheets_of):
    ((rows, _faults, remarks),) = sheets_of((HEADER + '\n"' * 20_001).encode())
    assert len(rows) == 1 + 10_000 + 1
    assert list(remarks) == [10_002]


def test_bytes_of_another_encoding_refuse_their_row(sheets_of):
    content = (HEADER + "\n" + lines(50)).encode() + "7,王小明\n".encode("gb18030") + lines(50).encode()
    ((rows, faults, _remarks),) = sheets_of(content)
    assert list(faults) == [52]
    assert "bytes" in faults[52]
    assert rows[52] == ["000000", "张三"]


def test_a_broken_character_in_gb18030(sheets_of):
    content = (HEADER + "\n" + lines(50)).encode("gb18030") + b"7,\xff\xff\n" + lines(2).encode("gb18030")
    ((rows, faults, _remarks),) = sheets_of(content)
    assert list(faults) == [52]
    assert len(rows) == 54


def test_too_many_columns_are_a_fault_of_the_row(sheets_of):
    ((rows, faults, _remarks),) = sheets_of((HEADER + "\n" + "," * 999_999 + "\n1,张三\n").encode())
    assert list(faults) == [2]
    assert "1000000 columns" in faults[2]
    assert rows[2] == ["1", "张三"]


def test_a_line_without_end_is_one_fault(sheets_of):
    content = (HEADER + "\n1,").encode() + b"x" * (5 << 20) + "\n2,李四\n".encode()
    ((rows, faults, _remarks),) = sheets_of(content)
    assert list(faults) == [2]
    assert rows[2:] == [["2", "李四"]]


def test_only_a_header_and_only_separators(rows_of):
    assert rows_of(HEADER.encode()) == [["客户号", "客户姓名"]]
    assert rows_of(f"{HEADER}\n,\n,\n".encode())[1:] == [["", ""], ["", ""]]


def test_what_the_user_says_about_text_is_done(tmp_path):
    from crmdesk.sheets.limited.process import AsText, survey

    path = tmp_path / "x.csv"
    path.write_bytes("a;b,c\nf\xfcnf;6,7\n".encode("latin-1"))
    (sheet,) = survey(path, as_text=AsText("latin-1", ",")).sheets
    assert sheet.beginning.rows == [["a;b", "c"], ["fünf;6", "7"]]
    with pytest.raises(CrmError, match="no encoding nonsense") as caught:
        survey(path, as_text=AsText("nonsense"))
    assert caught.value.field == "encoding"


@pytest.mark.parametrize("name", ["rot13", "zip", "undefined"])
def test_what_is_no_encoding_of_text_is_refused(tmp_path, name):
    from crmdesk.sheets.limited.process import AsText, survey

    path = tmp_path / "x.csv"
    path.write_bytes(b"a,b\n")
    with pytest.raises(CrmError, match="no encoding"):
        survey(path, as_text=AsText(name))
