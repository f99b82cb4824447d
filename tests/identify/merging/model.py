"""What a store should say of clients that are merged, edited, imported and taken apart, in words of its own.

A client is an original that was made once. ``up`` says into which other it was merged. A row has a home: the client it
was made for, or the one whose number in a source it came by. Whoever holds its home shows it.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field


@dataclass(eq=False)
class Said:
    """One statement about a field: who brought it (``hand``, or the client whose number an import named)."""

    value: str | None
    source: str
    of: int | None = None


Record = dict[str, Said]


@dataclass
class Joined:
    """A merge that stands: the records as they were, and the kept one as it was left."""

    keep: int
    drops: tuple[int, ...]
    before: dict[int, Record]
    after: Record


@dataclass
class Model:
    records: dict[int, Record] = field(default_factory=dict)
    up: dict[int, int] = field(default_factory=dict)
    homes: dict[tuple[str, int], int] = field(default_factory=dict)
    merges: dict[int, Joined] = field(default_factory=dict)

    def snapshot(self) -> Model:
        return Model(
            {key: dict(record) for key, record in self.records.items()},
            dict(self.up),
            dict(self.homes),
            {key: copy(one) for key, one in self.merges.items()},
        )

    def holder(self, client_id: int) -> int:
        while client_id in self.up:
            client_id = self.up[client_id]
        return client_id

    def live(self) -> list[int]:
        return sorted(self.records)

    def owners(self) -> dict[tuple[str, int], int]:
        return {row: self.holder(home) for row, home in self.homes.items()}

    def merge(self, merge_id: int, keep: int, drops: tuple[int, ...], chosen: dict[str, int]) -> None:
        before = {one: dict(self.records[one]) for one in (keep, *drops)}
        for name, owner in chosen.items():
            self.records[keep][name] = before[owner][name]
        for one in drops:
            del self.records[one]
            self.up[one] = keep
        self.merges[merge_id] = Joined(keep, drops, before, dict(self.records[keep]))

    def above(self, merge_id: int) -> list[int]:
        """Later merges built on this one, oldest first."""
        found, holder = [], self.merges[merge_id].keep
        for number in sorted(self.merges):
            one = self.merges[number]
            if number > merge_id and holder in (one.keep, *one.drops):
                found.append(number)
                holder = one.keep
        return found

    def part(self, merge_id: int) -> None:
        """Take the last merge of a client apart."""
        one = self.merges.pop(merge_id)
        now = self.records[one.keep]
        for drop in one.drops:
            del self.up[drop]
        self.records |= {key: dict(record) for key, record in one.before.items()}
        for name, said in now.items():
            if said is one.after[name]:
                continue
            owner = one.keep if said.of is None else self.below(said.of, one)
            self.records[owner][name] = said

    def below(self, original: int, one: Joined) -> int:
        """Which client of a merge an original was part of."""
        holder = self.holder(original)
        return holder if holder in (one.keep, *one.drops) else one.keep
