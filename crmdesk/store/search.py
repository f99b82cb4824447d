"""Search inside the store: what differs between the two engines sits here.

On SQLite two full-text indexes read ``client.search_text`` (single characters, pinyin, initials) and
``client.search_keys`` (numbers), kept in step by triggers, so that every way of writing a client, undo
included, keeps them true. On PostgreSQL the same two columns are searched as text.

Prefixes of one to six letters have an index of their own: without it ``z*`` would gather a third of a
branch (55 ms at 1,000,000 clients; with it 0.05 ms). The index of numbers knows three-character parts only
(66 MB instead of 178); the row itself says whether they stand together.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError

_INDEXES = {
    "client_text": ("search_text", "tokenize='unicode61', prefix='1 2 3 4 5 6'"),
    "client_keys": ("search_keys", "tokenize='trigram', detail='none'"),
}


def _trigger_sql(index: str, column: str) -> dict[str, str]:
    gone = f"INSERT INTO {index}({index}, rowid, {column}) VALUES ('delete', old.id, old.{column});"
    come = f"INSERT INTO {index}(rowid, {column}) VALUES (new.id, new.{column});"
    return {
        f"{index}_insert": f"AFTER INSERT ON client BEGIN {come} END",
        f"{index}_delete": f"AFTER DELETE ON client BEGIN {gone} END",
        f"{index}_update": (
            f"AFTER UPDATE OF {column} ON client WHEN old.{column} IS NOT new.{column} BEGIN {gone} {come} END"
        ),
    }


def create_search(connection: Connection) -> None:
    """Make the indexes and their triggers; nothing to do on PostgreSQL."""
    if connection.dialect.name != "sqlite":
        return
    for index, (column, options) in _INDEXES.items():
        connection.exec_driver_sql(
            f"CREATE VIRTUAL TABLE {index} USING fts5({column}, content='client', content_rowid='id', {options})"
        )
    _create_triggers(connection)


def is_search_table(name: str | None) -> bool:
    """Whether a table belongs to the indexes, not to the declared ones."""
    return (name or "").startswith(tuple(_INDEXES))


def renew_triggers(connection: Connection) -> None:
    """After a migration, which may have rebuilt the client table and so lost its triggers."""
    if connection.dialect.name == "sqlite":
        _drop_triggers(connection)
        _create_triggers(connection)


def _drop_triggers(connection: Connection) -> None:
    for index, (column, _options) in _INDEXES.items():
        for name in _trigger_sql(index, column):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")


def _create_triggers(connection: Connection) -> None:
    for index, (column, _options) in _INDEXES.items():
        for name, body in _trigger_sql(index, column).items():
            connection.exec_driver_sql(f"CREATE TRIGGER {name} {body}")


@contextmanager
def rebuilt_after(connection: Connection) -> Iterator[None]:
    """Many clients at once: triggers off inside, both indexes rebuilt at the end, in the same transaction.

    A trigger costs about a millisecond a row, a rebuild some microseconds a client of the whole store.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    _drop_triggers(connection)
    yield
    for index in _INDEXES:
        connection.exec_driver_sql(f"INSERT INTO {index}({index}) VALUES ('rebuild')")
    _create_triggers(connection)


def forget_removed_words(connection: Connection) -> None:
    """Write the indexes anew without the words of clients that are gone: until then they lie in it, only marked."""
    if connection.dialect.name == "sqlite":
        for index in _INDEXES:
            connection.exec_driver_sql(f"INSERT INTO {index}({index}) VALUES ('optimize')")


def search_is_whole(connection: Connection) -> bool:
    """Whether both indexes say exactly what the clients say. Needs a connection that may write."""
    if connection.dialect.name != "sqlite":
        return True
    try:
        for index in _INDEXES:
            connection.exec_driver_sql(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")
    except DatabaseError:
        return False
    return True


@dataclass(frozen=True)
class Phrase:
    """Tokens of ``search_text`` that stand one after the other; with ``is_prefix`` the last one only begins so."""

    tokens: tuple[str, ...]
    is_prefix: bool = False
    is_start: bool = False  # the text begins with them

    def query(self) -> str:
        words = " ".join(token.replace('"', "") for token in self.tokens)
        return f'{"^ " if self.is_start else ""}"{words}"{" *" if self.is_prefix else ""}'

    def pattern(self) -> str:
        words = " ".join(re.escape(token) for token in self.tokens)
        return f"{'^' if self.is_start else '(^| )'}{words}{'' if self.is_prefix else '( |$)'}"


def ids_with_words(connection: Connection, phrases: Sequence[Phrase], *, limit: int) -> list[int]:
    """Clients whose ``search_text`` holds every phrase, at most ``limit`` of them, in no particular order."""
    if connection.dialect.name == "sqlite":
        query = " AND ".join(phrase.query() for phrase in phrases)
        sql = "SELECT rowid FROM client_text WHERE client_text MATCH :q LIMIT :n"
        return [int(key) for (key,) in connection.execute(text(sql), {"q": query, "n": limit})]
    values: dict[str, Any] = {f"q{place}": phrase.pattern() for place, phrase in enumerate(phrases)}
    where = " AND ".join(f"search_text ~ :{name}" for name in values)
    found = connection.execute(text(f"SELECT id FROM client WHERE {where} LIMIT :n"), values | {"n": limit})
    return [int(key) for (key,) in found]


#: Candidates of a number that are compared in full.
_LOOKED_AT = 3_000


def _trigram_query(parts: Sequence[str]) -> str:
    return " AND ".join(f'"{three}"' for part in parts for three in _trigrams(part))


def _trigrams(part: str) -> Iterator[str]:
    """Enough three-character parts to find a number: all of a short one, every third of a long one."""
    step = 1 if len(part) < 7 else 3
    for start in {*range(0, len(part) - 2, step), len(part) - 3}:
        yield part[start : start + 3]


def ids_with_keys(connection: Connection, parts: Sequence[str], *, limit: int) -> list[int]:
    """Clients whose ``search_keys`` hold every part literally, at most ``limit``. A part has three signs or more.

    Of numbers that are all alike (``000000``) only the first ``_LOOKED_AT`` candidates are read: a keystroke ends.
    """
    values: dict[str, Any] = {f"p{place}": part for place, part in enumerate(parts)} | {"n": limit}
    if connection.dialect.name == "sqlite":
        values |= {"q": _trigram_query(parts), "most": _LOOKED_AT}
        source = (
            "(SELECT rowid AS id FROM client_keys WHERE client_keys MATCH :q LIMIT :most) k JOIN client c USING (id)"
        )
        where = " AND ".join(f"instr(c.search_keys, :p{place}) > 0" for place in range(len(parts)))
    else:
        source = "client c"
        where = " AND ".join(f"position(:p{place} in c.search_keys) > 0" for place in range(len(parts)))
    found = connection.execute(text(f"SELECT c.id FROM {source} WHERE {where} LIMIT :n"), values)
    return [int(key) for (key,) in found]
