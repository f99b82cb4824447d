"""BG/NBD on CDNOW: every published figure, and those that other programs give.

Fader, Hardie & Lee 2005 (Marketing Science 24:2) and Hardie's spreadsheet; the vignette of the R package BTYD 2.4.3;
the tests of lifetimes 0.11.3 and of PyMC-Marketing 0.19.2.
"""

import numpy as np
import pytest

from crmdesk.differentiate.forecast import bg_nbd
from crmdesk.differentiate.forecast.bg_nbd import Parameters
from crmdesk.differentiate.forecast.expected import expected_events, expected_new, p_alive, probability, tracked
from crmdesk.differentiate.forecast.present_value import discounted_events
from tests.published.cdnow import BTYD, FIRST, PAPER, anchors, calibration, exact, purchases, summary


@pytest.fixture(scope="module")
def fitted():
    return bg_nbd.fit(exact())


def test_the_sample_is_the_papers():
    events, _, _, held_out = calibration()
    assert (len(events), events.sum(), held_out.sum()) == (2357, 2457, 1882)
    assert FIRST.isoformat() == "1997-01-01"


def test_parameters(fitted):
    found = fitted.parameters.array()
    assert found.round(3).tolist() == [0.243, 4.414, 0.793, 2.426]
    assert found == pytest.approx(BTYD.array(), rel=2e-4)
    assert found == pytest.approx([0.2425945, 4.4136020, 0.7929220, 2.4259069], abs=1e-6)


def test_log_likelihood(fitted):
    assert fitted.log_likelihood == pytest.approx(-9582.429207, abs=1e-6)
    assert bg_nbd.log_likelihood(exact(), BTYD) == pytest.approx(-9582.429, abs=5e-4)


def test_the_published_summary_in_hundredths_of_weeks():
    found = bg_nbd.fit(summary())
    assert found.log_likelihood == pytest.approx(-9582.425561, abs=1e-6)
    assert found.parameters.array() == pytest.approx([0.242593, 4.413531, 0.792886, 2.425754], abs=1e-6)


def test_expected_purchases_of_a_new_client(fitted):
    weeks = np.array([0.1429, 1, 3, 31.8571, 32, 78])
    unrounded = [0.00783, 0.05327, 0.15087, 1.04200, 1.04524, 1.86052]
    assert expected_new(PAPER, weeks) == pytest.approx(unrounded, abs=6e-6)
    sheet = [0.0078, 0.0532, 0.1506, 1.0405, 1.0437, 1.8576]
    assert expected_new(fitted.parameters, weeks) == pytest.approx(sheet, abs=1e-3)
    told = anchors()["bg_nbd_pymc"]["new_customer"]
    assert expected_new(PAPER, [1, 3, 6]) == pytest.approx([told[week] for week in "136"], rel=1e-12)
    assert expected_new(BTYD, 52) == pytest.approx(1.444004, abs=5e-6)


def test_conditional_expectations(fitted):
    assert expected_events(PAPER, 39, 2, 30.43, 38.86) == pytest.approx(1.226, abs=5e-4)
    assert expected_events(BTYD, 52, 26, 30.85714, 31) == pytest.approx(25.75659, abs=2e-4)
    assert p_alive(BTYD, 26, 30.85714, 31) == pytest.approx(0.9688523, abs=2e-6)
    assert expected_events(fitted.parameters, 52, 26, 216 / 7, 31) == pytest.approx(25.75777, abs=5e-4)
    assert p_alive(fitted.parameters, 26, 216 / 7, 31) == pytest.approx(0.9688556, abs=2e-6)


def test_the_increasing_frequency_paradox():
    """The more often she bought before the same long silence, the less is to be expected."""
    found = expected_events(BTYD, 52, np.array([10, 15, 20, 25]), 20, 39)
    assert found == pytest.approx([0.3474606, 0.04283391, 0.004158973, 0.0003583685], rel=1e-4)


