"""AHP against the literature's matrix and the two shipped strategies (§3.6)."""

from __future__ import annotations

import numpy as np
import pytest

from crmdesk.differentiate.ahp import RANDOM_INDEX, accepted_weights, geometric_weights, judge
from crmdesk.errors import CrmError

LITERATURE = np.array([[1, 0.71, 0.46], [1.41, 1, 0.85], [2.18, 1.18, 1]])
WEALTH = np.array(
    [
        [1, 1 / 2, 1 / 3, 1 / 4, 1 / 3],
        [2, 1, 1 / 2, 1 / 3, 1 / 2],
        [3, 2, 1, 1 / 2, 1],
        [4, 3, 2, 1, 2],
        [3, 2, 1, 1 / 2, 1],
    ]
)
BROKERAGE = np.array(
    [
        [1, 1 / 2, 1 / 4, 1, 2],
        [2, 1, 1 / 2, 2, 3],
        [4, 2, 1, 3, 5],
        [1, 1 / 2, 1 / 3, 1, 2],
        [1 / 2, 1 / 3, 1 / 5, 1 / 2, 1],
    ]
)


def test_literature_matrix():
    found = judge(LITERATURE)
    assert [round(weight, 4) for weight in found.weights] == [0.2206, 0.3403, 0.4390]
    assert round(found.eigenvalue, 4) == 3.0105
    assert round(found.consistency_index, 4) == 0.0052
    assert round(found.consistency_ratio, 3) == 0.009
    assert found.is_acceptable


def test_published_telecom_weights_within_rounding():
    assert np.allclose(judge(LITERATURE).weights, [0.221, 0.341, 0.439], atol=0.001)


def test_geometric_mean_agrees_to_four_decimals():
    assert np.allclose(geometric_weights(LITERATURE), judge(LITERATURE).weights, atol=5e-5)


@pytest.mark.parametrize(
    ("matrix", "weights", "eigenvalue", "ratio"),
    [
        (WEALTH, [0.0738, 0.1209, 0.2147, 0.3760, 0.2147], 5.0331, 0.0074),
        (BROKERAGE, [0.1255, 0.2365, 0.4321, 0.1327, 0.0731], 5.0248, 0.0055),
    ],
    ids=["wealth", "brokerage"],
)
def test_five_indicator_matrices(matrix, weights, eigenvalue, ratio):
    found = judge(matrix)
    assert [round(weight, 4) for weight in found.weights] == weights
    assert round(found.eigenvalue, 4) == eigenvalue
    assert round(found.consistency_ratio, 4) == ratio


def test_random_index_table():
    assert {n: RANDOM_INDEX[n] for n in range(3, 10)} == {
        3: 0.58, 4: 0.90, 5: 1.12, 6: 1.24, 7: 1.32, 8: 1.41, 9: 1.45,
    }  # fmt: skip


def test_contradiction_is_refused_and_its_pair_named():
    matrix = np.array([[1, 3, 1 / 5], [1 / 3, 1, 3], [5, 1 / 3, 1]])
    found = judge(matrix)
    assert found.consistency_ratio >= 0.1
    with pytest.raises(CrmError, match="contradict"):
        accepted_weights(matrix)


def test_worst_pair_is_the_one_that_was_spoilt():
    weights = np.array([4.0, 3.0, 2.0, 1.0])
    matrix = weights[:, None] / weights[None, :]
    matrix[0, 3], matrix[3, 0] = 1 / 6, 6
    assert judge(matrix).worst_pair == (0, 3)


def test_a_consistent_matrix_gives_back_its_weights():
    weights = np.array([0.5, 0.3, 0.2])
    found = judge(weights[:, None] / weights[None, :])
    assert np.allclose(found.weights, weights)
    assert found.consistency_ratio == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("matrix", [np.ones((2, 3)), np.ones((1, 1)), np.array([[1, 0], [0, 1]])])
def test_no_matrix(matrix):
    with pytest.raises(CrmError):
        judge(matrix)
