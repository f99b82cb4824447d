"""Precision, recall and F1 of pairs of records against the truth, overall and per kind of dirt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tests.truth.kinds import BIT, KINDS

#: What two records share is told by what they lack: kinds of dirt that take a fact away.
_LACKS = {
    "id": ("id: missing", "id: other document"),
    "phone": ("phone: missing", "phone: former", "phone: of the office"),
    "birth": ("birth: missing", "birth: wrong"),
}
NO_NUMBER = "neither ID nor phone in common"
ONLY_NAME = "nothing but name and address in common"
CLEAN = "no dirt at all"


@dataclass(frozen=True)
class Score:
    """``true`` pairs there are, ``found`` of them, ``false`` ones found beside."""

    true: int
    found: int
    false: int

    @property
    def precision(self):
        return self.found / max(1, self.found + self.false)

    @property
    def recall(self):
        return self.found / max(1, self.true)

    @property
    def f1(self):
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)


def true_pairs(person):
    """All pairs of places with the same person, as two arrays, the smaller place first."""
    order = np.argsort(person, kind="stable")
    sorted_person = np.asarray(person)[order]
    left, right, step = [], [], 1
    while True:
        same = np.flatnonzero(sorted_person[step:] == sorted_person[:-step]) if step < len(order) else np.array([], int)
        if not len(same):
            break
        left.append(order[same])
        right.append(order[same + step])
        step += 1
    if not left:
        return np.array([], int), np.array([], int)
    one, other = np.concatenate(left), np.concatenate(right)
    return np.minimum(one, other), np.maximum(one, other)


def codes(one, other, size):
    """A pair of places as one number, whichever way round it is given."""
    return np.minimum(one, other).astype(np.int64) * size + np.maximum(one, other)


def score(person, one, other):
    """``Score`` of the pairs of places (``one[i]``, ``other[i]``)."""
    size = len(person)
    found = np.unique(codes(one, other, size)) if len(one) else np.array([], np.int64)
    left, right = found // size, found % size
    right_ones = int((person[left] == person[right]).sum())
    return Score(len(true_pairs(person)[0]), right_ones, len(found) - right_ones)


def lacks(dirt, what):
    return (dirt & sum(BIT[name] for name in _LACKS[what])) != 0


def pair_kinds(dirt, one, other):
    """``{kind: mask of the pairs}``: a pair is of every kind that either record carries, and of what it lacks."""
    bits = dirt[one] | dirt[other]
    kinds = {name: (bits & BIT[name]) != 0 for name in KINDS}
    is_person = (bits & BIT["organisation"]) == 0
    no_id, no_phone, no_birth = (lacks(dirt[one], w) | lacks(dirt[other], w) for w in ("id", "phone", "birth"))
    kinds[NO_NUMBER] = is_person & no_id & no_phone & ~no_birth
    kinds[ONLY_NAME] = is_person & no_id & no_phone & no_birth
    kinds[CLEAN] = bits == 0
    return kinds


def by_kind(records, one, other):
    """``{kind: Score}`` of found pairs; a false pair counts for the kinds that its records carry."""
    person, dirt, size = records.person, records.dirt, records.size
    true_one, true_other = true_pairs(person)
    found = np.unique(codes(one, other, size))
    is_found = np.isin(codes(true_one, true_other, size), found, assume_unique=True)
    wrong = found[person[found // size] != person[found % size]]
    true_kinds = pair_kinds(dirt, true_one, true_other)
    wrong_kinds = pair_kinds(dirt, wrong // size, wrong % size)
    return {
        name: Score(int(mask.sum()), int((mask & is_found).sum()), int(wrong_kinds[name].sum()))
        for name, mask in true_kinds.items()
    }


def traps(truth, one, other):
    """``{what the two people are to each other: count}`` of the false pairs."""
    person, names = truth.records.person, truth.records["name"]
    is_false = person[one] != person[other]
    left, right = one[is_false], other[is_false]
    a, b = person[left], person[right]

    def same(group):
        return (group[a] == group[b]) & (group[a] >= 0)

    known = {
        "twins": truth.twin[a] == b,
        "family": same(truth.household),
        "branch or sister firm": same(truth.firm_group),
        "namesakes": names[left] == names[right],
        "colleagues": same(truth.employer),
    }
    rest, found = np.ones(len(a), bool), {}
    for name, mask in known.items():
        found[name] = int((rest & mask).sum())
        rest &= ~mask
    return found | {"strangers": int(rest.sum())}


def table(scores, *, least=1):
    """Lines of a Markdown table of ``{kind: Score}``, kinds with too few true pairs left out."""
    lines = ["| kind | true pairs | recall | precision |", "|---|---:|---:|---:|"]
    for name, one in scores.items():
        if one.true >= least:
            lines.append(f"| {name} | {one.true:,} | {one.recall:.4f} | {one.precision:.4f} |")
    return "\n".join(lines)


def record_pairs(client_of, a, b):
    """Pairs of records that pairs of clients stand for, as ``(one, other, place of the pair)``.

    A client with several records stands for all of them; records of no client (-1) for none.
    """
    order = np.argsort(client_of, kind="stable")
    sorted_of = np.asarray(client_of)[order]
    first, last = np.searchsorted(sorted_of, a), np.searchsorted(sorted_of, a, side="right")
    start, end = np.searchsorted(sorted_of, b), np.searchsorted(sorted_of, b, side="right")
    simple = (last - first == 1) & (end - start == 1)
    one, other, place = [order[first[simple]]], [order[start[simple]]], [np.flatnonzero(simple)]
    for at in np.flatnonzero(~simple):
        left, right = order[first[at] : last[at]], order[start[at] : end[at]]
        one.append(np.repeat(left, len(right)))
        other.append(np.tile(right, len(left)))
        place.append(np.full(len(left) * len(right), at))
    return np.concatenate(one), np.concatenate(other), np.concatenate(place)


def joined_records(client_of):
    """Pairs of records that an import made one client."""
    inside = np.flatnonzero(client_of >= 0)
    one, other = true_pairs(client_of[inside])
    return inside[one], inside[other]
