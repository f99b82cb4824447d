"""What an import did, row by row, and the rejected rows as a file to correct and import again."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from crmdesk.i18n import tr
from crmdesk.identify.importing.report.shapes import ImportReport
from crmdesk.text import for_spreadsheet

#: Rejected rows and remarks kept per file; more are only counted.
MOST_KEPT = 100_000


@dataclass(frozen=True)
class Problem:
    """Something about one row: the row was rejected, or read without one of its cells."""

    file: str
    row: int
    column: str
    reason: str
    is_rejection: bool = True

    def __str__(self) -> str:
        place = tr("row {row}, {column}", row=self.row, column=self.column) if self.column else f"{self.row}"
        if not self.column:
            place = tr("row {row}", row=self.row) if self.row else self.file
        return f"{place}: {self.reason}"


@dataclass(frozen=True)
class FileResult:
    """Counts of one file: ``read`` = ``created`` + ``updated`` + ``unchanged`` + ``rejected``, always.

    ``imported_before``: when exactly this content was imported first.
    """

    file: str
    recipe: str
    kind: str
    read: int
    created: int
    updated: int
    unchanged: int
    rejected: int
    problems: tuple[Problem, ...] = ()
    columns: tuple[str, ...] = ()
    rejects: tuple[tuple[Problem, tuple[str, ...]], ...] = field(default=(), repr=False)
    unmapped: tuple[str, ...] = ()
    encoding: str = ""
    separator: str = ""
    imported_before: datetime | None = None

    @property
    def is_reconciled(self) -> bool:
        return self.read == self.created + self.updated + self.unchanged + self.rejected


@dataclass(frozen=True)
class ImportResult:
    """One import. ``batch`` is 0 after a dry run, and when nothing had to be written.

    ``report`` is read from the store, before a dry run is rolled back; ``possible_duplicates`` counts the pairs that
    the search for duplicates found after the import, None when it was not asked for.
    """

    batch: int
    files: tuple[FileResult, ...]
    is_dry_run: bool = False
    report: ImportReport = field(default_factory=ImportReport)
    possible_duplicates: int | None = None

    @property
    def rejected(self) -> int:
        return sum(file.rejected for file in self.files)


def save_rejects(result: ImportResult, path: Path) -> int:
    """Write the rejected rows with their reasons as CSV (UTF-8 with BOM, opens in Excel and WPS); how many.

    One file's rows keep its columns; those of several files follow each other, each with its own header.
    """
    written = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        for one in result.files:
            if not one.rejects:
                continue
            extra = [tr("reason"), tr("file"), tr("row")]
            writer.writerow([for_spreadsheet(name) for name in one.columns] + extra)
            for problem, cells in one.rejects:
                width = len(one.columns)
                kept = [for_spreadsheet(cell) for cell in (*cells, *[""] * width)[:width]]
                writer.writerow([*kept, str(problem), one.file, problem.row])
                written += 1
    return written
