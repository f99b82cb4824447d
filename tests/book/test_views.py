from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk.book.client_list import Order
from crmdesk.book.filters import ClientFilter
from crmdesk.book.view_files import export_views, import_views, read_views
from crmdesk.book.views import (
    READY,
    View,
    change_view,
    default_view,
    delete_view,
    move_views,
    rename_view,
    role,
    save_view,
    saved_views,
    set_default_view,
    set_role,
    view_content,
    view_of,
)
from crmdesk.codes import code_list
from crmdesk.errors import CrmError
from crmdesk.i18n import Words
from tests.book.filters.test_expressions import _NODES

MINE = View(
    "",
    Words("我的", "Mine"),
    ClientFilter.parse("(tier:gold or stage:decline) occupation:10000"),
    (Order("manager"), Order("assets", descending=True)),
    "manager",
    (("name", 128), ("occupation", 90), ("trend", 96)),
)


def views(store):
    with store.read() as connection:
        return saved_views(connection)


def test_a_view_is_kept_renamed_changed_and_deleted_with_undo(store):
    view_id = save_view(store, MINE, name="  我的  黄金 ")
    (kept,) = views(store)
    assert kept.name.zh == "我的 黄金"
    assert kept.id == view_id
    assert kept.is_shown_as(MINE)
    rename_view(store, view_id, "别的")
    change_view(store, view_id, View("", Words("", ""), group="tier"))
    assert views(store)[0].group == "tier"
    delete_view(store, views(store)[0])
    assert views(store) == []
    store.undo()
    assert [view.name.zh for view in views(store)] == ["别的"]
    store.undo()
    assert views(store)[0].is_shown_as(MINE)


def test_a_name_is_needed_once(store):
    save_view(store, MINE, name="一")
    for name, part in (("一", "一"), ("  ", "name"), ("长" * 81, "80")):
        with pytest.raises(CrmError) as caught:
            save_view(store, MINE, name=name)
        assert part in caught.value.message or caught.value.field == part
        assert caught.value.field == "name"
    assert len(views(store)) == 1


def test_views_are_put_in_another_order(store):
    ids = [save_view(store, MINE, name=name) for name in "甲乙丙"]
    move_views(store, [ids[2], ids[0], ids[1]])
    assert "".join(view.name.zh for view in views(store)) == "丙甲乙"
    store.undo()
    assert "".join(view.name.zh for view in views(store)) == "甲乙丙"


def test_every_role_has_views_that_the_filter_understands():
    assert set(READY) == set(code_list("view_role"))
    for ready in READY.values():
        assert len({view.key for view in ready}) == len(ready)
        for view in ready:
            assert view_of(view_content(view), key=view.key, name="x").is_shown_as(view)


def test_role_and_default_are_remembered(store):
    with store.read() as connection:
        assert (role(connection), default_view(connection)) == ("manager", "")
    set_role(store, "branch_head")
    set_default_view(store, "tiers")
    with store.read() as connection:
        assert (role(connection), default_view(connection)) == ("branch_head", "tiers")


@given(_NODES, st.sampled_from(["", "tier", "next_month", "occupation"]))
def test_a_view_survives_being_written_and_read(node, group):
    view = View("", Words("x", "x"), ClientFilter(node), (Order("assets", descending=True),), group, (("name", 100),))
    content = json.loads(json.dumps(view_content(view)))
    assert view_of(content, key="", name="x") == view


def test_views_travel_as_a_file(store, tmp_path):
    save_view(store, MINE, name="我的")
    target = tmp_path / "视图.json"
    export_views([*views(store), READY["manager"][0]], target)
    ids = import_views(store, target)
    assert len(ids) == 2
    assert [view.name.zh for view in views(store)] == ["我的", "我的 2", "近期应联系"]
    assert views(store)[1].is_shown_as(MINE)
    store.undo()
    assert len(views(store)) == 1


GOOD = {"format": "crmdesk-views", "version": 1}


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("not json", "views.json"),
        ("[1, 2]", "views.json"),
        ("[" * 100_000, "views.json"),
        (json.dumps({"format": "other"}), "views.json"),
        (json.dumps({**GOOD, "version": 9, "views": [{}]}), "newer"),
        (json.dumps({**GOOD, "views": []}), "no view"),
        (json.dumps({**GOOD, "views": [3]}), "without a name"),
        (json.dumps({**GOOD, "views": [{"name": "x", "filter": "tire:gold"}]}), "tire"),
        (json.dumps({**GOOD, "views": [{"name": "x", "filter": 3}]}), "filter"),
        (json.dumps({**GOOD, "views": [{"name": "x", "group": "colour"}]}), "group"),
        (json.dumps({**GOOD, "views": [{"name": "x", "columns": [["colour", 3]]}]}), "columns"),
        (json.dumps({**GOOD, "views": [{"name": "x", "columns": {"name": 3}}]}), "columns"),
        (json.dumps({**GOOD, "views": [{"name": "x", "orders": [["trend", 1]]}]}), "orders"),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_sentence(store, tmp_path, content, named):
    target = tmp_path / "views.json"
    target.write_text(content, "utf-8")
    with pytest.raises(CrmError, match=named):
        import_views(store, target)
    assert views(store) == []


def test_a_file_that_is_not_there_or_too_large_is_refused(tmp_path):
    with pytest.raises(CrmError):
        read_views(tmp_path / "none.json")
    large = tmp_path / "large.json"
    large.write_bytes(b" " * 1_000_001)
    with pytest.raises(CrmError):
        read_views(large)
