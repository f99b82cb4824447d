"""A program of its own that works on a store with ten million movements and says what it took.

``python -m tests.scale.classifying STORE`` prints one JSON object: seconds, and how many MiB the work added at most.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from crmdesk.differentiate import rulebooks
from crmdesk.differentiate.cube import cube
from crmdesk.differentiate.facts import update_facts
from crmdesk.differentiate.runs import classify
from crmdesk.differentiate.watching import countdown, near_tier
from crmdesk.store.opening import open_store
from tests.scale.ledger import AS_OF, add_day
from tests.scale.million import PASSPHRASE
from tests.scale.starting import memory

_DAY = 100_000


def main(path: Path) -> dict[str, float]:
    store = open_store(path, PASSPHRASE, actor="scale")
    rules, before = rulebooks.load("securities"), memory()
    month = AS_OF.year * 12 + AS_OF.month - 1
    found = {"facts": _seconds(lambda: update_facts(store, rules)), "memory_facts": memory("VmHWM") - before}
    found["classify"] = _seconds(lambda: classify(store, as_of=AS_OF, from_month=month, approve="made up"))
    found["memory_classify"] = memory("VmHWM") - before
    add_day(store, _DAY)
    found["fold"] = _seconds(lambda: update_facts(store, rules))
    found["rescore"] = _seconds(lambda: classify(store, as_of=AS_OF, from_month=month, approve="made up"))
    found["overview"] = _overview(store, rules)
    store.close()
    return found


def _overview(store, rules) -> float:
    """Milliseconds of all statements behind the overview of the whole branch."""
    with store.read() as connection:

        def read_all():
            cube(connection, AS_OF)
            near_tier(connection, AS_OF, rules)
            countdown(connection, AS_OF)

        return min(_seconds(read_all) for _ in range(4)) * 1000


def _seconds(act) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
