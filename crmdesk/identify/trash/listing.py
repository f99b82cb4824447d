"""What lies in the trash, since when, and until when the law keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select

from crmdesk import dates
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.identify.tables import trash
from crmdesk.identify.trash.retention import HOLD_WORDS


@dataclass(frozen=True)
class Trashed:
    """A client in the trash. ``can_erase_on`` is the first day its records may go for ever, None while its
    relationship has not ended; ``is_held``: the law forbids it today. A frozen one does not come back either."""

    id: int
    client_id: int
    client_no: str
    name: str
    kind: str
    at: datetime
    actor: str
    reason: str
    can_erase_on: date | None
    hold: str
    frozen_at: datetime | None
    frozen_by: str | None
    frozen_reason: str | None
    operation_id: int

    @property
    def is_held(self) -> bool:
        return self.hold != "" and (self.can_erase_on is None or dates.local_today() < self.can_erase_on)

    @property
    def is_due(self) -> bool:
        """Whether the time for which it had to be kept is over: it should be erased."""
        return self.can_erase_on is not None and dates.local_today() >= self.can_erase_on

    @property
    def hold_words(self) -> Words:
        return HOLD_WORDS[self.hold] if self.is_held or not self.hold else Words("保存期已满", "Kept long enough")

    @property
    def days(self) -> int:
        """How long it has been here."""
        return (dates.local_today() - self.at.astimezone(dates.CHINA).date()).days


_COLUMNS = [trash.c[name] for name in Trashed.__dataclass_fields__]


def _listed(connection: Connection, query: Select[Any]) -> list[Trashed]:
    return [Trashed(*row) for row in connection.execute(query)]


def trashed(connection: Connection) -> list[Trashed]:
    """Everything in the trash, the newest first."""
    return _listed(connection, select(*_COLUMNS).order_by(trash.c.id.desc()))


def trashed_count(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(trash)).scalar_one())


def trashed_one(connection: Connection, trash_id: int) -> Trashed:
    """One entry. Raises ``CrmError`` when it is not in the trash any more."""
    found = _listed(connection, select(*_COLUMNS).where(trash.c.id == trash_id))
    if not found:
        raise CrmError(tr("There is no entry {number} in the trash.", number=trash_id))
    return found[0]
