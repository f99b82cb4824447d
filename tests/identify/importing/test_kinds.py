"""Accounts, movements, balances, holdings, as counters and banks export them."""

from datetime import date

import pytest

from crmdesk.identify.importing import import_files
from crmdesk.identify.importing.month_ends import Movement, in_order, month_ends, outstanding
from crmdesk.identify.tables import account, balance, client, holding, product, txn

FILLS = [
    "账号",
    "市场",
    "证券代码",
    "操作",
    "成交价格",
    "成交数量",
    "成交金额",
    "手续费",
    "成交日期",
    "成交时间",
    "委托编号",
    "成交编号",
    "订单编号",
]
STATEMENT = [
    "业务日期",
    "发生时间",
    "流水序号",
    "资金账号",
    "证券代码",
    "证券名称",
    "业务标志名称",
    "成交数量(买+/卖-)",
    "成交价格",
    "净佣金",
    "印花税",
    "过户费",
    "证管费",
    "经手费",
    "其他费",
    "清算金额(买-/卖+)",
    "货币名称",
    "委托编号",
    "应计利息",
]


@pytest.fixture
def with_account(counted, write_table):
    counted(write_table("c.csv", ["客户号", "客户姓名", "资金账号"], ["1", "张三", "25105132"]))


@pytest.mark.usefixtures("with_account")
def test_fills(counted, write_table, rows):
    cell = "2____10064____001____49____25105132____"
    lines = [
        [cell, "SH", "600000", "买入", "10.00", "100", "1,000.00", "5.00", "20240131", "93055", "1", "7", "9"],
        [cell, "SH", "600000", "卖出", "11.00", "100", "1,100.00", "0.00", "20240201", "133055", "2", "7", "9"],
        [cell, "SZ", "000799.SZ", "卖出", "11.00", "100", "1,100.00", "5.5", "20240201", "133055", "2", "7", "9"],
        [",", "", "", "", "", "", "", "", "", "", "", "", ""],
        ["", "", "", "", "", "", "", "", "", "", "", "", ""],
    ]
    path = write_table("成交.csv", FILLS, *lines)
    assert counted(path) == [(4, 3, 0, 0, 1)]
    buy, sell, other = rows(txn)
    assert (buy["kind"], buy["amount"], buy["turnover"], buy["income"], buy["flow"]) == (
        "buy",
        -1_000_00,
        1_000_00,
        500,
        0,
    )
    assert (sell["kind"], sell["amount"], sell["is_active"]) == ("sell", 1_100_00, True)
    assert (other["symbol"], other["ref"]) == ("000799.SZ", "20240201-7-000799.SZ")
    assert counted(path) == [(4, 0, 0, 3, 1)]


@pytest.mark.usefixtures("with_account")
def test_a_fee_of_zero_does_not_erase_one(counted, write_table, rows):
    line = ["25105132", "SH", "600000", "买入", "10.00", "100", "1000", "5.00", "20240131", "93055", "1", "7", "9"]
    counted(write_table("a.csv", FILLS, line))
    assert counted(write_table("b.csv", FILLS, [*line[:7], "0.00", *line[8:]])) == [(1, 0, 0, 1, 0)]
    assert rows(txn)[0]["income"] == 500
    assert counted(write_table("c.csv", FILLS, [*line[:7], "6.00", *line[8:]])) == [(1, 0, 1, 0, 0)]
    assert rows(txn)[0]["income"] == 600


@pytest.mark.usefixtures("with_account")
def test_a_statement_with_padded_quotes(counted, tmp_path, rows):
    values = [
        "20240131",
        "93055",
        "12",
        "25105132",
        "600000",
        "浦发银行",
        "证券买入",
        "100",
        "10",
        "5",
        "0",
        "0",
        "0",
        "0",
        "0",
    ]
    lines = [
        [*values, "-1005.00", "人民币", "1", "0"],
        [
            "20240201",
            "100000",
            "13",
            "25105132",
            "",
            "",
            "银证转入",
            "0",
            "0",
            "0",
            "0",
            "0",
            "0",
            "0",
            "0",
            "5000",
            "人民币",
            "",
            "0",
        ],
        [
            "20240202",
            "100000",
            "14",
            "25105132",
            "600000",
            "浦发银行",
            "股息入账",
            "0",
            "0",
            "0",
            "0",
            "0",
            "0",
            "0",
            "0",
            "8.8",
            "人民币",
            "",
            "0",
        ],
    ]
    text = "\r\n".join(",".join(f'"{cell}\t"' for cell in line) for line in [STATEMENT, *lines])
    path = tmp_path / "对账单.csv"
    path.write_text(text, "utf-8-sig")
    assert counted(path) == [(3, 3, 0, 0, 0)]
    assert [(row["kind"], row["amount"], row["flow"], row["is_active"]) for row in rows(txn)] == [
        ("buy", -1_005_00, 0, True),
        ("transfer_in", 5_000_00, 5_000_00, False),
        ("dividend", 8_80, 0, False),
    ]


