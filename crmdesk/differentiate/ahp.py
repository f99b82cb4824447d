"""Weights from pairwise comparisons (analytic hierarchy process, §3.6 of the domain)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crmdesk.differentiate.scores import Floats
from crmdesk.errors import CrmError
from crmdesk.i18n import tr

#: Saaty's random index by number of criteria.
RANDOM_INDEX = {1: 0.0, 2: 0.0, 3: 0.58, 4: 0.90, 5: 1.12, 6: 1.24, 7: 1.32, 8: 1.41, 9: 1.45}
ACCEPTABLE = 0.1


@dataclass(frozen=True)
class Judgement:
    """Weights that sum to 1, the principal eigenvalue, consistency index and ratio, and the pair that fits least."""

    weights: tuple[float, ...]
    eigenvalue: float
    consistency_index: float
    consistency_ratio: float
    worst_pair: tuple[int, int]

    @property
    def is_acceptable(self) -> bool:
        return self.consistency_ratio < ACCEPTABLE


def judge(matrix: Floats) -> Judgement:
    """Evaluate a comparison matrix. Raises ``CrmError`` when it is not square, positive and of 2 to 9 criteria."""
    size = len(matrix)
    if matrix.shape != (size, size) or not 2 <= size <= 9 or (matrix <= 0).any():
        raise CrmError(tr("Compare 2 to 9 criteria, each pair with a number above 0."))
    weights = _principal_vector(matrix)
    eigenvalue = float(np.mean(matrix @ weights / weights))
    index = (eigenvalue - size) / (size - 1)
    random = RANDOM_INDEX[size]
    ratio = index / random if random else 0.0
    return Judgement(tuple(weights.tolist()), eigenvalue, index, ratio, _worst_pair(matrix, weights))


def accepted_weights(matrix: Floats) -> tuple[float, ...]:
    """The weights of a consistent matrix; raises ``CrmError`` naming the pair to reconsider otherwise."""
    judgement = judge(matrix)
    if judgement.is_acceptable:
        return judgement.weights
    first, second = (at + 1 for at in judgement.worst_pair)
    raise CrmError(
        tr(
            "The comparisons contradict each other: ratio {ratio:.3f}, at most 0.1. Look at {first} against {second}.",
            ratio=judgement.consistency_ratio,
            first=first,
            second=second,
        )
    )


def geometric_weights(matrix: Floats) -> tuple[float, ...]:
    """The geometric-mean method: a check on the eigenvector."""
    means = np.exp(np.log(matrix).mean(axis=1))
    return tuple((means / means.sum()).tolist())


def _principal_vector(matrix: Floats) -> Floats:
    """Power iteration until the weights stand still to 1e-14."""
    weights = np.full(len(matrix), 1 / len(matrix))
    for _ in range(1_000):
        following: Floats = matrix @ weights
        following /= following.sum()
        if np.abs(following - weights).max() < 1e-14:
            return following
        weights = following
    return weights


def _worst_pair(matrix: Floats, weights: Floats) -> tuple[int, int]:
    """The pair whose comparison is furthest, as a factor, from the ratio of the weights."""
    distance = np.triu(np.abs(np.log(matrix * weights[None, :] / weights[:, None])), k=1)
    row, column = np.unravel_index(int(distance.argmax()), distance.shape)
    return int(row), int(column)
