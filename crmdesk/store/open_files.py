"""Which store files this process has open. Looking at the ends of one is safe meanwhile.

On POSIX closing any descriptor of a file drops the locks this process holds on it. SQLite's own guard against a
journal deleted under a reader stands on the ``-shm`` file, which nobody but SQLite opens; a test holds that.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

_FileId = tuple[int, int]
_DEAD_MAN_SWITCH = 128
_users: Counter[_FileId] = Counter()


class Ends(NamedTuple):
    """The first bytes, the last bytes and the size of a file."""

    first: bytes
    last: bytes
    size: int


def file_id(path: Path) -> _FileId:
    found = path.stat()
    return found.st_dev, found.st_ino


def opened(path: Path) -> _FileId:
    """Note that a store file is in use; hand the result to ``closed``."""
    own = file_id(path)
    _users[own] += 1
    return own


def closed(own: _FileId) -> None:
    _users[own] -= 1


def is_open_here(path: Path) -> bool:
    return path.exists() and _users[file_id(path)] > 0


def is_open_elsewhere(path: Path) -> bool:
    """Whether another program on this computer has the store open. Ask only when ``is_open_here`` says no.

    Every reader and writer of a journal holds the byte 128 of the ``-shm`` file (SQLite's "dead man switch"). Windows
    has no such lock to try; there an open file cannot be renamed, so nothing can be put in its place either.
    """
    shared = path.with_name(path.name + "-shm")
    if sys.platform == "win32" or not shared.exists():
        return False
    import fcntl

    with shared.open("r+b") as file:
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _DEAD_MAN_SWITCH)
        except BlockingIOError:
            return True
        fcntl.lockf(file, fcntl.LOCK_UN, 1, _DEAD_MAN_SWITCH)
    return False


def read_ends(path: Path, length: int) -> Ends:
    """``length`` bytes of either end. Raises ``OSError``."""
    with path.open("rb") as file:
        size = path.stat().st_size
        first = file.read(length)
        file.seek(max(0, size - length))
        return Ends(first, file.read(length), size)
