"""Files of a store: what lies beside it, moving things safely, recognising what is no store."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from crmdesk import dates
from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.store.open_files import read_ends

_SQLITE = b"SQLite format 3\x00"
_PAGE = 4096
#: The last bytes of a backup file; see ``backup_file.py``.
BACKUP_MARK = b"CRMDESK BACKUP 1"


def beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    if path.is_dir() and os.name == "nt":
        return
    # Windows flushes only through a descriptor that may write.
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    except OSError:
        if path.is_file():
            raise
    finally:
        os.close(handle)


def remove_parts(path: Path) -> None:
    """Remove a half-made file of an earlier attempt with what SQLite may have left beside it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        beside(path, suffix).unlink(missing_ok=True)


def move_into_place(part: Path, path: Path) -> None:
    """The finished ``part`` becomes ``path`` in one step, and stays so after a power cut."""
    sync(part)
    part.replace(path)
    sync(path.parent)


def free_name(path: Path) -> Path:
    """``path``, or the first of ``path-2``, ``path-3`` … that is not there yet."""
    candidates = (path if number == 1 else beside(path, f"-{number}") for number in range(1, 10_000))
    return next(candidate for candidate in candidates if not candidate.exists())


def time_mark(at: datetime | None = None) -> str:
    """A moment as it stands in a file name: ``20261121-185500``."""
    return (at or dates.now()).astimezone(dates.CHINA).strftime("%Y%m%d-%H%M%S")


def is_backup(path: Path) -> bool:
    return read_ends(path, len(BACKUP_MARK)).last == BACKUP_MARK


def require_store_file(path: Path) -> None:
    """Raise ``CrmError`` with the reason when a file cannot be a store, without any key."""
    if not path.is_file():
        raise CrmError(tr("There is no store at {path}.", path=path))
    try:
        ends = read_ends(path, len(_SQLITE))
    except OSError as error:
        raise CrmError(tr("{path} cannot be read: {reason}", path=path, reason=error.strerror or error)) from error
    if ends.size == 0:
        raise CrmError(tr("{path} is empty. Restore the last backup.", path=path))
    if ends.first == _SQLITE:
        raise CrmError(tr("{path} is a database without encryption, not a CRM Desk store.", path=path))
    if ends.last == BACKUP_MARK:
        raise CrmError(tr("{path} is a backup. Restore it to work with it.", path=path))
    if ends.size % _PAGE:
        raise CrmError(tr("{path} was cut off or is not a CRM Desk store. Restore the last backup.", path=path))


def require_own_salt(path: Path, salt: str) -> None:
    """Raise ``CrmError`` when the key file belongs to another file than this one."""
    if read_ends(path, 16).first.hex() != salt:
        raise CrmError(
            tr(
                "{path} is damaged, or the key file beside it belongs to another store. Restore the last backup.",
                path=path,
            )
        )
