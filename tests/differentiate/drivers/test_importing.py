"""Files of records for the drivers: recognised by their columns, once, and taken back whole."""

import csv
from datetime import date

import pytest
from sqlalchemy import func, select

from crmdesk.differentiate.tables import (
    campaign,
    concession,
    cost_line,
    handover,
    opportunity,
    opportunity_step,
    overdue,
    service_contract,
)
from crmdesk.identify.importing import import_files
from crmdesk.identify.importing.taking_back.whole import take_back
from crmdesk.interact.importing import ALL_KINDS


@pytest.fixture
def load(store, tmp_path):
    def run(name, *lines):
        path = tmp_path / name
        with path.open("w", encoding="gb18030", newline="") as file:
            csv.writer(file).writerows(lines)
        one = import_files(store, [path], kinds=ALL_KINDS).files[0]
        assert one.is_reconciled
        return one.kind, one.read, one.created, one.updated, one.unchanged, one.rejected

    run("c.csv", ["客户号", "客户姓名", "手机号"], ["1", "张三", ""], ["2", "李四", ""])
    return run


def rows(store, table):
    with store.read() as connection:
        return connection.execute(select(table).order_by(table.c.id)).all()


OPPORTUNITIES = [
    "客户号",
    "机会编号",
    "机会名称",
    "机会阶段",
    "机会金额",
    "赢单概率",
    "登记日期",
    "结果日期",
    "丢单原因",
]


def test_opportunities_and_the_steps_they_took(store, load):
    first = [
        ["1", "a", "养老金规划", "洽谈", "50万", "40%", "2026-01-05", "", ""],
        ["2", "b", "基金定投", "丢单", "100000", "", "2026-01-08", "2026-02-01", "价格"],
        ["9", "c", "谁", "洽谈", "1", "", "2026-01-08", "", ""],
        ["1", "d", "", "洽谈", "1", "", "2026-01-08", "", ""],
    ]
    assert load("o.csv", OPPORTUNITIES, *first) == ("opportunities", 4, 2, 0, 0, 2)
    assert load("again.csv", OPPORTUNITIES, *first) == ("opportunities", 4, 0, 0, 2, 2)
    moved = [["1", "a", "养老金规划", "赢单", "48万", "", "2026-01-05", "2026-03-01", ""]]
    assert load("later.csv", OPPORTUNITIES, *moved) == ("opportunities", 1, 0, 1, 0, 0)
    found = rows(store, opportunity)
    assert [(one.stage, one.amount, one.probability, one.closed_on) for one in found] == [
        ("won", 480_000_00, 100, date(2026, 3, 1)),
        ("lost", 100_000_00, 0, date(2026, 2, 1)),
    ]
    steps = [(one.opportunity_id, one.day, one.stage, one.probability) for one in rows(store, opportunity_step)]
    assert steps == [
        (1, date(2026, 1, 5), "talking", 40),
        (2, date(2026, 1, 8), "lead", 10),
        (2, date(2026, 2, 1), "lost", 0),
        (1, date(2026, 3, 1), "won", 100),
    ]


def test_costs_with_and_without_a_client(store, load):
    header = ["客户号", "费用日期", "费用类型", "费用用途", "费用金额", "工时（分钟）", "活动名称"]
    lines = [
        ["", "2026-02-01", "渠道费用", "获客", "18,000.00", "", "春季开户"],
        ["1", "2026-02-03", "礼品", "服务", "300", "", ""],
        ["", "2026-02-05", "人工工时", "获客", "", "7200", "春季开户"],
        ["", "2026-02-05", "礼品", "服务", "", "", ""],
        ["9", "2026-02-05", "礼品", "服务", "5", "", ""],
    ]
    assert load("k.csv", header, *lines) == ("costs", 5, 3, 0, 0, 2)
    assert load("k2.csv", header, *lines) == ("costs", 5, 0, 0, 3, 2)
    assert [(one.client_id, one.amount, one.minutes, one.campaign_id) for one in rows(store, cost_line)] == [
        (None, 18_000_00, 0, 1),
        (1, 300_00, 0, None),
        (None, 0, 7200, 1),
    ]
    assert [(one.name, one.begins_on) for one in rows(store, campaign)] == [("春季开户", date(2026, 2, 1))]


def test_concessions_with_their_rates(store, load):
    header = ["客户号", "优惠类型", "标准费率", "执行费率", "减免金额", "优惠开始", "优惠结束", "审批人"]
    lines = [
        ["1", "佣金率", "万3.0", "万1.8", "", "2026-01-01", "2026-12-31", "主管"],
        ["2", "存款利率上浮", "1.50%", "1.70%", "", "2026-01-01", "", "主管"],
        ["2", "费用减免", "", "", "200", "2026-03-01", "", "主管"],
        ["2", "佣金率", "万3.0", "", "", "2026-03-01", "", "主管"],
        ["2", "佣金率", "万3.0", "万2.0", "", "2026-03-01", "2026-01-01", "主管"],
    ]
    assert load("y.csv", header, *lines) == ("concessions", 5, 3, 0, 0, 2)
    assert [(one.kind, one.standard, one.granted, one.amount) for one in rows(store, concession)] == [
        ("commission", 300, 180, None),
        ("deposit", 15_000, 17_000, None),
        ("fee", None, None, 200_00),
    ]


def test_contracts_overdue_amounts_and_handovers(store, load):
    header = ["客户号", "合同类型", "合同编号", "年费", "合同开始日期", "合同到期日期"]
    assert load("h.csv", header, ["1", "投资顾问", "T-1", "6000", "2026-01-01", "2026-12-31"])[:3] == (
        "contracts",
        1,
        1,
    )
    assert [(one.kind, one.fee, one.ends_on) for one in rows(store, service_contract)] == [
        ("advisory", 6_000_00, date(2026, 12, 31))
    ]
    header = ["客户号", "数据日期", "账号", "逾期本金", "风险敞口", "五级分类", "逾期天数", "违约概率"]
    debt = ["2", "2026-03-31", "L1", "20000", "30万", "次级", "95", "12%"]
    assert load("q.csv", header, debt)[:3] == ("overdue", 1, 1)
    (found,) = rows(store, overdue)
    assert (found.amount, found.exposure, found.grade, found.days_overdue, found.pd) == (
        *(20_000_00, 300_000_00, "substandard", 95, 1_200),
    )
    header = ["客户号", "移交日期", "原客户经理", "新客户经理"]
    assert load("m.csv", header, ["1", "2026-02-01", "甲", "乙"])[:3] == ("handovers", 1, 1)
    assert [(one.old_manager, one.new_manager) for one in rows(store, handover)] == [("甲", "乙")]


def test_an_import_of_records_is_taken_back_whole(store, load):
    line = ["1", "a", "养老金规划", "洽谈", "50万", "40%", "2026-01-05", "", ""]
    load("o.csv", OPPORTUNITIES, line)
    with store.read() as connection:
        from crmdesk.identify.tables import import_batch

        newest = connection.execute(select(func.max(import_batch.c.id))).scalar_one()
    take_back(store, newest)
    assert rows(store, opportunity) == []
    assert rows(store, opportunity_step) == []
