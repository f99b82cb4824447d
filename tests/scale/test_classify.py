"""Facts from ten million movements, a month-end of all their clients, and a new day on top."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from crmdesk.store.keys import keys_path
from tests.scale import ledger
from tests.scale.conftest import ROOT


@pytest.fixture
def ledger_copy(tmp_path):
    """A copy of the store with movements, not classified yet; the store itself is made once and kept."""
    kept = ledger.ledger_file()
    if not kept.exists():
        subprocess.run([sys.executable, "-m", "tests.scale.ledger"], cwd=ROOT, check=True)
    copy = tmp_path / "ledger.crm"
    shutil.copy(kept, copy)
    shutil.copy(keys_path(kept), keys_path(copy))
    yield copy
    copy.unlink()


def test_facts_and_a_month_end(ledger_copy, figures):
    command = [sys.executable, "-m", "tests.scale.classifying", str(ledger_copy)]
    found = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
    print(f"\n{ledger.size():,} clients:", {name: round(value, 1) for name, value in found.items()})
    figures("facts", found["facts"] / (ledger.size() * ledger.MOVES / 1e6))
    figures("classify", found["classify"] / (ledger.size() / 1e5))
    figures("classify_memory", found["memory_classify"])
    figures("fold", found["fold"])
    figures("overview", found["overview"] / (ledger.size() / 1e6))
