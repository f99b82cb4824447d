"""Excel workbooks, new (XLSX) and old (XLS): refused before opening when they unpack too large; cells as text.

A formula is never run: the value that was stored beside it is read.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.sheets.sheet import FROM_ABOVE, FROM_LEFT, Block, Row, Sheet, blocks_of
from crmdesk.sheets.sheet_size import check_area
from crmdesk.sheets.source import BROKEN_ZIP, Source, damaged_workbook, locked

_LARGEST_UNPACKED = 400 << 20
_LARGEST_RATIO = 150
_MOST_MEMBERS = 2_000
#: Merged cells of more fields than this are decoration.
_MOST_COVERED = 100_000


def check_workbook(source: Source) -> None:
    """Raise ``CrmError`` for what is no XLSX workbook or unpacks to far more than it is."""
    try:
        with source.seekable() as file, zipfile.ZipFile(file) as archive:
            _check_sizes(archive.infolist(), source.name)
            check_area(archive, source.name)
    except BROKEN_ZIP as error:
        raise damaged_workbook(source) from error


def _check_sizes(members: list[zipfile.ZipInfo], name: str) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    swollen = unpacked > 10 << 20 and unpacked / packed > _LARGEST_RATIO
    if unpacked > _LARGEST_UNPACKED or swollen or len(members) > _MOST_MEMBERS:
        raise CrmError(tr("{file} unpacks to far more than its size. It was not opened.", file=name))


def workbook_sheets(source: Source, form: str) -> Iterator[Sheet]:
    """The sheets of tables with content, hidden ones said to be so."""
    import python_calamine as calamine

    sha256, size = source.digest()
    with _opened(source) as book:
        for number, one in enumerate(book.sheets_metadata):
            if one.typ == calamine.SheetTypeEnum.WorkSheet:
                is_hidden = one.visible is not calamine.SheetVisibleEnum.Visible
                yield Sheet(form, sha256, size, number=number, parts=(one.name,), is_hidden=is_hidden)


def workbook_blocks(source: Source, number: int) -> Iterator[Block]:
    """The rows of a sheet. Cells that were numbers come as exact text."""
    with _opened(source) as book:
        sheet = book.get_sheet_by_index(number)
        covered = _covered(sheet)
        first = 0
        for block in blocks_of([_text(cell) for cell in row] for row in sheet.iter_rows()):
            if covered:
                _fill_covered(block, first, covered)
            first += len(block.rows)
            yield block


@contextmanager
def _opened(source: Source) -> Iterator[Any]:
    import python_calamine as calamine

    try:
        with source.seekable() as file:
            book = calamine.CalamineWorkbook.from_filelike(file)
            with book:
                yield book
    except calamine.PasswordError as error:
        raise locked(source) from error
    except (calamine.CalamineError, calamine.XmlError, calamine.ZipError, calamine.WorksheetNotFound) as error:
        raise damaged_workbook(source) from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # the library's own fault at a damaged file
            raise damaged_workbook(source) from error
        raise


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, int | timedelta) else ""


def _covered(sheet: Any) -> dict[int, list[tuple[int, int, int]]]:
    """Row → ``(column, row, column)``: each covered cell and the cell that covers it."""
    covered: dict[int, list[tuple[int, int, int]]] = {}
    count = 0
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        count += (bottom - top + 1) * (right - left + 1)
        if count > _MOST_COVERED:
            break
        for row in range(top, bottom + 1):
            cells = ((column, top, left) for column in range(left, right + 1) if (row, column) != (top, left))
            covered.setdefault(row, []).extend(cells)
    return covered


def _fill_covered(block: Block, first: int, covered: dict[int, list[tuple[int, int, int]]]) -> None:
    """Put the text of merged cells into the cells that they cover, behind a sign that says so.

    A range reaches no further back than its block; blocks are longer than merged cells are.
    """
    for at, row in enumerate(block.rows):
        for column, top, left in covered.get(first + at, ()):
            if top - first >= 0 and column < len(row) and not row[column]:
                above: Row = block.rows[top - first]
                sign = FROM_LEFT if top == first + at else FROM_ABOVE
                row[column] = sign + above[left] if above[left] else ""
                block.has_covered = block.has_covered or bool(above[left])
