"""What a contact says about the client's phone, address and wish to be contacted; written to the client's form."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from crmdesk.identify.tables import FORM_TABLES
from crmdesk.interact.outcomes import Outcome
from crmdesk.store.history import Unit

#: Code list contact_status: reached on this number.
_VALID = "1"


def note_outcome(
    unit: Unit, client_id: int, kind: str, result: Outcome, *, on: date, is_phone: bool, status: str | None
) -> None:
    """Set the contact status an outcome shows and, after a refusal, withdraw the consent to marketing alone.

    ``status`` stands over the outcome's own (the last attempt failed); ``is_phone`` tells whether success
    proves the number.
    """
    new = status or result.contact_status or (_VALID if is_phone and result.proves_number else None)
    values: dict[str, Any] = {}
    if new is not None:
        values |= {"contact_status": new, "contact_verified_at": on}
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
