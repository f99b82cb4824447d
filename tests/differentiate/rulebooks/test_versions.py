"""Which rules hold in which month: drafts, approval from a month on, withdrawal, what a past run used."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, insert, select

from crmdesk import dates
from crmdesk.differentiate import rulebooks
from crmdesk.differentiate.run_stop import RunStopped
from crmdesk.differentiate.tables import rulebook_version, run
from crmdesk.errors import CrmError
from crmdesk.i18n import Words
from crmdesk.store.opening import open_store
from tests.conftest import PASSPHRASE


def changed(**scores):
    """The shipped document with other scores."""
    document = rulebooks.shipped_document("securities")
    return {**document, "scores": {**document["scores"], **scores}}


def drafted(store, **scores):
    return rulebooks.keep_draft(store, changed(**scores))


def approved(store, start, **scores):
    number = drafted(store, **scores)
    rulebooks.approve(store, number, approver="行长", effective_from=start)
    return number


def cut_on(store, day):
    with store.read() as connection:
        return rulebooks.in_force(connection, day).high_cut


def classified(store, day):
    row = {"as_of": day, "rulebook": "securities", "rulebook_version": "2026.1", "at": dates.now()}
    with store.batch(Words("分类", "Classify")) as connection:
        connection.execute(insert(run).values(**row, clients=0, seconds=0.0))


def test_without_a_version_the_shipped_rulebook_of_the_profile_holds(store):
    with store.read() as connection:
        assert rulebooks.in_force(connection, date(2026, 5, 31)) is rulebooks.load("securities")
        assert rulebooks.version_in_force(connection, date(2026, 5, 31)) is None
        assert rulebooks.document_in_force(connection, date(2026, 5, 31)) == rulebooks.shipped_document("securities")


def test_an_approved_version_holds_from_its_month_on(store):
    approved(store, date(2026, 6, 1), high_cut=3)
    approved(store, date(2026, 9, 1), high_cut=5)
    assert [cut_on(store, date(2026, month, 28)) for month in (5, 6, 8, 9, 12)] == [4, 3, 3, 5, 5]


def test_a_version_of_the_same_month_takes_the_place_of_the_former(store):
    first = approved(store, date(2026, 6, 1), high_cut=3)
    second = approved(store, date(2026, 6, 1), high_cut=5)
    assert cut_on(store, date(2026, 6, 30)) == 5
    with store.read() as connection:
        assert rulebooks.version(connection, second).replaces_id == first


def test_a_draft_holds_nowhere_and_may_be_changed_and_dropped(store):
    number = drafted(store, high_cut=3)
    assert cut_on(store, date(2099, 1, 1)) == 4
    assert rulebooks.keep_draft(store, changed(high_cut=2), draft=number, note=" 讨论稿 ") == number
    with store.read() as connection:
        (row,) = rulebooks.versions(connection)
    assert (row.document["scores"]["high_cut"], row.note, row.status) == (2, "讨论稿", "draft")
    rulebooks.drop_draft(store, number)
    with store.read() as connection:
        assert rulebooks.versions(connection) == []


def test_version_numbers_are_given_once(store):
    numbers = [drafted(store), drafted(store), drafted(store)]
    with store.read() as connection:
        names = [rulebooks.version(connection, number).version for number in numbers]
    assert names == ["2026.1.1", "2026.1.2", "2026.1.3"]


def test_a_number_given_anew_is_not_given_back_by_undo(store, store_path):
    number = drafted(store)
    rulebooks.drop_draft(store, number)
    other = open_store(store_path, PASSPHRASE, actor="another")
    drafted(other)
    other.close()
    with pytest.raises(CrmError, match="not undone"):
        store.undo()
    with store.read() as connection:
        assert [one.version for one in rulebooks.versions(connection)] == ["2026.1.1"]


def test_what_is_approved_does_not_change(store):
    number = approved(store, date(2026, 6, 1), high_cut=3)
    for act in (
        lambda: rulebooks.keep_draft(store, changed(high_cut=2), draft=number),
        lambda: rulebooks.drop_draft(store, number),
        lambda: rulebooks.approve(store, number, approver="行长", effective_from=date(2027, 1, 1)),
    ):
        with pytest.raises(CrmError, match="make a draft"):
            act()
    assert cut_on(store, date(2026, 6, 30)) == 3


def test_rules_begin_with_a_month_and_not_over_classified_ones(store):
    classified(store, date(2026, 6, 30))
    number = drafted(store, high_cut=3)
    with pytest.raises(CrmError, match="first of a month"):
        rulebooks.approve(store, number, approver="行长", effective_from=date(2026, 7, 2))
    with pytest.raises(CrmError, match="2026-06-30"):
        rulebooks.approve(store, number, approver="行长", effective_from=date(2026, 6, 1))
    assert cut_on(store, date(2026, 6, 30)) == 4
    start = rulebooks.approve(store, number, approver="行长", effective_from=date(2026, 6, 1), is_backdated=True)
    assert start == date(2026, 6, 1)
    assert cut_on(store, date(2026, 6, 30)) == 3


def test_the_next_start_lies_after_today_and_after_what_was_classified(store):
    with store.read() as connection:
        assert rulebooks.next_start(connection, date(2026, 11, 22)) == date(2026, 12, 1)
    classified(store, date(2027, 1, 31))
    with store.read() as connection:
        assert rulebooks.next_start(connection, date(2026, 11, 22)) == date(2027, 2, 1)


def test_a_document_may_name_a_later_month(store):
    document = {**changed(high_cut=3), "effective_from": date(2999, 1, 1)}
    number = rulebooks.keep_draft(store, document)
    assert rulebooks.approve(store, number, approver="行长") == date(2999, 1, 1)


def test_an_approver_is_named_and_a_large_move_has_a_reason(store):
    number = drafted(store, high_cut=3)
    with pytest.raises(CrmError, match="Name who"):
        rulebooks.approve(store, number, approver=" ")
    with pytest.raises(RunStopped, match="Gold"):
        rulebooks.approve(store, number, approver="行长", beyond=[("gold", 0.4)])
    rulebooks.approve(store, number, approver="行长", beyond=[("gold", 0.4)], reason="总行新战略")
    with store.read() as connection:
        row = rulebooks.version(connection, number)
    assert (row.approved_by, row.reason) == ("行长", "总行新战略")


def test_a_withdrawn_version_keeps_the_months_it_was_used_for(store):
    first = approved(store, date(2026, 6, 1), high_cut=3)
    second = approved(store, date(2026, 9, 1), high_cut=5)
    classified(store, date(2026, 10, 31))
    assert rulebooks.withdraw(store, second) == date(2026, 11, 1)
    assert [cut_on(store, date(2026, month, 28)) for month in (8, 9, 10, 11)] == [3, 5, 5, 3]
    rulebooks.withdraw(store, first)
    assert [cut_on(store, date(2026, month, 28)) for month in (8, 9, 10, 11)] == [3, 5, 5, 4]
    store.undo()
    assert cut_on(store, date(2026, 11, 30)) == 3


def test_a_version_that_never_took_effect_is_withdrawn_altogether(store):
    number = approved(store, date(2027, 1, 1), high_cut=3)
    assert rulebooks.withdraw(store, number) == date(2027, 1, 1)
    assert cut_on(store, date(2030, 1, 1)) == 4
    with pytest.raises(CrmError, match="Only an approved"):
        rulebooks.withdraw(store, number)


def test_approval_is_one_undo_step(store):
    approved(store, date(2026, 6, 1), high_cut=3)
    store.undo()
    assert cut_on(store, date(2026, 6, 30)) == 4
    store.redo()
    assert cut_on(store, date(2026, 6, 30)) == 3


def test_the_schedule_names_where_rules_begin(store):
    approved(store, date(2026, 6, 1), high_cut=3)
    approved(store, date(2026, 9, 1), high_cut=5)
    index = dates.month_index
    with store.read() as connection:
        found = rulebooks.schedule(connection, index(date(2026, 4, 1)), index(date(2026, 12, 1)))
        late = rulebooks.schedule(connection, index(date(2026, 7, 1)), index(date(2026, 8, 1)))
    assert [(dates.month_text(month), book.high_cut) for month, book in found] == [
        ("2026-04", 4), ("2026-06", 3), ("2026-09", 5)]  # fmt: skip
    assert [(dates.month_text(month), book.high_cut) for month, book in late] == [("2026-07", 3)]
    assert found[1][1].effective_from == date(2026, 6, 1)


def test_what_a_run_used_is_found_again(store):
    number = approved(store, date(2026, 6, 1), high_cut=3)
    rulebooks.withdraw(store, number)
    with store.read() as connection:
        assert rulebooks.of_standing(connection, "securities", "2026.1.1").high_cut == 3
        assert rulebooks.of_standing(connection, "securities", "2026.1") is rulebooks.load("securities")
        with pytest.raises(CrmError, match="Classify again"):
            rulebooks.of_standing(connection, "securities", "2020.1")


def test_a_shipped_rulebook_is_remembered_once_as_it_was(store):
    with store.batch(Words("分类", "Classify")) as connection:
        for _ in range(2):
            rulebooks.remember_shipped(connection, rulebooks.load("securities"))
        assert connection.execute(select(func.count()).select_from(rulebook_version)).scalar_one() == 1
        found = rulebooks.of_standing(connection, "securities", "2026.1")
        assert found == rulebooks.load("securities")
        assert rulebooks.versions(connection) == []
        assert rulebooks.in_force(connection, date(2026, 6, 30)) is rulebooks.load("securities")


def test_the_reason_of_an_approval_is_that_of_its_months(store):
    number = drafted(store, high_cut=3)
    rulebooks.approve(store, number, approver="行长", effective_from=date(2026, 6, 1), reason="总行新战略")
    with store.read() as connection:
        assert rulebooks.approved_reason(connection, date(2026, 6, 1), date(2026, 6, 30)) == "总行新战略"
        assert rulebooks.approved_reason(connection, date(2026, 7, 1), date(2026, 7, 31)) == ""


MONTHS = range(2026 * 12, 2027 * 12)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.sampled_from(MONTHS)), max_size=6))
def test_the_schedule_says_of_every_month_what_is_in_force(store, acts):
    """Whatever was approved and withdrawn, from whichever months, in whichever order."""
    for is_approval, month in acts:
        with store.read() as connection:
            approved_now = [one for one in rulebooks.versions(connection) if one.status == "approved"]
        if is_approval:
            approved(store, dates.month_first(month), high_cut=3)
        elif approved_now:
            rulebooks.withdraw(store, approved_now[month % len(approved_now)].id, from_month=dates.month_first(month))
    with store.read() as connection:
        starts = rulebooks.schedule(connection, MONTHS[0], MONTHS[-1])
        for month in MONTHS:
            held = [rules for first, rules in starts if first <= month][-1]
            assert held is rulebooks.in_force(connection, dates.month_last(month))
