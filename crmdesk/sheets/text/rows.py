"""The rows of a text table. Memory holds a mebibyte of it at a time, however long its lines are."""

from __future__ import annotations

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from crmdesk.i18n import tr
from crmdesk.sheets.sheet import LONGEST_CELL, MOST_COLUMNS, ROWS_AT_ONCE, UNREADABLE, Block, Report, Row, with_faults
from crmdesk.sheets.source import Source

SEPARATORS = (",", "\t", "|", ";", "^")

#: A quoted cell of more lines than this is a quotation mark that was never closed.
_MOST_LINES = 20
_SHOWN = 40


def find_separator(source: Source, encoding: str) -> str:
    """The separator that cuts most lines of the beginning into the same number of cells."""
    head = codecs.getincrementaldecoder(encoding)(errors="replace").decode(source.head(1 << 16))
    lines = [line for line in head.replace("\x00", "").splitlines()[:60] if line.strip()]
    return max(SEPARATORS, key=lambda sign: _evenness(lines, sign))


def _evenness(lines: list[str], separator: str) -> float:
    csv.field_size_limit(LONGEST_CELL)
    cells = Counter(len(row) for row in csv.reader(lines, delimiter=separator) if len(row) > 1)
    if not cells:
        return 0.0
    width, how_often = cells.most_common(1)[0]
    return how_often * 1_000 + width


def text_blocks(source: Source, encoding: str, separator: str, report: Report | None = None) -> Iterator[Block]:
    """The rows of the file, cells as they stand."""
    csv.field_size_limit(LONGEST_CELL * 2 * _MOST_LINES)
    reading = _Reading(separator)
    decoder = io.IncrementalNewlineDecoder(
        codecs.getincrementaldecoder(encoding)(errors="crmdesk.unreadable"), translate=True
    )
    for block in source.blocks(report):
        yield from reading.blocks(decoder.decode(block))
    yield from reading.blocks(decoder.decode(b"", final=True), is_last=True)


@dataclass
class _Place:
    """``start``: the first line of the row being read; ``at``: the line that comes next; ``is_dry``: a row that is
    not complete asked for a line more than there is."""

    start: int = 0
    at: int = 0
    is_dry: bool = False


class _Reading:
    """What is left over between one piece of text and the next: a line, and the lines of a row that is still open."""

    def __init__(self, separator: str) -> None:
        self.separator = separator
        self.rest = ""
        self.open_lines: list[str] = []
        self.is_skipping = False

    def blocks(self, text: str, *, is_last: bool = False) -> Iterator[Block]:
        text = self.rest + text.replace("\x00", "").replace("\ufeff", "")
        lines = text.split("\n")
        self.rest = lines.pop()
        cut_line = self._cut_line(lines)
        if is_last and self.rest:
            lines.append(self.rest)
        if lines or (is_last and self.open_lines):
            has_quotes = '"' in text or bool(self.open_lines)
            whole = self._parsed(lines, is_last=is_last) if has_quotes else Block(_split(lines, self.separator))
            yield from _in_pieces(whole, is_suspicious=UNREADABLE in text)
        if cut_line:
            reason = tr("The line is longer than {limit} characters; it is no row of a table.", limit=LONGEST_CELL)
            yield Block([[cut_line]], faults={0: reason})

    def _cut_line(self, lines: list[str]) -> str:
        """Leave out a line without end: the beginning of it when it has just grown too long, else nothing."""
        if self.is_skipping:
            if not lines:
                self.rest = ""
                return ""
            del lines[0]
            self.is_skipping = False
        if len(self.rest) <= LONGEST_CELL:
            return ""
        start, self.rest, self.is_skipping = self.rest[:_SHOWN], "", True
        return start

    def _parsed(self, lines: list[str], *, is_last: bool) -> Block:
        block, self.open_lines = _quoted([*self.open_lines, *lines], self.separator, is_last=is_last)
        return block


def _split(lines: list[str], separator: str) -> list[Row]:
    return [line.split(separator) for line in lines]


def _in_pieces(whole: Block, *, is_suspicious: bool) -> Iterator[Block]:
    """A block cut into smaller ones, with the faults that show in its cells."""
    is_suspicious = is_suspicious or max(map(len, whole.rows), default=0) > MOST_COLUMNS
    for first in range(0, len(whole.rows), ROWS_AT_ONCE):
        part = whole.rows[first : first + ROWS_AT_ONCE]
        remarks = {at - first: text for at, text in whole.remarks.items() if 0 <= at - first < len(part)}
        block = Block(part, remarks=remarks)
        yield with_faults(block) if is_suspicious else block


def _quoted(lines: list[str], separator: str, *, is_last: bool) -> tuple[Block, list[str]]:
    """Rows of lines with quotation marks, and the lines of a last row that is still open.

    Where a mark is not closed within some lines, its line is read without marks and the next line starts anew.
    """
    rows: list[Row] = []
    remarks: dict[int, str] = {}
    place = _Place()
    while place.start < len(lines):
        rows.extend(_until_open(lines, separator, place))
        if not place.is_dry:
            break
        if not is_last and len(lines) - place.start <= _MOST_LINES:
            return Block(rows, remarks=remarks), lines[place.start :]
        remarks[len(rows)] = tr("A quotation mark is not closed; the row was read without quotation marks.")
        rows.append([cell.strip('"') for cell in lines[place.start].split(separator)])
        place = _Place(place.start + 1, place.start + 1)
    return Block(rows, remarks=remarks), []


def _until_open(lines: list[str], separator: str, place: _Place) -> Iterator[Row]:
    for row in csv.reader(_lines(lines, place), delimiter=separator, skipinitialspace=True):
        if place.is_dry:
            return
        place.start = place.at
        yield row


def _lines(lines: list[str], place: _Place) -> Iterator[str]:
    for at in range(place.start, len(lines)):
        if at - place.start > _MOST_LINES:
            place.is_dry = True
            return
        place.at = at + 1
        yield lines[at] + "\n"
    place.is_dry = place.start < len(lines)
