"""Plans as a manager works with them: draft, edit, approve, next version."""

from __future__ import annotations

from datetime import date

import pytest

from crmdesk.customize import codec
from crmdesk.customize.content import Party
from crmdesk.customize.editing import (
    ActionChange,
    AddAction,
    ChangeAction,
    RemoveAction,
    SetNeedMeasure,
    SetParties,
    SetServices,
    SetText,
)
from crmdesk.customize.plans import approve_plan, draft_plan, edit_plan, findings, newest_plan_id, plan, plans_of
from crmdesk.errors import CrmError
from crmdesk.i18n import Words
from tests.customize import branch

DUE = date(2027, 3, 1)


def read(store, plan_id):
    with store.read() as connection:
        return plan(connection, plan_id)


def test_a_draft_says_what_the_store_knows(draft):
    content = draft.content
    assert (draft.plan_no[:3], draft.version, draft.status, draft.data_date) == (
        "SP-",
        "v1.0",
        "draft",
        branch.DATA_DATE,
    )
    assert content.position.total == 63_840_000
    assert [(line.code, line.share) for line in content.position.classes] == [
        ("equity", 360), ("mixed", 121), ("bond", 198), ("money", 82), ("cash", 239),
    ]  # fmt: skip
    assert sum(line.share for line in content.position.classes) == 1000
    assert [line.level for line in content.position.classes] == ["R4", "R3", "R2", "R1", "R1"]
    assert len(content.position.months) == 13
    assert [need.number for need in content.needs] == ["N1", "N2", "N3"]
    assert content.identity.client_no == "****3068"


def test_findings_carry_their_numbers(draft):
    found = {finding.code: finding for finding in draft.content.findings}
    assert not found["risk_drift"].is_fine
    assert "71,500 ÷ 638,400 = 11.2%" in found["risk_drift"].evidence.zh
    assert "152,860 ÷ 638,400 = 23.9%" in found["idle_cash"].evidence.en
    assert found["concentration"].is_fine
    assert "98,600 ÷ 638,400 = 15.4%" in found["concentration"].evidence.zh


def test_the_allocation_goes_to_the_frame(draft):
    lines = {line.code: line for line in draft.content.allocation.lines}
    assert draft.content.allocation.frame == "C3"
    assert [line.target for line in lines.values()] == [20, 30, 35, 10, 5]
    assert sum(line.change for line in lines.values()) == 0
    assert lines["equity"].change == 12_768_000 - 22_960_000
    assert lines["cash"].high == 15


def test_drafted_actions_are_matched_and_serve_something(draft):
    checks = {check.number: check for check in draft.content.suitability.checks}
    assert {check.result for check in checks.values()} <= {"match", "reduce_only"}
    for action in draft.content.actions:
        assert action.serves, action.text
        if action.product is not None:
            assert action.number in checks
    assert all((action.share_after or 0) <= 300 for action in draft.content.actions)


def test_numbers_of_plans_are_unique_and_rise(store, client_id):
    with store.batch(Words("a", "a")) as connection:
        other = branch.add_client(connection, number="2", name="王芳")
    first, second = (read(store, draft_plan(store, one)).plan_no for one in (client_id, other))
    assert first != second
    assert int(second[-6:]) == int(first[-6:]) + 1


def test_drafting_again_renews_the_open_draft(store, client_id, draft):
    assert draft_plan(store, client_id) == draft.id
    with store.read() as connection:
        assert len(plans_of(connection, client_id)) == 1
        assert newest_plan_id(connection, client_id) == draft.id


def test_drafting_can_be_undone(store, draft):
    store.undo()
    with pytest.raises(CrmError, match="no such plan"):
        read(store, draft.id)


def test_edits(store, draft):
    changed = edit_plan(
        store,
        draft.id,
        SetText("quote", "孩子的钱不能亏太多。"),
        SetText("proposition", Words("以教育金为主线。", "Education first.")),
        SetText("allocation_lead", "分三步。"),
        SetParties(adviser=Party("周若溪", "S0000625110032"), reviewer=Party("孟庭")),
        SetNeedMeasure("N1", "专户累计额 ÷ 目标额"),
        SetServices(draft.content.services[:2]),
        RemoveAction("A6"),
        AddAction(ActionChange(text="家庭保障需求评估", due_on=DUE, serves=("N3",))),
        ChangeAction("A1", ActionChange(due_on=DUE, status="doing", amount=-3_000_000)),
        period=(date(2027, 1, 1), date(2027, 12, 31)),
    )
    content = changed.content
    assert content.quote == "孩子的钱不能亏太多。"
    assert content.proposition.en == "Education first."
    assert content.identity.adviser == Party("周若溪", "S0000625110032")
    assert content.needs[0].measure.zh == "专户累计额 ÷ 目标额"
    assert len(content.services) == 2
    assert content.actions[0].share_after == 65
    assert content.actions[-1].text.zh == "家庭保障需求评估"
    assert changed.period_from == date(2027, 1, 1)
    assert read(store, draft.id).content == content


