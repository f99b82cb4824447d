"""The kinds of dirt a record can carry, as bits, and how often each system carries them.

Rates follow the recipe of the domain specification (§9.6): 1 % duplicates in a system, 8 % stale phones, 2 % expired
IDs. What falls is not always seen: an ID that is missing cannot be masked as well.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

_DATA = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
DIRT = tuple(_DATA)
#: What is hard about the client, not about the writing.
FACTS = (
    *("twin", "family shares the phone", "namesake born the same day"),
    *("compound surname", "minority name", "Latin name", "organisation", "second record in one system"),
)
KINDS = DIRT + FACTS
BIT = {name: 1 << at for at, name in enumerate(KINDS)}
RATES = {
    system: {kind: rates[at] for kind, rates in _DATA.items()} for at, system in enumerate(("counter", "bank", "list"))
}
#: Rates of a second record in one system, where they differ.
AGAIN = {kind: rates[3] for kind, rates in _DATA.items() if rates[3] >= 0}
