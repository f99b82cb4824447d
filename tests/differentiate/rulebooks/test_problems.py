"""What is wrong with a rulebook is said at its place, in both languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmdesk.differentiate import rulebooks
from crmdesk.differentiate.rulebooks.problems import checked, problems
from crmdesk.differentiate.rulebooks.schema import choice_words, field_at, fields, names_of, section_words
from crmdesk.errors import CrmError
from tests.differentiate.rulebooks.documents import ANY_DOCUMENT, leaves, whole, with_value, without

#: The matrices of §3.6 of the domain specification.
WEALTH = [
    [1, "1/2", "1/3", "1/4", "1/3"],
    [2, 1, "1/2", "1/3", "1/2"],
    [3, 2, 1, "1/2", 1],
    [4, 3, 2, 1, 2],
    [3, 2, 1, "1/2", 1],
]
BROKERAGE = [
    [1, 0.5, 0.25, 1, 2],
    [2, 1, 0.5, 2, 3],
    [4, 2, 1, 3, 5],
    [1, 0.5, "1/3", 1, 2],
    [0.5, "1/3", 0.2, 0.5, 1],
]


def compared(matrix, name="weighed"):
    document = whole()
    document["profiles"][name] = {"zh": "比较", "en": "Compared", "matrix": matrix}
    document["scores"]["profile"] = name
    return document


@pytest.mark.parametrize("name", rulebooks.rulebook_names())
def test_what_is_shipped_is_in_order(name):
    assert problems(whole(name)) == []


def test_the_presets_are_shipped():
    assert {"securities", "bank", "ccb", "cbhb", "fast"} <= set(rulebooks.rulebook_names())
    assert rulebooks.load("ccb").hysteresis_name == "CCB"
    assert rulebooks.load("cbhb").hysteresis.falls_to == "last"
    assert rulebooks.load("fast").stages.preset == "fast"


@pytest.mark.parametrize(
    ("path", "value", "where", "said"),
    [
        ("scores.breakpoints.R", [30, 90, 90, 365], "scores.breakpoints.R.2", "larger than the one before"),
        ("scores.breakpoints.F.0", 1.5, "scores.breakpoints.F.0", "whole number"),
        ("scores.breakpoints.A", [1, 2], "scores.breakpoints.A", "5 numbers"),
        ("scores.breakpoints.M.4", float("nan"), "scores.breakpoints.M.4", "a number from"),
        ("scores.breakpoints.M.4", 10_000.001, "scores.breakpoints.M.4", "two decimals"),
        ("scores.high_cut", True, "scores.high_cut", "whole number from 1 to 5"),
        ("scores.profile", "none such", "scores.profile", "nothing called none such"),
        ("profiles.balanced.R", 0.2, "profiles.balanced", "sum to 1; they sum to 1.1"),
        ("profiles.balanced.R", -0.1, "profiles.balanced.R", "from 0 to 1"),
        ("profiles.a.b", {}, "profiles.a.b", ""),
        ("tiers.assets.gold", 100_000, "tiers.assets.gold", "above that of Silver"),
        ("tiers.score.diamond", 60, "tiers.score.diamond", "above that of Platinum"),
        ("tiers.floors.gold", 50_000, "tiers.floors.gold", "above that of Silver"),
        ("tiers.mode", "WEALTH", "tiers.mode", "Choose one of: AUM (Assets)"),
        ("tiers.preset", "ICBC", "tiers.preset", "nothing called ICBC"),
        ("tiers.presets.default.buffer", 0.6, "tiers.presets.default.buffer", "from 0 to 0.5"),
        ("tiers.presets.default.private_down_months", 2, "tiers.presets.default.private_down_months", "sooner"),
        ("tiers.presets.CCB.silent_months", 6, "tiers.presets.CCB.silent_months", "fewer months"),
        ("dormancy.flagged_statuses", ["dormant", "asleep"], "dormancy.flagged_statuses.1", "Choose one of"),
        ("dormancy.flagged_statuses", ["dormant", "dormant"], "dormancy.flagged_statuses.1", "twice"),
        ("stages.decline_nf3", 0.3, "stages.decline_nf3", "from -1 to -0.01"),
        ("stages.gone_idle", 100, "stages.gone_idle", "D3"),
        ("stages.fast_growth_days", 30, "stages.fast_growth_days", "newcomer"),
        ("facts.spread.bananas", 0.1, "facts.spread.bananas", "no such entry"),
        ("facts.strategy", ["wealth", "lines"], "facts.strategy.1", "stands alone"),
        ("facts.cash_classes", "cash", "facts.cash_classes", "A list"),
        ("lifetime.maturity_retention.gold", 0.80, "lifetime.maturity_retention.gold", "not lie below that of Silver"),
        ("lifetime.at_risk.retention", 0.9, "lifetime.at_risk.retention", "not lie above"),
        ("lifetime", 5, "lifetime", "A table"),
        ("effective_from", "2026-01-01", "effective_from", "first of a month"),
        ("name", "", "name", "1 to 40 characters"),
        ("surprise", 1, "surprise", "no such entry"),
        ("indicators.R.is_on", "yes", "indicators.R.is_on", "true, false"),
        ("indicators.X", {"line": "all"}, "indicators.X", "no such entry"),
    ],
)
def test_a_problem_is_said_at_its_place(path, value, where, said):
    if path == "profiles.a.b":
        document = whole()
        document["profiles"]["a.b"] = {}
    else:
        document = with_value(path, value)
    found = [problem for problem in problems(document) if problem.where == where]
    assert found, [(one.where, one.message.en) for one in problems(document)]
    assert said in found[0].message.en
    assert found[0].message.zh != found[0].message.en
    with pytest.raises(CrmError):
        checked(document)


NEEDED = [".".join(path) for path, _ in leaves(whole()) if path[0] not in ("indicators", "forecast", "profiles")]


@pytest.mark.parametrize("path", NEEDED)
def test_nothing_that_is_needed_may_be_missing(path):
    found = problems(without(path))
    field = field_at(tuple(path.split(".")))
    is_named = field is not None and field.path[-1] == "*"
    assert is_named or field.is_optional or any(one.where == path for one in found)


def test_a_value_of_the_wrong_kind_hides_no_other_problem():
    document = with_value("tiers.assets.gold", "much")
    document["stages"]["gone_idle"] = 100
    assert {one.where for one in problems(document)} == {"tiers.assets.gold", "stages.gone_idle"}


def test_weights_come_from_a_matrix():
    assert checked(compared(WEALTH)).profile.weights == (738, 1209, 2147, 3760, 2146)
    assert checked(compared(BROKERAGE)).profile.weights == (1255, 2365, 4321, 1327, 732)


def test_weights_are_stated_once():
    document = compared(WEALTH)
    document["profiles"]["weighed"]["R"] = 0.2
    assert [one.message.en for one in problems(document)] == ["State weights or comparisons, not both"]
    del document["profiles"]["weighed"]["matrix"]
    assert [one.message.en for one in problems(document)] == ["State all five weights, or comparisons"]


def test_comparisons_that_contradict_each_other_are_refused_at_the_worst_pair():
    bent = [list(row) for row in WEALTH]
    bent[0][3], bent[3][0] = 9, "1/9"
    (found,) = problems(compared(bent))
    assert found.where == "profiles.weighed.matrix.0.3"
    assert "Recency against Average assets" in found.message.en
    assert "最近交易间隔对日均资产" in found.message.zh


@pytest.mark.parametrize(
    ("row", "column", "value", "said"),
    [
        (3, 0, 9, "reciprocal"),
        (2, 2, 2, "itself"),
        (0, 1, "0", "above 0"),
        (0, 1, "x/2", "above 0"),
        (0, 1, "1/0", "above 0"),
        (0, 1, True, "above 0"),
    ],
)
def test_a_matrix_is_positive_and_mirrored(row, column, value, said):
    matrix = [list(one) for one in WEALTH]
    matrix[row][column] = value
    found = problems(compared(matrix))
    assert any(one.where == f"profiles.weighed.matrix.{row}.{column}" and said in one.message.en for one in found)


def test_an_indicator_that_is_not_counted_leaves_its_weight_to_the_others():
    document = with_value("indicators.R.is_on", False)
    assert checked(document).profile.weights == (0, 1667, 3333, 3333, 1667)
    for name in "FMAS":
        document["indicators"][name]["is_on"] = False
    assert {one.where for one in problems(document)} == {f"profiles.{name}" for name in document["profiles"]}


@given(st.lists(st.floats(0, 1), min_size=5, max_size=5))
def test_parts_sum_to_the_whole(shares):
    from crmdesk.differentiate.rulebooks.weighing import apportioned

    parts = apportioned(shares)
    total = sum(shares)
    assert sum(parts) == (10_000 if total > 0 else 0)
    assert all(abs(part - 10_000 * share / total) < 1.01 for part, share in zip(parts, shares, strict=True) if total)


@given(ANY_DOCUMENT)
def test_any_document_gets_an_answer(document):
    assert problems(document)
    with pytest.raises(CrmError):
        checked(document)


@given(st.data())
def test_any_value_anywhere_gets_an_answer_or_rules(data):
    path, _ = data.draw(st.sampled_from(list(leaves(whole()))))
    value = data.draw(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.lists(st.integers())
    )
    document = with_value(".".join(path), value)
    if not problems(document):
        rulebooks.parse(document)


def test_every_field_has_words_and_belongs_to_a_section():
    sections = section_words()
    for field in fields():
        assert field.words.zh != field.words.en
        assert len(field.path) == 1 or field.path[0] in sections
        for choice in field.choices:
            assert choice_words(field, choice) != (choice, choice), (field.path, choice)
    assert set(names_of(("indicators",))) == set("RFMAS")
    assert names_of(("profiles",)) is None


def test_a_falling_market_has_an_index():
    document = whole()
    document["market"] = {"index": " ", "is_neutral": True}
    assert [one.where for one in problems(document)] == ["market.index"]


def test_a_document_from_before_a_section_existed_is_still_in_order():
    """What was added to the schema later may be left out: an approved document never changes."""
    document = whole()
    for section in ("forecast", "market"):
        document.pop(section, None)
    document["facts"].pop("exposure", None)
    assert problems(document) == []
    assert rulebooks.parse(document).profile == rulebooks.load("securities").profile


def test_a_shipped_document_is_a_copy():
    """Who changes one changes nobody else's."""
    rulebooks.shipped_document("berka")["market"]["fall"] = 0.9
    assert rulebooks.shipped_document("berka")["market"]["fall"] != 0.9
    rulebooks.shipped_document("securities")["facts"]["spread"]["cash"] = 0.9
    assert rulebooks.shipped_document("securities")["facts"]["spread"]["cash"] != 0.9
