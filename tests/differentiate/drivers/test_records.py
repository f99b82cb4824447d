"""Records of the drivers: entered, moved, ended, taken back; what is wrong is said at its field."""

from datetime import date

import pytest
from sqlalchemy import select

from crmdesk.differentiate.drivers.records import concessions, contracts, costs, debts, opportunities, targets, writing
from crmdesk.differentiate.tables import driver_target, opportunity_step
from crmdesk.errors import CrmError

DAY = date(2026, 3, 2)


@pytest.fixture
def held(ledger):
    ledger.clients("2020-01-01", "2021-01-01")
    return ledger.store


def of(store, read, *arguments):
    with store.read() as connection:
        return read(connection, *arguments)


def test_an_opportunity_goes_from_lead_to_won(held):
    one = opportunities.add_opportunity(held, 1, title=" 养老金 ", amount=500_000_00, opened_on=DAY, line="fund")
    opportunities.move_opportunity(held, one, stage="offered", on=date(2026, 4, 1), amount=400_000_00)
    opportunities.move_opportunity(held, one, stage="won", on=date(2026, 5, 1), reason="fits")
    (found,) = of(held, opportunities.client_opportunities, 1)
    assert (found.title, found.stage, found.amount, found.probability) == ("养老金", "won", 400_000_00, 100)
    assert (found.closed_on, found.reason, found.owner, found.is_open) == (date(2026, 5, 1), "fits", "tester", False)
    steps = of(held, opportunities.opportunity_steps, one)
    assert [(step.stage, step.amount, step.probability) for step in steps] == [
        ("lead", 500_000_00, 10),
        ("offered", 400_000_00, 50),
        ("won", 400_000_00, 100),
    ]


def test_moving_is_one_undo_step(held):
    one = opportunities.add_opportunity(held, 1, title="x", amount=100, opened_on=DAY)
    opportunities.move_opportunity(held, one, stage="lost", on=DAY, reason="price")
    held.undo()
    (found,) = of(held, opportunities.client_opportunities, 1)
    assert (found.stage, found.is_open) == ("lead", True)
    held.undo()
    assert of(held, opportunities.client_opportunities, 1) == []
    with held.read() as connection:
        assert connection.execute(select(opportunity_step)).all() == []


def test_one_that_was_lost_can_be_opened_again(held):
    one = opportunities.add_opportunity(held, 1, title="x", amount=100, opened_on=DAY)
    opportunities.move_opportunity(held, one, stage="lost", on=DAY, reason="price")
    opportunities.move_opportunity(held, one, stage="talking", on=DAY, probability=45)
    (found,) = of(held, opportunities.client_opportunities, 1)
    assert (found.stage, found.probability, found.closed_on, found.reason) == ("talking", 45, None, None)


def refused(field, act, *arguments, **given):
    with pytest.raises(CrmError) as error:
        act(*arguments, **given)
    assert error.value.field == field


def test_what_is_wrong_with_an_opportunity(held):
    add, move = opportunities.add_opportunity, opportunities.move_opportunity
    refused("title", add, held, 1, title="  ", amount=1)
    refused("amount", add, held, 1, title="x", amount=-1)
    refused("stage", add, held, 1, title="x", amount=1, stage="won")
    refused("stage", add, held, 1, title="x", amount=1, stage="nonsense")
    refused("probability", add, held, 1, title="x", amount=1, probability=101)
    refused("due_on", add, held, 1, title="x", amount=1, opened_on=DAY, due_on=date(2026, 3, 1))
    refused("line", add, held, 1, title="x", amount=1, line="nonsense")
    refused(None, add, held, 99, title="x", amount=1)
    one = add(held, 1, title="x", amount=1, opened_on=DAY)
    refused("reason", move, held, one, stage="lost")
    refused("on", move, held, one, stage="talking", on=date(2026, 3, 1))
    refused(None, move, held, 99, stage="talking")


def test_costs_of_a_client_and_of_a_branch(held):
    campaign_id = costs.add_campaign(held, name="春季开户", begins_on=DAY, branch="一部")
    costs.add_cost(held, day=DAY, kind="channel_fee", purpose="acquisition", amount=18_000_00, campaign_id=campaign_id)
    costs.add_cost(held, day=DAY, kind="gift", purpose="service", amount=300_00, client_id=1, note="茶叶")
    costs.add_cost(held, day=DAY, kind="hours", purpose="acquisition", minutes=90)
    (gift,) = of(held, costs.client_costs, 1)
    assert (gift.kind, gift.amount, gift.note, gift.staff) == ("gift", 300_00, "茶叶", "tester")
    assert of(held, costs.campaigns) == [(campaign_id, "春季开户")]


