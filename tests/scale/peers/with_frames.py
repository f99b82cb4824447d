"""Recency, frequency, monetary value and their scores with pandas, polars or DuckDB, on columns that lie in memory.

``python with_frames.py TOOL FILE OUT``: FILE holds ``client``, ``day`` (days since 1970) and ``cents`` of every
movement; the figures of each client go into OUT, seconds and MiB as JSON to standard output. Reading the file and
making the tool's own table of it is not counted. Frequency counts days with a movement; scores are the rulebook's
breakpoints.
"""

import json
import resource
import sys
import time

import numpy as np

#: Days at most for 5, 4, 3, 2 points; at least so many days and cents for 1 … 5.
R, F, M = [30, 90, 180, 365], [1, 4, 12, 24, 60], [1, 20_000, 100_000, 300_000, 1_000_000]
NAMES = ("client", "last", "days", "cents")


def with_pandas(client, day, cents):
    import pandas as pd

    frame = pd.DataFrame({"client": client, "day": day, "cents": cents})

    def sums():
        groups = frame.groupby("client", sort=True)
        found = groups.agg(last=("day", "max"), days=("day", "nunique"), cents=("cents", "sum"))
        return found.index.to_numpy(), *(found[name].to_numpy() for name in NAMES[1:])

    return sums


def with_polars(client, day, cents):
    import polars as pl

    frame = pl.DataFrame({"client": client, "day": day, "cents": cents})

    def sums():
        found = (
            frame.group_by("client")
            .agg(pl.col("day").max().alias("last"), pl.col("day").n_unique().alias("days"), pl.col("cents").sum())
            .sort("client")
        )
        return tuple(found[name].to_numpy() for name in NAMES)

    return sums


def with_duckdb(client, day, cents):
    import duckdb
    import pandas as pd

    base = duckdb.connect()
    rows = pd.DataFrame({"client": client, "day": day, "cents": cents})
    base.execute("create table movement as select * from rows")
    del rows
    query = (
        "select client, max(day) as last, count(distinct day) as days, sum(cents)::bigint as cents "
        "from movement group by client order by client"
    )

    def sums():
        found = base.execute(query).fetchnumpy()
        return tuple(np.asarray(found[name]) for name in NAMES)

    return sums


TOOLS = {"pandas": with_pandas, "polars": with_polars, "duckdb": with_duckdb}


def main(tool, file, out):
    held = np.load(file)
    until = int(held["until"])
    sums = TOOLS[tool](held["client"], held["day"], held["cents"])
    started = time.perf_counter()
    client, last, days, cents = sums()
    recency = until - last
    scores = (
        5 - np.searchsorted(R, recency, side="left"),
        np.searchsorted(F, days, side="right"),
        np.searchsorted(M, cents, side="right"),
    )
    seconds = time.perf_counter() - started
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    np.savez(out, client=client, recency=recency, days=days, cents=cents, scores=np.stack(scores, axis=1))
    print(json.dumps({"seconds": seconds, "mib": mib}))


if __name__ == "__main__":
    main(*sys.argv[1:])
