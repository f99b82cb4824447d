"""Laws of the engine: symmetry, order, agreement that never harms, determinism; blocks that stay bounded."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crmdesk.i18n import Words
from crmdesk.identify.matching.engine import blocking
from crmdesk.identify.matching.engine.blocking import Pairs, candidate_pairs, effective_keys
from crmdesk.identify.matching.engine.columns import coded, mixed, together
from crmdesk.identify.matching.engine.comparison import agreeing_groups, packed, unpacked
from crmdesk.identify.matching.engine.estimate import estimated
from crmdesk.identify.matching.engine.matching import field_bits, matched_columns
from crmdesk.identify.matching.engine.model import (
    Frequencies,
    Model,
    frequencies,
    model_from_json,
    pattern_weights,
    probability,
    starting_model,
    weight_of,
)
from crmdesk.identify.matching.kinds import schema_of
from crmdesk.identify.matching.kinds.parts import level
from crmdesk.identify.matching.kinds.persons import COMPARISONS, PERSON

NAMES = st.sampled_from(["张伟", "章玮", "張偉", "Zhang Wei", "李娜", "李拉", "王小明", "王小朋", "买买提·艾力", ""])
IDS = st.sampled_from(
    ["11010519491231002X", "110105491231002", "110105********002X", "440524188001010014", "E1234567", ""]
)
DAYS = st.sampled_from(["1949-12-31", "1949-01-01", "1990-03-05", "1990-05-03", ""])
PHONES = st.sampled_from(["13800138001", "138****8001", "13800138011", "13900139001", ""])
PLACES = st.sampled_from(["武汉市江汉区中山大道12号3栋502室", "中山大道12-3-502", "中山大道12号", "建国路88号", ""])
RECORD = st.tuples(NAMES, IDS, DAYS, PHONES, PLACES)
FIELDS = ("name", "id_no", "birth_date", "mobile", "addr_home")


def columns(records):
    return {name: coded(tuple(record[place] for record in records)) for place, name in enumerate(FIELDS)}


def weights(records, model, left, right):
    features = PERSON.prepare(columns(records))
    pairs = Pairs(np.array([left], np.int32), np.array([right], np.int32))
    patterns = PERSON.patterns(features, pairs)
    return float(field_bits(PERSON, features, patterns, pairs, model).sum())


def counted_model():
    """A model with frequencies, as a scan leaves it."""
    known = Frequencies({int(key): 50 for key in mixed(np.arange(1, 4))}, 1000, 0.001)
    return Model(*(getattr(starting_model(PERSON), name) for name in ("m", "u", "prior")), {"name": known})


@given(RECORD, RECORD)
@settings(deadline=None)
def test_the_weight_of_a_pair_has_no_direction(one, other):
    model = starting_model(PERSON)
    assert weights([one, other], model, 0, 1) == weights([one, other], model, 1, 0)
    assert weights([one, other], model, 0, 1) == weights([other, one], model, 0, 1)


SHARES = st.lists(st.floats(0.001, 1.0), min_size=6, max_size=6)


@settings(deadline=None)
@given(SHARES, SHARES, st.integers(0, len(COMPARISONS) - 1))
def test_a_better_level_never_weighs_less(m, u, place):
    """Whatever EM estimates: the levels stay in order, and agreement weighs no less than silence."""
    one = COMPARISONS[place]
    start = starting_model(PERSON)
    size = len(one.levels)
    new = [tuple(np.array(shares[:size]) / sum(shares[:size])) for shares in (m, u)]
    model = Model(
        tuple(new[0] if at == place else row for at, row in enumerate(start.m)),
        tuple(new[1] if at == place else row for at, row in enumerate(start.u)),
        start.prior,
        {},
    )
    bits = model.weights(COMPARISONS)[place]
    assert bits[0] == 0
    assert (np.diff(bits[1:]) <= 1e-9).all()
    assert all(bits[number] >= 0 for number in one.numbers("same"))
    assert all(bits[number] <= 0 for number in one.numbers("differs"))


@given(st.lists(RECORD, min_size=2, max_size=12), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=40)
def test_the_order_of_the_records_does_not_matter(records, random):
    def found(rows):
        answer = matched_columns(PERSON, columns(rows), least=0.3)
        texts = (sorted((rows[a], rows[b])) for a, b in zip(*answer.pairs.both(), strict=True))
        return sorted((*map(tuple, pair), round(weight, 9)) for pair, weight in zip(texts, answer.weights, strict=True))

    shuffled = list(records)
    random.shuffle(shuffled)
    assert found(records) == found(shuffled)


def test_the_same_records_give_the_same_answer():
    records = [("张伟", "", "1949-12-31", "13800138001", ""), ("章玮", "", "1949-12-31", "13800138001", "")] * 5
    once, again = (matched_columns(PERSON, columns(records)) for _ in range(2))
    assert once.pairs.joined().tolist() == again.pairs.joined().tolist()
    assert once.weights.tolist() == again.weights.tolist()


@pytest.mark.parametrize("kind", ["person", "organisation", "product"])
def test_what_is_assumed_are_shares(kind):
    for one in schema_of(kind).comparisons:
        for shares in ([each.m for each in one.levels], [each.u for each in one.levels]):
            assert sum(shares) == pytest.approx(1.0, abs=1e-9), one.name
        assert len(one.levels) < 10


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 2), min_size=9, max_size=9), min_size=1, max_size=20))
def test_patterns_survive_packing(rows):
    patterns = np.array(rows, np.uint8)
    assert unpacked(packed(patterns, COMPARISONS), COMPARISONS).tolist() == rows


# -- candidates


def pairs_of(keys, **more):
    effective = effective_keys(keys, np.arange(1, len(next(iter(keys.values()))) + 1, dtype=np.uint32))
    return [pair for part in candidate_pairs(effective, **more) for pair in zip(*part.both(), strict=True)]


KEY = st.lists(st.integers(0, 4), min_size=2, max_size=12)


@given(KEY, st.data())
@settings(deadline=None)
def test_candidates_are_the_pairs_that_share_a_key_each_once(first, data):
    size = len(first)
    second = data.draw(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=size, max_size=size))
    keys = {"first": np.array(first, np.uint32), "second": np.array(second, np.uint32)}
    found = pairs_of(keys)
    expected = {
        (a, b)
        for a in range(size)
        for b in range(a + 1, size)
        if (first[a] and first[a] == first[b]) or ({*second[a]} & {*second[b]} - {0})
    }
    assert set(found) == expected
    assert len(found) == len(expected)
    changed = np.zeros(size, bool)
    changed[0] = True
    assert set(pairs_of(keys, changed=changed)) == {pair for pair in expected if 0 in pair}


def test_only_pairs_of_two_sides():
    keys = {"one": np.array([1, 1, 1], np.uint32)}
    assert pairs_of(keys, sides=np.array([0, 0, 1], np.int8)) == [(0, 2), (1, 2)]


def test_an_oversized_block_is_split_or_given_up():
    size = blocking.LARGEST_BLOCK * 3
    same = {"phone": np.full(size, 7, np.uint32)}
    names = np.repeat(np.arange(1, size // 2 + 1, dtype=np.uint32), 2)
    split = effective_keys(same, names)
    assert sum(len(part) for part in candidate_pairs(split)) == size // 2
    given_up = effective_keys(same, np.ones(size, np.uint32))
    assert sum(len(part) for part in candidate_pairs(given_up)) == 0


def test_keys_of_nothing_are_nothing():
    assert together(np.array([0, 3]), np.array([5, 0])).tolist() == [0, 0]
    assert mixed(np.array([0])).tolist() == [0]


# -- estimation


def nothing(patterns):
    return np.zeros(len(patterns), bool)


def test_em_finds_the_shares_that_made_the_patterns():
    """Patterns drawn from known m and u, three comparisons that agree or differ."""
    rng = np.random.default_rng(4)
    schema = replace(PERSON, excludes=nothing, is_thin=nothing)
    place = {name: schema.place(name) for name in ("birth_date", "sex", "email")}
    m, u, prior = {"birth_date": 0.9, "sex": 0.95, "email": 0.8}, {"birth_date": 0.1, "sex": 0.5, "email": 0.02}, 0.3
    is_same = rng.random(60_000) < prior
    patterns = np.zeros((60_000, len(schema.comparisons)), np.uint8)
    patterns[:, schema.place("name")] = 1
    for name, column in place.items():
        agrees = rng.random(60_000) < np.where(is_same, m[name], u[name])
        patterns[:, column] = np.where(agrees, 1, len(schema.comparisons[column].levels))
    kinds, counts = np.unique(packed(patterns, schema.comparisons), return_counts=True)
    model = estimated(schema, starting_model(schema, 0.5), unpacked(kinds, schema.comparisons), counts)
    for name, column in place.items():
        assert model.m[column][0] == pytest.approx(m[name], abs=0.02), name
        assert model.u[column][0] == pytest.approx(u[name], abs=0.02), name
    assert model.prior == pytest.approx(prior, abs=0.02)


def test_nothing_to_learn_from_leaves_what_is_assumed():
    start = starting_model(PERSON)
    assert estimated(PERSON, start, np.zeros((0, 9), np.uint8), np.zeros(0, np.int64)) is start


def test_a_rare_value_says_more():
    hashes = np.repeat(np.array([11, 12, 13], np.uint32), (900, 90, 10))
    known = frequencies(hashes)
    common, rarer, rare, unknown = known.bits(np.array([11, 12, 13, 99], np.uint32))
    assert common < rarer < rare < unknown
    assert common == pytest.approx(np.log2((0.9**2 + 0.09**2 + 0.01**2) / 0.9))


def test_a_model_survives_its_text():
    model = counted_model()
    assert model_from_json(model.to_json()) == model


@given(st.floats(-40, 40))
def test_probability_and_weight_are_each_others_inverse(weight):
    assert weight_of(probability(np.array([weight])))[0] == pytest.approx(weight, abs=1e-3)


def test_groups_count_once():
    patterns = np.zeros((1, len(COMPARISONS)), np.uint8)
    for name in ("phone", "email", "sex"):
        patterns[0, PERSON.place(name)] = 1
    assert agreeing_groups(patterns, COMPARISONS).tolist() == [1]


def test_a_level_is_words_in_both_languages():
    assert level("相同|The same", "same", 1, 1).words == Words("相同", "The same")
    assert pattern_weights(np.zeros((1, 9), np.uint8), starting_model(PERSON, 0.5), COMPARISONS).tolist() == [0.0]
