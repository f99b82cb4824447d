"""The quality of the records in a book, measured with what every room knows: needs are kept by interaction."""

from __future__ import annotations

from datetime import date

from crmdesk.identify.quality.measuring import measure_quality
from crmdesk.interact.needs import kinds_of_active_needs
from crmdesk.progress import Progress
from crmdesk.store.store import Store


def measure_book(store: Store, *, on: date, manager: str | None = None, progress: Progress | None = None) -> int:
    """Bring the measured quality of all clients, or of one account manager's, up to a day; how many were measured."""
    return measure_quality(store, on=on, needs=kinds_of_active_needs(), manager=manager, progress=progress)
