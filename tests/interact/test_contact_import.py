"""Contacts of another system's log."""

import csv
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from crmdesk.identify.importing import KINDS, import_files
from crmdesk.identify.tables import client
from crmdesk.interact.importing import CONTACTS
from crmdesk.interact.tables import contact, follow_up

ALL = (*KINDS, CONTACTS)
HEADER = ["客户号", "联系日期", "联系方式", "联系结果", "联系内容", "客户经理"]


@pytest.fixture
def load(store, tmp_path):
    def run(name, *lines):
        path = tmp_path / name
        with path.open("w", encoding="gb18030", newline="") as file:
            csv.writer(file).writerows(lines)
        one = import_files(store, [path], kinds=ALL).files[0]
        assert one.is_reconciled
        return one

    return run


def counts(one):
    return one.kind, one.read, one.created, one.updated, one.unchanged, one.rejected


def test_a_log_comes_in_once(store, load):
    load("c.csv", ["客户号", "客户姓名", "手机号"], ["1", "张三", ""], ["2", "李四", ""])
    lines = [
        ["1", "2024-01-31", "电话", "10", "谈了到期理财", "甲"],
        ["1", "20240215", "面访(上门)", "已接通-有效沟通", "签约", "甲"],
        ["2", "2024/3/1", "01", "无人接听", "", "乙"],
        ["9", "2024/3/1", "01", "20", "", "乙"],
        ["2", "2024/3/2", "01", "聊得不错", "", "乙"],
    ]
    assert counts(load("log.csv", HEADER, *lines)) == ("contacts", 5, 3, 0, 0, 2)
    assert counts(load("log again.csv", HEADER, *lines)) == ("contacts", 5, 0, 0, 3, 2)
    with store.read() as connection:
        rows = connection.execute(select(contact).order_by(contact.c.id)).mappings().all()
        days = connection.execute(select(client.c.last_contact_on).order_by(client.c.id)).scalars().all()
        assert connection.execute(select(follow_up)).all() == []
    assert [(row["channel"], row["outcome"], row["created_by"]) for row in rows] == [
        ("01", "10", "甲"),
        ("06", "10", "甲"),
        ("01", "20", "乙"),
    ]
    assert rows[0]["at"].replace(tzinfo=UTC) == datetime(2024, 1, 31, 4, tzinfo=UTC)
    assert days == [date(2024, 2, 15), date(2024, 3, 1)]


def test_minutes_beyond_what_the_store_holds_refuse_their_row(load):
    load("c.csv", ["客户号", "客户姓名"], ["1", "张三"])
    header = [*HEADER, "通话时长"]
    one = load(
        "log.csv",
        header,
        ["1", "2024-01-31", "电话", "10", "谈", "甲", "12"],
        ["1", "2024-02-01", "电话", "10", "谈", "甲", "70000"],
    )
    assert counts(one) == ("contacts", 2, 1, 0, 0, 1)
    assert [(problem.row, problem.column) for problem in one.problems if problem.is_rejection] == [(3, "通话时长")]
