"""Search inside the store: what differs between the two engines sits here.

On SQLite two full-text indexes read ``client.search_text`` (single characters, pinyin, initials) and
``client.search_keys`` (numbers), kept in step by triggers, so that every way of writing a client, undo
included, keeps them true. On PostgreSQL the same two columns are searched with LIKE.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError

_INDEXES = {
    "client_text": ("search_text", "unicode61"),
    "client_keys": ("search_keys", "trigram"),
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
    for index, (column, tokens) in _INDEXES.items():
        connection.exec_driver_sql(
            f"CREATE VIRTUAL TABLE {index} USING fts5("
            f"{column}, content='client', content_rowid='id', tokenize='{tokens}')"
        )
    _create_triggers(connection)


def renew_triggers(connection: Connection) -> None:
    """After a migration, which may have rebuilt the client table and so lost its triggers."""
    if connection.dialect.name == "sqlite":
        _drop_triggers(connection)
        _create_triggers(connection)


def _drop_triggers(connection: Connection) -> None:
    for index, (column, _tokens) in _INDEXES.items():
        for name in _trigger_sql(index, column):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")


def _create_triggers(connection: Connection) -> None:
    for index, (column, _tokens) in _INDEXES.items():
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


def matching_ids(connection: Connection, *, words: str, keys: str, limit: int) -> list[tuple[int, str]]:
    """``(client id, "text" | "keys")`` of clients found, best first.

    ``words`` is a full-text query over ``search_text`` tokens (see ``identify/search.py``), ``keys`` a
    literal part of a number of three characters or more; either may be empty.
    """
    found: dict[int, str] = {}
    if connection.dialect.name == "sqlite":
        queries = {
            "text": "SELECT rowid FROM client_text WHERE client_text MATCH :q LIMIT :n",
            "keys": "SELECT rowid FROM client_keys WHERE client_keys MATCH :q LIMIT :n",
        }
        values = {"text": words, "keys": '"{}"'.format(keys.replace('"', '""')) if keys else ""}
    else:
        queries = {
            "text": "SELECT id FROM client WHERE search_text ~ :q ORDER BY name_key LIMIT :n",
            "keys": "SELECT id FROM client WHERE position(:q in search_keys) > 0 LIMIT :n",
        }
        values = {"text": words, "keys": keys}
    for kind in ("keys", "text"):
        if values[kind]:
            for (client_id,) in connection.execute(text(queries[kind]), {"q": values[kind], "n": limit}):
                found.setdefault(int(client_id), kind)
    return list(found.items())[:limit]
