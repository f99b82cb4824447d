"""A file as a table: its kind recognized, its header found, titles above and totals below left out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path

from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.identify.importing import reading, workbook
from crmdesk.identify.importing.header import find_header, is_total, may_be_no_row

_WEB_PAGE = Words(
    "{file} 实为网页文件,请用Excel或WPS打开并另存为XLSX。",
    "{file} is a web page under another name. Open it in Excel or WPS and save it as XLSX.",
)
_SIGNATURES = {
    b"\xd0\xcf\x11\xe0": Words(
        "{file} 是旧版或设有密码的Excel文件,请打开后另存为XLSX。",
        "{file} is an old or password-protected Excel file. Open it and save it as XLSX.",
    ),
    b"<html": _WEB_PAGE,
    b"<table": _WEB_PAGE,
    b"<?xml": Words(
        "{file} 是XML文件,请用Excel或WPS打开并另存为XLSX。",
        "{file} is an XML file. Open it in Excel or WPS and save it as XLSX.",
    ),
    b"%pdf": Words(
        "{file} 是PDF文件,不是表格。",
        "{file} is a PDF, not a table.",
    ),
}

_HEADER_WITHIN = 40

#: Rows looked at before an import, and shown beside the mapping.
SAMPLE_ROWS = 200


@dataclass
class Table:
    """An opened file. ``rows()`` gives ``(row number in the file, cells)`` below the header."""

    path: Path
    encoding: str
    separator: str
    sha256: str
    size: int
    columns: tuple[str, ...] = ()
    header_row: int = 0
    titles: list[str] = field(default_factory=list)

    @property
    def is_workbook(self) -> bool:
        return self.encoding == "xlsx"

    def all_rows(self, report: Callable[[int], None] | None = None) -> Iterator[list[str]]:
        if self.is_workbook:
            return workbook.workbook_rows(self.path)
        return reading.text_rows(self.path, encoding=self.encoding, separator=self.separator, report=report)

    def rows(self, report: Callable[[int], None] | None = None) -> Iterator[tuple[int, list[str]]]:
        """Rows with content below the header; rows of empty cells and rows of totals are left out."""
        for numbers, rows in self.parts(SAMPLE_ROWS, report):
            yield from zip(numbers, rows, strict=True)

    def parts(
        self, size: int, report: Callable[[int], None] | None = None
    ) -> Iterator[tuple[Sequence[int], list[list[str]]]]:
        """What ``rows()`` gives, up to ``size`` rows at a time: their numbers and their cells."""
        total = _TotalRow(self.columns)
        rows = islice(self.all_rows(report), self.header_row, None)
        first = self.header_row + 1
        while part := list(islice(rows, size)):
            numbers: Sequence[int] = range(first, first + len(part))
            first += len(part)
            if any(map(may_be_no_row, part)):
                kept = [at for at, row in enumerate(part) if not (may_be_no_row(row) and total.matches(row))]
                numbers, part = [numbers[at] for at in kept], [part[at] for at in kept]
            yield numbers, part

    @cached_property
    def sample(self) -> list[list[str]]:
        return [row for _number, row in islice(self.rows(), SAMPLE_ROWS)]


class _TotalRow:
    """``合计``, ``共 120 条`` and the like: only ever in a row's first cells."""

    def __init__(self, columns: tuple[str, ...]) -> None:
        self.width = len(columns)

    def matches(self, row: list[str]) -> bool:
        blank = not any(cell.strip() for cell in row)
        return blank or is_total(row, self.width)


def open_table(path: Path, known: Callable[[str], bool], report: Callable[[int], None] | None = None) -> Table:
    """Check and open a file; ``known`` tells whether a header is one that the recipes understand."""
    if not path.is_file():
        raise CrmError(tr("{file} does not exist.", file=path))
    head = reading.first_bytes(path)
    table = _workbook(path) if head.startswith(b"PK\x03\x04") else _text(path, head, report)
    beginning = list(islice(table.all_rows(), _HEADER_WITHIN))
    found = find_header(beginning, known)
    if found is None:
        first = next((row for row in beginning if any(cell.strip() for cell in row)), [])
        raise CrmError(
            tr(
                "{file}: no header row was found. The first row reads: {row}",
                file=path.name,
                row=" | ".join(cell.strip()[:20] for cell in first[:8]),
            )
        )
    table.header_row, names = found
    table.columns = tuple(names)
    table.titles = [" ".join(cell for cell in row if cell.strip()) for row in beginning[: table.header_row - 1]]
    return table


def _text(path: Path, head: bytes, report: Callable[[int], None] | None) -> Table:
    start = head.lstrip().lower()
    for signature, sentence in _SIGNATURES.items():
        if start.startswith(signature):
            raise CrmError(str(sentence.format(file=path.name)))
    checked = reading.check_text(path, report)
    separator = reading.find_separator(path, checked.encoding)
    return Table(path, checked.encoding, separator, checked.sha256, checked.size)


def _workbook(path: Path) -> Table:
    if re.search(r"\.gz$", path.name, re.IGNORECASE):
        raise CrmError(tr("{file}: unpack the workbook first.", file=path.name))
    workbook.check_workbook(path)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Table(path, "xlsx", "", digest, path.stat().st_size)
