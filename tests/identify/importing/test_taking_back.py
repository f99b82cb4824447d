"""An import taken back leaves the content as it was, updates included, or is refused with what stands against it."""

import pytest
from sqlalchemy import func, select

from crmdesk.differentiate import rulebooks
from crmdesk.differentiate.facts import update_facts
from crmdesk.differentiate.tables import client_month
from crmdesk.errors import CrmError
from crmdesk.identify.children import add_child
from crmdesk.identify.clients import assign_manager, create_client, edit_client
from crmdesk.identify.importing import KINDS, batches, import_files, take_back
from crmdesk.identify.merging import merge_clients, unmerge
from crmdesk.identify.tables import balance_before, client
from crmdesk.identify.trash import trash_clients
from crmdesk.interact.contacts import log_contact
from crmdesk.interact.importing import CONTACTS
from crmdesk.store.dump import dump_store
from crmdesk.store.keeping import part_of
from crmdesk.store.schema import load_tables, metadata
from tests.identify.importing.conftest import COUNTER_HEADER, COUNTER_ROWS
from tests.identify.importing.test_berka import FILES as BERKA


@pytest.fixture
def content(store):
    """Every row of every table of content, the columns worked out from others included."""

    load_tables()

    def read():
        with store.read() as connection:
            return {
                table.name: connection.execute(select(table).order_by(*table.primary_key.columns)).all()
                for table in metadata.sorted_tables
                if part_of(table) == "content"
            }

    return read


def changed_rows():
    """The counter's export of the next month: phones, a name, an account, balances, risk levels changed."""
    rows = [list(row) for row in COUNTER_ROWS]
    rows[0][5], rows[0][6], rows[0][12], rows[0][15] = "13700137001", "上海市黄浦区南京东路9号", "1200000", "何志远"
    rows[0][9], rows[0][10] = "C4", "20260901"
    rows[1][8], rows[1][13] = "2009/1/1", "900"
    rows[2][1], rows[2][7] = "欧阳娜", "0001000199"
    return rows


def test_the_first_import_is_taken_back_whole(store, counter_file, content):
    empty = content()
    batch = import_files(store, [counter_file]).batch
    told = take_back(store, batch)
    assert content() == empty
    assert told.removed["client"] == 3
    with store.read() as connection:
        assert connection.execute(select(func.count()).select_from(client)).scalar_one() == 0


@pytest.mark.parametrize("day", ["20260930", "20261031"])
def test_updates_are_taken_back(store, counter_file, write_table, content, day):
    import_files(store, [counter_file])
    before = content()
    rows = [[*row[:14], day, *row[15:]] for row in changed_rows()]
    result = import_files(store, [write_table("next.csv", COUNTER_HEADER, *rows)])
    assert [(one.created, one.updated) for one in result.files] == [(0, 3)]
    assert content() != before
    told = take_back(store, result.batch)
    assert content() == before
    assert {"client", "person", "account"} <= told.restored.keys()
    with store.read() as connection:
        assert connection.execute(select(func.count()).select_from(balance_before)).scalar_one() == 0
        newest, first = batches(connection)
    assert (newest.taken_back_at is not None, newest.can_take_back) == (True, False)
    assert (first.taken_back_at, first.can_take_back) == (None, True)
    with pytest.raises(CrmError, match="taken back already"):
        take_back(store, result.batch)


def test_berka_is_taken_back_byte_for_byte(store, tmp_path):
    before, after = tmp_path / "before.jsonl", tmp_path / "after.jsonl"
    create_client(store, kind="person", values={"name": "王小明", "mobile": "13800138000"})
    dump_store(store, before)
    batch = import_files(store, BERKA, recipe="berka").batch
    dump_store(store, after)
    assert after.read_bytes() != before.read_bytes()
    take_back(store, batch)
    dump_store(store, after)
    assert after.read_bytes() == before.read_bytes()


def test_the_newest_goes_first_and_any_batch_nothing_depends_on(store, write_table, content):
    header = ["客户号", "客户姓名", "手机号"]
    empty = content()
    first = import_files(store, [write_table("a.csv", header, ["1", "张三", "13800138000"], ["2", "李四", ""])]).batch
    second = import_files(store, [write_table("b.csv", header, ["1", "张三", "13900139000"])]).batch
    third = import_files(store, [write_table("c.csv", header, ["3", "王五", ""], ["2", "李四", ""])]).batch
    with pytest.raises(CrmError, match=r"of 1 clients.*\n1 张三: "):
        take_back(store, first)
    take_back(store, second)
    take_back(store, first)
    with store.read() as connection:
        assert connection.execute(select(client.c.client_no)).scalars().all() == ["3"]
    take_back(store, third)
    assert content() == empty


BUILT = {
    "a value was confirmed": (
        lambda store, one: edit_client(store, one, {"mobile": "13800138000"}, verified_how="call"),
        "confirm",
    ),
    "a row below was added": (
        lambda store, one: add_child(store, one, "relation", {"role": "family", "relation": "spouse", "name": "李"}),
        "relations",
    ),
    "a contact was logged": (
        lambda store, one: log_contact(store, one, channel="01", outcome="10", note="谈了很久理财产品的期限和风险"),
        "contacts",
    ),
    "it went to the trash": (lambda store, one: trash_clients(store, [one]), "removed or merged"),
}


