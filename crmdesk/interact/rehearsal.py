"""A rehearsal with what this room knows: what clients told by a day, and the service hours each tier is owed."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from crmdesk.differentiate.rehearsal.rehearse import Rehearsal, rehearse
from crmdesk.differentiate.rulebooks import Document, Rulebook
from crmdesk.interact.signals import signals_by_day
from crmdesk.interact.standards import service_hours
from crmdesk.progress import Progress


def rehearse_rules(
    connection: Connection, rules: Document | Rulebook, *, as_of: date, progress: Progress | None = None
) -> Rehearsal:
    """What the command line prints and the window shows; see ``rehearse`` for what it raises."""
    signals = signals_by_day(connection)
    return rehearse(connection, rules, as_of=as_of, hours=service_hours(), signals=signals, progress=progress)
