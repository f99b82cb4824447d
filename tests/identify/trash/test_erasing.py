"""Deleted is gone: no byte of an erased client is left in the file; what the law keeps is frozen until its day."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from sqlalchemy import select, update
from sqlalchemy import text as sql

from crmdesk import dates
from crmdesk.errors import CrmError
from crmdesk.i18n import Words
from crmdesk.identify.children import add_child
from crmdesk.identify.clients import client_id_by_no, create_client, edit_client
from crmdesk.identify.importing import import_files
from crmdesk.identify.matching import scan_clients
from crmdesk.identify.merging import merge_clients, unmerge
from crmdesk.identify.record import record
from crmdesk.identify.tables import client, relation
from crmdesk.identify.trash import erase_trashed, freeze_trashed, restore_trashed, trash_clients, trashed
from crmdesk.interact.contacts import log_contact
from crmdesk.store.drafts import all_drafts, save_draft
from crmdesk.store.search import search_is_whole
from crmdesk.store.tables import audit, operation

TODAY = dates.local_today()
#: What is looked for in the file: texts that stand nowhere else.
PLANTED = (
    *(
        "欧阳若曦",
        "慕容清歌",
        "ouyangruoxi",
        "murongqingge",
        "13912345678",
        "13998765432",
        "植入地址",
        "zhi@planted.cn",
    ),
    *("P0001", "植入备注", "植入笔记", "410105199003078810"),
)


def decrypted_pages(store):
    """The bytes of every page of the file as SQLite sees them, free pages included (SQLCipher 4: AES-256-CBC, the
    vector of a page stands before the 64 bytes of its digest)."""
    data = store.path.read_bytes()
    key = store.key.secret
    for start in range(0, len(data), 4096):
        page = data[start : start + 4096]
        body = page[16 if start == 0 else 0 : 4096 - 80]
        decryptor = Cipher(algorithms.AES(key), modes.CBC(page[4096 - 80 : 4096 - 64])).decryptor()
        yield decryptor.update(body) + decryptor.finalize()


def spellings(value):
    """A text as it stands in a column, and as it stands in JSON."""
    return value, json.dumps(value)[1:-1]


def found_in_pages(store):
    whole = b"".join(decrypted_pages(store))
    assert b"CREATE TABLE" in whole
    return {value for value in PLANTED if any(text.encode() in whole for text in spellings(value))}


def found_in_rows(store):
    """The planted texts in any column of any table, those of the search index included."""
    hits = set()
    with store.read() as connection:
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
        for name in names:
            for row in connection.execute(sql(f'SELECT * FROM "{name}"')):
                cells = " ".join(str(cell) for cell in row)
                raw = b" ".join(cell for cell in row if isinstance(cell, bytes))
                texts = [(value, text) for value in PLANTED for text in spellings(value)]
                hits |= {(name, value) for value, text in texts if text in cells or text.encode() in raw}
    return hits


@pytest.fixture
def planted(store, tmp_path):
    """A prospect with everything that work on it leaves behind."""
    values = {
        "name": "慕容清歌",
        "mobile": "13912345678",
        "email": "zhi@planted.cn",
        "id_type": "resident_id",
        "id_no": "410105199003078810",
        "addr_home": "河南省郑州市植入地址8号",
    }
    path = tmp_path / "people.csv"
    for name, mobile in (("慕容清歌", "13998765432"), ("欧阳若曦", "13912345678")):
        path.write_text(f"客户号,姓名,手机\nP0001,{name},{mobile}\nX2,李四,13800138000\n", "utf-8")
        import_files(store, [path])
    with store.read() as connection:
        client_id = client_id_by_no(connection, "P0001")
    edit_client(store, client_id, values)
    edit_client(store, client_id, {"name": "欧阳若曦"})
    log_contact(store, client_id, channel="01", outcome="10", note="植入笔记：谈到孩子的教育金安排", next_on=TODAY)
    add_child(store, client_id, "relation", {"name": "植入备注", "relation": "11"})
    other = create_client(store, kind="person", values={"name": "王五"})
    key = add_child(store, other, "relation", {"name": "欧阳若曦", "relation": "11", "phone": "13912345678"})
    with store.write(Words("关联", "Link")) as unit:
        unit.change(relation, key, {"other_client_id": client_id})
    save_draft(store, f"client:{client_id}", {"employer": "植入备注"})
    save_draft(store, "client:new", {"values": {"name": "欧阳若曦"}})
    save_draft(store, f"client:{other}", {"employer": "别家"})
    scan_clients(store)
    edit_client(store, client_id, {"mobile": "13700137000"})
    store.undo()
    return client_id


def erased(store, client_id, reason="本人要求删除"):
    trash_clients(store, [client_id], reason="欧阳若曦不再联系")
    with store.read() as connection:
        entry = next(one for one in trashed(connection) if one.client_id == client_id)
    erase_trashed(store, entry.id, reason=reason)
    return entry


def test_no_byte_of_the_client_is_left_in_the_file(store, planted):
    store.fold_journal()
    assert len(found_in_pages(store)) > 8
    erased(store, planted, reason="欧阳若曦（P0001）要求删除")
    assert found_in_rows(store) == set()
    assert found_in_pages(store) == set()
    assert store.path.with_name(store.path.name + "-wal").stat().st_size == 0
    with store.unlogged() as connection:
        assert search_is_whole(connection)


def test_whoever_was_merged_into_the_client_goes_too(store, planted):
    keep = create_client(store, kind="person", values={"name": "王五", "mobile": "13700137001"})
    merge_clients(store, keep, [planted], choices={"mobile": planted})
    store.fold_journal()
    assert len(found_in_pages(store)) > 8
    erased(store, keep)
    assert found_in_rows(store) == set()
    assert found_in_pages(store) == set()
    store.verify_audit()


def test_a_merge_that_was_taken_apart_is_forgotten_too(store, planted):
    keep = create_client(store, kind="person", values={"name": "赵六", "mobile": "13700137001"})
    unmerge(store, merge_clients(store, keep, [planted], choices={"mobile": planted}))
    erased(store, planted)
    assert found_in_rows(store) == set()
    assert found_in_pages(store) == set()
    with store.read() as connection:
        assert record(connection, keep).values["mobile"] == "13700137001"


def test_the_audit_holds_the_proof_and_stays_whole(store, planted):
    before = dates.now().isoformat()
    erased(store, planted, reason="欧阳若曦（P0001）要求删除")
    store.verify_audit()
    with store.read() as connection:
        last = connection.execute(select(audit).order_by(audit.c.seq.desc())).first()
        labels = connection.execute(select(operation.c.label_zh)).scalars().all()
    proof = json.loads(last.detail)["tombstone"]
    assert proof["number"] == store.fingerprint("P0001")
    assert proof["number"] != store.fingerprint("P0002")
    assert proof["reason"] == "—（—）要求删除"
    assert proof["rows"] > 10
    assert (last.actor, last.at >= before) == ("tester", True)
    assert "修改“—”的客户姓名" in labels
    assert "新建客户“王五”" in labels


def test_others_keep_what_is_theirs(store, planted):
    erased(store, planted)
    with store.read() as connection:
        names = connection.execute(select(client.c.name).order_by(client.c.name)).scalars().all()
        assert connection.execute(select(relation.c.id)).all() == []
        assert trashed(connection) == []
    assert sorted(names) == sorted(["李四", "王五"])
    assert [kept.content for kept in all_drafts(store)] == [{"employer": "别家"}]


def test_what_is_half_gone_is_not_undone(store, planted):
    assert store.undo_label() is not None
    with store.read() as connection:
        other = connection.execute(select(client.c.id).where(client.c.name == "王五")).scalar_one()
    trash_clients(store, [planted, other])
    with store.read() as connection:
        entries = {one.client_id: one.id for one in trashed(connection)}
    erase_trashed(store, entries[planted], reason="本人要求")
    assert store.undo_label().zh == "新建客户“王五”"
    with pytest.raises(CrmError, match="used since"):
        store.undo()
    assert restore_trashed(store, entries[other]) == other


def test_a_reason_is_needed(store, prospect):
    trash_clients(store, [prospect])
    with pytest.raises(CrmError) as refused, store.read() as connection:
        erase_trashed(store, trashed(connection)[0].id, reason=" ")
    assert refused.value.field == "reason"


@pytest.mark.parametrize("act", [erase_trashed, freeze_trashed])
def test_an_entry_that_is_none(store, act):
    with pytest.raises(CrmError, match="no entry 7"):
        act(store, 7, reason="x")


def entry_of(store, client_id):
    with store.read() as connection:
        return next(one for one in trashed(connection) if one.client_id == client_id)


def test_a_relationship_that_lasts_forbids_it(store, rich):
    trash_clients(store, [rich])
    entry = entry_of(store, rich)
    assert (entry.hold, entry.can_erase_on, entry.is_held, entry.is_due) == ("open", None, True, False)
    with pytest.raises(CrmError, match="has not ended"):
        erase_trashed(store, entry.id, reason="本人要求")


def test_the_law_keeps_it_for_twenty_years(store, rich, close_account):
    close_account(rich, date(2026, 6, 30))
    trash_clients(store, [rich])
    entry = entry_of(store, rich)
    # Of the end of the relationship, the movements of the year, the plan to March 2027 and today's contact the last.
    assert entry.can_erase_on == max(date(2047, 3, 31), TODAY.replace(year=TODAY.year + 20))
    assert (entry.hold, entry.is_held) == ("kept", True)
    with pytest.raises(CrmError, match=str(entry.can_erase_on)):
        erase_trashed(store, entry.id, reason="本人要求")
    assert entry_of(store, rich) == entry


def test_after_that_it_may_go(store, rich, close_account):
    close_account(rich, date(2000, 6, 30))
    trash_clients(store, [rich])
    entry = entry_of(store, rich)
    with store.unlogged() as connection:
        connection.execute(sql("UPDATE trash SET can_erase_on = :day"), {"day": str(TODAY)})
    assert (entry_of(store, rich).is_held, entry_of(store, rich).is_due) == (False, True)
    erase_trashed(store, entry.id, reason="保存期满")
    with store.read() as connection:
        assert trashed(connection) == []


def test_a_prospect_goes_on_request_or_two_years_after_the_last_contact(store, prospect):
    seen = TODAY - timedelta(days=30)
    with store.batch(Words("", "test")) as connection:
        connection.execute(update(client).values(last_contact_on=seen, recorded_at=dates.now() - timedelta(days=90)))
    trash_clients(store, [prospect])
    entry = entry_of(store, prospect)
    assert (entry.can_erase_on, entry.is_held, entry.is_due) == (dates.add_months(seen, 24), False, False)
    erase_trashed(store, entry.id, reason="本人要求")


def test_a_suitability_record_alone_is_kept_of_its_own(store, prospect):
    add_child(store, prospect, "risk_assessment", {"line": "fund", "level": "C3", "assessed_on": "2026-01-05"})
    trash_clients(store, [prospect])
    assert entry_of(store, prospect).can_erase_on == date(2046, 1, 5)


def test_a_frozen_record_does_not_come_back(store, rich):
    trash_clients(store, [rich])
    entry = entry_of(store, rich)
    freeze_trashed(store, entry.id, reason="本人要求删除")
    frozen = entry_of(store, rich)
    assert (frozen.frozen_by, frozen.frozen_reason) == ("tester", "本人要求删除")
    with pytest.raises(CrmError, match="frozen"):
        restore_trashed(store, entry.id)
    store.undo()
    assert restore_trashed(store, entry.id) == rich
