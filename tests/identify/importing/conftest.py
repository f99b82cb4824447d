"""Small files as exports write them, and the counts of an import in one line."""
# ruff: noqa: E501 (rows of exports as they come)

from __future__ import annotations

import csv
import io

import pytest
from sqlalchemy import select

from crmdesk.identify.importing import import_files
from crmdesk.identify.tables import client

COUNTER_HEADER = [
    "客户号",
    "客户姓名",
    "证件类型",
    "证件号码",
    "性别",
    "手机号码",
    "联系地址",
    "资金账号",
    "开户日期",
    "风险等级",
    "测评日期",
    "总资产(万元)",
    "证券市值",
    "资金余额",
    "数据日期",
    "客户经理",
    "交易密码",
    "兴趣分组",
]
COUNTER_ROWS = [
    [
        "000101",
        "张三",
        "身份证",
        "11010519491231002X",
        "男",
        "138-0013-8000",
        "北京市东城区东华门大街1号",
        "0001000101",
        "20100105",
        "C3-稳健型",
        "20250301",
        "123.4",
        "1000000",
        "234000",
        "20260930",
        "沈若岚",
        "123456",
        "A",
    ],
    '000102,王　小明(已故),00,440524188001010014,女,"13900139000、13700137000",汕头市潮阳区1号,0001000102,2011/2/3,4,2025.3.1,'
    "0.5,,5000,20260930,沈若岚,654321,B".replace('"', "").split(","),
    [
        "000103",
        "欧阳娜娜",
        "身份证",
        "--",
        "1",
        "",
        "",
        "0001000103",
        "2012年3月4日",
        "稳健型",
        "",
        "",
        "",
        "",
        "20260930",
        "何志远",
        "",
        "",
    ],
]


def table_text(header, rows, separator=","):
    file = io.StringIO()
    csv.writer(file, delimiter=separator).writerows([header, *rows])
    return file.getvalue()


@pytest.fixture
def counter_file(tmp_path):
    path = tmp_path / "客户资料_20260930.csv"
    path.write_text(table_text(COUNTER_HEADER, COUNTER_ROWS), "gb18030")
    return path


@pytest.fixture
def write_table(tmp_path):
    def write(name, header, *rows, separator=",", encoding="utf-8"):
        path = tmp_path / name
        path.write_text(table_text(header, rows, separator), encoding)
        return path

    return write


@pytest.fixture
def counted(store):
    """Import and give ``(read, created, updated, unchanged, rejected)`` per file."""

    def run(*paths, **options):
        result = import_files(store, list(paths), **options)
        assert all(one.is_reconciled for one in result.files)
        return [(one.read, one.created, one.updated, one.unchanged, one.rejected) for one in result.files]

    return run


@pytest.fixture
def id_of(store):
    def find(client_no):
        with store.read() as connection:
            return connection.execute(select(client.c.id).where(client.c.client_no == client_no)).scalar_one()

    return find


@pytest.fixture
def rows(store):
    """Every row of a table as mappings."""

    def read(table):
        with store.read() as connection:
            return [dict(row) for row in connection.execute(select(table)).mappings()]

    return read
