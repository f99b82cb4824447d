"""Match with recordlinkage by its documented way: blocks, comparisons with thresholds, ECM classifier.

``python with_recordlinkage.py FILE RECIPE OUT``: pairs of row numbers into OUT, seconds as JSON on standard output.
"""

import json
import resource
import sys
import time

import numpy as np
import pandas as pd
import recordlinkage

BLOCKS = {
    "febrl": ["given_name", "surname", "date_of_birth", "soc_sec_id", "address_1", ["suburb", "street_number"]],
    "chinese": [
        "id_no",
        "mobile",
        "email",
        "uscc",
        ["name", "birth"],
        ["name", "address"],
        ["birth", "sex", "address"],
    ],
}


def compare(recipe):
    told = recordlinkage.Compare()
    if recipe == "febrl":
        for column in ("given_name", "surname", "address_1", "address_2", "suburb"):
            told.string(column, column, method="jarowinkler", threshold=0.85)
        for column in ("soc_sec_id", "date_of_birth"):
            told.string(column, column, method="damerau_levenshtein", threshold=0.85)
        for column in ("postcode", "state", "street_number"):
            told.exact(column, column)
        return told
    told.string("name", "name", method="jarowinkler", threshold=0.85)
    told.string("id_no", "id_no", method="damerau_levenshtein", threshold=0.85)
    told.string("mobile", "mobile", method="damerau_levenshtein", threshold=0.85)
    told.string("address", "address", method="jarowinkler", threshold=0.85)
    for column in ("birth", "sex", "email", "uscc"):
        told.exact(column, column)
    return told


def main(file, recipe, out):
    rows = pd.read_csv(file, dtype=str, keep_default_na=False).replace("", np.nan)
    parts = [part for _, part in rows.groupby("system")] if recipe == "chinese" else [rows]
    started = time.perf_counter()
    index = recordlinkage.Index()
    for columns in BLOCKS[recipe]:
        index.block(columns)
    pairs = index.index(*parts)
    features = compare(recipe).compute(pairs, *parts)
    ecm = recordlinkage.ECMClassifier(binarize=0.5)
    ecm.fit(features)
    probability = ecm.prob(features)
    seconds = time.perf_counter() - started
    kept = probability[probability >= 0.05]
    one, other = (kept.index.get_level_values(level).to_numpy() for level in (0, 1))
    np.savez(out, one=one, other=other, probability=kept.to_numpy())
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "mib": mib, "candidates": len(pairs)}))


if __name__ == "__main__":
    main(*sys.argv[1:])
