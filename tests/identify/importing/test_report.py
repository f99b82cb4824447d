"""What an import says of itself before it is kept: the same as afterwards, and what looks wrong in it."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from crmdesk.i18n import set_language
from crmdesk.identify.importing import import_files
from crmdesk.identify.tables import FORM_TABLES, client
from tests.identify.importing.conftest import COUNTER_HEADER
from tests.identify.importing.test_taking_back import changed_rows

HEADER = ["客户号", "客户姓名", "性别", "出生日期", "手机号", "客户经理", "客户状态", "总资产"]


def line(n, **cells):
    known = {
        "客户号": str(n),
        "客户姓名": f"张{chr(0x4E00 + n)}",
        "性别": "男",
        "出生日期": "19800101",
        "手机号": f"138{n:08d}",
        "客户经理": "甲",
        "客户状态": "正常",
        "总资产": "20000",
    }
    return [{**known, **cells}[name] for name in HEADER]


@pytest.fixture
def load(store, write_table):
    def run(name, rows, **options):
        return import_files(store, [write_table(name, HEADER, *rows)], **options)

    return run


@pytest.fixture
def jumps(load):
    """The suspicious jumps of a second import of 60 clients, ``{kind: count}``; a dry run says the same."""

    def run(rows):
        load("a_20260930.csv", [line(n) for n in range(60)])
        dry = load("b_20261031.csv", rows, dry_run=True).report.jumps
        assert load("b_20261031.csv", rows).report.jumps == dry
        assert all(jump.text and len(jump.samples) <= 10 for jump in dry)
        return {jump.kind: jump.count for jump in dry}

    return run


def test_a_dry_run_says_what_the_import_does(store, counter_file, write_table):
    import_files(store, [counter_file])
    path = write_table("next_20261031.csv", COUNTER_HEADER, *changed_rows())
    dry, real = import_files(store, [path], dry_run=True), import_files(store, [path])
    assert (dry.batch, dry.is_dry_run) == (0, True)
    assert replace(dry.report, conflicts=()) == replace(real.report, conflicts=())
    assert dry.files == real.files
    updates = {one.field: one for one in real.report.updates}
    mobile = updates["mobile"]
    assert (mobile.count, str(mobile.label.en), mobile.table) == (1, "Mobile phone", "person")
    (sample,) = mobile.samples
    assert (sample.client_no, sample.name, sample.row) == ("000101", "张三", 2)
    assert (sample.old, sample.new) == ("13800138000", "13700137001")
    assert (sample.old_source, sample.old_trust, sample.source, sample.trust) == ("counter", 3, "counter", 3)
    assert updates["balance"].count == 2
    assert {one.table: one.count for one in real.report.added} == {
        "account": 1,
        "balance": 1,
        "contact_point": 2,
        "risk_assessment": 1,
    }


def test_the_first_import_reports_what_it_adds(store, counter_file):
    report = import_files(store, [counter_file], dry_run=True).report
    assert (report.creates, report.updates, report.conflict_count, report.jumps) == (3, (), 0, ())
    assert {one.table: one.count for one in report.added}["balance"] == 3
    with store.read() as connection:
        assert connection.execute(select(func.count()).select_from(client)).scalar_one() == 0


def test_counts_are_those_of_the_store(store, load, rows):
    result = load("a.csv", [line(n) for n in range(15)] + [line(3, 客户姓名="李四")])
    (file,) = result.files
    assert (file.created, file.rejected) == (15, 1)
    assert result.report.creates == len(rows(client)) == 15
    again = load("b.csv", [line(n, 手机号="13900139000") for n in range(20)])
    assert [(one.field, one.count) for one in again.report.updates] == [("mobile", 15)]
    assert (again.report.creates, again.files[0].read) == (5, 20)
    assert {row["mobile"] for row in rows(FORM_TABLES["person"])} == {"13900139000"}


def test_the_same_file_again_is_said_with_its_day(store, counter_file):
    first = import_files(store, [counter_file])
    assert first.files[0].imported_before is None
    again = import_files(store, [counter_file])
    assert again.batch == 0
    assert again.files[0].imported_before is not None


ODD = {
    "assets": [line(n, 总资产="2000000" if n < 2 else "20000") for n in range(60)],
    "assets too small": [line(n, 总资产="200") for n in range(60)],
    "total_assets": [line(n, 总资产="200000000") for n in range(60)],
    "birth_year": [line(n, 出生日期="19810101" if n < 2 else "19800101") for n in range(60)],
    "sex": [line(n, 性别="女" if n < 4 else "男") for n in range(60)],
    "name": [line(n, 客户姓名="欧阳娜" if n == 7 else f"张{chr(0x4E00 + n)}") for n in range(60)],
    "phones": [line(n, 手机号="" if n < 50 else f"138{n:08d}") for n in range(60)],
    "closing": [line(n, 客户状态="销户" if n < 30 else "正常") for n in range(60)],
    "manager": [line(n, 客户经理="乙" if n < 40 else "甲") for n in range(60)],
    "missing": [line(n, 手机号="13900139000") for n in range(20)],
    "growth": [line(n) for n in range(150)],
}
EXPECTED = {
    "assets": {"assets": 2},
    "assets too small": {"assets": 60, "total_assets": 60},
    "total_assets": {"total_assets": 60, "assets": 60},
    "birth_year": {"birth_year": 2},
    "sex": {"sex": 4},
    "name": {"name": 1},
    "phones": {"phones": 50},
    "closing": {"closing": 30},
    "manager": {"manager": 40},
    "missing": {"missing": 40},
    "growth": {"growth": 90},
}


@pytest.mark.parametrize("odd", ODD)
def test_suspicious_jumps(jumps, odd):
    assert jumps(ODD[odd]) == EXPECTED[odd]


def test_an_ordinary_month_is_not_suspicious(jumps):
    rows = [line(n, 总资产=str(19000 + n * 50), 手机号="" if n == 5 else f"138{n:08d}") for n in range(60)]
    rows[3] = line(3, 客户状态="销户")
    rows[4] = line(4, 客户经理="乙")
    assert jumps([*rows, line(61)]) == {}


def test_jumps_are_said_in_both_languages(load):
    load("a_20260930.csv", [line(n) for n in range(60)])
    texts = {}
    for language in ("en", "zh"):
        set_language(language)
        report = load("b_20261031.csv", ODD["phones"], dry_run=True).report
        texts[language] = [jump.text for jump in report.jumps]
    assert texts["en"] == ["50 clients have a mobile here and none in the file."]
    assert texts["zh"][0].startswith("50 位客户")
    samples = report.jumps[0].samples
    assert (samples[0].client_no, samples[0].name) == ("0", "张一")
