"""Gamma-Gamma on CDNOW (Fader & Hardie 2013, note 025; Hardie's spreadsheet) and the twelve-month value."""

import numpy as np
import pytest

from crmdesk.differentiate.forecast import bg_nbd, gamma_gamma
from crmdesk.differentiate.forecast.gamma_gamma import Spending, expected_amount
from crmdesk.differentiate.forecast.present_value import discounted_events
from tests.published.cdnow import spending, summary


@pytest.fixture(scope="module")
def fitted():
    events, _, _, mean = spending()
    again = events > 0
    return gamma_gamma.fit(events[again].astype(np.int64), mean[again])


def test_parameters(fitted):
    found = fitted.parameters.array()
    assert fitted.clients == 946
    assert found.round(2).tolist() == [6.25, 3.74, 15.45]
    assert found == pytest.approx([6.25, 3.74, 15.44], abs=0.01)
    assert found == pytest.approx([6.248803, 3.744588, 15.447748], abs=1e-6)
    assert fitted.log_likelihood == pytest.approx(-4055.923244, abs=1e-6)


def test_the_clients_mean_spend():
    events, _, _, mean = spending()
    found = mean[events > 0]
    figures = [found.mean(), found.std(ddof=1), found.min(), np.median(found), found.max()]
    assert figures == pytest.approx([35, 30, 3, 27, 300], abs=0.6)


def test_conditional_mean_spend_of_the_first_ten():
    events, _, _, mean = spending()
    found = expected_amount(Spending(6.25, 3.74, 15.44), events[:10], mean[:10])
    sheet = [24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17]
    assert found == pytest.approx(sheet, abs=0.05)


def test_the_twelve_month_value(fitted):
    """Monthly discount of 1 %, a month of 4.345 weeks: m · (E[Y(4.345 i)] − E[Y(4.345 (i − 1))]) / 1.01^i."""
    events, recency, age, mean = spending()
    activity = bg_nbd.fit(summary()).parameters
    acts = discounted_events(activity, 4.345 * np.arange(1, 13), events, recency, age, discount=0.01)
    value = acts * expected_amount(fitted.parameters, events, mean)
    assert value.sum() == pytest.approx(71_509.90, abs=0.005)
    assert value.mean() == pytest.approx(30.339372, abs=2e-6)
    assert value[:5] == pytest.approx([36.2785, 4.6375, 8.3441, 8.3441, 8.3441], abs=5e-5)
