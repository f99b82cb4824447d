"""The eleven drivers over a hand-made branch, each against its formula (§4.3 of the domain specification)."""

from datetime import date, datetime

import pytest
from sqlalchemy import event, insert, update

from crmdesk import dates
from crmdesk.book.drivers.asking import Scope
from crmdesk.book.drivers.board import COUNTS, client_drivers, clients_behind, driver_board
from crmdesk.book.drivers.recorded import recorded
from crmdesk.book.drivers.wording import FORMULAS, change, shown
from crmdesk.codes import code_list
from crmdesk.differentiate.drivers.records import concessions, contracts, costs, debts, opportunities, targets
from crmdesk.differentiate.runs import classify
from crmdesk.differentiate.tables import handover
from crmdesk.errors import CrmError
from crmdesk.i18n import Words
from crmdesk.identify.clients import assign_manager
from crmdesk.identify.tables import balance, client, holding, txn
from crmdesk.interact.tables import contact

END = date(2026, 10, 31)
MONTHS = [dates.month_last(dates.month_index(END) - back) for back in range(35, -1, -1)]


def driver(store, code, **scope):
    with store.read() as connection:
        return driver_board(connection, as_of=END, scope=Scope(**scope)).driver(code)


def figures(store, code, **scope):
    return {one.name: one.value for one in driver(store, code, **scope).figures}


def behind(store, code, **scope):
    with store.read() as connection:
        found = clients_behind(connection, code, as_of=END, scope=Scope(**scope))
    return dict(zip(found.ids.tolist(), found.amounts.tolist(), strict=True))


@pytest.fixture
def branch(ledger):
    """Three clients with three years of balances; the second belongs to another account manager."""
    ledger.clients("2015-01-05", "2016-01-05", "2017-01-05")
    for day in MONTHS:
        for number, cash in ((1, 100_000), (2, 300_000), (3, 50_000)):
            ledger.hold(number, day.isoformat(), {"cash": cash, "money": cash})
            ledger.move(number, day.replace(day=5).isoformat(), turnover=10_000, income=100)
    with ledger.store.batch(Words("x", "x")) as connection:
        connection.execute(update(client).values(manager="甲", branch="一部"))
        connection.execute(update(client).where(client.c.id == 2).values(manager="乙"))
        connection.execute(update(txn).values(channel="app"))
    classify(ledger.store, as_of=END, from_month=dates.month_index(END) - 25)
    return ledger


def test_a_driver_without_records_says_how_to_feed_it_instead_of_zero(branch):
    for code in ("opportunities", "acquisition_cost", "concessions", "renewal", "bad_debt", "service_cost"):
        found = driver(branch.store, code)
        assert (found.value, found.last_year, found.figures) == (None, None, ())
        assert found.missing is not None
        assert set(found.trend) == {None}
    assert driver(branch.store, "recurring_income").missing is None


def test_an_empty_store_says_what_to_do(store):
    with store.read() as connection, pytest.raises(CrmError):
        driver_board(connection)


def test_opportunities_are_those_open_on_each_day(branch):
    store = branch.store
    one = opportunities.add_opportunity(
        store, 1, title="a", amount=1_000_00, opened_on=date(2025, 9, 1), probability=30
    )
    opportunities.move_opportunity(store, one, stage="agreed", on=date(2026, 2, 1))
    two = opportunities.add_opportunity(store, 2, title="b", amount=500_00, opened_on=date(2026, 3, 1), probability=50)
    opportunities.move_opportunity(store, two, stage="lost", on=date(2026, 6, 1), reason="price")
    three = opportunities.add_opportunity(store, 3, title="c", amount=200_00, opened_on=date(2026, 3, 1))
    opportunities.move_opportunity(store, three, stage="won", on=date(2026, 7, 1))
    found = driver(store, "opportunities")
    assert (found.value, found.last_year) == (800_00, 300_00)
    by_month = dict(zip(map(dates.month_text, found.months), found.trend, strict=True))
    assert by_month["2025-08"] is None
    assert by_month["2026-05"] == 800_00 + 250_00 + 20_00
    assert figures(store, "opportunities")["win_rate"] == 0.5
    assert behind(store, "opportunities") == {1: 800_00}
    assert figures(store, "opportunities", manager="乙")["open"] == 0
    assert driver(store, "opportunities", manager="乙").value == 0


