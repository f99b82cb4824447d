"""Records: what one system has about each of its clients, and which dirt is on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tests.truth.kinds import AGAIN, BIT, RATES

TEXTS = ("name", "id_no", "id_type", "sex", "birth", "mobile", "office_phone", "address", "email", "uscc")


#: However dirty a set is, this share of the records is spared each kind.
_MOST = 0.8


@dataclass
class Records:
    """One row per record. ``person`` is the true client; ``dirt`` bits of ``kinds.BIT``; the rest text as exported."""

    system: np.ndarray
    key: np.ndarray
    person: np.ndarray
    kind: np.ndarray
    dirt: np.ndarray
    columns: dict[str, np.ndarray]

    @property
    def size(self):
        return len(self.person)

    def __getitem__(self, name):
        return self.columns[name]

    def only(self, mask):
        """The records of a mask or of places, in that order."""
        columns = {name: values[mask] for name, values in self.columns.items()}
        return Records(self.system[mask], self.key[mask], self.person[mask], self.kind[mask], self.dirt[mask], columns)

    def has(self, name):
        return (self.dirt & BIT[name]) != 0

    @staticmethod
    def joined(parts):
        parts = list(parts)
        columns = {name: np.concatenate([one.columns[name] for one in parts]) for name in TEXTS}
        plain = (
            np.concatenate([getattr(one, name) for one in parts])
            for name in ("system", "key", "person", "kind", "dirt")
        )
        return Records(*plain, columns)


class Sheet:
    """The rows of one system while dirt falls on them: ``struck`` draws which, marks them, and says where.

    ``times`` as often as the rates of the system say.
    """

    def __init__(self, rng, system, dirt, is_again, times=1.0):
        self.rng, self.rates, self.times = rng, RATES[system], times
        self.dirt, self.is_again = dirt, is_again
        self.columns = {name: np.full(len(dirt), "", object) for name in TEXTS}

    def struck(self, name, eligible):
        """Places where this kind falls, among the ``eligible`` ones; marked."""
        rate = min(self.rates.get(name, 0) * self.times, _MOST)
        rates = np.where(self.is_again, AGAIN.get(name, rate), rate)
        at = np.flatnonzero((self.rng.random(len(self.dirt)) < rates) & eligible)
        self.dirt[at] |= BIT[name]
        return at

    def clean(self, *names):
        """A mask of the rows that carry none of these kinds."""
        bits = sum(BIT[name] for name in names)
        return (self.dirt & bits) == 0

    def change(self, column, at, write):
        """Put ``write(place)`` into a column at these places; where it says None the place stays as it is."""
        values = self.columns[column]
        for place in at:
            new = write(place)
            if new is not None:
                values[place] = new
