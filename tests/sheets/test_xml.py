"""XML Spreadsheet 2003."""

import pytest

from crmdesk.errors import CrmError
from crmdesk.sheets.sheet import FROM_ABOVE, FROM_LEFT

from . import samples

START = (
    '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
    'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="a"><Table>'
)
END = "</Table></Worksheet></Workbook>"


def cell(text, **places):
    said = " ".join(f'ss:{name}="{value}"' for name, value in places.items())
    return f'<Cell {said}><Data ss:Type="String">{text}</Data></Cell>'


def test_several_sheets(seen, sheets_of):
    content = samples.xml_spreadsheet([("客户", samples.TABLE), ("账户", [["资金账号"], ["1"]])]).encode()
    assert [one.parts for one in seen(content).sheets] == [("客户",), ("账户",)]
    assert [rows for rows, _faults, _remarks in sheets_of(content)] == [samples.TABLE, [["资金账号"], ["1"]]]


def test_places_that_are_skipped_and_cells_that_are_merged(rows_of):
    rows = (
        f"<Row>{cell('a', MergeAcross=1)}{cell('b')}</Row>"
        f"<Row ss:Index='4'>{cell('k', MergeDown=1)}{cell('1', Index=3)}</Row><Row>{cell('2')}</Row>"
        "<Row><Cell><Data ss:Type='DateTime'>2024-01-31T00:00:00.000</Data>"
        "<Comment><Data>no</Data></Comment></Cell></Row>"
    )
    assert rows_of((START + rows + END).encode()) == [
        ["a", f"{FROM_LEFT}a", "b"],
        [""],
        [""],
        ["k", "", "1"],
        [f"{FROM_ABOVE}k", "2"],
        ["2024-01-31"],
    ]


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE x SYSTEM "http://example.com/x.dtd">',
    ],
)
def test_a_document_type_is_refused(seen, declared):
    content = START.replace("<Workbook", f"{declared}<Workbook") + f"<Row>{cell('&a;')}</Row>" + END
    with pytest.raises(CrmError, match="document type"):
        seen(content.encode(), "客户.xls")


def test_a_document_type_in_the_middle_and_wide_letters(seen):
    content = START.replace("<Workbook", '<!DOCTYPE x [<!ENTITY a "b">]><Workbook') + END
    with pytest.raises(CrmError, match="document type"):
        seen(content.encode("utf-16"))


def test_deep_nesting_and_far_places(sheets_of, seen):
    deep = START + "<Row>" + "<Cell>" * 100_000 + "</Cell>" * 100_000 + "</Row>" + END
    sheets_of(deep.encode())
    far = START + f"<Row ss:Index='9999999'>{cell('x', Index=9999999, MergeAcross=9999999)}</Row>" + END
    ((_rows, faults, _remarks),) = sheets_of(far.encode())
    assert "columns" in str(faults)


def test_xml_that_ends_in_the_middle(seen):
    with pytest.raises(CrmError, match="line 1"):
        seen((START + "<Row>").encode())