def test_leads_that_opened_an_account(branch):
    store = branch.store
    branch.clients(None, None, status="prospect", first=11)
    for number in (11, 12):
        opportunities.add_opportunity(store, number, title="x", amount=1, opened_on=date(2026, 1, 10))
    with store.batch(Words("x", "x")) as connection:
        connection.execute(update(client).where(client.c.id == 11).values(opened_on=date(2026, 2, 1)))
    assert figures(store, "opportunities")["conversion"] == 0.5


def test_acquisition_cost_per_client_who_became_active(branch):
    store = branch.store
    branch.clients("2026-02-10", "2026-05-10", first=21)
    for number, day in ((21, "2026-03-31"), (22, "2026-06-30")):
        branch.hold(number, day, {"cash": 5_000})
        branch.move(number, day, turnover=2_000, income=10)
    classify(store, as_of=END)
    costs.add_cost(store, day=date(2026, 2, 1), kind="campaign", purpose="acquisition", amount=60_000_00)
    costs.add_cost(store, day=date(2026, 2, 1), kind="hours", purpose="acquisition", minutes=120 * 60)
    costs.add_cost(store, day=date(2026, 2, 1), kind="gift", purpose="acquisition", amount=18_000_00, client_id=21)
    costs.add_cost(store, day=date(2026, 2, 1), kind="gift", purpose="service", amount=999_00)
    found = driver(store, "acquisition_cost")
    assert found.value == (60_000_00 + 18_000_00 + 120 * 80_00) / 2
    assert figures(store, "acquisition_cost")["activated"] == 2
    assert behind(store, "acquisition_cost") == {21: 18_000_00, 22: 0}


def test_recurring_income_and_its_share(branch):
    """Cash earns 1.0 % a year, money funds 0.35 %; each client trades 100 a month; advice costs 6,000 a year."""
    store = branch.store
    contracts.add_contract(
        store, 2, kind="advisory", begins_on=date(2025, 11, 1), ends_on=date(2026, 10, 31), fee=6_000_00
    )
    found = figures(store, "recurring_income")
    assert found["spread"] == pytest.approx(450_000_00 * 0.010, rel=0.01)
    assert found["product"] == pytest.approx(450_000_00 * 0.0035, rel=0.01)
    assert (found["trade"], found["advisory"]) == (3 * 12 * 100_00, pytest.approx(6_000_00))
    value = driver(store, "recurring_income").value
    assert found["share"] == pytest.approx(value / (value + found["trade"]))
    assert behind(store, "recurring_income", manager="乙") == {
        2: pytest.approx(300_000_00 * 0.0135 + 6_000_00, rel=0.01)
    }


def talk(store, client_id, day, minutes, outcome="10"):
    at = datetime.fromisoformat(day).replace(tzinfo=dates.CHINA)
    with store.batch(Words("x", "x")) as connection:
        connection.execute(
            insert(contact).values(
                client_id=client_id, at=at, minutes=minutes, direction="OB", channel="01", outcome=outcome,
                created_by="甲",
            )
        )  # fmt: skip


def test_service_cost_is_time_and_money(branch):
    store = branch.store
    talk(store, 1, "2024-01-10T10:00", 60)
    talk(store, 1, "2026-03-10T10:00", 25)
    talk(store, 2, "2026-11-01T00:10", 60)  # the day after the period, though still October in UTC
    talk(store, 3, "2025-11-01T00:10", 60)  # its first day
    costs.add_cost(store, day=date(2026, 3, 1), kind="gift", purpose="service", amount=300_00, client_id=2)
    found = driver(store, "service_cost")
    assert found.value == pytest.approx(33_33.333 + 80_00 + 300_00, rel=1e-6)
    assert figures(store, "service_cost")["gift"] == 300_00
    assert behind(store, "service_cost") == {2: 300_00, 3: 80_00, 1: pytest.approx(33_33.333, rel=1e-6)}
    assert figures(store, "service_cost", client_id=1)["hours"] == pytest.approx(25 / 60)


