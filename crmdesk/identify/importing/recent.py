"""Sources that files came from lately: the next file is most likely one of theirs."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select

from crmdesk.identify.tables import import_batch, import_file

_LOOKED_AT = 300


class RecentSource(NamedTuple):
    """``recipe`` is how the last file of the ``source`` was read; ``file`` and ``at`` its name and moment."""

    source: str
    recipe: str
    file: str
    at: datetime


def recent_sources(connection: Connection, limit: int = 6) -> list[RecentSource]:
    """The newest first, each recipe of a source once; imports that were taken back count, too."""
    f = import_file.c
    query = (
        select(f.source, f.recipe, f.name, import_batch.c.at)
        .join(import_batch, import_batch.c.id == f.batch_id)
        .where(f.source.is_not(None))
        .order_by(f.id.desc())
        .limit(_LOOKED_AT)
    )
    found: dict[tuple[str, str], RecentSource] = {}
    for row in connection.execute(query):
        found.setdefault((row[0], row[1]), RecentSource(*row))
    return list(found.values())[:limit]
