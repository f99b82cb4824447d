"""How large a sheet would be in memory: one cell far away makes an area of a hundred gigabytes out of ten rows."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from crmdesk.errors import CrmError
from crmdesk.i18n import tr

_BLOCK = 1 << 20
#: An area of fewer cells than this is read even when most of it is empty.
_ALWAYS_FITS = 1 << 24
_EMPTY_PER_CELL = 8
_LONGEST_TAG = 1 << 12
_CELL = re.compile(rb"""[<:]c\s[^>]*?\br=["']([A-Z]{1,3})(\d{1,7})["']""")


@dataclass
class _Area:
    cells: int = 0
    columns: int = 0
    rows: int = 0

    def add(self, references: list[tuple[bytes, bytes]]) -> None:
        self.cells += len(references)
        self.columns = max(self.columns, *(_column(letters) for letters in {letters for letters, _row in references}))
        self.rows = max(self.rows, *(int(row) for row in {row for _letters, row in references}))

    @property
    def is_mostly_empty(self) -> bool:
        return self.columns * self.rows > max(_ALWAYS_FITS, self.cells * _EMPTY_PER_CELL)


def check_area(archive: zipfile.ZipFile, name: str) -> None:
    """Raise ``CrmError`` when a sheet of the workbook ``name`` reaches far beyond the cells that it has."""
    for member in archive.namelist():
        if not (member.startswith("xl/worksheets/") and member.endswith(".xml")):
            continue
        area = _Area()
        for block in _blocks(archive, member):
            if references := _CELL.findall(block):
                area.add(references)
        if area.is_mostly_empty:
            raise CrmError(
                tr(
                    "{file}: a cell far away from the others stretches the sheet to {rows} rows and {columns} columns. "
                    "Delete the empty rows and columns behind the data, save the file and import it again.",
                    file=name,
                    rows=area.rows,
                    columns=area.columns,
                )
            )


def _blocks(archive: zipfile.ZipFile, member: str) -> Iterator[bytes]:
    """The sheet in pieces that do not cut a tag in two."""
    rest = b""
    with archive.open(member) as sheet:
        while block := sheet.read(_BLOCK):
            piece = rest + block
            begun = max(piece.rfind(b"<"), len(piece) - _LONGEST_TAG)
            yield piece[:begun]
            rest = piece[begun:]
    yield rest


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
