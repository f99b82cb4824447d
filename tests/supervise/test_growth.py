"""The before/after report of §7.4 of the domain specification, to the last figure."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert

from crmdesk import dates
from crmdesk.differentiate.tables import classification, run
from crmdesk.i18n import Words
from crmdesk.supervise.growth import TierGrowth, growth_report, sentence, tier_growth, tiers
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


def test_the_sentence(report):
    assert sentence(report) == Words(
        "报告期内各级别客户数均有增加，变化最明显的是白银级，净增 5,696 户，增长 16.87%；"
        "私人级增长率最高（21.48%），但基数仅 149 户。",
        "In the period every tier gained clients; the largest change was Silver, which gained 5,696 (16.87%); "
        "Private grew fastest (21.48%), from a base of only 149.",
    )


def test_the_sentence_of_losses_and_of_nothing():
    fewer = sentence(growth_report({("gold", None): 3, ("gold", "gold"): 7, ("silver", "silver"): 5}))
    assert fewer.zh == "报告期内 1 个级别客户数减少，变化最明显的是黄金级，净减 3 户，下降 30.00%。"
    assert sentence(growth_report({})).en == "No classified clients in the period."


_TIER = st.sampled_from([*ORDER])


@given(st.dictionaries(st.tuples(_TIER, _TIER), st.integers(0, 10_000)))
def test_the_identity_holds_for_every_row(moves):
    for row in growth_report(moves).rows:
        assert row.before + row.new + row.moved_in - row.moved_out - row.lost == row.after


def test_the_growth_is_counted_from_the_classes_of_two_days(store, add_client):
    start, end = date(2025, 12, 31), date(2026, 10, 31)
    histories = {
        "stayed": [(start, "gold", "maturity")],
        "rose": [(start, "silver", "growth"), (date(2026, 5, 31), "gold", "growth")],
        "lost": [(start, "gold", "decline"), (end, "gold", "termination")],
        "new": [(date(2026, 3, 31), "base", "acquisition")],
        "back": [(start, "base", "termination"), (end, "silver", "acquisition")],
        "gone": [(start, "dormant", "termination")],
        "later": [(date(2026, 11, 30), "gold", "growth")],
    }
    with store.batch(Words("", "test rows")) as connection:
        row = {"as_of": end, "rulebook": "x", "rulebook_version": "1", "clients": 1, "seconds": 0.1}
        connection.execute(insert(run).values(id=1, at=dates.now(), **row))
    for name, history in histories.items():
        one = add_client(name, manager="沈若岚" if name == "rose" else "何志远")
        with store.batch(Words("", "test rows")) as connection:
            for day, tier, stage in history:
                connection.execute(insert(classification).values(standing(one, day, tier=tier, stage=stage)))
    with store.read() as connection:
        report = tier_growth(connection, before=start, after=end)
        hers = tier_growth(connection, before=start, after=end, manager="沈若岚")
    assert report.moves == {
        ("gold", "gold"): 1,
        ("silver", "gold"): 1,
        ("gold", None): 1,
        (None, "base"): 1,
        (None, "silver"): 1,
    }
    assert report.rows[2] == TierGrowth("gold", 2, 0, 1, 0, 1, 2, 1)
    assert hers.moves == {("silver", "gold"): 1}


def test_tiers_rise_from_base_to_private():
    assert tiers() == ["base", "silver", "gold", "platinum", "diamond", "private"]
