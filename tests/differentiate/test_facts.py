"""Monthly facts to the cent, and incremental against full."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, select, update

from crmdesk import dates
from crmdesk.differentiate import facts, rulebooks, watermark
from crmdesk.differentiate.tables import client_month
from crmdesk.errors import Cancelled
from crmdesk.i18n import Words
from crmdesk.identify.tables import account, balance, client, holding, import_batch, product, txn
from crmdesk.progress import Progress
from crmdesk.store.tables import meta

SECURITIES, BANK = rulebooks.load("securities"), rulebooks.load("bank")


def rows(store):
    """{(client, '2024-01'): row}; money in yuan."""
    with store.read() as connection:
        found = connection.execute(select(client_month).order_by(client_month.c.client_id, client_month.c.month))
        return {(row["client_id"], dates.month_text(row["month"])): dict(row) for row in found.mappings()}


def updated(store, book=SECURITIES):
    facts.update_facts(store, book)
    return rows(store)


def test_movements_of_a_month(ledger, store):
    ledger.clients("2024-01-01")
    ledger.move(1, "2024-01-03", turnover=10_000, income=5.25)
    ledger.move(1, "2024-01-03", turnover=2_000.01, income=1.10)
    ledger.move(1, "2024-01-31", turnover=500, income=0.05)
    ledger.move(1, "2024-01-10", active=False, flow=20_000)
    ledger.move(1, "2024-02-01", active=False, flow=-300.5)
    found = updated(store)
    january, february = found[1, "2024-01"], found[1, "2024-02"]
    assert (january["active_days"], january["movements"]) == (2, 3)
    assert (january["first_active"], january["last_active"], january["last_moved"]) == (3, 31, 31)
    assert (january["turnover"], january["trade_income"]) == (12_500_01, 6_40)
    assert (january["inflow"], january["outflow"]) == (20_000_00, 0)
    assert (february["inflow"], february["outflow"]) == (0, 300_50)
    assert (february["active_days"], february["first_active"], february["last_moved"]) == (0, None, 1)
    assert january["end_assets"] is None


def test_one_snapshot_is_the_average(ledger, store):
    ledger.clients("2024-01-01")
    ledger.hold(1, "2024-01-31", {"cash": 1_000, "equity": 9_000})
    found = updated(store)[1, "2024-01"]
    assert (found["end_assets"], found["avg_assets"], found["end_cash"]) == (10_000_00, 10_000_00, 1_000_00)


def test_the_sources_own_average_wins(ledger, store):
    ledger.clients("2024-01-01")
    ledger.hold(1, "2024-01-31", {"cash": 1_000, "equity": 9_000}, averages={"cash": 500.01, "equity": 7_000})
    found = updated(store)[1, "2024-01"]
    assert (found["end_assets"], found["avg_assets"]) == (10_000_00, 7_500_01)


def test_several_snapshots_are_weighted_by_days_held(ledger, store):
    """CCB's formula: Σ balance × days held ÷ days of the month; the days before the first at the value carried in."""
    ledger.clients("2024-01-01")
    ledger.hold(1, "2024-03-31", {"cash": 3_100})
    ledger.hold(1, "2024-04-11", {"cash": 6_000})
    ledger.hold(1, "2024-04-21", {"cash": 9_000})
    found = updated(store)
    assert found[1, "2024-04"]["avg_assets"] == (3_100_00 * 10 + 6_000_00 * 10 + 9_000_00 * 10 + 15) // 30
    assert found[1, "2024-04"]["end_assets"] == 9_000_00


def test_days_before_the_very_first_snapshot_count_at_its_value(ledger, store):
    ledger.clients("2024-01-01")
    ledger.hold(1, "2024-04-11", {"cash": 6_000})
    ledger.hold(1, "2024-04-21", {"cash": 9_000})
    assert updated(store)[1, "2024-04"]["avg_assets"] == (6_000_00 * 20 + 9_000_00 * 10) // 30