@pytest.mark.usefixtures("with_account")
def test_header_only_and_unknown_accounts(counted, write_table):
    assert counted(write_table("empty.csv", FILLS)) == [(0, 0, 0, 0, 0)]
    line = ["999", "SH", "600000", "买入", "10.00", "100", "1000", "5.00", "20240131", "93055", "1", "7", "9"]
    assert counted(write_table("other.csv", FILLS, line)) == [(1, 0, 0, 0, 1)]


@pytest.mark.usefixtures("with_account")
def test_impossible_days(counted, write_table, store):
    line = ["25105132", "SH", "600000", "买入", "10.00", "100", "1000", "5.00", "20990131", "93055", "1", "7", "9"]
    path = write_table("future.csv", FILLS, line, [*line[:8], "", *line[9:]], [*line[:8], "20240230", *line[9:]])
    reasons = [problem.reason for problem in import_files(store, [path]).files[0].problems if problem.is_rejection]
    assert set(reasons) == {"2099-01-31 is in the future.", "20240230 is not a date.", "The date is missing."}


@pytest.mark.usefixtures("with_account")
def test_two_equal_payments_without_numbers_stay_two(counted, write_table, rows):
    header = ["账号", "交易日期", "摘要", "借方金额", "贷方金额", "账户余额"]
    line = ["25105132", "2024-01-31", "消费", "12.50", "", ""]
    options = {"recipe": "bank_export", "kind": "transactions"}
    counted(write_table("c2.csv", ["客户号", "客户姓名", "资金账号"], ["1", "张三", "25105132"]), recipe="bank_export")
    path = write_table("流水.csv", header, line, line, ["25105132", "2024-02-01", "代发工资", "", "9,000", "9000"])
    assert counted(path, **options) == [(3, 3, 0, 0, 0)]
    assert counted(path, **options) == [(3, 0, 0, 3, 0)]
    assert [(row["kind"], row["amount"], row["flow"]) for row in rows(txn)] == [
        ("payment", -12_50, -12_50),
        ("payment", -12_50, -12_50),
        ("deposit", 9_000_00, 9_000_00),
    ]


def test_files_of_one_import_in_any_order(counted, write_table, rows):
    clients = write_table("c.csv", ["客户号", "客户姓名"], ["1", "张三"])
    accounts = write_table("a.csv", ["资金账号", "客户号", "账户属性", "开户日期"], ["A1", "1", "信用", "20150506"])
    fills = write_table("t.csv", FILLS, ["A1", "", "600000", "买入", "1", "1", "1", "1", "20240131", "", "", "1", ""])
    assert counted(fills, accounts, clients, recipe="securities_counter") == [(1, 1, 0, 0, 0)] * 3
    assert (rows(account)[0]["kind"], rows(client)[0]["opened_on"]) == ("margin", date(2015, 5, 6))
    assert "aA1" in rows(client)[0]["search_keys"]


@pytest.mark.usefixtures("with_account")
def test_balances_one_class_per_row(counted, write_table, rows):
    path = write_table(
        "b.csv",
        ["资金账号", "日期", "资产类别", "余额(万元)", "日均余额(万元)"],
        ["25105132", "202409", "股票", "12.3", "11"],
        ["25105132", "20240930", "资金", "0.5", ""],
    )
    assert counted(path, kind="balances") == [(2, 2, 0, 0, 0)]
    assert [(row["asset_class"], row["amount"], row["avg_amount"], str(row["day"])) for row in rows(balance)] == [
        ("equity", 123_000_00, 110_000_00, "2024-09-30"),
        ("cash", 5_000_00, None, "2024-09-30"),
    ]


@pytest.mark.usefixtures("with_account")
def test_balances_one_class_per_column(counted, write_table, rows):
    header = ["资金账号", "数据日期", "证券市值", "资金余额", "融资负债"]
    path = write_table("b.csv", header, ["25105132", "20240930", "100", "20", "-30"])
    assert counted(path) == [(1, 1, 0, 0, 0)]
    assert {row["asset_class"]: row["amount"] for row in rows(balance)} == {
        "equity": 10_000,
        "cash": 2_000,
        "margin_debt": 3_000,
    }
    changed = write_table("b2.csv", header, ["25105132", "20240930", "101", "20", "-30"])
    assert counted(changed) == [(1, 0, 1, 0, 0)]
    assert counted(changed) == [(1, 0, 0, 1, 0)]


