"""The truth set: people, the systems that know them, and the records of each, in blocks that stream.

``truth(100_000)`` is the set of three systems; ``truth(130_000, TWO)`` gives 100,000 records in each of two systems of
which 70,000 people are in both. Same seed, same set, whatever is read of it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tests.truth import people as true_people
from tests.truth.firms import firms
from tests.truth.kinds import BIT
from tests.truth.records import Records
from tests.truth.seen_firms import seen_firms
from tests.truth.seen_people import seen_people

SYSTEMS = ("counter", "bank", "list")
_BLOCK = 25_000
_FIRMS = 0.04
_AGAIN = 0.01

#: Which systems know a client, and how many of a thousand clients they are.
THREE = {(0,): 250, (1,): 200, (2,): 30, (0, 1): 270, (0, 2): 70, (1, 2): 50, (0, 1, 2): 130}
TWO = {(0,): 230, (1,): 231, (0, 1): 539}
#: The same records of the two systems, and a list that has every client once more.
TWO_AND_LIST = {(0, 2): 230, (1, 2): 231, (0, 1, 2): 539}


@dataclass
class Block:
    """Records of a block of clients, and what they are to each other, by the client's place: ``person - first``."""

    records: Records
    first: int
    household: np.ndarray
    twin: np.ndarray
    employer: np.ndarray
    firm_group: np.ndarray


def blocks(size, presence=THREE, *, seed=20261121, again=_AGAIN, times=1.0):
    """The set of ``size`` clients, block by block; ``again`` is the share of second records in one system.

    With ``times`` dirt falls that many times as often as usual.
    """
    done = number = 0
    while done < size:
        count = min(_BLOCK, size - done)
        yield _block(np.random.default_rng((seed, number)), number, done, count, presence, again=again, times=times)
        done, number = done + count, number + 1


def truth(size, presence=THREE, **chosen):
    """All records at once, in the order of the systems, and how their clients are related."""
    parts = list(blocks(size, presence, **chosen))
    records = Records.joined(one.records for one in parts)
    found = Truth(
        records.only(np.argsort(records.system, kind="stable")),
        *(_global(parts, name) for name in ("household", "twin", "employer", "firm_group")),
    )
    for system in range(len(SYSTEMS)):
        at = np.flatnonzero(found.records.system == system)
        found.records.key[at] = _keys(SYSTEMS[system], len(at))
    return found


@dataclass
class Truth:
    """``household``, ``twin``, ``employer``, ``firm_group`` by the number of the client; -1 for none."""

    records: Records
    household: np.ndarray
    twin: np.ndarray
    employer: np.ndarray
    firm_group: np.ndarray


def _global(parts, name):
    """The relations of all blocks with numbers that run through."""
    return np.concatenate([np.where(getattr(one, name) >= 0, getattr(one, name) + one.first, -1) for one in parts])


def _keys(system, count):
    form = {"counter": "{:010d}", "bank": "8{:011d}", "list": "VIP{:06d}"}[system]
    return np.array([form.format(n * 7 + 11) for n in range(count)], object)


def _block(rng, number, first, count, presence, *, again, times):
    firm_count = int(count * _FIRMS)
    person_count = count - firm_count
    people = true_people.persons(rng, number, person_count, firm_count)
    companies = firms(rng, firm_count, true_people.homes(rng, firm_count))
    known = list(presence)
    weights = np.array(list(presence.values()), float)
    by = rng.choice(len(known), count, p=weights / weights.sum())
    parts = []
    for system, name in enumerate(SYSTEMS):
        inside = np.flatnonzero(np.array([system in one for one in known])[by])
        parts += _system(rng, name, system, people, companies, inside, again=again, times=times)
    for one in parts:
        one.person += first
    none = np.full(firm_count, -1)
    groups = companies.group + person_count
    return Block(
        Records.joined(parts), first,
        np.concatenate([people.household, none]), np.concatenate([people.twin, none]),
        np.concatenate([np.where(people.employer >= 0, people.employer + person_count, -1), none]),
        np.concatenate([np.full(person_count, -1), groups]),
    )  # fmt: skip


def _system(rng, name, system, people, companies, inside, *, again, times):
    """Records of one system: first of persons, then of organisations; some clients twice."""
    for kind, mask, shift in (
        ("person", inside < people.size, 0),
        ("organisation", inside >= people.size, people.size),
    ):
        at = inside[mask] - shift
        twice = at[rng.random(len(at)) < again]
        places = np.concatenate([at, twice])
        is_again = np.arange(len(places)) >= len(at)
        order = rng.permutation(len(places))
        places, is_again = places[order], is_again[order]
        if kind == "person":
            sheet = seen_people(rng, name, people, places, is_again, companies.phone, times=times)
        else:
            sheet = seen_firms(rng, name, companies, places, is_again, times=times)
        yield Records(
            np.full(len(places), system), np.full(len(places), "", object), places + shift,
            np.full(len(places), kind, object), sheet.dirt, sheet.columns,
        )  # fmt: skip


def has(bits, name):
    """A mask of the rows of ``bits`` that carry a kind."""
    return (bits & BIT[name]) != 0
