"""A table of a file: its header found, titles above, totals below and repeated headers left out.

The file itself is read in a process of its own (``crmdesk.sheets``); here its rows become rows of a table.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from pathlib import Path

from crmdesk.errors import CrmError
from crmdesk.i18n import Words, language, tr
from crmdesk.identify.importing.header import Header, find_header, header_at
from crmdesk.identify.importing.rows import Part, RowFilter
from crmdesk.sheets.limited.process import AsText, sheet_blocks, survey
from crmdesk.sheets.sheet import FORMATS, Block, LeftOut, Sheet, Survey

_HEADER_WITHIN = 40

#: Rows looked at before an import, and shown beside the mapping.
SAMPLE_ROWS = 200


@dataclass
class Table:
    """An opened table. ``rows()`` gives ``(row number in the file, cells)`` below the header.

    ``name`` is what the table is called, ``part`` what finds it again in a file with several; ``key_columns`` are the
    places of columns that a merged cell fills downwards; ``left_out`` are rows that were passed over, as far as read.
    """

    path: Path
    sheet: Sheet
    name: str
    columns: tuple[str, ...]
    header_rows: tuple[int, ...]
    titles: tuple[str, ...] = ()
    password: str = ""
    key_columns: frozenset[int] = frozenset()
    left_out: list[tuple[int, str]] = field(default_factory=list)

    @property
    def part(self) -> str:
        return " › ".join(self.sheet.parts)

    @property
    def format(self) -> Words:
        return FORMATS.get(self.sheet.format, FORMATS["text"])

    @property
    def encoding(self) -> str:
        return self.sheet.encoding or self.sheet.format

    @property
    def separator(self) -> str:
        return self.sheet.separator

    @property
    def sha256(self) -> str:
        """Of the content; a sheet that is not the first has one of its own."""
        if not self.sheet.number:
            return self.sheet.sha256
        return hashlib.sha256(f"{self.sheet.sha256} {self.sheet.number}".encode("ascii")).hexdigest()

    @property
    def size(self) -> int:
        return self.sheet.size

    @property
    def header_row(self) -> int:
        """The last row of the header."""
        return self.header_rows[-1]

    def rows(self, report: Callable[[int], None] | None = None) -> Iterator[tuple[int, list[str]]]:
        """Rows with content below the header; rows of empty cells and rows of totals are left out."""
        for part in self.parts(SAMPLE_ROWS, report):
            yield from zip(part.numbers, part.rows, strict=True)

    def parts(self, size: int, report: Callable[[int], None] | None = None) -> Iterator[Part]:
        """What ``rows()`` gives, up to ``size`` rows at a time."""
        rows = RowFilter(self.columns, self.header_rows, self.sheet, self.key_columns)
        self.left_out = rows.left_out
        yield from rows.parts(self._blocks(report), size)

    def _blocks(self, report: Callable[[int], None] | None) -> Iterator[Block]:
        if self.sheet.is_whole:
            return iter((self.sheet.beginning,))
        return sheet_blocks(self.path, self.sheet, password=self.password, report=report)

    @cached_property
    def sample(self) -> list[list[str]]:
        """The first rows, as the survey brought them along."""
        rows = RowFilter(self.columns, self.header_rows, self.sheet, self.key_columns)
        parts = rows.parts(iter((self.sheet.beginning,)), SAMPLE_ROWS)
        return next((list(part.rows) for part in parts), [])


@dataclass(frozen=True)
class Told:
    """What the user says about reading a table, where recognition was wrong; what is empty is recognized."""

    encoding: str = ""
    separator: str = ""
    header_row: int = 0
    header_rows: int = 0
    password: str = ""


NOTHING_TOLD = Told()


@dataclass(frozen=True)
class OpenedFile:
    """The tables of a file, in its order, and the parts of it that are none, with the reason."""

    tables: tuple[Table, ...]
    left_out: tuple[LeftOut, ...] = ()


def open_file(
    path: Path,
    known: Callable[[str], bool],
    *,
    part: str = "",
    told: Told = NOTHING_TOLD,
    report: Callable[[int], None] | None = None,
) -> OpenedFile:
    """Check and open a file; ``known`` tells whether a header is one that the recipes understand.

    ``part`` asks for one sheet or member, also a hidden one. Raises ``CrmError`` when there is no table in it.
    """
    if not path.is_file():
        raise CrmError(tr("{file} does not exist.", file=path))
    found = _surveyed(path, told, report)
    tables: list[Table] = []
    left_out = list(found.left_out)
    names_parts = len(found.sheets) > 1 or any(sheet.member is not None for sheet in found.sheets)
    for sheet in found.sheets:
        here = " › ".join(sheet.parts)
        if part not in ("", here):
            continue
        name = f"{path.name} › {here}" if names_parts else path.name
        opened = _opened(path, sheet, name, (known, told, bool(part)))
        if isinstance(opened, Table):
            tables.append(opened)
        elif opened:
            left_out.append(LeftOut(here or path.name, opened))
    if not tables:
        raise CrmError(left_out[0].reason if left_out else tr("{file} is empty.", file=path.name))
    return OpenedFile(tuple(tables), tuple(left_out))


#: The files looked at last: a correction in the mapping need not read them again.
_surveys: dict[tuple[object, ...], Survey] = {}
_MOST_SURVEYS = 8


def _surveyed(path: Path, told: Told, report: Callable[[int], None] | None) -> Survey:
    there = path.stat()
    key = (path, there.st_mtime_ns, there.st_size, told.password, told.encoding, told.separator, language())
    if key not in _surveys:
        as_text = AsText(told.encoding, told.separator)
        found = survey(path, password=told.password, as_text=as_text, report=report)
        while len(_surveys) >= _MOST_SURVEYS:
            _surveys.pop(next(iter(_surveys)))
        _surveys[key] = found
    return _surveys[key]


def forget_surveys() -> None:
    """Keep nothing of the files that were looked at, as when the store is locked."""
    _surveys.clear()


def _opened(path: Path, sheet: Sheet, name: str, how: tuple[Callable[[str], bool], Told, bool]) -> Table | str:
    """The table of a sheet, or why it is none: "" for a sheet without content."""
    known, told, is_asked_for = how
    beginning = sheet.beginning.rows[:_HEADER_WITHIN]
    filled = [row for row in beginning if any(cell.strip() for cell in row)]
    if sheet.is_hidden and not is_asked_for:
        return tr("{file} is a hidden sheet. It was not read.", file=name) if filled else ""
    header = _header(beginning, known, told)
    if header is None:
        return _no_header(name, filled)
    titles = tuple(" ".join(cell for cell in row if cell.strip()) for row in beginning[: header.rows[0] - 1])
    return Table(path, sheet, name, header.names, header.rows, titles, told.password)


def _header(rows: list[list[str]], known: Callable[[str], bool], told: Told) -> Header | None:
    if told.header_row:
        return header_at(rows, told.header_row, told.header_rows or 1, known)
    return find_header(rows, known)


def _no_header(name: str, filled: Sequence[list[str]]) -> str:
    if not filled:
        return ""
    return tr(
        "{file}: no header row was found. The first row reads: {row}",
        file=name,
        row=" | ".join(cell.strip()[:20] for cell in islice(filled[0], 8)),
    )
