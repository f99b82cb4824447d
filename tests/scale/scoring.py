"""A program of its own: recency, frequency, monetary value and scores of a ledger store, from nothing and kept up.

``python -m tests.scale.scoring STORE OUT`` writes the figures of each client into OUT and prints seconds and MiB as
JSON: ``facts`` the monthly facts from all movements, ``seconds`` the scores of everybody from them.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from crmdesk.differentiate import rulebooks
from crmdesk.differentiate.facts import update_facts
from crmdesk.differentiate.rfm import rfm
from crmdesk.store.opening import open_store
from tests.scale.ledger import AS_OF
from tests.scale.million import PASSPHRASE
from tests.scale.starting import memory


def main(path: Path, out: Path) -> dict[str, float]:
    store, rules = open_store(path, PASSPHRASE, actor="scale"), rulebooks.load("securities")
    started = time.perf_counter()
    update_facts(store, rules)
    between, memory_facts = time.perf_counter(), memory("VmHWM")
    with store.read() as connection:
        found = rfm(connection, rules, as_of=AS_OF)
    ended = time.perf_counter()
    store.close()
    values = {"recency": found.recency, "days": found.frequency, "cents": found.monetary, "scores": found.scores}
    np.savez(out, client=found.clients, **values)
    return {"facts": between - started, "seconds": ended - between, "mib": memory_facts, "mib_all": memory("VmHWM")}


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]))))
