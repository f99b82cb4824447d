"""dBASE tables."""

import struct

import pytest

from crmdesk.errors import CrmError

from . import samples

FIELDS = [
    ("CUST_NO", "C", 8, 0),
    ("XM", "C", 12, 0),
    ("XB", "N", 1, 0),
    ("RQ", "D", 8, 0),
    ("ZC", "N", 16, 2),
    ("SFZX", "L", 1, 0),
    ("N4", "I", 4, 0),
    ("YE", "Y", 8, 0),
    ("SJ", "T", 8, 0),
    ("BZ", "M", 10, 0),
]
BINARY = [struct.pack("<i", -7), struct.pack("<q", -12_345_678), struct.pack("<ii", 2_460_341, 34_255_000)]
ROW = ["000101", "欧阳娜娜", "2", "20240131", "1234567.89", "F", *BINARY, "1"]


def test_types_of_fields_and_deleted_records(sheets_of):
    content = samples.dbf(FIELDS, [(" ", ROW), ("*", ROW), (" ", ["000102", *ROW[1:]])], version=0x30)
    ((rows, faults, remarks),) = sheets_of(content)
    assert rows[0] == [name for name, *_rest in FIELDS]
    assert rows[1] == [*ROW[:6], "-7", "-1234.5678", "2024-01-31 9:30:55", ""]
    assert (rows[2], rows[3][0]) == ([""], "000102")
    assert list(remarks) == [3]
    assert faults == {}


def test_a_record_that_is_cut_off_and_one_that_is_no_text(sheets_of):
    content = samples.dbf(FIELDS[:2], [(" ", ["1", "张三"]), (" ", ["2", b"\xff\xff\xfe"]), (" ", ["3", "李四"])])
    ((rows, faults, _remarks),) = sheets_of(content[:-8])
    assert sorted(faults) == [3, 4]
    assert rows[1] == ["1", "张三"]


def test_a_header_that_does_not_fit_is_refused(seen):
    content = bytearray(samples.dbf(FIELDS[:3], [(" ", ["1", "张三", "1"])]))
    content[10:12] = struct.pack("<H", 9)
    with pytest.raises(CrmError, match="damaged"):
        seen(bytes(content))