def test_what_is_wrong_with_a_cost(held):
    costs.add_campaign(held, name="春季开户", begins_on=DAY)
    refused("name", costs.add_campaign, held, name="春季开户", begins_on=DAY)
    refused("name", costs.add_campaign, held, name=" ", begins_on=DAY)
    refused("ends_on", costs.add_campaign, held, name="y", begins_on=DAY, ends_on=date(2026, 1, 1))
    refused("amount", costs.add_cost, held, day=DAY, kind="gift", purpose="service")
    refused("minutes", costs.add_cost, held, day=DAY, kind="hours", purpose="service")
    refused("kind", costs.add_cost, held, day=DAY, kind="?", purpose="service", amount=1)
    refused("purpose", costs.add_cost, held, day=DAY, kind="gift", purpose="?", amount=1)
    refused(None, costs.add_cost, held, day=DAY, kind="gift", purpose="service", amount=1, client_id=99)
    refused(None, costs.add_cost, held, day=DAY, kind="gift", purpose="service", amount=1, campaign_id=99)


def test_a_concession_runs_from_a_day_to_a_day(held):
    one = concessions.add_concession(
        held, 1, kind="commission", standard=300, granted=180, from_on=DAY, approver="主管", reason="大额"
    )
    concessions.end_concession(held, one, on=date(2026, 6, 30))
    (found,) = of(held, concessions.client_concessions, 1)
    assert (found.standard, found.granted, found.to_on) == (300, 180, date(2026, 6, 30))
    concessions.add_concession(held, 1, kind="deposit", standard=15_000, granted=17_000, from_on=DAY, approver="主管")
    concessions.add_concession(held, 1, kind="fee", amount=200_00, from_on=DAY, approver="主管")
    assert len(of(held, concessions.client_concessions, 1)) == 3


def test_what_is_wrong_with_a_concession(held):
    add = concessions.add_concession
    given = {"from_on": DAY, "approver": "主管"}
    refused("kind", add, held, 1, kind="?", **given)
    refused("approver", add, held, 1, kind="fee", amount=1, from_on=DAY)
    refused("amount", add, held, 1, kind="fee", **given)
    refused("granted", add, held, 1, kind="commission", standard=300, **given)
    refused("granted", add, held, 1, kind="commission", standard=180, granted=300, **given)
    refused("granted", add, held, 1, kind="deposit", standard=17_000, granted=15_000, **given)
    refused("to_on", add, held, 1, kind="fee", amount=1, to_on=date(2026, 1, 1), **given)
    one = add(held, 1, kind="fee", amount=1, **given)
    refused("on", concessions.end_concession, held, one, on=date(2026, 1, 1))
    refused(None, concessions.end_concession, held, 99, on=DAY)


def test_a_contract_and_its_end(held):
    one = contracts.add_contract(
        held, 1, kind="advisory", begins_on=DAY, ends_on=date(2027, 3, 1), fee=6_000_00, contract_no="A-1"
    )
    contracts.end_contract(held, one, on=date(2026, 9, 1))
    (found,) = of(held, contracts.client_contracts, 1)
    assert (found.fee, found.ended_on, found.contract_no) == (6_000_00, date(2026, 9, 1), "A-1")
    refused("ends_on", contracts.add_contract, held, 1, kind="advisory", begins_on=DAY, ends_on=date(2026, 1, 1))
    refused("fee", contracts.add_contract, held, 1, kind="advisory", begins_on=DAY, ends_on=DAY, fee=-1)
    refused("on", contracts.end_contract, held, one, on=date(2026, 1, 1))


def test_what_a_client_owes(held):
    debts.note_debt(held, 1, day=DAY, kind="loan", amount=20_000_00, exposure=300_000_00, grade="substandard", pd=500)
    (found,) = of(held, debts.client_debts, 1)
    assert (found.amount, found.grade, found.pd, found.lgd) == (20_000_00, "substandard", 500, None)
    refused("amount", debts.note_debt, held, 1, day=DAY, kind="loan", amount=-1)
    refused("grade", debts.note_debt, held, 1, day=DAY, kind="loan", amount=1, grade="?")
    refused("lgd", debts.note_debt, held, 1, day=DAY, kind="loan", amount=1, lgd=10_001)


def test_a_target_of_the_branch_stands_before_that_for_all(held):
    targets.set_target(held, "renewal", 0.8)
    targets.set_target(held, "renewal", 0.9, branch="一部")
    targets.set_target(held, "cross_selling", 2.25)
    assert of(held, targets.targets) == {"renewal": 0.8, "cross_selling": 2.25}
    assert of(held, targets.targets, "一部") == {"renewal": 0.9, "cross_selling": 2.25}
    targets.set_target(held, "renewal", 0.85)
    targets.set_target(held, "cross_selling", None)
    targets.set_target(held, "win_back", None)
    assert of(held, targets.targets) == {"renewal": 0.85}
    held.undo()
    held.undo()
    with held.read() as connection:
        assert len(connection.execute(select(driver_target)).all()) == 3
    refused("driver", targets.set_target, held, "?", 1.0)
    refused("renewal", targets.set_target, held, "renewal", -1.0)


def test_a_record_entered_by_mistake_is_taken_away(held):
    one = opportunities.add_opportunity(held, 1, title="x", amount=100)
    writing.remove_record(held, "opportunities", one)
    assert of(held, opportunities.client_opportunities, 1) == []
    held.undo()
    assert len(of(held, opportunities.opportunity_steps, one)) == 1
    refused(None, writing.remove_record, held, "costs", 99)
