"""The write-ahead journal of a store that was not closed: is everything that was committed still readable?

SQLite stops reading the journal at the first frame whose checksum is wrong and forgets what follows, which is
right for a transaction that a power cut tore, and wrong for a bit that rotted under saved work. The two are told
apart by the frames behind: a torn transaction is the last one and was never acknowledged.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO, NamedTuple

from sqlalchemy import Connection

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.store.files import beside

_HEADER, _FRAME, _PAGE = 32, 24, 4096
_MAGIC = (0x377F0682, 0x377F0683)


class Frame(NamedTuple):
    commit: int
    salts: bytes


class Journal(NamedTuple):
    salts: bytes
    frames: list[Frame]

    def commits_behind(self, readable: int) -> list[int]:
        """Frame numbers (from 1) of commits that are written but not read."""
        return [
            n for n, frame in enumerate(self.frames, 1) if n > readable and frame.commit and frame.salts == self.salts
        ]


def require_sound_journal(path: Path, connection: Connection) -> None:
    """Raise ``CrmError`` when the journal of the store at ``path`` holds saved changes that can no longer be read."""
    waiting = beside(path, "-wal")
    if not waiting.exists() or waiting.stat().st_size < _HEADER + _FRAME + _PAGE:
        return
    # A program that has the store open may write between the two looks; then a second look agrees.
    if _is_damaged(waiting, connection) and _is_damaged(waiting, connection):
        raise CrmError(
            tr("The journal of the store is damaged: saved changes in it are lost. Restore the last backup.")
        )


def _is_damaged(waiting: Path, connection: Connection) -> bool:
    with waiting.open("rb") as file:
        journal = _read(file, waiting.stat().st_size)
    if journal is None:
        return True
    connection.rollback()
    connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()
    _busy, readable, _copied = connection.exec_driver_sql("PRAGMA wal_checkpoint(NOOP)").one()
    behind = journal.commits_behind(readable)
    return len(behind) > 1 or (len(behind) == 1 and not _is_torn(journal, readable, behind[0]))


def _is_torn(journal: Journal, readable: int, commit: int) -> bool:
    """Whether a frame of the last transaction never reached the disk; one changed bit leaves every frame in place."""
    wanted = int.from_bytes(journal.salts, "big")
    apart = [(int.from_bytes(frame.salts, "big") ^ wanted).bit_count() for frame in journal.frames[readable:commit]]
    return sum(apart) > 1


def _read(file: BinaryIO, size: int) -> Journal | None:
    """Salts and frame headers, or None when the journal's own header is damaged."""
    header = file.read(_HEADER)
    if not _is_sound_header(header):
        return None
    frames = []
    for start in range(_HEADER, size - _FRAME - _PAGE + 1, _FRAME + _PAGE):
        file.seek(start)
        head = file.read(_FRAME)
        frames.append(Frame(int.from_bytes(head[4:8], "big"), head[8:16]))
    return Journal(header[16:24], frames)


def _is_sound_header(header: bytes) -> bool:
    magic = int.from_bytes(header[:4], "big")
    if magic not in _MAGIC or int.from_bytes(header[8:12], "big") != _PAGE:
        return False
    words = struct.unpack(">6I" if magic & 1 else "<6I", header[:24])
    first = second = 0
    for even, odd in zip(words[::2], words[1::2], strict=True):
        first = (first + even + second) & 0xFFFFFFFF
        second = (second + odd + first) & 0xFFFFFFFF
    return (first, second) == struct.unpack(">2I", header[24:])