def test_an_account_without_a_snapshot_keeps_its_value_beside_the_others(ledger, store):
    ledger.clients("2024-01-01")
    ledger.account(2, 1, "2024-01-01")
    ledger.hold(1, "2024-01-31", {"cash": 1_000})
    ledger.hold(1, "2024-01-31", {"equity": 50_000}, account_id=2)
    ledger.hold(1, "2024-02-29", {"cash": 2_000})
    found = updated(store)
    assert found[1, "2024-02"]["end_assets"] == 52_000_00
    assert found[1, "2024-02"]["avg_assets"] == 52_000_00


def test_a_class_missing_from_a_newer_snapshot_is_gone(ledger, store):
    ledger.clients("2024-01-01")
    ledger.hold(1, "2024-01-31", {"cash": 1_000, "equity": 9_000})
    ledger.hold(1, "2024-02-29", {"cash": 10_000})
    found = updated(store)[1, "2024-02"]
    assert (found["end_assets"], found["end_cash"]) == (10_000_00, 10_000_00)


def test_net_assets_deduct_margin_debt_but_a_banks_loan_is_left_out(ledger, store):
    ledger.clients("2024-01-01")
    ledger.hold(1, "2024-01-31", {"equity": 100_000, "margin_debt": 30_000, "loan": 80_000})
    found = updated(store)[1, "2024-01"]
    assert (found["end_assets"], found["end_debt"]) == (70_000_00, 110_000_00)


def test_yearly_check_values_of_the_rate_card(ledger, store):
    """§4.4: 300k × 1.6 % = 4,800; 500k × 0.4 % = 2,000; 800k × 1.2 % = 9,600 a year."""
    ledger.clients("2024-01-01")
    ledger.hold(1, "2024-01-31", {"deposit_demand": 300_000, "wealth": 500_000, "loan": 800_000})
    found = updated(store, BANK)[1, "2024-01"]
    assert found["spread_income"] == (4_800_00 + 9_600_00) / 12
    assert found["product_income"] == 166_67


def test_product_lines_and_strategy_points(ledger, store):
    ledger.clients("2024-01-01", "2024-01-01", "2024-01-01")
    ledger.account(9, 2, "2024-02-10", kind="margin")
    ledger.account(8, 2, "2024-02-10", kind="option")
    for month in ("2024-01-31", "2024-02-29"):
        ledger.hold(1, month, {"cash": 1_000, "equity": 9_000})
        ledger.hold(2, month, {"cash": 1_000, "equity": 9_000})
        ledger.hold(3, month, {"cash": 1_000, "mixed": 3_000, "wealth": 1_000})
    found = updated(store)
    lines = {key: (row["product_lines"], row["strategy_points"]) for key, row in found.items()}
    assert lines[1, "2024-01"] == (1, 0)
    assert lines[2, "2024-01"] == (1, 0)
    assert lines[2, "2024-02"] == (3, 2)
    assert lines[3, "2024-01"] == (3, 3)


def test_holdings_count_where_balances_do_not_report_their_class(ledger, store):
    ledger.clients("2024-01-01", "2024-01-01")
    ledger.products(stock=("securities", "equity"), hedge=("private", "mixed"))
    for client_id in (1, 2):
        ledger.hold(client_id, "2024-01-31", {"cash": 1_000})
        ledger.position(client_id, "2024-01-31", 1, 5_000)
    ledger.position(1, "2024-01-31", 2, 200)
    ledger.hold(2, "2024-02-29", {"cash": 1_000, "equity": 7_000})
    found = updated(store)
    assert found[1, "2024-01"]["end_assets"] == 6_200_00
    assert found[1, "2024-01"]["product_lines"] == 3
    assert found[2, "2024-02"]["end_assets"] == 8_000_00


def test_known_months_are_remembered(ledger, store):
    ledger.clients("2024-01-01")
    ledger.move(1, "2024-01-03")
    ledger.hold(1, "2024-02-29", {"cash": 5})
    updated(store)
    with store.read() as connection:
        assert [dates.month_text(month) for month in facts.known_months(connection)] == ["2024-02"]


