"""A dump holds all content and nothing else, in one order."""

from __future__ import annotations

import json
import os
import stat
from datetime import date

import pytest
from sqlalchemy import insert

from crmdesk.errors import CrmError
from crmdesk.i18n import Words
from crmdesk.identify.clients import create_client, edit_client
from crmdesk.identify.tables import account, balance, client, txn
from crmdesk.store import keys
from crmdesk.store.dump import dump_store, shown_columns, shown_tables
from crmdesk.store.keeping import part_of
from crmdesk.store.schema import metadata
from crmdesk.store.tables import audit
from tests.identify.conftest import PERSON
from tests.make_migration import load_tables

LABEL = Words("测试", "Test")


@pytest.fixture
def filled(store):
    """A client with an account, balances and movements."""
    client_id = create_client(store, kind="person", values=PERSON, client_no="K0001", manager="李经理")
    with store.batch(LABEL) as connection:
        row = {"client_id": client_id, "system": "x", "account_no": "1", "kind": "normal", "status": "normal"}
        key = connection.execute(insert(account).values(row)).inserted_primary_key[0]
        held = {"account_id": key, "client_id": client_id, "amount": 1, "operation_id": 1}
        days = [date(2026, 3, 31), date(2026, 1, 31), date(2026, 2, 28)]
        connection.execute(insert(balance), [held | {"day": day, "asset_class": "cash"} for day in days])
        moved = {"account_id": key, "client_id": client_id, "kind": "deposit", "is_active": True, "amount": 100_00}
        connection.execute(insert(txn), [moved | {"day": days[0], "ref": f"r{number}"} for number in range(3)])
    return client_id


def dumped(store, path, **options):
    count = dump_store(store, path, **options)
    lines = path.read_bytes().decode().splitlines()
    assert len(lines) == count
    return [json.loads(line) for line in lines]


def test_every_table_is_decided():
    load_tables()
    assert {table.name: part_of(table) for table in metadata.tables.values() if part_of(table) is None} == {}


def test_the_order_is_that_of_the_references():
    load_tables()
    names = [table.name for table in shown_tables(has_derived=True)]
    assert names.index("client") < names.index("account") < names.index("balance")
    for table in shown_tables(has_derived=True):
        columns = [column.name for column in shown_columns(table, has_derived=True)]
        assert columns == sorted(columns)


def test_what_a_dump_holds(store, filled, tmp_path):
    head, *rows = dumped(store, tmp_path / "a.jsonl")
    assert head == {"crmdesk dump": {"format": 1, "has_derived": False, "profile": "securities"}}
    tables = {name for row in rows for name in row}
    assert {"client", "person", "account", "balance", "txn"} <= tables
    assert not tables & {"operation", "operation_row", "audit", "draft", "meta", "import_batch", "import_file"}
    (shown,) = (row["client"] for row in rows if "client" in row)
    assert (shown["id"], shown["client_no"], shown["name"]) == (filled, "K0001", "张三")
    assert not {"tier", "search_text"} & set(shown)
    assert next(row["person"] for row in rows if "person" in row)["birth_date"] == "1949-12-31"
    assert [row["balance"]["day"] for row in rows if "balance" in row] == ["2026-01-31", "2026-02-28", "2026-03-31"]
    moved = [row["txn"] for row in rows if "txn" in row]
    assert [row["ref"] for row in moved] == ["r0", "r1", "r2"]
    assert moved[0]["is_active"] is True
    assert moved[0]["amount"] == 10000


def test_everything_adds_what_is_worked_out(store, filled, tmp_path):
    with store.batch(LABEL) as connection:
        connection.execute(client.update().values(tier="gold"))
    rows = dumped(store, tmp_path / "a.jsonl", has_derived=True)
    shown = next(row["client"] for row in rows if "client" in row)
    assert shown["tier"] == "gold"
    assert "张" in shown["search_text"]


def test_the_same_content_gives_the_same_bytes(store, filled, tmp_path):
    dump_store(store, tmp_path / "before.jsonl")
    edit_client(store, filled, {"mobile": "13900139000"})
    dump_store(store, tmp_path / "changed.jsonl")
    store.undo()
    dump_store(store, tmp_path / "after.jsonl")
    before, changed, after = ((tmp_path / f"{name}.jsonl").read_bytes() for name in ("before", "changed", "after"))
    assert before == after != changed


def test_a_dump_is_its_owners_and_in_the_audit(store, filled, tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text("old")
    count = dump_store(store, path)
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in tmp_path.glob("*.part")] == []
    with store.read() as connection:
        event = connection.execute(audit.select().order_by(audit.c.seq.desc())).first()
    assert event.event == "export"
    assert json.loads(event.detail) == {"kind": "dump", "file": "a.jsonl", "rows": count, "derived": False}


def test_places_a_dump_refuses(store, tmp_path):
    for place in (store.path, keys.keys_path(store.path), tmp_path):
        with pytest.raises(CrmError, match="Choose another name"):
            dump_store(store, place)
    with pytest.raises(CrmError, match="does not exist"):
        dump_store(store, tmp_path / "none" / "a.jsonl")


def test_a_dump_that_fails_leaves_the_former_one(store, filled, tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text("former")
    (tmp_path / "a.jsonl.part").mkdir()
    with pytest.raises(OSError, match=r"a\.jsonl\.part"):
        dump_store(store, path)
    assert path.read_text() == "former"
