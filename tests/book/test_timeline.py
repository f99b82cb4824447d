from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert

from crmdesk import dates
from crmdesk.book.timeline import timeline
from crmdesk.customize.tables import plan
from crmdesk.differentiate.tables import classification, run
from crmdesk.i18n import Words
from crmdesk.identify.tables import FORM_TABLES
from crmdesk.interact.contacts import log_contact
from crmdesk.interact.follow_ups import add_follow_up
from crmdesk.interact.needs import add_need, change_need

AT = datetime(2024, 11, 19, 2, 0, tzinfo=UTC)


@pytest.fixture
def stream(store):
    def read(client_id, **values):
        with store.read() as connection:
            return timeline(connection, client_id, **values)

    return read


def standing(client_id, as_of, **values):
    """A row of the classification history; what the timeline does not read is left at nothing."""
    empty = {"tier_status": "normal", "tier_counter": 0, "tier_mark": 0, "stage_status": "normal", "stage_rules": 0}
    money = dict.fromkeys(("hv", "cv", "pv", "clv"), 0)
    dated = {"as_of": as_of, "tier_since": as_of, "stage_since": as_of, "run_id": 1}
    rest = {"dormancy": "active", "clv_phase": "rise", "is_new": False, "evidence": "[]"}
    return {"client_id": client_id, **empty, **money, **dated, **rest, **values}


def test_plans_stand_above_and_the_newest_first_below(store, add_client, stream):
    one = add_client(recorded_at=datetime(2024, 1, 1, tzinfo=UTC))
    log_contact(
        store, one, channel="01", outcome="10", note="女儿明年升初中，想了解教育金。", at=AT, next_on=date(2024, 12, 8)
    )
    add_follow_up(store, one, kind="review", due_on=date(2024, 11, 25), due_time="15:30", channel="01")
    found = stream(one)
    assert [(e.kind, e.day, e.is_open) for e in found] == [
        ("follow_up", date(2024, 12, 8), True),
        ("follow_up", date(2024, 11, 25), True),
        ("contact", date(2024, 11, 19), False),
        ("record", date(2024, 1, 1), False),
    ]
    assert found[1].title.zh == "资产检视"
    assert found[1].detail.zh == "15:30 · 电话"
    assert found[2].title.zh == "电话 · 已接通-有效沟通 · 10 分钟"
    assert found[2].detail.zh == "女儿明年升初中，想了解教育金。"


def test_changes_of_tier_and_stage_are_events(store, add_client, stream):
    one = add_client()
    with store.batch(Words("", "test rows")) as connection:
        connection.execute(
            insert(run).values(
                id=1,
                as_of=date(2024, 9, 30),
                rulebook="x",
                rulebook_version="1",
                at=dates.now(),
                clients=1,
                seconds=0.1,
            )
        )
        for as_of, tier, stage, score in (
            (date(2024, 9, 30), "silver", "growth", 480),
            (date(2024, 10, 31), "gold", "growth", 610),
            (date(2024, 11, 30), "gold", "growth", 620),
        ):
            connection.execute(insert(classification).values(standing(one, as_of, tier=tier, stage=stage, score=score)))
    (event,) = stream(one, kinds=["classification"])
    assert (event.day, event.title.zh) == (date(2024, 10, 31), "区分变更：白银 → 黄金")
    assert event.detail.en == "Score 48.0 → 61.0"


def test_needs_plans_and_edits_are_in_the_stream(store, add_client, stream):
    one = add_client()
    need = add_need(store, one, kind="education", description="小升初", amount=20_000_000, horizon="3y")
    change_need(store, need, amount=30_000_000, cause="life_event")
    table = FORM_TABLES["person"]
    with store.write(Words("修改资料", "Edit the record")) as unit:
        unit.add(table, {"client_id": one, "mobile": "13800000000"})
    with store.write(Words("修改资料", "Edit the record")) as unit:
        unit.change(table, one, {"mobile": "13900000000"})
    with store.batch(Words("", "test rows")) as connection:
        row = {"plan_no": "SP-2024-000001", "major": 1, "minor": 0, "form": "full", "status": "draft"}
        period = dict.fromkeys(("period_from", "period_to", "data_date"), date(2024, 11, 1))
        connection.execute(insert(plan).values(**row, **period, client_id=one, author="x", created_at=AT, content={}))
    said = [(e.kind, e.title.en, e.detail.en) for e in stream(one)]
    assert ("need", "Need changed: Education", "200.0 k → 300.0 k · Life event") in said
    assert ("need", "New need: Education", "小升初") in said
    assert ("plan", "Service plan drafted", "SP-2024-000001 v1.0") in said
    assert ("record", "Edit the record · tester", "Mobile phone") in said
    assert not any("139" in detail for _kind, _title, detail in said)


def test_the_stream_is_cut_and_filtered(store, add_client, stream):
    one = add_client()
    for _ in range(5):
        log_contact(store, one, channel="01", outcome="20", note="", at=AT)
    assert len(stream(one, limit=3)) == 3
    assert {e.kind for e in stream(one, kinds=["contact"])} == {"contact"}