@pytest.mark.parametrize(
    ("edit", "field"),
    [
        (AddAction(ActionChange(text="没有日期")), "due_on"),
        (AddAction(ActionChange(due_on=DUE)), "text"),
        (ChangeAction("A99", ActionChange(status="done")), "action"),
        (ChangeAction("A1", ActionChange(status="never")), "status"),
        (ChangeAction("A1", ActionChange(product="NONE")), "product"),
        (SetText("cover", "x"), "cover"),
        (SetNeedMeasure("N9", "x"), "need"),
        (SetParties(manager=Party("")), "manager"),
    ],
)
def test_a_wrong_edit_names_its_field_and_changes_nothing(store, draft, edit, field):
    with pytest.raises(CrmError) as caught:
        edit_plan(store, draft.id, SetText("quote", "x"), edit)
    assert caught.value.field == field
    assert read(store, draft.id).content == draft.content


def test_a_mismatch_blocks_approval_until_it_is_withdrawn(store, draft):
    changed = edit_plan(
        store, draft.id, AddAction(ActionChange(text="买入远航科创", product="EQ04", due_on=DUE, amount=2_000_000))
    )
    blocked = changed.content.actions[-1]
    assert blocked.number == "X1"
    assert "X1" in str(findings(changed.content)[0])
    with pytest.raises(CrmError, match="X1 Yuanhang"):
        approve_plan(store, draft.id)
    assert read(store, draft.id).is_draft
    edit_plan(store, draft.id, ChangeAction("X1", ActionChange(is_withdrawn=True)))
    approved = approve_plan(store, draft.id)
    assert approved.content.actions[-1].number == "X1"


def test_the_client_may_ask_with_a_warning_on_record(store, draft):
    ask = ActionChange(
        text="客户主动申请", product="EQ02", due_on=DUE, amount=1_000_000, initiated_by="client", serves=("N1",)
    )
    changed = edit_plan(store, draft.id, AddAction(ask))
    assert [check.result for check in changed.content.suitability.checks][-1] == "on_request"
    with pytest.raises(CrmError):
        approve_plan(store, draft.id)
    number = changed.content.actions[-1].number
    edit_plan(store, draft.id, ChangeAction(number, ActionChange(warning_record="特别警示 W-0417，录音 0417")))
    assert approve_plan(store, draft.id).status == "approved"


def test_approval_freezes_the_content_under_its_digest(store, draft):
    approved = approve_plan(store, draft.id)
    assert approved.status == "approved"
    assert approved.approved_by == "tester"
    assert approved.digest == codec.digest(codec.to_json(approved.content))
    with pytest.raises(CrmError, match="cannot be changed"):
        edit_plan(store, draft.id, SetText("quote", "x"))
    with pytest.raises(CrmError, match="cannot be changed"):
        approve_plan(store, draft.id)
    assert read(store, draft.id) == approved


def test_the_next_version_supersedes_on_approval(store, client_id, draft):
    first = approve_plan(store, draft.id)
    second_id = draft_plan(store, client_id)
    second = read(store, second_id)
    assert (second.plan_no, second.version) == (first.plan_no, "v2.0")
    assert [version.status for version in second.history] == ["approved", "draft"]
    approve_plan(store, second_id)
    with store.read() as connection:
        assert [(one.version, one.status) for one in plans_of(connection, client_id)] == [
            ("v2.0", "approved"), ("v1.0", "superseded"),
        ]  # fmt: skip
        old = plan(connection, draft.id)
    assert old.content == first.content
    assert old.digest == first.digest


def test_a_newer_rating_counts_at_approval(store, client_id, draft):
    with store.batch(Words("a", "a")) as connection:
        branch.add_rating(connection, client_id, level="C1", days_left=700)
    with pytest.raises(CrmError, match="C1"):
        approve_plan(store, draft.id)


def test_no_plan_without_a_need(store):
    client_id = branch.add_example(store, needs=False)
    plan_id = draft_plan(store, client_id)
    with pytest.raises(CrmError, match="record at least one need"):
        approve_plan(store, plan_id)


@pytest.mark.parametrize(("level", "days_left", "state"), [(None, 0, "missing"), ("C3", -1, "expired")])
def test_without_a_valid_rating_no_product_is_proposed(store, level, days_left, state):
    client_id = branch.add_example(store, level=level, days_left=days_left)
    plan_id = draft_plan(store, client_id)
    content = read(store, plan_id).content
    assert content.suitability.state == state
    assert not content.allocation.lines
    assert not any(action.product for action in content.actions)
    with pytest.raises(CrmError, match="rating"):
        approve_plan(store, plan_id)


def test_forbidden_words_stop_approval(store, draft):
    edit_plan(store, draft.id, SetText("proposition", "这是保本且稳赚的安排"))
    with pytest.raises(CrmError, match="保本"):
        approve_plan(store, draft.id)


def test_from_65_the_frame_drops_and_says_so(store):
    client_id = branch.add_example(store, birth_date=date(1950, 1, 1))
    content = read(store, draft_plan(store, client_id)).content
    assert (content.allocation.level, content.allocation.frame) == ("C3", "C2")
    assert "65" in content.allocation.note.zh


def test_a_client_of_whom_little_is_known_still_gets_a_draft(store):
    with store.batch(Words("a", "a")) as connection:
        client_id = branch.add_client(connection, number="7", kind="organisation", name="晨星机械有限公司")
    content = read(store, draft_plan(store, client_id)).content
    assert content.position.total == 0
    assert content.suitability.state == "missing"


def test_an_unknown_client_or_form_is_said_plainly(store, client_id):
    with pytest.raises(CrmError):
        draft_plan(store, 999_999)
    with pytest.raises(CrmError, match="full or short"):
        draft_plan(store, client_id, form="long")
