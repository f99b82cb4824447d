"""The before/after report of §7.4 of the domain specification in one sentence."""

from __future__ import annotations

from crmdesk.differentiate.movement import growth_report
from crmdesk.i18n import Words
from crmdesk.supervise.growth import sentence
from tests.differentiate.test_movement import MOVES


def test_the_sentence():
    assert sentence(growth_report(MOVES)) == Words(
        "报告期内各级别客户数均有增加，变化最明显的是白银级，净增 5,696 户，增长 16.87%；"
        "私人级增长率最高（21.48%），但基数仅 149 户。",
        "In the period every tier gained clients; the largest change was Silver, which gained 5,696 (16.87%); "
        "Private grew fastest (21.48%), from a base of only 149.",
    )


def test_the_sentence_of_losses_and_of_nothing():
    fewer = sentence(growth_report({("gold", None): 3, ("gold", "gold"): 7, ("silver", "silver"): 5}))
    assert fewer.zh == "报告期内 1 个级别客户数减少，变化最明显的是黄金级，净减 3 户，下降 30.00%。"
    assert sentence(growth_report({})).en == "No classified clients in the period."
