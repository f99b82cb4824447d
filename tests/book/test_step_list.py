"""The list of next steps."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from crmdesk.book.step_list import SORTS, STEP_DUES, StepFilter, step_counts, step_ids, step_rows
from crmdesk.identify.names import search_text
from crmdesk.interact.follow_ups import add_follow_up, complete_follow_up

ON = date(2026, 11, 24)
EVERYTHING = StepFilter()


@pytest.fixture
def add_named(add_client):
    """A client that can be found by name."""
    return lambda name, **values: add_client(name, search_text=search_text(name), **values)


@pytest.fixture
def steps(store, add_named):
    """Ids by name; 何志远 has 张三 and 王五, 沈若岚 has 李四 and is handed a step about 张三."""
    zhang, wang = (
        add_named("张三", tier="gold", stage="growth"),
        add_named("王五", tier="silver"),
    )
    li = add_named("李四", tier="platinum", stage="decline", manager="沈若岚")

    def add(client_id, days, kind="contact", **details):
        return add_follow_up(store, client_id, kind=kind, due_on=ON + timedelta(days=days), **details)

    found = {
        "late": add(zhang, -6),
        "later": add(zhang, 7),
        "today": add(li, 0, "retry", attempt=2, due_time="15:30"),
        "early": add(li, 0, "callback", due_time="09:00"),
        "sunday": add(wang, 6, title="寄送费率说明"),
        "handed": add(zhang, 1, "promise", owner="沈若岚"),
    }
    complete_follow_up(store, add(wang, -1))
    return found


@pytest.fixture
def names_of(store, steps):
    by_id = {step_id: name for name, step_id in steps.items()}

    def read(chosen=EVERYTHING, **order):
        with store.read() as connection:
            return [by_id[one] for one in step_ids(connection, chosen, on=ON, **order).ids]

    return read


def test_the_longest_overdue_stands_first_and_times_count(names_of):
    assert names_of() == ["late", "early", "today", "handed", "sunday", "later"]


@pytest.mark.parametrize(
    ("chosen", "names"),
    [
        (StepFilter("overdue"), ["late"]),
        (StepFilter("today"), ["early", "today"]),
        (StepFilter("week"), ["early", "today", "handed", "sunday"]),
        (StepFilter(kind="retry"), ["today"]),
        (StepFilter(manager="何志远"), ["late", "sunday", "later"]),
        (StepFilter(manager="沈若岚"), ["early", "today", "handed"]),
        (StepFilter(text="张三"), ["late", "handed", "later"]),
        (StepFilter("today", "沈若岚", "callback", "李四"), ["early"]),
    ],
)
def test_what_a_filter_keeps(names_of, chosen, names):
    assert names_of(chosen) == names


@pytest.mark.parametrize("sort", SORTS)
def test_an_order_turned_round_is_the_same_backwards(names_of, sort):
    assert names_of(sort=sort, descending=False) == names_of(sort=sort, descending=True)[::-1]


def test_a_row_says_what_and_who(store, steps, statements):
    with store.read() as connection, statements() as counted:
        sunday, handed = step_rows(connection, [steps["sunday"], steps["handed"]])
    assert len(counted) == 1
    assert (str(sunday.words), sunday.name, sunday.who, sunday.tier) == ("寄送费率说明", "王五", "何志远", "silver")
    assert (str(handed.words), handed.who, handed.stage) == ("Keep the promise", "沈若岚", "growth")


def test_ids_and_clients_stand_side_by_side(store, steps):
    with store.read() as connection:
        listed = step_ids(connection, StepFilter(), on=ON)
        rows = step_rows(connection, listed.ids)
    assert [row.client_id for row in rows] == list(listed.clients)


def test_counts_agree_with_the_lists(store, names_of):
    with store.read() as connection:
        counts = step_counts(connection, on=ON)
        of_shen = step_counts(connection, on=ON, manager="沈若岚", kind="retry")
    assert counts == {due: len(names_of(StepFilter(due))) for due in STEP_DUES}
    assert of_shen == {"all": 1, "overdue": 0, "today": 1, "week": 1}
