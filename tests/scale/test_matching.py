"""The product's matching against the truth set: precision and recall per kind of dirt; time and memory of scans.

``make scale-matching`` prints all of it. ``CRMDESK_TRUTH_CLIENTS`` sets the true clients of three systems (100,000),
``CRMDESK_SCAN_CLIENTS`` the records of the big scan (1,000,000).
"""

import os

import numpy as np
import pytest

from crmdesk.store.opening import create_store
from tests.scale.matching import report, scan_copy
from tests.scale.million import PASSPHRASE
from tests.scale.truth_store import people_of, truth_store
from tests.truth.measures import by_kind, score, table, traps
from tests.truth.scans import REVIEW, scan
from tests.truth.stores import fill, import_set
from tests.truth.truth import TWO, truth

CLIENTS = int(os.environ.get("CRMDESK_TRUTH_CLIENTS", "100000"))
RECORDS = int(os.environ.get("CRMDESK_SCAN_CLIENTS", "1000000"))


@pytest.fixture
def empty_store(tmp_path):
    opened = create_store(tmp_path / "store.crm", PASSPHRASE, actor="scale")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def three_systems():
    return truth(CLIENTS)


def test_three_systems_imported(empty_store, three_systems, tmp_path):
    """The path of a user: three exports imported one after the other, then a scan."""
    loaded = import_set(empty_store, three_systems.records, tmp_path)
    for one in loaded.results:
        counts = f"{one.created:,} created, {one.updated:,} updated, {one.rejected:,} rejected"
        print(f"\n{one.file}: {one.read:,} rows, {counts}", end="")
    found = scan(empty_store, loaded.client_of)
    report(three_systems, found, name="Three systems, imported")
    inside = loaded.client_of >= 0
    person = np.where(inside, three_systems.records.person, -1 - np.arange(len(inside)))
    recall = score(person, *found.at(REVIEW)).recall
    print(f"{(~inside).sum():,} rows refused; recall where both rows were accepted: {recall:.4f}")
    assert score(three_systems.records.person, *found.safe()).precision >= 0.999


def test_three_systems_every_record_a_client(empty_store, three_systems):
    """Nothing is joined or refused beforehand: every pair is for the scan to find."""
    found = scan(empty_store, fill(empty_store, three_systems.records).client_of)
    report(three_systems, found, name="Three systems, every record a client")
    assert score(three_systems.records.person, *found.safe()).precision >= 0.999


def test_a_dirtier_set(empty_store):
    """Three times as much dirt and another seed: what the figures are worth where the rates are not."""
    people = truth(CLIENTS // 3, times=3, seed=99)
    found = scan(empty_store, fill(empty_store, people.records).client_of)
    report(people, found, name="Three systems, three times the dirt")
    assert score(people.records.person, *found.safe()).precision >= 0.999


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("size", [50_000, RECORDS])
def test_scans(size, tmp_path, figures):
    told, pairs = scan_copy(truth_store(size), people_of(size), tmp_path)
    print(f"\n{size:,} clients:", {name: round(value, 3) for name, value in told.items()})
    people = truth(people_of(size), TWO, again=0)
    kept = pairs["probability"] >= REVIEW
    one, other = pairs["a"][kept] - 1, pairs["b"][kept] - 1
    found = score(people.records.person, one, other)
    print(f"precision {found.precision:.5f}, recall {found.recall:.4f}, F1 {found.f1:.4f}, false {found.false:,}")
    print("false:", traps(people, one, other))
    print(table(by_kind(people.records, one, other), least=100))
    assert told["new_pairs"] > 1_000, "the new records are of clients whom the store knows"
    measured = {"scan_50k": told["full"]}
    if size > 50_000:
        measured = {"match_precision": found.precision, "match_recall": found.recall, "scan_1m": told["full"]}
        measured |= {"scan_memory": told["full_mib"], "scan_new": told["incremental"]}
        measured |= {name: told[name] for name in ("merge", "unmerge")}
        measured |= {"hint": max(told[f"hint_{what}_p95"] for what in ("name", "phone", "id"))}
    for name, value in measured.items():
        figures(name, value)
