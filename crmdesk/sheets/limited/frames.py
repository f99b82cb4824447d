"""What crosses the pipe between a reading process and this one: frames of a length, a letter and plain text.

Nothing that arrives is run or turned into objects: JSON for what is small, and rows as cells and lines parted by two
signs, which is several times faster to take apart. A process that a hostile file has taken over can only send text.
"""

from __future__ import annotations

import json
import struct
from dataclasses import fields
from typing import IO, Any

from crmdesk.sheets.sheet import FROM_ABOVE, FROM_LEFT, UNREADABLE, Block, LeftOut, Row, Sheet

#: No frame is longer; a block of rows is a few mebibytes at most.
LONGEST_FRAME = 96 << 20

#: Between the cells of a row, and between rows.
_CELL, _ROW = "\x1f", "\x1e"
_HEAD = struct.Struct("<Ic")
_LENGTH = struct.Struct("<I")
_SIGNS = str.maketrans(dict.fromkeys((_CELL, _ROW), ""))
_ALL_SIGNS = str.maketrans(dict.fromkeys((_CELL, _ROW, FROM_LEFT, FROM_ABOVE), ""))

#: The letters of frames.
PROGRESS, SHEET, LEFT_OUT, ROWS, REFUSED, NO_MEMORY, END = b"p", b"s", b"o", b"r", b"e", b"m", b"x"


class BrokenFrameError(ValueError):
    """What arrived is not what a reading process sends."""


def send(pipe: IO[bytes], letter: bytes, content: bytes = b"") -> None:
    pipe.write(_HEAD.pack(len(content), letter))
    pipe.write(content)
    pipe.flush()


def received(pipe: IO[bytes]) -> tuple[bytes, bytes] | None:
    """The next frame; None when the other side is gone. Raises ``BrokenFrameError``."""
    head = pipe.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    length, letter = _HEAD.unpack(head)
    if length > LONGEST_FRAME:
        raise BrokenFrameError
    content = pipe.read(length)
    return None if len(content) < length else (letter, content)


def packed(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":")).encode("ascii")


def unpacked(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise BrokenFrameError from error


def unpacked_progress(content: bytes) -> int:
    done = unpacked(content)
    if not isinstance(done, int):
        raise BrokenFrameError
    return done


def packed_block(block: Block, done: int = 0) -> bytes:
    """``length of the head, head, cells``."""
    rows = block.rows
    text = _ROW.join(map(_CELL.join, rows))
    if text.count(_ROW) != max(0, len(rows) - 1) or text.count(_CELL) != sum(max(0, len(row) - 1) for row in rows):
        text = _ROW.join(_CELL.join(_clean(row, keeps_covers=block.has_covered)) for row in rows)
    head = packed([done, len(rows), _pairs(block.faults), _pairs(block.remarks), block.has_covered])
    return b"".join((_LENGTH.pack(len(head)), head, text.replace(UNREADABLE, "\ufffd").encode("utf-8", "replace")))


def _clean(row: Row, *, keeps_covers: bool) -> Row:
    signs = _SIGNS if keeps_covers else _ALL_SIGNS
    return [cell.translate(signs) for cell in row]


def _pairs(notes: dict[int, str]) -> list[tuple[int, str]]:
    return list(notes.items())


def unpacked_block(content: bytes) -> tuple[Block, int]:
    """The block, and how many bytes of the file are read. Raises ``BrokenFrameError``."""
    try:
        (length,) = _LENGTH.unpack_from(content)
        done, count, faults, remarks, has_covered = unpacked(content[4 : 4 + length])
        text = content[4 + length :].decode("utf-8")
        rows = [line.split(_CELL) for line in text.split(_ROW)] if count else []
        block = Block(rows, _notes(faults), _notes(remarks), bool(has_covered))
        done = int(done)
    except (struct.error, UnicodeDecodeError, TypeError, ValueError) as error:
        raise BrokenFrameError from error
    if len(rows) != count:
        raise BrokenFrameError
    return block, done


def _notes(pairs: list[tuple[int, str]]) -> dict[int, str]:
    return {int(at): str(text)[:1_000] for at, text in pairs}


def plain_sheet(sheet: Sheet) -> dict[str, Any]:
    """What finds a sheet again, without its rows."""
    return {one.name: getattr(sheet, one.name) for one in fields(sheet) if one.name != "beginning"}


def packed_sheet(sheet: Sheet) -> bytes:
    head = packed(plain_sheet(sheet))
    return b"".join((_LENGTH.pack(len(head)), head, packed_block(sheet.beginning)))


def unpacked_sheet(content: bytes) -> Sheet:
    try:
        (length,) = _LENGTH.unpack_from(content)
        plain = unpacked(content[4 : 4 + length])
        plain["parts"] = tuple(str(part) for part in plain["parts"])
        return Sheet(**plain, beginning=unpacked_block(content[4 + length :])[0])
    except (struct.error, TypeError, KeyError) as error:
        raise BrokenFrameError from error


def packed_left_out(part: LeftOut) -> bytes:
    return packed([part.name, part.reason])


def unpacked_left_out(content: bytes) -> LeftOut:
    try:
        name, reason = unpacked(content)
    except (TypeError, ValueError) as error:
        raise BrokenFrameError from error
    return LeftOut(str(name)[:1_000], str(reason)[:1_000])
