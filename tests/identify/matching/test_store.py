"""Scans, the queue and decisions on a real store."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event, insert, select

from crmdesk.errors import Cancelled
from crmdesk.i18n import Words
from crmdesk.identify import matching
from crmdesk.identify.clients import create_client, edit_client
from crmdesk.identify.matching.models import model_of
from crmdesk.identify.tables.matching import match_keys, match_pair, match_scan
from crmdesk.identify.trash import restore_trashed, trash_clients, trashed
from crmdesk.progress import Progress

ZHANG = {"name": "张伟", "id_no": "11010519491231002X", "mobile": "13800138001", "addr_home": "建国路12号3栋502室"}


def add(store, kind="person", **values):
    return create_client(store, kind=kind, values=values)


@pytest.fixture
def pair(store):
    """One client who stands in the store twice, and two who do not."""
    first = add(store, **ZHANG)
    second = add(store, name="張偉", id_no="110105491231002", addr_home="北京市朝阳区建国路12-3-502")
    add(store, name="李娜", id_no="440524188001010014", mobile="13900139001")
    add(store, name="王芳", birth_date="1990-02-01", mobile="13900139001")
    return first, second


def test_a_scan_finds_the_pair_and_no_other(store, pair):
    result = matching.scan_clients(store)
    with store.read() as connection:
        (found,) = matching.open_pairs(connection)
        assert matching.pair_count(connection) == 1
    assert (found.a, found.b) == pair
    assert found.probability > 0.99
    assert not found.has_conflict
    assert (found.a_name, found.b_name, found.status) == ("张伟", "張偉", "open")
    assert (result.clients, result.pairs) == (4, 1)


def test_the_reasons_say_what_agrees(store, pair):
    matching.scan_clients(store)
    with store.read() as connection:
        reasons = {reason.field: reason for reason in matching.pair_reasons(connection, *pair)}
    assert reasons["id_no"].agreement == "same"
    assert reasons["name"].level.en == "The same in another script or spacing"
    assert reasons["id_no"].weight > 8
    assert reasons["phone"].agreement == "missing"
    assert "1949" not in reasons["id_no"].a_value


def test_many_pairs_have_the_reasons_of_each(store, pair):
    matching.scan_clients(store)
    with store.read() as connection:
        ids = connection.exec_driver_sql("SELECT id FROM client ORDER BY id").scalars().all()
        pairs = [pair, (ids[2], ids[3]), pair[::-1], (ids[0], ids[3])]
        together = matching.pairs_reasons(connection, "person", pairs)
        assert together == [matching.pair_reasons(connection, *one) for one in pairs]


def test_the_weight_is_the_sum_of_the_reasons_and_the_prior(store, pair):
    matching.scan_clients(store)
    with store.read() as connection:
        (found,) = matching.open_pairs(connection)
        total = sum(reason.weight for reason in matching.pair_reasons(connection, *pair))
        assert found.weight == pytest.approx(total + model_of(connection, "person").prior_bits)


def test_different_is_remembered_for_every_scan_to_come(store, pair):
    matching.scan_clients(store)
    with store.read() as connection:
        (found,) = matching.open_pairs(connection)
    matching.decide(store, found.id, "different")
    matching.scan_clients(store)
    with store.read() as connection:
        assert matching.open_pairs(connection) == []
        assert matching.open_pairs(connection, status="different")[0].id == found.id
    store.undo()
    with store.read() as connection:
        assert [one.id for one in matching.open_pairs(connection)] == [found.id]


def test_an_incremental_scan_finds_what_a_full_one_finds(store, pair):
    matching.scan_clients(store)
    third = add(store, name="李娜", id_no="440524188001010014", mobile="13700137001")
    result = matching.scan_clients(store, is_full=False)
    assert result.clients == 1
    with store.read() as connection:
        found = {(one.a, one.b) for one in matching.open_pairs(connection)}
    assert found == {pair, (third - 2, third)}
    matching.scan_clients(store)
    with store.read() as connection:
        assert {(one.a, one.b) for one in matching.open_pairs(connection)} == found


def test_an_edit_that_parts_two_clients_takes_the_pair_away(store, pair):
    matching.scan_clients(store)
    edit_client(store, pair[1], {"name": "赵云", "id_no": "320106850505123"})
    matching.scan_clients(store, is_full=False)
    with store.read() as connection:
        assert matching.open_pairs(connection) == []


def test_a_hint_while_typing_before_and_after_a_scan(store, pair):
    for _scan in range(2):
        with store.read() as connection:
            found = matching.likely_clients(connection, "person", {"name": "章伟", "mobile": "138 0013 8001"})
        assert [one.client_id for one in found] == [pair[0]]
        matching.scan_clients(store)


def test_decisions_follow_a_merge_and_come_back(store, pair):
    """A pair with a third client moves to the kept one; what was decided about it holds; undo brings all back."""
    third = add(store, name="张伟", birth_date="1949-12-31", mobile="13800138001")
    matching.scan_clients(store)
    with store.read() as connection:
        before = matching.open_pairs(connection)
        with_third = {(one.a, one.b): one.id for one in before if third in (one.a, one.b)}
    keep, drop = pair
    assert set(with_third) == {(keep, third), (drop, third)}
    matching.decide(store, with_third[drop, third], "different")
    with store.write(Words("合并", "Merge")) as unit:
        matching.note_same(unit, drop, keep, actor="tester")
        matching.follow_merge(unit, keep, [drop])
    with store.read() as connection:
        assert [(one.a, one.b) for one in matching.open_pairs(connection)] == []
        assert [(one.a, one.b) for one in matching.open_pairs(connection, status="different")] == [(keep, third)]
        assert [(one.a, one.b) for one in matching.open_pairs(connection, status="same")] == [pair]
    store.undo()
    store.undo()
    with store.read() as connection:
        assert matching.open_pairs(connection) == before


def test_a_pair_moves_where_there_is_none(store):
    keep, drop, other = (add(store, name=name) for name in ("甲一", "乙二", "丙三"))
    with store.batch(Words("测试", "Test")) as connection:
        row = {"kind": "person", "probability": 0.9, "weight": 3.0, "levels": "1" * 9, "scan_id": 1}
        flags = {"has_conflict": False, "is_safe": False, "status": "open"}
        connection.execute(insert(match_pair).values(a=drop, b=other, **row, **flags))
    with store.write(Words("合并", "Merge")) as unit:
        matching.follow_merge(unit, keep, [drop])
    with store.read() as connection:
        assert [(one.a, one.b) for one in matching.open_pairs(connection)] == [(keep, other)]


def test_a_pair_of_someone_who_left_is_hidden_and_comes_back(store, pair):
    matching.scan_clients(store)
    trash_clients(store, [pair[1]])
    with store.read() as connection:
        assert matching.open_pairs(connection) == []
        assert matching.pair_count(connection) == 0
        assert matching.pair_reasons(connection, *pair) == ()
        (kept,) = trashed(connection)
    restore_trashed(store, kept.id)
    with store.read() as connection:
        assert len(matching.open_pairs(connection)) == 1


def test_values_are_masked_unless_asked_for(store, pair):
    with store.read() as connection:
        for is_masked, shown in ((True, "110105********002X"), (False, "11010519491231002X")):
            reasons = matching.pair_reasons(connection, *pair, is_masked=is_masked)
            assert next(one for one in reasons if one.field == "id_no").a_value == shown


def test_reasons_have_no_direction_but_sides(store, pair):
    with store.read() as connection:
        one, other = matching.pair_reasons(connection, *pair), matching.pair_reasons(connection, *reversed(pair))
    assert [(r.field, r.weight, r.agreement) for r in one] == [(r.field, r.weight, r.agreement) for r in other]
    assert [(r.a_value, r.b_value) for r in one] == [(r.b_value, r.a_value) for r in other]


def test_kinds_are_never_mixed(store):
    add(store, name="长江贸易", mobile="13800138001")
    add(store, kind="organisation", name="长江贸易有限公司", mobile="13800138001")
    add(store, kind="organisation", name="长江贸易有限责任公司", mobile="13800138001", uscc="91350100M000100Y43")
    add(store, kind="product", name="稳健一号", filing_no="SX1234", founded_on="2020-01-02")
    add(store, kind="product", name="稳健一号", filing_no="SX1234", founded_on="2020-01-02")
    add(store, kind="product", name="稳健二号", filing_no="SX1235", founded_on="2020-01-02")
    matching.scan_clients(store)
    with store.read() as connection:
        found = {(one.kind, one.a_name, one.b_name) for one in matching.open_pairs(connection)}
    assert found == {
        ("organisation", "长江贸易有限公司", "长江贸易有限责任公司"),
        ("product", "稳健一号", "稳健一号"),
    }


@pytest.mark.parametrize("shared", [{"mobile": "13800138001"}, {"addr_home": "建国路12号3栋502室"}, {}])
def test_families_and_namesakes_stay_apart(store, shared):
    """A phone alone, an address alone, a name alone: none makes one client of two."""
    family = {"张建国": "1960-02-03", "张建军": "1988-05-06", "李秀英": "1961-07-08"}
    for name, born in family.items():
        add(store, name=name, birth_date=born, mobile="13800138001", addr_home="建国路12号3栋502室")
    add(store, name="张建国", birth_date="1999-09-09")
    add(store, name="王芳", **shared)
    add(store, name="赵敏", **shared)
    matching.scan_clients(store)
    with store.read() as connection:
        assert matching.open_pairs(connection) == []


def test_a_scan_reads_in_sets(store, pair):
    """As many statements for a hundred clients as for four."""
    with counted(store) as few:
        matching.scan_clients(store)
    for place in range(100):
        add(store, name=f"客户{'一二三四五六七八九十'[place % 10]}", mobile=f"139{place:08d}")
    with counted(store) as many:
        matching.scan_clients(store)
    assert len(many) <= len(few) + 2
    with counted(store) as again:
        matching.scan_clients(store, is_full=False)
    assert not any("INSERT" in statement for statement in again)


@contextmanager
def counted(store):
    statements = []

    def note(_connection, _cursor, statement, *_rest):
        statements.append(statement)

    event.listen(store.engine, "before_cursor_execute", note)
    yield statements
    event.remove(store.engine, "before_cursor_execute", note)


def test_a_cancelled_scan_writes_nothing(store, pair):
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        matching.scan_clients(store, progress=progress)
    with store.read() as connection:
        assert connection.execute(select(match_scan.c.id)).all() == []


def test_undoing_an_edit_is_seen_by_the_next_scan(store, pair):
    edit_client(store, pair[1], {"name": "赵云", "id_no": "320106850505123"})
    matching.scan_clients(store)
    with store.read() as connection:
        assert matching.open_pairs(connection) == []
    store.undo()
    assert matching.scan_clients(store, is_full=False).clients == 1
    with store.read() as connection:
        assert [(one.a, one.b) for one in matching.open_pairs(connection)] == [pair]


def test_safe_pairs_need_more_than_a_name_and_a_household(store, pair):
    father = {"name": "何明建", "mobile": "13700137001", "addr_home": "迎宾路270号36栋202室"}
    add(store, **father, id_no="320106198505051239")
    add(store, **father)
    matching.scan_clients(store)
    with store.read() as connection:
        names = {one.a_name: one for one in matching.open_pairs(connection)}
        safe = matching.safe_pairs(connection)
    assert not names["何明建"].has_conflict
    assert all(one.a_name == "张伟" for one in safe)


def test_someone_being_edited_is_not_told_about_himself(store, pair):
    with store.read() as connection:
        found = matching.likely_clients(connection, "person", ZHANG, except_id=pair[0])
    assert [one.client_id for one in found] == [pair[1]]
    assert found[0].reasons[0].weight > 0


def test_a_pair_that_follows_from_two_others_names_the_third(store, pair):
    """One record has the phone, one the ID number, the third both: the first two share a name and nothing else."""
    first = add(store, name="欧阳靖宇", mobile="13600136001", email="ouyang@example.com")
    both = add(store, name="欧阳靖宇", mobile="13600136001", email="ouyang@example.com", id_no="320106198505051239")
    last = add(store, name="欧阳靖宇", id_no="320106198505051239")
    matching.scan_clients(store)
    with store.read() as connection:
        weights = {(one.a, one.b): one.weight for one in matching.open_pairs(connection)}
        reasons = matching.pair_reasons(connection, first, last)
        prior = model_of(connection, "person").prior_bits
        direct = matching.pair_reasons(connection, first, both)
    assert {(first, both), (both, last), (first, last)} <= set(weights)
    assert reasons[0].field == "through"
    assert "欧阳靖宇" in reasons[0].a_value
    assert sum(one.weight for one in reasons) + prior == pytest.approx(weights[first, last])
    assert "through" not in {one.field for one in direct}


def test_reasons_of_nobody(store, pair):
    with store.read() as connection:
        assert matching.pair_reasons(connection, pair[0], pair[0]) == ()
        assert matching.pair_reasons(connection, pair[0], 999) == ()
        assert matching.pairs_reasons(connection, "person", [(pair[0], 999)]) == [()]
        assert matching.pairs_reasons(connection, "person", []) == []


def test_an_erased_client_leaves_no_key(store, pair):
    matching.scan_clients(store)
    with store.unlogged() as connection:
        assert matching.forget_clients(connection, [pair[1]]) == 1
        assert matching.open_pairs(connection) == []
        (row,) = connection.execute(select(match_keys)).all()
    assert row.clients == 3
    again = add(store, name="张伟", id_no="110105491231002")
    matching.scan_clients(store, is_full=False)
    with store.read() as connection:
        assert [(one.a, one.b) for one in matching.open_pairs(connection)] == [(pair[0], again)]


@pytest.mark.parametrize(
    "half", [{"birth_date": "1949-1"}, {"id_no": "1101"}, {"mobile": "138"}, {"sex": None}, {"children": 2}]
)
def test_a_hint_for_what_is_half_typed(store, pair, half):
    with store.read() as connection:
        assert matching.likely_clients(connection, "person", {"name": "赵小云", **half}) == []
        found = matching.likely_clients(connection, "person", {"name": "张伟", "id_no": ZHANG["id_no"]} | half)
    assert {one.client_id for one in found} <= set(pair)
