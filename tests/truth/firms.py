"""True organisations: firms, their branches that are not the same, sisters with nearly the same name."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tests.truth import numbers, words

_CITIES = list(words.CITIES)


@dataclass
class Firms:
    """One row per organisation. ``parent`` is the head office of a branch (-1 otherwise), ``group`` the sisters."""

    city: np.ndarray
    brand: np.ndarray
    trade: np.ndarray
    suffix: np.ndarray
    tail: np.ndarray
    former_brand: np.ndarray
    form: np.ndarray
    code: np.ndarray
    licence: np.ndarray
    phone: np.ndarray
    home: np.ndarray
    parent: np.ndarray
    group: np.ndarray

    @property
    def size(self):
        return len(self.city)

    def name(self, at, *, region="plain", brand=None, suffix=None, trade=True):
        """The name as registered: ``武汉宏图商贸有限公司`` or with the place in brackets behind the brand."""
        city = _CITIES[self.city[at]].removesuffix("市")
        brand = brand or self.brand[at]
        place = {"plain": (city, ""), "brackets": ("", f"（{city}）"), "half": ("", f"({city})"), "none": ("", "")}[
            region
        ]
        trade_text = self.trade[at] if trade else ""
        return f"{place[0]}{brand}{place[1]}{trade_text}{self.suffix[at] if suffix is None else suffix}{self.tail[at]}"


def firms(rng, count, homes):
    """A block of organisations at the addresses ``homes``: 12 % are sisters of another, 6 % branches of another."""
    city = homes[:, 0].copy()
    brand = np.array(words.BRANDS, object)[rng.integers(0, len(words.BRANDS), count)]
    trade = np.array(words.TRADES, object)[rng.integers(0, len(words.TRADES), count)]
    suffix = np.array(words.SUFFIXES, object)[rng.choice(4, count, p=(0.72, 0.13, 0.1, 0.05))]
    tail, parent, group = np.full(count, "", object), np.full(count, -1), np.arange(count)
    lot = rng.random(count)
    for at in range(1, count):
        before = int(rng.integers(0, at))
        if tail[before] or lot[at] > 0.18:
            continue
        group[at] = group[before]
        city[at], brand[at] = city[before], brand[before]
        if lot[at] < 0.06:
            trade[at], suffix[at], parent[at] = trade[before], suffix[before], before
            tail[at] = f"{_CITIES[rng.integers(0, len(_CITIES))].removesuffix('市')}分公司"
    region = np.array(
        [f"{words.CITIES[_CITIES[c]][0]}01{n:02d}" for c, n in zip(city, rng.integers(0, 20, count), strict=True)]
    )
    phone = [
        f"{words.CITIES[_CITIES[c]][1]}-{n}"
        for c, n in zip(city, rng.integers(2 * 10**7, 9 * 10**7, count), strict=True)
    ]
    former = np.array(words.BRANDS, object)[rng.integers(0, len(words.BRANDS), count)]
    form = rng.choice(["plain", "brackets"], count, p=(0.85, 0.15)).astype(object)
    return _apart(
        Firms(city, brand, trade, suffix, tail, former, form, numbers.credit_codes(rng, region),
              numbers.old_licences(rng, region), np.array(phone, object), homes, parent, group)
    )  # fmt: skip


def _apart(found):
    """No two firms of a city bear one name: the register refuses the second."""
    seen = set()
    for at in range(found.size):
        while (found.city[at], found.brand[at], found.trade[at], found.tail[at]) in seen:
            found.brand[at] += "兴隆昌盛广茂"[at % 6]
        seen.add((found.city[at], found.brand[at], found.trade[at], found.tail[at]))
    return found
