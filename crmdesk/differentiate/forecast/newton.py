"""Maximum of a log-likelihood of a few positive parameters, with its analytic gradient and Hessian."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from crmdesk.differentiate.scores import Bools, Floats

#: Value, gradient and Hessian at some parameters.
Derivatives = tuple[float, Floats, Floats]

_STEPS, _HALVINGS, _LONGEST = 200, 40, 1.5
#: A step that promises less than this share of the value is the last: to all digits, or for one fit of many.
EXACT, ROUGH = 1e-14, 1e-9
#: Directions flatter than this share of the steepest are walked as if they were so steep.
_FLATTEST = 1e-9


@dataclass(frozen=True)
class Maximum:
    """``passes`` counts how often the likelihood was worked out."""

    parameters: Floats
    value: float
    passes: int


def maximise(
    function: Callable[[Floats], Derivatives], start: Floats, *, low: Floats, high: Floats, tolerance: float = EXACT
) -> Maximum:
    """Newton's method on the logarithms of the parameters, inside bounds, uphill in every step.

    Where the surface is not concave the eigenvalues' sizes are taken instead (saddle-free Newton), so that it ends at a
    maximum or at a bound: a likelihood without a maximum inside (nobody leaves, all clients alike) answers a bound.
    """
    floor, roof = np.log(low), np.log(high)
    at = np.clip(np.log(start), floor, roof)
    value, gradient, hessian = _of_logs(function, at)
    passes = 1
    for _ in range(_STEPS):
        step, gain = _step(gradient, hessian, _is_free(at, gradient, floor, roof))
        if gain <= tolerance * (1 + abs(value)):
            break
        found = _uphill(function, at, value, step=step, bounds=(floor, roof))
        passes += found[1]
        if found[0] is None:
            break
        at, (value, gradient, hessian) = found[0]
    return Maximum(np.exp(at), value, passes)


def _of_logs(function: Callable[[Floats], Derivatives], at: Floats) -> Derivatives:
    parameters = np.exp(at)
    value, gradient, hessian = function(parameters)
    slope = gradient * parameters
    return value, slope, hessian * np.outer(parameters, parameters) + np.diag(slope)


def _is_free(at: Floats, gradient: Floats, floor: Floats, roof: Floats) -> Bools:
    """Parameters that are not pressed against a bound."""
    return np.asarray(~(((at <= floor) & (gradient < 0)) | ((at >= roof) & (gradient > 0))))


def _step(gradient: Floats, hessian: Floats, is_free: Bools) -> tuple[Floats, float]:
    """The step and how much higher it should lead."""
    step = np.zeros_like(gradient)
    if not is_free.any():
        return step, 0.0
    curves, axes = np.linalg.eigh(-hessian[np.ix_(is_free, is_free)])
    sizes = np.maximum(np.abs(curves), max(_FLATTEST * np.abs(curves).max(), 1e-300))
    slopes = axes.T @ gradient[is_free]
    moves = slopes / sizes
    step[is_free] = axes @ (moves * min(1.0, _LONGEST / max(float(np.linalg.norm(moves)), 1e-300)))
    return step, float(gradient @ step) / 2


def _uphill(
    function: Callable[[Floats], Derivatives],
    at: Floats,
    value: float,
    *,
    step: Floats,
    bounds: tuple[Floats, Floats],
) -> tuple[tuple[Floats, Derivatives] | None, int]:
    """The first point along the step, halved as often as needed, that lies higher; and the passes it took."""
    for halvings in range(_HALVINGS):
        there = np.clip(at + step * 0.5**halvings, *bounds)
        if np.array_equal(there, at):
            return None, halvings
        found = _of_logs(function, there)
        if found[0] > value:
            return (there, found), halvings + 1
    return None, _HALVINGS
