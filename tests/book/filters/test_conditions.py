"""Filters on real rows: what each condition keeps, and that the opposite keeps the rest."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import column, insert, update

from crmdesk.book.client_list import client_ids, count
from crmdesk.book.filters import ClientFilter, negated
from crmdesk.book.filters.conditions import is_quick
from crmdesk.customize.tables import plan
from crmdesk.i18n import Words
from crmdesk.identify.names import search_text
from crmdesk.identify.tables import FORM_TABLES, client, client_quality, risk_assessment
from crmdesk.interact.tables import follow_up
from tests.book.filters.test_expressions import _NODES

ON = date(2026, 11, 24)


@pytest.fixture
def book(store, add_client):
    """Four persons and an institution by their names."""
    made = {
        "old": add_client("老王", tier="gold", assets=100, manager="a,b", branch="城东", score=615),
        "young": add_client(
            "小李", search_text=search_text("小李"), tier="silver", stage="decline", next_contact_on=ON, is_near=True
        ),
        "bare": add_client("无名", manager="", opened_on=None),
        "risky": add_client("周", tier="gold", stage="decline", assets=90_000_000),
        "firm": add_client(
            "宏远公司", search_text=search_text("宏远公司"), kind="organisation", tier="platinum", source="core"
        ),
    }
    for name, words in (("young", "小李"), ("firm", "宏远公司")):
        with store.batch(Words("", "test")) as connection:
            found = {"search_text": search_text(words)}
            connection.execute(update(client).where(client.c.id == made[name]).values(found))
    forms = {
        "old": {
            "birth_date": date(1956, 11, 25),
            "mobile": "13800000001",
            "occupation": "90002",
            "addr_home": "上海市浦东",
        },
        "young": {"birth_date": date(2000, 12, 1), "contact_window": "morning,evening", "payroll": True},
        "risky": {"birth_date": date(1980, 11, 24), "external_assets": 5_000_000, "children": 2, "payroll": False},
    }
    with store.batch(Words("", "test")) as connection:
        for name, values in forms.items():
            connection.execute(insert(FORM_TABLES["person"]).values(client_id=made[name], **values))
        firm = {"client_id": made["firm"], "addr_registered": "上海市静安", "industry": "J"}
        connection.execute(insert(FORM_TABLES["organisation"]).values(firm))
        home = {"addr_home": "上海市浦东"}
        connection.execute(update(FORM_TABLES["person"]).where(column("client_id") == made["old"]).values(home))
        for name, level, on in (("old", "C3", date(2026, 1, 1)), ("old", "C2", date(2025, 1, 1)), ("risky", "C2", ON)):
            row = {
                "client_id": made[name],
                "line": "fund",
                "level": level,
                "assessed_on": on,
                "valid_to": on,
                "source": "",
            }
            connection.execute(insert(risk_assessment).values(row))
        for name in ("old", "old", "young"):
            row = {"client_id": made[name], "kind": "contact", "title": "", "due_on": ON, "status": "open"}
            connection.execute(insert(follow_up).values(row))
        for name, percent in (("old", 40), ("young", 60)):
            scores = dict.fromkeys(("completeness", "freshness", "kyc", "target"), percent)
            bits = dict.fromkeys(("missing", "stale", "issues"), 0)
            connection.execute(insert(client_quality).values(client_id=made[name], as_of=ON, **scores, **bits))
        row = {"client_id": made["young"], "plan_no": "SP-1", "major": 0, "minor": 1, "form": "full", "status": "draft"}
        row |= {"period_from": ON, "period_to": ON, "data_date": ON, "author": "", "content": {}}
        connection.execute(insert(plan).values(row | {"created_at": datetime(2026, 1, 1, tzinfo=UTC)}))
    return made


def kept(store, book, text):
    names = {key: name for name, key in book.items()}
    with store.read() as connection:
        return {names[one] for one in client_ids(connection, ClientFilter.parse(text), on=ON)}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("tier:gold or stage:decline", {"old", "risky", "young"}),
        ("tier:gold and stage:decline", {"risky"}),
        ("not (tier:gold or stage:decline)", {"bare", "firm"}),
        ("tier:gold and tier:silver", set()),
        ("(tier:gold or tier:silver) and not assets:>50万", {"old", "young"}),
        ("tier:empty", {"bare"}),
        ("tier:!empty", {"old", "young", "risky", "firm"}),
        ("manager:empty", {"bare"}),
        ('manager:"a,b"', {"old"}),
        ("branch:城东", {"old"}),
        ("source:core", {"firm"}),
        ("number:C0001,C0003", {"old", "bare"}),
        ("score:>60", {"old"}),
        ("opened:2020-01", {"old", "young", "risky", "firm"}),
        ("opened:empty", {"bare"}),
        ("age:>=70", set()),
        ("age:69", {"old"}),
        ("age:46", {"risky"}),
        ("age:<30", {"young"}),
        ("age:empty", {"bare"}),
        ("birthday:this", {"old", "risky"}),
        ("birthday:next", {"young"}),
        ("birthday:12,11", {"old", "young", "risky"}),
        ("region:上海", {"old", "firm"}),
        ("region:!上海", {"young", "bare", "risky"}),
        ("occupation:90002", {"old"}),
        ("职业:!90002", {"young", "bare", "risky", "firm"}),
        ("occupation:empty", {"young", "bare", "risky"}),
        ("manager:empty occupation:empty", {"bare"}),
        ("mobile:138", {"old"}),
        ("missing:mobile", {"young", "bare", "risky", "firm"}),
        ("缺:工作单位 tier:gold", {"old", "risky"}),
        ("时段:晚间", {"young"}),
        ("payroll:yes", {"young"}),
        ("代发工资:否", {"risky"}),
        ("external-assets:>1万", {"risky"}),
        ("children:2", {"risky"}),
        ("birth-date:1980..2000", {"risky", "young"}),
        ("risk:C2", {"risky"}),
        ("risk:C3,C2", {"old", "risky"}),
        ("risk:empty", {"young", "bare", "firm"}),
        ("plan:none", {"old", "bare", "risky", "firm"}),
        ("plan:draft", {"young"}),
        ("plan:approved", set()),
        ("待办:>=2", {"old"}),
        ("follow-ups:1", {"young"}),
        ("follow-ups:0", {"bare", "risky", "firm"}),
        ("follow-ups:<=1", {"young", "bare", "risky", "firm"}),
        ("completeness:<60", {"old"}),
        ("完整度:>=60%", {"young"}),
        ("completeness:empty", {"bare", "risky", "firm"}),
        ("kyc:50..60", {"young"}),
        ("next:2026-11", {"young"}),
        ("next:2026-12..2027", set()),
        ("sign:near or age:69", {"young", "old"}),
        ("小李 or 宏远", {"young", "firm"}),
        ("not 小李", {"old", "bare", "risky", "firm"}),
    ],
)
def test_what_a_filter_keeps(store, book, text, names):
    assert kept(store, book, text) == names


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(node=_NODES)
def test_a_filter_and_its_opposite_share_everyone(store, book, node):
    with store.read() as connection:
        here = set(client_ids(connection, ClientFilter(node), on=ON))
        there = set(client_ids(connection, ClientFilter(negated(node)), on=ON))
        assert count(connection, ClientFilter(node), on=ON) == len(here)
    assert here | there == set(book.values())
    assert not here & there


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tier:gold opened:<90d", True),
        ("next:14d stage:!termination sign:near", True),
        ("manager:何志远 occupation:empty", True),
        ("occupation:empty", False),
        ("score:>50 or age:>60", False),
    ],
)
def test_what_indexes_of_clients_alone_answer(text, expected):
    assert is_quick(ClientFilter.parse(text)) is expected


def test_a_filter_is_one_statement_whatever_it_asks(store, book, statements):
    chosen = ClientFilter.parse("tier:gold occupation:empty (age:>20 or risk:C2) plan:none")
    with store.read() as connection, statements() as counted:
        client_ids(connection, chosen, on=ON)
    assert len(counted) == 1
