"""A version in force decides its months, and what a past month was decided by is found again."""

from datetime import date

import pytest

from crmdesk.differentiate import queries, rulebooks
from crmdesk.differentiate.run_stop import RunStopped
from crmdesk.differentiate.runs import classify
from crmdesk.errors import CrmError
from tests.differentiate.rulebooks.documents import whole

OCTOBER, NOVEMBER = date(2024, 10, 31), date(2024, 11, 30)
REASON = "总行新战略"


@pytest.fixture
def branch(store, ledger):
    """Twenty clients of 600,000 yuan who trade every month: gold by assets."""
    ledger.clients(*["2019-01-01"] * 20)
    for number in range(1, 21):
        for day in ("2024-08-31", "2024-09-30", "2024-10-31", "2024-11-30"):
            ledger.hold(number, day, {"equity": 600_000})
            ledger.move(number, f"{day[:7]}-15", turnover=10_000, income=100)
    number = rulebooks.keep_draft(store, by_assets(500_000))
    rulebooks.approve(store, number, approver="行长", effective_from=date(2020, 1, 1))
    classify(store, as_of=OCTOBER, from_month=2024 * 12 + 8)
    return store


def by_assets(gold):
    document = whole()
    document["tiers"] |= {"mode": "AUM", "assets": {**document["tiers"]["assets"], "gold": gold}}
    document["tiers"]["presets"]["default"] |= {"down_months": 1, "buffer": 0}
    return document


def standing(store, day):
    with store.read() as connection:
        found = queries.standing(connection, 1, as_of=day)
        return found.tier, rulebooks.of_standing(connection, found.rulebook, found.rulebook_version)


def test_a_version_decides_from_its_month_on(branch):
    number = rulebooks.keep_draft(branch, by_assets(700_000))
    rulebooks.approve(branch, number, approver="行长", effective_from=date(2024, 11, 1), reason=REASON)
    classify(branch, as_of=NOVEMBER)
    (before, old), (after, new) = standing(branch, OCTOBER), standing(branch, NOVEMBER)
    assert (before, after) == ("gold", "silver")
    assert (old.thresholds.assets[1], new.thresholds.assets[1]) == (50_000_000, 70_000_000)
    assert (old.version, new.version) == ("2026.1.1", "2026.1.2")


def test_a_run_asks_for_the_reason_nobody_gave(branch):
    number = rulebooks.keep_draft(branch, by_assets(700_000))
    rulebooks.approve(branch, number, approver="行长", effective_from=date(2024, 11, 1))
    with pytest.raises(RunStopped):
        classify(branch, as_of=NOVEMBER)
    assert standing(branch, NOVEMBER)[0] == "gold"


def test_withdrawn_rules_still_explain_the_month_they_decided(branch):
    number = rulebooks.keep_draft(branch, by_assets(700_000))
    rulebooks.approve(branch, number, approver="行长", effective_from=date(2024, 11, 1), reason=REASON)
    classify(branch, as_of=NOVEMBER)
    assert rulebooks.withdraw(branch, number) == date(2024, 12, 1)
    classify(branch, as_of=NOVEMBER)
    tier, rules = standing(branch, NOVEMBER)
    assert (tier, rules.version) == ("silver", "2026.1.2")


def test_rules_put_back_in_time_decide_those_months_anew(branch):
    number = rulebooks.keep_draft(branch, by_assets(700_000))
    start = date(2024, 10, 1)
    rulebooks.approve(branch, number, approver="行长", effective_from=start, reason=REASON, is_backdated=True)
    assert standing(branch, OCTOBER)[1].version == "2026.1.1"
    classify(branch, as_of=OCTOBER, from_month=2024 * 12 + 9)
    assert standing(branch, date(2024, 9, 30))[1].version == "2026.1.1"
    tier, rules = standing(branch, OCTOBER)
    assert (tier, rules.version) == ("silver", "2026.1.2")


def test_rules_that_a_run_used_stay_though_their_approval_is_undone(branch):
    number = rulebooks.keep_draft(branch, by_assets(700_000))
    rulebooks.approve(branch, number, approver="行长", effective_from=date(2024, 11, 1), reason=REASON)
    classify(branch, as_of=NOVEMBER)
    branch.undo()
    for act in (
        lambda: rulebooks.keep_draft(branch, by_assets(900_000), draft=number),
        lambda: rulebooks.drop_draft(branch, number),
    ):
        with pytest.raises(CrmError, match="were classified by version"):
            act()
    tier, rules = standing(branch, NOVEMBER)
    assert (tier, rules.thresholds.assets[1]) == ("silver", 70_000_000)
    rulebooks.approve(branch, number, approver="行长", effective_from=date(2024, 12, 1))
