"""Which rows of a sheet are rows of the table, and what becomes of merged cells among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import repeat

from crmdesk.i18n import tr
from crmdesk.identify.importing.header import is_total, may_be_no_row
from crmdesk.sheets.sheet import FROM_ABOVE, FROM_LEFT, Block, Sheet

#: Rows that were left out and are named; more are only counted.
MOST_NAMED = 20
_SIGNS = (FROM_LEFT, FROM_ABOVE)


@dataclass
class Part:
    """Rows of a table: their numbers in the file and their cells. ``faults``: number → why the row cannot be used;
    ``remarks``: number → what is said about it."""

    numbers: list[int] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    faults: dict[int, str] = field(default_factory=dict)
    remarks: dict[int, str] = field(default_factory=dict)

    def cut(self, size: int) -> Part:
        """Take the first ``size`` rows out."""
        first = Part(self.numbers[:size], self.rows[:size])
        del self.numbers[:size], self.rows[:size]
        for notes, kept in ((self.faults, first.faults), (self.remarks, first.remarks)):
            kept.update({number: notes.pop(number) for number in sorted(notes) if number <= first.numbers[-1]})
        return first


class RowFilter:
    """Blocks of a sheet on their way to parts of a table."""

    def __init__(
        self, columns: tuple[str, ...], header_rows: tuple[int, ...], sheet: Sheet, key_columns: frozenset[int]
    ) -> None:
        self.width = len(columns)
        self.below = header_rows[-1]
        self.key_columns = key_columns
        self.is_text = sheet.is_text
        above = sheet.beginning.rows[: self.below]
        self.known_rows = {_bare(row) for row in above if any(cell.strip() for cell in row)}
        self.known_starts = {row[0] for row in above if row and row[0]}
        self.left_out: list[tuple[int, str]] = []

    def parts(self, blocks: Iterator[Block], size: int) -> Iterator[Part]:
        """Up to ``size`` rows at a time."""
        waiting = Part()
        number = 0
        for block in blocks:
            self._add(block, number, waiting)
            number += len(block.rows)
            while len(waiting.rows) >= size:
                yield waiting.cut(size)
        if waiting.rows:
            yield waiting

    def _add(self, block: Block, before: int, part: Part) -> None:
        """The rows of a block that are rows of the table; ``before``: rows of the sheet above it."""
        first = max(0, self.below - before)
        rows = block.rows[first:] if first else block.rows
        numbers: Sequence[int] = range(before + first + 1, before + first + 1 + len(rows))
        if block.has_covered:
            rows = [self._uncovered(row) for row in rows]
        faults = {before + at + 1: reason for at, reason in block.faults.items() if at >= first}
        if any(map(self._may_be_none, rows)):
            self._note_deleted(block, before)
            kept = [at for at, row in enumerate(rows) if not self._is_none(row, numbers[at], faults)]
            numbers, rows = [numbers[at] for at in kept], [rows[at] for at in kept]
        if not self.is_text:
            rows = [row if len(row) >= self.width else [*row, *repeat("", self.width - len(row))] for row in rows]
        part.numbers.extend(numbers)
        part.rows.extend(rows)
        part.faults.update(faults)
        there = set(numbers) if block.remarks else ()
        part.remarks.update({before + at + 1: text for at, text in block.remarks.items() if before + at + 1 in there})

    def _may_be_none(self, row: list[str]) -> bool:
        return may_be_no_row(row) or row[0] in self.known_starts

    def _is_none(self, row: list[str], number: int, faults: dict[int, str]) -> bool:
        if number in faults or not self._may_be_none(row):
            return False
        if not any(cell.strip() for cell in row):
            return True
        if is_total(row, self.width):
            text = " ".join(cell.strip() for cell in row if cell.strip())
            self._note(number, tr("A row of totals or a print line was left out: {text}", text=text[:80]))
            return True
        if _bare(row) in self.known_rows:
            self._note(number, tr("The header stands here once more; the row was left out."))
            return True
        return False

    def _note_deleted(self, block: Block, before: int) -> None:
        for at, text in block.remarks.items():
            if not any(block.rows[at]):
                self._note(before + at + 1, text)

    def _note(self, number: int, text: str) -> None:
        if len(self.left_out) < MOST_NAMED:
            self.left_out.append((number, text))

    def _uncovered(self, row: list[str]) -> list[str]:
        """Cells under a merged cell: repeated downwards where they name something, empty where they are amounts."""
        if not any(cell[:1] in _SIGNS for cell in row if cell):
            return row
        return [self._uncovered_cell(at, cell) for at, cell in enumerate(row)]

    def _uncovered_cell(self, at: int, cell: str) -> str:
        if cell[:1] == FROM_ABOVE and at in self.key_columns:
            return cell[1:]
        return "" if cell[:1] in _SIGNS else cell


def _bare(row: list[str]) -> tuple[str, ...]:
    """A row as it is compared with the rows of the header: without empty cells at its end."""
    cells = [cell.lstrip(FROM_LEFT + FROM_ABOVE).strip() for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)
