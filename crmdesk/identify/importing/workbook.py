"""Excel workbooks (.xlsx): refused before opening when they unpack too large; cells as text.

A formula is never run: the value that was stored beside it is read.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.identify.importing.sheet_size import check_area

_LARGEST_UNPACKED = 400 << 20
_LARGEST_RATIO = 150
_MOST_MEMBERS = 2_000

Row = list[str]


def check_workbook(path: Path) -> None:
    """Raise ``CrmError`` for what is no workbook or unpacks to far more than it is."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise CrmError(tr("{file} is damaged: it is not a readable workbook.", file=path.name)) from error
    if not any(member.filename.endswith("workbook.xml") for member in members):
        raise CrmError(tr("{file} is a ZIP file without a workbook. Unpack it and import the files.", file=path.name))
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members) or 1
    swollen = unpacked > 10 << 20 and unpacked / packed > _LARGEST_RATIO
    if unpacked > _LARGEST_UNPACKED or swollen or len(members) > _MOST_MEMBERS:
        raise CrmError(tr("{file} unpacks to far more than its size. It was not opened.", file=path.name))
    try:
        with zipfile.ZipFile(path) as archive:
            check_area(archive, path.name)
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError) as error:
        raise CrmError(tr("{file} is damaged: it is not a readable workbook.", file=path.name)) from error


def workbook_rows(path: Path) -> Iterator[Row]:
    """Rows of the first visible sheet with content. Cells that were numbers come as exact text."""
    import python_calamine as calamine

    try:
        with calamine.CalamineWorkbook.from_path(path) as book:
            for sheet in book.sheets_metadata:
                if sheet.visible is not calamine.SheetVisibleEnum.Visible:
                    continue
                found = book.get_sheet_by_name(sheet.name)
                if found.height:
                    yield from _sheet_rows(found)
                    return
    except (calamine.CalamineError, calamine.XmlError, calamine.ZipError) as error:
        raise CrmError(tr("{file} is damaged: it is not a readable workbook.", file=path.name)) from error
    except calamine.PasswordError as error:
        raise CrmError(tr("{file} has a password. Save it without one and import again.", file=path.name)) from error


def _sheet_rows(sheet: object) -> Iterator[Row]:
    for row in sheet.iter_rows():  # type: ignore[attr-defined]
        yield [cell if isinstance(cell, str) else _text(cell) for cell in row]


def _text(cell: object) -> str:
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, int | timedelta) else ""
