"""True persons: families at one address, twins, colleagues, namesakes; a block of them at a time.

``Persons`` holds one array per fact. Blocks share nothing, so that a million people stream.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from tests.truth import numbers, words
from tests.truth.sounds import spoken

_CITIES = list(words.CITIES)
_PROVINCES = np.array([11, 12, 13, 14, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 50, 51, 52, 53, 61])
_TODAY = np.datetime64("2026-06-30")
#: Share of people by sort of name.
_MINORITY, _LATIN, _COMPOUND = 0.012, 0.004, 0.006


@dataclass
class Persons:
    """One row per person. ``home``, ``former_home`` are parts of an address; ``household``, ``employer`` groups."""

    surname: np.ndarray
    given: np.ndarray
    sort: np.ndarray
    sex: np.ndarray
    birth: np.ndarray
    id_no: np.ndarray
    passport: np.ndarray
    mobile: np.ndarray
    former_mobile: np.ndarray
    email: np.ndarray
    home: np.ndarray
    former_home: np.ndarray
    household: np.ndarray
    role: np.ndarray
    twin: np.ndarray
    employer: np.ndarray
    generation: np.ndarray
    is_namesake: np.ndarray
    is_sharing_phone: np.ndarray

    @property
    def size(self):
        return len(self.surname)


def persons(rng, block, count, employers):
    """A block of people; ``employers`` is how many firms there are to work for."""
    household, role = _households(rng, count)
    sex, birth, twin = _ages(rng, household, role)
    sort = rng.choice(4, count, p=(1 - _MINORITY - _LATIN - _COMPOUND, _COMPOUND, _MINORITY, _LATIN))
    sort = np.where(role >= 1, np.where(role == 1, np.minimum(sort, 1), 0), sort)
    year = birth.astype("datetime64[Y]").astype(int) + 1970
    generation = np.select([year < 1966, year < 1990], ["old", "middle"], "young")
    surname, given = _names(rng, sort, sex, generation)
    _family_names(rng, surname, given, household, role, sort)
    mobile, is_sharing = _phones(rng, household, role, count)
    employer = rng.integers(0, max(employers, 1), count)
    found = Persons(
        surname=surname,
        given=given,
        sort=sort,
        sex=sex,
        birth=birth,
        id_no=_ids(rng, block, birth, sex, twin),
        passport=np.char.add("E", rng.integers(10**7, 10**8, count).astype(str)).astype(object),
        mobile=mobile,
        former_mobile=numbers.mobiles(rng, count).astype(object),
        email=_emails(rng, surname, given),
        home=homes(rng, count)[household],
        former_home=homes(rng, count),
        household=household,
        role=role,
        twin=twin,
        employer=np.where((role < 2) & (rng.random(count) < 0.4), employer, -1),
        generation=generation,
        is_namesake=np.zeros(count, bool),
        is_sharing_phone=is_sharing,
    )
    _namesakes(rng, found)
    return found


def _households(rng, count):
    """Household of each person and the role in it: 0 head, 1 spouse, 2 and 3 children."""
    sizes = rng.choice([1, 2, 3, 4], count, p=(0.55, 0.25, 0.14, 0.06))
    household = np.repeat(np.arange(count), sizes)[:count]
    role = np.arange(count) - np.searchsorted(household, household)
    return household, role


def _ages(rng, household, role):
    """Sex, day of birth, and the twin's row (-1 without): a fourth of the second children are twins of the first."""
    count = len(role)
    head_born = np.datetime64("1946-01-01") + rng.integers(0, 18_500, count)
    head = np.searchsorted(household, household)
    sex = rng.choice(["1", "2"], count)
    sex[role == 1] = np.where(sex[head[role == 1]] == "1", "2", "1")
    gap = np.select([role == 1, role >= 2], [rng.integers(-1800, 1800, count), rng.integers(8000, 12_000, count)], 0)
    birth = np.minimum(head_born[head] + gap, _TODAY - rng.integers(1, 5000, count))
    twin = np.full(count, -1)
    pairs = np.flatnonzero((role == 3) & (rng.random(count) < 0.25))
    birth[pairs], twin[pairs], twin[pairs - 1] = birth[pairs - 1], pairs - 1, pairs
    alike = pairs[rng.random(len(pairs)) < 0.7]
    sex[alike] = sex[alike - 1]
    return sex, birth, twin


@cache
def _shares(count, power=0.75):
    weights = 1 / np.arange(2, count + 2) ** power
    return weights / weights.sum()


