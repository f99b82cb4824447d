"""A program of its own that scans a store for duplicates and says what it took.

``python -m tests.scale.scanning STORE PEOPLE PAIRS`` scans the whole store of so many true clients, then what 1,000 new
records of them added, then asks for the live hint, merges and takes apart. Prints one JSON object (seconds, MiB added
at most, milliseconds), writes the pairs found into PAIRS.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from sqlalchemy import func, select

from crmdesk.identify.matching import auto_threshold, likely_clients, open_pairs, pair_count, scan_clients
from crmdesk.identify.merging import merge_clients, unmerge
from crmdesk.identify.tables import client
from crmdesk.store.opening import open_store
from tests.scale.million import PASSPHRASE
from tests.scale.starting import memory
from tests.truth.stores import fill
from tests.truth.truth import THREE, TWO_AND_LIST, blocks, truth

_NEW = 1_000
_HINTS = 300
_MERGES = 30
_ALL = 100_000_000


def main(path: Path, people: int, out: Path) -> dict[str, float]:
    store = open_store(path, PASSPHRASE, actor="scale")
    before = memory()
    found = _scan("full", store, is_full=True) | {"full_mib": memory("VmHWM") - before}
    with store.read() as connection:
        found["clients"] = connection.execute(select(func.count()).select_from(client)).scalar()
        found["pairs"] = pair_count(connection)
        found["automatic"] = auto_threshold(connection).value
        pairs = open_pairs(connection, limit=_ALL)
    columns = ("a", "b", "probability", "has_conflict")
    np.savez(out, **{name: np.array([getattr(one, name) for one in pairs]) for name in columns})
    del pairs
    newcomers = _newcomers(people)
    fill(store, newcomers, first_no=90_000_000)
    found |= _scan("incremental", store, is_full=False)
    with store.read() as connection:
        found["new_pairs"] = pair_count(connection) - found["pairs"]
        found |= _hints(connection)
    found |= _merges(store)
    found["peak_mib"] = memory("VmHWM")
    store.close()
    return found


def _scan(name, store, *, is_full):
    """Seconds of a scan by the clock, and of the processor's work in it."""
    worked = time.process_time()
    return {name: _seconds(lambda: scan_clients(store, is_full=is_full)), f"{name}_cpu": time.process_time() - worked}


def _newcomers(people):
    """A thousand records of a third system, of clients whom the store knows already."""
    records = next(blocks(people, TWO_AND_LIST, again=0)).records
    return records.only(np.flatnonzero(records.system == 2)[:_NEW])


def _hints(connection):
    """Milliseconds of the hint while a client is typed: name alone, name with phone, name with ID number.

    ``…_cpu`` is the processor's work in it, for a machine that does other work.
    """
    records = truth(5_000, THREE).records
    people = np.flatnonzero((records.kind == "person") & (records["id_no"] != "") & (records["mobile"] != ""))[:_HINTS]
    told = {}
    for what, names in (("name", ()), ("phone", ("mobile",)), ("id", ("id_no",))):
        spent, worked = [], []
        for at in people:
            values = {"name": records["name"][at]} | {one: records[one][at] for one in names}
            before = time.process_time()
            spent.append(_seconds(lambda given=values: likely_clients(connection, "person", given)) * 1000)
            worked.append((time.process_time() - before) * 1000)
        told |= {f"hint_{what}": float(np.median(spent)), f"hint_{what}_p95": float(np.quantile(spent, 0.95))}
        told |= {f"hint_{what}_p95_cpu": float(np.quantile(worked, 0.95))}
    return told


def _merges(store):
    """Milliseconds of merging two clients and of taking them apart again, median of some surest pairs."""
    with store.read() as connection:
        pairs = [one for one in open_pairs(connection, limit=4 * _MERGES) if not one.has_conflict][:_MERGES]
    merging, parting = [], []
    for one in pairs:
        started = time.perf_counter()
        merge = merge_clients(store, one.a, [one.b])
        merging.append((time.perf_counter() - started) * 1000)
        parting.append(_seconds(lambda done=merge: unmerge(store, done)) * 1000)
    return {"merge": float(np.median(merging)), "unmerge": float(np.median(parting))}


def _seconds(act):
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))))
