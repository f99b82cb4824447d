"""Which value survives: verified or typed, then the more trusted source, then the later day; the rest is a conflict."""

import pytest
from sqlalchemy import select

from crmdesk.errors import CrmError
from crmdesk.identify.clients import edit_client
from crmdesk.identify.importing import (
    conflict_count,
    conflict_list,
    import_files,
    resolve_conflict,
    resolve_conflicts,
    set_trust,
    take_back,
    trusts,
)
from crmdesk.identify.lineage import lineage
from crmdesk.identify.tables import FORM_TABLES, contact_point, import_conflict

PERSON = FORM_TABLES["person"]
HEADER = ["客户号", "客户姓名", "证件号码", "手机号", "电子邮箱"]
ID = "11010519491231002X"
COUNTER, BANK = "securities_counter", "bank_export"


@pytest.fixture
def load(store, write_table):
    """Import one row of a source: its mobile and mail, and the day that it speaks of."""

    def run(recipe, mobile, *, email="", day="20260930", **options):
        path = write_table(f"{recipe}_{day}_{mobile}.csv", HEADER, ["1", "张三", ID, mobile, email])
        return import_files(store, [path], recipe=recipe, **options)

    return run


@pytest.fixture
def mobile(rows):
    return lambda: rows(PERSON)[0]["mobile"]


OLD, NEW = "13800138000", "13900139000"


@pytest.mark.parametrize(
    ("trust", "day", "survivor"),
    [
        ((3, 3), "20261031", NEW),
        ((3, 3), "20260930", NEW),  # of the same day the later import
        ((3, 3), "20260831", OLD),
        ((3, 2), "20261031", OLD),
        ((2, 3), "20260831", NEW),
        ((2, 3), "20261031", NEW),
    ],
)
def test_trust_comes_first_then_the_later_day(store, load, mobile, trust, day, survivor):
    for source, value in zip(("counter", "bank"), trust, strict=True):
        set_trust(store, source, "", value)
    load(COUNTER, OLD)
    result = load(BANK, NEW, day=day)
    assert mobile() == survivor
    assert result.report.conflict_count == (survivor == OLD)


def test_an_older_file_of_the_same_source_comes_late(load, mobile):
    load(COUNTER, OLD, day="20261031")
    result = load(COUNTER, NEW, day="20260930")
    assert mobile() == OLD
    (kept,) = result.report.conflicts
    assert (kept.old, kept.new, str(kept.old_date), str(kept.date)) == (OLD, NEW, "2026-10-31", "2026-09-30")
    assert "2026-10-31" in result.files[0].problems[0].reason


def test_an_empty_field_takes_any_value(store, load, rows):
    set_trust(store, "bank", "", 1)
    load(COUNTER, OLD)
    load(BANK, "", email="a@b.cn", day="20200101")
    assert rows(PERSON)[0]["email"] == "a@b.cn"


def test_trust_is_set_field_by_field(store, load, rows):
    set_trust(store, "bank", "", 1)
    set_trust(store, "bank", "email", 5)
    load(COUNTER, OLD, email="old@b.cn")
    load(BANK, NEW, email="new@b.cn", day="20261031")
    assert (rows(PERSON)[0]["mobile"], rows(PERSON)[0]["email"]) == (OLD, "new@b.cn")
    with store.read() as connection:
        assert [tuple(one) for one in trusts(connection)] == [
            ("bank", "", 1, True),
            ("bank", "email", 5, True),
            ("counter", "", 3, False),
        ]
    set_trust(store, "bank", "email", None)
    with store.read() as connection:
        assert ("bank", "email") not in [one[:2] for one in trusts(connection)]
    with pytest.raises(CrmError, match="from 1 to 5"):
        set_trust(store, "bank", "", 6)


def test_trust_for_one_import_only(store, load, mobile):
    load(COUNTER, OLD)
    load(BANK, NEW, day="20261031", trust={("bank", ""): 1}, dry_run=True)
    assert load(BANK, NEW, day="20261031", trust={("bank", "mobile"): 1}).report.conflict_count == 1
    assert mobile() == OLD


@pytest.mark.parametrize("how", ["verified", "typed"])
def test_what_a_person_said_is_never_overwritten(store, load, mobile, id_of, how):
    set_trust(store, "counter", "", 5)
    load(COUNTER, OLD)
    if how == "verified":
        edit_client(store, id_of("1"), {"mobile": OLD}, verified_how="call")
    else:
        edit_client(store, id_of("1"), {"mobile": "13700137000"})
    typed = mobile()
    (kept,) = load(COUNTER, NEW, day="20261031").report.conflicts
    assert mobile() == typed
    assert (kept.old, kept.new, kept.old_trust, kept.trust, kept.row) == (typed, NEW, None, 5, 2)


def test_a_conflict_is_decided_once(store, load, mobile, rows, id_of):
    load(COUNTER, OLD)
    edit_client(store, id_of("1"), {"mobile": "13700137000"})
    (kept,) = load(COUNTER, NEW, day="20261031").report.conflicts
    resolve_conflict(store, kept.conflict_id, take=False)
    assert load(COUNTER, NEW, day="20261031").report.conflict_count == 0
    assert load(COUNTER, NEW, day="20261130").batch == 0, "nothing new"
    with pytest.raises(CrmError, match="already"):
        resolve_conflict(store, kept.conflict_id, take=True)
    store.undo()
    with store.read() as connection:
        assert conflict_count(connection) == 1
    resolve_conflict(store, kept.conflict_id, take=True)
    assert mobile() == NEW
    assert [(row["value"], row["kind"]) for row in rows(contact_point)] == [
        (OLD, "mobile"),
        ("13700137000", "mobile"),
    ]
    with store.read() as connection:
        found = lineage(connection, id_of("1"))["mobile"]
    assert (found.source, found.row, found.file) == ("counter", 2, f"{COUNTER}_20261031_{NEW}.csv")
    store.undo()
    assert mobile() == "13700137000"
    with store.read() as connection:
        assert [one.new for one in conflict_list(connection)] == [NEW]


def test_many_conflicts_in_one_step(store, write_table, rows):
    lines = [[str(n), f"张{n}", "", f"1380013800{n}", ""] for n in range(5)]
    import_files(store, [write_table("a_20261031.csv", HEADER, *lines)])
    late = [[*line[:3], line[3].replace("138", "139"), ""] for line in lines]
    result = import_files(store, [write_table("b_20260930.csv", HEADER, *late)])
    assert result.batch != 0, "conflicts alone are worth a batch"
    assert [one.updated for one in result.files] == [0]
    ids = [one.conflict_id for one in result.report.conflicts]
    assert resolve_conflicts(store, ids, take=True) == 5
    assert {row["mobile"][:3] for row in rows(PERSON)} == {"139"}
    with pytest.raises(CrmError, match="of 5 clients"):
        take_back(store, result.batch)
    store.undo()
    take_back(store, result.batch)
    with store.read() as connection:
        assert connection.execute(select(import_conflict)).all() == []
