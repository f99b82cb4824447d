"""The trash: clients leave with everything that hangs on them, come back whole, or go for ever where the law allows."""

from __future__ import annotations

from crmdesk.identify.trash.erasing import erase_trashed, freeze_trashed
from crmdesk.identify.trash.listing import Trashed, trashed, trashed_count
from crmdesk.identify.trash.removing import trash_clients
from crmdesk.identify.trash.restoring import restore_trashed

__all__ = [
    "Trashed",
    "erase_trashed",
    "freeze_trashed",
    "restore_trashed",
    "trash_clients",
    "trashed",
    "trashed_count",
]
