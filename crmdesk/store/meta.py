"""Single facts about a store."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select, update

from crmdesk.store.tables import meta


def read_meta(connection: Connection, key: str) -> str | None:
    return connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar_one_or_none()


def write_meta(connection: Connection, key: str, value: str) -> None:
    changed = connection.execute(update(meta).where(meta.c.key == key).values(value=value))
    if changed.rowcount == 0:
        connection.execute(insert(meta).values(key=key, value=value))
