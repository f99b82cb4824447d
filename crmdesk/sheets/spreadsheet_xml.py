"""XML Spreadsheet 2003: read as a stream. A document type, and with it every entity of its own, is refused."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat  # nosec: entities can only be declared in a document type, which is refused

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.sheets.sheet import FROM_ABOVE, FROM_LEFT, LONGEST_CELL, MOST_COLUMNS, Block, Report, Row, blocks_of
from crmdesk.sheets.source import Source

_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_DECLARED = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9_-]{2,20})""")
_MIDNIGHT = "T00:00:00.000"
_MOST_SHEETS = 200
_MOST_ROWS = 1 << 20


def xml_encoding(source: Source) -> str:
    head = source.head()
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    found = _DECLARED.search(head)
    try:
        name = codecs.lookup(found[1].decode("ascii")).name if found else "utf-8"
        "".encode(name)
    except (LookupError, UnicodeDecodeError, AttributeError):
        return "gb18030"
    return "gb18030" if name in ("gb2312", "gbk") else name


def xml_sheets(source: Source, encoding: str, report: Report | None = None) -> list[str]:
    """The names of the sheets. Raises ``CrmError`` for XML that is no spreadsheet."""
    reading = _Worksheets(-1)
    for _row in _parsed(source, encoding, reading, report):
        pass
    if not reading.is_spreadsheet:
        sentence = tr("{file} is XML, but not a spreadsheet. Save it as XLSX or CSV and import that.", file=source.name)
        raise CrmError(sentence)
    return reading.names


def xml_blocks(source: Source, encoding: str, number: int, report: Report | None = None) -> Iterator[Block]:
    reading = _Worksheets(number)
    for block in blocks_of(_parsed(source, encoding, reading, report)):
        block.has_covered = reading.has_covered
        yield block


def _parsed(source: Source, encoding: str, reading: _Worksheets, report: Report | None) -> Iterator[Row]:
    parser = expat.ParserCreate("utf-8", " ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reading.refuse
    parser.StartElementHandler = reading.begin
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.say
    decoder = codecs.getincrementaldecoder(encoding)(errors="crmdesk.unreadable")
    try:
        for block in source.blocks(report):
            parser.Parse(decoder.decode(block).encode("utf-8", "replace"))
            yield from reading.taken()
        parser.Parse(decoder.decode(b"", final=True).encode("utf-8", "replace"), True)  # noqa: FBT003 (expat's own)
        yield from reading.taken()
    except expat.ExpatError as error:
        raise CrmError(
            tr("{file} is damaged: its XML cannot be read at line {line}.", file=source.name, line=error.lineno)
        ) from error
    except _ForbiddenError as error:
        sentence = tr("{file} declares a document type of its own. Such files are not opened.", file=source.name)
        raise CrmError(sentence) from error


class _ForbiddenError(Exception):
    """A document type in an XML file: entities that grow without end, or that fetch other files."""


@dataclass
class _Worksheets:
    """The state between one tag and the next; only the rows of the sheet ``number`` are kept."""

    number: int
    names: list[str] = field(default_factory=list)
    is_spreadsheet: bool = False
    has_covered: bool = False
    row: Row | None = None
    data: list[str] | None = None
    data_size: int = 0
    kind: str = ""
    is_in_data: bool = False
    spans: tuple[int, int] = (0, 0)
    column: int = 0
    row_number: int = 0
    covered: dict[int, tuple[str, int]] = field(default_factory=dict)
    done: list[Row] = field(default_factory=list)

    def refuse(self, *_declared: Any) -> None:
        raise _ForbiddenError

    def taken(self) -> list[Row]:
        taken, self.done = self.done, []
        return taken

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        space, _, name = tag.rpartition(" ")
        if space != _SPREADSHEET:
            return
        self.is_spreadsheet = self.is_spreadsheet or name == "Workbook"
        if name == "Worksheet" and len(self.names) < _MOST_SHEETS:
            self.names.append(attributes.get(f"{_SPREADSHEET} Name", ""))
            self.row_number, self.covered = 0, {}
        elif len(self.names) - 1 == self.number and self.number >= 0:
            self._begin_part(name, attributes)

    def _begin_part(self, name: str, attributes: dict[str, str]) -> None:
        if name == "Row":
            self._skip_rows(_count(attributes, "Index"))
            self.row, self.column = [], 0
        elif name == "Cell" and self.row is not None:
            self.column = min(_count(attributes, "Index") or self._next_column(), MOST_COLUMNS)
            self.spans = (_count(attributes, "MergeAcross"), _count(attributes, "MergeDown"))
            self.data, self.data_size, self.kind = [], 0, ""
        elif name == "Data" and not self.kind:  # the one of the cell, which comes before that of its comment
            self.kind, self.is_in_data = attributes.get(f"{_SPREADSHEET} Type", "String"), True

    def _next_column(self) -> int:
        """The column after the last one that no cell of a row above reaches into."""
        column = self.column + 1
        while column - 1 in self.covered:
            column += 1
        return column

    def _skip_rows(self, index: int) -> None:
        """Rows that are left out are empty ones."""
        if self.row_number < index - 1 <= _MOST_ROWS:
            self.done.extend([] for _row in range(index - 1 - self.row_number))
            self.row_number = index - 1

    def say(self, text: str) -> None:
        if self.data is not None and self.is_in_data and self.data_size < LONGEST_CELL:
            self.data.append(text)
            self.data_size += len(text)

    def end(self, tag: str) -> None:
        name = tag.rpartition(" ")[2]
        if self.row is None:
            return
        if name == "Cell" and self.data is not None:
            self._end_cell("".join(self.data))
            self.data = None
        elif name == "Data":
            self.is_in_data = False
        elif name == "Row":
            self._place(MOST_COLUMNS)
            self.done.append(self.row)
            self.row_number += 1
            self.row = None

    def _end_cell(self, raw: str) -> None:
        row = self.row if self.row is not None else []
        self._place(min(self.column - 1, MOST_COLUMNS))
        text = raw.removesuffix(_MIDNIGHT) if self.kind == "DateTime" else raw
        across, down = (min(span, MOST_COLUMNS) for span in self.spans)
        self.has_covered = self.has_covered or bool(across or down)
        for place in range(across + 1):
            if down and text:
                self.covered[len(row)] = (FROM_ABOVE + text, down)
            row.append(text if place == 0 or not text else FROM_LEFT + text)
        self.column += across

    def _place(self, until: int) -> None:
        """Empty and covered cells up to the column ``until``, or as far as covered ones reach."""
        row = self.row if self.row is not None else []
        while len(row) < until:
            if len(row) in self.covered:
                text, left = self.covered.pop(len(row))
                if left > 1:
                    self.covered[len(row)] = (text, left - 1)
                row.append(text)
            elif until == MOST_COLUMNS:
                return
            else:
                row.append("")


def _count(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(f"{_SPREADSHEET} {name}", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 0
