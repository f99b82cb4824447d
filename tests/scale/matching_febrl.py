"""The engine of the product on a Febrl file, in a process of its own like its peers.

``python -m tests.scale.matching_febrl FILE OUT``: pairs of row numbers into OUT, seconds as JSON on standard output.
"""

from __future__ import annotations

import json
import os
import sys
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import rapidfuzz  # noqa: F401 (loaded at first use otherwise; the peers' imports are not counted either)

from tests.identify.matching.febrl import match_febrl
from tests.scale.starting import memory


def main(file, out):
    started = time.perf_counter()
    found, _people = match_febrl(file, least=0.05)
    seconds = time.perf_counter() - started
    np.savez(out, one=found.pairs.left, other=found.pairs.right, probability=found.probabilities)
    print(json.dumps({"seconds": seconds, "mib": memory("VmHWM")}))


if __name__ == "__main__":
    main(*sys.argv[1:])
