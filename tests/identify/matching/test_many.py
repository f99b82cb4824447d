"""Hundreds of clients of the truth set: a clean base stays clean, and later scans find what a scan of all would."""

import numpy as np
import pytest

from crmdesk.identify.matching import open_pairs, scan_clients
from crmdesk.identify.matching.engine.blocking import candidate_pairs, effective_keys
from crmdesk.identify.matching.engine.matching import compared_pairs, weighed
from crmdesk.identify.matching.engine.triangles import with_triangles
from crmdesk.identify.matching.kinds import schema_of
from crmdesk.identify.matching.models import model_of
from crmdesk.identify.matching.records import all_records
from tests.truth.stores import fill
from tests.truth.truth import truth

FEW = 150


@pytest.fixture(scope="module")
def records():
    return truth(1_200, seed=11).records


def found(store):
    with store.read() as connection:
        return {(one.a, one.b): one.probability for one in open_pairs(connection, limit=100_000)}


def test_a_base_without_duplicates_has_none(store, records):
    """Families, twins and namesakes are there; nothing is learned from them that makes two of them one."""
    first = np.unique(records.person, return_index=True)[1]
    fill(store, records.only(first))
    scan_clients(store)
    assert found(store) == {}


def expected(store, kind, known):
    """Pairs that touch a client above ``known``, by comparing everybody that shares a key, read in full."""
    schema = schema_of(kind)
    with store.read() as connection:
        everybody, model = all_records(connection, kind, schema.columns), model_of(connection, kind)
    features = schema.prepare(everybody.columns)
    keys = effective_keys(schema.keys(features), schema.splitter(features))
    candidates = candidate_pairs(keys, changed=everybody.ids > known)
    seen = compared_pairs(schema, features, candidates)
    answer = with_triangles(schema, features, weighed(schema, features, seen, model, least=0.5), least=0.5)
    sides = (everybody.ids[side].tolist() for side in answer.pairs.both())
    return dict(zip(zip(*sides, strict=True), answer.probabilities.tolist(), strict=True))


def test_a_later_scan_finds_what_a_scan_of_all_would(store, records):
    size = records.size - FEW
    known = int(fill(store, records.only(np.arange(size))).client_of.max())
    scan_clients(store)
    before = found(store)
    fill(store, records.only(np.arange(size, records.size)), first_no=size)
    scan_clients(store, is_full=False)
    wanted = expected(store, "person", known) | expected(store, "organisation", known)
    assert len(wanted) > 20
    new = {pair: chance for pair, chance in found(store).items() if pair not in before}
    assert new == pytest.approx({pair: chance for pair, chance in wanted.items() if pair not in before})
    scan_clients(store)
    assert len(found(store).keys() ^ (before | new).keys()) <= len(before) * 0.02


def test_a_second_scan_of_the_same_changes_nothing(store, records):
    fill(store, records.only(np.arange(600)))
    scan_clients(store)
    first = found(store)
    scan_clients(store)
    assert found(store) == first
    assert scan_clients(store, is_full=False).clients == 0
