"""Files read as the program reads them: in a process of its own."""

import pytest

from crmdesk.sheets.limited.process import sheet_blocks, survey


@pytest.fixture
def seen(tmp_path):
    """Write a file and survey it."""

    def look(content, name="file.dat", **how):
        path = tmp_path / name
        path.write_bytes(content)
        return survey(path, **how)

    return look


@pytest.fixture
def sheets_of(tmp_path):
    """Write a file and give the rows of each of its sheets, faults and remarks by row number from 1."""

    def read(content, name="file.dat", **how):
        path = tmp_path / name
        path.write_bytes(content)
        return [_read(path, sheet, how) for sheet in survey(path, **how).sheets]

    return read


def _read(path, sheet, how):
    rows, faults, remarks = [], {}, {}
    for block in sheet_blocks(path, sheet, password=how.get("password", "")):
        faults |= {len(rows) + at + 1: text for at, text in block.faults.items()}
        remarks |= {len(rows) + at + 1: text for at, text in block.remarks.items()}
        rows += block.rows
    return rows, faults, remarks


@pytest.fixture
def rows_of(sheets_of):
    """The rows of the only sheet."""

    def read(content, name="file.dat", **how):
        ((rows, faults, _remarks),) = sheets_of(content, name, **how)
        assert faults == {}
        return rows

    return read
