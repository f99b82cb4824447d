"""What must be true of this computer before a store is opened on it."""

from __future__ import annotations

import importlib.util
import sqlite3
import tempfile
from contextlib import closing
from functools import cache
from pathlib import Path

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.store.engines import connect_cipher
from crmdesk.store.keys import new_data_key


@cache
def require_sound() -> None:
    """Raise ``CrmError`` unless files written here are encrypted and spreadsheets are read safely. Once per process."""
    require_module("defusedxml")
    with tempfile.TemporaryDirectory(prefix="crmdesk-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "selftest"
        with closing(connect_cipher(path, new_data_key())) as connection:
            connection.execute("CREATE TABLE planted (word TEXT)")
            connection.execute("INSERT INTO planted VALUES ('selftest-word')")
        require_encrypted(path, "selftest-word")


def require_module(name: str) -> None:
    if importlib.util.find_spec(name) is None:
        raise CrmError(tr("The Python package {name} is missing. Run the set-up again.", name=name))


def require_encrypted(path: Path, word: str) -> None:
    """Raise ``CrmError`` when a file opens without a key or shows a word that was stored in it."""
    if word.encode() in path.read_bytes() or _opens_without_key(path):
        raise CrmError(tr("Files written on this computer are not encrypted. The store was not opened."))


def _opens_without_key(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as connection:
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except sqlite3.DatabaseError:
            return False
    return True
