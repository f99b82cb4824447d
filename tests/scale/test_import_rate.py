"""Rows per second of an import beside pandas' ``read_csv`` + ``to_sql`` of the same file (plain SQLite, one table).

Run by hand: ``python -m pytest tests/scale/test_import_rate.py -s``. Ours goes into the encrypted store with cleaning,
matching, search index and history; pandas only copies text. ``CRMDESK_RATE_ROWS`` sets the number of clients.
"""

import os
import random
import resource
import sqlite3
import time
from datetime import date, timedelta
from itertools import islice

import pytest

from crmdesk.identify.checks.numbers import id_check_sign
from crmdesk.identify.importing import import_files

CLIENTS = int(os.environ.get("CRMDESK_RATE_ROWS", "100000"))
MOVEMENTS = CLIENTS * 5
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡"
    "余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯"
    "龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
GIVEN = (
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂华红梅建国文玉春小云子涵浩宇轩梓"
    "晨欣怡雨佳思远志鹏飞龙凤海燕晓东海波"
)


def id_number(n):
    """No two alike: birth dates run through 18,000 days, then the next sequence number."""
    birth = date(1950, 1, 1) + timedelta(days=n % 18_000)
    first = f"110101{birth:%Y%m%d}{n // 18_000:03d}"
    return first + id_check_sign(first)


def client_lines(count):
    rng = random.Random(7)
    yield "客户号,客户姓名,证件类型,证件号码,性别,手机号码,联系地址,资金账号,开户日期,风险等级,客户经理,总资产"
    for n in range(count):
        name = rng.choice(SURNAMES) + "".join(rng.choices(GIVEN, k=rng.choice((1, 2, 2))))
        opened = date(2005, 1, 1) + timedelta(days=rng.randrange(7_000))
        mobile = f"1{rng.randrange(3, 10)}{rng.randrange(10**9):09d}"
        yield (
            f"{n:08d},{name},身份证,{id_number(n)},{rng.choice('男女')},{mobile},"
            f"湖北省武汉市江汉区解放大道{n % 900}号,6{n:09d},{opened:%Y%m%d},C{rng.randrange(1, 6)},经理{n % 40},"
            f"{rng.randrange(10**8) / 100:.2f}"
        )


def plain_lines(count):
    """A list of clients and nothing else: what the budget of clients means."""
    yield "客户号,客户姓名,证件类型,证件号码,性别,手机号码,联系地址,电子邮箱,职业,开户日期,客户经理,营业部"
    for n, line in enumerate(islice(client_lines(count), 1, None)):
        cells = line.split(",")
        yield ",".join([*cells[:7], f"c{n}@example.com", "", cells[8], cells[10], "江汉路营业部"])


def movement_lines(count, clients):
    rng = random.Random(8)
    yield "业务日期,流水序号,资金账号,证券代码,业务标志名称,成交金额,净佣金,清算金额"
    for n in range(count):
        worth = rng.randrange(1_000_00, 500_000_00)
        fee, buys = worth // 4_000, rng.random() < 0.5
        cash = -worth - fee if buys else worth - fee
        day = date(2024, 1, 1) + timedelta(days=n * 600 // count)
        yield (
            f"{day:%Y%m%d},{n},6{rng.randrange(clients):09d},{rng.randrange(600000, 601000)},"
            f"{'证券买入' if buys else '证券卖出'},{worth / 100:.2f},{fee / 100:.2f},{cash / 100:.2f}"
        )


def pandas_rate(path, target):
    import pandas as pd

    started = time.perf_counter()
    with sqlite3.connect(target) as connection:
        rows = 0
        for part in pd.read_csv(path, encoding="gb18030", dtype=str, chunksize=20_000):
            part.to_sql("t", connection, if_exists="append", index=False)
            rows += len(part)
    return rows / (time.perf_counter() - started)


def test_import_rate_of_a_plain_list(store, tmp_path):
    path = tmp_path / "clients.csv"
    path.write_text("\n".join(plain_lines(CLIENTS)), "gb18030")
    started, worked = time.perf_counter(), time.process_time()
    file = import_files(store, [path]).files[0]
    rate, own = (file.read / one for one in (time.perf_counter() - started, time.process_time() - worked))
    print(f"\nplain list: {file.read:,} clients: {rate:,.0f} rows/s ({own:,.0f} per second of processor time)")
    assert file.created == CLIENTS
    assert own > 20_000 / 4, "far below the budget"


@pytest.mark.parametrize("times", ["first", "again"])
def test_import_rate(store, tmp_path, times):
    clients, movements = tmp_path / "clients.csv", tmp_path / "movements.csv"
    clients.write_text("\n".join(client_lines(CLIENTS)), "gb18030")
    movements.write_text("\n".join(movement_lines(MOVEMENTS, CLIENTS)), "gb18030")
    for path, budget in ((clients, 20_000), (movements, 100_000)):
        for _turn in range(1 if times == "first" else 2):
            started, worked = time.perf_counter(), time.process_time()
            file = import_files(store, [path]).files[0]
            rate = file.read / (time.perf_counter() - started)
            own = file.read / (time.process_time() - worked)
        theirs = pandas_rate(path, tmp_path / f"{path.stem}.db")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        ours = f"{rate:,.0f} rows/s ({own:,.0f} per second of processor time)"
        print(f"\n{times}: {file.read:,} {file.kind}: {ours}, pandas {theirs:,.0f} rows/s, peak {peak} MiB")
        assert file.rejected == 0
        assert own > budget / 4, "far below the budget"
