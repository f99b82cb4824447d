"""The client in view: who it is, what it is worth, what comes next, what to watch out for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, select

from crmdesk import dates
from crmdesk.codes import code_list, code_words
from crmdesk.differentiate.tables import classification
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.identify.masking import masked
from crmdesk.identify.tables import FORM_TABLES, client, risk_assessment
from crmdesk.interact.follow_ups import FollowUp, client_follow_ups

_ID_ALERT_DAYS, _RISK_ALERT_DAYS = 90, 30


@dataclass(frozen=True)
class Class:
    """A tier or stage: its code, the status beside it (``watch1``, ``warning`` …) and since when it holds."""

    code: str
    status: str
    since: date


@dataclass(frozen=True)
class Risk:
    """The newest risk test of a product line."""

    line: str
    level: str
    valid_to: date

    def is_valid(self, on: date) -> bool:
        return self.valid_to >= on


@dataclass(frozen=True)
class Caution:
    """Something to clear up; ``field`` is the form field it concerns."""

    words: Words
    tone: Literal["bad", "warn"]
    field: str


@dataclass(frozen=True)
class ClientCard:
    """The header of a client; amounts in cents, ``phone`` masked. ``age`` in whole years, persons only."""

    id: int
    client_no: str
    kind: str
    name: str
    status: str
    manager: str
    branch: str
    sex: Words | None
    age: int | None
    phone: str
    tier: Class | None
    stage: Class | None
    opened_on: date | None
    as_of: date | None
    assets: int | None
    contribution: int | None
    potential: int | None
    lifetime: int | None
    score: int | None
    is_near: bool
    trend: tuple[int, ...]
    risk: tuple[Risk, ...]
    last_contact_on: date | None
    next_contact_on: date | None
    follow_ups: tuple[FollowUp, ...]
    warnings: tuple[Caution, ...]


def client_card(connection: Connection, client_id: int, *, on: date | None = None) -> ClientCard:
    """The card of one client in five statements. Raises ``CrmError`` when the client is gone."""
    on = on or dates.local_today()
    row = connection.execute(select(client).where(client.c.id == client_id)).one_or_none()
    if row is None:
        raise CrmError(tr("This client no longer exists."))
    form = _form(connection, client_id, row.kind)
    standing = _standing(connection, client_id)
    risk = _risk(connection, client_id)
    return ClientCard(
        **{name: getattr(row, name) for name in _COPIED},
        sex=code_words("sex", form["sex"]) if form.get("sex") else None,
        age=_age(form.get("birth_date"), on),
        phone=masked("mobile", form["mobile"]) if form.get("mobile") else "",
        tier=Class(standing.tier, standing.tier_status, standing.tier_since) if standing else None,
        stage=Class(standing.stage, standing.stage_status, standing.stage_since) if standing else None,
        potential=standing.pv if standing else None,
        lifetime=standing.clv if standing else None,
        is_near=bool(row.is_near),
        trend=tuple(int(part) for part in row.trend.split(",")) if row.trend else (),
        risk=risk,
        follow_ups=tuple(client_follow_ups(connection, client_id)),
        warnings=tuple(_warnings(form, risk, on)),
    )


_COPIED = (
    *("id", "client_no", "kind", "name", "status", "manager", "branch", "as_of", "assets", "contribution", "score"),
    *("opened_on", "last_contact_on", "next_contact_on"),
)
_FORM_FIELDS = ("sex", "birth_date", "mobile", "contact_status", "id_to", "licence_to")


def _form(connection: Connection, client_id: int, kind: str) -> dict[str, Any]:
    table = FORM_TABLES[kind]
    columns = [table.c[name] for name in _FORM_FIELDS if name in table.c]
    row = connection.execute(select(*columns).where(table.c.client_id == client_id)).mappings().one_or_none()
    return dict(row) if row else {}


def _standing(connection: Connection, client_id: int) -> Any:
    c = classification.c
    columns = (c.tier, c.tier_status, c.tier_since, c.stage, c.stage_status, c.stage_since, c.pv, c.clv)
    query = select(*columns).where(c.client_id == client_id).order_by(c.as_of.desc()).limit(1)
    return connection.execute(query).one_or_none()


def _risk(connection: Connection, client_id: int) -> tuple[Risk, ...]:
    """The newest test per product line, the lines in the order of their list."""
    c = risk_assessment.c
    query = select(c.line, c.level, c.valid_to).where(c.client_id == client_id).order_by(c.assessed_on, c.id)
    newest = {row.line: Risk(*row) for row in connection.execute(query)}
    lines = list(code_list("product_line"))
    return tuple(sorted(newest.values(), key=lambda r: lines.index(r.line) if r.line in lines else len(lines)))


def _age(born: date | None, on: date) -> int | None:
    return None if born is None else on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _warnings(form: dict[str, Any], risk: tuple[Risk, ...], on: date) -> list[Caution]:
    found = []
    if form.get("contact_status") not in (None, "", "0", "1"):
        status = code_words("contact_status", form["contact_status"])
        words = Words(f"联系方式：{status.zh}", f"Contact details: {status.en}")
        found.append(Caution(words, "bad", "contact_status"))
    for field, label in (("id_to", Words("证件", "ID")), ("licence_to", Words("证照", "Licence"))):
        found += _expiry(form.get(field), label, field, on=on, days=_ID_ALERT_DAYS)
    for one in risk[:1]:
        found += _expiry(one.valid_to, Words("风险测评", "Risk test"), "risk_level", on=on, days=_RISK_ALERT_DAYS)
    return found


def _expiry(ends: date | None, label: Words, field: str, *, on: date, days: int) -> list[Caution]:
    if ends is None or ends > on + timedelta(days=days):
        return []
    if ends < on:
        return [Caution(Words(f"{label.zh}已过期", f"{label.en} expired"), "bad", field)]
    left = (ends - on).days
    return [Caution(Words(f"{label.zh} {left} 天后到期", f"{label.en} expires in {left} d"), "warn", field)]
