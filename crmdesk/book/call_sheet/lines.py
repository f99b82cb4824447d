"""Who stands on a call sheet, and what there is to ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, select

from crmdesk.codes import code_list, code_words
from crmdesk.i18n import Words
from crmdesk.identify.form import split_codes
from crmdesk.identify.masking import masked_mobile
from crmdesk.identify.quality import Gap, quality
from crmdesk.identify.quality.measures import issue_bit
from crmdesk.identify.record import Record, record
from crmdesk.identify.tables import client, client_quality
from crmdesk.interact.needs import active_needs

#: So many clients fit a morning's calls and three sheets of paper.
LINES = 30
#: Questions a client answers before a call gets long.
_QUESTIONS = 6
#: Issues that are no question to the client: they say how urgent the call is.
_URGENT = ("bad_phone", "id_expired", "risk_expired", "invalid", "id_expiring", "risk_expiring", "unverified_phone")
_PHONES = ("mobile", "phone_home", "phone_office")


@dataclass(frozen=True)
class CallLine:
    """One client to call. ``questions`` bring most points of the KYC score first; all of them bring ``points``."""

    client_id: int
    client_no: str
    name: str
    tier: Words
    phone: str
    phone_status: Words
    windows: Words
    last_contact_on: date | None
    kyc: int
    urgent: tuple[Words, ...]
    questions: tuple[Gap, ...]

    @property
    def points(self) -> float:
        return round(sum(gap.points for gap in self.questions), 1)


@dataclass(frozen=True)
class CallSheet:
    """``waiting`` clients have gaps, too, and found no room."""

    manager: str
    on: date
    is_masked: bool
    lines: tuple[CallLine, ...]
    waiting: int


def call_sheet(
    connection: Connection, *, manager: str, on: date, limit: int = LINES, is_masked: bool = True
) -> CallSheet:
    """The clients of a manager whose records have gaps as measured last: higher tiers first, then the lower scores."""
    rows = connection.execute(_wanting(manager)).all()
    lines = (_line(connection, row, on=on, is_masked=is_masked) for row in rows[:limit])
    return CallSheet(manager, on, is_masked, tuple(lines), max(0, len(rows) - limit))


def _wanting(manager: str) -> Select[Any]:
    q = client_quality.c
    has_gaps = (q.missing != 0) | (q.stale != 0) | (q.issues.bitwise_and(_mask(_URGENT)) != 0)
    columns = (client.c.id, client.c.tier, client.c.last_contact_on, q.issues)
    query = select(*columns).join(client_quality, q.client_id == client.c.id)
    query = query.where(client.c.manager == manager, client.c.status != "closed", has_gaps)
    return query.order_by(client.c.tier_rank.is_(None), client.c.tier_rank.desc(), q.kyc, client.c.id)


def _mask(codes: tuple[str, ...]) -> int:
    return sum(1 << issue_bit(code) for code in codes)


def _line(connection: Connection, row: Any, *, on: date, is_masked: bool) -> CallLine:
    client_id, tier, last, issues = row
    found = record(connection, client_id)
    kinds = [need.kind for need in active_needs(connection, client_id)]
    told = quality(found, on=on, tier=tier, needs=kinds)
    phone = _phone(found)
    return CallLine(
        client_id=client_id,
        client_no=found.client_no,
        name=found.name,
        tier=code_words("tier", tier) if tier else Words("", ""),
        phone=masked_mobile(phone) if is_masked and phone else phone,
        phone_status=_coded("contact_status", found.values.get("contact_status")),
        windows=_windows(found),
        last_contact_on=last,
        kyc=told.kyc,
        urgent=tuple(code_list("quality_issue")[code].words for code in _URGENT if issues >> issue_bit(code) & 1),
        questions=tuple(_asked_once(found, told.questions))[:_QUESTIONS],
    )


def _asked_once(found: Record, gaps: Sequence[Gap]) -> Iterator[Gap]:
    """Values that expire together, such as all that an ID says, are one question: for the new date of expiry."""
    points: dict[str, float] = {}
    for gap in gaps:
        points[gap.field.until] = points.get(gap.field.until, 0.0) + gap.points
    for gap in gaps:
        until = gap.field.until
        if not until or not found.form.has(until):
            yield gap
        elif until in points:
            yield Gap(found.form.field(until), gap.reason, round(points.pop(until), 1))


def _phone(found: Record) -> str:
    return next((str(found.values[name]) for name in _PHONES if found.values.get(name)), "")


def _coded(list_name: str, code: str | None) -> Words:
    return code_words(list_name, code) if code else Words("", "")


def _windows(found: Record) -> Words:
    codes = split_codes(found.values.get("contact_window"))
    words = [code_words("contact_window", code) for code in codes]
    return Words("、".join(one.zh for one in words), ", ".join(one.en for one in words))
