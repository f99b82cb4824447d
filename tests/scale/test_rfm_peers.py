"""RFM of all clients over ten million movements: ours on the encrypted store; pandas, polars, DuckDB in memory.

The peers' columns lie in memory before their clock starts; ours reads an encrypted file. All give the same figures.
"""

from __future__ import annotations

import shutil
import sys
from datetime import date

import numpy as np
import pytest

from crmdesk.store.keys import keys_path
from crmdesk.store.opening import open_store
from tests.scale import ledger
from tests.scale.million import PASSPHRASE
from tests.scale.peers.environment import ask, peer_command

PEERS = ("pandas", "polars", "duckdb")
_EPOCH = date(1970, 1, 1)


@pytest.fixture(scope="module")
def copy(tmp_path_factory, ledger_path):
    """A copy of the ledger without facts, and its movements of the last twelve months as plain columns."""
    folder = tmp_path_factory.mktemp("rfm")
    path, columns = folder / "ledger.crm", folder / "movements.npz"
    shutil.copy(ledger_path, path)
    shutil.copy(keys_path(ledger_path), keys_path(path))
    _write_columns(path, columns)
    yield path, columns, folder
    path.unlink()


def _write_columns(path, out):
    first = date(ledger.AS_OF.year - 1, ledger.AS_OF.month + 1, 1)
    store = open_store(path, PASSPHRASE, actor="scale")
    with store.read() as connection:
        rows = connection.exec_driver_sql(
            "select client_id, cast(julianday(day) - 2440587.5 as integer), income from txn where day >= ?",
            (first.isoformat(),),
        )
        held = np.fromiter((value for row in rows for value in row), np.int64).reshape(-1, 3)
    store.close()
    np.savez(out, client=held[:, 0], day=held[:, 1], cents=held[:, 2], until=(ledger.AS_OF - _EPOCH).days)


def test_ten_million_movements(copy, figures):
    path, columns, folder = copy
    command = [sys.executable, "-m", "tests.scale.scoring", path, folder / "ours.npz"]
    told, ours = ask("ours", command, folder / "ours.npz")
    warm, _ = ask("ours", command, folder / "ours.npz")
    peers = {}
    for tool in PEERS:
        out = folder / f"{tool}.npz"
        peers[tool], found = ask(tool, peer_command("with_frames", tool, columns, out), out)
        _same(ours, found)
    _show(len(np.load(columns)["client"]), len(ours["client"]), told, warm, peers)
    figures("rfm_scores", warm["seconds"])
    figures("rfm_memory", warm["mib_all"])


def _same(ours, theirs):
    at = np.searchsorted(ours["client"], theirs["client"])
    assert (ours["client"][at] == theirs["client"]).all()
    for name in ("recency", "days", "cents", "scores"):
        assert (ours[name][at] == theirs[name]).all(), name


def _show(movements, clients, told, warm, peers):
    print(f"\n{movements:,} movements of {clients:,} clients\n| | seconds | MiB |\n|---|---:|---:|")
    print(f"| ours, scores from the kept monthly facts | {warm['seconds']:.2f} | {warm['mib_all']:.0f} |")
    print(
        f"| ours, facts from every movement, then scores | {told['facts'] + told['seconds']:.1f} | {told['mib']:.0f} |"
    )
    for tool, one in peers.items():
        print(f"| {tool}, columns in memory | {one['seconds']:.2f} | {one['mib']:.0f} |")
