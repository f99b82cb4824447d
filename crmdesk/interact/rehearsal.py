"""A rehearsal with what this room knows: what clients told by a day, and the service hours each tier is owed."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from crmdesk.differentiate.rehearsal.rehearse import Bench, Rehearsal
from crmdesk.differentiate.rulebooks import Document, Rulebook
from crmdesk.interact.signals import signals_by_day
from crmdesk.interact.standards import service_hours
from crmdesk.progress import Progress


def bench(connection: Connection, as_of: date) -> Bench:
    """A data date laid ready for several rulebooks; see ``Bench`` for what it raises."""
    return Bench(connection, as_of=as_of, signals=signals_by_day(connection), hours=service_hours())


def rehearse_rules(
    connection: Connection, rules: Document | Rulebook, *, as_of: date, progress: Progress | None = None
) -> Rehearsal:
    """One rulebook: what the command line prints and the window shows."""
    return bench(connection, as_of).rehearse(connection, rules, progress=progress)
