"""Text typed but not saved yet: kept in the store, encrypted, until it is saved or thrown away."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import delete, select

from crmdesk import dates
from crmdesk.store.store import Store
from crmdesk.store.tables import draft
from crmdesk.store.upsert import upsert


class Draft(NamedTuple):
    name: str
    saved_at: datetime
    content: dict[str, Any]


def save_draft(store: Store, name: str, content: dict[str, Any]) -> None:
    """Keep what a form holds under a name of the form's choice, such as ``client:17``; replaces the one before."""
    with store.unlogged() as connection:
        row = {"name": name, "saved_at": dates.now(), "content": content}
        upsert(connection, draft, [row], keys=["name"])


def load_draft(store: Store, name: str) -> Draft | None:
    return next((kept for kept in all_drafts(store) if kept.name == name), None)


def drop_draft(store: Store, name: str) -> None:
    """Forget a draft; nothing happens when there is none."""
    with store.unlogged() as connection:
        connection.execute(delete(draft).where(draft.c.name == name))


def all_drafts(store: Store) -> list[Draft]:
    """What a crash left behind, newest first."""
    with store.read() as connection:
        found = connection.execute(
            select(draft.c.name, draft.c.saved_at, draft.c.content).order_by(draft.c.saved_at.desc())
        )
        return [Draft(row.name, row.saved_at, row.content) for row in found]
