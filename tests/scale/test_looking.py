"""The pictures of the room Differentiate over a million clients: what each reads, and the lists behind a click.

``pytest -c tests/scale/pytest.ini tests/scale/test_looking.py -s`` prints the median and the p95 of each read in
milliseconds of processor time: all of a read is in this process, and the clock of a busy machine says little.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

import pytest

from crmdesk.book.client_list import ClientFilter, client_ids, count
from crmdesk.book.these import keep_these
from crmdesk.differentiate import rulebooks
from crmdesk.differentiate.concentration import concentration, top_clients
from crmdesk.differentiate.cube import class_clients, classified_days, cube
from crmdesk.differentiate.distribution import score_spread
from crmdesk.differentiate.movement import migration
from crmdesk.differentiate.watching import countdown, near_tier
from crmdesk.store.opening import open_store
from tests.scale.classes import DAYS, classes_file
from tests.scale.conftest import ROOT
from tests.scale.million import PASSPHRASE

FIRST, BEFORE, NOW = DAYS
MANAGER = "经理007"
RULES = rulebooks.load("securities")


@pytest.fixture(scope="session")
def classes():
    """The store with the classes of three data dates; made once and kept."""
    path = classes_file()
    if not path.exists():
        subprocess.run([sys.executable, "-m", "tests.scale.classes"], cwd=ROOT, check=True)
    store = open_store(path, PASSPHRASE, actor="scale")
    yield store
    store.close()


def listed(expression):
    return lambda connection: client_ids(connection, ClientFilter.parse(expression), sort="assets", descending=True)


#: Words, budget in ms, times, what is read. The overview's statements first.
READS = {
    "counts": ("counts of a day (pyramid, R × F, segments, flow)", 100, lambda c: cube(c, NOW)),
    "counts_then": ("the same of a day a year ago", 100, lambda c: cube(c, FIRST)),
    "days": ("every classified day", 20, classified_days),
    "counts_book": ("counts of one book of 3,300", 150, lambda c: cube(c, NOW, manager=MANAGER)),
    "near": ("near-tier list, complete", 1_500, lambda c: near_tier(c, NOW, RULES)),
    "near_book": ("near-tier list of one book", 100, lambda c: near_tier(c, NOW, RULES, manager=MANAGER)),
    "countdown": ("dormancy countdown", 1_500, lambda c: countdown(c, NOW)),
    "countdown_book": ("dormancy countdown of one book", 100, lambda c: countdown(c, NOW, manager=MANAGER)),
    "lorenz": ("concentration of all assets", 1_500, lambda c: concentration(c, NOW)),
    "lorenz_then": ("the same of a day a year ago", 1_500, lambda c: concentration(c, FIRST)),
    "scores": ("clients by score", 2_000, lambda c: score_spread(c, NOW, RULES)),
    "migration": (
        "migration over a year, with the clients behind each cell",
        4_000,
        lambda c: migration(c, FIRST, NOW),
    ),
    "migration_book": ("migration of one book", 150, lambda c: migration(c, FIRST, NOW, manager=MANAGER)),
    "cell": ("the clients of a cell R × F", 1_500, lambda c: class_clients(c, NOW, {"R": "5", "F": "4"})),
    "cell_then": ("the clients of a tier a year ago", 1_500, lambda c: class_clients(c, FIRST, {"tier": "gold"})),
    "top": ("the richest 2 %", 1_500, lambda c: top_clients(c, NOW, 20_000)),
    "list_segment": ("list of a segment, by assets", 3_000, listed("segment:111")),
    "list_points": ("list of a cell R × F, by assets", 3_000, listed("points-r:5 points-f:4")),
    "list_book": ("list of a segment in one book", 400, listed(f"segment:000 manager:{MANAGER}")),
}


@pytest.mark.parametrize("name", READS)
def test_a_read(classes, name):
    words, bound, read = READS[name]
    _measure(classes, words, bound, read)


def test_a_named_list_of_very_many(classes):
    expression = keep_these(range(1, 1_000_001, 10), "x")
    _measure(classes, "list of 100,000 names, by assets", 2_000, listed(expression))
    _measure(classes, "how many they are", 1_000, lambda c: count(c, ClientFilter.parse(expression)))


def _measure(store, words, bound, read):
    spent = []
    with store.read() as connection:
        read(connection)
        for _ in range(30 if bound <= 150 else 5):
            started = time.process_time()
            read(connection)
            spent.append((time.process_time() - started) * 1000)
    p95 = statistics.quantiles(spent, n=20)[-1] if len(spent) >= 20 else max(spent)
    print(f"\n{words:<60} p50 {statistics.median(spent):8.1f}  p95 {p95:8.1f} ms  (bound {bound})", end="")
    assert p95 <= 4 * bound, words
