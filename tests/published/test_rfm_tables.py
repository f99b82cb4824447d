"""The tables of the R package ``rfm`` (its manual, reference date 2006-12-31) through a rulebook with its edges.

The package cuts at type-7 quantiles plus one and gives a score from the lower edge on; recency the other way round.
Its ten named segments are not ours: their intervals are laid over our scores, the first that fits counts.
"""

from __future__ import annotations

import csv
import gzip
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from crmdesk.differentiate import rulebooks
from crmdesk.differentiate.facts import update_facts
from crmdesk.differentiate.rfm import rfm
from crmdesk.differentiate.scores import Breakpoints
from tests.differentiate.conftest import Ledger

ORDERS = Path(__file__).parents[1] / "data" / "rfm" / "orders.csv.gz"
AS_OF = date(2006, 12, 31)
EDGES = {"R": (115, 181, 297.4, 482), "F": (4, 5, 6, 8), "M": (255.8, 382, 506.4, 666)}
#: A whole number is below an edge when it is at most the next smaller whole number.
RECENCY = (114, 180, 297, 481)


@pytest.fixture(scope="module")
def orders():
    """(client, day, yuan) of every order, clients numbered from 1 in the order of their names."""
    with gzip.open(ORDERS, "rt", encoding="utf-8") as text:
        rows = list(csv.DictReader(text))
    numbers = {name: number for number, name in enumerate(sorted({row["customer_id"] for row in rows}), 1)}
    return numbers, [(numbers[row["customer_id"]], row["order_date"], float(row["revenue"])) for row in rows]


@pytest.fixture
def scored(store, orders):
    numbers, rows = orders
    ledger = Ledger(store)
    ledger.clients(*["2001-01-01"] * len(numbers))
    ledger.moves([ledger.movement(one, day, income=yuan) for one, day, yuan in rows])
    update_facts(store, _rulebook())
    with store.read() as connection:
        return rfm(connection, _rulebook(), as_of=AS_OF)


def _rulebook():
    """The securities rulebook with the package's edges: every order counts, whenever it was."""
    cents = tuple(round(yuan * 100) for yuan in EDGES["M"])
    shipped = rulebooks.load("securities")
    cuts = Breakpoints(RECENCY, (1, *EDGES["F"]), (1, *cents), shipped.breakpoints.assets, shipped.breakpoints.strategy)
    return replace(shipped, breakpoints=cuts, frequency="movements", window_months=12 * 20)


def _sums(found, hit):
    return int(hit.sum()), int(found.frequency[hit].sum()), int(found.monetary[hit].sum()) // 100


def test_the_edges_of_the_manual(scored):
    for values, name in ((scored.recency, "R"), (scored.frequency, "F"), (scored.monetary / 100, "M")):
        assert np.quantile(values, [0.2, 0.4, 0.6, 0.8]) + 1 == pytest.approx(EDGES[name])


@pytest.mark.parametrize(
    ("name", "figures", "score"),
    [
        ("Abbey O'Reilly", (205, 6, 472), "343"),
        ("Add Senger", (140, 3, 340), "412"),
        ("Aden Lesch", (194, 4, 405), "323"),
        ("Aden Murphy", (98, 7, 596), "544"),
        ("Admiral Senger", (132, 5, 448), "433"),
    ],
)
def test_rows_of_the_manual(scored, orders, name, figures, score):
    at = orders[0][name] - 1
    assert (scored.recency[at], scored.frequency[at], scored.monetary[at] // 100) == figures
    assert "".join(map(str, scored.scores[at])) == score


def test_clients_per_score(scored):
    counts = [np.bincount(scored.scores[:, place], minlength=6).tolist() for place in range(3)]
    assert counts == [[0, 197, 200, 199, 199, 200], [0, 268, 187, 176, 244, 120], [0, 200, 200, 198, 202, 195]]
    assert len(scored.clients) == 995
    assert scored.frequency.sum() == 4_906


#: R, F, M intervals, then clients, orders, revenue as the manual prints them.
SEGMENTS = {
    "Champions": ((5, 5), (5, 5), (5, 5), (35, 316, 31_646)),
    "Potential Loyalist": ((3, 5), (3, 5), (2, 5), (342, 2_211, 204_856)),
    "Loyal Customers": ((2, 4), (2, 4), (2, 4), (170, 799, 76_562)),
    "Promising": ((3, 4), (1, 3), (3, 5), (9, 28, 4_249)),
    "New Customers": ((4, 5), (1, 3), (1, 5), (104, 329, 28_837)),
    "Can't Lose Them": ((1, 2), (3, 4), (4, 5), (47, 274, 32_446)),
    "At Risk": ((1, 2), (2, 5), (4, 5), (28, 216, 22_227)),
    "Need Attention": ((1, 3), (3, 5), (3, 5), (10, 57, 4_562)),
    "About To Sleep": ((2, 3), (1, 3), (1, 4), (102, 283, 23_449)),
    "Lost": ((1, 1), (1, 5), (1, 5), (148, 393, 35_324)),
}


def test_segments_of_the_manual(scored):
    taken = np.zeros(len(scored.clients), dtype=bool)
    found = {}
    for name, (*intervals, _printed) in SEGMENTS.items():
        hit = ~taken
        for place, (low, high) in enumerate(intervals):
            hit &= (scored.scores[:, place] >= low) & (scored.scores[:, place] <= high)
        taken |= hit
        found[name] = _sums(scored, hit)
    assert found == {name: printed for name, (*_intervals, printed) in SEGMENTS.items()}
