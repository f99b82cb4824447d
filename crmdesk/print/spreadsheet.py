"""The house style of spreadsheets: rows to XLSX or CSV, streamed, safe against cells that run.

Numbers stay numbers and dates dates; client numbers, IDs and phones are text, so that no digit is lost.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain, islice
from pathlib import Path
from typing import Any, Literal

from crmdesk import money
from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.text import for_spreadsheet

#: Rows of one sheet besides its header; a larger table goes on in the next sheet.
_SHEET_ROWS = 1_048_575
_FORMATS = {"text": "@", "money": "#,##0.00", "number": "#,##0.##", "date": "yyyy-mm-dd"}


@dataclass(frozen=True)
class SheetColumn:
    """``kind`` says what the cells hold: text, integer cents, a number or a date; None is an empty cell."""

    title: str
    kind: Literal["text", "money", "number", "date"] = "text"
    width: int = 14


def write_table(target: Path, columns: Sequence[SheetColumn], rows: Iterable[Sequence[Any]]) -> int:
    """Write rows to ``target`` (.xlsx or .csv, by its ending) in constant memory; returns how many.

    The file appears under its name only when it is whole. Raises ``CrmError`` for another ending or a missing folder.
    """
    writers = {".xlsx": _write_xlsx, ".csv": _write_csv}
    write = writers.get(target.suffix.lower())
    if write is None:
        raise CrmError(tr("Choose a file name that ends in .xlsx or .csv."))
    if not target.parent.is_dir():
        raise CrmError(tr("The folder {path} does not exist.", path=target.parent))
    partial = target.with_name(target.name + ".part")
    try:
        count = write(partial, columns, rows)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return count


def _write_csv(path: Path, columns: Sequence[SheetColumn], rows: Iterable[Sequence[Any]]) -> int:
    """UTF-8 with a byte-order mark, so that Excel and WPS read the Chinese."""
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([for_spreadsheet(column.title) for column in columns])
        for row in rows:
            writer.writerow([_csv_cell(column, value) for column, value in zip(columns, row, strict=True)])
            count += 1
    return count


def _csv_cell(column: SheetColumn, value: Any) -> str:
    if value is None:
        return ""
    if column.kind == "money":
        return str(money.to_yuan(value))
    return for_spreadsheet(value) if column.kind == "text" else str(value)


def _write_xlsx(path: Path, columns: Sequence[SheetColumn], rows: Iterable[Sequence[Any]]) -> int:
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), {**options, "tmpdir": str(path.parent)}) as book:
        return sum(_write_sheet(book, columns, part) for part in _sheets(iter(rows)))


def _sheets(rows: Iterator[Sequence[Any]]) -> Iterator[Iterator[Sequence[Any]]]:
    """Rows in parts that fit a sheet; one empty part for an empty table."""
    yield islice(rows, _SHEET_ROWS)
    while (following := next(rows, None)) is not None:
        yield islice(chain((following,), rows), _SHEET_ROWS)


def _write_sheet(book: Any, columns: Sequence[SheetColumn], rows: Iterator[Sequence[Any]]) -> int:
    sheet = book.add_worksheet()
    head = book.add_format({"bold": True, "bg_color": "#EEF1F6", "bottom": 1, "bottom_color": "#C4CBD6"})
    formats = [book.add_format({"num_format": _FORMATS[column.kind]}) for column in columns]
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width, formats[at])
        sheet.write_string(0, at, for_spreadsheet(column.title), head)
    sheet.freeze_panes(1, 0)
    count = 0
    for count, row in enumerate(rows, start=1):
        for at, value in enumerate(row):
            if value is not None:
                _write_cell(sheet, (count, at), columns[at].kind, value, formats[at])
    sheet.autofilter(0, 0, max(count, 1), len(columns) - 1)
    return count


def _write_cell(sheet: Any, place: tuple[int, int], kind: str, value: Any, style: Any) -> None:
    if kind == "text":
        sheet.write_string(*place, for_spreadsheet(value), style)
    elif kind == "date":
        _write_date(sheet, place, value, style)
    else:
        sheet.write_number(*place, value / 100 if kind == "money" else value, style)


def _write_date(sheet: Any, place: tuple[int, int], value: date, style: Any) -> None:
    """Excel counts days from 1900; an earlier day is text."""
    if value.year < 1900:
        sheet.write_string(*place, value.isoformat(), style)
    else:
        sheet.write_datetime(*place, value, style)
