"""One big store for all of these tests, built once, and the figures they keep."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from crmdesk.store.opening import open_store
from tests.scale.figures import Figures, cache_folder
from tests.scale.ledger import ledger_file
from tests.scale.million import PASSPHRASE, store_file

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def big_path():
    """The closed big store; made by a program of its own, so that its memory is not counted here."""
    path = store_file()
    if not path.exists():
        subprocess.run([sys.executable, "-m", "tests.scale.million"], cwd=ROOT, check=True)
    return path


@pytest.fixture(scope="session")
def big_store(big_path):
    """The big store, open."""
    opened = open_store(big_path, PASSPHRASE, actor="scale")
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def ledger_path():
    """The closed store with movements, not classified; made once and kept."""
    path = ledger_file()
    if not path.exists():
        subprocess.run([sys.executable, "-m", "tests.scale.ledger"], cwd=ROOT, check=True)
    return path


_figures = Figures(cache_folder() / "figures.json")


@pytest.fixture(scope="session")
def figures():
    return _figures


def pytest_terminal_summary(terminalreporter):
    terminalreporter.write_line("")
    terminalreporter.write_line(_figures.table())
    cores, memory = os.cpu_count(), os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    terminalreporter.write_line(f"\n{cores} cores, {memory:.0f} GiB, store {store_file()}")
