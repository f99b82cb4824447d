"""Ours beside recordlinkage and splink in one run: Febrl 1–3, and 100,000 × 100,000 Chinese clients of the truth set.

Peers run by their published recipes on the same files, start and imports not counted (``peers/``). ``at .5`` is the
threshold of use; ``best`` the F1 at the threshold that would have been best, which nobody knows beforehand.
``CRMDESK_PEER_SECONDS`` bounds a peer on the large set (600), ``CRMDESK_PEER_CLIENTS`` its true clients (130,000).
"""

import gzip
import os
import shutil
from pathlib import Path

import numpy as np
import pytest

from tests.scale.matching import match_febrl, match_set
from tests.scale.peers.environment import run_peer
from tests.truth.measures import score, true_pairs
from tests.truth.peer_file import write_peer_file
from tests.truth.truth import TWO, truth

FEBRL = Path(__file__).parents[1] / "data" / "febrl"
SECONDS = int(os.environ.get("CRMDESK_PEER_SECONDS", "600"))
CLIENTS = int(os.environ.get("CRMDESK_PEER_CLIENTS", "130000"))
THRESHOLDS = np.array([0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999])


def lines(person, found):
    """``(at .5, best F1, its threshold)`` of what a tool found."""
    kept = {t: found.probability >= t for t in THRESHOLDS}
    scores = {t: score(person, found.one[mask], found.other[mask]) for t, mask in kept.items()}
    best = max(scores, key=lambda t: scores[t].f1)
    return scores[0.5], scores[best].f1, best


def show(name, person, answers):
    """Print the table of one data set and give back the F1 at .5 and the seconds of each tool."""
    print(f"\n{name}: {len(person):,} records, {len(true_pairs(person)[0]):,} true pairs")
    print(
        "| tool | seconds | MiB | precision | recall | F1 at .5 | best F1 (at) |\n|---|---:|---:|---:|---:|---:|---:|"
    )
    told = {}
    for found in answers:
        if found.stopped:
            print(f"| {found.tool} | stopped after {found.seconds:.0f} | | | | | |")
            continue
        at, best, threshold = lines(person, found)
        told[found.tool] = (at.f1, best, found.seconds)
        figures = f"{at.precision:.4f} | {at.recall:.4f} | {at.f1:.4f} | {best:.4f} ({threshold:g})"
        mib = f"{found.mib:.0f}" if found.mib else ""
        print(f"| {found.tool} | {found.seconds:.2f} | {mib} | {figures} |")
    return told


@pytest.mark.parametrize("number", [1, 2, 3])
def test_febrl(number, tmp_path):
    file = tmp_path / "febrl.csv"
    with gzip.open(FEBRL / f"febrl{number}.csv.gz") as packed, file.open("wb") as plain:
        shutil.copyfileobj(packed, plain)
    rows = file.read_text("utf-8").splitlines()[1:]
    person = np.array([int(row.split("-")[1]) for row in rows])
    peers = [run_peer(tool, file, "febrl", tmp_path, limit=SECONDS) for tool in ("recordlinkage", "splink")]
    answers = [match_febrl(file, tmp_path, limit=SECONDS), *peers]
    told = show(f"Febrl {number}", person, answers)
    ours = told["CRM Desk"]
    assert ours[0] >= max(f1 for f1, _best, _seconds in told.values()), "behind in F1"
    assert ours[2] <= min(seconds for _f1, _best, seconds in told.values()) * 1.5, "behind in time"


def test_chinese_clients_of_two_systems(tmp_path):
    records = truth(CLIENTS, TWO, again=0).records
    file = write_peer_file(records, tmp_path / "clients.csv")
    peers = [run_peer(tool, file, "chinese", tmp_path, limit=SECONDS) for tool in ("splink", "recordlinkage")]
    answers = [match_set(records, tmp_path), *peers]
    told = show("Two systems", records.person, answers)
    assert told["CRM Desk"][0] >= max(f1 for f1, _best, _seconds in told.values()), "behind in F1"
