"""BG/NBD of the same clients by lifetimes and by us, in one process, one after the other in turn.

``python -m tests.scale.peers.with_lifetimes FILE TURNS OUT``: FILE holds ``events``, ``recency`` and ``age`` in days
of every client; the parameters of both go into OUT, seconds and log-likelihoods as JSON to standard output. Imports are
not counted; of lifetimes ``fit`` is, of ours grouping and fitting. Seconds are the processor's, because a busy machine
delays both.
"""

import json
import os
import sys
import time
import warnings

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from lifetimes import BetaGeoFitter

from crmdesk.differentiate.forecast import bg_nbd
from crmdesk.differentiate.forecast.bg_nbd import Parameters
from crmdesk.differentiate.forecast.expected import expected_events, p_alive
from crmdesk.differentiate.forecast.statistics import group


def timed(work):
    started = time.process_time()
    return work(), time.process_time() - started


def theirs(events, recency, age):
    fitter = BetaGeoFitter(penalizer_coef=0.0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return fitter.fit(events, recency / 7, age / 7)


def ours(events, recency, age):
    return bg_nbd.fit(group(events, recency, age, unit=7.0))


def main(file, turns, out):
    found = np.load(file)
    columns = [found[name] for name in ("events", "recency", "age")]
    bg_nbd.fit(group(*(column[:100] for column in columns)))  # scipy's functions are loaded on first use
    turns = [(timed(lambda: theirs(*columns)), timed(lambda: ours(*columns))) for _ in range(int(turns))]
    (peer, _), (fit, _) = turns[-1]
    peer_seconds, our_seconds = ([turn[place][1] for turn in turns] for place in (0, 1))
    weeks = columns[1] / 7, columns[2] / 7
    _, scoring = timed(lambda: (p_alive(fit.parameters, columns[0], *weeks),
                                expected_events(fit.parameters, 52.0, columns[0], *weeks)))  # fmt: skip
    statistics = group(*columns, unit=7.0)
    named = [float(peer.params_[name]) for name in ("r", "alpha", "a", "b")]
    np.savez(out, lifetimes=np.array(named), ours=fit.parameters.array())
    print(json.dumps({
        "lifetimes": {"median": float(np.median(peer_seconds)), "best": min(peer_seconds)},
        "ours": {"median": float(np.median(our_seconds)), "best": min(our_seconds)},
        "likelihood": {"lifetimes": bg_nbd.log_likelihood(statistics, Parameters(*named)), "ours": fit.log_likelihood},
        "scoring": scoring,
    }))  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
