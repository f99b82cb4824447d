"""Web pages that call themselves .xls."""

import time

import pytest

from crmdesk.sheets.sheet import FROM_ABOVE, FROM_LEFT

from . import samples


def test_spans_nested_tags_and_entities(rows_of):
    page = """<html><body><h1>x</h1><TABLE><thead><tr><th rowspan="2">客户号<th colspan=2>联系<br>方式</thead>
    <tr><td><b>手&nbsp;机</b></td><td><font color='red'>地&#22336;</font></td></tr>
    <tr><td>1</td><td>a &lt;b&gt; &amp;c</td><td><!-- <td>no</td> --><p>甲</p><p>乙</p></td></tr>
    </table><script>document.write("<tr><td>no</td></tr>")</script></body></html>"""
    assert rows_of(page.encode()) == [
        ["客户号", "联系 方式", f"{FROM_LEFT}联系 方式"],
        [f"{FROM_ABOVE}客户号", "手 机", "地址"],
        ["1", "a <b> &c", "甲 乙"],
    ]


def test_rows_and_cells_that_are_not_closed(rows_of):
    assert rows_of(b"<table><tr><td>a<td>b<tr><td>1<td>2") == [["a", "b"], ["1", "2"]]


def test_a_table_per_printed_page_and_one_inside_another(rows_of):
    page = b"<table><tr><td>a</td></tr></table><table><tr><td>b<table><tr><td>c</td></tr></table></td></tr></table>"
    assert rows_of(page) == [["a"], ["b"], ["c"]]


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "", "no-such-charset"])
def test_a_page_that_lies_about_its_encoding(rows_of, charset):
    assert rows_of(samples.page(charset).encode("gb18030")) == samples.TABLE


def test_a_large_page_is_a_stream(rows_of):
    table = [samples.HEADER, *([str(n), "张三", "", "", ""] for n in range(20_000))]
    rows = rows_of(samples.page(table=table).encode("gbk"))
    assert (len(rows), rows[-1][0]) == (20_001, "19999")


@pytest.mark.parametrize(
    "hostile",
    [
        b"<" * 2_000_000,
        b"<table>" * 300_000,
        b"<!--" * 500_000,
        b"<script>" * 200_000,
        b"<table><tr>" + b"<td colspan=99999 rowspan=99999>x" * 500,
        b"<table><tr><td>" + b"&" * 1_000_000,
        b"<td " + b"a" * 3_000_000,
        b"<table><tr><td>" + b"x" * 3_000_000,
    ],
)
def test_hostile_pages_take_no_longer_than_their_size(seen, hostile):
    started = time.perf_counter()
    (sheet,) = seen(b"<html>" + hostile).sheets
    assert len(sheet.beginning.rows) <= 260
    assert time.perf_counter() - started < 15
