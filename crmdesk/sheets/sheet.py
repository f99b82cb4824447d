"""What a reader gives: sheets, each a stream of blocks of rows of text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from crmdesk.i18n import Words, tr

Row = list[str]

#: Told the bytes read so far, now and then.
Report = Callable[[int], None]

#: A cell that a merged cell covers repeats its text behind one of these signs: covered from the left, from above.
FROM_LEFT, FROM_ABOVE = "\x1c", "\x1d"

#: Excel's own limit; no table of people is wider.
MOST_COLUMNS = 16_384

#: Longer than any text of a client: a quotation mark that was never closed, or no table at all.
LONGEST_CELL = 1 << 20

#: The rows that a survey brings along: enough to find the header and to show what came.
BEGINNING = 260

ROWS_AT_ONCE = 4096

#: Characters that go together, unless a single row is longer.
MOST_AT_ONCE = 4 << 20

#: Stands in decoded text for bytes that are none of the encoding; half of a pair, so no text contains it.
UNREADABLE = "\udcff"
_SHOWN = 40

FORMATS = {
    "text": Words("文本表格", "Text table"),
    "xlsx": Words("Excel工作簿", "Excel workbook"),
    "xls": Words("Excel 97-2003工作簿", "Excel 97–2003 workbook"),
    "html": Words("网页表格", "Table of a web page"),
    "xml": Words("XML电子表格2003", "XML Spreadsheet 2003"),
    "dbf": Words("DBF数据表", "dBASE table"),
}


@dataclass
class Block:
    """Rows that follow each other. ``faults``: place → why that row cannot be used; ``remarks``: place → what is
    worth saying about it."""

    rows: list[Row]
    faults: dict[int, str] = field(default_factory=dict)
    remarks: dict[int, str] = field(default_factory=dict)
    has_covered: bool = False


@dataclass(frozen=True)
class Sheet:
    """A table in a file and how to find it again.

    ``member`` is its place in a ZIP file, ``number`` its place among the sheets of a workbook or the tables of a page;
    ``parts`` are the names to show behind the file's own; ``sha256`` is that of the unpacked content.
    """

    format: str
    sha256: str = ""
    size: int = 0
    encoding: str = ""
    separator: str = ""
    number: int = 0
    member: int | None = None
    parts: tuple[str, ...] = ()
    is_hidden: bool = False
    is_whole: bool = False
    beginning: Block = field(default_factory=lambda: Block([]), compare=False)

    @property
    def is_text(self) -> bool:
        """Whether each row says how many cells it has; elsewhere empty cells at its end may be left out."""
        return self.format == "text"


@dataclass(frozen=True)
class LeftOut:
    """A part of a file that is not a table, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class Survey:
    """The tables of a file and the parts of it that are none."""

    sheets: tuple[Sheet, ...]
    left_out: tuple[LeftOut, ...] = ()


def size_of(row: Row) -> int:
    """Characters of a row, and one for each cell."""
    return sum(map(len, row)) + len(row)


def blocks_of(rows: Iterator[Row]) -> Iterator[Block]:
    """Rows in blocks."""
    part: list[Row] = []
    size = 0
    for row in rows:
        part.append(row)
        size += size_of(row)
        if len(part) >= ROWS_AT_ONCE or size > MOST_AT_ONCE:
            yield Block(part)
            part, size = [], 0
    if part:
        yield Block(part)


def with_faults(block: Block) -> Block:
    """The block with the faults that show in its cells: too many of them, bytes that are no text."""
    for at, row in enumerate(block.rows):
        if len(row) > MOST_COLUMNS:
            block.faults[at] = tr("The row has {found} columns; no table has so many.", found=len(row))
            block.rows[at] = [cell[:_SHOWN] for cell in row[:_SHOWN]]
        elif any(UNREADABLE in cell for cell in row):
            block.faults[at] = tr("The row holds bytes that are no text of the file's encoding.")
            block.rows[at] = [cell.replace(UNREADABLE, "\ufffd") for cell in row]
    return block