def test_the_number_of_purchases():
    assert probability(PAPER, 0, 39) == pytest.approx(0.5737864, abs=5e-7)
    assert probability(PAPER, 10, 2) == pytest.approx(1.07869e-07, rel=1e-5)
    published = [
        *(0.0019995214, 0.0015170236, 0.0011633150, 0.0009003148, 0.0007023638),
        *(0.0005517902, 0.0004361913, 0.0003467171, 0.0002769613, 0.0002222260),
    ]
    assert probability(PAPER, np.arange(11, 21), 30) == pytest.approx(published, abs=6e-11)


def test_weeks_20_to_25():
    first_days = {client: min(days) for client, days in purchases().items()}
    repeats = [day // 7 + 1 for client, days in purchases().items() for day in days if day != first_days[client]]
    weeks = np.bincount(repeats, minlength=79)
    assert weeks[20:26].tolist() == [73, 55, 70, 33, 56, 99]
    assert weeks.cumsum()[20:26].tolist() == [1359, 1414, 1484, 1517, 1573, 1672]
    told = np.concatenate([[0.0], tracked(BTYD, exact(), np.arange(1.0, 79))])
    incremental = [76.86531, 74.88843, 73.04554, 71.32166, 69.70412, 68.18213]
    assert np.diff(told)[19:25] == pytest.approx(incremental, abs=2e-5)
    cumulative = [1312.458, 1387.346, 1460.392, 1531.713, 1601.418, 1669.6]
    assert told[20:26] == pytest.approx(cumulative, abs=1e-3)


def test_25_clients_to_a_millionth():
    told = anchors()["bg_nbd_pymc"]
    events, recency, age = (np.array(told[name]) for name in ("frequency", "recency", "T"))
    assert len(events) == 25
    assert p_alive(PAPER, events, recency, age) == pytest.approx(np.array(told["p_alive"]), rel=1e-6)
    for weeks, expected in told["expected_purchases"].items():
        found = expected_events(PAPER, float(weeks), events, recency, age)
        assert found == pytest.approx(np.array(expected), rel=1e-6)


def test_the_held_out_weeks(fitted):
    events, recency, age, held_out = calibration()
    expected = expected_events(fitted.parameters, 39, events, recency / 7, age / 7)
    assert expected.sum() == pytest.approx(1653.409, abs=5e-4)
    assert np.corrcoef(expected, held_out)[0, 1] == pytest.approx(0.6256, abs=5e-5)
    groups = np.minimum(events, 7)
    sizes = np.bincount(groups)
    assert sizes.tolist() == [1411, 439, 214, 100, 62, 38, 29, 64]
    actual = [0.2367, 0.6970, 1.3925, 1.5600, 2.5323, 2.9474, 3.8621, 6.3594]
    model = [0.2251, 0.5231, 1.0441, 1.5203, 2.1639, 2.6538, 3.5040, 6.1572]
    assert np.bincount(groups, held_out) / sizes == pytest.approx(actual, abs=5e-5)
    assert np.bincount(groups, expected) / sizes == pytest.approx(model, abs=5e-5)


def test_the_small_example_and_its_discounting():
    """An amount of 1 an event; lifetimes checks its values to a tenth: it counts with other means."""
    told = anchors()["clv_known"]
    p = Parameters(*told["params"])
    clients = [np.array(told[name], dtype=float) for name in ("frequency", "recency", "T")]
    assert expected_events(p, told["t"], *clients) == pytest.approx(told["expected"], abs=5e-7)
    once = discounted_events(p, [30.0], *clients, discount=0.0)
    assert once == pytest.approx(told["expected"], abs=5e-7)
    assert discounted_events(p, [30.0], *clients, discount=1.0) == pytest.approx(once / 2)
    assert discounted_events(p, [30.0, 60.0], *clients, discount=0.0) == pytest.approx(2 * once, rel=0.1)
    assert discounted_events(p, [30.0, 60.0], *clients, discount=1.0) == pytest.approx(0.75 * once, rel=0.1)