def test_nothing_new_writes_nothing(ledger, store):
    ledger.clients("2024-01-01")
    ledger.move(1, "2024-01-03")
    assert facts.update_facts(store, SECURITIES) == facts.FactReport(1, is_rebuilt=True)
    assert facts.update_facts(store, SECURITIES) == facts.FactReport(0, is_rebuilt=False)


def test_a_new_day_touches_its_months_alone(ledger, store):
    ledger.clients("2024-01-01", "2024-01-01")
    ledger.move(1, "2024-01-03")
    ledger.move(2, "2024-01-03")
    updated(store)
    ledger.move(2, "2024-01-05", turnover=7)
    assert facts.update_facts(store, SECURITIES) == facts.FactReport(1, is_rebuilt=False)
    assert rows(store)[2, "2024-01"]["active_days"] == 2


def test_deleted_movements_make_all_facts_anew(ledger, store):
    ledger.clients("2024-01-01")
    ledger.move(1, "2024-01-03", turnover=5)
    ledger.move(1, "2024-01-04", turnover=6)
    updated(store)
    with store.batch(Words("撤回", "Take back")) as connection:
        connection.execute(delete(txn).where(txn.c.turnover == 500))
    assert facts.update_facts(store, SECURITIES).is_rebuilt
    assert rows(store)[1, "2024-01"]["turnover"] == 600


def test_an_edited_movement_is_noticed(ledger, store):
    ledger.clients("2024-01-01")
    ledger.move(1, "2024-01-03", turnover=5)
    updated(store)
    with store.write(Words("更正", "Correct")) as unit:
        key = unit.connection.execute(select(txn.c.id)).scalar_one()
        unit.change(txn, key, {"turnover": 900})
    assert updated(store)[1, "2024-01"]["turnover"] == 900


def test_an_undone_edit_is_noticed(ledger, store):
    ledger.clients("2024-01-01")
    ledger.move(1, "2024-01-03", turnover=5)
    with store.write(Words("更正", "Correct")) as unit:
        unit.change(txn, unit.connection.execute(select(txn.c.id)).scalar_one(), {"turnover": 900})
    assert updated(store)[1, "2024-01"]["turnover"] == 900
    store.undo()
    assert updated(store)[1, "2024-01"]["turnover"] == 500


def _rebuilt(store):
    """The facts as a full rebuild makes them."""
    with store.unlogged() as connection:
        connection.execute(delete(meta).where(meta.c.key == "facts"))
    assert facts.update_facts(store, SECURITIES).is_rebuilt
    return rows(store)


def test_the_facts_of_an_account_that_moves_go_with_it(ledger, store):
    """Made anew for the two clients alone, after the move and after its undo, as a full rebuild would."""
    ledger.clients("2024-01-01", "2024-01-01", "2024-01-01")
    ledger.account(4, 1, "2024-01-01")
    snapshots = ((1, 1, "2024-01-31"), (1, 4, "2024-02-29"), (2, 2, "2024-01-31"), (3, 3, "2024-03-31"))
    for client_id, account_id, day in snapshots:
        ledger.hold(client_id, day, {"cash": 100 * account_id, "equity": 900}, account_id=account_id)
        ledger.move(client_id, day, turnover=50 * account_id, account_id=account_id)
    first = updated(store)
    with store.write(Words("移交账户", "Move an account")) as unit:
        unit.change(account, 4, {"client_id": 2})
    for has_february in (False, True):
        if has_february:
            store.undo()
        ledger.move(3, "2024-04-01", turnover=1)
        assert not facts.update_facts(store, SECURITIES).is_rebuilt
        found = rows(store)
        assert ((1, "2024-02") in found) == has_february
        assert found == _rebuilt(store)
    assert {key: row for key, row in found.items() if key != (3, "2024-04")} == first


def _imported(ledger, *days):
    with ledger.store.batch(Words("导入", "Import")) as connection:
        number = connection.info["operation_id"]
        connection.execute(insert(import_batch).values(operation_id=number, at=dates.now(), actor="tester"))
        connection.execute(insert(txn), [ledger.movement(1, day, turnover=1) for day in days])


