"""The engine of the product on the Febrl sets: only the fields and levels are others."""

import csv
import gzip
from pathlib import Path

import numpy as np

from crmdesk.i18n import Words
from crmdesk.identify.matching.engine.blocking import Pairs
from crmdesk.identify.matching.engine.columns import coded, mixed, text_hashes, together
from crmdesk.identify.matching.engine.comparison import Comparison, Schema, agreeing_groups
from crmdesk.identify.matching.engine.matching import matched_columns
from crmdesk.identify.matching.fields.days import day_levels, days
from crmdesk.identify.matching.fields.texts import Texts, text_levels, texts
from crmdesk.identify.matching.kinds.parts import level

FOLDER = Path(__file__).parents[2] / "data" / "febrl"
COLUMNS = (
    *("given_name", "surname", "street_number", "address_1", "address_2", "suburb", "postcode", "state"),
    *("date_of_birth", "soc_sec_id"),
)


def compared(name, group, steps, shares):
    """Shares are (m, u) of the levels, the best first, the last one that of a difference."""
    agreements = ["same", *["close"] * (len(shares) - 2), "differs"]
    levels = tuple(level("|", how, m, u) for how, (m, u) in zip(agreements, shares, strict=True))
    level_of = crossing(steps) if name in CROSSED else text_levels(steps)
    return Comparison(name, Words(name, name), group, levels, level_of, (name,))


def crossing(steps):
    """The generator swaps the two names and the two lines of an address: both ways round count as alike."""
    straight = text_levels(steps)

    def levels(feature, pairs):
        own, other = feature
        found = straight(own, pairs)
        size = len(own.codes)
        both = Texts(
            np.append(own.codes, np.where(other.codes < 0, -1, other.codes + len(own.values))),
            np.append(own.values, other.values),
            np.append(own.hashes, other.hashes),
        )
        ways = [straight(both, Pairs(pairs.left + a, pairs.right + b)) for a, b in ((0, size), (size, 0))]
        is_crossed = (found != 1) & (ways[0] > 0) & (ways[1] > 0) & (ways[0] < 3) & (ways[1] < 3)
        return np.where(is_crossed, 2, found).astype(np.uint8)

    return levels


CROSSED = {"given_name": "surname", "surname": "given_name", "address_1": "address_2", "address_2": "address_1"}
NAME = ((0.70, 0.05), (0.20, 0.02), (0.10, 0.93))
PLACE = ((0.70, 0.02), (0.20, 0.02), (0.10, 0.96))
COMPARISONS = (
    compared("given_name", "given", (0.85,), NAME),
    compared("surname", "surname", (0.85,), NAME),
    compared("street_number", "number", (0.66,), PLACE),
    compared("address_1", "street", (0.85,), PLACE),
    compared("address_2", "house", (0.85,), PLACE),
    compared("suburb", "suburb", (0.85,), PLACE),
    compared("postcode", "postcode", (0.85,), PLACE),
    compared("soc_sec_id", "id", (0.90,), ((0.80, 0.0005), (0.15, 0.01), (0.05, 0.9895))),
    Comparison(
        "date_of_birth",
        Words("", ""),
        "birth",
        tuple(
            level("|", how, m, u)
            for how, m, u in (
                ("same", 0.85, 0.001),
                ("close", 0.1, 0.004),
                ("differs", 0.03, 0.01),
                ("differs", 0.02, 0.985),
            )
        ),
        day_levels,
        ("date_of_birth",),
    ),
)


def prepare(columns):
    features = {name: texts(columns[name]) for name in COLUMNS if name != "date_of_birth"}
    crossed = {name: (features[name], features[other]) for name, other in CROSSED.items()}
    return {**features, **crossed, "plain": features, "date_of_birth": days(columns["date_of_birth"])}


def keys(features):
    plain, born = features["plain"], features["date_of_birth"]
    key = {name: feature.key() for name, feature in plain.items()}
    starts = {
        name: np.append(text_hashes([value[:3] for value in plain[name].values]), np.uint32(0))[plain[name].codes]
        for name in ("given_name", "surname", "address_1", "suburb")
    }
    born = features["date_of_birth"]
    return {
        "soc_sec_id": key["soc_sec_id"],
        "birth": born.key(),
        "names": together(starts["given_name"], starts["surname"]),
        "surname and postcode": together(starts["surname"], key["postcode"]),
        "given name and postcode": together(starts["given_name"], key["postcode"]),
        "street": together(key["address_1"], key["street_number"]),
        "suburb and street": together(starts["suburb"], starts["address_1"]),
        "given name and birth": together(starts["given_name"], mixed(born.number // 100)),
    }


FEBRL = Schema(
    "febrl",
    COLUMNS,
    COMPARISONS,
    prepare,
    keys,
    lambda features: features["plain"]["surname"].key(),
    lambda features: {},
    lambda patterns: np.zeros(len(patterns), bool),
    lambda patterns: agreeing_groups(patterns, COMPARISONS) < 2,
)


def rows_of(path):
    opened = gzip.open if str(path).endswith(".gz") else open
    with opened(path, "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def match_febrl(path, *, least=0.5):
    """``(matched, truth)``: truth is the number of the person on every row."""
    rows = rows_of(path)
    columns = {name: coded(row[name].strip() for row in rows) for name in COLUMNS}
    people = np.array([int(row["rec_id"].split("-")[1]) for row in rows])
    return matched_columns(FEBRL, columns, least=least), people
