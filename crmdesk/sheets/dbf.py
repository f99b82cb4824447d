"""dBASE tables (III, IV, FoxPro): a fixed format of 32-byte field descriptions and records of equal length.

Layout: byte 0 version, 4–7 number of records, 8–9 length of the header, 10–11 length of a record, 29 code page; from
32 a description per field (name 11 bytes, type 1, address 4, length 1, decimals 1), ended by 0x0D. A record begins
with a space, or with ``*`` when it is deleted. Memo fields live in another file and are left empty.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import IO

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.sheets.sheet import ROWS_AT_ONCE, Block, Report, Row
from crmdesk.sheets.source import Source

_VERSIONS = frozenset(b"\x02\x03\x04\x05\x30\x31\x32\x43\x63\x83\x8b\x8e\xcb\xf5")
_TYPES = frozenset(b"CNFDLMIBTYGPQVW@+O0")
_END = 0x0D
#: Code pages of the header other than the Chinese one.
_CODE_PAGES = {0x4F: "cp950", 0x78: "cp950", 0x7B: "cp932", 0x13: "cp932", 0xF0: "utf-8"}
_JULIAN_TO_ORDINAL = 1_721_425


@dataclass(frozen=True)
class _Field:
    name: bytes
    kind: str
    start: int
    length: int


@dataclass(frozen=True)
class _Layout:
    records: int
    header: int
    record: int
    encoding: str
    fields: tuple[_Field, ...]


def is_dbf(head: bytes) -> bool:
    """Whether the first bytes are a dBASE header whose parts agree with each other."""
    if len(head) < 65 or head[0] not in _VERSIONS or not 1 <= head[2] <= 12 or not 1 <= head[3] <= 31:
        return False
    header, record = struct.unpack_from("<HH", head, 8)
    return header >= 65 and record >= 2 and head[32 + 11] in _TYPES and 0 < head[32 + 16] < record


def dbf_encoding(source: Source) -> str:
    with source.open() as file:
        return _layout(file, source).encoding


def dbf_blocks(source: Source, report: Report | None = None) -> Iterator[Block]:
    """The names of the fields as first row, then the records; deleted records are empty rows."""
    with source.open() as file:
        layout = _layout(file, source)
        yield Block([[_name(one.name, layout.encoding) for one in layout.fields]])
        done = layout.header
        while content := file.read(layout.record * ROWS_AT_ONCE):
            done += len(content)
            if report is not None:
                report(done)
            yield _block(content, layout)


def _layout(file: IO[bytes], source: Source) -> _Layout:
    start = file.read(32)
    _version, records, header, record = struct.unpack_from("<B3xIHH", start)
    described = file.read(max(0, header - 32))
    fields: list[_Field] = []
    place = 1
    for at in range(0, len(described) - 31, 32):
        if described[at] == _END:
            break
        name, kind, length, decimals = struct.unpack_from("<11sc4xBB", described, at)
        size = length + (decimals << 8) if kind == b"C" else length
        fields.append(_Field(name.split(b"\x00")[0], kind.decode("latin-1"), place, size))
        place += size
    if not fields or place > record or len(described) < header - 32:
        raise CrmError(tr("{file} is damaged: its dBASE header does not fit its records.", file=source.name))
    return _Layout(records, header, record, _CODE_PAGES.get(start[29], "gb18030"), tuple(fields))


def _name(raw: bytes, encoding: str) -> str:
    return raw.decode(encoding, "replace").strip()


def _block(content: bytes, layout: _Layout) -> Block:
    block = Block([])
    for at in range(0, len(content), layout.record):
        record = content[at : at + layout.record]
        if record[:1] == b"\x1a" and len(record) < layout.record:
            break
        if record[:1] == b"*":
            block.rows.append([])
            block.remarks[len(block.rows) - 1] = tr("The record is marked as deleted and was left out.")
            continue
        if len(record) < layout.record:
            block.faults[len(block.rows)] = tr("The record is cut off at the end of the file.")
        block.rows.append(_row(record, layout, block))
    return block


def _row(record: bytes, layout: _Layout, block: Block) -> Row:
    row: Row = []
    for one in layout.fields:
        raw = record[one.start : one.start + one.length]
        read = _BINARY.get(one.kind)
        if read is not None and len(raw) == one.length:
            row.append(read(raw))
            continue
        try:
            row.append(raw.decode(layout.encoding).strip(" \x00") if read is None else "")
        except UnicodeDecodeError:
            block.faults[len(block.rows)] = tr("The row holds bytes that are no text of the file's encoding.")
            row.append(raw.decode(layout.encoding, "replace"))
    return row


def _integer(raw: bytes) -> str:
    return str(int.from_bytes(raw, "little", signed=True)) if len(raw) == 4 else raw.decode("latin-1").strip()


def _double(raw: bytes) -> str:
    if len(raw) != 8:
        return ""
    value = struct.unpack("<d", raw)[0]
    return repr(value) if abs(value) < 1e300 else ""


def _currency(raw: bytes) -> str:
    """FoxPro's currency: ten-thousandths."""
    units = int.from_bytes(raw, "little", signed=True)
    whole, part = divmod(abs(units), 10_000)
    return f"{'-' if units < 0 else ''}{whole}.{part:04d}"


def _moment(raw: bytes) -> str:
    """FoxPro's date and time: the Julian day, and milliseconds since midnight."""
    day, clock = struct.unpack("<ii", raw) if len(raw) == 8 else (0, 0)
    ordinal = day - _JULIAN_TO_ORDINAL
    if not 0 < ordinal < date.max.toordinal() or not 0 <= clock < 86_400_000:
        return ""
    return f"{date.fromordinal(ordinal).isoformat()} {timedelta(seconds=clock // 1000)}"


def _nothing(_raw: bytes) -> str:
    return ""


_BINARY: dict[str, Callable[[bytes], str]] = {
    "I": _integer,
    "B": _double,
    "Y": _currency,
    "T": _moment,
    "@": _moment,
    "M": _nothing,
    "G": _nothing,
    "P": _nothing,
}
