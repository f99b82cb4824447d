"""BG/NBD beside lifetimes in one process, a forecast of a million clients in memory, and one of a whole store."""

from __future__ import annotations

import shutil
import time

import numpy as np
import pytest

from crmdesk.differentiate.forecast import gamma_gamma
from crmdesk.differentiate.forecast.model import expect, fit_model
from crmdesk.differentiate.forecast.panel import Panel
from crmdesk.differentiate.forecast.rules import ForecastRules
from crmdesk.differentiate.forecast.runs import run_forecast
from crmdesk.store.keys import keys_path
from crmdesk.store.opening import open_store
from tests.differentiate.forecast.drawn import panel
from tests.published.cdnow import calibration
from tests.scale import ledger
from tests.scale.million import PASSPHRASE
from tests.scale.peers.environment import ask, peer_python

#: Clients, and how often each of the two fits them.
SIZES = {2_357: 41, 100_000: 5, 1_000_000: 2}


def clients(size):
    """CDNOW itself, or clients drawn from a model; events, recency and age in days."""
    if size == 2_357:
        return calibration()[:3]
    made, *_ = panel(size)
    return made.events, made.recency, made.age


@pytest.mark.parametrize("size", SIZES)
def test_beside_lifetimes(size, tmp_path, figures):
    file, out = tmp_path / "clients.npz", tmp_path / "found.npz"
    np.savez(file, **dict(zip(("events", "recency", "age"), clients(size), strict=True)))
    command = [peer_python(), "-m", "tests.scale.peers.with_lifetimes", file, SIZES[size], out]
    told, found = ask("lifetimes", command, out)
    ours, theirs = told["ours"], told["lifetimes"]
    ratios = {name: theirs[name] / ours[name] for name in ("median", "best")}
    print(f"\n{size:,} clients: ours {ours['median'] * 1000:,.1f} ms, lifetimes {theirs['median'] * 1000:,.1f} ms, "
          f"{ratios['median']:.1f} times (best of each {ratios['best']:.1f}); {found['ours'].round(4)} and "
          f"{found['lifetimes'].round(4)}, LL {told['likelihood']['ours']:,.6f} and "
          f"{told['likelihood']['lifetimes']:,.6f}", end="")  # fmt: skip
    assert found["ours"] == pytest.approx(found["lifetimes"], rel=5e-3)
    assert told["likelihood"]["ours"] >= told["likelihood"]["lifetimes"] - 1e-6 * abs(told["likelihood"]["lifetimes"])
    figures(f"bgnbd_{size}", ours["median"] * 1000)
    figures(f"bgnbd_ratio_{size}", ratios["median"])
    if size == 1_000_000:
        figures("bgnbd_score", told["scoring"])


def test_gamma_gamma_of_a_million(figures):
    made, *_ = panel(1_000_000)
    started = time.perf_counter()
    gamma_gamma.fit(made.paid_units, made.mean)
    figures("gamma_gamma", time.perf_counter() - started)


def test_a_forecast_of_a_million_in_memory(figures):
    """Fit, 40 refits, P(alive), expectation and interval of each, interval of all."""
    made, *_ = panel(1_000_000)
    assert isinstance(made, Panel)
    started = time.perf_counter()
    told = expect(fit_model(made, ForecastRules()), made)
    figures("forecast_model", time.perf_counter() - started)
    assert told.income is not None


def test_a_run_on_the_store(ledger_path, tmp_path, figures):
    """500,000 clients with ten million movements: facts are kept; reading, model, back-test, writing."""
    path = tmp_path / "ledger.crm"
    shutil.copy(ledger_path, path)
    shutil.copy(keys_path(ledger_path), keys_path(path))
    store = open_store(path, PASSPHRASE, actor="scale")
    run_forecast(store, as_of=ledger.AS_OF)
    started = time.perf_counter()
    run = run_forecast(store, as_of=ledger.AS_OF)
    figures("forecast_run", (time.perf_counter() - started) / run.clients * 500_000)
    print(f"\n{run.clients:,} clients, back-test {run.back_test and run.back_test.inside / 100} %", end="")
    store.close()