def test_rows_are_not_counted_after_imports_alone(ledger, store):
    ledger.clients("2024-01-01")
    ledger.move(1, "2024-01-03", turnover=5)
    updated(store)
    _imported(ledger, "2024-01-04", "2024-01-05")
    assert facts.update_facts(store, SECURITIES) == facts.FactReport(1, is_rebuilt=False)
    assert facts.update_facts(store, SECURITIES) == facts.FactReport(0, is_rebuilt=False)
    with store.read() as connection:
        mark = watermark.stored(connection)
    assert (mark.txn_rows, mark.balance_rows) == (-1, 0)


def test_a_row_taken_away_after_imports_is_noticed(ledger, store):
    """Fewer than came in between: their number alone would not tell."""
    ledger.clients("2024-01-01")
    ledger.move(1, "2024-01-03", turnover=5)
    updated(store)
    _imported(ledger, "2024-01-04", "2024-01-05")
    updated(store)
    with store.batch(Words("撤回", "Take back")) as connection:
        connection.execute(delete(txn).where(txn.c.turnover == 500))
    assert facts.update_facts(store, SECURITIES).is_rebuilt
    assert rows(store)[1, "2024-01"]["turnover"] == 200


def test_other_rates_make_all_facts_anew(ledger, store):
    ledger.clients("2024-01-01")
    ledger.hold(1, "2024-01-31", {"equity": 100_000, "margin_debt": 30_000})
    assert updated(store)[1, "2024-01"]["end_assets"] == 70_000_00
    assert updated(store, BANK)[1, "2024-01"]["end_assets"] == 100_000_00


def test_cancel_writes_nothing(ledger, store):
    ledger.clients("2024-01-01")
    ledger.move(1, "2024-01-03")
    progress = Progress()
    progress.cancel()
    with pytest.raises(Cancelled):
        facts.update_facts(store, SECURITIES, progress)
    assert rows(store) == {}


def test_an_empty_store(store):
    assert facts.update_facts(store, SECURITIES).rows == 0


# -- incremental = full, for any order of arrival

DAYS = st.integers(0, 119).map(lambda n: date.fromordinal(date(2024, 1, 1).toordinal() + n).isoformat())
MOVES = st.tuples(st.just("move"), st.integers(1, 3), DAYS, st.integers(-500, 500))
HOLDS = st.tuples(st.just("hold"), st.integers(1, 3), DAYS, st.integers(0, 9_000))
POSITIONS = st.tuples(st.just("position"), st.integers(1, 3), DAYS, st.integers(1, 900))
BATCHES = st.lists(st.lists(st.one_of(MOVES, HOLDS, POSITIONS), max_size=6), min_size=1, max_size=4)


def _write(ledger, batch, seen):
    for kind, client_id, day, amount in batch:
        if kind == "move":
            ledger.move(client_id, day, active=amount % 2 == 0, flow=amount, turnover=abs(amount), income=amount / 7)
        elif (kind, client_id, day) not in seen:
            seen.add((kind, client_id, day))
            if kind == "hold":
                ledger.hold(client_id, day, {"cash": amount, **({"mixed": amount / 3} if amount % 3 else {})})
            else:
                ledger.position(client_id, day, 1, amount)


def _emptied(store):
    with store.unlogged() as connection:
        for table in (client_month, holding, balance, txn, account, product, client):
            connection.execute(delete(table))
        connection.execute(delete(meta).where(meta.c.key.like("facts%")))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BATCHES)
def test_incremental_equals_full(ledger, store, batches):
    _emptied(store)
    ledger.clients("2024-01-01", "2024-01-01", "2024-02-01")
    ledger.products(gold=("gold", "gold"))
    seen: set = set()
    for batch in batches:
        _write(ledger, batch, seen)
        facts.update_facts(store, SECURITIES)
    incremental = rows(store)
    with store.unlogged() as connection:
        connection.execute(update(meta).where(meta.c.key == "facts").values(value='{"digest":""}'))
        connection.execute(delete(meta).where(meta.c.key == "facts"))
    facts.update_facts(store, SECURITIES)
    assert incremental == rows(store)
