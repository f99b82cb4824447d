"""The fields that many clients can have the same value in."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Table

from crmdesk.errors import CrmError
from crmdesk.i18n import tr
from crmdesk.identify.checks import read_field
from crmdesk.identify.clients import REACH_FIELDS
from crmdesk.identify.form import FORMS, Field
from crmdesk.identify.form.declare import code, text
from crmdesk.identify.masking import shown_value
from crmdesk.identify.names import KEY_FIELDS
from crmdesk.identify.tables import FORM_TABLES, client

#: What is said about clients outside the form.
STANDING = (
    text("I01", "manager", "客户经理|Manager", 60, home="client"),
    text("I01", "branch", "网点|Branch", 100, home="client"),
    code("I01", "status", "状态|Status", "client_status", home="client"),
)
#: What belongs to one client alone: a value that many share would be wrong for nearly all of them.
_OWN = frozenset({*KEY_FIELDS, *REACH_FIELDS})


@cache
def bulk_fields() -> dict[str, Field]:
    """By name: manager, branch, status, then the fields of the form that can be the same for many."""
    found = {field.name: field for field in STANDING}
    for form in FORMS.values():
        for field in form.stored_fields():
            if field.name not in found and field.name not in _OWN and not field.is_read_only and not _identifies(field):
                found[field.name] = field
    return found


def _identifies(field: Field) -> bool:
    return field.type == "text" and field.mask not in ("", "name")


def standing_fields() -> dict[str, Field]:
    """Manager, branch and status, by name."""
    return {field.name: field for field in STANDING}


def bulk_field(name: str) -> Field:
    """Raises ``CrmError`` for a field that is not offered."""
    field = bulk_fields().get(name)
    if field is None:
        raise CrmError(tr("“{field}” cannot be the same for many clients.", field=name), field=name)
    return field


def read_bulk_value(field: Field, raw: Any, on: date) -> Any:
    """The value in its stored form. Raises ``CrmError`` for one that is wrong."""
    found = read_field(field, raw, on)
    if found.is_error:
        raise CrmError(str(found.message), field=field.name)
    if field.home != "client":
        return found.value
    if field.type == "code" and found.value is None:
        raise CrmError(tr("Choose a value."), field=field.name)
    return found.value or ""


def said(field: Field, value: Any) -> str:
    """A stored value in words; "" for nothing."""
    return shown_value(field, value) if value not in (None, "") else ""


def table_of(field: Field, kind: str) -> Table | None:
    """Where the value of a client of some kind stands; None when its form has no such field."""
    if field.home == "client":
        return client
    table = FORM_TABLES[kind]
    return table if field.name in table.c else None
