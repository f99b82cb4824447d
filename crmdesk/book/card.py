"""The client in view: who it is, what it is worth, what comes next, what to watch out for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection, select

from crmdesk import dates
from crmdesk.codes import code_list, code_words
from crmdesk.differentiate.queries import standing
from crmdesk.i18n import Words
from crmdesk.identify.alerts import alerts
from crmdesk.identify.checks.texts import age
from crmdesk.identify.masking import masked
from crmdesk.identify.record import Record, record
from crmdesk.identify.tables import client
from crmdesk.interact.follow_ups import FollowUp, client_follow_ups


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
    """Something to know or clear up before serving the client; ``field`` is the form field it concerns."""

    words: Words
    tone: Literal["bad", "warn", "info"]
    field: str


@dataclass(frozen=True)
class ClientCard:
    """The header of a client; amounts in cents, ``phone`` masked. ``age`` in whole years, persons only.

    ``historic``, ``current``, ``potential`` and ``lifetime`` are HV, CV, PV and CLV of the newest classification.
    """

    id: int
    client_no: str
    kind: str
    name: str
    status: str
    manager: str
    branch: str
    opened_on: date | None
    sex: Words | None
    age: int | None
    phone: str
    tier: Class | None
    stage: Class | None
    as_of: date | None
    assets: int | None
    contribution: int | None
    historic: int | None
    current: int | None
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


_COPIED = (
    *(
        "id",
        "client_no",
        "kind",
        "name",
        "status",
        "manager",
        "branch",
        "opened_on",
        "as_of",
        "assets",
        "contribution",
        "score",
    ),
    *("last_contact_on", "next_contact_on"),
)
_TONES: dict[str, Literal["bad", "warn", "info"]] = {"red": "bad", "amber": "warn", "info": "info"}


def client_card(connection: Connection, client_id: int, *, on: date | None = None) -> ClientCard:
    """The card of one client as of ``on`` (default today). Raises ``CrmError`` when the client is gone."""
    on = on or dates.local_today()
    form = record(connection, client_id)
    row = connection.execute(select(client).where(client.c.id == client_id)).one()
    class_ = standing(connection, client_id)
    return ClientCard(
        **{name: getattr(row, name) for name in _COPIED},
        **_person(form, on),
        tier=Class(class_.tier, class_.tier_status, class_.tier_since) if class_ else None,
        stage=Class(class_.stage, class_.stage_status, class_.stage_since) if class_ else None,
        historic=class_.hv if class_ else None,
        current=class_.cv if class_ else None,
        potential=class_.pv if class_ else None,
        lifetime=class_.clv if class_ else None,
        is_near=bool(row.is_near),
        trend=tuple(int(part) for part in row.trend.split(",")) if row.trend else (),
        risk=_risk(form),
        follow_ups=tuple(client_follow_ups(connection, client_id)),
        warnings=tuple(Caution(alert.words, _TONES[alert.level], alert.field) for alert in alerts(form, on=on)),
    )


def _person(form: Record, on: date) -> dict[str, Any]:
    sex, born, mobile = (form.values.get(name) for name in ("sex", "birth_date", "mobile"))
    return {
        "sex": code_words("sex", sex) if sex else None,
        "age": age(born, on) if born else None,
        "phone": masked("mobile", mobile) if mobile else "",
    }


def _risk(form: Record) -> tuple[Risk, ...]:
    """The newest test per product line, the lines in the order of their list."""
    newest = [form.risk(line) for line in code_list("product_line")]
    return tuple(Risk(row["line"], row["level"], row["valid_to"]) for row in newest if row is not None)