def test_lines_per_client_and_new_ones(branch):
    store = branch.store
    branch.hold(1, "2026-10-31", {"wealth": 10_000})
    classify(store, as_of=END)
    found = driver(store, "cross_selling")
    assert (found.value, found.last_year) == (pytest.approx(7 / 3), 2)
    named = figures(store, "cross_selling")
    assert (named["three"], named["new_lines"], named["clients"]) == (pytest.approx(1 / 3), 1, 3)
    assert behind(store, "cross_selling") == {1: 3, 2: 2, 3: 2}


def test_revenue_given_up_by_rates_uplifts_and_waivers(branch):
    """5.2 m of turnover at 1.8 ‱ instead of 3.0 ‱ is ¥624."""
    store = branch.store
    branch.move(1, "2026-02-10", turnover=5_200_000 - 10_000, income=0)
    given = {"approver": "主管"}
    concessions.add_concession(
        store,
        1,
        kind="commission",
        standard=300,
        granted=180,
        from_on=date(2026, 2, 1),
        to_on=date(2026, 2, 28),
        **given,
    )
    classify(store, as_of=END)
    assert driver(store, "concessions").value == pytest.approx(624_00)
    concessions.add_concession(store, 2, kind="fee", amount=150_00, from_on=date(2026, 5, 1), **given)
    for number in (1, 2):
        branch.account(100 + number, number, "2020-01-01", kind="deposit")
    branch.hold(2, "2026-06-30", {"deposit_time": 1_200_000}, account_id=102)
    concessions.add_concession(
        store,
        2,
        kind="deposit",
        standard=15_000,
        granted=17_000,
        from_on=date(2026, 6, 1),
        to_on=date(2026, 6, 30),
        **given,
    )
    named = figures(store, "concessions")
    assert (named["commission"], named["fee"], named["deposit"]) == (
        pytest.approx(624_00),
        150_00,
        pytest.approx(200_00),
    )
    assert behind(store, "concessions") == {1: pytest.approx(624_00), 2: pytest.approx(350_00)}
    assert (named["running"], named["expiring"]) == (1, 0)


