"""Stores filled with the truth set, every record a client of its own: made once, kept in the cache, named by size.

``python -m tests.scale.truth_store CLIENTS`` makes the one with two systems and about that many records.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from crmdesk.store.keys import keys_path
from crmdesk.store.opening import create_store
from tests.scale.figures import cache_folder
from tests.scale.million import PASSPHRASE
from tests.truth.stores import fill
from tests.truth.truth import TWO, truth

_ROOT = Path(__file__).parents[2]
#: People behind a record: a little over half of them are known to both systems.
_PEOPLE = 0.65


def people_of(records):
    return round(records * _PEOPLE)


def truth_store(records):
    """The closed store of about ``records`` clients, made by a program of its own where it is missing."""
    path = _path(records)
    if not path.exists():
        subprocess.run([sys.executable, "-m", "tests.scale.truth_store", str(records)], cwd=_ROOT, check=True)
    return path


def _path(records):
    return cache_folder() / f"truth-{records}.crm"


def build(records):
    path = _path(records)
    part = path.with_name(f"building-{path.name}")
    for left in path.parent.glob(f"{part.name}*"):
        left.unlink()
    store = create_store(part, PASSPHRASE, actor="scale")
    fill(store, truth(people_of(records), TWO, again=0).records)
    store.close()
    keys_path(part).rename(keys_path(path))
    part.rename(path)


if __name__ == "__main__":
    build(int(sys.argv[1]))
