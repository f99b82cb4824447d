"""The wide tables, made from the declaration of the form."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table

from crmdesk.identify.form import FORMS, Field, Form
from crmdesk.store.keeping import CONTENT
from crmdesk.store.schema import Cents, Key, metadata


def _form_column(field: Field) -> Column[Any]:
    types: dict[str, Any] = {
        "int": Integer(),
        "money": Cents(),
        "date": Date(),
        "bool": Boolean(),
    }
    return Column(field.name, types.get(field.type) or String(field.length), info={"field": field})


def _form_table(form: Form, name: str) -> Table:
    """One wide row per client of that kind; every column may be empty: a record is saved incomplete."""
    columns = [_form_column(field) for field in form.stored_fields()]
    key = Column("client_id", Key, ForeignKey("client.id"), primary_key=True, autoincrement=False)
    sought = [Index(f"ix_{name}_{column.name}", column.name) for column in columns if column.name in _SOUGHT]
    return Table(name, metadata, key, *columns, *sought, info=CONTENT)


#: What the desk looks for among all clients: birthdays to congratulate, documents that expire, and the numbers by
#: which an import finds a client.
_SOUGHT = ("birth_date", "id_to", "id_no", "uscc")
_NAMES = {"person": "person", "organisation": "organisation", "product": "product_client"}

#: The wide table of each form; a row of it exists for every client of that kind.
FORM_TABLES: dict[str, Table] = {kind: _form_table(form, _NAMES[kind]) for kind, form in FORMS.items()}
