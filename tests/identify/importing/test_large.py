"""Large files: indexes built anew after them, ids given by the writer, columns read at once."""

from dataclasses import replace

import pytest
from sqlalchemy import func, inspect, select

from crmdesk.errors import CrmError
from crmdesk.identify.importing import KINDS, import_files, loading
from crmdesk.identify.importing.cells import Cells, digits_at_once, money_at_once
from crmdesk.identify.importing.cleaning import key, money
from crmdesk.identify.importing.equals import Equals
from crmdesk.identify.search import find_clients
from crmdesk.identify.tables import account, client, txn
from crmdesk.progress import Progress
from crmdesk.store.search import search_is_whole
from crmdesk.text import half_width

HEADER = ["客户号", "客户姓名", "手机号码", "联系地址", "资金账号", "客户经理"]


def many_clients(count):
    return [
        [f"{n:06d}", f"张{chr(0x4E00 + n)}", f"138{n:08d}", f"解放大道{n}号" * 4, f"9{n:07d}", "何志远"]
        for n in range(count)
    ]


def index_names(store):
    with store.read() as connection:
        return {table: {one["name"] for one in inspect(connection).get_indexes(table)} for table in ("client", "txn")}


def test_indexes_stand_again_after_a_large_import(store, counted, write_table):
    before = index_names(store)
    clients = write_table("clients.csv", HEADER, *many_clients(700))
    days = [
        ["20240105", n, f"9{n % 700:07d}", "证券买入", f"{n + 1}.00", f"-{n + 1}.00", "摘要" * 10] for n in range(800)
    ]
    movements = write_table(
        "m.csv", ["业务日期", "流水序号", "资金账号", "业务标志名称", "成交金额", "清算金额", "摘要"], *days
    )
    assert counted(clients, movements) == [(700, 700, 0, 0, 0), (800, 800, 0, 0, 0)]
    assert index_names(store) == before
    with store.unlogged() as connection:
        assert search_is_whole(connection)
        numbers = connection.execute(select(client.c.client_no).order_by(client.c.id)).scalars().all()
        owners = connection.execute(select(account.c.account_no, client.c.client_no).join(client)).all()
        moved = connection.execute(select(account.c.account_no, txn.c.amount).join(account)).all()
    assert numbers == [f"{n:06d}" for n in range(700)]
    assert all(account_no == f"9{int(number):07d}" for account_no, number in owners)
    assert sorted(moved) == sorted((f"9{n % 700:07d}", -(n + 1) * 100) for n in range(800))


def test_a_large_import_that_is_cancelled_leaves_indexes_and_search_alone(store, write_table):
    class Impatient(Progress):
        def at(self, done, total, what=""):
            if done > 50_000:
                raise CrmError("enough")

    before = index_names(store)
    small = write_table("small.csv", HEADER, *many_clients(3))
    import_files(store, [small])
    with pytest.raises(CrmError):
        import_files(store, [write_table("large.csv", HEADER, *many_clients(9_000))], progress=Impatient())
    assert index_names(store) == before
    with store.read() as connection:
        assert len(find_clients(connection, "13800000001")) == 1
    with store.unlogged() as connection:
        assert search_is_whole(connection)


@pytest.mark.parametrize(
    "texts",
    [
        ["1.00", "-0.05", "123456789012345.99"],
        ["1.00", "", "2.50"],
        ["1.00\n2.00", "3.00"],
        ["1.00", "1,000.00"],
        ["(5.00)", "5.00-"],
        ["１.00", "2.00"],
        ["1.00", "zwölf"],
        ["1_0.00", "+1.00"],
    ],
)
def test_money_read_at_once_is_money_read_cell_by_cell(texts):
    one_by_one, at_once = Cells(money), Cells(money, money_at_once)
    assert at_once.values_of(texts) == one_by_one.values_of(texts)


@pytest.mark.parametrize("texts", [["001", "2"], ["001", ""], ["1.0", "2"], ["１２", "3"], ["12345", "1"], ["²", "1"]])
def test_numbers_read_at_once_are_numbers_read_cell_by_cell(texts):
    values = digits_at_once(texts, limit=4)
    assert values is None or values == [key(text) for text in texts]
    assert (values is None) == any(not text.isdigit() or half_width(text) != text or len(text) > 4 for text in texts)


def test_a_column_of_different_texts_still_says_which_cell_is_wrong():
    cells = Cells(money)
    cells.values_of([f"{n}.5" for n in range(100)])
    values = cells.values_of(["1.5", "x", "2.5"])
    assert (values[0], values[2]) == (150, 250)
    assert cells.has_refused
    assert "x" in values[1].reason


def test_equal_payments_far_apart_in_a_file_stay_apart(counted, write_table):
    counted(write_table("c.csv", ["客户号", "客户姓名", "资金账号"], ["1", "张三", "9001"]))
    payment = ["9001", "20240105", "50.00"]
    others = [["9001", "20240106", f"{n}.00"] for n in range(1, 51)]
    kinds = [replace(kind, at_once=20) for kind in KINDS]
    path = write_table("m.csv", ["资金账号", "业务日期", "清算金额"], payment, *others, payment)
    assert counted(path, kinds=kinds) == [(52, 52, 0, 0, 0)]
    assert counted(path) == [(52, 0, 0, 52, 0)]


def test_equals_are_counted_in_bounded_memory():
    equals = Equals(most=4)
    assert [equals.place(digest) for digest in (b"a", b"b", b"a", b"a")] == [1, 1, 2, 3]
    assert [equals.place(digest) for digest in (b"c", b"d", b"a")] == [1, 1, 4]
    assert [equals.place(digest) for digest in (b"e", b"b")] == [1, 1]  # not met for longest, forgotten
    assert equals.place(b"a") == 5


def test_equals_that_were_forgotten_are_found_in_the_store(counted, write_table, monkeypatch, store):
    monkeypatch.setattr(loading, "Equals", lambda: Equals(most=4))
    kinds = [replace(kind, at_once=3) for kind in KINDS]
    counted(write_table("clients.csv", ["客户号", "客户姓名", "资金账号"], ["1", "张三", "A1"]))
    header = ["资金账号", "业务日期", "业务标志名称", "清算金额"]
    fee = ["A1", "20260930", "银证转出", "-10.00"]
    others = [["A1", "20260930", "银证转入", f"{n}.00"] for n in range(1, 40)]
    path = write_table("m.csv", header, fee, *others[:13], fee, *others[13:26], fee, fee, *others[26:], fee)
    assert counted(path, kind="transactions", kinds=kinds) == [(44, 44, 0, 0, 0)]
    assert counted(path, kind="transactions", kinds=kinds) == [(44, 0, 0, 44, 0)]
    with store.read() as connection:
        equal = select(func.count()).select_from(txn).where(txn.c.amount == -10_00)
        assert connection.execute(equal).scalar_one() == 5