@pytest.mark.usefixtures("with_account")
def test_holdings_and_their_products(counted, write_table, rows):
    header = ["资金账号", "持仓日期", "证券代码", "证券名称", "持仓数量", "最新市值", "持仓成本"]
    path = write_table("h.csv", header, ["25105132", "20240930", "000001", "平安银行", "100.5", "1,234.56", "1000"])
    assert counted(path) == [(1, 1, 0, 0, 0)]
    held, sold = rows(holding)[0], rows(product)[0]
    assert (held["quantity"], held["amount"], held["cost"]) == (1_005_000, 1_234_56, 1_000_00)
    assert (sold["code"], sold["name"], sold["risk_level"]) == ("000001", "平安银行", "R5")
    assert counted(path) == [(1, 0, 0, 1, 0)]


def test_a_recipe_of_the_users_own(counted, write_table, tmp_path, rows):
    recipe = tmp_path / "own.toml"
    recipe.write_text(
        """
name = "own"
zh = "自有系统"
source = "own"
trust = 1
currency = "HKD"

[[file]]
kind = "clients"
match = ["No", "Who", "Since", "Money"]
columns = { client_no = "No", name = "Who", opened_on = "Since", sex = "S", cash = "Money", account_no = "No" }
values = { sex = { "0" = "1", "1" = "2" } }
units = { cash = "万元" }
prefix = { account_no = "X" }
data_date = "2024-06-30"
fill = { manager = "甲" }
""",
        "utf-8",
    )
    path = write_table("own.csv", ["No", "Who", "Since", "Money", "S"], ["1", "Ann Lee", "2020-01-02", "1.5", "0"])
    assert counted(path, recipe=str(recipe)) == [(1, 1, 0, 0, 0)]
    assert (rows(balance)[0]["amount"], str(rows(balance)[0]["day"])) == (15_000_00, "2024-06-30")
    assert (rows(account)[0]["account_no"], rows(account)[0]["currency"]) == ("X1", "HKD")
    assert rows(client)[0]["manager"] == "甲"


# -- month ends


def test_movements_of_a_day_follow_from_each_other():
    day = date(2024, 1, 31)
    shuffled = [Movement(day, -50, 150), Movement(day, 200, 200), Movement(day, 30, 180)]
    assert [one.balance for one in in_order(shuffled)] == [200, 150, 180]


def test_month_ends_carry_on_and_average_over_days():
    movements = [Movement(date(2024, 1, 11), 3_100, 3_100), Movement(date(2024, 3, 1), -3_100, 0)]
    january, february, march, april = month_ends(movements, 2024 * 12 + 3)
    assert (january.day, january.amount, january.average) == (date(2024, 1, 31), 3_100, 2_100)
    assert (february.amount, february.average) == (3_100, 3_100)
    assert (march.amount, march.average) == (0, 0)
    assert april.day == date(2024, 4, 30)


def test_a_loan_is_paid_back_by_its_terms():
    ends = list(outstanding(date(1993, 7, 5), 96_396_00, 8_033_00, 12, 1994 * 12 + 11))
    assert (ends[0].day, ends[0].amount) == (date(1993, 7, 31), 96_396_00)
    assert (ends[1].amount, ends[-1].day, ends[-1].amount) == (88_363_00, date(1994, 7, 31), 0)


def test_what_a_file_does_not_say_changes_nothing(counted, write_table, rows):
    clients = write_table("c.csv", ["客户号", "客户姓名", "开户日期"], ["1", "张三", "20150101"])
    accounts = write_table(
        "a.csv", ["资金账号", "客户号", "账户属性", "状态", "开户日期"], ["A1", "1", "信用", "冻结", "20100101"]
    )
    wide = write_table("w.csv", ["客户号", "客户姓名", "资金账号"], ["1", "张三", "A1"])
    counted(clients, accounts, recipe="securities_counter")
    assert counted(wide, clients, accounts, recipe="securities_counter") == [(1, 0, 0, 1, 0)] * 3
    assert (rows(account)[0]["kind"], rows(account)[0]["status"]) == ("margin", "frozen")
    assert rows(client)[0]["opened_on"] == date(2010, 1, 1)
