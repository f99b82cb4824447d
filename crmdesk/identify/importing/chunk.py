"""A slice of a file on its way into the store: columns of cleaned values, an outcome per row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from crmdesk.identify.importing.result import MOST_KEPT, Problem

Outcome = Literal["created", "updated", "unchanged", "rejected"]


@dataclass
class FileCount:
    """Running counts and remarks of one file. Cells of the columns ``secret`` are kept nowhere."""

    file: str
    secret: tuple[int, ...] = ()
    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    rejects: list[tuple[Problem, tuple[str, ...]]] = field(default_factory=list)

    def reject(self, row: int, column: str, reason: str, cells: Sequence[str]) -> None:
        self.counts["rejected"] += 1
        problem = Problem(self.file, row, column, reason)
        if len(self.rejects) < MOST_KEPT:
            self.problems.append(problem)
            kept = tuple("" if at in self.secret else cell for at, cell in enumerate(cells))
            self.rejects.append((problem, kept))

    def remark(self, row: int, column: str, reason: str) -> None:
        if len(self.problems) < MOST_KEPT:
            self.problems.append(Problem(self.file, row, column, reason, is_rejection=False))


@dataclass
class Chunk:
    """Rows of one file, column by column; ``numbers`` are their row numbers in the file."""

    numbers: list[int]
    cells: list[list[str]]
    columns: dict[str, list[Any]]
    headers: dict[str, str]
    count: FileCount

    @property
    def size(self) -> int:
        return len(self.numbers)

    def column(self, name: str) -> list[Any]:
        """Values of a field; all None when the file has no such column."""
        found = self.columns.get(name)
        return [None] * self.size if found is None else found

    def settle(self, outcome: Outcome, rows: int) -> None:
        self.count.counts[outcome] += rows

    def reject(self, position: int, name: str, reason: str) -> None:
        header = self.headers.get(name, name)
        self.count.reject(self.numbers[position], header, reason, self.cells[position])

    def remark(self, position: int, name: str, reason: str) -> None:
        self.count.remark(self.numbers[position], self.headers.get(name, name), reason)

    def only(self, positions: Sequence[int]) -> Chunk:
        """The same chunk reduced to some of its rows."""
        if len(positions) == self.size:
            return self
        return Chunk(
            picked(self.numbers, positions),
            picked(self.cells, positions),
            {name: picked(values, positions) for name, values in self.columns.items()},
            self.headers,
            self.count,
        )

    def with_column(self, name: str, values: list[Any]) -> Chunk:
        return replace(self, columns={**self.columns, name: values})

    def without(self, name: str, reason_of: Callable[[int], str | None]) -> Chunk:
        """Reject the rows for which ``reason_of`` gives a reason; the rest."""
        kept = []
        for position in range(self.size):
            reason = reason_of(position)
            if reason is None:
                kept.append(position)
            else:
                self.reject(position, name, reason)
        return self.only(kept)


def picked(values: Sequence[Any], positions: Iterable[int]) -> list[Any]:
    return [values[position] for position in positions]
