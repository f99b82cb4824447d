"""The words of ``words.toml``, ready for use."""

from __future__ import annotations

import tomllib
from pathlib import Path

_DATA = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))


def _pairs(text):
    """``张張 刘劉`` as a mapping."""
    return {pair[0]: pair[1] for pair in text.split()}


def _crossed(first, last):
    return [one + other for one in first for other in last]


SURNAMES = {name: float(share.rstrip("+")) for share, names in _DATA["surnames"].items() for name in names}
COMPOUND = _DATA["compound"].split()
GIVEN = {tuple(key.split("_")): signs for key, signs in _DATA["given"].items()}
#: Signs that also stand in names: what a homophone or a slip of the pen is taken from.
MORE_SIGNS = "".join(_DATA["more_signs"].split())
MINORITY_GIVEN = _DATA["minority_given"].split()
LATIN_GIVEN, LATIN_SURNAMES = _DATA["latin_given"].split(), _DATA["latin_surnames"].split()
TRADITIONAL, VARIANTS = _pairs(_DATA["traditional"]), _pairs(_DATA["variants"])
CITIES = {city: tuple(facts) for city, facts in _DATA["cities"].items()}
STREETS = _crossed(_DATA["roads"].split(), _DATA["road_kinds"].split())
OLD_STREETS = _crossed(_DATA["old_roads"].split(), ("路", "街", "马路"))
COMMUNITIES = _crossed(_DATA["settlements"].split(), _DATA["settlement_kinds"].split())
BRANDS = _crossed(_DATA["brand_first"], _DATA["brand_last"])
TRADES, SUFFIXES = _DATA["trades"].split(), tuple(_DATA["suffixes"].split())
TITLES, NOTES = _DATA["titles"].split(), _DATA["notes"].split()
