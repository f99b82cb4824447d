"""sBG: two cohorts of contracts (Fader & Hardie 2007), and the residual lifetime (2010, table 3)."""

import numpy as np
import pytest

from crmdesk.differentiate.forecast import sbg
from crmdesk.differentiate.forecast.sbg import Leaving
from tests.published.cdnow import column, rows

#: Per cohort: survival in percent after 1 … 12 years, α and β fitted to the first seven, their log-likelihood.
COHORTS = {
    "regular": (
        [63.1, 46.8, 38.2, 32.6, 28.9, 26.2, 24.1, 22.3, 20.7, 19.4, 18.3, 17.3],
        [0.70408, 1.18204],
        -1680.2652,
    ),
    "highend": (
        [86.9, 74.3, 65.3, 59.3, 55.1, 51.7, 49.1, 46.8, 44.5, 42.7, 40.9, 39.4],
        [0.66809, 3.80610],
        -1611.1581,
    ),
}


@pytest.fixture(params=COHORTS)
def cohort(request):
    survival, parameters, log_likelihood = COHORTS[request.param]
    there = np.array([100, *survival[:7]]) * 10
    return request.param, survival, sbg.fit(-np.diff(there), there[-1]), parameters, log_likelihood


def test_parameters(cohort):
    _, _, found, parameters, log_likelihood = cohort
    assert [found.parameters.alpha, found.parameters.beta] == pytest.approx(parameters, abs=6e-6)
    assert found.log_likelihood == pytest.approx(log_likelihood, abs=6e-5)


def test_the_same_from_the_contracts_one_by_one(cohort):
    name, _, found, *_ = cohort
    table = [row for row in rows("sbg_cohorts", "contracts") if row["cohort"] == name]
    lasted, ends = column(table, "recency"), column(table, "T")
    lost = np.bincount(lasted[lasted < ends], minlength=8)[1:8]
    again = sbg.fit(lost, float((lasted == ends).sum()))
    assert again.parameters.alpha == pytest.approx(found.parameters.alpha, rel=1e-6)
    assert again.log_likelihood == pytest.approx(found.log_likelihood, abs=1e-6)


def test_survival_beyond_the_fitted_years(cohort):
    """The paper's figure: seven years fitted, five forecast; nowhere two points of a hundred away."""
    _, survival, found, *_ = cohort
    assert 100 * sbg.survival(found.parameters, np.arange(1, 13)) == pytest.approx(survival, abs=2.0)


@pytest.mark.parametrize(
    ("parameters", "published", "computed"),
    [
        (Leaving(3.80, 15.20), [3.31, 3.45, 3.59, 3.72, 3.84], [3.31, 3.451, 3.587, 3.717, 3.842]),
        (Leaving(0.067, 0.267), [7.68, 9.46, 9.86, 10.06, 10.19], [7.671, 9.455, 9.851, 10.056, 10.189]),
    ],
)
def test_residual_lifetime(parameters, published, computed):
    found = sbg.residual_lifetime(parameters, np.arange(1, 6), discount=0.10)
    assert found == pytest.approx(published, abs=0.011)
    assert found == pytest.approx(computed, abs=6e-4)


def test_retention_rises():
    """Equal to the ratio of survivals, and ever higher: who stays is loyal."""
    p = Leaving(0.704, 1.182)
    years = np.arange(1, 13)
    found = sbg.retention(p, years)
    assert found == pytest.approx(sbg.survival(p, years) / sbg.survival(p, years - 1))
    assert (np.diff(found) > 0).all()