@pytest.mark.parametrize("built", BUILT)
def test_what_was_built_on_a_batch_is_named(store, counter_file, id_of, content, built):
    act, named = BUILT[built]
    batch = import_files(store, [counter_file]).batch
    untouched = content()
    act(store, id_of("000101"))
    before = content()
    with pytest.raises(CrmError, match=f"of 1 clients[^\\n]*\\n000101 张三[^\\n]*{named}") as refusal:
        take_back(store, batch)
    assert "\n000102" not in refusal.value.message
    assert content() == before != untouched
    store.undo()
    assert content() == untouched
    take_back(store, batch)


def test_a_batch_that_was_built_on_stays(store, counter_file, id_of, content):
    batch = import_files(store, [counter_file]).batch
    edit_client(store, id_of("000101"), {"mobile": "13900139009", "email": "a@b.cn"})
    assign_manager(store, [id_of("000102")], "何志远")
    before = content()
    with pytest.raises(CrmError) as refusal:
        take_back(store, batch)
    first, *named = refusal.value.message.split("\n")
    assert "of 2 clients" in first
    assert [line.split(":")[0] for line in named] == ["000101 张三", "000102 王小明"]
    assert "Mobile" in named[0]
    assert "Account manager" in named[1]
    assert content() == before
    with store.read() as connection:
        assert batches(connection)[0].can_take_back


def test_a_merge_stands_against_it_until_it_is_taken_apart(store, write_table, content):
    header = ["客户号", "客户姓名", "手机号", "资金账号"]
    import_files(store, [write_table("a.csv", header, ["1", "张三", "13800138000", "A1"])])
    before = content()
    batch = import_files(store, [write_table("b.csv", header, ["2", "张珊", "13800138000", "A2"])]).batch
    merge = merge_clients(store, 1, [2])
    with pytest.raises(CrmError, match=r"\n2 张珊: .*removed or merged"):
        take_back(store, batch)
    unmerge(store, merge)
    take_back(store, batch)
    assert content() == before


def test_monthly_facts_follow(store, write_table, content):
    import_files(
        store, [write_table("a.csv", ["客户号", "客户姓名", "资金账号"], ["1", "张三", "A1"], ["2", "李四", "A2"])]
    )
    header = ["资金账号", "业务日期", "业务标志名称", "清算金额"]
    import_files(store, [write_table("m.csv", header, ["A1", "20260930", "银证转入", "100"])])
    update_facts(store, rulebooks.load("securities"))
    before = months(store)
    more = write_table("n.csv", header, ["A1", "20260930", "银证转入", "900"], ["A2", "20260831", "银证转入", "7"])
    batch = import_files(store, [more]).batch
    update_facts(store, rulebooks.load("securities"))
    assert months(store) != before
    take_back(store, batch)
    update_facts(store, rulebooks.load("securities"))
    assert months(store) == before


def months(store):
    with store.read() as connection:
        return connection.execute(select(client_month).order_by(client_month.c.client_id, client_month.c.month)).all()


def test_every_kind_of_row_goes_back(store, write_table, content):
    """Accounts that change hands and state, holdings, movements, balances, contacts: added and then changed."""
    kinds = (*KINDS, CONTACTS)
    import_files(
        store, [write_table("c.csv", ["客户号", "客户姓名", "资金账号"], ["1", "张三", "A1"], ["2", "李四", "A2"])]
    )
    tables = {
        "accounts": (
            ["客户号", "资金账号", "账户状态", "存管银行"],
            [["1", "A3", "正常", "甲行"]],
            [["2", "A3", "冻结", "乙行"]],
        ),
        "transactions": (
            ["资金账号", "业务日期", "流水号", "业务标志名称", "清算金额"],
            [["A3", "20260930", "7", "银证转入", "100"]],
            [["A3", "20260930", "7", "银证转入", "200"], ["A1", "20260901", "8", "银证转出", "-5"]],
        ),
        "balances": (
            ["资金账号", "日期", "资金余额", "证券市值"],
            [["A3", "20260930", "5", "6"]],
            [["A3", "20260930", "7", ""]],
        ),
        "holdings": (
            ["资金账号", "日期", "证券代码", "证券名称", "持仓数量", "市值"],
            [["A3", "20260930", "600000", "浦发银行", "100", "1000"]],
            [
                ["A3", "20260930", "600000", "浦发银行", "200", "2000"],
                ["A3", "20260930", "600001", "邯郸钢铁", "1", "9"],
            ],
        ),
        "contacts": (
            ["客户号", "联系日期", "联系方式", "联系结果", "联系内容", "记录编号"],
            [["1", "20260901", "01", "10", "谈了理财", "c1"]],
            [["1", "20260901", "01", "10", "谈了理财和保险", "c1"], ["2", "20260910", "01", "10", "来访", "c2"]],
        ),
    }
    steps = []
    for version in (1, 2):
        for kind, (header, *rows) in tables.items():
            before = content()
            path = write_table(f"{kind}{version}.csv", header, *rows[version - 1])
            result = import_files(store, [path], recipe="securities_counter", kind=kind, kinds=kinds)
            assert result.files[0].rejected == 0, (kind, result.files[0].problems)
            assert result.batch, kind
            steps.append((kind, before, result.batch))
    for kind, before, batch in reversed(steps):
        take_back(store, batch)
        assert content() == before, kind