def _names(rng, sort, sex, generation):
    """Surname and given name of each person, by share of the surname and fashion of the time."""
    count = len(sort)
    names, weights = np.array(list(words.SURNAMES), object), np.array(list(words.SURNAMES.values()))
    surname = names[rng.choice(len(names), count, p=weights / weights.sum())]
    given = np.empty(count, object)
    for (age, one_sex), signs in words.GIVEN.items():
        at = np.flatnonzero((generation == age) & (sex == one_sex))
        pool = np.array(list(signs), object)
        first, second = (pool[rng.choice(len(pool), len(at), p=_shares(len(pool)))] for _ in range(2))
        rare = np.array(list(words.MORE_SIGNS), object)
        second = np.where(rng.random(len(at)) < 0.25, rare[rng.integers(0, len(rare), len(at))], second)
        given[at] = first + np.where(rng.random(len(at)) < 0.22, "", second)
    for kind, pool in ((1, words.COMPOUND), (2, words.MINORITY_GIVEN), (3, words.LATIN_SURNAMES)):
        at = np.flatnonzero(sort == kind)
        surname[at] = np.array(pool, object)[rng.integers(0, len(pool), len(at))]
    for kind, pool in ((2, words.MINORITY_GIVEN), (3, words.LATIN_GIVEN)):
        at = np.flatnonzero(sort == kind)
        given[at] = np.array(pool, object)[rng.integers(0, len(pool), len(at))]
    return surname, given


def _family_names(rng, surname, given, household, role, sort):
    """Children bear the surname of the head and a name of their own; sisters and brothers often share a sign."""
    head = np.searchsorted(household, household)
    children = np.flatnonzero((role >= 2) & (sort[head] < 2))
    surname[children] = surname[head[children]]
    for at in children[(role[children] == 3) & (rng.random(len(children)) < 0.5)]:
        if len(given[at]) == 2:
            given[at] = given[at - 1][0] + given[at][1]
    for at in children:
        elders = (head[at], at - 1)
        while any((given[at], surname[at]) == (given[one], surname[one]) for one in elders):
            given[at] = given[at][0] + words.MORE_SIGNS[rng.integers(0, len(words.MORE_SIGNS))]


def _phones(rng, household, role, count):
    """A mobile of one's own, else the head's: a fourth of the spouses, half of the children."""
    mobile = numbers.mobiles(rng, count).astype(object)
    head = np.searchsorted(household, household)
    shared = rng.random(count) < np.select([role == 1, role >= 2], [0.25, 0.5], 0)
    mobile[shared] = mobile[head[shared]]
    is_sharing = shared.copy()
    is_sharing[head[shared]] = True
    return mobile, is_sharing


def _emails(rng, surname, given):
    tails = rng.integers(1, 9999, len(surname))
    found = np.full(len(surname), "", object)
    for at in np.flatnonzero(rng.random(len(surname)) < 0.25):
        found[at] = f"{''.join(spoken(surname[at], given[at])).lower()}{tails[at]}@example.com"
    return found


def homes(rng, count):
    """Rows of (city, district, street, house, community, building, unit, room) as indices and numbers."""
    sizes = (len(_CITIES), 24, len(words.STREETS), 900, len(words.COMMUNITIES), 40, 5, 34)
    parts = np.stack([rng.integers(0, size, count) for size in sizes], axis=1)
    parts[:, 0] = rng.choice(len(_CITIES), count, p=_shares(len(_CITIES), 1.0))
    parts[:, 7] = (parts[:, 7] // 2 + 1) * 100 + rng.integers(1, 5, count)
    return parts


def _ids(rng, block, birth, sex, twin):
    """Resident IDs, no two alike: every block has numbers of its own, and what is drawn twice is drawn again."""
    count = len(birth)

    def drawn(at):
        local = _PROVINCES[rng.integers(0, len(_PROVINCES), len(at))] * 10_000
        region = local + rng.integers(1, 10, len(at)) * 100 + rng.integers(1, 29, len(at))
        sequence = (block % 40) * 24 + rng.integers(0, 12, len(at)) * 2 + (sex[at] == "1")
        return numbers.resident_ids(region.astype(str), birth[at], sequence)

    ids = drawn(np.arange(count)).astype(object)
    second = np.flatnonzero((twin >= 0) & (twin < np.arange(count)))
    ids[second] = [_next_id(ids[twin[at]], sex[at], (block % 40) * 24) for at in second]
    while True:
        _, first = np.unique(ids.astype(str), return_index=True)
        again = np.setdiff1d(np.arange(count), first)
        if not len(again):
            return ids
        ids[again] = drawn(again)


def _next_id(number, sex, lowest):
    """The ID of a twin, entered at the same counter right after ``number``."""
    place = ((int(number[14:17]) - lowest) // 2 + 1) % 12
    return _checked(f"{number[:14]}{lowest + place * 2 + (sex == '1'):03d}")


def _checked(first17):
    return str(numbers.with_id_check(np.array([first17]))[0])


def _namesakes(rng, people):
    """A few people share name, sex and day of birth with a stranger: the hardest trap."""
    chosen = np.flatnonzero((rng.random(people.size) < 0.0004) & (people.role == 0) & (people.sort == 0))
    for one, other in zip(chosen[::2], chosen[1::2], strict=False):
        for name in ("surname", "given", "sex", "birth"):
            getattr(people, name)[other] = getattr(people, name)[one]
        people.is_namesake[[one, other]] = True
        region, sequence = people.id_no[other][:6], people.id_no[other][14:16] + people.id_no[one][16]
        day = str(people.birth[one]).replace("-", "")
        number = _checked(f"{region}{day}{sequence}")
        if number != people.id_no[one]:
            people.id_no[other] = number
