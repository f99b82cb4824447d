"""Until when the law keeps a client's records (domain specification §8.6; the longer date wins).

A client with a contract is kept 20 years from the end of the relationship, its movements, assessments, contacts and
plans 20 years of their own; an account that is open has not ended. Who never had one may go on request at any time,
and without one two years after the last contact; its contacts go with it, they are records of no business.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal, NamedTuple

from crmdesk import dates
from crmdesk.i18n import Words
from crmdesk.identify.tables import account, client
from crmdesk.store.history import Row, RowChange
from crmdesk.store.keeping import retention_of
from crmdesk.store.schema import metadata

#: Years from the end of the relationship; the anti-money-laundering rules alone would ask for ten.
RELATION_YEARS = 20
_PROSPECT_MONTHS = 24

Hold = Literal["", "open", "kept"]

HOLD_WORDS: dict[str, Words] = {
    "": Words("无合同客户：可应本人要求删除", "No contract: may go when the person asks"),
    "open": Words("业务关系未结束", "The relationship has not ended"),
    "kept": Words("法定保存期内", "To be kept by law"),
}


class Keeping(NamedTuple):
    """``until`` is the first day on which the records may go, None while the relationship lasts."""

    until: date | None
    hold: Hold


def keeping_of(rows: Sequence[RowChange], *, today: date) -> Keeping:
    """What holds for the rows of one client that were removed, its own row among them."""
    images = [(row.table, row.before) for row in rows if row.before is not None]
    ruled = [
        (rule, image)
        for table, image in images
        if (rule := retention_of(metadata.tables[table])) and rule.applies(image)
    ]
    core = next(image for table, image in images if table == client.name)
    if not any(rule.is_business for rule, _image in ruled):
        return Keeping(dates.add_months(_last_seen(core), _PROSPECT_MONTHS), "")
    accounts = [image for table, image in images if table == account.name]
    if any(one["status"] != "closed" for one in accounts):
        return Keeping(None, "open")
    own = [until for rule, image in ruled if (until := rule.until(image))]
    if accounts or any(not rule.since for rule, _image in ruled):
        own.append(dates.add_months(_end(core, accounts, today=today), 12 * RELATION_YEARS))
    return Keeping(max(own), "kept")


def _last_seen(core: Row) -> date:
    recorded: datetime = core["recorded_at"]
    first = recorded.astimezone(dates.CHINA).date()
    return max(core["last_contact_on"] or first, first)


def _end(core: Row, accounts: Sequence[Row], *, today: date) -> date:
    """When the relationship ended: with the last account; today when nothing says that it ended before."""
    if core["closed_on"]:
        return core["closed_on"]  # type: ignore[no-any-return]
    closed: list[date | None] = [one["closed_on"] for one in accounts]
    return max((day for day in closed if day), default=today) if all(closed) else today
