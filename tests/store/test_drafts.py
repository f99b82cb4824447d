"""Half-typed text is kept, replaced, found again after a restart and dropped; upsert is what it stands on."""

from sqlalchemy import select

from crmdesk.store.drafts import all_drafts, drop_draft, load_draft, save_draft
from crmdesk.store.opening import open_store
from crmdesk.store.tables import meta
from crmdesk.store.upsert import upsert
from tests.conftest import PASSPHRASE


def test_a_draft_survives_a_restart(store, store_path):
    save_draft(store, "client:1", {"name": "张", "phones": ["138"]})
    save_draft(store, "client:1", {"name": "张三", "phones": ["138", "139"]})
    save_draft(store, "contact:2", {"note": "半句话"})
    store.close()
    store = open_store(store_path, PASSPHRASE)
    assert load_draft(store, "client:1").content == {"name": "张三", "phones": ["138", "139"]}
    assert [kept.name for kept in all_drafts(store)] == ["contact:2", "client:1"]
    assert load_draft(store, "client:1").saved_at.tzinfo is not None
    drop_draft(store, "client:1")
    drop_draft(store, "client:1")
    assert load_draft(store, "client:1") is None
    assert store.undo_label() is None
    store.close()


def values(connection):
    return {row.key: row.value for row in connection.execute(select(meta).where(meta.c.key.like("t%")))}


def test_upsert_inserts_changes_or_leaves_alone(store):
    with store.unlogged() as connection:
        upsert(connection, meta, [{"key": "t1", "value": "a"}, {"key": "t2", "value": "b"}], keys=["key"])
        upsert(connection, meta, [{"key": "t2", "value": "c"}, {"key": "t3", "value": "d"}], keys=["key"])
        upsert(connection, meta, [{"key": "t1", "value": "x"}], keys=["key"], change=[])
        upsert(connection, meta, [], keys=["key"])
        assert values(connection) == {"t1": "a", "t2": "c", "t3": "d"}
