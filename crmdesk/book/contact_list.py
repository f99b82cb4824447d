"""The contact log of the whole book, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, bindparam, select

from crmdesk import dates
from crmdesk.book.listed import Listed, in_order, of_manager, of_text, read_listed
from crmdesk.identify.tables import client
from crmdesk.interact.outcomes import effective_codes
from crmdesk.interact.tables import contact
from crmdesk.progress import Progress

Reached = Literal["all", "effective", "other"]


@dataclass(frozen=True)
class ContactFilter:
    """``since``: the first day; ``manager`` and ``text`` "" = any."""

    reached: Reached = "all"
    since: date | None = None
    manager: str = ""
    text: str = ""


@dataclass(frozen=True)
class ContactRow:
    """One contact as it counts now, with its client; ``at`` is aware UTC."""

    id: int
    client_id: int
    at: datetime
    minutes: int | None
    direction: str
    channel: str
    outcome: str
    note: str
    created_by: str
    client_no: str
    name: str
    tier: str | None

    @property
    def is_effective(self) -> bool:
        return self.outcome in effective_codes()


SORTS: dict[str, tuple[ColumnElement[Any], ...]] = {"at": (contact.c.at,), "name": (client.c.name_key, contact.c.at)}


def contact_ids(
    connection: Connection,
    chosen: ContactFilter,
    *,
    sort: str = "at",
    descending: bool = True,
    limit: int | None = None,
    progress: Progress | None = None,
) -> Listed:
    """Ids of the contacts a filter keeps; a corrected contact is its newest correction. ``limit``: the first ones."""
    conditions = _conditions(connection, chosen)
    query = in_order(contact, conditions, SORTS[sort], descending=descending, by_client=sort == "name")
    return read_listed(connection, query.limit(limit), progress)


def _conditions(connection: Connection, chosen: ContactFilter) -> list[ColumnElement[bool]]:
    # Corrections are few: read once, they cost less than a look-up for each of a million rows.
    corrected = select(contact.alias().c.corrects_id)
    newest: ColumnElement[bool] = contact.c.id.not_in(corrected.where(corrected.selected_columns[0].is_not(None)))
    found = [newest]
    if chosen.reached != "all":
        codes = effective_codes()
        found.append(contact.c.outcome.in_(codes) if chosen.reached == "effective" else contact.c.outcome.not_in(codes))
    if chosen.since is not None:
        found.append(contact.c.at >= datetime.combine(chosen.since, time(), dates.CHINA).astimezone(UTC))
    if chosen.manager:
        found.append(of_manager(contact.c.client_id, chosen.manager))
    if text := chosen.text.strip():
        found.append(of_text(connection, contact.c.client_id, text))
    return found


_COLUMNS = [(contact if f.name in contact.c else client).c[f.name] for f in fields(ContactRow)]
_ROWS: Select[Any] = (
    select(*_COLUMNS)
    .join_from(contact, client, client.c.id == contact.c.client_id)
    .where(contact.c.id.in_(bindparam("ids", expanding=True)))
)


def contact_rows(connection: Connection, ids: Sequence[int]) -> list[ContactRow]:
    """The rows of a block of ids (200 or so), in the order of the ids; an id that is gone is left out."""
    rows = {row.id: ContactRow(*row) for row in connection.execute(_ROWS, {"ids": list(ids)})} if ids else {}
    return [rows[one] for one in ids if one in rows]
