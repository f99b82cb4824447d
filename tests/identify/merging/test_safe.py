"""Merging all pairs that are safe: each once, the client known longer stays, what was taken apart stays apart."""

from datetime import date

import pytest
from sqlalchemy import insert, select, update

from crmdesk.errors import CrmError
from crmdesk.identify.clients import create_client
from crmdesk.identify.matching.pairs import open_pairs, safe_pairs
from crmdesk.identify.merging import merge_safe, merges, unmerge
from crmdesk.identify.tables import client
from crmdesk.identify.tables.matching import match_pair
from crmdesk.identify.trash import restore_trashed, trash_clients, trashed
from crmdesk.progress import Progress
from tests.identify.merging.below import LABEL, everything_below


@pytest.fixture
def twins(store):
    """Six clients, and the pairs that a scan would have found: 1–2, 3–4, 4–5."""
    ids = [
        create_client(store, kind="person", values={"name": "张三", "mobile": "13800138000"}, source="phone")
        for _number in range(6)
    ]
    row = {"kind": "person", "weight": 20.0, "levels": "1", "has_conflict": False, "is_safe": True, "scan_id": 1}
    row |= {"status": "open"}
    pairs = [(ids[0], ids[1], 0.9999), (ids[2], ids[3], 0.9998), (ids[3], ids[4], 0.9997)]
    with store.batch(LABEL) as connection:
        connection.execute(insert(match_pair), [{**row, "a": a, "b": b, "probability": p} for a, b, p in pairs])
    return ids


def safe(store):
    with store.read() as connection:
        return safe_pairs(connection)


def there(store):
    with store.read() as connection:
        return list(connection.execute(select(client.c.id).order_by(client.c.id)).scalars())


def but_pairs(lines):
    """A dump without the decisions about pairs: taking apart is one."""
    return [line for line in lines if not line.startswith('{"match_pair"')]


def test_every_pair_once_and_the_next_time_what_follows(store, twins):
    said = []
    report = merge_safe(store, safe(store), progress=Progress(lambda done, total, _text: said.append((done, total))))
    assert (report.merged, report.left) == (2, 1), "the fourth client was gone when its second pair came"
    assert there(store) == [twins[0], twins[2], twins[4], twins[5]]
    assert said[-1] == (3, 3)
    assert merge_safe(store, safe(store)).merged == 1, "the pair had followed to the kept client"
    assert there(store) == [twins[0], twins[2], twins[5]]
    with store.read() as connection:
        assert {(one.rule, one.probability) for one in merges(connection)} == {
            ("safe", 0.9999),
            ("safe", 0.9998),
            ("safe", 0.9997),
        }
    store.undo()
    store.undo()
    assert there(store) == twins


def test_the_client_known_longer_stays(store, twins):
    with store.batch(LABEL) as connection:
        connection.execute(update(client).where(client.c.id == twins[1]).values(opened_on=date(2001, 1, 1)))
        connection.execute(update(client).where(client.c.id == twins[0]).values(opened_on=date(2010, 1, 1)))
    merge_safe(store, safe(store)[:1])
    assert twins[0] not in there(store)
    assert twins[1] in there(store)


def test_what_was_taken_apart_is_not_joined_again(store, twins):
    merge_safe(store, safe(store)[:1])
    with store.read() as connection:
        number = merges(connection)[0].id
    unmerge(store, number)
    with store.read() as connection:
        assert [(one.a, one.b) for one in open_pairs(connection, status="different")] == [(twins[0], twins[1])]
    with store.batch(LABEL) as connection:  # as if a scan had not known of it
        connection.execute(update(match_pair).values(status="open"))
    report = merge_safe(store, [one for one in safe(store) if one.a == twins[0]])
    assert (report.merged, report.left) == (0, 1)
    assert there(store) == twins


def test_no_pairs_no_operation(store):
    assert (merge_safe(store, []).merged, store.undo_label()) == (0, None)


def test_one_of_many_in_an_operation_comes_apart_alone(store, twins, content):
    for one, other in ((twins[0], twins[5]), (twins[1], twins[5]), (twins[3], twins[5])):
        everything_below(store, one, other)
    before = content()
    merge_safe(store, safe(store))
    with store.read() as connection:
        numbers = [one.id for one in merges(connection)]
    for number in numbers:
        unmerge(store, number)
    assert but_pairs(content()) == but_pairs(before)


def test_a_merged_client_in_the_trash_comes_back_first(store, twins, content):
    everything_below(store, twins[1], twins[5])
    before = content()
    merge_safe(store, safe(store)[:1])
    with store.read() as connection:
        number = merges(connection)[0].id
    trash_clients(store, [twins[0]])
    with pytest.raises(CrmError, match="in the trash"):
        unmerge(store, number)
    with store.read() as connection:
        (entry,) = trashed(connection)
    restore_trashed(store, entry.id)
    unmerge(store, number)
    assert but_pairs(content()) == but_pairs(before)
