"""Match with splink (DuckDB) by the settings of its published Febrl examples, and the same manner for Chinese clients.

``python with_splink.py FILE RECIPE OUT``: pairs of row numbers into OUT, seconds as JSON on standard output.
"""

import json
import logging
import resource
import sys
import time

import numpy as np
import pandas as pd
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

SWAPPED = "l.given_name = r.surname and l.surname = r.given_name and l.date_of_birth = r.date_of_birth"
RECIPES = {
    "febrl": {
        "link_type": "dedupe_only",
        "blocks": [block_on(one) for one in ("soc_sec_id", "given_name", "surname", "date_of_birth", "postcode")],
        "comparisons": [
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison(
                "date_of_birth", input_is_string=True, datetime_format="%Y%m%d", invalid_dates_as_null=True
            ),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
        ],
        "certain": [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth"), SWAPPED],
        "recall": 0.9,
        "em": [block_on("date_of_birth"), block_on("postcode")],
    },
    "chinese": {
        "link_type": "link_only",
        "blocks": [
            *(block_on(one) for one in ("id_no", "mobile", "email", "uscc")),
            block_on("name", "birth"),
            block_on("birth", "sex", "substr(name, 1, 1)"),
            block_on("substr(id_no, 1, 6)", "substr(id_no, -4)"),
            block_on("name", "address"),
        ],
        "comparisons": [
            cl.JaroWinklerAtThresholds("name", [0.92, 0.7]).configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("id_no", [1, 2, 8]),
            cl.DamerauLevenshteinAtThresholds("mobile", [1, 4]).configure(term_frequency_adjustments=True),
            cl.DateOfBirthComparison(
                "birth", input_is_string=True, datetime_format="%Y-%m-%d", invalid_dates_as_null=True
            ),
            cl.JaroWinklerAtThresholds("address", [0.92, 0.8]),
            cl.ExactMatch("email"),
            cl.ExactMatch("uscc"),
        ],
        "certain": [block_on("id_no"), block_on("uscc"), block_on("name", "mobile")],
        "recall": 0.8,
        "em": [block_on("birth"), block_on("id_no")],
    },
}


def main(file, recipe, out):
    logging.getLogger("splink").setLevel(logging.ERROR)
    rows = pd.read_csv(file, dtype=str, keep_default_na=False).replace("", np.nan)
    rows.insert(0, "unique_id", np.arange(len(rows)))
    told = RECIPES[recipe]
    is_link = told["link_type"] == "link_only"
    parts = [part.drop(columns="system") for _, part in rows.groupby("system")] if is_link else [rows]
    started = time.perf_counter()
    settings = SettingsCreator(
        link_type=told["link_type"],
        blocking_rules_to_generate_predictions=told["blocks"],
        comparisons=told["comparisons"],
    )
    database = DuckDBAPI()
    tables = [database.register(part) for part in parts]
    linker = Linker(tables if is_link else tables[0], settings)
    linker.training.estimate_probability_two_random_records_match(told["certain"], recall=told["recall"])
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for block in told["em"]:
        linker.training.estimate_parameters_using_expectation_maximisation(block)
    found = linker.inference.predict(threshold_match_probability=0.05).as_pandas_dataframe()
    seconds = time.perf_counter() - started
    np.savez(
        out,
        one=found["unique_id_l"].to_numpy(),
        other=found["unique_id_r"].to_numpy(),
        probability=found["match_probability"].to_numpy(),
    )
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "mib": mib}))


if __name__ == "__main__":
    main(*sys.argv[1:])
