"""A file as sheets: surveyed once (every byte checked, the beginning of each sheet kept), then read row by row."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import replace

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.sheets import archive, dbf, excel, ole, page, spreadsheet_xml
from crmdesk.sheets.content import kind_of
from crmdesk.sheets.sheet import BEGINNING, MOST_AT_ONCE, Block, LeftOut, Report, Sheet, Survey, size_of, with_faults
from crmdesk.sheets.source import Source, in_plain_words
from crmdesk.sheets.text.encoding import check_text
from crmdesk.sheets.text.rows import find_separator, text_blocks


def survey(source: Source, report: Report | None = None) -> Survey:
    """Look at the whole file. Raises ``CrmError`` when nothing in it is a table."""
    with in_plain_words(source):
        kind = kind_of(source)
        if kind == "zip" and archive.archive_kind(source) == "zip":
            return _survey_archive(source, report)
        return Survey(tuple(_sheets(source, kind, report)))


def _survey_archive(source: Source, report: Report | None) -> Survey:
    """Every file of the archive; what is no table is left out, unless nothing else is there."""
    sheets: list[Sheet] = []
    left_out: list[LeftOut] = []
    for member in archive.archive_members(source):
        try:
            with in_plain_words(member):
                sheets.extend(_sheets(member, kind_of(member), report))
        except CrmError as error:
            if error.field == "password":
                raise
            left_out.append(LeftOut(member.part, error.message))
    if not sheets:
        reason = left_out[0].reason if left_out else tr("{file} is empty.", file=source.name)
        raise CrmError(reason)
    return Survey(tuple(sheets), tuple(left_out))


def _sheets(source: Source, kind: str, report: Report | None) -> Iterator[Sheet]:
    surveyed = _SURVEYS[kind](source, report)
    for sheet in surveyed:
        parts = (source.part, *sheet.parts) if source.part else sheet.parts
        found = replace(sheet, member=source.member, parts=parts)
        beginning, is_whole = _beginning(source, found)
        yield replace(found, beginning=beginning, is_whole=is_whole)


def _beginning(source: Source, sheet: Sheet) -> tuple[Block, bool]:
    """The first rows of a sheet, and whether they are all."""
    beginning, size = Block([]), 0
    with closing(_blocks(source, sheet, None)) as found:
        for block in found:
            there = len(beginning.rows)
            beginning.rows += block.rows
            beginning.faults |= {there + at: text for at, text in block.faults.items()}
            beginning.remarks |= {there + at: text for at, text in block.remarks.items()}
            beginning.has_covered = beginning.has_covered or block.has_covered
            size += sum(map(size_of, block.rows[:BEGINNING]))
            if len(beginning.rows) > BEGINNING or size > MOST_AT_ONCE:
                return _cut(beginning), False
    return beginning, True


def _cut(block: Block) -> Block:
    faults = {at: text for at, text in block.faults.items() if at < BEGINNING}
    remarks = {at: text for at, text in block.remarks.items() if at < BEGINNING}
    return Block(block.rows[:BEGINNING], faults, remarks, block.has_covered)


def blocks(source: Source, sheet: Sheet, report: Report | None = None) -> Iterator[Block]:
    """The rows of a sheet that a survey found."""
    part = sheet.parts[0] if sheet.member is not None and sheet.parts else ""
    place = replace(source, member=sheet.member, part=part)
    with in_plain_words(place):
        yield from _blocks(place, sheet, report)


def _blocks(source: Source, sheet: Sheet, report: Report | None) -> Generator[Block, None, None]:
    if sheet.format == "text":  # says its faults itself: looking at every cell once more would cost
        yield from text_blocks(source, sheet.encoding, sheet.separator, report)
        return
    for block in _READERS[sheet.format](source, sheet, report):
        yield with_faults(block)


def _survey_zip(source: Source, _report: Report | None) -> Iterator[Sheet]:
    if archive.archive_kind(source) == "zip":
        raise CrmError(tr("{file} is an archive inside an archive. Unpack the outer one first.", file=source.name))
    excel.check_workbook(source)
    yield from excel.workbook_sheets(source, "xlsx")


def _survey_ole(source: Source, _report: Report | None) -> Iterator[Sheet]:
    form, opened = ole.opened_ole(source)
    if form == "xlsx":
        excel.check_workbook(opened)
    yield from excel.workbook_sheets(opened, form)


def _survey_page(source: Source, report: Report | None) -> Iterator[Sheet]:
    checked = check_text(source, report, hint=page.page_encoding(source))
    yield Sheet("html", checked.sha256, checked.size, checked.encoding)


def _survey_xml(source: Source, report: Report | None) -> Iterator[Sheet]:
    sha256, size = source.digest(report)
    encoding = spreadsheet_xml.xml_encoding(source)
    for number, name in enumerate(spreadsheet_xml.xml_sheets(source, encoding, report)):
        yield Sheet("xml", sha256, size, encoding, number=number, parts=(name,))


def _survey_dbf(source: Source, report: Report | None) -> Iterator[Sheet]:
    sha256, size = source.digest(report)
    yield Sheet("dbf", sha256, size, dbf.dbf_encoding(source))


def _survey_text(source: Source, report: Report | None) -> Iterator[Sheet]:
    checked = check_text(source, report)
    separator = source.separator or find_separator(source, checked.encoding)
    yield Sheet("text", checked.sha256, checked.size, checked.encoding, separator)


def _excel_blocks(source: Source, sheet: Sheet, _report: Report | None) -> Iterator[Block]:
    is_ole = source.head(4) == b"\xd0\xcf\x11\xe0"
    return excel.workbook_blocks(ole.opened_ole(source)[1] if is_ole else source, sheet.number)


def _page_blocks(source: Source, sheet: Sheet, report: Report | None) -> Iterator[Block]:
    return page.page_blocks(source, sheet.encoding, report)


def _xml_blocks(source: Source, sheet: Sheet, report: Report | None) -> Iterator[Block]:
    return spreadsheet_xml.xml_blocks(source, sheet.encoding, sheet.number, report)


def _dbf_blocks(source: Source, _sheet: Sheet, report: Report | None) -> Iterator[Block]:
    return dbf.dbf_blocks(source, report)


_SURVEYS: dict[str, Callable[[Source, Report | None], Iterator[Sheet]]] = {
    "zip": _survey_zip,
    "ole": _survey_ole,
    "html": _survey_page,
    "xml": _survey_xml,
    "dbf": _survey_dbf,
    "text": _survey_text,
}
_READERS: dict[str, Callable[[Source, Sheet, Report | None], Iterator[Block]]] = {
    "xlsx": _excel_blocks,
    "xls": _excel_blocks,
    "html": _page_blocks,
    "xml": _xml_blocks,
    "dbf": _dbf_blocks,
}
