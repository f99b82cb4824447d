"""What the status bar says about the open store."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ui.frame.status_bar import StoreFacts


def store_facts(connection: Any, user: str) -> StoreFacts:
    """Read from the store's own facts: date of the last classification, moment of the last verified backup."""
    from crmdesk.differentiate.queries import data_date
    from crmdesk.store.backup import LAST_BACKUP
    from crmdesk.store.meta import read_meta

    backed_up_at = read_meta(connection, LAST_BACKUP)
    return StoreFacts(
        user=user,
        data_date=data_date(connection),
        backed_up_at=datetime.fromisoformat(backed_up_at) if backed_up_at else None,
    )
