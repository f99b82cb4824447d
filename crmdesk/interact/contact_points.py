"""The client's numbers, and what a contact says about them, the address and the wish to be contacted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from crmdesk.codes import code_words
from crmdesk.errors import CrmError
from crmdesk.i18n import Words, tr
from crmdesk.identify.form import FORMS
from crmdesk.identify.masking import masked_contact
from crmdesk.identify.names import plain_number
from crmdesk.identify.tables import FORM_TABLES, client, contact_point
from crmdesk.interact.outcomes import Outcome
from crmdesk.store.history import Unit

#: Code list contact_status: reached on this number.
VALID = "1"
#: Fields of the forms that hold a number to call; the status of the form speaks of the first one.
_FIELDS = ("mobile", "phone_office", "phone_home", "legal_rep_phone")


@dataclass(frozen=True)
class Number:
    """A number the client can be called on. ``point_id``: the contact point it is, None for a field of the form."""

    value: str
    label: Words
    is_main: bool
    point_id: int | None = None

    @property
    def masked(self) -> str:
        return masked_contact(self.value)


def numbers(connection: Connection, client_id: int) -> list[Number]:
    """The client's numbers in use, the main one first, each once. Raises ``CrmError``: no such client."""
    kind = connection.execute(select(client.c.kind).where(client.c.id == client_id)).scalar()
    if kind is None:
        raise CrmError(tr("This client no longer exists."))
    found: dict[str, Number] = {}
    for one in (*_of_form(connection, client_id, kind), *_of_points(connection, client_id)):
        found.setdefault(plain_number(one.value), one)
    return list(found.values())


def _of_form(connection: Connection, client_id: int, kind: str) -> Iterator[Number]:
    table = FORM_TABLES[kind]
    found = connection.execute(select(table).where(table.c.client_id == client_id)).mappings().one_or_none()
    row: dict[str, Any] = dict(found or {})
    for name in _FIELDS:
        if row.get(name):
            yield Number(row[name], FORMS[kind].field(name).label, is_main=name == "mobile")


def _of_points(connection: Connection, client_id: int) -> Iterator[Number]:
    p = contact_point.c
    query = select(p.id, p.kind, p.value).where(p.client_id == client_id, p.kind.in_(_FIELDS), p.valid_to.is_(None))
    for row in connection.execute(query.order_by(p.id)):
        yield Number(row.value, code_words("contact_point_kind", row.kind), is_main=False, point_id=row.id)


def number_of(connection: Connection, client_id: int, typed: str) -> Number | None:
    """The number of the client that was typed, in whatever form; None when it is not (any more) one of theirs."""
    wanted = plain_number(typed)
    return next((one for one in numbers(connection, client_id) if plain_number(one.value) == wanted), None)


@dataclass(frozen=True)
class Shown:
    """What an outcome shows of the ``number`` called (None: the main one): its ``status`` since a day, if any."""

    on: date
    status: str | None
    number: Number | None = None


def note_outcome(unit: Unit, client_id: int, kind: str, result: Outcome, shown: Shown) -> None:
    """Set the status of the number that was called and, after a refusal, withdraw the consent to marketing alone.

    The status in the form is that of the main number; another field of the form has none.
    """
    values: dict[str, Any] = {}
    number, on = shown.number, shown.on
    if shown.status is not None and number is not None and number.point_id is not None:
        unit.change(contact_point, number.point_id, {"status": shown.status})
    elif shown.status is not None and (number is None or number.is_main):
        values |= {"contact_status": shown.status, "contact_verified_at": on}
    if result.refuses_marketing:
        values |= {"sms_consent": False, "consent_marketing": None}
        values |= {"sms_consent_on": on, "consent_marketing_on": on}
    _write(unit, client_id, kind, values)


def _write(unit: Unit, client_id: int, kind: str, values: dict[str, Any]) -> None:
    """Fields the client's kind of form has; a client that came without a form gets one."""
    table = FORM_TABLES[kind]
    known = {name: value for name, value in values.items() if name in table.c}
    if not known:
        return
    if unit.connection.execute(select(table.c.client_id).where(table.c.client_id == client_id)).first() is None:
        unit.add(table, {"client_id": client_id, **known})
    else:
        unit.change(table, client_id, known)
