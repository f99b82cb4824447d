"""Who moved between two days: the report of §7.4 of the domain specification to the last figure, and its identity."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from crmdesk import dates
from crmdesk.differentiate.movement import TierGrowth, growth_report, migration, tiers
from crmdesk.differentiate.tables import classification, run
from crmdesk.i18n import Words
from tests.book.test_timeline import standing

ORDER = ("base", "silver", "gold", "platinum", "diamond", "private", None)
MATRIX = {
    "base": (61_210, 2_875, 210, 35, 4, 0, 666),
    "silver": (1_490, 31_020, 1_105, 86, 9, 1, 53),
    "gold": (60, 610, 8_240, 402, 25, 2, 31),
    "platinum": (8, 42, 236, 3_115, 118, 6, 15),
    "diamond": (0, 5, 12, 61, 802, 20, 4),
    "private": (0, 0, 0, 2, 7, 139, 1),
    None: (3_420, 4_908, 322, 48, 11, 13, 0),
}
MOVES = {(old, now): n for old, counts in MATRIX.items() for now, n in zip(ORDER, counts, strict=True) if n}
START, END = date(2025, 12, 31), date(2026, 10, 31)


@pytest.fixture
def report():
    return growth_report(MOVES)


@pytest.mark.parametrize(
    ("tier", "counts", "growth", "stayed"),
    [
        ("base", (65_000, 3_420, 1_558, 3_124, 666, 66_188), 1.83, 94.17),
        ("silver", (33_764, 4_908, 3_532, 2_691, 53, 39_460), 16.87, 91.87),
        ("gold", (9_370, 322, 1_563, 1_099, 31, 10_125), 8.06, 87.94),
        ("platinum", (3_540, 48, 586, 410, 15, 3_749), 5.90, 87.99),
        ("diamond", (904, 11, 163, 98, 4, 976), 7.96, 88.72),
        ("private", (149, 13, 29, 9, 1, 181), 21.48, 93.29),
    ],
)
def test_each_tier(report, tier, counts, growth, stayed):
    row = next(row for row in report.rows if row.tier == tier)
    assert (row.before, row.new, row.moved_in, row.moved_out, row.lost, row.after) == counts
    assert (round(row.growth * 100, 2), round(row.stayed_share * 100, 2)) == (growth, stayed)
    assert row.has_small_base == (tier == "private")


def test_the_total(report):
    total = report.total
    assert (total.before, total.new, total.lost, total.after, total.change) == (112_727, 8_722, 770, 120_679, 7_952)
    assert (round(total.growth * 100, 2), round(total.stayed_share * 100, 2)) == (7.05, 92.72)
    assert (report.upgrades, report.downgrades, total.stayed) == (4_898, 2_533, 104_526)


_TIER = st.sampled_from([*ORDER])


@given(st.dictionaries(st.tuples(_TIER, _TIER), st.integers(0, 10_000)))
def test_the_identity_holds_for_every_row(moves):
    for row in growth_report(moves).rows:
        assert row.before + row.new + row.moved_in - row.moved_out - row.lost == row.after


HISTORIES = {
    "stayed": [(START, "gold", "maturity"), (END, "gold", "maturity")],
    "rose": [(START, "silver", "growth"), (date(2026, 5, 31), "gold", "growth"), (END, "gold", "growth")],
    "lost": [(START, "gold", "decline"), (END, "gold", "termination")],
    "new": [(date(2026, 3, 31), "base", "acquisition"), (END, "base", "acquisition")],
    "back": [(START, "base", "termination"), (END, "silver", "acquisition")],
    "gone": [(START, "dormant", "termination"), (END, "dormant", "termination")],
    "later": [(date(2026, 11, 30), "gold", "growth")],
}


@pytest.fixture
def people(store, add_client):
    """Ids by name, as two runs and a third one left them."""
    with store.batch(Words("", "test rows")) as connection:
        row = {
            "rulebook": "x",
            "rulebook_version": "1",
            "clients": 1,
            "seconds": 0.1,
            "at": dates.now(),
            "is_data_date": True,
        }
        days = enumerate((START, END, date(2026, 11, 30)), 1)
        connection.execute(insert(run), [{"id": number, "as_of": day, **row} for number, day in days])
    found = {}
    for name, history in HISTORIES.items():
        found[name] = add_client(name, manager="沈若岚" if name == "rose" else "何志远")
        with store.batch(Words("", "test rows")) as connection:
            for day, tier, stage in history:
                connection.execute(insert(classification).values(standing(found[name], day, tier=tier, stage=stage)))
    return found


def test_moves_are_counted_from_the_classes_of_two_days(store, people):
    with store.read() as connection:
        all_of_them = migration(connection, START, END)
        hers = migration(connection, START, END, manager="沈若岚")
    assert all_of_them.matrix == {
        ("gold", "gold"): 1,
        ("silver", "gold"): 1,
        ("gold", None): 1,
        (None, "base"): 1,
        (None, "silver"): 1,
    }
    assert all_of_them.growth.rows[2] == TierGrowth("gold", 2, 0, 1, 0, 1, 2, 1)
    assert hers.matrix == {("silver", "gold"): 1}


def test_every_cell_knows_its_clients(store, people):
    with store.read() as connection:
        found = migration(connection, START, END)
    assert list(found.tier_clients("silver", "gold")) == list(found.moved(up=True)) == [people["rose"]]
    assert list(found.tier_clients("gold", None)) == [people["lost"]]
    assert list(found.tier_clients(None, "silver")) == [people["back"]]
    assert list(found.moved(up=False)) == []
    for (old, new), count in found.matrix.items():
        assert len(found.tier_clients(old, new)) == count
    for (old, new), count in found.stage_matrix.items():
        assert len(found.stage_clients(old, new)) == count
    assert list(found.stage_clients("termination", "acquisition")) == [people["back"]]


def test_a_day_between_two_runs(store, people):
    """What held in May is the newest row up to May, for those who changed and for those who did not."""
    with store.read() as connection:
        found = migration(connection, date(2026, 4, 30), date(2026, 5, 31))
    assert found.matrix == {("gold", "gold"): 2, ("silver", "gold"): 1, ("base", "base"): 1}


def test_lowest_tier_first():
    assert tiers() == list(ORDER[:-1])
