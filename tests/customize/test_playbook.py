"""The playbook: 25 cells and the long tail, complete in both languages."""

from __future__ import annotations

import pytest

from crmdesk.codes import code_list
from crmdesk.customize.playbook import STAGES, TIERS, play, timing
from crmdesk.customize.wording import flagged_words

CELLS = [(stage, tier) for stage in STAGES for tier in (*TIERS, "base")]
#: How many actions the specification's matrix has per cell (gold of acquisition: silver's five and four more).
COUNTS = {
    "acquisition": (5, 9, 5, 5, 5),
    "growth": (5, 5, 7, 5, 5),
    "maturity": (5, 5, 5, 5, 4),
    "decline": (4, 4, 6, 4, 5),
    "termination": (4, 4, 4, 4, 4),
}


@pytest.mark.parametrize(("stage", "tier"), CELLS)
def test_every_cell_is_complete(stage, tier):
    cell = play(stage, tier)
    assert cell.goal.zh
    assert cell.metric.en
    for action in cell.actions:
        assert action.words.zh != action.words.en
        assert action.channel in code_list("plan_channel")
        assert action.who in code_list("plan_who")
        assert action.kind in ("service", "task", "internal")
        assert action.timing.words.zh
        assert not flagged_words(action.words.zh + action.words.en)


@pytest.mark.parametrize("stage", STAGES)
def test_number_of_actions(stage):
    assert tuple(len(play(stage, tier).actions) for tier in TIERS) == COUNTS[stage]


def test_every_tier_outside_the_five_gets_the_long_tail():
    assert play("decline", "base") == play("growth", "dormant")
    assert len(play("growth", "base").actions) == 8


@pytest.mark.parametrize(
    ("text", "zh", "en", "due", "every"),
    [
        ("within 3 d", "3日内", "Within 3 days", 3, None),
        ("within 1 d", "1日内", "Within 1 day", 1, None),
        ("within 48 h", "48小时内", "Within 48 hours", 2, None),
        ("within 7 wd", "7个工作日内", "Within 7 working days", 10, None),
        ("every 60 d", "每60日至少1次", "At least every 60 days", None, 60),
        ("quarterly", "每季1次", "Quarterly", None, 91),
        ("at 30/90/180 d", "第30、90、180日", "On days 30, 90, 180", 30, None),
        ("before 15 d", "到期前15日", "15 days before maturity", None, None),
        ("day 0", "当日", "On the day", 0, None),
    ],
)
def test_times(text, zh, en, due, every):
    found = timing(text)
    assert (found.words.zh, found.words.en, found.due_days, found.every_days) == (zh, en, due, every)


def test_an_unknown_time_is_a_fault_of_the_file():
    with pytest.raises(ValueError, match="soon"):
        timing("soon")