def test_money_that_matured_and_was_invested_again(branch):
    """3.15 m of 4.2 m is 75 %; a position is counted once, by its last snapshot."""
    store = branch.store
    branch.products(W180=("wealth", "wealth"))
    matured = {"account_id": 1, "client_id": 1, "product_id": 1, "matures_on": date(2026, 4, 15)}
    for day, amount in ((date(2026, 2, 28), 4_000_000_00), (date(2026, 3, 31), 4_200_000_00)):
        branch.add(holding, {**matured, "day": day, "amount": amount})
    branch.move(1, "2026-04-20", turnover=3_150_000 - 10_000)
    branch.move(1, "2026-06-20", turnover=1_000_000)
    found = driver(store, "renewal")
    named = figures(store, "renewal")
    assert (named["matured"], named["again"]) == (4_200_000_00, 3_150_000_00)
    assert found.value == 0.75
    assert behind(store, "renewal") == {1: 4_200_000_00}
    year = {"kind": "advisory", "begins_on": date(2025, 1, 1), "ends_on": date(2025, 12, 31)}
    contracts.add_contract(store, 1, **year)
    contracts.add_contract(store, 2, **year)
    contracts.add_contract(store, 2, kind="advisory", begins_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    named = figures(store, "renewal")
    assert (named["contracts"], named["contract_renewal"]) == (2, 0.5)


def test_digital_share_of_movements_and_hand_overs(branch):
    store = branch.store
    with store.batch(Words("x", "x")) as connection:
        connection.execute(
            update(txn).where(txn.c.client_id == 3, txn.c.day >= date(2026, 1, 1)).values(channel="柜台")
        )
        connection.execute(update(txn).where(txn.c.client_id == 2).values(channel="???"))
    found = driver(store, "migration")
    assert (found.value, found.last_year) == (pytest.approx(14 / 24), 1.0)
    assert figures(store, "migration")["change"] == pytest.approx(14 / 24 - 1)
    assert behind(store, "migration") == {3: 10}
    with store.batch(Words("x", "x")) as connection:
        row = {"client_id": 1, "day": date(2026, 3, 1), "old_manager": "丙", "new_manager": "甲"}
        connection.execute(insert(handover).values(**row))
    with store.batch(Words("x", "x")) as connection:
        late = (balance.c.client_id == 1) & (balance.c.day >= date(2026, 4, 1))
        number = connection.info["operation_id"]
        connection.execute(update(balance).where(late).values(amount=50_000_00, operation_id=number))
    classify(store, as_of=END)
    named = figures(store, "migration")
    assert (named["handed_over"], named["kept"]) == (1, 0.5)


def test_a_hand_over_at_this_desk_stands_in_the_history(branch):
    store = branch.store
    assign_manager(store, [1, 2], "丙")
    today = dates.local_today()
    with store.read() as connection:
        moved = driver_board(connection, as_of=dates.month_last(dates.month_index(today))).driver("migration")
    assert {one.name: one.value for one in moved.figures}["handed_over"] == 2
    store.undo()
    with store.read() as connection:
        moved = driver_board(connection, as_of=dates.month_last(dates.month_index(today))).driver("migration")
    assert {one.name: one.value for one in moved.figures}["handed_over"] == 0


@pytest.fixture
def lost(branch):
    """The third client closes the account in May and comes back in August."""
    from crmdesk.identify.tables import account

    store = branch.store
    with store.batch(Words("x", "x")) as connection:
        connection.execute(
            update(account).where(account.c.id == 3).values(status="closed", closed_on=date(2026, 5, 10))
        )
    classify(store, as_of=END, from_month=dates.month_index(END) - 25)
    return branch


def test_clients_lost_of_those_at_the_start(lost):
    found = driver(lost.store, "attrition")
    named = figures(lost.store, "attrition")
    assert (named["lost"], named["start"]) == (1, 3)
    assert (found.value, found.last_year) == (pytest.approx(1 / 3), 0)
    assert behind(lost.store, "attrition") == {3: 100_000_00}
    assert figures(lost.store, "attrition", client_id=3)["risk"] == 100
    assert figures(lost.store, "attrition", client_id=1)["risk"] == 0


def test_lost_clients_who_were_contacted(lost):
    store = lost.store
    talk(store, 3, "2024-01-10T10:00", 5)
    talk(store, 3, "2026-04-10T10:00", 30)  # not lost yet
    talk(store, 3, "2026-07-10T10:00", 30)
    talk(store, 1, "2026-07-10T10:00", 30)
    found, named = driver(store, "win_back"), figures(store, "win_back")
    assert (named["contacted"], named["won_back"], named["lost"]) == (1, 0, 1)
    assert found.value == 0
    assert behind(store, "win_back") == {3: 0}


def test_what_is_overdue_is_what_the_newest_list_says(branch):
    store = branch.store
    debts.note_debt(store, 1, day=date(2025, 3, 1), kind="loan", amount=10_000_00, exposure=90_000_00, grade="doubtful")
    debts.note_debt(store, 2, day=date(2026, 4, 1), kind="fee", amount=500_00)
    found = driver(store, "bad_debt")
    assert (found.value, found.last_year) == (10_500_00, 10_000_00)
    debts.note_debt(
        store, 1, day=date(2026, 6, 1), kind="loan", amount=0, exposure=80_000_00, grade="normal", pd=100, lgd=5000
    )
    named = figures(store, "bad_debt")
    assert (named["loan"], named["fee"], named["npl"], named["clients"]) == (0, 500_00, 0, 1)
    assert named["expected_loss"] == 80_000_00 * 0.01 * 0.5
    assert behind(store, "bad_debt") == {2: 500_00}


def test_targets_light_the_cards(branch):
    store = branch.store
    targets.set_target(store, "cross_selling", 2.1)
    targets.set_target(store, "recurring_income", 1.0)
    found = driver(store, "cross_selling")
    assert (found.target, found.light) == (2.1, "near")
    assert driver(store, "cross_selling", manager="甲").target == 2.1
    assert driver(store, "recurring_income").light == "met"
    assert driver(store, "recurring_income", manager="甲").target is None  # an amount of the whole branch


def test_one_client(branch):
    store = branch.store
    opportunities.add_opportunity(store, 1, title="a", amount=1_000_00, opened_on=date(2026, 9, 1), probability=30)
    with store.read() as connection:
        found = {one.code: one for one in client_drivers(connection, 1, END)}
    assert set(found) == set(code_list("driver")) - {"acquisition_cost"}
    assert found["opportunities"].value == 300_00
    assert found["cross_selling"].value == 2


@pytest.mark.parametrize("scope", [{"branch": "一部"}, {"tier": "gold"}, {"stage": "maturity"}, {"manager": "甲"}])
def test_scopes_divide_the_branch(branch, scope):
    whole, part = (driver(branch.store, "recurring_income", **one) for one in ({}, scope))
    rest = sum(behind(branch.store, "recurring_income", **scope).values())
    assert part.value == pytest.approx(rest)
    assert part.value <= whole.value


def test_the_parts_of_a_book_add_up(branch):
    parts = [driver(branch.store, "recurring_income", manager=name).value for name in ("甲", "乙")]
    assert sum(parts) == pytest.approx(driver(branch.store, "recurring_income").value)


def test_the_number_of_statements_does_not_grow(branch):
    def statements():
        seen = []
        with branch.store.read() as connection:
            event.listen(connection, "before_cursor_execute", lambda *a: seen.append(a[2]))
            driver_board(connection, as_of=END)
        return len(seen)

    few = statements()
    branch.clients(*["2018-01-05"] * 40, first=200)
    for number in range(200, 240):
        branch.hold(number, "2026-10-31", {"cash": 1_000})
        branch.move(number, "2026-10-05", turnover=1_000, income=10)
    classify(branch.store, as_of=END)
    assert statements() == few <= 70


def test_every_driver_has_its_words(branch):
    assert set(COUNTS) == set(code_list("driver")) == set(FORMULAS)
    with branch.store.read() as connection:
        board = driver_board(connection, as_of=END)
        with pytest.raises(CrmError):
            clients_behind(connection, "nonsense")
    assert all(set(one.as_json()) >= {"driver", "value", "last_year", "trend", "missing"} for one in board.drivers)
    assert str(shown(None, "money")) == "—"
    assert str(change(board.driver("cross_selling"))) == "+0.0%"


def test_a_day_inside_a_month_that_goes_on_counts_the_month_before(branch):
    with branch.store.read() as connection:
        board = driver_board(connection, as_of=date(2026, 10, 4))
    assert board.as_of == date(2026, 9, 30)


def test_the_records_behind_a_driver(branch):
    store = branch.store
    opportunities.add_opportunity(store, 1, title="a", amount=5_00, opened_on=date(2026, 9, 1))
    costs.add_cost(store, day=date(2026, 2, 1), kind="hours", purpose="acquisition", minutes=60)
    costs.add_cost(store, day=date(2026, 2, 2), kind="gift", purpose="service", amount=7_00, client_id=2, note="茶")
    costs.add_cost(store, day=date(2024, 2, 2), kind="gift", purpose="service", amount=7_00, client_id=2)
    given = {"kind": "commission", "standard": 300, "granted": 180, "approver": "主管"}
    concessions.add_concession(store, 1, from_on=date(2026, 2, 1), **given)
    contracts.add_contract(store, 3, kind="advisory", begins_on=date(2025, 1, 1), ends_on=date(2025, 12, 31), fee=9_00)
    debts.note_debt(store, 2, day=date(2026, 4, 1), kind="loan", amount=500_00, grade="loss")
    with store.read() as connection:
        found = {code: recorded(connection, code, as_of=END) for code in COUNTS}
        of_others = recorded(connection, "opportunities", as_of=END, scope=Scope(manager="乙"))
    lines = {
        code: [(one.client_id, str(one.words), one.amount) for one in rows] for code, rows in found.items() if rows
    }
    assert lines == {
        "opportunities": [(1, "a Lead", 5_00)],
        "acquisition_cost": [(None, "Staff time 60 min", None)],
        "service_cost": [(2, "Gift 茶", 7_00)],
        "concessions": [(1, "Commission rate 3‱ → 1.8‱", None)],
        "renewal": [(3, "Investment advice", 9_00)],
        "bad_debt": [(2, "Overdue loan Loss", 500_00)],
    }
    assert of_others == []
