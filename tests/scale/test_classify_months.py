"""Every month-end of a branch from nothing, and the newest one alone: 100,000 clients × 24, a million × 12.

``CRMDESK_SCALE_HISTORIES`` names other sizes: clients x months x movements per client and year, comma separated.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

from crmdesk.store.keys import keys_path
from tests.scale.conftest import ROOT
from tests.scale.ledger import history_file

SIZES = [
    tuple(map(int, one.split("x")))
    for one in os.environ.get("CRMDESK_SCALE_HISTORIES", "100000x24x20,1000000x12x10").split(",")
]


@pytest.fixture
def history(request, tmp_path):
    """A copy of a store with that many clients and month-ends; the store itself is made once and kept."""
    clients, months, moves = request.param
    kept, copy = history_file(clients, months), tmp_path / "history.crm"
    if not kept.exists():
        command = [sys.executable, "-m", "tests.scale.ledger", *map(str, request.param)]
        subprocess.run(command, cwd=ROOT, check=True)
    shutil.copy(kept, copy)
    shutil.copy(keys_path(kept), keys_path(copy))
    yield copy, clients, months, moves
    copy.unlink()


@pytest.mark.parametrize("history", SIZES, indirect=True)
def test_all_months(history, figures):
    path, clients, months, moves = history
    command = [sys.executable, "-m", "tests.scale.classifying_months", str(path), str(months)]
    told = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
    full = told["earlier"] + told["last"]
    movements = clients * moves * max(1, months // 12)
    print(
        f"\n{clients:,} clients × {months} months, {movements:,} movements: facts {told['facts']:.0f} s, "
        f"all month-ends {full:.0f} s, the newest alone {told['last']:.1f} s ({full / told['last']:.1f} times less), "
        f"at most {told['mib']:.0f} MiB, {path.stat().st_size / 2**30:.1f} GiB"
    )
    figures("all_months", full / (clients * months / 1e6))
    figures("month_on_top", told["last"] / (clients / 1e5))
    figures("months_memory", told["mib"])
