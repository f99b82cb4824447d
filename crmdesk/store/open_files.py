"""Which store files this process has open, and how to look at one without harming it.

On POSIX, closing *any* descriptor of a file drops every lock this process holds on it, those of SQLite included;
another program could then take itself for the last one and delete the journal we still write to. So a descriptor
opened on a file that is in use stays open until the store is closed.
"""

from __future__ import annotations

import os
from pathlib import Path
from threading import Lock
from typing import NamedTuple

_FileId = tuple[int, int]
_guard = Lock()
_users: dict[_FileId, int] = {}
_kept: dict[_FileId, list[int]] = {}


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
    with _guard:
        own = file_id(path)
        _users[own] = _users.get(own, 0) + 1
        return own


def closed(own: _FileId) -> None:
    """The store is closed: after the last user what was kept open is let go."""
    with _guard:
        _users[own] = _users.get(own, 0) - 1
        if _users[own] <= 0:
            del _users[own]
            for descriptor in _kept.pop(own, []):
                os.close(descriptor)


def is_open_here(path: Path) -> bool:
    return path.exists() and file_id(path) in _users


def read_ends(path: Path, length: int) -> Ends:
    """``length`` bytes of either end. Raises ``OSError``."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
    try:
        size = os.fstat(descriptor).st_size
        first = os.read(descriptor, length)
        os.lseek(descriptor, max(0, size - length), os.SEEK_SET)
        return Ends(first, os.read(descriptor, length), size)
    finally:
        _let_go(descriptor)


def _let_go(descriptor: int) -> None:
    with _guard:
        found = os.fstat(descriptor)
        own = found.st_dev, found.st_ino
        if own in _users and os.name == "posix":
            _kept.setdefault(own, []).append(descriptor)
        else:
            os.close(descriptor)
