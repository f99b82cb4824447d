"""Faults from outside (disk, lock, damage) in words that say what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlcipher3 import dbapi2

from crmdesk.errors import CrmError
from crmdesk.i18n import Words

DAMAGED = Words("资料库已损坏，请从最近一次备份恢复。", "The store is damaged. Restore the last backup.")
_FULL = Words(
    "磁盘已满。请清理空间后重试，数据没有改动。",
    "The disk is full. Free some space and try again; nothing was changed.",
)
_LOCKED = Words(
    "另一个程序正在写入资料库，请稍后重试。", "Another program is writing to the store. Try again in a moment."
)
_IO = Words(
    "磁盘读写出错，请检查硬盘，数据没有改动。", "The disk reported an error. Check the drive; nothing was changed."
)
_READ_ONLY = Words(
    "资料库为只读：文件夹或文件没有写入权限。", "The store is read-only: the folder or the file may not be written."
)
_CANNOT_OPEN = Words(
    "无法打开资料库，请检查路径和权限。", "The store file cannot be opened. Check the path and the rights."
)
_NO_SERVER = Words(
    "无法连接共享数据库，请检查网络和地址。",
    "The shared database cannot be reached. Check the network and its address.",
)

_SIGNS = {
    "database or disk is full": _FULL,
    "no space left": _FULL,
    "database is locked": _LOCKED,
    "disk i/o error": _IO,
    "input/output error": _IO,
    "permission denied": _READ_ONLY,
    "read-only file system": _READ_ONLY,
    "readonly database": _READ_ONLY,
    "unable to open database": _CANNOT_OPEN,
    "file is not a database": DAMAGED,
    "malformed": DAMAGED,
    "connection to server": _NO_SERVER,
    "connection is bad": _NO_SERVER,
    "connection failed": _NO_SERVER,
    "connection refused": _NO_SERVER,
    "failed to resolve host": _NO_SERVER,
    "server closed the connection": _NO_SERVER,
}


def plain_words(error: BaseException) -> CrmError | None:
    """The sentence for a fault of the database, or None when it is not one of the outside."""
    text = str(error).lower()
    return next((CrmError(str(words)) for sign, words in _SIGNS.items() if sign in text), None)


@contextmanager
def in_plain_words() -> Iterator[None]:
    """Turn a known outside fault into ``CrmError``; a bug stays what it is."""
    try:
        yield
    except (DBAPIError, dbapi2.Error, OSError) as error:
        known = plain_words(getattr(error, "orig", None) or error)
        if known is None:
            raise
        raise known from error
