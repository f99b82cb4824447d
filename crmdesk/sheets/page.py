"""Tables of web pages that call themselves ``.xls``: what ERP systems and counters export as "Excel".

Read as a stream with one look at every tag; a page of broken tags is read as browsers read it, as far as it matters for
a table: a row ends where the next begins. Of nested tables the rows of the inner one are rows like the others.
"""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from crmdesk.sheets.sheet import FROM_ABOVE, FROM_LEFT, LONGEST_CELL, MOST_COLUMNS, Block, Report, Row, blocks_of
from crmdesk.sheets.source import Source

#: A tag, or the text up to the next one. Nothing in it can be tried in two ways, so its time is that of its length.
_PIECE = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]*)([^<>]*)>|<!--|<[!?][^<>]*>|[^<]+|<")
_SPAN = re.compile(r"\b(colspan|rowspan)\s*=\s*[\"']?\s*(\d{1,5})", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([a-zA-Z0-9_-]{2,20})", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\u00a0]+")
_SIGNS = (FROM_LEFT, FROM_ABOVE)
#: What is not shown, and how it ends.
_ENDS = {
    "!--": re.compile("-->"),
    **{name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style", "title")},
}
_LONGEST_TAG = 1 << 16


def page_encoding(source: Source) -> str:
    """The encoding that the page claims; ``gb18030`` for its smaller parts; empty when it claims none we know."""
    found = _CHARSET.search(source.head(8192))
    if not found:
        return ""
    try:
        name = codecs.lookup(found[1].decode("ascii")).name
        "".encode(name)
    except (LookupError, UnicodeDecodeError, AttributeError):
        return ""
    return "gb18030" if name in ("gb2312", "gbk", "hz") else name


def page_blocks(source: Source, encoding: str, report: Report | None = None) -> Iterator[Block]:
    """The rows of all tables of the page: an export writes a table per printed page, or one inside another."""
    for block in blocks_of(_PageRows().rows(_texts(source, encoding, report))):
        block.has_covered = any(cell[:1] in _SIGNS for row in block.rows for cell in row if cell)
        yield block


def _texts(source: Source, encoding: str, report: Report | None) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)(errors="crmdesk.unreadable")
    for block in source.blocks(report):
        yield decoder.decode(block).replace("\x00", "")
    yield decoder.decode(b"", final=True)


@dataclass
class _PageRows:
    """The state between one tag and the next. ``carried``: column → text and rows left of a cell that reaches down;
    ``later``: the same for the row after this one; ``until``: what ends a part that is not shown."""

    row: Row | None = None
    cell: list[str] | None = None
    cell_size: int = 0
    spans: tuple[int, int] = (1, 1)
    until: str = ""
    carried: dict[int, tuple[str, int]] = field(default_factory=dict)
    later: dict[int, tuple[str, int]] = field(default_factory=dict)
    done: list[Row] = field(default_factory=list)

    def rows(self, texts: Iterator[str]) -> Iterator[Row]:
        rest = ""
        for text in texts:
            rest = self._read(rest + text, is_last=False)
            yield from self._taken()
        self._read(rest, is_last=True)
        self._end_row()
        yield from self._taken()

    def _taken(self) -> list[Row]:
        taken, self.done = self.done, []
        return taken

    def _read(self, text: str, *, is_last: bool) -> str:
        """Take in what is complete of the text; the rest."""
        at = 0
        while True:
            if self.until:
                ended = _ENDS[self.until].search(text, at)
                if ended is None:
                    return text[max(at, len(text) - 10) :]
                at, self.until = ended.end(), ""
            end = len(text) if is_last else _complete(text, at)
            at = self._take_in(text, at, end)
            if not self.until:
                return text[end:]

    def _take_in(self, text: str, at: int, end: int) -> int:
        """Pieces from ``at`` to ``end``, or to the beginning of something unseen; where it stopped."""
        for piece in _PIECE.finditer(text, at, end):
            tag = (piece[2] or "").lower()
            if tag:
                self._tag(tag, piece[3], is_end=bool(piece[1]))
            elif self.cell is not None and not piece[0].startswith(("<!", "<?")):
                self._say(piece[0])
            unseen = "" if piece[1] else "!--" if piece[0] == "<!--" else tag
            if unseen in _ENDS:
                self.until = unseen
                return piece.end()
        return end

    def _say(self, text: str) -> None:
        if self.cell is not None and self.cell_size < LONGEST_CELL:
            self.cell.append(text)
            self.cell_size += len(text)

    def _tag(self, tag: str, inside: str, *, is_end: bool) -> None:
        if tag == "table":
            self._end_row()
            self.carried = {}
        elif tag == "tr":
            self._end_row()
            self.row = None if is_end else []
        elif tag in ("td", "th"):
            self._end_cell()
            if not is_end:
                self.row = [] if self.row is None else self.row
                self._begin_cell(inside)
        elif tag in ("br", "p", "div") and self.cell:
            self._say("\n")

    def _begin_cell(self, inside: str) -> None:
        self.cell, self.cell_size = [], 0
        spans = {name.lower(): int(count) for name, count in _SPAN.findall(inside)} if "span" in inside.lower() else {}
        self.spans = (min(max(1, spans.get("colspan", 1)), 1_000), min(max(1, spans.get("rowspan", 1)), 10_000))

    def _end_cell(self) -> None:
        if self.cell is None or self.row is None:
            return
        text = _SPACE.sub(" ", html.unescape("".join(self.cell))).strip()
        self.cell = None
        self._carry()
        columns, rows = self.spans
        for place in range(columns):
            if rows > 1:
                self.carried[len(self.row)] = (FROM_ABOVE + text if text else "", rows - 1)
            self.row.append(text if place == 0 or not text else FROM_LEFT + text)

    def _carry(self) -> None:
        """Cells that cells of rows above reach down to, at the place where the row is."""
        if self.row is None:
            return
        while len(self.row) in self.carried and len(self.row) <= MOST_COLUMNS:
            place = len(self.row)
            text, left = self.carried.pop(place)
            self.row.append(text)
            if left > 1:
                self.later[place] = (text, left - 1)

    def _end_row(self) -> None:
        self._end_cell()
        if self.row is None:
            return
        self._carry()
        self.carried.update(self.later)
        self.later.clear()
        self.done.append(self.row)
        self.row = None


def _complete(text: str, at: int) -> int:
    """How far the text holds whole pieces: up to a tag that is not closed yet."""
    begun = text.rfind("<", at)
    if begun < 0 or text.find(">", begun) >= 0 or len(text) - begun > _LONGEST_TAG:
        return len(text)
    return begun
