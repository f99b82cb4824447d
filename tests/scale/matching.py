"""Ours for the comparison with peers: a store is filled, scanned by the product, and its open pairs are read."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import numpy as np

from crmdesk.store.keys import keys_path
from crmdesk.store.opening import create_store
from tests.scale.conftest import ROOT
from tests.scale.million import PASSPHRASE
from tests.scale.peers.environment import Answer, run
from tests.truth.measures import by_kind, score, table, traps
from tests.truth.scans import REVIEW, scan
from tests.truth.stores import fill

NAME = "CRM Desk"


def match_set(records, folder):
    """Our answer for a set of records: only pairs of two systems, as a link of two files asks."""
    store = create_store(folder / "ours.crm", PASSPHRASE, actor="scale")
    found = scan(store, fill(store, records).client_of)
    store.close()
    crosses = records.system[found.one] != records.system[found.other]
    return Answer(NAME, found.one[crosses], found.other[crosses], found.probability[crosses], found.seconds, 0)


def match_febrl(file, folder, *, limit):
    """Our answer for a Febrl file, by the engine alone: such records are no clients of the store."""
    out = folder / "ours.npz"
    return run(NAME, [sys.executable, "-m", "tests.scale.matching_febrl", file, out], out, limit=limit)


def scan_copy(path, people, folder):
    """``(figures, pairs)`` of the program that scans a copy of the store ``path`` of so many true clients."""
    copy, pairs = folder / "scanned.crm", folder / "pairs.npz"
    shutil.copy(path, copy)
    shutil.copy(keys_path(path), keys_path(copy))
    command = [sys.executable, "-m", "tests.scale.scanning", str(copy), str(people), str(pairs)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    copy.unlink()
    return json.loads(done.stdout.splitlines()[-1]), np.load(pairs)


def report(truth, found, *, name):
    """Print precision, recall and F1 at the thresholds of use, per kind of dirt, and who was taken for whom."""
    records = truth.records
    at = {f"for review (from {REVIEW})": found.at(REVIEW), f"without asking (from {found.automatic:g})": found.safe()}
    print(f"\n{name}: {records.size:,} records, scan {found.seconds:.1f} s")
    print("| pairs | true | found | false | precision | recall | F1 |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    for words, (one, other) in at.items():
        told = score(records.person, one, other)
        figures = f"{told.precision:.5f} | {told.recall:.4f} | {told.f1:.4f}"
        print(f"| {words} | {told.true:,} | {told.found:,} | {told.false:,} | {figures} |")
        print(f"  false: {traps(truth, one, other)}")
    print(table(by_kind(records, *found.at(REVIEW))))
