"""The rules as fields: every figure has one, what is written is read again, changes are told in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk import i18n
from crmdesk.differentiate.rule_fields import Editing, differences, pairs, put_at, rule_field, section_of
from crmdesk.differentiate.rule_fields.differences import leaves
from crmdesk.differentiate.rule_fields.sections import part_words
from crmdesk.differentiate.rule_fields.sentences import stage_groups
from crmdesk.differentiate.rule_fields.series import EXAMPLE, tier_series
from crmdesk.differentiate.rulebooks import parse, rulebook_names, shipped_document
from crmdesk.differentiate.rulebooks.weighing import judgement, matrix_problems
from crmdesk.errors import CrmError

NAMES = rulebook_names()


@pytest.mark.parametrize("name", NAMES)
def test_every_figure_has_a_field_and_a_section_and_words(name):
    document = shipped_document(name)
    for path in leaves(document):
        field = rule_field(document, path)
        assert field is not None, path
        assert section_of(path) is not None, path
        assert field.label.zh, path
        assert field.label.en, path


@pytest.mark.parametrize("name", NAMES)
def test_what_a_field_writes_it_reads(name):
    document = shipped_document(name)
    for path, value in leaves(document).items():
        field = rule_field(document, path)
        if isinstance(value, int | float) and not isinstance(value, bool):
            assert field.read(field.written(value)) == pytest.approx(value), path


def test_every_stage_rule_is_a_sentence():
    document = shipped_document("securities")
    said = {one.field.path for group in stage_groups(document) for one in group.sentences}
    assert said == {path for path in leaves(document) if path[0] == "stages"} - {("stages", "preset")}
    assert [group.is_used for group in stage_groups(document)] == [True] * 6 + [False]
    assert all("{value}" in text for group in stage_groups(document) for one in group.sentences for text in one.text)


def field(path):
    return rule_field(shipped_document("securities"), path)


SHARE, AMOUNT = ("stages", "decline_nf3"), ("tiers", "assets", "gold")
COUNT, NUMBER = ("window_months",), ("stages", "growth_contribution")


@given(st.integers(-(10**6), 10**6))
def test_percent_reads_what_it_writes(millionths):
    value = millionths / 10**6
    assert field(SHARE).read(field(SHARE).written(value)) == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        (AMOUNT, "50万", 500_000),
        (AMOUNT, "0.01", 0.01),
        (SHARE, "30%", 0.3),
        (SHARE, "－30", -0.3),
        (COUNT, "1,200", 1200),
        (NUMBER, "1.2", 1.2),
    ],
)
def test_texts_as_people_type_them(path, text, value):
    assert field(path).read(text) == value


@pytest.mark.parametrize(("path", "text"), [(COUNT, "1.5"), (COUNT, ""), (SHARE, "ten"), (NUMBER, "nan")])
def test_what_is_no_number_is_refused(path, text):
    with pytest.raises(CrmError):
        field(path).read(text)


def test_an_optional_figure_may_be_left_out():
    assert field(("facts", "spread", "cash")).read("0.5%") == 0.005
    assert field(("dormancy", "presets", "SEC-SEED", "cash_max")).read(" ") is None
    document = {"a": {"b": 1}}
    put_at(document, ("a", "b"), None)
    assert document == {"a": {}}


def test_a_change_is_told_in_words():
    before, after = shipped_document("securities"), shipped_document("securities")
    after = Editing(before, after).document
    put_at(after, ("scores", "breakpoints", "R", "0"), 45)
    put_at(after, ("stages", "decline_nf3"), -0.25)
    put_at(after, ("tiers", "mode"), "AUM")
    told = [(one.section.name, str(one.label), str(one.before), str(one.after)) for one in differences(before, after)]
    assert told == [
        ("breakpoints", "R Recency: 5 points", "30 days", "45 days"),
        ("tiers", "What decides the tier", "Score (private by assets)", "Assets"),
        ("stages", "D1: net flow of three months at or below", "-30%", "-25%"),
    ]
    i18n.set_language("zh")
    assert str(differences(before, after)[0].after) == "45 天"
    assert differences(before, before) == []


def test_steps_go_back_and_forth():
    editing = Editing(shipped_document("bank"))
    path = ("scores", "breakpoints", "R", "0")
    for value in (3, 35):
        editing.put(path, value)
    editing.put(("scores", "profile"), "wealth")
    editing.undo()
    assert editing.value(("scores", "profile")) == "balanced"
    editing.undo()
    assert not editing.is_changed
    assert not editing.can_undo
    editing.redo()
    editing.redo()
    assert [one.path for one in editing.changes()] == [("scores", "profile"), path]
    editing.restore(path)
    assert [one.path for one in editing.changes()] == [("scores", "profile")]
    assert editing.base == shipped_document("bank")


def test_a_text_that_is_no_value_is_kept_until_it_is_one():
    editing = Editing(shipped_document("bank"))
    path = ("window_months",)
    editing.keep_unread(path, "twelve")
    assert editing.is_changed
    editing.put(path, 12)
    assert not editing.is_changed


#: §3.8: the tier held at each month-end.
HELD = {
    "default": "gold platinum platinum platinum platinum platinum platinum platinum platinum gold gold platinum "
    "platinum platinum silver",
    "CBHB": "gold platinum platinum platinum platinum gold platinum platinum platinum gold gold platinum platinum "
    "platinum silver",
    "CCB": "gold" + " platinum" * 14,
    "none": "gold platinum platinum gold gold gold platinum gold gold gold gold platinum silver silver silver",
}


@pytest.mark.parametrize("preset", HELD)
def test_the_worked_series_is_the_one_of_the_specification(preset):
    document = shipped_document("securities")
    document = Editing(document).document
    document["tiers"]["preset"] = preset
    found = tier_series(EXAMPLE, parse(document))
    assert [one.tier for one in found] == HELD[preset].split()
    assert sum(one.has_changed for one in found) == {"default": 4, "CBHB": 6, "CCB": 1, "none": 6}[preset]


def test_a_month_that_is_not_known_keeps_the_tier():
    months = tier_series((150_000_000, None, 150_000_000), parse(shipped_document("securities")))
    assert [(one.tier, one.status) for one in months] == [
        ("platinum", "normal"), ("platinum", "missing"), ("platinum", "normal"),
    ]  # fmt: skip


#: §3.6: two strategies of five indicators, and their weights.
WEALTH = [["1", "1/2", "1/3", "1/4", "1/3"], ["2", "1", "1/2", "1/3", "1/2"], ["3", "2", "1", "1/2", "1"],
          ["4", "3", "2", "1", "2"], ["3", "2", "1", "1/2", "1"]]  # fmt: skip


def test_a_consistent_matrix_needs_no_other_pair():
    assert judgement(WEALTH).weights == pytest.approx((0.0738, 0.1209, 0.2147, 0.3760, 0.2147), abs=1e-4)
    found = pairs.proposal(WEALTH)
    assert found is None or found.ratio < judgement(WEALTH).consistency_ratio < 0.1


def test_the_pair_that_contradicts_the_others_is_put_right():
    wrong = pairs.with_pair(WEALTH, 0, 3, "9")
    assert judgement(wrong).consistency_ratio > 0.1
    found = pairs.proposal(wrong)
    assert (found.row, found.column, found.given) == (0, 3, "9")
    assert found.better in ("1/6", "1/5", "1/4", "1/3")
    assert found.ratio < 0.1


@pytest.mark.parametrize("text", pairs.SCALE)
def test_the_mirror_of_the_mirror_is_the_comparison(text):
    assert pairs.mirrored(pairs.mirrored(text)) == text
    assert pairs.written(pairs.stored(text)) == text


@given(st.lists(st.floats(0.05, 1), min_size=5, max_size=5))
def test_weights_become_comparisons_that_agree(weights):
    matrix = pairs.of_weights(weights)
    assert judgement(matrix).consistency_ratio < 0.1
    assert not list(matrix_problems(matrix, 5))


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (("profiles",), "Weight profiles"),
        (("scores", "breakpoints"), "Breakpoints"),
        (("scores", "breakpoints", "A"), "Average assets: at least so much for 1 to 5 points"),
        (("tiers", "assets"), "Tiers"),
        (("tiers", "presets", "CCB"), "Rising and falling › CCB"),
    ],
)
def test_a_part_that_is_locked_has_a_name(path, words):
    assert str(part_words(shipped_document("securities"), path)) == words
