"""A program of its own that classifies many month-ends of a store, then one more as a monthly run does.

``python -m tests.scale.classifying_months STORE MONTHS`` prints seconds, MiB at most and clients as JSON: ``facts``
from nothing, ``earlier`` all month-ends but the last at once, ``last`` the newest month-end on top of them.
"""

from __future__ import annotations

import json
import os
import sys
import time
from itertools import pairwise
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from crmdesk import dates
from crmdesk.differentiate import rulebooks
from crmdesk.differentiate.facts import update_facts
from crmdesk.differentiate.runs import classify
from crmdesk.store.opening import open_store
from tests.scale.ledger import AS_OF
from tests.scale.million import PASSPHRASE
from tests.scale.starting import memory


def main(path: Path, months: int) -> dict[str, float]:
    store, last = open_store(path, PASSPHRASE, actor="scale"), dates.month_index(AS_OF)
    started = [time.perf_counter()]
    update_facts(store, rulebooks.load("securities"))
    started.append(time.perf_counter())
    before = dates.month_last(last - 1)
    classify(store, as_of=before, from_month=last - months + 1, approve="made up")
    started.append(time.perf_counter())
    result = classify(store, as_of=AS_OF, approve="made up")
    started.append(time.perf_counter())
    store.close()
    spent = [after - begun for begun, after in pairwise(started)]
    return dict(zip(("facts", "earlier", "last"), spent, strict=True)) | {
        "mib": memory("VmHWM"),
        "clients": result.clients,
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]))))
